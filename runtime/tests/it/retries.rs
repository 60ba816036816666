//! What is sent again, when, and what a caller is told if it is not.

use std::time::Duration;

use inboxkit_runtime::TransportErrorKind as Fault;
use inboxkit_runtime::private as rt;
use inboxkit_runtime::{ErrorKind, NotRetried, RequestOptions, RetryPolicy, StatusCode, Timeout};

use crate::api::models::*;
use crate::api::{Client, Messages};
use crate::script::{BUSY, OK, Script, Step};
use crate::server::{Server, answer, json};

const SECOND: Duration = Duration::from_secs(1);

fn messages(script: &Script) -> Messages {
    script.client().build().unwrap().account(1).messages()
}

#[tokio::test(start_paused = true)]
async fn what_can_be_done_twice_is_sent_again_and_nothing_else() {
    // What happens at first; whether a GET, a POST and a DELETE are sent again.
    let cases = [
        (Step::Fails(Fault::Connect), [true, true, true]),
        (Step::Fails(Fault::ConnectTimeout), [true, true, true]),
        (Step::Fails(Fault::Proxy), [true, true, true]),
        (Step::Fails(Fault::Canceled), [true, false, true]),
        (Step::Fails(Fault::Body), [true, false, true]),
        (Step::Late(60 * SECOND), [true, false, true]),
        (Step::Status(429, "", ""), [true, true, true]),
        (Step::Status(503, "retry-after", "1"), [true, true, true]),
        (BUSY, [true, false, true]),
        (Step::Status(502, "", ""), [true, false, true]),
        (Step::Status(504, "", ""), [true, false, true]),
        (Step::Status(408, "", ""), [true, false, true]),
        (Step::Status(425, "", ""), [true, false, true]),
        (Step::Fails(Fault::Certificate), [false, false, false]),
        (Step::Fails(Fault::Tls), [false, false, false]),
        (Step::Fails(Fault::ProxyAuthentication), [false, false, false]),
        (Step::Fails(Fault::Other), [false, false, false]),
        (Step::Status(500, "retry-after", "1"), [false, false, false]),
        (Step::Status(400, "", ""), [false, false, false]),
        (Step::Status(404, "", ""), [false, false, false]),
        (Step::Status(409, "", ""), [false, false, false]),
        (Step::Status(422, "", ""), [false, false, false]),
        (Step::Status(302, "", ""), [false, false, false]),
    ];
    for (first, [get, post, delete]) in cases {
        let script = || Script::new(&[first, OK]);
        let (one, two, three) = (script(), script(), script());
        let sent = messages(&one).list(1).await.is_ok();
        assert_eq!((sent, one.count()), (get, 1 + usize::from(get)), "GET {first:?}");
        let sent = messages(&two).create(1, &CreateMessage::new("x")).await;
        assert_eq!((sent.is_ok(), two.count()), (post, 1 + usize::from(post)), "POST {first:?}");
        if let Err(error) = sent {
            let possible = messages(&one).list(1).await.is_ok() && get;
            let reason = if possible { NotRetried::Unsafe } else { NotRetried::Pointless };
            assert_eq!(error.not_retried(), Some(reason), "{error}");
            assert_eq!(error.to_string().ends_with("; not sent again, as it may have been carried out"), possible);
        }
        let sent = messages(&three).delete(1).await.is_ok();
        assert_eq!((sent, three.count()), (delete, 1 + usize::from(delete)), "DELETE {first:?}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again() {
    let server = Server::new(|request| {
        if request.line().ends_with("before=1") {
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec()
        } else {
            json(r#"{"payload": []}"#)
        }
    });
    let server = server.await;
    let policy = RetryPolicy::new().base_delay(Duration::from_millis(1));
    let client = Client::builder().base_url(server.url()).no_proxy().user_token("t0ken").retry(policy).build().unwrap();
    let error = client.account(1).messages().list(1).before(1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Body), "{error:?}");
    assert_eq!((error.attempts(), server.requests().len()), (3, 3));
    assert_eq!(error.not_retried(), Some(NotRetried::Exhausted));
}

#[tokio::test]
async fn a_server_that_recovers_is_not_noticed() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::new(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Vec::new(), // hangs up without a word
        1 => answer("503 Service Unavailable", "Retry-After: 0\r\n", ""),
        _ => json(r#"{"payload": []}"#),
    });
    let server = server.await;
    let policy = RetryPolicy::new().base_delay(Duration::from_millis(1));
    let client = Client::builder().base_url(server.url()).no_proxy().user_token("t0ken").retry(policy).build().unwrap();
    let answer = client.account(1).messages().list(1).raw().await.unwrap();
    assert_eq!((answer.status(), answer.attempts()), (StatusCode::OK, 3));
    assert_eq!(server.requests().len(), 3);
    assert_eq!(server.requests()[0].head, server.requests()[2].head);
}

#[tokio::test(start_paused = true)]
async fn waits_double_from_the_base_up_to_a_maximum() {
    let script = Script::new(&[BUSY]);
    let policy = RetryPolicy::new().max_retries(6).base_delay(SECOND).max_delay(4 * SECOND);
    let error = messages(&script).list(1).with(RequestOptions::new().retry(policy)).await.unwrap_err();
    let waits = script.waits();
    assert_eq!((waits.len(), error.attempts()), (6, 7));
    // A timer may be late by its granularity, a millisecond.
    for (wait, ceiling) in waits.iter().zip([1, 2, 4, 4, 4, 4]) {
        assert!(*wait <= ceiling * SECOND + Duration::from_millis(2), "{waits:?}");
    }
    assert_eq!(error.elapsed(), waits.iter().sum::<Duration>());
    assert!(error.to_string().contains("(after 7 attempts in "), "{error}");
    assert_eq!(error.not_retried(), Some(NotRetried::Exhausted));
}

#[tokio::test(start_paused = true)]
async fn a_time_that_the_server_asks_for_is_waited_and_a_little_more() {
    // Neither more than the tenth, nor the backoff of a second; a date that is past is now.
    for (after, at_least, at_most) in [("7", 7000, 7702), ("0", 0, 2), ("Sun, 06 Nov 1994 08:49:37 GMT", 0, 2)] {
        let script = Script::new(&[Step::Status(429, "retry-after", after), OK]);
        messages(&script).list(1).await.unwrap();
        let wait = script.waits()[0];
        assert!(wait >= Duration::from_millis(at_least) && wait <= Duration::from_millis(at_most), "{after}: {wait:?}");
    }
}

#[tokio::test]
async fn a_date_to_wait_for_is_told_by_the_servers_own_clock() {
    let date = "Date: Thu, 26 Nov 2026 12:00:00 GMT\r\nRetry-After: Thu, 26 Nov 2026 12:00:40 GMT\r\n";
    let server = Server::always(answer("503 Service Unavailable", date, "")).await;
    let client = Client::builder().base_url(server.url()).no_proxy().user_token("t0ken").retry(RetryPolicy::none());
    let error = client.build().unwrap().account(1).messages().list(1).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(40 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_too_long_a_wait_is_not_waited_for() {
    let script = Script::new(&[Step::Status(429, "retry-after", "61")]);
    let error = messages(&script).list(1).await.unwrap_err();
    assert_eq!(script.count(), 1);
    assert_eq!(error.not_retried(), Some(NotRetried::RetryAfter(61 * SECOND)));
    assert!(error.is_retry_sensible(), "later");
    assert!(error.to_string().ends_with("the server asks to wait 61s (max_retry_after)"), "{error}");
    let patient = RetryPolicy::new().max_retry_after(61 * SECOND);
    messages(&script).list(1).with(RequestOptions::new().retry(patient)).await.unwrap_err();
    assert_eq!(script.count(), 1 + 3);
}

#[tokio::test(start_paused = true)]
async fn no_retry_begins_that_the_deadline_would_cut_off() {
    let script = Script::new(&[Step::Status(429, "retry-after", "4")]);
    let client = script.client().deadline(10 * SECOND).build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    // At 0, 4 and 8 s and a little.
    assert_eq!((script.count(), error.not_retried()), (3, Some(NotRetried::Exhausted)), "{error}");
    let options = RequestOptions::new().deadline(5 * SECOND);
    let error = client.account(1).messages().list(1).with(options).await.unwrap_err();
    assert_eq!((error.attempts(), error.not_retried()), (2, Some(NotRetried::Deadline(5 * SECOND))), "{error}");
    assert!(error.elapsed() < 5 * SECOND);
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS), "what went wrong, not that there is no time");
    assert!(error.to_string().ends_with("as the deadline of 5s was too near"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_cuts_the_attempt_that_it_falls_into() {
    let script = Script::new(&[Step::Late(60 * SECOND)]);
    let options = RequestOptions::new()
        .timeout(4 * SECOND)
        .deadline(10 * SECOND)
        .retry(RetryPolicy::new().max_retries(9).base_delay(Duration::ZERO));
    let error = messages(&script).list(1).with(options).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    let ErrorKind::Timeout(timeout) = error.kind() else { panic!("{error:?}") };
    assert_eq!(*timeout, Timeout::Deadline(10 * SECOND));
    assert!(error.elapsed() >= 10 * SECOND && error.elapsed() < 11 * SECOND, "{error:?}");
    assert!(error.to_string().contains("within 10s (deadline)"), "{error}");
    assert!(error.may_have_been_sent());
}

#[tokio::test(start_paused = true)]
async fn an_outage_uses_up_the_budget_and_ten_successes_give_a_retry_back() {
    let script = Script::new(&[&[BUSY; 8][..], &[OK; 10], &[BUSY]].concat());
    let client = script.client().retry_budget(3).build().unwrap();
    let list = || client.account(1).messages().list(1);
    assert_eq!(list().await.unwrap_err().not_retried(), Some(NotRetried::Exhausted));
    let error = list().await.unwrap_err();
    assert_eq!((error.attempts(), error.not_retried()), (2, Some(NotRetried::Budget)));
    assert!(error.to_string().ends_with("too many requests of this client fail (retry_budget)"), "{error}");
    for _ in 0..3 {
        // Clients of the same core share it.
        let error = client.with(RequestOptions::new()).account(2).messages().list(1).await.unwrap_err();
        assert_eq!((error.attempts(), error.not_retried()), (1, Some(NotRetried::Budget)));
    }
    for _ in 0..10 {
        list().await.unwrap();
    }
    let error = list().await.unwrap_err();
    assert_eq!((error.attempts(), error.not_retried()), (2, Some(NotRetried::Budget)));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_is_there_and_gives_retries_back() {
    let gone = Step::Status(404, "", "");
    let script = Script::new(&[&[BUSY; 3][..], &[gone; 10], &[BUSY]].concat());
    let client = script.client().retry_budget(2).build().unwrap();
    let list = || client.account(1).messages().list(1);
    assert_eq!(list().await.unwrap_err().not_retried(), Some(NotRetried::Exhausted));
    for _ in 0..10 {
        assert_eq!(list().await.unwrap_err().not_retried(), Some(NotRetried::Pointless));
    }
    assert_eq!(list().await.unwrap_err().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_is_not_made_is_not_taken_from_the_budget() {
    let script = Script::new(&[Step::Status(429, "retry-after", "60"), BUSY, OK]);
    let client = script.client().retry_budget(1).build().unwrap();
    let list = || client.account(1).messages().list(1);
    tokio::time::timeout(SECOND, list().send()).await.unwrap_err();
    assert_eq!(list().raw().await.unwrap().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_caller_knows_better_what_is_idempotent() {
    static SEARCH: rt::Operation = rt::Operation::new("search", rt::Method::POST, "/s").idempotent(true);
    let twice = RequestOptions::new().idempotent(true);
    let script = Script::new(&[BUSY, OK]);
    messages(&script).create(1, &CreateMessage::new("x")).with(twice).await.unwrap();
    let once = RequestOptions::new().idempotent(false);
    let script = Script::new(&[BUSY, OK]);
    let error = messages(&script).delete(1).with(once).await.unwrap_err();
    assert_eq!((script.count(), error.not_retried()), (1, Some(NotRetried::Unsafe)));
    // The document said so of this operation.
    let script = Script::new(&[BUSY, OK]);
    script.client().build().unwrap().0.call(&SEARCH).send_empty().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_none_sends_once() {
    for none in [RetryPolicy::none(), RetryPolicy::new().max_retries(0)] {
        let script = Script::new(&[BUSY, OK]);
        let error = messages(&script).list(1).with(RequestOptions::new().retry(none)).await.unwrap_err();
        assert_eq!((script.count(), error.attempts()), (1, 1));
        assert_eq!(error.not_retried(), Some(NotRetried::Exhausted));
        assert!(
            error.to_string().ends_with(
                "the server answered 503 Service Unavailable: {\"id\": 1, \"content\": \"hi\", \
            \"type\": 1, \"payload\": []}"
            ),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_earlier_attempt_may_have_been_carried_out_whatever_the_last_one_did() {
    let script = Script::new(&[Step::Fails(Fault::Canceled), Step::Fails(Fault::Connect)]);
    let error = messages(&script).delete(1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect));
    assert_eq!(error.attempts(), 3);
    assert!(error.may_have_been_sent());
    let script = Script::new(&[Step::Fails(Fault::Connect)]);
    let error = messages(&script).create(1, &CreateMessage::new("x")).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn what_could_not_be_built_was_no_attempt() {
    let client = Client::builder().base_url("http://127.0.0.1:1").no_proxy().build().unwrap();
    let error = client.account(1).messages().list(1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Build(_)));
    assert_eq!((error.attempts(), error.not_retried(), error.elapsed()), (0, None, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn requests_made_by_hand_are_sent_again_by_their_method() {
    let script = Script::new(&[BUSY, OK]);
    script.client().build().unwrap().get("/x").await.unwrap();
    let script = Script::new(&[BUSY, OK]);
    let error = script.client().build().unwrap().post("/x").await.unwrap_err();
    assert_eq!(error.not_retried(), Some(NotRetried::Unsafe));
}
