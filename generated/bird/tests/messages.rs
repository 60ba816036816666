//! Messages as they must be: one body or one template, and several receivers for email alone. What is neither is refused before
//! anything is sent, also where it comes as JSON.

use bird_channels::Client;
use bird_channels::models::{CreateMessage, Receiver};
use bird_channels::testing::{Answer, MockTransport};
use serde_json::{Value, json};

fn decoded(message: &Value) -> Result<CreateMessage, String> {
    serde_json::from_value(message.clone()).map_err(|error| error.to_string())
}

#[test]
fn exactly_one_of_body_and_template_is_there() {
    let receiver = json!({"contacts": [{"identifierValue": "+31612345678"}]});
    let (body, template) = (json!({"type": "text", "text": {"text": "Hello"}}), json!({"name": "welcome"}));
    for one in [json!({"receiver": receiver, "body": body}), json!({"receiver": receiver, "template": template})] {
        let message = decoded(&one).expect("it has one of them");
        assert_eq!(serde_json::to_value(&message).expect("it can be written"), one);
    }
    let both = decoded(&json!({"receiver": receiver, "body": body, "template": template})).expect_err("it has both");
    assert!(both.contains("2 of the keys `body`, `template`"), "{both}");
    let neither = decoded(&json!({"receiver": receiver})).expect_err("it has neither");
    assert!(neither.contains("0 of the keys `body`, `template`"), "{neither}");
}

#[test]
fn only_lines_of_an_email_are_several() {
    let phones = json!({"contacts": [{"identifierValue": "+31612345678"}, {"identifierValue": "+31687654321"}]});
    let error = serde_json::from_value::<Receiver>(phones).expect_err("two telephones");
    assert!(error.to_string().contains("no member of the union"), "{error}");
    let lines = json!({"contacts": [{"type": "to", "identifierValue": "a@example.com"}, {"type": "cc", "identifierValue": "b@example.com"}]});
    let receiver = serde_json::from_value::<Receiver>(lines.clone()).expect("two lines of an email");
    assert!(matches!(receiver, Receiver::EmailReceivers(_)));
    assert_eq!(serde_json::to_value(receiver).expect("it can be written"), lines);
    let one = serde_json::from_value::<Receiver>(json!({"contacts": [{"identifierValue": "+31612345678"}]}));
    assert!(matches!(one, Ok(Receiver::SingleReceiver(_))));
}

fn message(id: &str) -> Value {
    let moment = "2025-12-01T11:00:00.5Z";
    json!({"id": id, "channelId": "c", "sender": {}, "receiver": {}, "status": "a status of tomorrow",
        "lastStatusAt": moment, "createdAt": moment, "updatedAt": moment})
}

#[tokio::test]
async fn lists_go_on_by_their_tokens_with_filters_repeated_and_a_key_of_one_prefix() {
    let mock = MockTransport::new();
    let page = |ids: &[&str], token: &str| {
        let results: Vec<Value> = ids.iter().map(|id| message(id)).collect();
        Answer::json(200, json!({"results": results, "nextPageToken": token}))
    };
    mock.answer(page(&["1"], "more")).answer(page(&[], "and more")).answer(page(&["2"], ""));
    // Pasted with the word of the scheme.
    let client =
        Client::builder().access_key("AccessKey secret").transport(mock.clone()).build().expect("it can be built");
    let list = client.workspace("w").messages().list().platform(["sms-messagebird", "whatsapp"]);
    let mut items = list.items();
    let mut ids = Vec::new();
    while let Some(message) = items.next().await {
        let message = message.expect("the page is as documented");
        assert_eq!(message.status.as_str(), "a status of tomorrow");
        ids.push(message.id.to_string());
    }
    assert_eq!(ids, ["1", "2"], "an empty page with a token is not the end, an empty token is");
    let requests = mock.requests();
    assert_eq!(requests[0].query("platform"), ["sms-messagebird", "whatsapp"]);
    assert_eq!([requests[1].query("pageToken"), requests[2].query("pageToken")].concat(), ["more", "and more"]);
    assert!(requests.iter().all(|request| request.header("authorization") == Some("AccessKey secret")));
}
