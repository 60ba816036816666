//! What four public documents promise the users of Chatwoot under other names, with the very JSON that they give.

use chatwoot::models::{
    ContentType, CreateMessage, CreatePublicConversation, CreatePublicMessage, Message, MessageStatus, MessageType,
    MessageTypeCode, PublicConversation, PublicMessage, Sender,
};
use serde_json::{Value, json};

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
    assert_eq!(conversation.contact_identifier.as_ref().map(ToString::to_string).as_deref(), Some("source-1"));
    assert_eq!(serde_json::to_value(&conversation).expect("a conversation encodes"), sent);
}
