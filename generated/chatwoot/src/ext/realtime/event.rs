//! What the server sends: events, and what is none.

use std::fmt;

use inboxkit_runtime::private::from_json;

use crate::models::{AccountId, EchoId, RealtimeEvent};
use crate::{Bytes, DecodeError, Json};

/// An event.
///
/// [`Event::decode`] gives it as a model, [`Event::data`] as it came. Texts in it can be credentials (`pubsub_token` of a
/// contact), so `Debug` shows its name and account only.
#[derive(Clone, PartialEq)]
pub struct Event {
    name: String,
    message: Json,
}

impl Event {
    /// Of the `message` of a frame, if it is an event.
    pub(super) fn of(message: &mut Json) -> Option<Self> {
        let name = message.get("event")?.as_str()?.to_owned();
        Some(Self { name, message: message.take() })
    }

    /// Its name, such as `message.created`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The event as a model; [`RealtimeEvent::Unknown`] if its name is not known. An error says where it is not as
    /// documented: [`Event::data`] has it all the same.
    pub fn decode(&self) -> Result<RealtimeEvent, DecodeError> {
        from_json(self.message.to_string().as_bytes())
    }

    /// What it says, as it came; null if it says nothing.
    pub fn data(&self) -> &Json {
        self.message.get("data").unwrap_or(&Json::Null)
    }

    /// The whole as it came, with the keys `event` and `data`.
    pub fn json(&self) -> &Json {
        &self.message
    }

    /// The account. The server always names it; a user gets the events of all of the user's accounts.
    pub fn account_id(&self) -> Option<AccountId> {
        self.data().get("account_id")?.as_i64().map(AccountId::from)
    }

    /// Who caused it, as it came. Missing when no signed-in user or bot did, and in events that the server makes anew right
    /// before it sends them (changes of a conversation's status, assignee or team among them).
    pub fn performer(&self) -> Option<&Json> {
        self.data().get("performer").filter(|performer| !performer.is_null())
    }

    /// The `echo_id` that the sender of a message gave it: in `message.created` only, and never kept by the server. Other
    /// clients may give a number or a truth value.
    pub fn echo_id(&self) -> Option<EchoId> {
        let echo_id = self.data().get("echo_id").filter(|_| self.name == "message.created")?;
        Some(match echo_id {
            Json::Null => return None,
            Json::String(text) => EchoId::String(text.clone()),
            Json::Bool(truth) => EchoId::Boolean(*truth),
            other => match (other.as_i64(), other.as_f64()) {
                (Some(integer), _) => EchoId::Integer(integer),
                (None, Some(number)) => EchoId::Number(number),
                (None, None) => EchoId::Unknown(other.clone()),
            },
        })
    }

    /// Whether it tells of the message that was sent with this `echo_id`: a text, or what another client gave.
    pub fn is_echo_of(&self, echo_id: impl Into<EchoId>) -> bool {
        self.echo_id().is_some_and(|ours| ours == echo_id.into())
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.name)
            .field("account_id", &self.account_id())
            .finish_non_exhaustive()
    }
}

/// A frame that is JSON and nothing that is known: of a newer server, or of something between. `Debug` shows its type only,
/// as the token can be in it.
#[derive(Clone, PartialEq)]
pub struct UnknownFrame(pub(super) Json);

impl UnknownFrame {
    /// The frame as it came.
    pub fn json(&self) -> &Json {
        &self.0
    }

    /// The key `type`, if it has one.
    pub fn kind(&self) -> Option<&str> {
        self.0.get("type")?.as_str()
    }
}

impl fmt::Debug for UnknownFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownFrame").field("type", &self.kind()).finish_non_exhaustive()
    }
}

/// A frame that is no JSON object. `Debug` does not show what is in it, as the token can be.
#[derive(Clone, PartialEq, Eq)]
pub struct RawFrame(pub(super) Bytes);

impl RawFrame {
    /// The frame as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }

    /// The frame as text, if it is text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl fmt::Debug for RawFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawFrame({} bytes)", self.0.len())
    }
}
