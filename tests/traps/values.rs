//! JSON that is not what it seems.

use chatwoot::models::{
    AccountLocale, AuditLog, CannedResponse, ContactPage, ContactSearchPage, Conversation, ConversationEvent,
    ConversationStatus, ConversationStatusResult, InboxAgentBotResult, Message, MessageListMeta, MessageStatus,
    MessageTypeCode, PageNumber, PlatformAgentBot, Priority, PublicConversation, ReportNumber, ReportSummary, Sender,
    WebhookEvent, WebhookSender,
};
use chatwoot::{Maybe, Timestamp};
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use serde_json::{Value, json};

/// Decodes a body, and makes sure that it comes back as it was.
fn decode<T: DeserializeOwned + Serialize>(body: &Value) -> T {
    let decoded = serde_json::from_str(&body.to_string()).unwrap_or_else(|error| panic!("{body}: {error}"));
    assert_eq!(&serde_json::to_value(&decoded).expect("models encode"), body);
    decoded
}

/// A body with other values for some of its keys.
fn with(mut body: Value, changes: &Value) -> Value {
    for (key, value) in changes.as_object().expect("changes are an object") {
        body[key] = value.clone();
    }
    body
}

/// A conversation as the account API shows it: never read, never answered, nobody waits.
fn conversation() -> Value {
    json!({
        "meta": {
            "sender": {
                "additional_attributes": {}, "availability_status": "offline", "email": null, "id": 9, "name": "Ada",
                "phone_number": null, "blocked": false, "identifier": null, "thumbnail": "", "custom_attributes": {},
                "created_at": 1_714_557_630
            },
            "channel": "Channel::Api", "hmac_verified": false
        },
        "id": 42, "messages": [], "account_id": 1, "uuid": "6d1f", "additional_attributes": {},
        "agent_last_seen_at": 0, "assignee_last_seen_at": 0, "can_reply": true, "contact_last_seen_at": 0,
        "custom_attributes": {}, "inbox_id": 3, "labels": [], "muted": false, "snoozed_until": null, "status": "open",
        "created_at": 1_714_557_630, "updated_at": 1_714_557_630.123_456, "timestamp": 1_714_557_630,
        "first_reply_created_at": 0, "unread_count": 0, "last_non_activity_message": null,
        "last_activity_at": 1_714_557_630, "priority": null, "waiting_since": 0, "sla_policy_id": null
    })
}

/// The same conversation as events carry it.
fn event() -> Value {
    json!({
        "additional_attributes": {}, "can_reply": true, "channel": "Channel::Api",
        "contact_inbox": {
            "id": 5, "contact_id": 9, "inbox_id": 3, "source_id": "s-1", "created_at": "2024-05-01T10:00:30.000Z",
            "updated_at": "2024-05-01T10:00:30.000Z", "hmac_verified": false, "pubsub_token": "t"
        },
        "id": 42, "inbox_id": 3, "messages": [], "labels": [],
        "meta": {
            "sender": {
                "additional_attributes": {}, "custom_attributes": {}, "email": null, "id": 9, "identifier": null,
                "name": "Ada", "phone_number": null, "thumbnail": "", "blocked": false, "type": "contact"
            },
            "assignee": null, "assignee_type": null, "team": null, "hmac_verified": false
        },
        "status": "open", "custom_attributes": {}, "snoozed_until": null, "unread_count": 0,
        "first_reply_created_at": null, "priority": null, "waiting_since": 0, "agent_last_seen_at": 0,
        "contact_last_seen_at": 0, "last_activity_at": 1_714_557_630, "timestamp": 1_714_557_630,
        "created_at": 1_714_557_630, "updated_at": 1_714_557_630.123
    })
}

/// A message as the account API shows it.
fn message() -> Value {
    json!({
        "id": 7, "content": "Hello", "inbox_id": 3, "conversation_id": 42, "message_type": 0, "content_type": "text",
        "status": "sent", "content_attributes": {}, "created_at": 1_714_557_630, "private": false, "source_id": null
    })
}

#[test]
fn the_page_is_a_string_when_it_was_asked_for_and_the_number_1_when_not() {
    for (sent, page) in [(json!("2"), PageNumber::from("2")), (json!(1), PageNumber::from(1))] {
        let list: ContactPage = decode(&json!({"meta": {"count": 17, "current_page": sent}, "payload": []}));
        assert_eq!(list.meta.current_page, page);
    }
}

#[test]
fn a_search_has_a_total_before_4_11_and_says_whether_there_is_more_from_then_on() {
    let old: ContactSearchPage = decode(&json!({"meta": {"count": 17, "current_page": 1}, "payload": []}));
    assert_eq!(old.meta.has_more, Maybe::Absent);
    let meta = json!({"count": 15, "current_page": "1", "has_more": true});
    let new: ContactSearchPage = decode(&json!({"meta": meta, "payload": []}));
    assert_eq!(new.meta.has_more, Maybe::Value(true));
}

#[test]
fn averages_of_reports_are_numbers_texts_or_null() {
    let period = |average: &Value| {
        json!({
            "conversations_count": 1, "incoming_messages_count": 2, "outgoing_messages_count": 3,
            "avg_first_response_time": average, "avg_resolution_time": average, "resolutions_count": 1,
            "reply_time": average
        })
    };
    let text = json!("198.6666666666667");
    for (sent, expected) in [
        (&json!(198.5), Some(ReportNumber::from(198.5))),
        (&text, Some(ReportNumber::Text("198.6666666666667".to_owned()))),
        (&json!(null), None),
    ] {
        let summary: ReportSummary = decode(&with(period(sent), &json!({"previous": period(sent)})));
        assert_eq!(summary.avg_first_response_time, expected);
    }
}

#[test]
fn one_moment_is_a_number_in_one_view_and_text_in_another() {
    let rest: Message = decode(&message());
    let WebhookEvent::MessageCreated(webhook) = decode::<WebhookEvent>(&webhook_message(&json!(null))) else {
        panic!("it is a message that was created");
    };
    assert_eq!(rest.created_at, webhook.created_at);
    assert_eq!(webhook.created_at.to_string(), "2024-05-01T10:00:30Z");
}

#[test]
fn a_first_reply_is_0_or_a_number_in_conversations_and_null_or_text_in_events() {
    let open: Conversation = decode(&conversation());
    assert!(open.first_reply_created_at.is_zero());
    let answered: Conversation = decode(&with(conversation(), &json!({"first_reply_created_at": 1_714_557_690})));
    let none: ConversationEvent = decode(&event());
    assert_eq!(none.first_reply_created_at, Maybe::Null);
    let moment = json!({"first_reply_created_at": "2024-05-01T10:01:30.000Z"});
    let replied: ConversationEvent = decode(&with(event(), &moment));
    assert_eq!(replied.first_reply_created_at, Maybe::Value(answered.first_reply_created_at));
}

#[test]
fn never_is_0_in_what_was_seen_and_since_when_somebody_waits() {
    let conversation: Conversation = decode(&conversation());
    let event: ConversationEvent = decode(&event());
    let all = [
        &conversation.agent_last_seen_at,
        &conversation.assignee_last_seen_at,
        &conversation.contact_last_seen_at,
        &conversation.waiting_since,
        &event.agent_last_seen_at,
        &event.contact_last_seen_at,
    ];
    assert!(all.iter().all(|moment| moment.is_zero()));
}

#[test]
fn the_same_moments_are_text_or_null_beside_a_list_of_messages() {
    let meta = json!({
        "labels": [], "additional_attributes": null, "contact": event()["meta"]["sender"],
        "agent_last_seen_at": "2024-05-01T10:00:30.000Z", "assignee_last_seen_at": null
    });
    let meta: MessageListMeta = decode(&meta);
    assert_eq!(meta.agent_last_seen_at, Some(Timestamp::from_second(1_714_557_630)));
    assert_eq!(meta.assignee_last_seen_at, None);
    assert!(meta.assignee.is_none(), "the key is missing when nobody is assigned");
}

#[test]
fn a_change_has_a_fraction_that_is_not_lost() {
    let conversation: Conversation = decode(&conversation());
    let updated = conversation.updated_at.expect("it is there");
    assert_eq!(updated.to_jiff().as_microsecond(), 1_714_557_630_123_456);
}

#[test]
fn rows_of_the_database_have_moments_as_text_and_audit_logs_as_numbers() {
    let row = json!({
        "id": 1, "account_id": 1, "short_code": "hi", "content": "Hello",
        "created_at": "2024-05-01T10:00:30.000Z", "updated_at": "2024-05-01T10:00:30.000Z"
    });
    let row: CannedResponse = decode(&row);
    let log = json!({
        "id": 1, "auditable_id": 3, "auditable_type": "Inbox", "auditable": null, "associated_id": null,
        "associated_type": null, "user_id": null, "user_type": null, "username": null, "action": "update",
        "audited_changes": null, "version": 1, "comment": null, "request_uuid": null, "created_at": 1_714_557_630,
        "remote_address": null
    });
    let log: AuditLog = decode(&log);
    assert_eq!(row.created_at, log.created_at);
}

#[test]
fn empty_is_null_in_one_key_an_empty_text_in_another_and_no_key_in_a_third() {
    let conversation: Conversation = decode(&conversation());
    assert_eq!(conversation.priority, None);
    assert_eq!(conversation.meta.sender.thumbnail, "");
    assert!(conversation.meta.assignee.is_none() && conversation.meta.team.is_none());
    let message: Message = decode(&message());
    assert!(message.sender.is_none() && message.attachments.is_none() && message.echo_id.is_none());
    assert_eq!(message.source_id, None);
}

#[test]
fn custom_attributes_are_null_after_a_call_without_them() {
    let conversation: Conversation = decode(&with(conversation(), &json!({"custom_attributes": null})));
    assert_eq!(conversation.custom_attributes, None);
}

#[test]
fn an_attachment_of_no_known_kind_is_null() {
    let message: Message = decode(&with(message(), &json!({"attachments": [null]})));
    assert_eq!(message.attachments, Some(vec![None]));
}

#[test]
fn the_success_of_a_new_status_may_be_null() {
    let status = json!({"success": null, "conversation_id": 42, "current_status": "open", "snoozed_until": null});
    let result: ConversationStatusResult = decode(&json!({"payload": status}));
    assert_eq!(result.payload.success, None);
    assert_eq!(result.payload.current_status, ConversationStatus::Open);
}

#[test]
fn message_types_are_numbers_in_answers_and_names_in_webhooks() {
    assert_eq!(decode::<Message>(&message()).message_type, MessageTypeCode::Incoming);
    let WebhookEvent::MessageCreated(webhook) = decode::<WebhookEvent>(&webhook_message(&json!(null))) else {
        panic!("it is a message that was created");
    };
    assert_eq!(webhook.message_type.as_str(), "incoming");
}

#[test]
fn a_message_type_of_4_is_unknown_and_comes_back() {
    let message: Message = decode(&with(message(), &json!({"message_type": 4})));
    assert!(!message.message_type.is_known());
    assert_eq!(message.message_type.as_i64(), 4);
}

#[test]
fn values_that_no_release_names_come_back_unchanged() {
    let changes = json!({"status": "hibernating", "content_type": "hologram"});
    let message: Message = decode(&with(message(), &changes));
    assert_eq!(message.status, Some(MessageStatus::from("hibernating")));
    assert!(!message.content_type.is_known());
    let conversation: Conversation = decode(&with(conversation(), &json!({"priority": "none"})));
    assert_eq!(conversation.priority, Some(Priority::from("none")));
}

#[test]
fn values_of_an_old_case_or_with_spaces_are_not_taken_for_known_ones() {
    for text in ["Open", "OPEN", " open", "open "] {
        assert!(!ConversationStatus::from(text).is_known(), "{text}");
    }
}

#[test]
fn norwegian_is_a_language_and_not_false() {
    let locale: AccountLocale = decode(&json!("no"));
    assert_eq!(locale, AccountLocale::Norwegian);
}

/// What a webhook gets about a message with this sender.
fn webhook_message(sender: &Value) -> Value {
    json!({
        "event": "message_created", "account": {"id": 1, "name": "Acme"}, "additional_attributes": {},
        "content_attributes": {}, "content_type": "text", "content": "Hello", "conversation": event(),
        "created_at": "2024-05-01T10:00:30.000Z", "id": 7, "inbox": {"id": 3, "name": "Site"},
        "message_type": "incoming", "private": false, "sender": sender, "source_id": null
    })
}

#[test]
fn a_contact_has_no_type_in_webhooks_and_one_everywhere_else() {
    let contact = json!({
        "account": {"id": 1, "name": "Acme"}, "additional_attributes": {}, "avatar": "", "custom_attributes": {},
        "email": null, "id": 9, "identifier": null, "name": "Ada", "phone_number": null, "thumbnail": "",
        "blocked": false
    });
    let WebhookEvent::MessageCreated(webhook) = decode::<WebhookEvent>(&webhook_message(&contact)) else {
        panic!("it is a message that was created");
    };
    assert!(matches!(webhook.sender, Some(WebhookSender::WebhookContact(_))), "{:?}", webhook.sender);
    let rest: Message = decode(&with(message(), &json!({"sender": event()["meta"]["sender"]})));
    assert!(matches!(rest.sender, Some(Sender::Contact(_))), "{:?}", rest.sender);
}

#[test]
fn the_token_of_the_bot_of_an_inbox_is_a_row_and_not_a_text() {
    let bot = json!({
        "id": 5, "name": "Bot", "description": null, "thumbnail": "", "outgoing_url": "https://bot.example.com",
        "bot_type": "webhook", "bot_config": {}, "account_id": 1, "system_bot": false,
        "access_token": {
            "id": 8, "owner_type": "AgentBot", "owner_id": 5, "token": "t0ken",
            "created_at": "2024-05-01T10:00:30.000Z", "updated_at": "2024-05-01T10:00:30.000Z"
        }
    });
    let result: InboxAgentBotResult = decode(&json!({"agent_bot": bot}));
    let token = result.agent_bot.and_then(|bot| bot.access_token).expect("there is a token");
    assert_eq!(token.token.expose(), "t0ken");
    let none: InboxAgentBotResult = decode(&json!({}));
    assert!(none.agent_bot.is_none());
}

#[test]
fn the_address_of_a_platform_bot_is_its_name_before_4_12() {
    let bot = json!({
        "id": 5, "name": "Bot", "description": null, "outgoing_url": "Bot", "account_id": null, "access_token": "t"
    });
    assert_eq!(decode::<PlatformAgentBot>(&bot).outgoing_url.as_deref(), Some("Bot"));
}

#[test]
fn a_change_of_state_says_null_for_what_changed() {
    let body = with(event(), &json!({"event": "conversation_status_changed", "changed_attributes": null}));
    let WebhookEvent::ConversationStatusChanged(changed) = decode::<WebhookEvent>(&body) else {
        panic!("it is a change of the state");
    };
    assert_eq!(changed.status, ConversationStatus::Open);
}

#[test]
fn a_public_conversation_holds_the_whole_row_of_the_contact() {
    let body = json!({
        "id": 42, "uuid": "6d1f", "inbox_id": 3, "contact_last_seen_at": 0, "status": "open", "agent_last_seen_at": 0,
        "messages": [],
        "contact": {
            "id": 9, "name": "Ada", "email": null, "phone_number": null, "account_id": 1,
            "created_at": "2024-05-01T10:20:30.000Z", "updated_at": "2024-05-01T10:20:30.000Z",
            "additional_attributes": {}, "identifier": null, "custom_attributes": {}, "last_activity_at": null,
            "contact_type": "visitor", "middle_name": "", "last_name": "", "location": "", "country_code": "",
            "blocked": false, "label_list": []
        }
    });
    let conversation: PublicConversation = decode(&body);
    assert!(conversation.contact_last_seen_at.is_zero());
}
