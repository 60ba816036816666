//! Recorded and documented bodies decode into their models, and encode back without loss of what the document describes.
//!
//! The bodies stand beside this file. Whether something was lost is judged by the bundled document, not by the models.

use std::fs;
use std::path::{Path, PathBuf};

use chatwoot::models;
use inboxkit_mock::Lossless;
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn lossless() -> Lossless {
    let text = fs::read_to_string(root().join("../generated/chatwoot/openapi.json")).expect("the bundle can be read");
    Lossless::from_json(&text).expect("the bundle is JSON")
}

/// The bodies of all files whose names hold one of these words, by file.
fn bodies(words: &[&str]) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("payloads")).expect("the bodies can be listed") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("names are UTF-8").to_owned();
        if name != "main.rs" && words.iter().any(|word| name.contains(word)) {
            let text = fs::read_to_string(&path).expect("the body can be read");
            let mut file: Value = serde_json::from_str(&text).expect("the file is JSON");
            found.push((name, file["body"].take()));
        }
    }
    assert!(!found.is_empty(), "no file for {words:?}");
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// Decodes and encodes, and says what was lost.
fn round_trip<T: DeserializeOwned + Serialize>(lossless: &Lossless, schema: &str, name: &str, body: &Value) {
    // From text, as an answer arrives.
    let text = body.to_string();
    let decoded: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} does not decode: {error}"));
    let encoded = serde_json::to_value(&decoded).expect("models encode");
    let lost = lossless.compare(&format!("#/components/schemas/{schema}"), body, &encoded);
    assert!(lost.is_empty(), "{name}: {lost:#?}");
}

#[test]
fn messages_as_the_account_api_sends_them() {
    let lossless = lossless();
    for (name, body) in bodies(&["-rest-message-"]) {
        round_trip::<models::Message>(&lossless, "Message", &name, &body);
    }
}

#[test]
fn messages_within_conversations_have_the_form_of_events() {
    let lossless = lossless();
    for (name, body) in bodies(&["-cable-message-"]) {
        round_trip::<models::MessageEvent>(&lossless, "MessageEvent", &name, &body);
    }
}

#[test]
fn a_conversation_with_its_service_level() {
    let lossless = lossless();
    for (name, body) in bodies(&["158-conversation-get-sla"]) {
        round_trip::<models::Conversation>(&lossless, "Conversation", &name, &body);
    }
}

#[test]
fn lists_of_agents_teams_and_inboxes() {
    let lossless = lossless();
    let each = |words: &[&str]| -> Vec<(String, Value)> {
        let lists = bodies(words).into_iter();
        lists
            .flat_map(|(name, body)| {
                body.as_array().cloned().unwrap_or_default().into_iter().map(move |item| (name.clone(), item))
            })
            .collect()
    };
    for (name, body) in each(&["-agents-list"]) {
        round_trip::<models::Agent>(&lossless, "Agent", &name, &body);
    }
    for (name, body) in each(&["-teams-list"]) {
        round_trip::<models::Team>(&lossless, "Team", &name, &body);
    }
    for (name, body) in each(&["-inboxes-list-value"]) {
        round_trip::<models::Inbox>(&lossless, "Inbox", &name, &body);
    }
}

#[test]
fn templates_of_a_whatsapp_inbox() {
    let lossless = lossless();
    for (name, body) in bodies(&["173-inbox-message-templates"]) {
        round_trip::<models::WhatsappTemplates>(&lossless, "WhatsappTemplates", &name, &body);
    }
}
