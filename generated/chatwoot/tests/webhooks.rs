//! Webhooks: what is accepted, and what is refused for which reason. The signatures were computed with Python's `hmac`.

use std::time::Duration;

use chatwoot::models::WebhookEvent;
use chatwoot::webhooks::{DELIVERY_HEADER, Delivery, Receiver, SIGNATURE_HEADER, TIMESTAMP_HEADER, VerifyError};
use chatwoot::{Client, HeaderMap, StatusCode, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

#[allow(dead_code)]
#[path = "../examples/webhook_server.rs"]
mod webhook_server;

const SECRET: &str = "3vX9pQ2kLw8sZt5n";
const SIGNED_AT: i64 = 1_748_000_000;
const BODY: &str = r#"{"event":"account_created","id":1,"name":"Skerry","users":[]}"#;
const SIGNATURE: &str = "sha256=618e0d4bbb2c298b084e0c8afaf739921a5f6c19340311fe85a7c726eb078324";
const SIGNATURE_OF_OTHER_SECRET: &str = "sha256=b5ae8cff931591a86c78c57f8a74be2f15a81bd75463bd32302c883ed9f771c7";

fn headers(signature: &str, timestamp: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE_HEADER, signature.parse().expect("it may stand in a header"));
    headers.insert(TIMESTAMP_HEADER, timestamp.parse().expect("it may stand in a header"));
    headers
}

/// Verified a second after it was signed.
fn verify(headers: &HeaderMap, body: &str) -> Result<Delivery, VerifyError> {
    let now = Timestamp::from_second(SIGNED_AT + 1);
    Receiver::new(SECRET).verify_at(headers, body.to_owned(), &now)
}

fn signed(signature: &str, body: &str) -> Result<Delivery, VerifyError> {
    verify(&headers(signature, &SIGNED_AT.to_string()), body)
}

fn sign(body: &str, timestamp: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    let mac = mac.chain_update(timestamp).chain_update(".").chain_update(body).finalize().into_bytes();
    let digits: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

fn refusal(result: Result<Delivery, VerifyError>) -> VerifyError {
    result.expect_err("it is refused")
}

#[test]
fn a_signed_body_is_accepted() {
    let mut headers = headers(SIGNATURE, &SIGNED_AT.to_string());
    assert_eq!(verify(&headers, BODY).expect("it is signed").id, None);
    headers.insert(DELIVERY_HEADER, "5f0c9a4e-6a4e-4b4e-8a57-6f8a6f1f7c11".parse().expect("it may stand in a header"));
    let delivery = verify(&headers, BODY).expect("it is signed");
    assert_eq!(delivery.id.as_deref(), Some("5f0c9a4e-6a4e-4b4e-8a57-6f8a6f1f7c11"));
    assert_eq!(delivery.timestamp, Timestamp::from_second(SIGNED_AT));
    assert_eq!((delivery.signature.as_str(), delivery.body.as_ref()), (SIGNATURE, BODY.as_bytes()));
    assert_eq!(delivery.name(), Some("account_created"));
    let WebhookEvent::AccountCreated(event) = delivery.decode().expect("it is as documented") else {
        panic!("another event: {delivery:?}");
    };
    assert_eq!((event.id.get(), event.name.as_str()), (1, "Skerry"));
}

#[test]
fn an_unknown_event_is_kept_and_every_byte_counts() {
    let body = "{ \"event\": \"from_the_future\",\r\n  \"name\": \"Sk\u{e4}r\\u0021\" }\n";
    let signature = "sha256=f33d955381c4b7b85eae4ced6f4dc4f40f31e0b5e0f3904246e93c93ee6a0e4a";
    let delivery = signed(signature, body).expect("it is signed");
    let event = serde_json::to_value(delivery.decode().expect("it is JSON")).expect("events can be written");
    assert_eq!(event, serde_json::json!({"event": "from_the_future", "name": "Sk\u{e4}r!"}));
    assert_eq!(delivery.name(), Some("from_the_future"));
    for changed in [
        body.replace("\r\n", "\n"),
        body.trim_end().to_owned(),
        body.replace("\\u0021", "!"),
        body.replace("{ ", "{"),
        body.replace("from", "From"),
        body.replace('\u{e4}', "a\u{308}"),
        format!("\u{feff}{body}"),
        event.to_string(),
        String::new(),
    ] {
        assert_eq!(refusal(signed(signature, &changed)), VerifyError::Mismatch, "{changed:?}");
    }
}

#[test]
fn no_changed_byte_of_body_timestamp_or_signature_passes() {
    for index in 0..BODY.len() {
        let mut body = BODY.as_bytes().to_vec();
        body[index] ^= 1;
        let now = Timestamp::from_second(SIGNED_AT);
        let result = Receiver::new(SECRET).verify_at(&headers(SIGNATURE, &SIGNED_AT.to_string()), body, &now);
        assert_eq!(refusal(result), VerifyError::Mismatch, "byte {index}");
    }
    assert_eq!(refusal(verify(&headers(SIGNATURE, "1748000001"), BODY)), VerifyError::Mismatch);
    assert_eq!(refusal(verify(&headers(SIGNATURE, "01748000000"), BODY)), VerifyError::Mismatch);
    for index in "sha256=".len()..SIGNATURE.len() {
        let mut signature = SIGNATURE.to_owned();
        let other = if &SIGNATURE[index..=index] == "0" { "1" } else { "0" };
        signature.replace_range(index..=index, other);
        assert_eq!(refusal(signed(&signature, BODY)), VerifyError::Mismatch, "digit {index}");
    }
}

#[test]
fn signatures_have_one_form() {
    let digits = SIGNATURE.trim_start_matches("sha256=");
    for signature in [
        "",
        "sha256",
        "sha256=",
        digits,
        &format!("sha1={digits}"),
        &format!("SHA256={digits}"),
        &format!("sha256={}", digits.to_uppercase()),
        &format!("sha256= {digits}"),
        &SIGNATURE[..SIGNATURE.len() - 1],
        &SIGNATURE[..SIGNATURE.len() - 2],
        &format!("{SIGNATURE}00"),
        &format!("{SIGNATURE}, {SIGNATURE}"),
        &SIGNATURE.replace("61", "6g"),
    ] {
        assert_eq!(refusal(signed(signature, BODY)), VerifyError::MalformedSignature, "{signature:?}");
    }
}

#[test]
fn timestamps_are_digits() {
    for timestamp in
        ["", "+1748000000", "-1", "1748000000.5", "1748000000 1", "2025-05-23T11:33:20Z", "99999999999999999999"]
    {
        let error = refusal(verify(&headers(SIGNATURE, timestamp), BODY));
        assert_eq!(error, VerifyError::MalformedTimestamp, "{timestamp:?}");
    }
}

#[test]
fn missing_headers_are_told_apart() {
    let mut headers = headers(SIGNATURE, &SIGNED_AT.to_string());
    headers.remove(TIMESTAMP_HEADER);
    assert_eq!(refusal(verify(&headers, BODY)), VerifyError::MissingTimestamp);
    headers.remove(SIGNATURE_HEADER);
    assert_eq!(refusal(verify(&headers, BODY)), VerifyError::MissingSignature);
}

#[test]
fn headers_may_have_underscores() {
    let mut headers = HeaderMap::new();
    for (name, value) in
        [("X_Chatwoot_Signature", SIGNATURE), ("X_CHATWOOT_TIMESTAMP", "1748000000"), ("x_chatwoot_delivery", "5f0c")]
    {
        let name: axum::http::HeaderName = name.parse().expect("it is a name");
        headers.insert(name, value.parse().expect("it may stand in a header"));
    }
    assert_eq!(verify(&headers, BODY).expect("it is signed").id.as_deref(), Some("5f0c"));
    // What has the right name counts.
    headers.insert(SIGNATURE_HEADER, SIGNATURE_OF_OTHER_SECRET.parse().expect("it may stand in a header"));
    assert_eq!(refusal(verify(&headers, BODY)), VerifyError::Mismatch);
}

#[test]
fn age_is_limited_both_ways_unless_it_is_not() {
    let headers = headers(SIGNATURE, &SIGNED_AT.to_string());
    let after = |receiver: Receiver, seconds: i64| {
        receiver.verify_at(&headers, BODY, &Timestamp::from_second(SIGNED_AT + seconds)).map(|_| ())
    };
    let seconds = Duration::from_secs;
    let limit = seconds(300);
    for accepted in [-300, 0, 300] {
        assert_eq!(after(Receiver::new(SECRET), accepted), Ok(()));
    }
    assert_eq!(after(Receiver::new(SECRET), 301), Err(VerifyError::TooOld { age: seconds(301), limit }));
    assert_eq!(after(Receiver::new(SECRET), -301), Err(VerifyError::TooNew { ahead: seconds(301), limit }));
    let strict = || Receiver::new(SECRET).max_age(seconds(2));
    assert_eq!(after(strict(), 2), Ok(()));
    assert_eq!(after(strict(), 3), Err(VerifyError::TooOld { age: seconds(3), limit: seconds(2) }));
    for any in [-1_000_000_000, 1_000_000_000] {
        assert_eq!(after(Receiver::new(SECRET).any_age(), any), Ok(()));
    }
    // Of a stranger's request nothing is said but that it is one.
    assert_eq!(after(Receiver::new("another"), 301), Err(VerifyError::Mismatch));
    // By the clock of this machine, all of this is long ago.
    assert!(matches!(Receiver::new(SECRET).verify(&headers, BODY), Err(VerifyError::TooOld { .. })));
}

#[test]
fn any_of_several_secrets_will_do() {
    let now = Timestamp::from_second(SIGNED_AT);
    let verify = |receiver: Receiver, signature| {
        receiver.verify_at(&headers(signature, &SIGNED_AT.to_string()), BODY, &now).map(|_| ())
    };
    let other = "n\u{e4}chster";
    for signature in [SIGNATURE, SIGNATURE_OF_OTHER_SECRET] {
        assert_eq!(verify(Receiver::new(SECRET).or_secret(other), signature), Ok(()));
        assert_eq!(verify(Receiver::new(other).or_secret(SECRET), signature), Ok(()));
        assert_eq!(verify(Receiver::new("a").or_secret("b"), signature), Err(VerifyError::Mismatch));
    }
    assert_eq!(verify(Receiver::new(SECRET), SIGNATURE_OF_OTHER_SECRET), Err(VerifyError::Mismatch));
}

#[test]
fn an_empty_secret_accepts_nothing() {
    let signature = "sha256=27656d242a60bb9177c06b00186ce2df7f73b41b505d751f189b919a94b83d43";
    let now = Timestamp::from_second(SIGNED_AT);
    for receiver in [Receiver::new(""), Receiver::new(SECRET).or_secret("")] {
        for signature in [signature, SIGNATURE] {
            let result = receiver.verify_at(&headers(signature, &SIGNED_AT.to_string()), BODY, &now);
            assert_eq!(refusal(result), VerifyError::EmptySecret);
        }
    }
}

#[test]
fn a_signed_body_that_is_not_as_documented_is_not_lost() {
    let no_json = "sha256=d1b4af1a4badc12b6bd3102ad169dcc7874b4806495edab35458f0d6985dc4fc";
    let delivery = signed(no_json, "not json").expect("it is signed");
    assert_eq!((delivery.name(), delivery.body.as_ref()), (None, "not json".as_bytes()));
    assert_eq!(delivery.decode().expect_err("it is no JSON").path(), "");
    let body = BODY.replace('1', "\"one\"");
    let wrong_type = "sha256=94547708b7a80a25f991454cdcc912ba13228aad1229a14e5f1ddbfd804a9146";
    let delivery = signed(wrong_type, &body).expect("it is signed");
    assert_eq!((delivery.name(), delivery.body.as_ref()), (Some("account_created"), body.as_bytes()));
    let error = delivery.decode().expect_err("its id is a text");
    assert_eq!(error.path(), "id");
    assert!(error.to_string().contains("at id: invalid type: string, expected"), "{error}");
    assert_eq!(Receiver::danger_decode_unsigned(body.as_bytes()), Err(error));
}

#[test]
fn errors_say_what_to_do_and_what_to_answer() {
    let (age, limit) = (Duration::from_secs(412), Duration::from_secs(300));
    let cases = [
        (VerifyError::EmptySecret, 500, "give it the `secret`"),
        (VerifyError::MissingSignature, 401, "a proxy dropped the header"),
        (VerifyError::MalformedSignature, 400, "64 lower-case hexadecimal digits"),
        (VerifyError::MissingTimestamp, 400, "have the proxy before this server pass it on"),
        (VerifyError::MalformedTimestamp, 400, "no whole number of seconds"),
        (VerifyError::Mismatch, 401, "check that the secret is that of this very webhook"),
        (VerifyError::TooOld { age, limit }, 401, "signed 412s ago, and at most 300s are allowed"),
        (VerifyError::TooNew { ahead: age, limit }, 401, "signed 412s in the future"),
    ];
    for (error, status, text) in cases {
        assert_eq!(error.status().as_u16(), status, "{error:?}");
        assert!(error.to_string().contains(text), "{error}");
        assert!(!error.to_string().contains('\n'), "{error}");
    }
}

#[test]
fn debug_shows_neither_secrets_nor_bodies() {
    let receiver = format!("{:?}", Receiver::new(SECRET).or_secret("other"));
    assert!(!receiver.contains(SECRET) && !receiver.contains("other"), "{receiver}");
    for (name, body) in [
        ("inbox_created", r#"{"event":"inbox_created","channel":{"api_key":"s3cret"}}"#),
        ("from_the_future", r#"{"event":"from_the_future","contact":{"pubsub_token":"s3cret"}}"#),
    ] {
        let delivery = signed(&sign(body, &SIGNED_AT.to_string()), body).expect("it is signed");
        let shown = format!("{delivery:?} {delivery:#?}");
        assert!(shown.contains(name), "{shown}");
        for hidden in ["s3cret", "api_key", "pubsub_token", "channel", "contact", "body", "sha256"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}

#[tokio::test]
async fn the_example_server_takes_in_what_is_signed_now() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback can be listened on");
    let address = listener.local_addr().expect("it has an address");
    let server = axum::serve(listener, webhook_server::router(Receiver::new(SECRET))).into_future();
    let server = tokio::spawn(server);
    let client = Client::builder().base_url(format!("http://{address}")).build().expect("the client can be built");
    let post = async |body: &str, signature: &str, timestamp: &str| {
        let request = client.post("/webhooks").no_auth().body("application/json", body.to_owned());
        let request = request.header(SIGNATURE_HEADER, signature).header(TIMESTAMP_HEADER, timestamp);
        match request.send().await {
            Ok(answer) => answer.status(),
            Err(error) => error.status().unwrap_or_else(|| panic!("{error}")),
        }
    };
    let now = Timestamp::now().as_second().to_string();
    for body in [BODY, "not json", r#"{"event":"account_created","id":"one"}"#] {
        assert_eq!(post(body, &sign(body, &now), &now).await, StatusCode::OK, "{body}");
    }
    assert_eq!(post(BODY, SIGNATURE, &SIGNED_AT.to_string()).await, StatusCode::UNAUTHORIZED);
    assert_eq!(post(BODY, "sha256=", &now).await, StatusCode::BAD_REQUEST);
    server.abort();
}
