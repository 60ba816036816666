//! Frames: what a text of the server means.

use super::{Event, UnknownFrame};
use crate::{Json, Timestamp};

/// A frame of the server.
#[derive(Debug)]
pub(super) enum Frame {
    /// The first one.
    Welcome,
    /// A sign of life, with the time by the server's clock.
    Ping(Option<Timestamp>),
    /// The subscription stands.
    Confirmed,
    /// There will be no subscription.
    Rejected,
    /// The server is about to close the connection.
    Disconnect { reason: String, reconnect: bool },
    /// Something happened.
    Event(Event),
    /// Anything else.
    Unknown(UnknownFrame),
}

/// Reads a text; an error says what is wrong with it, and nothing of what is in it.
pub(super) fn read(text: &str, identifier: &str) -> Result<Frame, String> {
    let mut json: Json = text.parse().map_err(|error| format!("it is no JSON: {error}"))?;
    if !json.is_object() {
        return Err("it is no JSON object".to_owned());
    }
    // The server repeats the identifier as it got it.
    let is_ours = json.get("identifier").and_then(Json::as_str) == Some(identifier);
    let frame = match json.get("type").and_then(Json::as_str) {
        Some("welcome") => Some(Frame::Welcome),
        Some("ping") => Some(Frame::Ping(json.get("message").and_then(Json::as_i64).map(Timestamp::from_second))),
        Some("confirm_subscription") if is_ours => Some(Frame::Confirmed),
        Some("reject_subscription") if is_ours => Some(Frame::Rejected),
        Some("disconnect") => Some(disconnect(&json)),
        None if is_ours => json.get_mut("message").and_then(Event::of).map(Frame::Event),
        _ => None,
    };
    Ok(frame.unwrap_or(Frame::Unknown(UnknownFrame(json))))
}

/// Without the key the server does not want us back: so other clients read it.
fn disconnect(json: &Json) -> Frame {
    let reason = json.get("reason").and_then(Json::as_str).unwrap_or_default().to_owned();
    let reconnect = json.get("reconnect").and_then(Json::as_bool).unwrap_or(false);
    Frame::Disconnect { reason, reconnect }
}

/// A command without data, as the server reads it.
pub(super) fn subscribe(identifier: &str) -> String {
    format!(r#"{{"command":"subscribe","identifier":{}}}"#, Json::from(identifier))
}

/// The command that shows presence.
pub(super) fn presence(identifier: &str) -> String {
    let identifier = Json::from(identifier);
    format!(r#"{{"command":"message","identifier":{identifier},"data":"{{\"action\":\"update_presence\"}}"}}"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTIFIER: &str = r#"{"channel":"RoomChannel","pubsub_token":"s3cret"}"#;

    fn frame(text: &str) -> Frame {
        read(&text.replace("$", &Json::from(IDENTIFIER).to_string()), IDENTIFIER).unwrap()
    }

    #[test]
    fn known_frames() {
        assert!(matches!(frame(r#"{"type":"welcome"}"#), Frame::Welcome));
        assert!(matches!(frame(r#"{"type":"ping","message":1234}"#), Frame::Ping(Some(at)) if at.as_second() == 1234));
        assert!(matches!(frame(r#"{"type":"ping"}"#), Frame::Ping(None)));
        assert!(matches!(frame(r#"{"type":"confirm_subscription","identifier":$}"#), Frame::Confirmed));
        assert!(matches!(frame(r#"{"type":"reject_subscription","identifier":$}"#), Frame::Rejected));
        let restart = frame(r#"{"type":"disconnect","reason":"server_restart","reconnect":true}"#);
        assert!(matches!(restart, Frame::Disconnect { reason, reconnect: true } if reason == "server_restart"));
        let end = frame(r#"{"type":"disconnect","reason":"unauthorized"}"#);
        assert!(matches!(end, Frame::Disconnect { reconnect: false, .. }));
    }

    #[test]
    fn events_keep_what_they_say() {
        let Frame::Event(event) = frame(
            r#"{"identifier":$,"message":{"event":"message.created","data":{"id":5,"account_id":1,"echo_id":"e","performer":{"id":2}}}}"#,
        ) else {
            panic!("it is an event")
        };
        assert_eq!(event.name(), "message.created");
        assert_eq!(event.data()["id"], 5);
        assert_eq!(event.account_id(), Some(1.into()));
        assert_eq!(event.performer().unwrap()["id"], 2);
        assert_eq!(event.echo_id(), Some("e".into()));
        assert_eq!(event.json()["event"], "message.created");
    }

    #[test]
    fn what_is_not_ours_or_not_known_is_kept() {
        for text in [
            r#"{"type":"news","x":1}"#,
            r#"{"identifier":"another","message":{"event":"message.created","data":{}}}"#,
            r#"{"type":"confirm_subscription","identifier":"another"}"#,
            r#"{"identifier":$,"message":"text"}"#,
            r#"{"identifier":$,"message":{"event":7}}"#,
            r#"{}"#,
        ] {
            let Frame::Unknown(unknown) = frame(text) else { panic!("{text} is known") };
            let sent: Json = text.replace("$", &Json::from(IDENTIFIER).to_string()).parse().unwrap();
            assert_eq!(unknown.json(), &sent);
            assert!(!format!("{unknown:?}").contains("s3cret"));
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_repeated() {
        for text in ["", "s3cret", "[]", "7", r#"{"type":"#, r#"{"s3cret":}"#] {
            assert!(!read(text, IDENTIFIER).unwrap_err().contains("s3cret"));
        }
    }

    #[test]
    fn commands_are_json() {
        let json: Json = subscribe(IDENTIFIER).parse().unwrap();
        assert_eq!((json["command"].as_str(), json["identifier"].as_str()), (Some("subscribe"), Some(IDENTIFIER)));
        let json: Json = presence(IDENTIFIER).parse().unwrap();
        assert_eq!((json["command"].as_str(), json["identifier"].as_str()), (Some("message"), Some(IDENTIFIER)));
        let data: Json = json["data"].as_str().unwrap().parse().unwrap();
        assert_eq!(data["action"], "update_presence");
    }
}
