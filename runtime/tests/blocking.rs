//! Waiting for requests and streams, from everywhere that one may wait.

#[path = "it/api.rs"]
#[allow(dead_code)]
mod api;
#[path = "it/server.rs"]
#[allow(dead_code)]
mod server;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use futures_core::Stream;
use inboxkit_runtime::blocking::{Blocking, Wait};
use inboxkit_runtime::testing::{Answer, MockTransport};
use inboxkit_runtime::{Batch, Error, ErrorKind, RequestOptions, Result};

use crate::api::Client;
use crate::api::models::CreateMessage;
use crate::server::{Server, json};

const MESSAGE: &str = r#"{"id": 5, "content": "hi", "type": 1}"#;

/// A server that runs in a thread of its own.
fn server(answer: Vec<u8>) -> Server {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            sender.send(Server::always(answer).await).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().unwrap()
}

fn client(url: &str) -> Client {
    Client::builder().base_url(url).user_token("t").build().unwrap()
}

fn create(client: &Client) -> i64 {
    client.account(1).messages().create(42, &CreateMessage::new("hello")).wait().unwrap().id.get()
}

#[test]
fn a_thread_without_a_runtime_waits_for_a_request() {
    let server = server(json(MESSAGE));
    let client = client(&server.url());
    assert_eq!(create(&client), 5);
    // Sent requests and those made by hand too.
    client.account(1).messages().create(42, &CreateMessage::new("hello")).send().wait().unwrap();
    client.get("/x").wait().unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_blocking_task_of_another_runtime_waits_for_a_request() {
    let server = Server::always(json(MESSAGE)).await;
    let client = client(&server.url());
    assert_eq!(tokio::task::spawn_blocking(move || create(&client)).await.unwrap(), 5);
}

#[tokio::test]
async fn inside_async_code_it_blocks_and_does_not_panic() {
    let server = server(json(MESSAGE));
    assert_eq!(create(&client(&server.url())), 5);
    tokio::task::yield_now().await;
    let nested = async { Ok::<_, Error>(create(&client(&server.url()))) };
    assert_eq!(nested.wait().unwrap(), 5);
    let first = Numbers::to(3).blocking().next();
    assert_eq!(first.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn the_budget_of_the_task_around_does_not_run_out() {
    // More messages than tokio lets a task receive before it must yield.
    let count = async {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        for number in 0..1000 {
            sender.send(number).unwrap();
        }
        let mut count = 0;
        while count < 1000 && receiver.recv().await.is_some() {
            count += 1;
        }
        Ok::<_, Error>(count)
    };
    assert_eq!(count.wait().unwrap(), 1000);
}

#[test]
fn an_error_is_the_one_that_awaiting_would_give() {
    let mock = MockTransport::new();
    mock.always(Answer::json(200, ()).delay(Duration::from_secs(3600)));
    let client = Client::builder().transport(mock).build().unwrap();
    let hasty = RequestOptions::new().timeout(Duration::from_millis(20));
    let error = client.with(hasty).get("/x").wait().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(_)), "{error}");
}

/// An error of a program that uses a client.
#[derive(Debug)]
enum Own {
    Http(Error),
    NotANumber,
}

impl From<Error> for Own {
    fn from(error: Error) -> Self {
        Self::Http(error)
    }
}

#[test]
fn code_of_others_is_waited_for_with_its_own_error_and_without_send() {
    let mock = MockTransport::new();
    mock.answer(Answer::status(200).body("x")).answer(Answer::status(500)).answer(Answer::status(200).body("7"));
    let client = Client::builder().transport(mock).build().unwrap();
    let number = async || {
        let unsendable = Rc::new(client.get("/x").await?);
        tokio::task::yield_now().await;
        unsendable.text()?.parse::<u8>().map_err(|_| Own::NotANumber)
    };
    assert!(matches!(number().wait(), Err(Own::NotANumber)));
    assert!(matches!(number().wait(), Err(Own::Http(error)) if error.status().is_some()));
    assert_eq!(number().wait().unwrap(), 7);
}

#[test]
fn a_panic_of_the_future_is_one_of_the_caller() {
    let panics = async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(Instant::now().elapsed() > Duration::MAX, "as it must");
        Ok::<_, Error>(())
    };
    let panic = catch_unwind(AssertUnwindSafe(|| panics.wait())).unwrap_err();
    assert!(panic.downcast_ref::<&str>().is_some_and(|message| message.contains("as it must")));
    // And all goes on.
    let mock = MockTransport::new();
    mock.always(Answer::status(204).delay(Duration::from_millis(1)));
    Client::builder().transport(mock).build().unwrap().get("/x").wait().unwrap();
}

#[test]
fn many_threads_wait_at_the_same_time() {
    let mock = MockTransport::new();
    mock.always(Answer::status(204).delay(Duration::from_millis(300)));
    let client = Client::builder().transport(mock.clone()).build().unwrap();
    let begin = Instant::now();
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| client.get("/x").wait().unwrap());
        }
    });
    assert_eq!(mock.requests().len(), 32);
    assert!(begin.elapsed() < Duration::from_secs(5), "one after another they would take ten seconds");
}

#[test]
fn one_thread_with_a_name_drives_them_all_and_a_task_of_its_own_does_not_wait_for_itself() {
    let inside = || async {
        let task = tokio::spawn(async {
            let refused = async { Ok::<_, Error>(()) }.wait().unwrap_err();
            (thread::current().id(), thread::current().name().map(str::to_owned), refused.to_string())
        });
        Ok::<_, Error>(task.await.unwrap())
    };
    let (first, name, refused) = inside().wait().unwrap();
    assert_eq!(name.as_deref(), Some("inboxkit-wait"));
    assert!(refused.contains("would wait for itself"), "{refused}");
    let (second, ..) = thread::spawn(move || inside().wait().unwrap()).join().unwrap();
    assert_eq!(first, second);
}

/// Counts up, each number a millisecond after it is asked for; counts when it is dropped.
struct Numbers {
    last: u32,
    end: u32,
    sleep: Option<Pin<Box<tokio::time::Sleep>>>,
    dropped: Arc<AtomicUsize>,
}

impl Numbers {
    fn to(end: u32) -> Self {
        Self { last: 0, end, sleep: None, dropped: Arc::default() }
    }
}

impl Stream for Numbers {
    type Item = Result<u32>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<u32>>> {
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(Duration::from_millis(1))));
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.sleep = None;
        assert!(self.last <= self.end, "it is not asked behind its end");
        self.last += 1;
        Poll::Ready((self.last <= self.end).then(|| Ok(self.last)))
    }
}

impl Drop for Numbers {
    fn drop(&mut self) {
        // Needs a runtime around it, as what cleans up may.
        tokio::spawn(std::future::ready(()));
        self.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_batch_is_waited_for_with_the_error_of_each_request() {
    let mock = MockTransport::new();
    mock.always_with(|request| Answer::status(if request.path().ends_with("/2") { 404 } else { 200 }));
    let client = client("http://127.0.0.1:1").with_transport(mock.clone());
    let requests = (1..4).map(|id| client.get(&format!("/{id}")));
    let results = Batch::new().pause(1, Duration::from_millis(1)).run(requests).wait().unwrap();
    assert_eq!(results.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(mock.requests().len(), 3);
}

#[test]
fn a_stream_is_an_iterator_that_drops_it_at_its_end() {
    let numbers = Numbers::to(3);
    let dropped = numbers.dropped.clone();
    let mut iter = numbers.blocking();
    let all: Result<Vec<_>> = iter.by_ref().collect();
    assert_eq!(all.unwrap(), [1, 2, 3]);
    assert_eq!(dropped.load(Ordering::SeqCst), 1, "it is gone before the iterator is");
    assert!(iter.next().is_none() && iter.next().is_none());
}

#[test]
fn an_iterator_that_is_dropped_takes_the_stream_along() {
    let numbers = Numbers::to(3);
    let dropped = numbers.dropped.clone();
    let mut iter = numbers.blocking();
    assert_eq!(iter.next().unwrap().unwrap(), 1);
    assert_eq!(dropped.load(Ordering::SeqCst), 0);
    drop(iter);
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}

#[test]
fn nothing_of_a_future_is_left_when_it_has_been_waited_for() {
    let held = Arc::new(());
    let kept = held.clone();
    let future = async move {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Ok::<_, Error>(Arc::strong_count(&kept))
    };
    assert_eq!(future.wait().unwrap(), 2);
    assert_eq!(Arc::strong_count(&held), 1);
}
