//! What is left of a request that is dropped, or of an answer that failed: nothing.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body as HttpBody, Frame};
use inboxkit_runtime::{
    Body, BoxFuture, Bytes, FilePart, Transport, TransportError, TransportRequest, TransportResponse,
};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::api::Client;
use crate::api::models::*;

const SOON: Duration = Duration::from_secs(5);

async fn listening() -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder().base_url(url).no_proxy().user_token("t0ken-of-user").build().unwrap();
    (listener, client)
}

/// Reads until the other side hangs up; fails if it does not.
async fn ends(mut stream: TcpStream) {
    let mut rest = Vec::new();
    // A connection that is cut in the middle may be reset.
    let _ = timeout(SOON, stream.read_to_end(&mut rest)).await.expect("the connection is closed");
}

/// Until no task is left; fails if one is.
async fn no_task_is_left() {
    let none = async {
        while Handle::current().metrics().num_alive_tasks() > 0 {
            tokio::task::yield_now().await;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(SOON, none).await.expect("all tasks end");
}

#[tokio::test]
async fn a_dropped_upload_closes_its_connection_and_leaves_no_task() {
    let (listener, client) = listening().await;
    let body = CreateMessageForm {
        content: None,
        private: None,
        content_attributes: None,
        // More than the buffers between the two can hold: it stays half open.
        attachments: Some(vec![FilePart::from_bytes("large.bin", vec![7; 64 << 20])]),
    };
    let upload = client.account(1).messages().create_with_files(2, body).send();
    let mut stream = {
        let mut upload = std::pin::pin!(upload);
        tokio::select! {
            _ = &mut upload => panic!("nobody has answered"),
            accepted = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut some = [0; 4096];
                stream.read_exact(&mut some).await.unwrap();
                stream
            } => accepted,
        }
    };
    let mut byte = [0];
    assert_eq!(stream.read(&mut byte).await.unwrap(), 1, "there was more to come");
    ends(stream).await;
    no_task_is_left().await;
}

#[tokio::test]
async fn a_dropped_wait_for_an_answer_closes_its_connection() {
    let (listener, client) = listening().await;
    let list = client.account(1).messages().list(2).send();
    let stream = tokio::select! {
        _ = list => panic!("nobody has answered"),
        accepted = listener.accept() => accepted.unwrap().0,
    };
    ends(stream).await;
    no_task_is_left().await;
}

#[tokio::test]
async fn a_timeout_leaves_no_more_than_a_drop_does() {
    let (listener, client) = listening().await;
    let options = inboxkit_runtime::RequestOptions::new()
        .timeout(Duration::from_millis(50))
        .retry(inboxkit_runtime::RetryPolicy::none());
    let (answer, accepted) = tokio::join!(client.account(1).messages().list(2).with(options), listener.accept());
    answer.unwrap_err();
    ends(accepted.unwrap().0).await;
    no_task_is_left().await;
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_while_it_waits_is_not_sent_again() {
    let script = crate::script::Script::new(&[crate::script::BUSY]);
    let list = script.client().build().unwrap().account(1).messages().list(1).send();
    timeout(Duration::from_micros(10), list).await.unwrap_err();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(script.count(), 1);
}

/// A body that says when it is dropped.
struct Noted(Arc<AtomicU32>);

impl HttpBody for Noted {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        Poll::Pending
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Transport for Noted {
    fn send(&self, _: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        let body = Body::stream(Self(self.0.clone()));
        Box::pin(async { Ok(TransportResponse::new(body)) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_that_failed_holds_no_connection() {
    let dropped = Arc::new(AtomicU32::new(0));
    let client = Client::builder().transport(Noted(dropped.clone())).build().unwrap();
    let mut download = client.get("/file").stream().await.unwrap();
    download.chunk().await.unwrap().unwrap_err();
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
}
