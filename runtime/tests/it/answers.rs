//! What becomes of answers.

use inboxkit_runtime::private as rt;
use inboxkit_runtime::{ErrorKind, RequestOptions, RetryPolicy, StatusKind};

use crate::api::models::*;
use crate::api::{Client, ClientBuilder};
use crate::server::{Server, answer, json};

fn client(server: &Server) -> ClientBuilder {
    let client = Client::builder().base_url(server.url()).no_proxy();
    client.user_token("t0ken-of-user").key("k").retry(RetryPolicy::none())
}

#[tokio::test]
async fn text_and_bytes_come_as_they_are() {
    let server = Server::always(answer("200 OK", "", "a;b\n1;2\n")).await;
    let client = client(&server).build().unwrap();
    assert_eq!(client.public().export().await.unwrap(), "a;b\n1;2\n");
    assert_eq!(client.public().download().await.unwrap(), "a;b\n1;2\n");
    assert_eq!(server.requests()[0].header("accept"), Some("text/csv"));
}

#[tokio::test]
async fn text_that_is_none_is_an_error_with_its_place() {
    let server = Server::always(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\xffb".to_vec());
    let client = client(&server.await).build().unwrap();
    let error = client.public().export().await.unwrap_err();
    assert!(error.to_string().contains("not UTF-8"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn json_that_is_no_text_is_an_error_with_its_place() {
    let mut body = br#"{"payload": [{"id": 1, "content": "a?b", "type": 0}]}"#.to_vec();
    body[36] = 0xff;
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    let server = Server::always([head.into_bytes(), body].concat()).await;
    let client = client(&server).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    let ErrorKind::Decode(decode) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!((decode.path(), decode.message()), ("payload[0].content", "not UTF-8 from byte 36 on"));
}

#[tokio::test]
async fn an_optional_answer_may_be_null_or_nothing() {
    let message = r#"{"id": 5, "content": "hi", "type": 1}"#;
    let cases = [
        (answer("204 No Content", "", ""), false),
        (answer("200 OK", "", ""), false),
        (answer("200 OK", "", " \r\n"), false),
        (json("null"), false),
        (json(message), true),
    ];
    for (answer, some) in cases {
        let server = Server::always(answer).await;
        let client = client(&server).build().unwrap();
        assert_eq!(client.public().assign().await.unwrap().is_some(), some);
    }
}

#[tokio::test]
async fn an_answer_that_is_not_looked_at_may_be_anything() {
    let server = Server::always(answer("200 OK", "", "<html>")).await;
    let client = client(&server).build().unwrap();
    client.account(1).messages().delete(1).await.unwrap();
}

#[tokio::test]
async fn raw_answers_keep_status_headers_and_bytes() {
    let server = Server::always(answer("201 Created", "X-A: b\r\n", "<html>")).await;
    let client = client(&server).build().unwrap();
    let raw = client.account(1).messages().list(1).raw().await.unwrap();
    assert_eq!(raw.status().as_u16(), 201);
    assert_eq!(raw.header("x-a"), Some("b"));
    assert_eq!(raw.text().unwrap(), "<html>");
    assert!(raw.json::<MessagePage>().is_err());
    assert_eq!(raw.into_bytes(), "<html>");
}

#[tokio::test]
async fn a_body_that_does_not_fit_says_where_and_shows_the_place() {
    let body = r#"{"payload": [
        {"id": 1, "content": "first", "type": 0},
        {"id": 2, "content": {"text": "second"}, "type": 0}
    ]}"#;
    let server = Server::always(json(body)).await;
    let client = client(&server).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    let ErrorKind::Decode(decode) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(decode.path(), "payload[1].content");
    assert!(decode.message().contains("invalid type: map, expected a string"));
    assert!(decode.excerpt().contains(r#""id": 2, "content": {"text": "…"}, "type": 0}"#), "{decode:?}");
    assert_eq!(error.operation(), "message_list");
    assert!(error.may_have_been_sent());
    assert!(!error.is_retry_sensible());
    let text = error.to_string();
    assert!(text.contains("at payload[1].content: invalid type"), "{text}");
    assert!(!text.contains('\n'));
    assert!(std::error::Error::source(&error).is_none(), "what the decoder says quotes the answer");
}

#[tokio::test]
async fn a_page_for_people_is_called_so() {
    let server = Server::always(answer("200 OK", "", "\n<!DOCTYPE html><title>s3cret</title>")).await;
    let client = client(&server).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    let text = error.to_string();
    assert!(text.ends_with("it is HTML or XML, not JSON; check the base URL"), "{text}");
}

#[tokio::test]
async fn the_body_of_an_error_that_is_of_another_shape_says_where_and_not_what() {
    let server = Server::always(answer("422 Unprocessable Content", "", r#"{"id": "s3cret"}"#)).await;
    let client = client(&server).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    let decode = error.api().unwrap().json::<Message>().unwrap_err();
    assert_eq!(
        decode.to_string(),
        r#"the answer is not as documented: at id: invalid type: string, expected a whole number (MessageId) (in: {"id": "…"})"#
    );
}

#[tokio::test]
async fn the_path_of_an_error_goes_on_inside_a_union() {
    let cases = [
        (
            r#"{"payload": [{"id": 1, "content": "", "type": 0, "sender": {"type": "user", "email": []}}]}"#,
            "payload[0].sender.email",
        ),
        (r#"{"payload": [{"id": 1, "type": 0}]}"#, "payload[0]"),
        (r#"{"payload": [{"id": 1, "content": "", "type": "0"}]}"#, "payload[0].type"),
        (r#"{"payload": 3}"#, "payload"),
        ("[1]", ""),
        (r#"{"payload": [{"id": 1, "content": "#, "payload[0].content"),
    ];
    for (body, path) in cases {
        let server = Server::always(json(body)).await;
        let client = client(&server).build().unwrap();
        let error = client.account(1).messages().list(1).await.unwrap_err();
        let ErrorKind::Decode(decode) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(decode.path(), path, "{body}: {error}");
    }
}

#[tokio::test]
async fn an_empty_body_in_the_place_of_json_is_called_so() {
    let server = Server::always(json("")).await;
    let client = client(&server).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    assert!(error.to_string().contains("the body is empty"), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read() {
    let server = Server::always(json(&" ".repeat(5000))).await;
    let client = client(&server).max_response_bytes(4999).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    assert!(error.to_string().contains("more than 4999 bytes"), "{error}");
    assert!(!error.is_retry_sensible());
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error_of_its_body() {
    let broken = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"pay".to_vec();
    let server = Server::always(broken).await;
    let client = client(&server).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Body), "{error:?}");
    assert!(error.may_have_been_sent());
    assert!(error.is_retry_sensible(), "reading twice does no harm");
}

#[tokio::test]
async fn a_server_that_hangs_up_is_named() {
    let server = Server::always("").await;
    let client = client(&server).build().unwrap();
    let body = CreateMessage::new("x");
    let error = client.account(1).messages().create(1, &body).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Canceled), "{error:?}");
    assert!(error.may_have_been_sent());
    assert!(!error.is_retry_sensible(), "the message may have been created");
    assert!(error.to_string().contains(&server.url()), "{error}");
}

#[tokio::test]
async fn a_status_that_says_no_keeps_all_that_came_with_it() {
    let body = r#"{"message": "Email has\n\u0007been taken", "attributes": ["email"]}"#;
    let headers = "X-Request-Id: abc-123\r\nContent-Type: application/json\r\n";
    let server = Server::always(answer("422 Unprocessable Content", headers, body)).await;
    let client = client(&server).build().unwrap();
    let body_sent = CreateMessage::new("x");
    let error = client.account(1).messages().create(1, &body_sent).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(api.status().as_u16(), 422);
    assert_eq!(api.kind(), StatusKind::Unprocessable);
    assert_eq!(api.request_id(), Some("abc-123"));
    assert_eq!(api.headers()["content-type"], "application/json");
    assert_eq!(api.body(), body);
    let decoded: serde_json::Value = api.json().unwrap();
    assert_eq!(decoded["attributes"][0], "email");
    assert_eq!(
        error.to_string(),
        "message_create (POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages): \
         the server answered 422 Unprocessable Entity: \
         {\"message\": \"Email has\\n\\u0007been taken\", \"attributes\": [\"email\"]} \
         (request id abc-123)"
    );
    assert!(error.may_have_been_sent());
    assert!(!error.is_retry_sensible());
}

#[tokio::test]
async fn statuses_say_what_to_do() {
    let cases = [
        ("401 Unauthorized", r#"{"error": "Invalid Access Token"}"#, "check user_token and what it permits"),
        ("403 Forbidden", "", "check user_token and what it permits"),
        ("404 Not Found", r#"{"error": "Resource could not be found"}"#, "check account_id, conversation_id"),
        ("429 Too Many Requests", "Retry later\n", "Retry later; wait before sending more"),
        ("500 Internal Server Error", "<h1>\u{1b}[31m</h1>", "500 Internal Server Error: <h1> [31m</h1>"),
        ("302 Found", "", "the server answered 302 Found; it has no Location to follow"),
    ];
    for (status, body, hint) in cases {
        let server = Server::always(answer(status, "", body)).await;
        let client = client(&server).build().unwrap();
        let error = client.account(1).messages().list(1).await.unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with(hint), "{text}");
    }
}

#[tokio::test]
async fn retries_are_sensible_where_nothing_was_done_or_twice_is_once() {
    let cases = [
        ("429 Too Many Requests", true, true),
        ("503 Service Unavailable", true, false),
        ("500 Internal Server Error", false, false),
        ("404 Not Found", false, false),
    ];
    for (status, get, post) in cases {
        let server = Server::always(answer(status, "", "")).await;
        let client = client(&server).build().unwrap();
        let messages = client.account(1).messages();
        let error = messages.list(1).await.unwrap_err();
        assert_eq!(error.is_retry_sensible(), get, "{error}");
        let error = messages.create(1, &CreateMessage::new("")).await.unwrap_err();
        assert_eq!(error.is_retry_sensible(), post, "{error}");
    }
}

/// An API whose server does not know the key would do it all again.
#[tokio::test]
async fn a_key_counts_where_the_operation_has_it() {
    static KEYED: rt::Operation =
        rt::Operation::new("keyed", rt::Method::POST, "/k").params(&[rt::Param::header("Idempotency-Key")]);
    static KEYLESS: rt::Operation = rt::Operation::new("keyless", rt::Method::POST, "/k");
    let server = Server::always(answer("503 Service Unavailable", "", "")).await;
    let client = client(&server).build().unwrap();
    let by_option = RequestOptions::new().header("idempotency-key", "k-1");
    let cases = [
        (client.0.call(&KEYED).set("Idempotency-Key", "k-1"), true),
        (client.0.call(&KEYED).with(by_option.clone()), true),
        (client.0.call(&KEYED), false),
        (client.0.call(&KEYLESS).with(by_option), false),
    ];
    for (call, sensible) in cases {
        let error = call.clone().send_empty().await.unwrap_err();
        assert_eq!(error.is_retry_sensible(), sensible, "{call:?}");
    }
    let keys: Vec<_> = server.requests().iter().map(|request| request.header("idempotency-key").is_some()).collect();
    assert_eq!(keys, [true, true, false, true]);
}

#[tokio::test]
async fn a_long_body_is_cut_in_the_message_and_whole_in_the_error() {
    let body = "x".repeat(100_000);
    let server = Server::always(answer("500 Internal Server Error", "", &body)).await;
    let client = client(&server).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    assert!(error.to_string().len() < 500);
    assert!(format!("{error:?}").len() < 1000);
    assert_eq!(error.api().unwrap().body().len(), body.len());
}
