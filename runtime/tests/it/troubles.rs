//! The troubles that people ask for help with: each error says which it is, and what to do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use inboxkit_runtime::{BuildError, ErrorKind, ProxyFailure, RetryPolicy, Timeout, TlsFailure};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::api::models::*;
use crate::api::{Client, ClientBuilder};
use crate::server::{Server, answer, json, read_request, redirect};

const PAGE: &str = r#"{"payload": []}"#;

fn client(url: &str) -> ClientBuilder {
    Client::builder().base_url(url).no_proxy().user_token("t0ken-of-user").retry(RetryPolicy::none())
}

async fn list(client: ClientBuilder) -> inboxkit_runtime::Result<MessagePage> {
    client.build()?.account(1).messages().list(1).await
}

/// A server of https with a certificate of its own authority.
pub struct Secure {
    pub url: String,
    pub root_pem: String,
}

impl Secure {
    pub async fn new(host: &str, protocols: &[&str], answer: impl Into<Vec<u8>>) -> Self {
        let ca_key = KeyPair::generate().unwrap();
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = ca.self_signed(&ca_key).unwrap();
        let issuer = Issuer::new(ca, ca_key);
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &issuer).unwrap();

        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = answer.into();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                    // No server of HTTP/2: that the client speaks it is all that is asked.
                    let mut preface = [0; 14];
                    stream.read_exact(&mut preface).await.unwrap();
                    assert_eq!(preface, *b"PRI * HTTP/2.0");
                } else if read_request(&mut stream).await.is_some() {
                    let _ = stream.write_all(&answer).await;
                }
                let _ = stream.shutdown().await;
            }
        });
        Self { url: format!("https://localhost:{port}"), root_pem: root.pem() }
    }
}

/// The address of a port that nobody listens on.
async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

/// A server that takes connections and never says anything.
async fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

// Identifiers.

#[tokio::test]
async fn a_wrong_identifier_is_a_404_that_names_the_parameters_to_check() {
    let body = r#"{"status": 404, "error": "Not Found: inbox-s3cret"}"#;
    let server = Server::always(answer("404 Not Found", "", body)).await;
    let client = client(&server.url()).build().unwrap();
    let get = client.public().get("inbox-s3cret", "contact-s3cret", 7);
    let error = get.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "public_get (GET /public/inboxes/{inbox_identifier}/contacts/{contact_identifier}\
         /conversations/{conversation_id}): the server answered 404 Not Found: \
         {\"status\": 404, \"error\": \"Not Found: ***\"}; \
         check inbox_identifier, contact_identifier, conversation_id"
    );
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
async fn a_missing_identifier_is_named_before_anything_is_sent() {
    let client = client("https://chat.example").build().unwrap();
    let error = client.public().get("", "x", 7).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("parameter inbox_identifier is empty"), "{text}");
}

// Certificates.

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_an_error_with_two_ways_out() {
    let server = Secure::new("localhost", &[], json(PAGE)).await;
    let error = list(client(&server.url)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Tls(TlsFailure::Certificate)), "{error:?}");
    assert!(!error.may_have_been_sent());
    assert!(!error.is_retry_sensible());
    let text = error.to_string();
    for part in
        [&*server.url, "certificate", "UnknownIssuer", "root_certificate_pem", "danger_accept_invalid_certificates"]
    {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_accepted_by_its_root() {
    let server = Secure::new("localhost", &[], json(PAGE)).await;
    let other = Secure::new("localhost", &[], json(PAGE)).await;
    let right = client(&server.url).root_certificate_pem(&server.root_pem);
    list(right).await.unwrap();
    let wrong = client(&server.url).root_certificate_pem(&other.root_pem);
    let error = list(wrong).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Tls(TlsFailure::Certificate)), "{error:?}");
    let both = client(&server.url).root_certificate_pem(&other.root_pem).root_certificate_pem(&server.root_pem);
    list(both).await.unwrap();
}

#[tokio::test]
async fn a_certificate_for_another_name_is_an_error_even_by_its_root() {
    let server = Secure::new("chat.example", &[], json(PAGE)).await;
    let client = client(&server.url).root_certificate_pem(&server.root_pem);
    let error = list(client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Tls(TlsFailure::Certificate)), "{error:?}");
    assert!(error.to_string().contains("chat.example"), "{error}");
}

#[tokio::test]
async fn any_certificate_is_accepted_on_demand() {
    let server = Secure::new("chat.example", &[], json(PAGE)).await;
    let dangerous = client(&server.url).danger_accept_invalid_certificates(true);
    list(dangerous).await.unwrap();
    let careful = client(&server.url).danger_accept_invalid_certificates(false);
    assert!(list(careful).await.is_err());
}

#[tokio::test]
async fn a_root_that_is_none_is_found_when_the_client_is_built() {
    let error = client("https://h").root_certificate_pem("x").build().unwrap_err();
    assert_eq!(error.to_string(), "root_certificate_pem: has no certificate in it");
}

#[tokio::test]
async fn https_to_a_port_of_http_is_no_matter_of_certificates() {
    let (listener, address) = silent().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        let refused = answer("400 Bad Request", "", "");
        stream.write_all(&refused).await.unwrap();
    });
    let error = list(client(&format!("https://{address}"))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Tls(TlsFailure::Handshake)), "{error:?}");
    assert!(error.to_string().contains("check that its port speaks https"), "{error}");
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_does() {
    let server = Secure::new("localhost", &["h2", "http/1.1"], "").await;
    let client = client(&server.url).root_certificate_pem(&server.root_pem);
    // The server hangs up after the preface; that it got one is asserted there.
    let error = list(client).await.unwrap_err();
    assert!(!matches!(error.kind(), ErrorKind::Tls(_)), "{error:?}");
}

#[tokio::test]
async fn a_redirect_from_https_to_http_is_not_followed() {
    let plain = Server::always(json(PAGE)).await;
    let server = Secure::new("localhost", &[], redirect(302, &plain.url())).await;
    let client = client(&server.url).root_certificate_pem(&server.root_pem);
    let error = list(client).await.unwrap_err();
    assert!(error.to_string().contains("from https to http"), "{error}");
    assert!(plain.requests().is_empty());
}

// Proxies.

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_without_its_credentials() {
    for url in ["https://chat.example", "http://127.0.0.1:1"] {
        let address = closed_port().await;
        let proxy = format!("http://ada:s3cret@{address}");
        let error = list(client(url).proxy(proxy).allow_insecure_http(true)).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Proxy(ProxyFailure::Connect)), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(&format!("the proxy {address}")), "{text}");
        assert!(text.contains("refused") && text.contains("check the proxy setting"), "{text}");
        assert!(!format!("{text} {error:?}").contains("s3cret"));
        assert!(!error.may_have_been_sent());
        assert!(error.is_retry_sensible());
    }
}

#[tokio::test]
async fn a_proxy_that_wants_credentials_says_so() {
    for url in ["https://chat.example", "http://127.0.0.1:1"] {
        let denied = "407 Proxy Authentication Required";
        let proxy = Server::always(answer(denied, "Proxy-Authenticate: Basic\r\n", "")).await;
        let error = list(client(url).proxy(proxy.url()).allow_insecure_http(true)).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Proxy(ProxyFailure::Authentication)), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(&format!("the proxy {}", proxy.address)), "{text}");
        assert!(text.contains("http://user:password@host:port"), "{text}");
        assert!(!error.may_have_been_sent());
        assert!(!error.is_retry_sensible());
    }
}

#[tokio::test]
async fn credentials_of_a_proxy_are_sent_to_it() {
    for (url, line) in [
        ("https://chat.example", "CONNECT chat.example:443"),
        ("http://127.0.0.1:1", "GET http://127.0.0.1:1/api/v1/accounts/1/conversations/1/messages"),
    ] {
        let proxy = Server::always(answer("502 Bad Gateway", "", "")).await;
        let with_credentials = format!("http://ada:s3cret@{}", proxy.address);
        let error = list(client(url).proxy(with_credentials).allow_insecure_http(true)).await.unwrap_err();
        let request = proxy.request();
        assert_eq!(request.line(), line);
        assert_eq!(request.header("proxy-authorization"), Some("Basic YWRhOnMzY3JldA=="));
        let https = url.starts_with("https");
        assert_eq!(matches!(error.kind(), ErrorKind::Proxy(_)), https, "{error:?}");
        assert_eq!(request.header("api_access_token").is_some(), !https);
    }
}

#[tokio::test]
async fn a_token_does_not_go_to_this_machine_by_way_of_a_proxy() {
    let proxy = Server::always(json(PAGE)).await;
    let error = list(client("http://127.0.0.1:1").proxy(proxy.url())).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(BuildError::InsecureHttp)), "{error:?}");
    assert!(proxy.requests().is_empty());
}

#[tokio::test]
async fn a_proxy_setting_that_is_none_is_found_when_the_client_is_built() {
    let error = client("https://h").proxy("proxy:s3cret").build().unwrap_err();
    assert!(error.to_string().starts_with("proxy: is of no kind"), "{error}");
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

// Timeouts, and servers that are not there.

#[tokio::test]
async fn a_timeout_says_which_and_how_long() {
    let (_listener, address) = silent().await;
    let started = Instant::now();
    let limit = Duration::from_millis(150);
    let error = list(client(&format!("http://{address}")).timeout(limit)).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    let ErrorKind::Timeout(timeout) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(*timeout, Timeout::Attempt(limit));
    let text = error.to_string();
    assert!(text.contains("within 150ms (timeout)") && text.contains(&address), "{text}");
    assert!(error.may_have_been_sent());
    assert!(error.is_retry_sensible(), "reading twice does no harm");
}

#[tokio::test]
async fn a_timeout_of_connecting_is_another_one() {
    let (_listener, address) = silent().await;
    let limit = Duration::from_millis(150);
    // The connection is there, but never a secure one.
    let client = client(&format!("https://{address}")).connect_timeout(limit);
    let error = list(client).await.unwrap_err();
    let ErrorKind::Timeout(timeout) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(*timeout, Timeout::Connect(limit));
    let text = error.to_string();
    assert!(text.contains("within 150ms (connect_timeout)"), "{text}");
    assert!(!error.may_have_been_sent());
    assert!(error.is_retry_sensible());
}

#[tokio::test]
async fn a_timeout_through_a_proxy_names_the_proxy() {
    let (_listener, address) = silent().await;
    let limit = Duration::from_millis(150);
    let client = client("https://chat.example").proxy(format!("http://{address}")).connect_timeout(limit);
    let error = list(client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Connect(_))), "{error:?}");
    assert!(error.to_string().contains(&format!("through the proxy {address}")), "{error}");
}

#[tokio::test]
async fn the_timeout_covers_the_body_and_can_be_set_for_one_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await.unwrap();
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
        stream.write_all(head).await.unwrap();
        std::future::pending::<()>().await;
    });
    let client = client(&url).build().unwrap();
    let limit = Duration::from_millis(150);
    let options = inboxkit_runtime::RequestOptions::new().timeout(limit);
    let list = client.account(1).messages().list(1).with(options);
    let error = list.await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Attempt(_))), "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let address = closed_port().await;
    let error = list(client(&format!("http://{address}"))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect), "{error:?}");
    let text = error.to_string();
    assert!(text.contains(&format!("cannot connect to http://{address}")), "{text}");
    assert!(text.contains("refused"), "{text}");
    assert!(!error.may_have_been_sent());
    assert!(error.is_retry_sensible());
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_named() {
    let error = list(client("https://no-such-host.invalid")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect), "{error:?}");
    assert!(error.to_string().contains("https://no-such-host.invalid"), "{error}");
}
