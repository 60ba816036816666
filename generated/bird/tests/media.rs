//! Uploads and downloads against two servers: Bird, and the storage of others, which must never see the access key.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bird_channels::media::UploadError;
use bird_channels::models::{ReceiverContact, SingleReceiver};
use bird_channels::{Client, ErrorKind, FilePart, RetryPolicy};

const WORKSPACE: &str = "a1405560-c8d3-4b1a-877d-3f449ad95352";
const CHANNEL: &str = "b0a7c6d2-8e1f-4d39-a4c5-91f27e60d3ab";
const KEY: &str = "key of the tests";

/// A request as a server saw it.
#[derive(Debug, Clone)]
struct Seen {
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Seen {
    fn has_key(&self) -> bool {
        self.headers.values().any(|value| value.to_str().is_ok_and(|text| text.contains(KEY)))
    }
}

/// Answers by the number of the request and what it is.
type Answer = Arc<dyn Fn(usize, &Seen) -> Response + Send + Sync>;

/// A server on a port of its own that remembers what came.
struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    async fn start(answer: impl Fn(usize, &Seen) -> Response + Send + Sync + 'static) -> Self {
        type Shared = (Arc<Mutex<Vec<Seen>>>, Answer);
        async fn take(
            State((seen, answer)): State<Shared>,
            method: Method,
            uri: Uri,
            headers: HeaderMap,
            body: Bytes,
        ) -> Response {
            let body = String::from_utf8_lossy(&body).into_owned();
            let one = Seen { path: format!("{method} {uri}"), headers, body };
            let mut seen = seen.lock().expect("no test panics with it");
            seen.push(one.clone());
            answer(seen.len(), &one)
        }
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let router = Router::new().fallback(take).with_state((seen.clone(), Arc::new(answer) as Answer));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback can be listened on");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, seen }
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no test panics with it").clone()
    }
}

fn json(status: u16, text: String) -> Response {
    let status = StatusCode::from_u16(status).expect("it is a status");
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn presigned(storage: &str) -> String {
    format!(
        r#"{{"mediaUrl": "https://media.api.bird.com/workspaces/{WORKSPACE}/media/1", "uploadUrl": "{storage}/bucket",
            "uploadMethod": "POST", "uploadFormData": {{"Content-Type": "image/png", "key": "a/b", "x-amz-date": "20251201"}}}}"#
    )
}

const MESSAGE: &str = r#"{"id": "c7e05b1d-3f92-4a6c-8d40-5b9e7f1a2c83", "channelId": "b0a7c6d2-8e1f-4d39-a4c5-91f27e60d3ab",
    "sender": {}, "receiver": {}, "status": "accepted", "lastStatusAt": "2025-12-01T11:00:00Z",
    "createdAt": "2025-12-01T11:00:00Z", "updatedAt": "2025-12-01T11:00:00Z"}"#;

/// A Bird that prepares uploads to a storage, and takes messages.
async fn bird(storage: &Server) -> Server {
    let storage = storage.url.clone();
    Server::start(move |_, seen| match seen.path.contains("presigned-upload") {
        true => json(200, presigned(&storage)),
        false => json(202, MESSAGE.to_owned()),
    })
    .await
}

fn client(bird: &Server) -> Client {
    let retry = RetryPolicy::default().base_delay(std::time::Duration::from_millis(1));
    let builder = Client::builder().base_url(&bird.url).media_url(&bird.url).access_key(KEY).retry(retry);
    builder.build().expect("the client can be built")
}

fn photo() -> FilePart {
    FilePart::from_bytes("photo.png", "bytes of a photo")
}

#[tokio::test]
async fn a_file_goes_to_the_storage_with_the_given_fields_before_it_and_without_the_key() {
    for status in [StatusCode::NO_CONTENT, StatusCode::OK, StatusCode::CREATED] {
        let storage = Server::start(move |_, _| status.into_response()).await;
        let bird = bird(&storage).await;
        let told = Arc::new(Mutex::new(Vec::new()));
        let of_file = told.clone();
        let file = photo().on_progress(move |sent, of| of_file.lock().expect("nobody panics").push((sent, of)));
        let uploaded = client(&bird).workspace(WORKSPACE).upload(file).await.expect("it is taken");
        assert!(uploaded.media_url.ends_with("/media/1"));
        assert_eq!((uploaded.content_type.as_str(), uploaded.file_name.as_str()), ("image/png", "photo.png"));
        assert_eq!(told.lock().expect("nobody panics").last(), Some(&(16, Some(16))));

        let asked = &bird.seen()[0];
        assert_eq!(asked.path, format!("POST /workspaces/{WORKSPACE}/channel-media/presigned-upload"));
        assert_eq!(asked.body, r#"{"contentType":"image/png"}"#);
        assert_eq!(asked.headers[header::AUTHORIZATION], format!("AccessKey {KEY}"));
        let [stored] = storage.seen().try_into().expect("one request");
        assert!(!stored.has_key() && !stored.headers.contains_key(header::AUTHORIZATION), "{stored:?}");
        assert_eq!(stored.path, "POST /bucket");
        assert_eq!(stored.headers[header::CONTENT_LENGTH], stored.body.len().to_string(), "a storage wants the length");
        assert!(!stored.headers.contains_key(header::TRANSFER_ENCODING));
        let places: Vec<usize> =
            ["Content-Type\"\r\n\r\nimage/png", "name=\"key\"\r\n\r\na/b", "name=\"x-amz-date\"", "name=\"file\""]
                .iter()
                .map(|part| stored.body.find(part).unwrap_or_else(|| panic!("{part} in {}", stored.body)))
                .collect();
        assert!(places.is_sorted(), "the file comes last");
    }
}

#[tokio::test]
async fn a_file_of_the_disk_and_a_reader_of_known_length_are_streamed() {
    let storage = Server::start(|_, _| StatusCode::NO_CONTENT.into_response()).await;
    let bird = bird(&storage).await;
    let path = std::env::temp_dir().join(format!("bird-upload-{}.pdf", std::process::id()));
    std::fs::write(&path, "a document").expect("the temporary directory can be written");
    let channel = client(&bird).workspace(WORKSPACE).channel(CHANNEL);
    let uploaded = channel.upload(FilePart::from_path(&path)).await;
    std::fs::remove_file(&path).expect("it is there");
    assert_eq!(uploaded.expect("it is taken").content_type, "application/pdf");
    let reader = FilePart::from_reader("note.txt", &b"a note"[..]).length(6);
    channel.upload(reader).await.expect("it is taken");
    let expected = format!("POST /workspaces/{WORKSPACE}/channels/{CHANNEL}/presigned-upload");
    assert!(bird.seen().iter().all(|seen| seen.path == expected));
    for (seen, content) in storage.seen().iter().zip(["a document", "a note"]) {
        assert!(seen.headers.contains_key(header::CONTENT_LENGTH) && seen.body.contains(content), "{seen:?}");
    }
}

#[tokio::test]
async fn what_the_storage_says_in_xml_is_the_error() {
    let storage = Server::start(|_, _| {
        let text = "<?xml version=\"1.0\"?><Error><Code>EntityTooLarge</Code><Message>Your upload is too large</Message></Error>";
        (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/xml")], text).into_response()
    })
    .await;
    let bird = bird(&storage).await;
    let error = client(&bird).workspace(WORKSPACE).upload(photo()).await.expect_err("it is refused");
    let UploadError::Storage(refused) = &error else { panic!("{error}") };
    assert_eq!((refused.code(), refused.message()), (Some("EntityTooLarge"), Some("Your upload is too large")));
    assert_eq!(refused.error().status(), Some(StatusCode::BAD_REQUEST));
    let text = error.to_string();
    assert!(text.contains("EntityTooLarge: Your upload is too large") && !text.contains(KEY), "{text}");
    assert_eq!(storage.seen().len(), 1, "a refusal is final");
}

#[tokio::test]
async fn a_storage_that_fails_is_asked_again_but_for_a_reader() {
    let fails_once = |number, _: &Seen| {
        let status = if number == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT };
        status.into_response()
    };
    let storage = Server::start(fails_once).await;
    let bird = bird(&storage).await;
    client(&bird).workspace(WORKSPACE).upload(photo()).await.expect("the second attempt is taken");
    assert_eq!((storage.seen().len(), bird.seen().len()), (2, 1));

    let storage = Server::start(fails_once).await;
    let bird = self::bird(&storage).await;
    let reader = FilePart::from_reader("note.txt", &b"a note"[..]).length(6);
    let error = client(&bird).workspace(WORKSPACE).upload(reader).await.expect_err("a reader is read once");
    assert_eq!(error.error().status(), Some(StatusCode::SERVICE_UNAVAILABLE), "{error}");
    assert_eq!(storage.seen().len(), 1);
}

#[tokio::test]
async fn a_storage_that_is_not_there_and_a_bird_that_refuses_are_told_apart() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("loopback can be listened on");
    let nobody = format!("http://{}", listener.local_addr().expect("it has an address"));
    drop(listener);
    let bird = Server::start(move |_, _| json(200, presigned(&nobody))).await;
    let error = client(&bird).workspace(WORKSPACE).upload(photo()).await.expect_err("nobody is there");
    assert!(matches!(&error, UploadError::Storage(refused) if refused.code().is_none()), "{error}");
    assert!(matches!(error.error().kind(), ErrorKind::Connect), "{error}");

    let bird = Server::start(|_, _| json(422, r#"{"code": "InvalidPayload", "message": "no"}"#.to_owned())).await;
    let error = client(&bird).workspace(WORKSPACE).upload(photo()).await.expect_err("it is refused");
    assert!(matches!(&error, UploadError::Prepare(_)), "{error}");
}

#[tokio::test]
async fn media_is_sent_in_one_call_as_a_picture_or_as_a_file() {
    let storage = Server::start(|_, _| StatusCode::NO_CONTENT.into_response()).await;
    let bird = bird(&storage).await;
    let channel = client(&bird).workspace(WORKSPACE).channel(CHANNEL);
    let receiver = || SingleReceiver::new([ReceiverContact::new().identifier_value("+31612345678")]);
    let message = channel.send_media(receiver(), photo(), Some("The beach")).await.expect("it is taken");
    assert_eq!(message.status.as_str(), "accepted");
    let note = FilePart::from_bytes("note.pdf", "pdf");
    channel.send_media(receiver(), note, None).await.expect("it is taken");
    let sent: Vec<_> = bird.seen().into_iter().filter(|seen| seen.path.ends_with("/messages")).collect();
    let bodies: Vec<serde_json::Value> =
        sent.iter().map(|seen| serde_json::from_str(&seen.body).expect("it is JSON")).collect();
    let media_url = format!("https://media.api.bird.com/workspaces/{WORKSPACE}/media/1");
    let picture =
        serde_json::json!({"type": "image", "image": {"images": [{"mediaUrl": media_url}], "text": "The beach"}});
    assert_eq!(bodies[0]["body"], picture);
    let file = serde_json::json!({"type": "file", "file": {"files": [
        {"mediaUrl": media_url, "contentType": "application/pdf", "filename": "note.pdf"}]}});
    assert_eq!(bodies[1]["body"], file);
    assert_eq!(bodies[0]["receiver"]["contacts"][0]["identifierValue"], "+31612345678");
}

#[tokio::test]
async fn a_file_that_was_uploaded_is_not_lost_where_the_message_is_refused() {
    let storage = Server::start(|_, _| StatusCode::NO_CONTENT.into_response()).await;
    let place = storage.url.clone();
    let bird = Server::start(move |_, seen| match seen.path.contains("presigned-upload") {
        true => json(200, presigned(&place)),
        false => json(422, r#"{"code": "InvalidPayload", "message": "no"}"#.to_owned()),
    })
    .await;
    let receiver = SingleReceiver::new([ReceiverContact::new().identifier_value("+31612345678")]);
    let channel = client(&bird).workspace(WORKSPACE).channel(CHANNEL);
    let error = channel.send_media(receiver, photo(), None).await.expect_err("the message is refused");
    let UploadError::Send { file, error } = error else { panic!("{error}") };
    assert!(file.media_url.ends_with("/media/1") && error.status() == Some(StatusCode::UNPROCESSABLE_ENTITY));
}

/// Refuses requests with an authorization, as storages do that are signed to by their URL.
fn file_of_storage(_: usize, seen: &Seen) -> Response {
    let status =
        if seen.headers.contains_key(header::AUTHORIZATION) { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    (status, [(header::CONTENT_TYPE, "image/png")], "bytes of a photo").into_response()
}

#[tokio::test]
async fn the_key_goes_to_bird_and_not_along_to_where_it_redirects() {
    let storage = Server::start(file_of_storage).await;
    for status in [StatusCode::TEMPORARY_REDIRECT, StatusCode::FOUND] {
        let there = format!("{}/signed?sig=1", storage.url);
        let bird = Server::start(move |_, _| (status, [(header::LOCATION, there.clone())]).into_response()).await;
        // The base URL is another server: the key goes to the media server for its own sake.
        let api = Server::start(|_, _| StatusCode::NOT_FOUND.into_response()).await;
        let builder = Client::builder().base_url(&api.url).media_url(&bird.url).access_key(KEY);
        let client = builder.build().expect("the client can be built");
        let address = format!("{}/workspaces/{WORKSPACE}/media/1", bird.url);
        let told = Arc::new(Mutex::new(0));
        let so_far = told.clone();
        let download = client.download(&address).await.expect("it is there");
        let download = download.on_progress(move |bytes, _| *so_far.lock().expect("nobody panics") = bytes);
        assert_eq!(download.bytes().await.expect("it comes whole"), "bytes of a photo");
        assert_eq!(*told.lock().expect("nobody panics"), 16);
        assert!(bird.seen()[0].has_key() && api.seen().is_empty());
    }
    assert!(storage.seen().iter().all(|seen| !seen.has_key()) && storage.seen().len() == 2);
}

#[tokio::test]
async fn what_is_not_of_bird_is_asked_without_the_key_and_without_headers_of_the_client() {
    let stranger = Server::start(file_of_storage).await;
    let bird = Server::start(|_, _| StatusCode::NOT_FOUND.into_response()).await;
    let builder =
        Client::builder().base_url(&bird.url).media_url(&bird.url).access_key(KEY).default_header("x-own", "secret");
    let client = builder.build().expect("the client can be built");
    let download = client.download(&format!("{}/photo.png", stranger.url)).await.expect("it is there");
    assert_eq!(download.bytes().await.expect("it comes whole"), "bytes of a photo");
    let seen = &stranger.seen()[0];
    assert!(!seen.has_key() && !seen.headers.contains_key("x-own"), "{seen:?}");

    // A client of another server than Bird's has no business with Bird's media: its key is another one.
    let elsewhere = Client::builder().base_url(&bird.url).access_key(KEY).build().expect("the client can be built");
    let download = elsewhere.download(&format!("{}/photo.png", stranger.url)).await.expect("it is there");
    drop(download);
    assert!(!stranger.seen()[1].has_key());
}
