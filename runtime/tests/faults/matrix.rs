//! Runs the rows, and compares what comes of them with what must.

use std::sync::atomic::Ordering;
use std::time::Duration;

use inboxkit_runtime::{Error, ErrorKind, NotRetried, RetryPolicy};

use crate::api::{Client, Thing};
use crate::peer::Started;
use crate::table::{Cell, Group, Row, Trust};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    Get,
    Post,
}

/// What came of a call.
#[derive(Debug, PartialEq)]
struct Outcome {
    gets: String,
    line: String,
    may_have_been_sent: bool,
    attempts: u32,
    requests: usize,
    not_retried: Option<NotRetried>,
}

/// Runs a group; fails with the rows that are not as they must be.
pub async fn check(group: Group) {
    let mut wrong = Vec::new();
    for row in &group.rows {
        // Both are ready before one begins: making a client takes its time, which is not that of the calls.
        let (get, post) = (start(row).await, start(row).await);
        let within = |started, method| tokio::time::timeout(Duration::from_secs(20), run(row, started, method));
        let (get, post) = tokio::join!(within(get, Method::Get), within(post, Method::Post));
        for (method, outcome, cell) in [(Method::Get, get, &row.get), (Method::Post, post, &row.post)] {
            let Ok(outcome) = outcome else {
                wrong.push(format!("{}, {method:?}: hangs", row.name));
                continue;
            };
            let expected = Outcome::must_be(cell);
            if outcome != expected {
                wrong.push(format!("{}, {method:?}:\n     got {outcome:?}\nexpected {expected:?}", row.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Starts the servers of a row, and makes a client for them.
async fn start(row: &Row) -> (Client, Started) {
    let settings = row.settings;
    let peer = row.peer.start().await;
    // Reading what the system trusts takes more time than all the rest of a row, and is of no use without TLS.
    let trusts_anything = settings.trust == Trust::Anything || peer.url.starts_with("http://");
    let mut builder = Client::builder()
        .base_url(&*peer.url)
        .token("t0ken")
        .retry(RetryPolicy::new().base_delay(Duration::from_millis(1)))
        .timeout(settings.timeout)
        .connect_timeout(settings.connect_timeout)
        .max_response_bytes(settings.max_response_bytes)
        .danger_accept_invalid_certificates(trusts_anything);
    builder = match &peer.root_pem {
        Some(pem) if settings.trust == Trust::Root => builder.root_certificate_pem(pem),
        _ => builder,
    };
    builder = match settings.proxy {
        Some((proxy, credentials)) => {
            builder.proxy(format!("http://{credentials}{}", proxy.start().await)).allow_insecure_http(true)
        }
        None => builder.no_proxy(),
    };
    (builder.build().unwrap(), peer)
}

async fn run(row: &Row, (client, peer): (Client, Started), method: Method) -> Outcome {
    let settings = row.settings;
    if settings.is_reused {
        client.read(1).send_raw().await.unwrap();
        // Until it is idle, and what the server did about it has been seen.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let before = peer.requests.load(Ordering::SeqCst);
    let call = match method {
        Method::Get => client.read(1),
        Method::Post if settings.upload > 0 => client.write(1).body("text/plain", vec![b'x'; settings.upload]),
        Method::Post => client.write(1),
    };
    let answer = call.send_raw().await;
    let attempts = answer.as_ref().map_or(0, inboxkit_runtime::RawResponse::attempts);
    let decoded = answer.and_then(|answer| {
        if settings.is_text {
            answer.text().map(|_| ())
        } else {
            answer.json::<Thing>().map(|thing| assert_eq!(thing.id, 1, "the answer to another request"))
        }
    });
    let requests = peer.requests.load(Ordering::SeqCst) - before;
    match decoded {
        Ok(()) => Outcome { attempts, requests, ..Outcome::must_be(&crate::table::success()) },
        Err(error) => Outcome::of(&error, method, requests),
    }
}

impl Outcome {
    fn must_be(cell: &Cell) -> Self {
        Self {
            gets: cell.gets.to_owned(),
            line: cell.line(),
            may_have_been_sent: cell.may_have_been_sent,
            attempts: cell.attempts,
            requests: cell.requests,
            not_retried: cell.not_retried,
        }
    }

    fn of(error: &Error, method: Method, requests: usize) -> Self {
        let shown = error.to_string();
        let prefix = match method {
            Method::Get => "thing_read (GET /things/{thing_id}): ",
            Method::Post => "thing_write (POST /things/{thing_id}): ",
        };
        let line = shown.strip_prefix(prefix).unwrap_or_else(|| panic!("{shown:?} does not name the operation"));
        assert!(!shown.contains("t0ken") && !shown.contains("things/1"), "{shown}");
        assert!(!shown.contains(['\n', '\r']), "{shown:?} is not one line");
        Self {
            gets: kind(error.kind()),
            line: settled(line),
            may_have_been_sent: error.may_have_been_sent(),
            attempts: error.attempts(),
            requests,
            not_retried: error.not_retried(),
        }
    }
}

fn kind(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::Status(error) => format!("Status({})", error.status().as_u16()),
        ErrorKind::Decode(_) => "Decode".to_owned(),
        ErrorKind::Build(_) => "Build".to_owned(),
        // Of times, which one and not how long.
        ErrorKind::Timeout(timeout) => format!("Timeout({})", format!("{timeout:?}").split('(').next().unwrap()),
        other => format!("{other:?}"),
    }
}

/// A line without what differs from run to run: ports, times, and the numbers that systems have for errors.
fn settled(line: &str) -> String {
    let mut line = line.to_owned();
    for host in ["127.0.0.1:", "localhost:"] {
        let mut parts = line.split(host);
        let mut settled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            settled.push_str(host);
            settled.push_str("PORT");
            settled.push_str(part.trim_start_matches(|character: char| character.is_ascii_digit()));
        }
        line = settled;
    }
    line = between(line, " (os error ", ")", "");
    line = between(line, "verification time ", " (UNIX)", "verification time NOW (UNIX)");
    line = between(line, "978307200 (", " seconds ago)", "978307200 (long ago)");
    between(line, " attempts in ", ")", " attempts in TIME)")
}

/// Puts something else in the place of a text that begins and ends so.
fn between(line: String, start: &str, end: &str, instead: &str) -> String {
    let Some((before, rest)) = line.split_once(start) else { return line };
    let Some((_, after)) = rest.split_once(end) else { return line };
    format!("{before}{instead}{after}")
}
