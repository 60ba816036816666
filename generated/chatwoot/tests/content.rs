//! Content attributes: read by their content type without loss, kept when they are of another shape, and written into
//! requests.

use chatwoot::content::Content;
use chatwoot::models::{
    AnsweredValue, Card, CardAction, CardActionType, CardsContent, ContentType, CreateMessage, FormContent, FormField,
    InputSelectContent, ItemValue, SelectItem, TextContent,
};
use chatwoot::{Json, JsonObject, Maybe};
use serde_json::json;

fn object(json: Json) -> JsonObject {
    match json {
        Json::Object(object) => object,
        other => panic!("no object: {other}"),
    }
}

/// Reads attributes, which must come out as they went in.
fn read(content_type: &str, attributes: Json) -> Content {
    let (content_type, attributes) = (ContentType::from(content_type), object(attributes));
    let content = Content::of(&content_type, &attributes);
    assert_eq!(content.to_attributes(), attributes, "{content:?}");
    assert_eq!(content.content_type(), content_type);
    content
}

fn is_other(content: &Content) -> bool {
    matches!(content, Content::Other { .. })
}

#[test]
fn recorded_attributes_are_typed_and_nothing_is_lost() {
    let mail = |body: Json| json!({"bcc_email": null, "cc_email": null, "email": body});
    let recorded = [
        ("text", json!({})),
        ("text", json!({"bcc_emails": [], "cc_emails": [], "to_emails": []})),
        ("text", json!({"image_type": "story_mention", "story_id": "17889220763812855", "story_sender": "user_two"})),
        ("text", json!({"in_reply_to_external_id": null})),
        ("text", json!({"in_reply_to_external_id": null, "is_unsupported": true})),
        ("text", json!({"in_reply_to": null})),
        ("text", json!({"external_error": "Business account is restricted from messaging users in this country."})),
        ("text", json!({"in_reply_to": 5296})),
        ("text", json!({"in_reply_to": 5307, "in_reply_to_external_id": null})),
        ("input_email", json!({})),
        ("input_email", json!({"submitted_email": "user16@example.com"})),
        (
            "incoming_email",
            mail(json!({
                "bcc": null,
                "cc": null,
                "content_type": "multipart/mixed; boundary=00000000000098e88e0628704c8b",
                "date": "2024-12-04T17:13:53+05:30",
                "from": ["user17@example.com"],
                "html_content": {"full": "<p>Two</p>\n<p>lines</p>", "reply": "Two\n\nlines", "quoted": "Two\n\nlines"},
                "in_reply_to": null,
                "message_id": "mid2.0000000000@mail.example.com",
                "multipart": true,
                "number_of_attachments": 2,
                "subject": "Inquiry and Quotation for Cotton Fabric",
                "text_content": {"full": "Two\n\nlines", "reply": "Two\n\nlines", "quoted": "Two\n\nlines"},
                "to": ["user18@example.com"]
            })),
        ),
        (
            "incoming_email",
            mail(json!({"date": "2024-12-02T05:36:05+00:00", "html_content": {}, "text_content": {"reply": null}})),
        ),
    ];
    for (content_type, attributes) in recorded {
        let content = read(content_type, attributes);
        assert!(!is_other(&content), "{content:?}");
    }
}

#[test]
fn documented_attributes_are_typed_and_nothing_is_lost() {
    let document: Json = serde_json::from_str(include_str!("../openapi.json")).expect("the document is JSON");
    let schemas = [
        ("text", "TextContent"),
        ("input_text", "InputTextContent"),
        ("input_textarea", "InputTextContent"),
        ("input_email", "InputEmailContent"),
        ("input_select", "InputSelectContent"),
        ("cards", "CardsContent"),
        ("form", "FormContent"),
        ("article", "ArticleContent"),
        ("incoming_email", "IncomingEmailContent"),
        ("input_csat", "InputCsatContent"),
        ("integrations", "IntegrationsContent"),
        ("sticker", "StickerContent"),
        ("voice_call", "VoiceCallContent"),
    ];
    for (content_type, schema) in schemas {
        let examples = document["components"]["schemas"][schema]["examples"].as_array();
        let examples = examples.unwrap_or_else(|| panic!("{schema} has no examples"));
        assert!(!examples.is_empty(), "{schema} has no examples");
        for example in examples {
            let content = read(content_type, example.clone());
            assert!(!is_other(&content), "{content:?}");
        }
    }
}

#[test]
fn answers_are_within_reach() {
    let answered = json!({
        "items": [{"title": "My order", "value": "order"}, {"title": "Three", "value": 3}],
        "submitted_values": [{"title": "My order", "value": "order"}],
    });
    let Content::InputSelect(content) = read("input_select", answered) else { panic!("another kind") };
    let value = AnsweredValue::new().title("My order").value("order");
    assert_eq!(content.submitted_values, Some(vec![value]));
    let rated = json!({
        "display_type": "emoji",
        "submitted_values": {"csat_survey_response": {"rating": 4, "feedback_message": "Quick."}},
    });
    let Content::InputCsat(content) = read("input_csat", rated) else { panic!("another kind") };
    let response = content.submitted_values.and_then(|values| values.csat_survey_response).expect("it was rated");
    assert_eq!(response.rating, Maybe::Value(4));
}

#[test]
fn a_deleted_message_and_unknown_keys_keep_their_type() {
    let Content::Cards(content) = read("cards", json!({"deleted": true})) else { panic!("another kind") };
    assert_eq!((content.deleted, content.items), (Some(true), None));
    let Content::Text(content) = read("text", json!({"new_in_5": [1, {"a": null}]})) else { panic!("another kind") };
    assert_eq!(content.extra["new_in_5"], json!([1, {"a": null}]));
}

#[test]
fn what_does_not_fit_is_kept_as_it_came() {
    for (content_type, attributes) in [
        ("hologram", json!({"beam": 1})),
        ("form", json!({"items": {"name": "email"}})),
        ("cards", json!({"items": ["a card"]})),
        ("input_csat", json!({"submitted_values": [{"rating": 5}]})),
        ("text", json!({"deleted": "yes"})),
        ("incoming_email", json!({"email": "raw"})),
    ] {
        let content = read(content_type, attributes);
        assert!(is_other(&content), "{content:?}");
    }
}

#[test]
fn what_the_model_would_lose_is_kept_as_it_came() {
    for (content_type, attributes) in [
        ("cards", json!({"items": [{"title": "a", "icon": "x"}]})),
        ("form", json!({"items": [{"title": "a", "icon": "x"}]})),
        ("input_select", json!({"items": [{"title": "a", "icon": "x"}]})),
        ("article", json!({"items": [{"title": "a", "icon": "x"}]})),
        ("input_select", json!({"items": null})),
    ] {
        let content = read(content_type, attributes);
        assert!(is_other(&content), "{content:?}");
    }
}

#[test]
fn requests_take_type_and_attributes_together() {
    let actions =
        [CardAction::new().r#type(CardActionType::Link).text("Look at it").uri("https://shop.example.com/shoe")];
    let cards = CardsContent::new().items([Card::new().title("Running shoe").actions(actions)]);
    let message = CreateMessage::new().content("Look").with_content(cards);
    assert_eq!(
        serde_json::to_value(&message).expect("it can be written"),
        json!({
            "content": "Look",
            "content_type": "cards",
            "content_attributes": {"items": [{
                "title": "Running shoe",
                "actions": [{"type": "link", "text": "Look at it", "uri": "https://shop.example.com/shoe"}],
            }]},
        })
    );
    let choice = InputSelectContent::new().items([SelectItem::new().title("Three").value(ItemValue::from(3))]);
    let message = message.with_content(choice);
    assert_eq!(message.content_type, Some(ContentType::InputSelect));
    assert_eq!(message.content_attributes, Some(object(json!({"items": [{"title": "Three", "value": 3}]}))));
    let reply = CreateMessage::new().with_content(TextContent::new().in_reply_to(48_211));
    assert_eq!(reply.content_attributes, Some(object(json!({"in_reply_to": 48_211}))));
    let other = Content::Other { content_type: "hologram".into(), attributes: object(json!({"beam": 1})) };
    let message = CreateMessage::new().with_content(other);
    assert_eq!(message.content_type.as_ref().map(ContentType::as_str), Some("hologram"));
}

#[cfg(feature = "messages")]
#[test]
fn forms_carry_attributes_as_text() {
    let form = FormContent::new().items([FormField::new().name("email")]);
    let message = chatwoot::models::CreateMessageForm::new().with_content(form);
    assert_eq!(message.content_type, Some(ContentType::Form));
    assert_eq!(message.content_attributes.as_deref(), Some(r#"{"items":[{"name":"email"}]}"#));
}

#[test]
fn messages_have_it_at_hand() {
    let mut body: Json =
        serde_json::from_str(include_str!("../../../tests/payloads/132-cable-message-input-email-template.json"))
            .expect("the file is JSON");
    let body = body["body"].take();
    let read = |body: &Json| {
        serde_json::from_str::<chatwoot::models::MessageEvent>(&body.to_string()).expect("it decodes").typed_content()
    };
    let Content::InputEmail(content) = read(&body) else { panic!("another kind") };
    assert_eq!(content.submitted_email, Maybe::Value("hey@example.com".to_owned()));
    let mut old = body;
    old["content_type"] = Json::Null;
    old["content_attributes"] = json!({});
    assert_eq!(read(&old), Content::Text(TextContent::new()));
}
