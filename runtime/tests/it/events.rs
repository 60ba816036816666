//! Answers that are streams of events.

use std::time::Duration;

use inboxkit_runtime::private as rt;
use inboxkit_runtime::testing::{Answer, MockTransport};
use inboxkit_runtime::{ErrorKind, EventStream, Result, ServerEvent, Timeout};

use crate::api::Client;

/// What an event says.
#[derive(Debug, Clone, PartialEq)]
struct Thing {
    id: i64,
}
rt::record! { Thing { id: "id" required } }

static WATCH: rt::Operation = rt::Operation::new("thing_watch", rt::Method::GET, "/watch");

#[derive(Debug, Clone)]
struct Watch(rt::Call);
rt::request!(Watch -> events Thing);

#[derive(Debug, Clone)]
struct Lines(rt::Call);
rt::request!(Lines -> text_events);

/// One whose answer is JSON unless events are asked for.
#[derive(Debug, Clone)]
struct Get(rt::Call);
rt::request!(Get -> json Thing);
rt::events!(Get -> events Thing);

fn stream(body: &'static str) -> Answer {
    Answer::status(200).header("content-type", "text/event-stream").body(body)
}

fn client(mock: &MockTransport) -> Client {
    limited(mock, 1 << 20)
}

fn limited(mock: &MockTransport, bytes: usize) -> Client {
    Client::builder().transport(mock.clone()).max_response_bytes(bytes).build().unwrap()
}

async fn all<T>(mut events: EventStream<T>) -> Vec<Result<ServerEvent<T>>> {
    let mut found = Vec::new();
    while let Some(event) = events.next().await {
        found.push(event);
    }
    found
}

#[tokio::test]
async fn events_come_decoded_with_their_names_and_ids() -> Result<()> {
    let mock = MockTransport::new();
    mock.answer(stream(
        ": hello\nretry: 250\n\nevent: made\nid: 7\ndata: {\"id\": 1}\n\ndata: {\"id\":\ndata: 2}\n\ndata: [DONE]\n\ndata: {}\n\n",
    ));
    let mut events = Watch(client(&mock).0.call(&WATCH)).await?;
    let first = events.next().await.expect("an event")?;
    assert_eq!((first.name.as_deref(), first.id.as_deref(), first.data.id), (Some("made"), Some("7"), 1));
    assert_eq!((events.last_id(), events.retry()), (Some("7"), Some(Duration::from_millis(250))));
    let second = events.next().await.expect("an event")?;
    assert_eq!((second.name, second.id.as_deref(), second.data.id), (None, Some("7"), 2));
    assert!(events.next().await.is_none(), "what is done has ended");
    assert!(events.next().await.is_none(), "and stays so");
    assert_eq!(mock.requests()[0].header("accept"), Some("text/event-stream"));
    Ok(())
}

#[tokio::test]
async fn text_is_not_decoded_and_ends_with_the_answer_alone() -> Result<()> {
    let mock = MockTransport::new();
    mock.answer(stream("data: one\n\ndata: [DONE]\n\ndata: lost"));
    let events = all(Lines(client(&mock).0.call(&WATCH)).await?).await;
    let texts: Vec<String> = events.into_iter().map(|event| event.map(|event| event.data)).collect::<Result<_>>()?;
    assert_eq!(texts, ["one", "[DONE]"]);
    Ok(())
}

#[tokio::test]
async fn only_who_asks_for_events_gets_them() -> Result<()> {
    let mock = MockTransport::new();
    mock.answer(Answer::json(200, serde_json::json!({"id": 1})));
    mock.answer(stream("data: {\"id\": 2}\n\n"));
    let request = Get(client(&mock).0.call(&WATCH));
    assert_eq!(request.clone().await?.id, 1);
    assert_eq!(all(request.events().await?).await.remove(0)?.data.id, 2);
    let accepts: Vec<_> = mock.requests().iter().map(|it| it.header("accept").map(str::to_owned)).collect();
    assert_eq!(accepts, [Some("application/json".to_owned()), Some("text/event-stream".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn data_that_does_not_decode_is_an_error_in_its_place() -> Result<()> {
    let mock = MockTransport::new();
    mock.answer(stream("data: {\"id\": \"x\"}\n\ndata: {\"id\": 2}\n\n"));
    let events = all(Watch(client(&mock).0.call(&WATCH)).await?).await;
    let [Err(error), Ok(second)] = events.as_slice() else { panic!("{events:?}") };
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error}");
    assert!(error.may_have_been_sent() && error.operation() == "thing_watch");
    assert_eq!(second.data.id, 2);
    Ok(())
}

#[tokio::test]
async fn a_stream_that_breaks_off_gives_what_it_had_and_an_error() -> Result<()> {
    let mock = MockTransport::new();
    mock.answer(stream("data: {\"id\": 1}\n\ndata: {\"id\": 2}\n\n").breaks_off_after(20));
    let events = all(Watch(client(&mock).0.call(&WATCH)).await?).await;
    let [Ok(first), Err(error)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(first.data.id, 1);
    assert!(matches!(error.kind(), ErrorKind::Body), "{error}");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_falls_silent_is_a_timeout() -> Result<()> {
    let mock = MockTransport::new();
    mock.answer(stream("data: {\"id\": 1}\n\n...").stalls_after(18));
    let events = all(Watch(client(&mock).0.call(&WATCH)).await?).await;
    let [Ok(_), Err(error)] = events.as_slice() else { panic!("{events:?}") };
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Idle(_))), "{error}");
    Ok(())
}

#[tokio::test]
async fn an_event_is_not_held_beyond_the_limit() -> Result<()> {
    let mock = MockTransport::new();
    mock.answer(stream("data: {\"id\": 1}\n\ndata: {\"id\": 123456789012345678901234567890}\n\n"));
    let client = limited(&mock, 64);
    // Both events fit one by one, though not together.
    assert!(all(Watch(client.0.call(&WATCH)).await?).await[0].is_ok());
    mock.answer(Answer::status(200).body(format!("data: {}", "x".repeat(100))));
    let events = all(Lines(client.0.call(&WATCH)).await?).await;
    let [Err(error)] = events.as_slice() else { panic!("{events:?}") };
    assert!(error.to_string().contains("max_response_bytes"), "{error}");
    Ok(())
}

#[tokio::test]
async fn another_status_than_success_is_the_error_it_always_is() {
    let mock = MockTransport::new();
    mock.answer(Answer::status(401));
    let error = Watch(client(&mock).0.call(&WATCH)).await.expect_err("a status");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
}
