//! What is compared does the same: otherwise its cost would say nothing.

use serde::Serialize;
use serde_json::Value;

use crate::{bodies, by_hand, derived, generated};

/// What a value says, in one way of several: the derived structs do not tell null from what is absent, and both write
/// floats of whole numbers with a point.
fn meaning(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
            entries.map(|(key, value)| (key, meaning(value))).collect()
        }
        Value::Array(values) => values.into_iter().map(meaning).collect(),
        Value::Number(number) => number.as_f64().into(),
        value => value,
    }
}

fn written(value: &impl Serialize) -> Value {
    meaning(serde_json::to_value(value).unwrap())
}

fn read(text: &str) -> Value {
    meaning(serde_json::from_str(text).unwrap())
}

#[test]
fn both_decode_all_of_a_list() {
    let text = bodies::conversations(3).unwrap();
    let derived: derived::ConversationList = serde_json::from_str(&text).unwrap();
    let generated: chatwoot::models::ConversationList = serde_json::from_str(&text).unwrap();
    assert_eq!(written(&derived), read(&text));
    assert_eq!(written(&generated), read(&text));
}

#[test]
fn both_decode_all_of_a_message() {
    let text = bodies::message().unwrap();
    let derived: derived::Message = serde_json::from_str(&text).unwrap();
    let generated: chatwoot::models::Message = serde_json::from_str(&text).unwrap();
    assert_eq!(written(&derived), read(&text));
    assert_eq!(written(&generated), read(&text));
}

#[test]
fn both_send_the_same_body() {
    let text = bodies::create_message().unwrap();
    assert_eq!(serde_json::to_string(&by_hand::create_message().unwrap()).unwrap(), text);
    assert_eq!(serde_json::to_string(&generated::create_message().unwrap()).unwrap(), text);
}
