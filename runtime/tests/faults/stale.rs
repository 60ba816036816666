//! The race that every pool of connections has: the server closes one just when a request is written to it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use inboxkit_runtime::{ErrorKind, NotRetried, RetryPolicy};

use crate::api::Client;
use crate::peer::THING;

/// A server in a thread of its own, so that what it does is done before the client has had a chance to look.
struct Server {
    url: String,
    close: mpsc::Sender<()>,
    closed: mpsc::Receiver<()>,
    thread: thread::JoinHandle<usize>,
}

impl Server {
    /// Answers one request, closes the connection when it is told to, and counts those that come on the next one.
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (close, told) = mpsc::channel();
        let (tell, closed) = mpsc::channel();
        let thread = thread::spawn(move || {
            let (mut first, _) = listener.accept().unwrap();
            answer(&mut first);
            told.recv().unwrap();
            drop(first);
            tell.send(()).unwrap();
            // Until it is told that no more will come.
            listener.set_nonblocking(true).unwrap();
            let mut count = 0;
            while told.try_recv() == Err(mpsc::TryRecvError::Empty) {
                if let Ok((mut stream, _)) = listener.accept() {
                    stream.set_nonblocking(false).unwrap();
                    count += usize::from(answer(&mut stream));
                }
                thread::yield_now();
            }
            count
        });
        Self { url, close, closed, thread }
    }
}

fn answer(stream: &mut std::net::TcpStream) -> bool {
    let mut bytes = Vec::new();
    let mut some = [0; 1024];
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut some) {
            Ok(0) | Err(_) => return false,
            Ok(count) => bytes.extend_from_slice(&some[..count]),
        }
    }
    stream.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{THING}", THING.len()).as_bytes()).unwrap();
    true
}

#[tokio::test]
async fn a_post_on_a_connection_that_has_just_been_closed_is_carried_out_once_or_reported() {
    for _ in 0..20 {
        let server = Server::new();
        let client = Client::builder().base_url(&*server.url).no_proxy().token("t0ken").build().unwrap();
        client.read(1).send_raw().await.unwrap();
        // Nothing is awaited from here to the request: the client cannot know.
        server.close.send(()).unwrap();
        server.closed.recv().unwrap();
        let outcome = client.write(1).send_raw().await;
        drop(client);
        server.close.send(()).unwrap();
        let count = server.thread.join().unwrap();
        match outcome {
            Ok(_) => assert_eq!(count, 1),
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::Canceled), "{error:?}");
                assert!(error.may_have_been_sent(), "it was written to the connection");
                assert_eq!(error.not_retried(), Some(NotRetried::Unsafe));
                assert_eq!(count, 0);
            }
        }
    }
}

#[tokio::test]
async fn a_get_on_a_connection_that_has_just_been_closed_is_not_lost() {
    let server = Server::new();
    let client = Client::builder().base_url(&*server.url).no_proxy().token("t0ken").build().unwrap();
    client.read(1).send_raw().await.unwrap();
    server.close.send(()).unwrap();
    server.closed.recv().unwrap();
    client.read(1).send_raw().await.unwrap();
    server.close.send(()).unwrap();
    assert_eq!(server.thread.join().unwrap(), 1);
}

#[tokio::test]
async fn what_meets_a_connection_that_is_reset_at_once_is_reported_as_it_is() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_zero_linger().unwrap();
        }
    });
    let policy = RetryPolicy::new().base_delay(Duration::from_millis(1));
    let client = Client::builder().base_url(&*url).no_proxy().token("t0ken").retry(policy).retry_budget(1000);
    let client = client.build().unwrap();
    let mut unsent = 0;
    for _ in 0..50 {
        let error = client.write(1).send_raw().await.unwrap_err();
        // Whether it was written before the reset came is a matter of chance; that what is said fits is not.
        assert!(matches!(error.kind(), ErrorKind::Canceled), "{error:?}");
        let reason = if error.may_have_been_sent() { NotRetried::Unsafe } else { NotRetried::Exhausted };
        assert_eq!(error.not_retried(), Some(reason), "{error}");
        unsent += u32::from(!error.may_have_been_sent());
    }
    assert!(unsent > 0, "that a request was given back is not recognised any more");
}
