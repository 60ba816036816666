//! What `content_attributes` of a message is, by its content type.

use std::collections::BTreeSet;

use chatwoot::models;
use serde_json::Value;

use crate::judge::Judge;

/// Judges `content_attributes` of a message as the model of a content type.
pub fn attributes(judge: &mut Judge, name: &str, content_type: &str, attributes: &Value) {
    macro_rules! one {
        ($model:ident) => {
            judge.body::<models::$model>(stringify!($model), name, attributes)
        };
    }
    match content_type {
        "text" => one!(TextContent),
        "input_text" | "input_textarea" => one!(InputTextContent),
        "input_email" => one!(InputEmailContent),
        "input_select" => one!(InputSelectContent),
        "cards" => one!(CardsContent),
        "form" => one!(FormContent),
        "article" => one!(ArticleContent),
        "incoming_email" => one!(IncomingEmailContent),
        "input_csat" => one!(InputCsatContent),
        "integrations" => one!(IntegrationsContent),
        "sticker" => one!(StickerContent),
        "voice_call" => one!(VoiceCallContent),
        other => judge.wrong.push(format!("{name} has the content type {other}")),
    }
}

/// Judges the `content_attributes` of all messages in a value, and gathers their content types.
pub fn messages(judge: &mut Judge, name: &str, value: &Value, types: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            let content_type = entries.get("content_type").and_then(Value::as_str);
            if let (Some(content_type), Some(found)) = (content_type, entries.get("content_attributes")) {
                attributes(judge, name, content_type, found);
                types.insert(content_type.to_owned());
            }
            entries.values().for_each(|value| messages(judge, name, value, types));
        }
        Value::Array(items) => items.iter().for_each(|value| messages(judge, name, value, types)),
        _ => {}
    }
}
