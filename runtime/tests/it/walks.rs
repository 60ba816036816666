//! Walks through listings end: every server of a few pages is tried, however senselessly it leads from one to another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use inboxkit_runtime::private as rt;
use inboxkit_runtime::{BoxFuture, Json, Pages, Transport, TransportError, TransportRequest, TransportResponse};

use crate::api::Client;

static LISTING: rt::Operation = rt::Operation::new("listing", rt::Method::GET, "/").params(&[rt::Param::query("at")]);

#[derive(Debug, Clone)]
struct Numbered(rt::Call);
rt::request!(Numbered -> json Vec<Json>);
rt::pages! { Numbered -> json Vec<Json>;
    items "" as Json: |page| Some(page);
    next "at";
}

#[derive(Debug, Clone)]
struct Before(rt::Call);
rt::request!(Before -> json Vec<Json>);
rt::pages! { Before -> json Vec<Json>;
    items "" as Json: |page| Some(page);
    next "at" first: |item| rt::cursor(&item["id"]);
}

#[derive(Debug, Clone)]
struct Tokens(rt::Call);
rt::request!(Tokens -> json Json);
rt::pages! { Tokens -> json Json;
    items "list" as Json: |page| page.get_mut("list")?.as_array_mut();
    next "at" token: |page| rt::cursor(&page["next"]);
}

/// A server that answers by what it is asked for, and how often it was asked.
#[derive(Clone)]
struct Scripted {
    pages: Arc<dyn Fn(Option<usize>) -> String + Send + Sync>,
    asked: Arc<AtomicUsize>,
}

impl Scripted {
    fn new(pages: impl Fn(Option<usize>) -> String + Send + Sync + 'static) -> Self {
        Self { pages: Arc::new(pages), asked: Arc::default() }
    }

    fn call(&self) -> rt::Call {
        let client = Client::builder().transport(self.clone()).build().unwrap();
        client.0.call(&LISTING)
    }

    /// How many requests a walk takes.
    async fn walked<P>(&self, mut pages: Pages<P>) -> usize {
        while let Some(page) = pages.next().await {
            page.unwrap();
            assert!(self.asked.load(Ordering::Relaxed) < 50, "it does not end");
        }
        self.asked.load(Ordering::Relaxed)
    }
}

impl Transport for Scripted {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let query = request.url.query().and_then(|query| query.strip_prefix("at="));
        let body = (self.pages)(query.map(|at| at.parse().unwrap()));
        Box::pin(async { Ok(TransportResponse::new(body.into())) })
    }
}

/// The digits of a number of some base: all choices for three places, one after the other.
fn digits(number: usize, base: usize) -> [usize; 3] {
    [number % base, number / base % base, number / base / base % base]
}

#[tokio::test]
async fn every_walk_by_tokens_sends_each_token_once_at_most() {
    // The first page and those of two tokens each lead to none, to the one or to the other, and hold nothing or something.
    for server in 0..6 * 6 * 6 {
        let choices = digits(server, 6);
        let scripted = Scripted::new(move |at| {
            let (next, count) = (choices[at.unwrap_or(0)] % 3, choices[at.unwrap_or(0)] / 3);
            let next = if next == 0 { "null".to_owned() } else { next.to_string() };
            format!("{{\"next\":{next},\"list\":{:?}}}", vec![7; count])
        });
        let asked = scripted.walked(Tokens(scripted.call()).pages()).await;
        assert!(asked <= 3, "{choices:?} takes {asked} requests");
    }
}

#[tokio::test]
async fn every_walk_by_keys_sends_each_key_once_at_most() {
    for server in 0..3 * 3 * 3 {
        let choices = digits(server, 3);
        let scripted = Scripted::new(move |at| match choices[at.unwrap_or(0)] {
            0 => "[]".to_owned(),
            // What stands behind the key differs, so that no page is like another.
            key => {
                format!("[{{\"id\":{key},\"from\":{at:?}}}]").replace("Some(", "").replace(')', "").replace("None", "0")
            }
        });
        let asked = scripted.walked(Before(scripted.call()).pages()).await;
        assert!(asked <= 3, "{choices:?} takes {asked} requests");
    }
}

#[tokio::test]
async fn every_walk_by_numbers_ends_when_the_server_has_nothing_new() {
    // Numbers go on for ever: the server has three pages to answer with, in a circle of any order.
    for server in 0..4 * 4 * 4 {
        let choices = digits(server, 4);
        let scripted = Scripted::new(move |at| match choices[at.unwrap_or(1) % 3] {
            0 => "[]".to_owned(),
            page => format!("[{page}]"),
        });
        let asked = scripted.walked(Numbered(scripted.call()).pages()).await;
        assert!(asked <= 4, "{choices:?} takes {asked} requests");
    }
}
