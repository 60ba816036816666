//! Answers that are read as they come, and into files.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body as HttpBody, Frame};
use inboxkit_runtime::{
    Body, BoxFuture, BuildError, Bytes, Download, Error, ErrorKind, Method, RequestOptions, Result, RetryPolicy,
    Timeout, Transport, TransportError, TransportRequest, TransportResponse,
};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep};

use crate::api::{Client, ClientBuilder};
use crate::server::{Server, answer, read_request, redirect};

/// A directory that goes when the test is over.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("inboxkit-downloads-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// One with a file in it.
    fn with(name: &str, content: &str) -> Self {
        let directory = Self::new();
        std::fs::write(directory.join(name), content).unwrap();
        directory
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The names and the contents of what is in it.
    fn files(&self) -> Vec<(String, String)> {
        let entries = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap());
        let mut files: Vec<_> = entries
            .map(|entry| {
                let content = std::fs::read_to_string(entry.path()).unwrap_or_default();
                (entry.file_name().into_string().unwrap(), content)
            })
            .collect();
        files.sort();
        files
    }

    fn holds(&self, files: &[(&str, &str)]) {
        let found = self.files();
        let found: Vec<_> = found.iter().map(|(name, content)| (&**name, &**content)).collect();
        assert_eq!(found, files);
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server that answers one request with what it is given, when it is given it.
async fn on_demand() -> (String, mpsc::UnboundedSender<&'static str>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, mut pieces) = mpsc::unbounded_channel::<&str>();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await.unwrap();
        while let Some(piece) = pieces.recv().await {
            stream.write_all(piece.as_bytes()).await.unwrap();
        }
    });
    (url, sender)
}

/// A transport that answers with pieces, each after a pause, whatever the headers say.
#[derive(Clone)]
struct Paced {
    pieces: &'static [&'static str],
    pause: Duration,
    headers: &'static [(&'static str, &'static str)],
}

impl Transport for Paced {
    fn send(&self, _: TransportRequest) -> BoxFuture<std::result::Result<TransportResponse, TransportError>> {
        let body = Pieces { left: self.pieces, pause: self.pause, sleep: Box::pin(sleep(self.pause)) };
        let mut answer = TransportResponse::new(Body::stream(body));
        for (name, value) in self.headers {
            answer.headers_mut().insert(*name, value.parse().unwrap());
        }
        Box::pin(async { Ok(answer) })
    }
}

struct Pieces {
    left: &'static [&'static str],
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        if self.sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        let Some((first, rest)) = self.left.split_first() else {
            return Poll::Ready(None);
        };
        let pause = self.pause;
        self.left = rest;
        self.sleep.as_mut().reset(Instant::now() + pause);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(*first)))))
    }
}

fn client(url: &str) -> ClientBuilder {
    Client::builder().base_url(url).no_proxy().user_token("t0ken-of-user")
}

async fn get(url: &str) -> Result<Download> {
    client(url).build()?.get("/file").stream().await
}

/// A download by a transport of the test's own, with three seconds for each piece.
async fn paced(paced: Paced) -> Download {
    let client = Client::builder().transport(paced).timeout(Duration::from_secs(3)).build().unwrap();
    client.get("/file").stream().await.unwrap()
}

const ABC: Paced = Paced { pieces: &["a", "b", "c"], pause: Duration::from_secs(2), headers: &[] };

// Piece by piece.

#[tokio::test]
async fn pieces_come_before_the_rest_is_sent() {
    let (url, server) = on_demand().await;
    server.send("HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\nX-A: b\r\n\r\nabc").unwrap();
    let mut download = get(&url).await.unwrap();
    assert_eq!(download.status().as_u16(), 206);
    assert_eq!(download.header("x-a"), Some("b"));
    assert_eq!(download.headers().len(), 2);
    assert_eq!(download.content_length(), Some(6));
    assert_eq!(download.chunk().await.unwrap().unwrap(), "abc");
    server.send("def").unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "def");
    assert!(download.chunk().await.is_none());
    assert!(download.chunk().await.is_none());
}

#[test]
fn a_download_is_a_stream_that_can_be_sent() {
    fn assert<T: futures_core::Stream<Item = Result<Bytes>> + Send + Sync + Unpin + 'static>() {}
    assert::<Download>();
}

#[tokio::test]
async fn every_request_can_be_streamed_and_is_sent_as_ever() {
    let other = Server::always(answer("200 OK", "", "content")).await;
    let location = format!("{}/there", other.url());
    let home = Server::always(redirect(302, &location)).await;
    let client = client(&home.url()).key("s3cret").build().unwrap();
    let download = client.public().download().stream().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), "content");
    assert_eq!(home.request().line(), "GET /file?api_key=s3cret");
    assert_eq!(other.request().line(), "GET /there");
    assert!(format!("{:?}", client.public().export().stream().await.unwrap()).contains("export"));
}

#[tokio::test]
async fn a_refusal_is_an_error_and_no_download() {
    let server = Server::always(answer("404 Not Found", "", "gone")).await;
    let error = get(&server.url()).await.unwrap_err();
    assert_eq!(error.api().unwrap().body(), "gone");
    assert_eq!(server.request().header("accept"), Some("*/*"));
}

#[tokio::test(start_paused = true)]
async fn each_piece_has_the_whole_timeout_and_the_time_of_the_caller_does_not_count() {
    for pause in [0, 60] {
        let mut download = paced(ABC).await;
        let mut whole = Vec::new();
        while let Some(chunk) = download.chunk().await {
            whole.extend_from_slice(&chunk.unwrap());
            sleep(Duration::from_secs(pause)).await;
        }
        assert_eq!(whole, b"abc");
    }
}

#[tokio::test(start_paused = true)]
async fn a_piece_that_does_not_come_in_time_is_an_error_and_nothing_follows_it() {
    let start = Instant::now();
    let mut download = paced(Paced { pause: Duration::from_secs(4), ..ABC }).await;
    let error = download.chunk().await.unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Idle(limit)) if limit.as_secs() == 3), "{error:?}");
    assert_eq!(start.elapsed(), Duration::from_secs(3));
    assert_eq!(
        error.to_string(),
        "request (GET): nothing more of the answer from https://sample.invalid within 3s (timeout)"
    );
    assert!(error.may_have_been_sent() && error.is_retry_sensible());
    assert!(download.chunk().await.is_none());
    assert!(matches!(download.bytes().await.unwrap_err().kind(), ErrorKind::Body));
}

#[tokio::test(start_paused = true)]
async fn a_piece_without_bytes_is_none() {
    let start = Instant::now();
    let mut download = paced(Paced { pieces: &["", "", "", "", "", "a"], ..ABC }).await;
    let error = download.chunk().await.unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Idle(_))), "{error:?}");
    assert_eq!(start.elapsed(), Duration::from_secs(3));
}

#[tokio::test]
async fn a_body_that_goes_wrong_is_the_same_error_in_pieces_as_it_is_whole() {
    let head = "HTTP/1.1 200 OK\r\nX-Request-Id: r-1\r\nConnection: close\r\n";
    let cut = format!("{head}Content-Length: 9\r\n\r\nabc");
    let garbage = format!("{head}Transfer-Encoding: chunked\r\n\r\nno chunk\r\n");
    for sent in [cut, garbage] {
        let server = Server::always(sent).await;
        let client = client(&server.url()).retry(RetryPolicy::none()).build().unwrap();
        let whole = client.get("/file").send().await.unwrap_err();
        let pieces = client.get("/file").stream().await.unwrap().bytes().await.unwrap_err();
        assert_eq!(pieces.to_string(), whole.to_string());
        assert_eq!((pieces.request_id(), whole.request_id()), (Some("r-1"), Some("r-1")));
        assert_eq!((pieces.attempts(), pieces.not_retried()), (1, None));
        assert_eq!(pieces.is_retry_sensible(), whole.is_retry_sensible());
    }
}

// As a whole.

#[tokio::test]
async fn what_is_read_as_a_whole_is_limited() {
    fn too_large(error: &Error) {
        assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
        assert!(error.to_string().contains("more than 5 bytes"), "{error}");
    }
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n6\r\nabcdef\r\n0\r\n\r\n";
    for sent in [answer("200 OK", "", "abcdef"), chunked.into()] {
        let server = Server::always(sent).await;
        let client = client(&server.url()).max_response_bytes(5).build().unwrap();
        let get = || client.get("/file").stream();
        too_large(&get().await.unwrap().bytes().await.unwrap_err());
        assert_eq!(get().await.unwrap().max_bytes(6).bytes().await.unwrap(), "abcdef");
        let mut pieces = get().await.unwrap();
        assert_eq!(pieces.chunk().await.unwrap().unwrap(), "abcdef", "a piece is not kept here");

        let directory = Directory::new();
        assert_eq!(get().await.unwrap().to_file(directory.join("a")).await.unwrap(), 6);
        too_large(&get().await.unwrap().max_bytes(5).to_file(directory.join("b")).await.unwrap_err());
        directory.holds(&[("a", "abcdef")]);
    }
}

#[tokio::test]
async fn a_length_without_a_body_of_its_own_is_no_error() {
    let server = Server::always("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n").await;
    let client = client(&server.url()).build().unwrap();
    let download = client.request(Method::HEAD, "/file").stream().await.unwrap();
    assert_eq!(download.content_length(), Some(6));
    assert!(download.bytes().await.unwrap().is_empty());
    // A transport that has unpacked the body.
    let headers = &[("content-length", "2"), ("content-encoding", "gzip")];
    let download = paced(Paced { headers, pause: Duration::ZERO, ..ABC }).await;
    assert_eq!(download.bytes().await.unwrap(), "abc");
}

// Into a file.

#[tokio::test]
async fn a_file_gets_the_whole_body_and_takes_the_place_of_another() {
    let content = "0123456789".repeat(30_000);
    let server = Server::always(answer("200 OK", "", &content)).await;
    let directory = Directory::with("report.csv", "old and longer than nothing");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    let download = get(&server.url()).await.unwrap().on_progress(move |done, of| kept.lock().unwrap().push((done, of)));
    let written = download.to_file(directory.join("report.csv")).await.unwrap();
    assert_eq!(written, 300_000);
    directory.holds(&[("report.csv", &content)]);
    let seen = seen.lock().unwrap();
    assert!(seen.is_sorted_by(|one, next| one.0 < next.0));
    assert!(seen.iter().all(|(_, of)| *of == Some(300_000)));
    assert_eq!(seen.last().unwrap().0, 300_000);
}

#[tokio::test]
async fn an_empty_body_is_an_empty_file() {
    let server = Server::always(answer("200 OK", "", "")).await;
    let directory = Directory::new();
    assert_eq!(get(&server.url()).await.unwrap().to_file(directory.join("a")).await.unwrap(), 0);
    directory.holds(&[("a", "")]);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_file_and_leaves_what_was_there() {
    let by_length = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc";
    let in_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    for sent in [by_length, in_chunks] {
        let server = Server::always(sent).await;
        let directory = Directory::with("a", "old");
        for name in ["a", "b"] {
            let error = get(&server.url()).await.unwrap().to_file(directory.join(name)).await.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Body), "{error:?}");
            assert!(error.may_have_been_sent());
        }
        directory.holds(&[("a", "old")]);
    }
}

#[tokio::test]
async fn a_body_of_another_length_than_was_said_is_no_file_whatever_the_transport_thinks() {
    for (length, said) in [("4", "it has 3 bytes, its Content-Length is 4"), ("2", "it has 3 bytes")] {
        let headers = Box::leak(Box::new([("content-length", length)]));
        let directory = Directory::new();
        let download = paced(Paced { headers, pause: Duration::ZERO, ..ABC }).await;
        let error = download.to_file(directory.join("a")).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Body), "{error:?}");
        assert!(error.to_string().contains(said), "{error}");
        directory.holds(&[]);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_an_error_that_names_it() {
    let server = Server::always(answer("200 OK", "", "content")).await;
    let directory = Directory::new();
    std::fs::create_dir_all(directory.join("taken/inside")).unwrap();
    for path in [directory.join("missing/a.txt"), directory.join("taken"), Path::new("/").to_owned()] {
        let error = get(&server.url()).await.unwrap().to_file(&path).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::File), "{error:?}");
        let expected = format!("request (GET): the answer cannot be kept: file {}: ", path.display());
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert!(!error.is_retry_sensible());
    }
    directory.holds(&[("taken", "")]);
}

#[tokio::test]
async fn a_download_that_is_dropped_midway_leaves_nothing_behind() {
    let (url, server) = on_demand().await;
    let directory = Directory::with("a", "old");
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc").unwrap();
    let download = get(&url).await.unwrap();
    let is_begun = async {
        loop {
            let files = directory.files();
            if let [(part, content), _] = &*files
                && content == "abc"
            {
                assert!(
                    part.starts_with(".inboxkit-") && Path::new(part).extension() == Some("part".as_ref()),
                    "{part}"
                );
                return;
            }
            sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        done = download.to_file(directory.join("a")) => panic!("{done:?}"),
        () = is_begun => {}
    }
    directory.holds(&[("a", "old")]);
}

#[test]
fn a_download_that_is_dropped_while_its_file_is_made_leaves_nothing_behind() {
    let directory = Directory::new();
    // One thread makes files, and one after another.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
    runtime.block_on(async {
        let mut writing = Box::pin(paced(ABC).await.to_file(directory.join("a")));
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let busy = tokio::task::spawn_blocking(move || wait.recv());
        assert!(std::future::poll_fn(|context| Poll::Ready(writing.as_mut().poll(context))).await.is_pending());
        drop(writing);
        release.send(()).unwrap();
        busy.await.unwrap().unwrap();
        tokio::task::spawn_blocking(|| ()).await.unwrap();
    });
    directory.holds(&[]);
}

#[tokio::test]
async fn a_file_is_never_without_its_beginning() {
    let directory = Directory::new();
    let mut download = paced(Paced { pause: Duration::ZERO, ..ABC }).await;
    download.chunk().await.unwrap().unwrap();
    let error = download.to_file(directory.join("a")).await.unwrap_err();
    assert!(error.to_string().contains("its beginning has been read before"), "{error}");
    directory.holds(&[]);
}

// From another origin.

#[tokio::test]
async fn a_url_of_another_origin_gets_what_the_request_itself_says_and_no_more() {
    let third = Server::always(answer("200 OK", "", "content")).await;
    let location = format!("{}/third", third.url());
    let other = Server::new(move |request| {
        if request.line().contains("moved") { redirect(302, &location) } else { answer("200 OK", "", "content") }
    })
    .await;
    let home = Server::always(answer("200 OK", "", "")).await;
    let client = client(&home.url()).key("s3cret").default_header("x-tenant", "s3cret").build().unwrap();
    let client = client.with(RequestOptions::new().header("x-option", "s3cret").query("option", "s3cret"));
    for path in ["/file?sig=a%2Fb", "/moved"] {
        let get = client.get(&format!("{}{path}", other.url())).no_auth();
        let download = get.header("range", "bytes=0-").query("own", 1).stream().await.unwrap();
        assert_eq!(download.bytes().await.unwrap(), "content");
    }
    client.get(&format!("{}/json", other.url())).no_auth().send().await.unwrap();

    let requests = other.requests();
    assert_eq!(requests[0].line(), "GET /file?sig=a%2Fb&own=1");
    assert_eq!(requests[1].line(), "GET /moved?own=1");
    assert_eq!(requests[0].header("range"), Some("bytes=0-"));
    assert_eq!(requests[0].header("accept"), Some("*/*"));
    assert_eq!(requests[2].header("accept"), Some("application/json"));
    let redirected = third.request();
    assert_eq!(redirected.line(), "GET /third");
    assert_eq!(redirected.header("range"), None, "it was not meant for this server");
    for request in requests.iter().chain([&redirected]) {
        assert!(request.header("user-agent").unwrap().starts_with("sample/1.2.3"));
        assert!(!request.head.contains("s3cret") && !request.head.contains("t0ken"), "{}", request.head);
    }
    assert!(home.requests().is_empty());
}

#[tokio::test]
async fn a_signature_in_a_url_is_not_shown_where_the_server_repeats_it() {
    let other = Server::always(answer("403 Forbidden", "", "no: a/s3cret-sig is not a%2Fs3cret-sig")).await;
    let client = client("https://sample.invalid").build().unwrap();
    let get = client.get(&format!("{}/file?sig=a%2Fs3cret-sig", other.url())).no_auth();
    let error = get.stream().await.unwrap_err();
    assert!(error.to_string().ends_with("403 Forbidden: no: *** is not ***; no credential was sent"), "{error}");
}

#[tokio::test]
async fn a_request_with_a_credential_does_not_go_to_another_origin() {
    let other = Server::always(answer("200 OK", "", "content")).await;
    let client = client("https://sample.invalid").key("k").build().unwrap();
    let get = || client.get(&format!("{}/file", other.url()));
    for request in [get(), get().auth("key"), get().no_auth().auth("key")] {
        let error = request.stream().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Build(BuildError::InvalidPath { .. })), "{error:?}");
        assert!(error.to_string().contains("another origin") && error.to_string().contains("no_auth()"), "{error}");
    }
    assert!(other.requests().is_empty());
}
