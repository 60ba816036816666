//! Messages of one's own, recognised among the events.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use super::Event;
use crate::models::EchoId;

/// A text to send along with a message as `echo_id`: 32 hexadecimal digits, unlikely to repeat; not a secret. The `message.created` event of that message has it, for
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
///
/// On an [`Item::Gap`](super::Item::Gap) the events of some may be lost, and the server keeps no `echo_id`: read the messages
/// of that time, recognise one's own by what they say, and [`forget`](Self::forget) those, or take all by
/// [`drain`](Self::drain) and show what was read instead. Nothing is removed of itself.
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
        match event.echo_id()? {
            EchoId::String(echo_id) => self.0.remove(&echo_id),
            _ => None,
        }
    }

    /// The value of a message that will not come: it was not sent, or its event fell into a gap.
    pub fn forget(&mut self, echo_id: &str) -> Option<T> {
        self.0.remove(echo_id)
    }

    /// Those that are waited for, each with its `echo_id`, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(echo_id, value)| (echo_id.as_str(), value))
    }

    /// Takes all that are waited for, in no order; none is left, even if not all are looked at.
    pub fn drain(&mut self) -> impl Iterator<Item = (String, T)> {
        self.0.drain()
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
        event_with(name, &Json::from(echo_id).to_string())
    }

    fn event_with(name: &str, echo_id: &str) -> Event {
        let text = format!(r#"{{"event":"{name}","data":{{"echo_id":{echo_id}}}}}"#);
        Event::of(&mut text.parse::<Json>().unwrap()).unwrap()
    }

    #[test]
    fn a_message_comes_back_once() {
        let mut sent = EchoIds::new();
        let (one, other) = (sent.issue(1), sent.issue(2));
        assert_ne!(one, other);
        let echo = event("message.created", &one);
        assert!(echo.is_echo_of(one.as_str()) && !echo.is_echo_of(other.as_str()));
        assert_eq!(sent.settle(&echo), Some(1));
        assert_eq!(sent.settle(&echo), None);
        assert_eq!(sent.settle(&event("message.updated", &other)), None);
        assert_eq!(sent.settle(&event("message.created", "of another client")), None);
        assert_eq!((sent.len(), sent.forget(&other)), (1, Some(2)));
        assert!(sent.is_empty());
    }
    #[test]
    fn echo_ids_of_other_clients_are_of_any_kind() {
        for (text, echo_id) in [
            ("7", EchoId::Integer(7)),
            ("0.5", EchoId::Number(0.5)),
            ("true", EchoId::Boolean(true)),
            ("[1]", EchoId::Unknown("[1]".parse().unwrap())),
        ] {
            let event = event_with("message.created", text);
            assert_eq!(event.echo_id(), Some(echo_id.clone()));
            assert!(event.is_echo_of(echo_id) && !event.is_echo_of(text));
            assert_eq!(EchoIds::<()>::new().settle(&event), None);
        }
        assert_eq!(event_with("message.created", "null").echo_id(), None);
        assert_eq!(event_with("message.updated", "7").echo_id(), None);
    }

    #[test]
    fn after_a_gap_all_can_be_looked_at_and_taken() {
        let mut sent = EchoIds::new();
        let echo_id = sent.issue("draft");
        assert_eq!(sent.iter().collect::<Vec<_>>(), [(echo_id.as_str(), &"draft")]);
        assert_eq!(sent.drain().collect::<Vec<_>>(), [(echo_id, "draft")]);
        assert!(sent.is_empty());
    }
}
