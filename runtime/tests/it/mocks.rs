//! The transport for tests of others: what it answers, what it keeps, and what it says when it has nothing.

use std::time::Duration;

use inboxkit_runtime::testing::{Answer, MockTransport};
use inboxkit_runtime::{
    Body, ErrorKind, FilePart, Json, Method, RequestOptions, RetryPolicy, StatusCode, Timeout, Transport,
    TransportErrorKind, TransportRequest,
};
use serde_json::json;
use tokio::time::Instant;

use crate::api::models::*;
use crate::api::{Client, Messages};

const SECRET: &str = "t0ken-of-user";

fn client(mock: &MockTransport) -> Client {
    let client = Client::builder().transport(mock.clone()).user_token(SECRET).retry(RetryPolicy::none());
    client.build().unwrap()
}

fn request(body: Body) -> TransportRequest {
    TransportRequest::new(Method::POST, "https://sample.invalid/x".parse().unwrap(), body)
}

fn messages(mock: &MockTransport) -> Messages {
    client(mock).account(1).messages()
}

fn message(id: i64) -> Answer {
    Answer::json(200, json!({"id": id, "content": "hi", "type": 1}))
}

async fn create(messages: &Messages) -> i64 {
    messages.create(2, &CreateMessage::new("hello")).await.unwrap().id.get()
}

/// The status by which a request failed.
async fn status(messages: &Messages) -> Option<u16> {
    let error = messages.delete(1).await.unwrap_err();
    error.status().map(|status| status.as_u16())
}

#[tokio::test]
async fn answers_for_all_are_given_in_their_order() {
    let mock = MockTransport::new();
    mock.answer(message(1)).answer(message(2));
    let messages = messages(&mock);
    assert_eq!(mock.unused(), 2);
    assert_eq!((create(&messages).await, create(&messages).await), (1, 2));
    assert_eq!(mock.unused(), 0);
}

#[tokio::test]
async fn answers_of_an_operation_come_before_those_for_all() {
    let mock = MockTransport::new();
    mock.answer(Answer::status(404)).always(Answer::status(410));
    mock.on("message_create").answer(message(1)).answer(message(2));
    let messages = messages(&mock);
    assert_eq!(status(&messages).await, Some(404));
    assert_eq!((create(&messages).await, create(&messages).await), (1, 2));
    let gone = messages.create(2, &CreateMessage::new("hello")).await.unwrap_err();
    assert_eq!(gone.status(), Some(StatusCode::GONE));
}

#[tokio::test]
async fn what_is_always_answered_comes_behind_what_is_answered_once() {
    let mock = MockTransport::new();
    mock.on("message_create").always(message(8)).always(message(9)).answer(message(1));
    let messages = messages(&mock);
    assert_eq!([create(&messages).await, create(&messages).await, create(&messages).await], [1, 9, 9]);
}

#[tokio::test]
async fn answers_can_be_computed_from_requests_and_look_at_the_mock() {
    let mock = MockTransport::new();
    let (inner, mut calls) = (mock.clone(), 0);
    mock.on("message_create").always_with(move |request| {
        calls += 1;
        assert_eq!(inner.requests().len(), calls);
        Answer::json(200, json!({"id": calls, "content": request.json()["content"], "type": 1}))
    });
    mock.always_with(|request| Answer::status(if request.path().ends_with("/7") { 404 } else { 500 }));
    let messages = messages(&mock);
    assert_eq!(create(&messages).await, 1);
    let second = messages.create(2, &CreateMessage::new("hello")).await.unwrap();
    assert_eq!((second.id.get(), second.content.as_deref()), (2, Some("hello")));
    assert_eq!(status(&messages).await, Some(500));
    assert_eq!(messages.delete(7).await.unwrap_err().status(), Some(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn a_panic_in_a_computed_answer_is_the_senders_and_the_mock_goes_on() {
    let mock = MockTransport::new();
    mock.always_with(|request| {
        assert_ne!(request.operation(), "message_delete", "not that one");
        message(1)
    });
    let messages = messages(&mock);
    let panics = tokio::spawn(messages.delete(1).send()).await.unwrap_err();
    assert!(panics.is_panic());
    assert_eq!(create(&messages).await, 1);
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn a_request_is_kept_whole() {
    let mock = MockTransport::new();
    mock.on("message_list").answer(Answer::json(200, json!({"payload": []})));
    let list = messages(&mock).list(2).before(9).labels(["a b".to_owned(), "c&d".to_owned()]).thing("x");
    let _ = list.await;
    let kept = &mock.requests()[0];
    assert_eq!(kept.operation(), "message_list");
    assert_eq!(kept.path_template(), "/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages");
    assert_eq!(kept.method(), "GET");
    assert_eq!(kept.path(), "/api/v1/accounts/1/conversations/2/messages");
    assert!(kept.url().as_str().starts_with("https://sample.invalid/api/v1/accounts/1/"), "{}", kept.url());
    assert_eq!(kept.query("before"), ["9"]);
    assert_eq!(kept.query("labels[]"), ["a b", "c&d"]);
    assert!(kept.query("after").is_empty());
    assert_eq!(kept.header("X-Thing"), Some("x"));
    assert_eq!(kept.headers()["api_access_token"], SECRET);
    assert!(kept.body().is_empty());
}

#[tokio::test]
async fn bodies_are_kept_as_json_as_text_and_as_the_bytes_of_a_form() {
    let mock = MockTransport::new();
    mock.always(message(1));
    let messages = messages(&mock);
    create(&messages).await;
    let form = CreateMessageForm {
        content: Some("see this".to_owned()),
        private: None,
        content_attributes: None,
        attachments: Some(vec![FilePart::from_bytes("a.bin", vec![b'x'; 200_000])]),
    };
    messages.create_with_files(2, form).await.unwrap();
    let kept = mock.requests();
    assert_eq!(kept[0].json(), json!({"content": "hello"}));
    assert_eq!(kept[0].text(), r#"{"content":"hello"}"#);
    assert!(kept[1].body().len() > 200_000);
    assert!(kept[1].text().contains("name=\"content\"\r\n\r\nsee this\r\n"));
    assert!(kept[1].header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
}

#[tokio::test]
async fn debug_of_what_is_kept_shows_no_secret() {
    let mock = MockTransport::new();
    mock.always(Answer::json(200, json!({"token": SECRET})).header("set-cookie", SECRET));
    let client = Client::builder().transport(mock.clone()).key(SECRET).user_token(SECRET).build().unwrap();
    client.public().download().await.unwrap();
    client.account(1).messages().create(2, &CreateMessage::new(SECRET)).await.unwrap_err();
    client.post(&format!("/{SECRET}")).query("q", SECRET).body("text/plain", SECRET).await.unwrap();
    let kept = mock.requests();
    assert_eq!(kept.len(), 3);
    // It is there, and it is not shown.
    assert_eq!(kept[0].query("api_key"), [SECRET]);
    assert_eq!(kept[1].header("api_access_token"), Some(SECRET));
    assert!(kept[2].path().contains(SECRET) && kept[2].text().contains(SECRET));
    let answer = Answer::json(200, SECRET).header("set-cookie", SECRET);
    let shown = format!("{kept:#?} {mock:?} {answer:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(shown.contains("message_create") && shown.contains("api_access_token"), "{shown}");
}

#[tokio::test]
async fn a_body_that_is_no_json_is_not_shown_by_the_panic() {
    let mock = MockTransport::new();
    mock.always(Answer::status(204));
    client(&mock).post("/x").body("text/plain", SECRET).await.unwrap();
    let kept = mock.requests();
    let panic = std::panic::catch_unwind(|| kept[0].json()).unwrap_err();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.starts_with("the body of request (13 bytes) is no JSON"), "{message}");
    assert!(!message.contains(SECRET));
}

#[tokio::test]
async fn a_request_without_an_answer_fails_at_once_and_says_what_there_is() {
    let mock = MockTransport::new();
    mock.on("message_list").answer(message(1)).answer(message(2));
    mock.on("public_get").always(message(3));
    let error = messages(&mock).create(2, &CreateMessage::new("hello")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "message_create (POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages): the request to \
         https://sample.invalid failed: no answer is scripted for message_create; the mock has 2 left for message_list, \
         any number for public_get, 0 left for any operation"
    );
    assert!(matches!(error.kind(), ErrorKind::Other));
    assert!(!error.may_have_been_sent());
    assert!(!error.is_retry_sensible());
    // It was made all the same.
    assert_eq!(mock.requests()[0].operation(), "message_create");
}

#[tokio::test]
async fn statuses_and_headers_reach_the_caller() {
    let mock = MockTransport::new();
    mock.answer(Answer::status(503).header("retry-after", "1").header("Retry-After", "2").body("busy"));
    let error = messages(&mock).delete(1).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(api.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(api.headers().get_all("retry-after").iter().collect::<Vec<_>>(), ["2"]);
    mock.answer(Answer::json(201, json!({})).header("x-request-id", "7"));
    let answer = client(&mock).get("/x").await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!((answer.header("content-type"), answer.header("x-request-id")), (Some("application/json"), Some("7")));
}

#[tokio::test]
async fn faults_fail_as_the_transport_would() {
    let cases = [
        (TransportErrorKind::Connect, false),
        (TransportErrorKind::Certificate, false),
        (TransportErrorKind::Canceled, true),
        (TransportErrorKind::Other, true),
    ];
    for (kind, sent) in cases {
        let mock = MockTransport::new();
        mock.answer(Answer::fault(kind).header("ignored", "x"));
        let error = messages(&mock).list(1).await.unwrap_err();
        assert_eq!(error.may_have_been_sent(), sent, "{error}");
        assert!(error.to_string().contains("a fault that the mock was told to have"), "{error}");
    }
}

#[tokio::test]
async fn a_body_can_break_off() {
    let mock = MockTransport::new();
    for after in [0, 5, 5000] {
        mock.answer(message(1).breaks_off_after(after));
        let error = client(&mock).get("/x").await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Body), "{error}");
        assert!(error.to_string().ends_with("a body broke off: the connection was lost"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_can_stall_until_the_timeout() {
    let mock = MockTransport::new();
    mock.always(message(1).stalls_after(5));
    let second = Duration::from_secs(1);
    let begin = Instant::now();
    let error = client(&mock).with(RequestOptions::new().timeout(second)).get("/x").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Attempt(limit)) if *limit == second), "{error}");
    assert_eq!(begin.elapsed(), second);
}

#[tokio::test]
async fn what_comes_of_a_body_that_breaks_off_is_its_beginning_and_its_length() {
    let mock = MockTransport::new();
    mock.answer(Answer::status(200).body("0123456789").breaks_off_after(4));
    let mut body = mock.send(request(Body::empty())).await.unwrap().into_body();
    assert_eq!(body.len_hint(), Some(10));
    assert_eq!(body.chunk().await.unwrap().unwrap(), "0123");
    assert_eq!(body.len_hint(), Some(6));
    assert!(body.chunk().await.unwrap().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_delay_goes_by_the_clock_of_tokio() {
    let mock = MockTransport::new();
    let (minute, day) = (Duration::from_secs(60), Duration::from_secs(86_400));
    mock.answer(message(1).delay(minute)).answer(Answer::fault(TransportErrorKind::Connect).delay(minute));
    let patient = client(&mock).with(RequestOptions::new().timeout(day)).account(1).messages();
    let begin = Instant::now();
    create(&patient).await;
    assert_eq!(begin.elapsed(), minute);
    patient.delete(1).await.unwrap_err();
    assert_eq!(begin.elapsed(), 2 * minute);
    mock.answer(message(1).delay(Duration::MAX));
    assert!(matches!(patient.delete(1).await.unwrap_err().kind(), ErrorKind::Timeout(_)));
    assert_eq!(begin.elapsed(), 2 * minute + day);
}

#[test]
fn without_a_delay_no_runtime_is_needed() {
    let mock = MockTransport::new();
    mock.answer(message(1));
    let mut sending = mock.send(request(Body::from("x")));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(matches!(sending.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(_))));
}

#[tokio::test]
async fn a_request_whose_body_cannot_be_read_fails_so_and_is_not_kept() {
    let mock = MockTransport::new();
    mock.always(message(1));
    let broken = MockTransport::new();
    broken.answer(Answer::status(200).body("abc").breaks_off_after(1));
    let body = broken.send(request(Body::empty())).await.unwrap().into_body();
    let error = mock.send(request(body)).await.unwrap_err();
    assert!(format!("{error:?}").contains("kind: Body"), "{error:?}");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn a_client_gets_another_transport_and_keeps_all_else() {
    let (first, second) = (MockTransport::new(), MockTransport::new());
    first.always(Answer::status(500));
    second.always(message(1));
    let built = Client::builder()
        .base_url("https://own.invalid/below")
        .user_token(SECRET)
        .default_header("x-all", "1")
        .transport(first.clone())
        .build()
        .unwrap();
    let made_before = built.account(1).messages();
    let client = built.with(RequestOptions::new().header("x-some", "2")).with_transport(second.clone());
    create(&client.account(1).messages()).await;
    assert_eq!(status(&made_before).await, Some(500), "what was there before keeps its transport");
    assert_eq!((first.requests().len(), second.requests().len()), (1, 1));
    let kept = &second.requests()[0];
    assert_eq!(kept.url().as_str(), "https://own.invalid/below/api/v1/accounts/1/conversations/2/messages");
    for (name, value) in [("api_access_token", SECRET), ("x-all", "1"), ("x-some", "2")] {
        assert_eq!(kept.header(name), Some(value));
    }
}

#[tokio::test]
async fn redirects_are_followed_to_the_next_answer() {
    let mock = MockTransport::new();
    mock.answer(Answer::status(302).header("location", "https://other.invalid/x"));
    mock.answer(Answer::json(200, Json::Null));
    client(&mock).get("/x").await.unwrap();
    let kept = mock.requests();
    assert_eq!(kept[0].header("api_access_token"), Some(SECRET));
    assert_eq!((kept[1].url().as_str(), kept[1].header("api_access_token")), ("https://other.invalid/x", None));
}

#[test]
fn answers_that_cannot_be_are_refused_where_they_are_made() {
    let refused = |make: fn() -> Answer| *std::panic::catch_unwind(make).unwrap_err().downcast::<String>().unwrap();
    assert_eq!(refused(|| Answer::status(99)), "99 is no status of an answer");
    assert_eq!(refused(|| Answer::status(200).header("x y", "")), "parameter x y is no name of a header");
    let no_json = || Answer::json(200, std::collections::BTreeMap::from([((1, 2), 3)]));
    assert!(refused(no_json).starts_with("the value cannot be written as JSON"));
}
