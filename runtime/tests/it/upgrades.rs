//! Connections that begin as a request and go on as something else.

use inboxkit_runtime::private::{Upgraded, Upgrades};
use inboxkit_runtime::{BuildError, ErrorKind, HeaderMap, Result, Timeout, TlsFailure};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::api::{Client, ClientBuilder};
use crate::server::{Request, Server, answer, read_request, redirect};
use crate::troubles::Secure;

const SWITCHING: &[u8] =
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Key: k\r\n\r\nhello";

fn client(url: &str) -> ClientBuilder {
    Client::builder().base_url(url).no_proxy().user_token("t0ken-of-user").default_header("x-gateway", "g8")
}

fn upgrades(client: ClientBuilder, other: Option<&str>) -> Result<Upgrades> {
    client.build()?.0.upgrades("listen", "/cable", other)
}

async fn open(client: ClientBuilder, other: Option<&str>) -> Result<(HeaderMap, Upgraded)> {
    let mut headers = HeaderMap::new();
    headers.insert("upgrade", "echo".parse().unwrap());
    upgrades(client, other)?.open(headers).await
}

/// What the server says first.
async fn greeting(connection: &mut Upgraded) -> String {
    let mut text = [0; 5];
    connection.read_exact(&mut text).await.unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}

/// A server that greets, and then repeats what it hears; with the request of its only connection.
async fn echo() -> (String, tokio::task::JoinHandle<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await.unwrap();
        stream.write_all(SWITCHING).await.unwrap();
        let mut heard = [0; 64];
        while let Ok(length @ 1..) = stream.read(&mut heard).await {
            stream.write_all(&heard[..length]).await.unwrap();
        }
        request
    });
    (address, task)
}

#[tokio::test]
async fn bytes_go_both_ways_until_it_is_dropped() {
    let (address, server) = echo().await;
    let (headers, mut connection) = open(client(&format!("http://{address}/below/")), None).await.unwrap();
    assert_eq!(headers["x-key"], "k");
    assert_eq!(greeting(&mut connection).await, "hello");
    connection.write_all(b"there").await.unwrap();
    assert_eq!(greeting(&mut connection).await, "there");
    drop(connection);
    let request = server.await.unwrap();
    assert_eq!(request.line(), "GET /below/cable");
    assert_eq!(request.header("connection"), Some("Upgrade"));
    assert_eq!(request.header("upgrade"), Some("echo"));
    assert_eq!(request.header("x-gateway"), Some("g8"));
    assert_eq!(request.header("api_access_token"), None);
}

#[tokio::test]
async fn to_another_origin_only_the_user_agent_goes_along() {
    let (address, server) = echo().await;
    let opened = open(client("https://chat.example"), Some(&format!("ws://{address}/other?x=1"))).await;
    drop(opened.unwrap());
    let request = server.await.unwrap();
    assert_eq!(request.line(), "GET /other?x=1");
    assert_eq!(request.header("x-gateway"), None);
    assert!(request.header("user-agent").unwrap().starts_with("sample/1.2.3"));
}

#[test]
fn what_is_not_encrypted_stays_on_this_machine() {
    for (base, other) in [("http://10.0.0.1", None), ("https://chat.example", Some("ws://chat.example/cable"))] {
        let error = upgrades(client(base), other).err().unwrap();
        assert!(matches!(error.kind(), ErrorKind::Build(BuildError::InsecureHttp)), "{error}");
        assert!(upgrades(client(base).allow_insecure_http(true), other).is_ok());
    }
    let error = upgrades(client("https://chat.example"), Some("chat.example")).err().unwrap();
    assert!(error.to_string().contains("url: is no URL"), "{error}");
}

#[tokio::test]
async fn a_server_that_answers_instead_is_an_error() {
    let cases = [
        (
            answer("404 Not Found", "", "no such page"),
            "listen (GET /cable): the server answered 404 Not Found: no such page",
        ),
        (answer("200 OK", "", "<html>"), "200 OK in the place of 101; check the base URL"),
        (redirect(301, "https://elsewhere.example/cable"), "in the place of 101; check the base URL"),
    ];
    for (answer, text) in cases {
        let server = Server::always(answer).await;
        let error = open(client(&server.url()), None).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_the_time_of_a_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let limit = std::time::Duration::from_millis(50);
    let client = client(&format!("http://{}", listener.local_addr().unwrap())).timeout(limit);
    let error = open(client, None).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Attempt(given)) if *given == limit), "{error}");
}

#[tokio::test]
async fn certificates_are_judged_as_for_requests() {
    // It would rather speak HTTP/2, which has no such way to go on.
    let server = Secure::new("localhost", &["h2", "http/1.1"], SWITCHING).await;
    let error = open(client(&server.url), None).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Tls(TlsFailure::Certificate)), "{error}");
    let trusting = client(&server.url).root_certificate_pem(&server.root_pem);
    let (_, mut connection) = open(trusting, None).await.unwrap();
    assert_eq!(greeting(&mut connection).await, "hello");
    let careless = client(&server.url).danger_accept_invalid_certificates(true);
    open(careless, Some(&server.url.replace("https", "wss"))).await.unwrap();
}

#[tokio::test]
async fn a_proxy_lets_it_through() {
    let server = Secure::new("localhost", &[], SWITCHING).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://ada:s3cret@{}", listener.local_addr().unwrap());
    let target = server.url.strip_prefix("https://").unwrap().to_owned();
    let tunnel = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await.unwrap();
        assert_eq!(request.line(), format!("CONNECT {target}"));
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let port = target.rsplit_once(':').unwrap().1;
        let mut onward = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
        let _ = copy_bidirectional(&mut stream, &mut onward).await;
    });
    let client = client(&server.url).root_certificate_pem(&server.root_pem).proxy(proxy);
    let (_, mut connection) = open(client, None).await.unwrap();
    assert_eq!(greeting(&mut connection).await, "hello");
    drop(connection);
    tunnel.await.unwrap();
}
