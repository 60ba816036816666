//! Many requests of a client at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use inboxkit_runtime::{Batch, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Barrier, mpsc};
use tokio::time::timeout;

use crate::api::{Client, MessageList};
use crate::server::{Server, answer, json, read_request};

/// Far more than anything here takes: what would hang fails instead.
const LONG: Duration = Duration::from_secs(10);

/// Requests of the messages of conversations 1, 2, and so on.
fn requests(url: &str) -> impl Iterator<Item = MessageList> + Send + 'static {
    let messages = Client::builder().base_url(url).user_token("t0ken").build().unwrap().account(1).messages();
    (1..).map(move |id| messages.list(id))
}

fn page(id: usize) -> Vec<u8> {
    json(&format!(r#"{{"payload": [{{"id": {id}, "content": null, "type": 0}}]}}"#))
}

/// The conversation that a request is about.
fn conversation(line: &str) -> usize {
    let (_, rest) = line.split_once("/conversations/").unwrap();
    rest.split_once('/').unwrap().0.parse().unwrap()
}

#[tokio::test]
async fn requests_are_answered_in_their_order_each_with_its_own_error() {
    let server = Server::new(|request| match conversation(request.line()) {
        id if id % 5 == 0 => answer("404 Not Found", "", ""),
        id => page(id),
    })
    .await;
    // Spawned, so that it has to be `Send` and `'static`.
    let run = Batch::new().concurrency(6).run(requests(&server.url()).take(50));
    let results = tokio::spawn(run).await.unwrap();
    assert_eq!(results.len(), 50);
    for (id, result) in (1..).zip(results) {
        match result {
            Ok(page) => assert_eq!(page.payload[0].id.get(), id),
            Err(error) => {
                assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
                assert_eq!(id % 5, 0);
            }
        }
    }
    let mut asked: Vec<_> = server.requests().iter().map(|request| conversation(request.line())).collect();
    asked.sort_unstable();
    assert!(asked.into_iter().eq(1..=50), "each is sent once");
}

#[tokio::test]
async fn requests_may_borrow_within_a_task() {
    let server = Server::new(|request| page(conversation(request.line()))).await;
    let client = Client::builder().base_url(server.url()).user_token("t0ken").build().unwrap();
    let task = async move {
        let messages = client.account(1).messages();
        let ids = [3, 1, 2];
        let mut answers = Batch::new().concurrency(1).stream(ids.iter().map(|id| messages.list(*id)));
        while let Some((index, page)) = answers.next().await {
            assert_eq!(page.unwrap().payload[0].id.get(), ids[index]);
        }
        Batch::new().run(ids.iter().map(|id| messages.list(*id))).await.len()
    };
    assert_eq!(tokio::spawn(task).await.unwrap(), 3);
}

#[tokio::test]
async fn the_server_sees_as_many_at_a_time_as_said() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (under_way, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let kept = most.clone();
    tokio::spawn(async move {
        // Answers none before three are there.
        let three = Arc::new(Barrier::new(3));
        while let Ok((mut stream, _)) = listener.accept().await {
            let (under_way, most, three) = (under_way.clone(), most.clone(), three.clone());
            tokio::spawn(async move {
                let request = read_request(&mut stream).await.unwrap();
                most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                three.wait().await;
                under_way.fetch_sub(1, Ordering::SeqCst);
                stream.write_all(&page(conversation(request.line()))).await.unwrap();
            });
        }
    });
    let run = Batch::new().concurrency(3).run(requests(&url).take(30));
    let results = timeout(LONG, run).await.expect("three at a time");
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(kept.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn an_endless_batch_sends_when_it_is_asked_and_no_more() {
    let server = Server::new(|request| page(conversation(request.line()))).await;
    let mut answers = Batch::new().concurrency(1).stream(requests(&server.url()));
    let unused = Batch::new().run(requests(&server.url()));
    for index in 0..5 {
        assert_eq!(server.requests().len(), index);
        let (own, page) = answers.next().await.unwrap();
        assert_eq!(own, index);
        assert_eq!(page.unwrap().payload[0].id.get(), i64::try_from(index).unwrap() + 1);
    }
    drop((answers, unused));
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn dropping_a_batch_closes_its_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (came, mut arrivals) = mpsc::unbounded_channel();
    let (closed, mut ends) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (came, closed) = (came.clone(), closed.clone());
            tokio::spawn(async move {
                read_request(&mut stream).await.unwrap();
                came.send(()).unwrap();
                // Never answered; the end of what the client says is the end of the connection.
                assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
                closed.send(()).unwrap();
            });
        }
    });
    let batch = tokio::spawn(Batch::new().concurrency(4).run(requests(&url).take(10)));
    for _ in 0..4 {
        timeout(LONG, arrivals.recv()).await.unwrap().unwrap();
    }
    batch.abort();
    for _ in 0..4 {
        timeout(LONG, ends.recv()).await.unwrap().unwrap();
    }
    assert!(arrivals.try_recv().is_err(), "nothing was sent in their place");
}
