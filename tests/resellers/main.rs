//! What four public documents promise the users of Chatwoot under other names, with the very JSON that they give.

mod options;
// It serves more tests than these.
#[allow(dead_code)]
#[path = "../../runtime/tests/it/server.rs"]
mod server;

use chatwoot::Client;
use chatwoot::models::{
    ContentType, CreateMessage, CreatePublicConversation, CreatePublicMessage, Message, MessageStatus, MessageType,
    MessageTypeCode, PublicConversation, PublicMessage, Sender,
};
use serde_json::{Value, json};

use crate::server::Server;

/// The answer to the creation of a message, as the second document shows it.
fn answer() -> Value {
    json!({
        "id": 0, "content": "string", "inbox_id": 0, "conversation_id": 0, "message_type": 0, "content_type": "text",
        "status": "sent", "content_attributes": {}, "created_at": 0, "private": false, "source_id": "string",
        "sender": {
            "id": 0, "name": "string", "available_name": "string", "email": "string", "avatar_url": "string",
            "logo_user_url": "string", "type": "user", "availability_status": "offline", "thumbnail": "string"
        },
        "created_at_exact": "2024-05-01T10:20:30.123Z"
    })
}

fn decode(value: &Value) -> Message {
    serde_json::from_str(&value.to_string()).expect("a message decodes")
}

#[test]
fn a_message_is_asked_for_by_names() {
    let documented = json!({
        "content": "string", "message_type": "outgoing", "private": false, "content_type": "text", "content_attributes": {}
    });
    let body = CreateMessage::new()
        .content("string")
        .message_type(MessageType::Outgoing)
        .private(false)
        .content_type(ContentType::Text)
        .content_attributes(serde_json::Map::new());
    assert_eq!(serde_json::to_value(&body).expect("a body encodes"), documented);
}

#[test]
fn a_message_is_answered_as_documented_and_nothing_is_lost() {
    let message = decode(&answer());
    assert_eq!(message.status, Some(MessageStatus::Sent));
    let exact = message.created_at_exact.as_ref().expect("the reseller's own key is there");
    assert_eq!(exact.to_string(), "2024-05-01T10:20:30.123Z");
    let Some(Sender::User(sender)) = &message.sender else { panic!("the sender is a user: {:?}", message.sender) };
    assert_eq!(sender.logo_user_url.as_deref(), Some("string"));
    assert_eq!(serde_json::to_value(&message).expect("a message encodes"), answer());
}

#[test]
fn message_types_are_numbers_from_0_and_a_4_is_kept_as_unknown() {
    let types = [
        (0, MessageTypeCode::Incoming),
        (1, MessageTypeCode::Outgoing),
        (2, MessageTypeCode::Activity),
        (3, MessageTypeCode::Template),
    ];
    let with_type = |number: i64| {
        let mut value = answer();
        value["message_type"] = number.into();
        value
    };
    for (number, expected) in types {
        assert_eq!(decode(&with_type(number)).message_type, expected);
    }
    let message = decode(&with_type(4));
    assert!(!message.message_type.is_known());
    assert_eq!(message.message_type.as_i64(), 4);
    assert_eq!(serde_json::to_value(&message).expect("a message encodes"), with_type(4));
}

#[test]
fn articles_and_every_status_are_known() {
    let mut value = answer();
    value["content_type"] = "article".into();
    assert_eq!(decode(&value).content_type, ContentType::Article);
    for status in ["failed", "sent", "delivered", "read"] {
        value["status"] = status.into();
        assert!(decode(&value).status.is_some_and(|status| status.is_known()), "{status}");
    }
}

#[test]
fn a_public_message_carries_its_echo_id_in_both_directions() {
    let body = CreatePublicMessage::new().content("Hello").echo_id("tmp-1");
    assert_eq!(serde_json::to_value(&body).expect("a body encodes"), json!({"content": "Hello", "echo_id": "tmp-1"}));
    // The server's own keys, and those of the reseller's list that it does not send.
    let sent = json!({
        "id": 7, "content": "Hello", "message_type": 0, "content_type": "text", "content_attributes": {},
        "created_at": 1_714_557_630, "conversation_id": 42, "contact_identifier": "source-1", "echo_id": "tmp-1"
    });
    let message: PublicMessage = serde_json::from_str(&sent.to_string()).expect("a message decodes");
    assert_eq!(message.echo_id, Some("tmp-1".into()));
    assert_eq!(serde_json::to_value(&message).expect("a message encodes"), sent);
}

#[test]
fn a_public_conversation_is_created_with_custom_attributes() {
    let attributes = json!({"plan": "gold"}).as_object().cloned().expect("it is an object");
    let body = CreatePublicConversation::new().custom_attributes(attributes);
    assert_eq!(serde_json::to_value(&body).expect("a body encodes"), json!({"custom_attributes": {"plan": "gold"}}));
    let sent = json!({
        "id": 42, "uuid": "6d1f", "inbox_id": 3, "contact_last_seen_at": 0, "status": "open", "agent_last_seen_at": 0,
        "messages": [],
        "contact": {
            "id": 9, "name": "Ada", "email": null, "phone_number": null, "account_id": 1,
            "created_at": "2024-05-01T10:20:30.000Z", "updated_at": "2024-05-01T10:20:30.000Z",
            "additional_attributes": {}, "identifier": null, "custom_attributes": {}, "last_activity_at": null,
            "contact_type": "visitor", "middle_name": "", "last_name": "", "location": "", "country_code": "",
            "blocked": false, "label_list": []
        },
        "inbox_identifier": "abc", "contact_identifier": "source-1", "custom_attributes": {"plan": "gold"},
        "created_at": 1_714_557_630
    });
    let conversation: PublicConversation = serde_json::from_str(&sent.to_string()).expect("a conversation decodes");
    assert_eq!(conversation.contact_identifier, Some("source-1".into()));
    assert_eq!(serde_json::to_value(&conversation).expect("a conversation encodes"), sent);
}

#[tokio::test]
async fn a_message_is_posted_with_the_token_of_a_user() {
    let server = Server::always(server::json(&answer().to_string())).await;
    let client = Client::builder().base_url(server.url()).no_proxy().user_token("t0ken").build();
    let client = client.expect("the client can be built");
    let body = CreateMessage::new().content("string");
    let message = client.account(1).messages().create(42, &body).await.expect("the message is created");
    assert_eq!(message.content.as_deref(), Some("string"));
    let request = server.request();
    assert_eq!(request.line(), "POST /api/v1/accounts/1/conversations/42/messages");
    assert_eq!(request.header("api_access_token"), Some("t0ken"));
    assert_eq!(request.text(), r#"{"content":"string"}"#);
}

#[test]
fn a_sender_is_a_contact_a_user_or_an_agent_bot() {
    let mut value = answer();
    value["sender"] = json!({
        "additional_attributes": {}, "custom_attributes": {}, "email": null, "id": 9, "identifier": null, "name": "Ada",
        "phone_number": null, "thumbnail": "", "blocked": false, "type": "contact"
    });
    assert!(matches!(decode(&value).sender, Some(Sender::Contact(_))));
    value["sender"] = json!({"id": 5, "name": "Bot", "avatar_url": "", "type": "agent_bot"});
    assert!(matches!(decode(&value).sender, Some(Sender::AgentBot(_))));
}

#[test]
fn what_the_second_document_adds_may_be_missing() {
    let mut value = answer();
    value.as_object_mut().expect("it is an object").remove("created_at_exact");
    value["sender"].as_object_mut().expect("it is an object").remove("logo_user_url");
    assert_eq!(serde_json::to_value(decode(&value)).expect("a message encodes"), value);
}

#[test]
fn every_content_type_and_message_type_of_the_second_document_can_be_asked_for() {
    for known in ["text", "input_select", "cards", "form"] {
        assert!(ContentType::from(known).is_known(), "{known}");
    }
    for known in ["incoming", "outgoing", "activity", "template"] {
        assert!(MessageType::from(known).is_known(), "{known}");
    }
}

#[tokio::test]
async fn the_public_inbox_takes_the_identifiers_of_the_inbox_and_the_contact() {
    let server = Server::always(server::answer("404 Not Found", "", "")).await;
    let client = Client::builder().base_url(server.url()).no_proxy().build().expect("the client can be built");
    let contact = client.inbox("inbox-1").contact("source-1");
    let body = CreatePublicMessage::new().content("Hello").echo_id("tmp-1");
    contact.messages().create(42, &body).await.expect_err("there is no such conversation");
    contact.conversations().create(&CreatePublicConversation::new()).await.expect_err("there is no such contact");
    let requests = server.requests();
    let lines: Vec<&str> = requests.iter().map(server::Request::line).collect();
    let path = "POST /public/api/v1/inboxes/inbox-1/contacts/source-1/conversations";
    assert_eq!(lines, [&format!("{path}/42/messages"), path]);
    assert_eq!(requests[0].text(), r#"{"content":"Hello","echo_id":"tmp-1"}"#);
}

#[test]
fn what_the_first_document_lists_and_the_server_does_not_send_may_be_missing() {
    let message: PublicMessage = serde_json::from_value(json!({
        "id": 7, "content": "Hello", "message_type": 0, "content_type": "text", "content_attributes": {},
        "created_at": 1_714_557_630, "conversation_id": 42
    }))
    .expect("a message decodes");
    assert!(message.echo_id.is_none() && message.contact_identifier.is_none());
}
