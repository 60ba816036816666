//! Files on their way out.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use inboxkit_runtime::private as rt;
use inboxkit_runtime::{
    BoxFuture, BuildError, ErrorKind, FilePart, Timeout, Transport, TransportError, TransportRequest, TransportResponse,
};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};

use crate::api::Client;
use crate::api::models::*;
use crate::server::{Request, Server, find, json as json_answer, redirect};

const MESSAGE: &str = r#"{"id": 5, "content": "hi", "type": 1}"#;

/// A file that goes when the test is over.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, content: &[u8]) -> Self {
        let id = format!("inboxkit-{}-{name}", std::process::id());
        let directory = std::env::temp_dir().join(id);
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join(name), content).unwrap();
        Self(directory.join(name))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

fn client(server: &Server) -> Client {
    let client = Client::builder().base_url(server.url()).no_proxy();
    client.user_token("t0ken-of-user").build().unwrap()
}

fn form(attachments: Vec<FilePart>) -> CreateMessageForm {
    CreateMessageForm {
        content: Some("see \"this\"".to_owned()),
        private: Some(true),
        content_attributes: Some(rt::Map::from([("a".to_owned(), json!([1]))])),
        attachments: Some(attachments),
    }
}

fn boundary(request: &Request) -> &str {
    let media_type = request.header("content-type").unwrap();
    media_type.strip_prefix("multipart/form-data; boundary=").unwrap()
}

#[tokio::test]
async fn a_form_with_files_arrives_byte_by_byte() {
    let photo: Vec<u8> = (0..=255).cycle().take(200_000).collect();
    let file = Temporary::new("ph\"oto.png", &photo);
    let server = Server::always(json_answer(MESSAGE)).await;
    let files = vec![
        FilePart::from_bytes("note.txt", "hello\r\n"),
        FilePart::from_path(&file.0),
        FilePart::from_path(&file.0).file_name("other").media_type("audio/ogg; codecs=opus"),
    ];
    let messages = client(&server).account(1).messages();
    messages.create_with_files(42, form(files)).await.unwrap();

    let request = server.request();
    let boundary = boundary(&request);
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nsee \"this\"\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"private\"\r\n\r\ntrue\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"content_attributes\"\r\n\r\n{{\"a\":[1]}}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"note.txt\"\r\n\
         Content-Type: text/plain\r\n\r\nhello\r\n\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"ph%22oto.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    expected.extend_from_slice(&photo);
    expected.extend_from_slice(
        format!(
            "\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"other\"\r\n\
             Content-Type: audio/ogg; codecs=opus\r\n\r\n"
        )
        .as_bytes(),
    );
    expected.extend_from_slice(&photo);
    expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    assert!(request.body == expected, "not as expected");
    let length = expected.len().to_string();
    assert_eq!(request.header("content-length"), Some(&*length));
    assert_eq!(request.header("transfer-encoding"), None);
}

#[tokio::test]
async fn a_form_is_built_again_where_a_redirect_asks_for_it() {
    let file = Temporary::new("a.txt", b"content of a");
    let server =
        Server::new(
            |request| {
                if request.line().contains("/moved") { json_answer(MESSAGE) } else { redirect(307, "/moved") }
            },
        );
    let server = server.await;
    let body = form(vec![FilePart::from_path(&file.0)]);
    let messages = client(&server).account(1).messages();
    messages.create_with_files(42, body).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[1].line(), "POST /moved");
    for request in &requests {
        assert!(find(&request.body, b"content of a").is_some());
        boundary(request);
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error_before_anything_is_sent() {
    let server = Server::always(json_answer(MESSAGE)).await;
    let body = form(vec![FilePart::from_path("/nowhere/photo.png")]);
    let messages = client(&server).account(1).messages();
    let error = messages.create_with_files(42, body).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(_)), "{error:?}");
    assert!(error.to_string().contains("/nowhere/photo.png"), "{error}");
    assert!(!error.may_have_been_sent());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_is_absent_is_no_part() {
    let server = Server::always(json_answer(MESSAGE)).await;
    let body = CreateMessageForm { content: None, private: None, content_attributes: None, attachments: None };
    let messages = client(&server).account(1).messages();
    messages.create_with_files(42, body).await.unwrap();
    let request = server.request();
    assert_eq!(request.text(), format!("--{}--\r\n", boundary(&request)));
}

/// A form of one file alone.
fn one(file: FilePart) -> CreateMessageForm {
    CreateMessageForm { content: None, private: None, content_attributes: None, attachments: Some(vec![file]) }
}

/// As it arrives.
fn expected(boundary: &str, file_name: &str, media_type: &str, content: &str) -> String {
    format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"{file_name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n{content}\r\n--{boundary}--\r\n"
    )
}

/// A body without the marks of its chunks.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = find(body, b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            assert_eq!(body, b"0\r\n\r\n");
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..][..size]);
        body = body[end + 2 + size..].strip_prefix(b"\r\n").unwrap();
    }
}

#[tokio::test]
async fn a_reader_of_known_length_goes_with_a_content_length() {
    let server = Server::always(json_answer(MESSAGE)).await;
    // It gives its bytes one after another.
    let (reader, mut writer) = tokio::io::duplex(1);
    let writing = tokio::spawn(async move { writer.write_all(b"a;b;c").await });
    let file = FilePart::from_reader("report.csv", reader).length(5);
    client(&server).account(1).messages().create_with_files(42, one(file)).await.unwrap();
    writing.await.unwrap().unwrap();
    let request = server.request();
    let expected = expected(boundary(&request), "report.csv", "text/csv", "a;b;c");
    assert_eq!(request.text(), expected);
    assert_eq!(request.header("content-length"), Some(&*expected.len().to_string()));
    assert_eq!(request.header("transfer-encoding"), None);
}

#[tokio::test]
async fn a_reader_of_unknown_length_goes_in_chunks() {
    let server = Server::always(json_answer(MESSAGE)).await;
    let (reader, mut writer) = tokio::io::duplex(1000);
    let content = "0123456789".repeat(20_000);
    let copy = content.clone();
    let writing = tokio::spawn(async move { writer.write_all(copy.as_bytes()).await });
    let file = FilePart::from_reader("note", reader).file_name("log.txt").media_type("text/x-log");
    client(&server).account(1).messages().create_with_files(42, one(file)).await.unwrap();
    writing.await.unwrap().unwrap();
    let request = server.request();
    let body = String::from_utf8(joined(&request.body)).unwrap();
    assert!(body == expected(boundary(&request), "log.txt", "text/x-log", &content), "not as expected");
    assert_eq!(request.header("content-length"), None);
    assert_eq!(request.header("transfer-encoding"), Some("chunked"));
}

#[tokio::test]
async fn a_reader_that_gives_more_than_its_length_is_cut_there() {
    let server = Server::always(json_answer(MESSAGE)).await;
    // What is behind the length is not waited for.
    let (never, _writer) = tokio::io::duplex(1);
    for reader in [Box::pin(&b"12345678"[..]) as Pin<Box<dyn AsyncRead + Send>>, Box::pin(b"12345".chain(never))] {
        let file = FilePart::from_reader("a.txt", reader).length(5);
        client(&server).account(1).messages().create_with_files(42, one(file)).await.unwrap();
    }
    for request in server.requests() {
        assert_eq!(request.text(), expected(boundary(&request), "a.txt", "text/plain", "12345"));
    }
}

#[tokio::test]
async fn a_reader_that_gives_less_than_its_length_is_an_error_that_names_the_file() {
    let server = Server::always(json_answer(MESSAGE)).await;
    let file = FilePart::from_reader("a.txt", &b"123"[..]).length(5);
    let error = client(&server).account(1).messages().create_with_files(42, one(file)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Body), "{error:?}");
    assert!(error.to_string().contains("file a.txt: ended 2 bytes before its length"), "{error}");
    assert!(error.may_have_been_sent());
    assert!(server.requests().is_empty(), "no whole request has arrived");
}

/// Gives a few bytes and fails.
struct Failing(bool);

impl AsyncRead for Failing {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(Err(io::Error::other("the tape is torn")));
        }
        buffer.put_slice(b"abc");
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_reader_that_fails_is_an_error_that_names_the_file() {
    for length in [None, Some(9)] {
        let server = Server::always(json_answer(MESSAGE)).await;
        let mut file = FilePart::from_reader("tape.wav", Failing(false));
        if let Some(length) = length {
            file = file.length(length);
        }
        let error = client(&server).account(1).messages().create_with_files(42, one(file)).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Body), "{error:?}");
        assert!(error.to_string().contains("a body broke off: file tape.wav: the tape is torn"), "{error}");
        assert!(error.may_have_been_sent());
        assert!(server.requests().is_empty(), "no whole request has arrived");
    }
}

/// Reads the whole request, and answers then.
struct Patient;

impl Transport for Patient {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        Box::pin(async {
            let mut body = request.body;
            while let Some(chunk) = body.chunk().await {
                chunk.unwrap();
            }
            Ok(TransportResponse::new(MESSAGE.into()))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_names_the_file_whose_reader_gives_nothing_more() {
    let client = Client::builder().transport(Patient).timeout(Duration::from_secs(3)).user_token("t0ken-of-user");
    let messages = client.build().unwrap().account(1).messages();
    let (reader, mut writer) = tokio::io::duplex(10);
    writer.write_all(b"begin").await.unwrap();
    let mut body = one(FilePart::from_bytes("done.txt", "done"));
    body.attachments.as_mut().unwrap().push(FilePart::from_reader("pipe.txt", reader));
    let error = messages.create_with_files(42, body).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Attempt(_))), "{error:?}");
    assert!(error.to_string().contains("3s (timeout): file pipe.txt: its reader gave nothing more;"), "{error}");
}

#[tokio::test]
async fn a_reader_is_sent_once() {
    let server = Server::always(json_answer(MESSAGE)).await;
    let messages = client(&server).account(1).messages();
    let request = messages.create_with_files(42, one(FilePart::from_reader("a.txt", &b"abc"[..])));
    request.clone().await.unwrap();
    let error = request.await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(BuildError::InvalidBody { .. })), "{error:?}");
    assert!(error.to_string().ends_with("file a.txt: sent already: a reader can be read once"), "{error}");
    assert!(!error.may_have_been_sent());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_reader_that_was_not_come_to_can_be_sent_later() {
    let file = FilePart::from_reader("a.txt", &b"abc"[..]);
    let nobody = Client::builder().base_url("http://127.0.0.1:1").no_proxy().user_token("t0ken-of-user");
    let messages = nobody.build().unwrap().account(1).messages();
    let error = messages.create_with_files(42, one(file.clone())).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect), "{error:?}");

    let server = Server::always(json_answer(MESSAGE)).await;
    client(&server).account(1).messages().create_with_files(42, one(file)).await.unwrap();
    let request = server.request();
    let expected = expected(boundary(&request), "a.txt", "text/plain", "abc");
    assert_eq!(joined(&request.body), expected.as_bytes());
}

#[tokio::test]
async fn a_redirect_cannot_have_a_reader_again() {
    let server = Server::always(redirect(307, "/moved")).await;
    let file = FilePart::from_reader("a.txt", &b"abc"[..]);
    let error = client(&server).account(1).messages().create_with_files(42, one(file)).await.unwrap_err();
    assert!(error.to_string().ends_with("file a.txt: sent already: a reader can be read once"), "{error}");
    assert!(error.may_have_been_sent());
    assert_eq!(server.requests().len(), 1);
}
