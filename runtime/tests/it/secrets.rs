//! Credentials and identifiers are nowhere to be seen.

use std::error::Error;
use std::fmt::Write;

use inboxkit_runtime::RequestOptions;

use crate::api::Client;
use crate::api::models::*;
use crate::server::{Server, answer, json, redirect};

const SECRET: &str = "s3cret-0123456789";

/// An error and what caused it, in every form.
fn causes(error: &dyn Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}\n");
    if let Some(source) = error.source() {
        text += &causes(source);
    }
    text
}

#[tokio::test]
async fn nothing_that_is_printed_holds_a_credential_or_an_identifier() {
    let body = format!(r#"{{"error": "no inbox {SECRET}-inbox for token {SECRET}"}}"#);
    let server = Server::always(answer("404 Not Found", "", &body)).await;
    let builder = Client::builder()
        .base_url(server.url())
        .user_token(SECRET)
        .key(SECRET)
        .session(SECRET)
        .login((SECRET, SECRET))
        .default_header("x-a", SECRET)
        .proxy(format!("http://a:{SECRET}@{}", server.address));
    let mut seen = format!("{builder:?}");
    let client = builder.no_proxy().build().unwrap();
    let options = RequestOptions::new().header("x", SECRET).query("y", SECRET);
    let account = client.with(options.clone()).account(1);
    let list = account.messages().list(1).thing(SECRET);
    let get = client.public().get(format!("{SECRET}-inbox"), SECRET, 1);
    let by_hand = client.get(&format!("/{SECRET}")).query("a", SECRET);
    write!(seen, "{client:?} {options:?} {account:?} {list:?} {get:?} {by_hand:?}").unwrap();

    let pending = get.send();
    write!(seen, "{pending:?}").unwrap();
    let errors = [pending.await.unwrap_err(), list.await.unwrap_err(), by_hand.send().await.unwrap_err()];
    for error in errors {
        seen += &causes(&error);
    }
    assert!(!seen.contains("s3cret"), "{seen}");
    assert!(seen.contains("user_token"), "which credentials there are may be seen");
}

#[tokio::test]
async fn errors_of_decoding_and_of_connecting_hold_none_either() {
    let echo = format!(r#"{{"payload": "{SECRET}"}}"#);
    let server = Server::always(json(&echo)).await;
    let gone = Server::always("").await;
    for url in [server.url(), gone.url(), "http://127.0.0.1:1".to_owned()] {
        let client = Client::builder().base_url(url).no_proxy().user_token(SECRET).key(SECRET);
        let client = client.build().unwrap();
        let list = client.account(1).messages().list(1);
        let by_key = client.get("/x").auth("key").query("z", "1").json_as::<Message>();
        for error in [list.await.unwrap_err(), by_key.await.unwrap_err()] {
            let seen = causes(&error);
            assert!(!seen.contains("s3cret"), "{seen}");
        }
    }
}

/// Bodies hold tokens that the client did not send: those of the profile, of inboxes.
#[tokio::test]
async fn errors_of_decoding_show_no_value_of_the_body() {
    let bodies = [
        r#"{"payload": "s3cret"}"#,
        r#"{"payload": [{"id": "s3cret"}]}"#,
        r#"{"payload": [{"id": 1, "content": "", "type": "s3cret"}]}"#,
        r#"{"payload": [{"id": 1, "content": "", "type": 0, "created_at": "s3cret"}]}"#,
        r#"{"payload": [{"id": 1, "content": "", "type": 0, "sender": {"type": "user", "email": ["s3cret"]}}]}"#,
        r#"{"payload": [{"id": 1, "content": "", "type": 0, "sender": {"type": "contact", "name": {"a": "s3cret"}}}]}"#,
        r#"{"token": "s3cret", "payload": ["s3cret"], "other": "s3cret"}"#,
        r#"{"token": "s3cret", "payload": [tru], "other": "s3cret"}"#,
        r#"{"payload": [], "token": "s3cret"#,
        r#""s3cret""#,
        "s3cret",
        "<html>s3cret",
    ];
    for body in bodies {
        let server = Server::always(json(body)).await;
        let client = Client::builder().base_url(server.url()).no_proxy().user_token(SECRET).build().unwrap();
        let error = client.account(1).messages().list(1).await.unwrap_err();
        let seen = causes(&error);
        assert!(!seen.contains("s3cret"), "{body}: {seen}");
    }
    for value in [r#""s3cret""#, "4711"] {
        let server = Server::always(json(value)).await;
        let client = Client::builder().base_url(server.url()).no_proxy().build().unwrap();
        let error = client.get("/x").json_as::<Order>().await.unwrap_err();
        let seen = causes(&error);
        assert!(!seen.contains("s3cret"), "{seen}");
    }
}

/// Servers repeat what they were sent as it came, and not as it was meant.
#[tokio::test]
async fn what_an_answer_repeats_is_not_shown_as_it_was_encoded_either() {
    let server = Server::new(|request| answer("404 Not Found", "", &request.head)).await;
    let builder = || Client::builder().base_url(server.url()).no_proxy();
    let by_key = builder().key("s3cret/+0123=").build().unwrap();
    let by_login = builder().login(("ada", SECRET)).build().unwrap();
    let errors = [
        by_key.public().download().await.unwrap_err(),
        by_login.public().download().await.unwrap_err(),
        by_key.public().get("s3cret inbox", "s3cret/contact", 1).await.unwrap_err(),
    ];
    for error in errors {
        let seen = causes(&error);
        assert!(!seen.contains("s3cret") && !seen.contains("YWRhOnMzY3JldC0w"), "{seen}");
        assert!(error.to_string().contains("***"), "{error}");
    }
}

/// A server that redirects to a file gives its URL a signature.
#[tokio::test]
async fn the_query_of_a_redirect_is_not_shown_where_it_is_repeated() {
    let target = Server::new(|request| answer("403 Forbidden", "", &request.head)).await;
    let server = Server::always(redirect(302, &format!("{}/file?sig=s3cret%2F0123", target.url()))).await;
    let client = Client::builder().base_url(server.url()).no_proxy().key(SECRET).build().unwrap();
    let download = client.public().download();
    for error in [download.clone().await.unwrap_err(), download.stream().await.unwrap_err()] {
        let seen = causes(&error);
        assert!(!seen.contains("s3cret"), "{seen}");
        assert!(error.to_string().contains("/file?***"), "{error}");
    }
}

/// What a caller or a server gives may have line ends in it.
#[tokio::test]
async fn an_error_is_one_line_whatever_it_tells() {
    let server = Server::always(json("{}")).await;
    let builder = || Client::builder().base_url(server.url()).no_proxy().user_token(SECRET);
    let refusing = builder().before_send(|_| Err("no:\r\nbecause".into())).build().unwrap();
    let client = builder().build().unwrap();
    let errors = [
        refusing.get("/x").send().await.unwrap_err(),
        client.get("/x").header("a\r\nb", "c").send().await.unwrap_err(),
        builder().default_header("a\r\nb", "c").build().unwrap_err(),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(!text.contains(char::is_control), "{text:?}");
    }
}

#[tokio::test]
async fn a_credential_in_the_place_of_its_setter_is_not_repeated() {
    let client = Client::builder().user_token(SECRET).build().unwrap();
    let error = client.get("/x").auth(SECRET).send().await.unwrap_err();
    assert!(!causes(&error).contains("s3cret"), "{error}");
    assert!(error.to_string().contains("user_token, agent_bot_token, key"), "{error}");
}
