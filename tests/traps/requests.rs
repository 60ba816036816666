//! Requests that must be otherwise than they seem.

use chatwoot::models::{
    CreateConversation, CreateMessage, MessageType, Priority, ToggleConversationPriority, ToggleConversationStatus,
    UpdateAgent, UpdateConversation,
};
use chatwoot::{Client, Timestamp};
use serde_core::Serialize;
use serde_json::{Value, json};

use crate::server::{Server, answer};

fn encoded(body: &impl Serialize) -> Value {
    serde_json::to_value(body).expect("a body encodes")
}

fn moment() -> Timestamp {
    "2024-05-01T10:00:30.500Z".parse().expect("it is a moment")
}

#[tokio::test]
async fn no_priority_is_null_and_not_none() {
    assert!(!Priority::from("none").is_known(), "the server answers 500 to it");
    assert_eq!(encoded(&UpdateConversation::new().clear_priority()), json!({"priority": null}));
    let server = Server::always(answer("200 OK", "", "")).await;
    let client = Client::builder().base_url(server.url()).no_proxy().user_token("t").build().expect("it can be built");
    let conversations = client.account(1).conversations();
    conversations.set_priority(42).body(&ToggleConversationPriority::new()).await.expect("nothing is an answer");
    assert_eq!(server.request().text(), "{}");
}

#[test]
fn message_types_are_sent_as_names() {
    let body = CreateMessage::new().message_type(MessageType::Incoming);
    assert_eq!(encoded(&body), json!({"message_type": "incoming"}));
}

#[test]
fn a_snooze_is_seconds_in_a_change_of_state_and_text_in_a_new_conversation() {
    let change = ToggleConversationStatus::new().status("snoozed").snoozed_until(moment());
    assert_eq!(encoded(&change), json!({"status": "snoozed", "snoozed_until": 1_714_557_630}));
    let new = CreateConversation::new().snoozed_until(moment().in_seconds());
    assert_eq!(encoded(&new), json!({"snoozed_until": "2024-05-01T10:00:30Z"}));
}

#[test]
fn a_change_of_an_agent_takes_the_custom_role_away_unless_it_is_named() {
    // Enterprise builds read a missing key as none, so whoever wants to keep the role sends it again.
    assert_eq!(encoded(&UpdateAgent::new().auto_offline(true)), json!({"auto_offline": true}));
    let kept = UpdateAgent::new().auto_offline(true).custom_role_id(3);
    assert_eq!(encoded(&kept), json!({"auto_offline": true, "custom_role_id": 3}));
}
