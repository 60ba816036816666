//! What the first document promises about every request: an API key, a timeout, a proxy, certificates; and its troubles.
//!
//! Certificates are tried with a server that has one in the runtime's own tests.

use std::time::Duration;

use chatwoot::models::CreatePublicMessage;
use chatwoot::{Client, ErrorKind, RequestOptions, Timeout};
use tokio::net::TcpListener;

use crate::server::{Server, answer, json};

#[tokio::test]
async fn a_request_goes_by_way_of_the_proxy_with_its_key() {
    let proxy = Server::always(json(r#"{"payload":[]}"#)).await;
    let builder = Client::builder().base_url("http://chat.example.com").allow_insecure_http(true);
    let client = builder.proxy(proxy.url()).user_token("t0ken").build().expect("the client can be built");
    client.account(1).labels().list().await.expect("the proxy answers");
    let request = proxy.request();
    assert_eq!(request.line(), "GET http://chat.example.com/api/v1/accounts/1/labels");
    assert_eq!(request.header("api_access_token"), Some("t0ken"));
}

#[test]
fn certificates_may_be_left_unchecked() {
    let client = Client::builder().user_token("t0ken").danger_accept_invalid_certificates(true).build();
    assert!(client.is_ok(), "{client:?}");
}

#[tokio::test]
async fn trouble_with_a_timeout_says_how_long_was_waited() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port can be had");
    let address = silent.local_addr().expect("it has an address");
    let client = Client::builder().base_url(format!("http://{address}")).no_proxy().user_token("t0ken").build();
    let client = client.expect("the client can be built");
    let limit = Duration::from_millis(50);
    let request = client.account(1).labels().list().with(RequestOptions::new().timeout(limit));
    let error = request.await.expect_err("nobody answers");
    assert!(matches!(error.kind(), ErrorKind::Timeout(Timeout::Attempt(_))), "{error:?}");
    assert!(error.to_string().contains("within 50ms (timeout)"), "{error}");
}

#[tokio::test]
async fn trouble_with_a_proxy_names_the_proxy() {
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port can be had");
    let address = closed.local_addr().expect("it has an address");
    drop(closed);
    let builder = Client::builder().base_url("http://chat.example.com").allow_insecure_http(true);
    let client = builder.proxy(format!("http://{address}")).user_token("t0ken").build();
    let client = client.expect("the client can be built");
    let error = client.account(1).labels().list().await.expect_err("there is no proxy");
    assert!(matches!(error.kind(), ErrorKind::Proxy(_)), "{error:?}");
    assert!(error.to_string().contains(&format!("the proxy {address}")), "{error}");
}

#[tokio::test]
async fn trouble_with_an_identifier_names_those_to_check() {
    let server = Server::always(answer("404 Not Found", "", "")).await;
    let client = Client::builder().base_url(server.url()).no_proxy().build().expect("the client can be built");
    let contact = client.inbox("no-such-inbox").contact("no-such-contact");
    let error = contact.messages().create(7, &CreatePublicMessage::new()).await.expect_err("there is none");
    assert!(error.to_string().ends_with("check inbox_identifier, contact_identifier, conversation_id"), "{error}");
    assert!(!error.to_string().contains("no-such"), "identifiers are secrets: {error}");
}

#[tokio::test]
async fn trouble_with_a_missing_identifier_comes_before_anything_is_sent() {
    let server = Server::always(json("{}")).await;
    let client = Client::builder().base_url(server.url()).no_proxy().build().expect("the client can be built");
    let error = client.inbox("").contacts().create(&chatwoot::models::CreatePublicContact::new()).await;
    let error = error.expect_err("the identifier is missing");
    assert!(matches!(error.kind(), ErrorKind::Build(_)) && error.to_string().contains("inbox_identifier"), "{error}");
    assert!(server.requests().is_empty());
}
