//! What the generated tests stand on: a server that knows the document, and the values in it.

use std::sync::LazyLock;

use chatwoot::{Client, Error};
use inboxkit_mock::{Lossless, Mock, Running};
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;

const DOCUMENT: &str = include_str!("../../openapi.json");

/// How the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// With the examples of the document.
    Plain,
    /// With what a newer server might send: keys and values that the document does not know.
    Drift,
    /// The same, and members of unions that it does not know.
    DriftTags,
}

/// All ways in which the server answers.
pub const MODES: [Mode; 3] = [Mode::Plain, Mode::Drift, Mode::DriftTags];

static MOCK: LazyLock<Mock> = LazyLock::new(|| {
    let mock = Mock::from_json(DOCUMENT).expect("the document can be served");
    mock.credential("userToken", "user token").credential("agentBotToken", "bot token")
});
static SERVERS: LazyLock<[Running; 3]> = LazyLock::new(|| {
    MODES.map(|mode| {
        let mock = MOCK.clone().drift(mode != Mode::Plain).drift_tags(mode == Mode::DriftTags);
        mock.serve(([127, 0, 0, 1], 0)).expect("loopback can be listened on")
    })
});
static DOCUMENT_VALUES: LazyLock<Lossless> =
    LazyLock::new(|| Lossless::from_json(DOCUMENT).expect("the document is JSON"));

/// A client of a server that answers in a way.
pub async fn client(mode: Mode) -> Client {
    let builder = Client::builder().base_url(SERVERS[mode as usize].base_url());
    builder.user_token("user token").agent_bot_token("bot token").build().expect("the client can be built")
}

/// Fails where the call did. The server refuses requests that do not match the document, so that this is a judgement of
/// the request, too.
pub fn sent<T>(mode: Mode, result: Result<T, Error>) {
    if let Err(error) = result {
        let body = error.api().map(|answer| String::from_utf8_lossy(answer.body()).into_owned()).unwrap_or_default();
        panic!("{mode:?}: {error}\n{body}");
    }
}

/// The value at a JSON pointer of the document.
pub fn example<T: DeserializeOwned>(pointer: &str) -> T {
    let value = DOCUMENT_VALUES.value(pointer).unwrap_or_else(|| panic!("there is nothing at {pointer}"));
    serde_json::from_str(&value.to_string()).unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

/// A value written as JSON.
pub fn parse<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// Decodes values of the document, encodes them again, and compares: everything must be there again.
pub fn round_trip<T: DeserializeOwned + Serialize>(pointers: &[&str]) {
    for pointer in pointers {
        let value = DOCUMENT_VALUES.value(pointer).unwrap_or_else(|| panic!("there is nothing at {pointer}"));
        let decoded: T = example(pointer);
        let encoded = serde_json::to_value(&decoded).expect("models encode");
        let lost = DOCUMENT_VALUES.compare_any(value, &encoded);
        assert!(lost.is_empty(), "{pointer}: {lost:#?}");
    }
}

/// Every operation of the document is called by some test of [`crate::smoke`].
#[test]
fn no_operation_is_left_out() {
    let tests = include_str!("../generated/smoke.rs");
    let missing: Vec<&str> =
        MOCK.operations().map(|listed| listed.id).filter(|id| !tests.contains(&format!("async fn {id}()"))).collect();
    assert!(missing.is_empty(), "no test calls {missing:?}");
}
