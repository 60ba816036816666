//! Files on their way out.

use std::path::PathBuf;

use inboxkit_runtime::private as rt;
use inboxkit_runtime::{ErrorKind, FilePart};
use serde_json::json;

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
