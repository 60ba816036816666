//! Hooks see and change what is sent and what comes back.

use std::sync::{Arc, Mutex};

use inboxkit_runtime::{BuildError, ErrorKind, NotRetried, StatusCode};

use crate::api::Client;
use crate::script::{BUSY, OK, Script};
use crate::server::{Server, json, redirect};

const PAGE: &str = r#"{"payload": []}"#;

#[tokio::test]
async fn a_hook_changes_every_request_in_the_order_of_hooks() {
    let server = Server::always(json(PAGE)).await;
    let client = Client::builder().base_url(server.url()).no_proxy().user_token("t0ken-of-user");
    let client = client.before_send(|request| {
        request.headers.insert("x-signature", "1".parse()?);
        Ok(())
    });
    let client = client.before_send(|request| {
        let operation = request.info.operation.parse()?;
        assert_eq!(request.headers.insert("x-signature", operation).unwrap(), "1");
        Ok(())
    });
    client.build().unwrap().account(1).messages().list(1).await.unwrap();
    assert_eq!(server.request().header("x-signature"), Some("message_list"));
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_every_attempt_and_its_answer() {
    let script = Script::new(&[BUSY, BUSY, OK]);
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (sent, received) = (seen.clone(), seen.clone());
    let client = script.client().before_send(move |request| {
        sent.lock().unwrap().push(format!("{} {}", request.info.attempt, request.method));
        Ok(())
    });
    let client = client.after_response(move |info, response| {
        received.lock().unwrap().push(format!("{} {}", info.attempt, response.status()));
    });
    client.build().unwrap().account(1).messages().list(1).await.unwrap();
    let unavailable = "503 Service Unavailable";
    assert_eq!(
        *seen.lock().unwrap(),
        ["1 GET", &format!("1 {unavailable}"), "2 GET", &format!("2 {unavailable}"), "3 GET", "3 200 OK"]
    );
}

#[tokio::test]
async fn a_hook_sees_the_steps_of_a_redirect_apart() {
    let target = Server::always(json(PAGE)).await;
    let server = Server::always(redirect(307, &format!("{}/moved", target.url()))).await;
    let steps: Arc<Mutex<Vec<(usize, bool)>>> = Arc::default();
    let kept = steps.clone();
    let client = Client::builder().base_url(server.url()).no_proxy().user_token("t0ken-of-user");
    let client = client.before_send(move |request| {
        kept.lock().unwrap().push((request.info.redirects, request.headers.contains_key("api_access_token")));
        Ok(())
    });
    client.build().unwrap().account(1).messages().list(1).await.unwrap();
    assert_eq!(*steps.lock().unwrap(), [(0, true), (1, false)]);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_refuses_keeps_the_request_from_being_sent() {
    let script = Script::new(&[OK]);
    let client = script.client().before_send(|request| match request.info.operation {
        "message_delete" => Err("no deletions here".into()),
        _ => Ok(()),
    });
    let client = client.build().unwrap();
    let error = client.account(1).messages().delete(1).await.unwrap_err();
    let ErrorKind::Build(BuildError::Refused { reason }) = error.kind() else { panic!("{error:?}") };
    assert_eq!(reason, "no deletions here");
    assert!(error.to_string().ends_with("a hook refused it: no deletions here"), "{error}");
    assert_eq!((script.count(), error.may_have_been_sent(), error.not_retried()), (0, false, None::<NotRetried>));
    client.account(1).messages().list(1).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_hook_can_change_an_answer_before_it_is_judged() {
    let script = Script::new(&[BUSY]);
    let client = script.client().after_response(|_, response| {
        *response.status_mut() = StatusCode::OK;
        *response.body_mut() = PAGE.into();
    });
    let page = client.build().unwrap().account(1).messages().list(1).await.unwrap();
    assert!(page.payload.is_empty());
    assert_eq!(script.count(), 1);
}
