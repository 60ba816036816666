//! Webhooks: what is accepted, and what is refused for which reason. The signatures were computed with Python's `hmac`.

use std::time::Duration;

use bird_channels::models::WebhookEvent;
use bird_channels::webhooks::{Delivery, REQUEST_HEADER, Receiver, SIGNATURE_HEADER, TIMESTAMP_HEADER, VerifyError};
use bird_channels::{HeaderMap, StatusCode, Timestamp};

#[allow(dead_code)]
#[path = "../examples/bird_webhooks.rs"]
mod bird_webhooks;

/// Looks like base64, and is used as it is.
const KEY: &str = "dGhpcyBsb29rcyBsaWtlIGJhc2U2NA==";
const URL: &str = "https://example.com/webhooks?tenant=7";
const SIGNED_AT: i64 = 1_748_000_000;
const BODY: &str = r#"{"service":"channels","event":"whatsapp.inbound","payload":{}}"#;
const SIGNATURE: &str = "o0LSiBIQ9zsrx3D6pF2ER7B0bCXRK3/TsEnLOFRK4oY=";
const SIGNATURE_OF_OTHER_KEY: &str = "9/eZT6x4naedJOwUyTEI1uMAkO5KPpZ+Wb0PWAco144=";
const SIGNATURE_OF_OTHER_URL: &str = "NdxUYcwmRzBq7KI6nNKMXS2WrK6crpfOigIE99K204c=";

fn headers(signature: &str, timestamp: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE_HEADER, signature.parse().expect("it may stand in a header"));
    headers.insert(TIMESTAMP_HEADER, timestamp.parse().expect("it may stand in a header"));
    headers
}

fn verify_after(seconds: i64, receiver: &Receiver, signature: &str, body: &str) -> Result<Delivery, VerifyError> {
    let now = Timestamp::from_second(SIGNED_AT + seconds);
    receiver.verify_at(&headers(signature, &SIGNED_AT.to_string()), body.to_owned(), &now)
}

fn refusal(result: Result<Delivery, VerifyError>) -> VerifyError {
    result.expect_err("it is refused")
}

#[test]
fn a_signed_body_is_accepted() {
    let mut headers = headers(SIGNATURE, &SIGNED_AT.to_string());
    headers.insert(REQUEST_HEADER, "5f0c9a4e".parse().expect("it may stand in a header"));
    let now = Timestamp::from_second(SIGNED_AT);
    let delivery = Receiver::new(KEY, URL).verify_at(&headers, BODY, &now).expect("it is signed");
    assert_eq!((delivery.id.as_deref(), delivery.name()), (Some("5f0c9a4e"), Some("whatsapp.inbound")));
    assert_eq!((delivery.timestamp.as_second(), delivery.body.as_ref()), (SIGNED_AT, BODY.as_bytes()));
    assert!(delivery.decode().expect_err("a message has an id").to_string().contains("payload"));
    assert!(!format!("{delivery:?}").contains("payload"), "what a body says does not get into logs");
}

#[test]
fn every_byte_counts_and_an_unknown_event_is_kept() {
    let body = "{ \"event\": \"sms.future\",\r\n \"x\": \"Sk\u{e4}r\" }\n";
    let signature = "A6ucuqc5f35VjZGD/jlsLsU/JoZ5lujfbEPim36OxDk=";
    let receiver = Receiver::new(KEY, URL);
    let delivery = verify_after(1, &receiver, signature, body).expect("it is signed");
    let WebhookEvent::Unknown(event) = delivery.decode().expect("it is JSON") else { panic!("another event") };
    assert_eq!(event["x"], "Sk\u{e4}r");
    for changed in [body.trim_end().to_owned(), body.replace("\r\n", "\n"), body.replace("sms", "SMS")] {
        assert_eq!(refusal(verify_after(1, &receiver, signature, &changed)), VerifyError::Mismatch);
    }
}

#[test]
fn another_key_or_another_url_makes_another_signature() {
    let receiver = Receiver::new(KEY, URL);
    for signature in [SIGNATURE_OF_OTHER_KEY, SIGNATURE_OF_OTHER_URL] {
        let error = refusal(verify_after(1, &receiver, signature, BODY));
        assert_eq!((error.status(), error), (StatusCode::UNAUTHORIZED, VerifyError::Mismatch));
    }
    let both = Receiver::new("other", URL).or_key(KEY);
    verify_after(1, &both, SIGNATURE, BODY).expect("while a key is being replaced, either will do");
    verify_after(1, &both, SIGNATURE_OF_OTHER_KEY, BODY).expect("either");
    let other = Receiver::new(KEY, "https://example.com/webhooks");
    verify_after(1, &other, SIGNATURE_OF_OTHER_URL, BODY).expect("it is signed for that URL");
}

#[test]
fn further_attempts_of_eight_hours_are_accepted() {
    const HOUR: i64 = 60 * 60;
    let receiver = Receiver::new(KEY, URL);
    verify_after(8 * HOUR + 600, &receiver, SIGNATURE, BODY).expect("Bird tries for eight hours");
    let limit = Duration::from_secs(9 * 60 * 60);
    let age = limit + Duration::from_secs(1);
    let old = verify_after(9 * HOUR + 1, &receiver, SIGNATURE, BODY);
    assert_eq!(refusal(old), VerifyError::TooOld { age, limit });
    verify_after(100 * HOUR, &receiver.clone().any_age(), SIGNATURE, BODY).expect("any age is allowed");
    let limit = Duration::from_secs(60);
    let strict = receiver.clone().max_age(limit);
    let old = verify_after(61, &strict, SIGNATURE, BODY);
    assert_eq!(refusal(old), VerifyError::TooOld { age: Duration::from_secs(61), limit });
    verify_after(-300, &strict, SIGNATURE, BODY).expect("clocks differ");
    assert!(matches!(refusal(verify_after(-301, &receiver, SIGNATURE, BODY)), VerifyError::TooNew { .. }));
}

#[test]
fn what_is_missing_or_malformed_is_said() {
    let receiver = Receiver::new(KEY, URL);
    let now = Timestamp::from_second(SIGNED_AT);
    let refused = |headers: &HeaderMap| refusal(receiver.verify_at(headers, BODY, &now));
    assert_eq!(refused(&HeaderMap::new()), VerifyError::MissingSignature);
    let mut alone = headers(SIGNATURE, "0");
    alone.remove(TIMESTAMP_HEADER);
    assert_eq!(refused(&alone), VerifyError::MissingTimestamp);
    for signature in ["", "sha256=00", "not base64!", "AAAA", &format!("{SIGNATURE}AAAA")] {
        assert_eq!(refused(&headers(signature, "1748000000")), VerifyError::MalformedSignature, "{signature}");
    }
    for timestamp in ["", "soon", "-1", "1748000000.5", "99999999999999999999"] {
        assert_eq!(refused(&headers(SIGNATURE, timestamp)), VerifyError::MalformedTimestamp, "{timestamp}");
    }
    let unset = Receiver::new(KEY, URL).or_key("");
    let error = refusal(unset.verify_at(&headers(SIGNATURE, "1748000000"), BODY, &now));
    assert_eq!((error.status(), error), (StatusCode::INTERNAL_SERVER_ERROR, VerifyError::EmptyKey));
}

#[tokio::test]
async fn the_example_takes_webhooks_in() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback can be listened on");
    let address = listener.local_addr().expect("it has an address");
    let receiver = Receiver::new(KEY, URL).any_age();
    tokio::spawn(async move { axum::serve(listener, bird_webhooks::router(receiver)).await });
    let client =
        bird_channels::Client::builder().base_url(format!("http://{address}")).build().expect("it can be built");
    let post = |signature: &str| {
        let request = client.post("webhooks").no_auth().body("application/json", BODY);
        request.header(SIGNATURE_HEADER, signature).header(TIMESTAMP_HEADER, SIGNED_AT.to_string())
    };
    assert_eq!(post(SIGNATURE).send().await.expect("it is signed").status(), StatusCode::OK);
    let refused = post(SIGNATURE_OF_OTHER_KEY).send().await.expect_err("it is signed with another key");
    assert_eq!(refused.status(), Some(StatusCode::UNAUTHORIZED));
}
