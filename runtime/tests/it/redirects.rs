//! Redirects between real servers: what goes along, and what stays at home.

use inboxkit_runtime::{ErrorKind, RedirectFailure, RequestOptions};

use crate::api::models::*;
use crate::api::{Client, ClientBuilder};
use crate::server::{Server, answer, json, redirect};

const PAGE: &str = r#"{"payload": []}"#;
const MESSAGE: &str = r#"{"id": 5, "content": "hi", "type": 1}"#;

fn client(server: &Server) -> ClientBuilder {
    let client = Client::builder().base_url(server.url()).no_proxy();
    client.user_token("s3cret-token").default_header("x-tenant", "s3cret-tenant")
}

/// A server that sends every request to another one.
async fn sends_to(status: u16, other: &Server) -> Server {
    let location = format!("{}/there", other.url());
    Server::always(redirect(status, &location)).await
}

#[tokio::test]
async fn no_secret_goes_along_to_another_port() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::always(json(PAGE)).await;
        let home = sends_to(status, &other).await;
        let client = client(&home).build().unwrap();
        let options = RequestOptions::new().header("x-mine", "s3cret-mine");
        let list = client.account(1).messages().list(1).thing("s3cret-thing");
        list.with(options).await.unwrap();
        assert!(home.request().head.contains("s3cret-token"));
        let request = other.request();
        assert_eq!(request.line(), "GET /there");
        assert!(!request.head.contains("s3cret"), "{status}: {}", request.head);
        assert_eq!(request.header("accept"), Some("application/json"));
        assert!(request.header("user-agent").is_some());
    }
}

#[tokio::test]
async fn credentials_in_queries_cookies_and_authorization_stay_at_home() {
    let other = Server::always(answer("200 OK", "", "x")).await;
    let home = sends_to(302, &other).await;
    let builder = Client::builder().base_url(home.url()).no_proxy();
    for builder in [
        builder.clone().key("s3cret"),
        builder.clone().session("s3cret"),
        builder.clone().login(("ada", "s3cret")),
        builder.clone().bearer("s3cret"),
    ] {
        builder.build().unwrap().public().download().await.unwrap();
    }
    for request in other.requests() {
        assert_eq!(request.line(), "GET /there");
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("cookie"), None);
        assert!(!request.head.contains("s3cret"));
    }
    assert_eq!(other.requests().len(), 4);
}

#[tokio::test]
async fn a_credential_that_a_server_copies_into_a_location_does_not_leave_and_is_not_doubled() {
    let other = Server::always(answer("200 OK", "", "x")).await;
    let away = other.url();
    let home = Server::new(move |request| {
        let query = request.line().split_once('?').unwrap().1;
        if request.line().contains("/file") {
            redirect(302, &format!("/copied?a=b&{query}"))
        } else {
            redirect(302, &format!("{away}/copied?{query}&c=d"))
        }
    });
    let home = home.await;
    let client = client(&home).key("s3cret key").build().unwrap();
    client.public().download().await.unwrap();
    assert_eq!(home.requests()[0].line(), "GET /file?api_key=s3cret%20key");
    assert_eq!(home.requests()[1].line(), "GET /copied?a=b&api_key=s3cret%20key");
    assert_eq!(other.request().line(), "GET /copied?a=b&c=d");
}

#[tokio::test]
async fn a_user_name_in_a_location_is_not_sent() {
    let other = Server::always(json(PAGE)).await;
    let location = format!("http://ada:pass@{}/x", other.address);
    let home = Server::always(redirect(302, &location)).await;
    client(&home).build().unwrap().account(1).messages().list(1).await.unwrap();
    assert_eq!(other.request().header("authorization"), None);
}

#[tokio::test]
async fn credentials_go_along_on_the_same_origin() {
    let home = Server::new(|request| {
        if request.line().contains("moved") { answer("200 OK", "", PAGE) } else { redirect(302, "/moved?x=1") }
    });
    let home = home.await;
    let client = client(&home).key("s3cret-key").build().unwrap();
    client.account(1).messages().list(1).await.unwrap();
    client.public().download().await.unwrap();
    let requests = home.requests();
    assert_eq!(requests[1].line(), "GET /moved?x=1");
    assert_eq!(requests[1].header("api_access_token"), Some("s3cret-token"));
    assert_eq!(requests[3].line(), "GET /moved?x=1&api_key=s3cret-key");
}

#[tokio::test]
async fn what_is_sent_back_home_does_not_get_its_credentials_again() {
    let home_address = std::sync::Arc::new(std::sync::OnceLock::<String>::new());
    let back = home_address.clone();
    let away = Server::new(move |_| redirect(302, &format!("{}/back", back.get().unwrap())));
    let away = away.await;
    let location = away.url();
    let home = Server::new(
        move |request| {
            if request.line().contains("/back") { json(PAGE) } else { redirect(302, &location) }
        },
    );
    let home = home.await;
    home_address.set(home.url()).unwrap();
    client(&home).build().unwrap().account(1).messages().list(1).await.unwrap();
    let requests = home.requests();
    assert_eq!(requests[0].header("api_access_token"), Some("s3cret-token"));
    assert_eq!(requests[1].line(), "GET /back");
    assert!(!requests[1].head.contains("s3cret"));
}

#[tokio::test]
async fn methods_and_bodies_go_along() {
    for status in [307, 308] {
        let other = Server::always(json(MESSAGE)).await;
        let home = sends_to(status, &other).await;
        let client = client(&home).build().unwrap();
        let body = CreateMessage::new("hi");
        client.account(1).messages().create(1, &body).await.unwrap();
        let request = other.request();
        assert_eq!(request.line(), "POST /there", "{status}");
        assert_eq!(request.text(), r#"{"content":"hi"}"#);
        assert_eq!(request.header("content-type"), Some("application/json"));
    }
}

/// The answer to the `GET` would pass for a message that was created.
#[tokio::test]
async fn nothing_but_a_get_becomes_a_get() {
    for status in [301, 302, 303] {
        let other = Server::always(json(MESSAGE)).await;
        let home = sends_to(status, &other).await;
        let client = client(&home).build().unwrap();
        let body = CreateMessage::new("hi");
        let error = client.account(1).messages().create(1, &body).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Redirect(RedirectFailure::BecomesGet)), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("would make a GET of the POST"), "{text}");
        assert!(text.contains("check the base URL"), "{text}");
        assert!(text.contains(&home.url()), "{text}");
        assert!(error.may_have_been_sent());
        assert!(!error.is_retry_sensible());
        assert!(other.requests().is_empty());
    }
}

#[tokio::test]
async fn a_delete_stays_one() {
    for status in [301, 302, 303, 307] {
        let other = Server::always(answer("204 No Content", "", "")).await;
        let home = sends_to(status, &other).await;
        let client = client(&home).build().unwrap();
        let outcome = client.account(1).messages().delete(1).await;
        if status == 303 {
            let error = outcome.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Redirect(RedirectFailure::BecomesGet)), "{error:?}");
            assert!(other.requests().is_empty());
        } else {
            outcome.unwrap();
            assert_eq!(other.request().line(), "DELETE /there", "{status}");
        }
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_no_more() {
    for (count, fits) in [(5, true), (6, false)] {
        let home = Server::new(move |request| {
            let line = request.line();
            let step = line.rsplit('/').next().and_then(|n| n.parse().ok());
            let step: usize = step.filter(|_| line.contains("/step/")).unwrap_or(0);
            if step == count { json(PAGE) } else { redirect(302, &format!("/step/{}", step + 1)) }
        });
        let home = home.await;
        let client = client(&home).build().unwrap();
        let outcome = client.account(1).messages().list(1).await;
        assert_eq!(home.requests().len(), 6);
        match outcome {
            Ok(_) => assert!(fits),
            Err(error) => {
                assert!(!fits, "{error}");
                let too_many = ErrorKind::Redirect(RedirectFailure::TooMany);
                assert_eq!(format!("{:?}", error.kind()), format!("{too_many:?}"));
                assert!(error.to_string().contains("more than 5 times"), "{error}");
                assert!(error.may_have_been_sent());
            }
        }
    }
}

#[tokio::test]
async fn a_redirect_to_what_is_no_page_is_an_error() {
    for location in ["ftp://h/x", "http://", "file:///etc/passwd"] {
        let home = Server::always(redirect(302, location)).await;
        let client = client(&home).build().unwrap();
        let error = client.account(1).messages().list(1).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Redirect(RedirectFailure::BadLocation)), "{error:?}");
    }
}

#[tokio::test]
async fn a_refusal_after_a_redirect_says_that_the_credential_stayed() {
    let other = Server::always(answer("401 Unauthorized", "", "")).await;
    let home = sends_to(302, &other).await;
    let client = client(&home).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("user_token did not go along on a redirect"), "{text}");
    assert!(text.contains(&other.url()), "{text}");
}
