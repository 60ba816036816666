//! Messages of one's own, recognised among the events.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use super::Event;

/// A text to send along with a message as `echo_id`: 128 random bits. The `message.created` event of that message has it, for
/// everybody who gets the event; the server does not keep it, so that nothing else has.
///
/// It is no idempotency key: a message that is sent twice with the same one is there twice.
pub fn new_echo_id() -> String {
    format!("{:016x}{:016x}", random(), random())
}

/// Messages that were sent and not yet seen among the events, each with a value that the caller wants back then: the place
/// where it is shown, or nothing.
///
/// ```
/// use chatwoot::realtime::{EchoIds, Event};
///
/// let mut sent = EchoIds::new();
/// let echo_id = sent.issue("my first message");
/// // Send the message with this `echo_id`; then, for every event:
/// let settle = |sent: &mut EchoIds<&str>, event: &Event| match sent.settle(event) {
///     Some(draft) => println!("{draft} arrived as {}", event.data()["id"]),
///     None => println!("somebody else's"),
/// };
/// # let _ = settle;
/// // If sending it failed:
/// sent.forget(&echo_id);
/// ```
#[derive(Debug, Clone)]
pub struct EchoIds<T = ()>(HashMap<String, T>);

impl<T> EchoIds<T> {
    /// None yet.
    pub fn new() -> Self {
        Self(HashMap::new())
    }

    /// The `echo_id` for a message that is about to be sent: see [`new_echo_id`].
    pub fn issue(&mut self, value: T) -> String {
        let echo_id = new_echo_id();
        self.0.insert(echo_id.clone(), value);
        echo_id
    }

    /// The value of the message that the event tells of, if it is one of these. It is one of them no longer then.
    pub fn settle(&mut self, event: &Event) -> Option<T> {
        self.0.remove(event.echo_id()?)
    }

    /// The value of a message that will not come: it was not sent, or its event fell into a gap.
    pub fn forget(&mut self, echo_id: &str) -> Option<T> {
        self.0.remove(echo_id)
    }

    /// How many are waited for.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is waited for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for EchoIds<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// 64 random bits, as the keys of a fresh hasher.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Json;

    fn event(name: &str, echo_id: &str) -> Event {
        let text = format!(r#"{{"event":"{name}","data":{{"echo_id":"{echo_id}"}}}}"#);
        Event::of(&mut text.parse::<Json>().unwrap()).unwrap()
    }

    #[test]
    fn a_message_comes_back_once() {
        let mut sent = EchoIds::new();
        let (one, other) = (sent.issue(1), sent.issue(2));
        assert_ne!(one, other);
        let echo = event("message.created", &one);
        assert!(echo.is_echo_of(&one) && !echo.is_echo_of(&other));
        assert_eq!(sent.settle(&echo), Some(1));
        assert_eq!(sent.settle(&echo), None);
        assert_eq!(sent.settle(&event("message.updated", &other)), None);
        assert_eq!(sent.settle(&event("message.created", "of another client")), None);
        assert_eq!((sent.len(), sent.forget(&other)), (1, Some(2)));
        assert!(sent.is_empty());
    }
}
