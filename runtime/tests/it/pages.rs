//! Listings as streams: what is asked for and when, where they end, and how they are taken up again.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use inboxkit_runtime::private as rt;
use inboxkit_runtime::{Cursor, Error, ErrorKind, Items, Pages, RetryPolicy};

use crate::api::Client;
use crate::server::{Request, Server, answer, json};

mod models {
    use inboxkit_runtime::private as rt;

    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct Thing {
        pub id: i64,
    }
    rt::record! { Thing { id: "id" required } }

    /// A page whose list may be missing in every way.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct Page {
        pub data: Option<Data>,
        pub next: rt::Maybe<String>,
    }
    rt::record! { Page { data: "data" optional, next: "next" maybe } }

    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub struct Data {
        pub payload: rt::Maybe<Vec<Thing>>,
    }
    rt::record! { Data { payload: "payload" maybe } }
}

static NUMBERED: rt::Operation = rt::Operation::new("numbered", rt::Method::GET, "/numbered")
    .params(&[rt::Param::query("page"), rt::Param::query("q")]);
static BEFORE: rt::Operation =
    rt::Operation::new("before", rt::Method::GET, "/before").params(&[rt::Param::query("before")]);
static AFTER: rt::Operation =
    rt::Operation::new("after", rt::Method::GET, "/after").params(&[rt::Param::query("after")]);
static TOKENS: rt::Operation =
    rt::Operation::new("tokens", rt::Method::POST, "/tokens").params(&[rt::Param::query("token")]);

#[derive(Debug, Clone)]
struct Numbered(rt::Call);

impl Numbered {
    fn page(self, page: impl Into<rt::Value>) -> Self {
        Self(self.0.set("page", page))
    }

    fn q(self, q: &'static str) -> Self {
        Self(self.0.set("q", q))
    }
}
rt::request!(Numbered -> json models::Page);
rt::pages! { Numbered -> json models::Page;
    items "data.payload" as models::Thing: |page| page.data.as_mut()?.payload.as_option_mut();
    next "page";
}

#[derive(Debug, Clone)]
struct Before(rt::Call);
rt::request!(Before -> json Vec<models::Thing>);
rt::pages! { Before -> json Vec<models::Thing>;
    items "" as models::Thing: |page| Some(page);
    next "before" first: |item| rt::cursor(&item.id);
}

#[derive(Debug, Clone)]
struct After(rt::Call);

impl After {
    fn after(self, after: i64) -> Self {
        Self(self.0.set("after", after))
    }
}
rt::request!(After -> optional Vec<models::Thing>);
rt::pages! { After -> optional Vec<models::Thing>;
    items "" as models::Thing: |page| page.as_mut();
    next "after" last: |item| rt::cursor(&item.id);
}

#[derive(Debug, Clone)]
struct Tokens(rt::Call);
rt::request!(Tokens -> json models::Page);
rt::pages! { Tokens -> json models::Page;
    items "data.payload" as models::Thing: |page| page.data.as_mut()?.payload.as_option_mut();
    next "token" token: |page| rt::cursor(&page.next);
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).retry(RetryPolicy::none()).build().unwrap()
}

fn numbered(server: &Server) -> Numbered {
    Numbered(client(server).0.call(&NUMBERED))
}

fn before(server: &Server) -> Before {
    Before(client(server).0.call(&BEFORE))
}

fn after(server: &Server) -> After {
    After(client(server).0.call(&AFTER))
}

fn tokens(server: &Server) -> Tokens {
    Tokens(client(server).0.call(&TOKENS).json(&"filter"))
}

/// What the query of a request sets a parameter to.
fn asked(request: &Request, name: &str) -> Option<String> {
    let query = request.line().split_once('?')?.1;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(own, _)| *own == name).map(|(_, value)| value.to_owned()).next()
}

fn number(request: &Request, name: &str) -> Option<i64> {
    asked(request, name).map(|text| text.parse().unwrap())
}

/// The queries that came, in their order.
fn queries(server: &Server) -> Vec<String> {
    let query = |request: Request| request.line().split_once('?').map(|(_, query)| query.to_owned());
    server.requests().into_iter().map(|request| query(request).unwrap_or_default()).collect()
}

fn list(ids: impl IntoIterator<Item = i64>) -> String {
    let things: Vec<String> = ids.into_iter().map(|id| format!("{{\"id\":{id}}}")).collect();
    format!("[{}]", things.join(","))
}

fn page(ids: impl IntoIterator<Item = i64>) -> String {
    format!("{{\"data\":{{\"payload\":{}}}}}", list(ids))
}

fn token_page(ids: impl IntoIterator<Item = i64>, next: &str) -> String {
    format!("{{\"next\":{next},\"data\":{{\"payload\":{}}}}}", list(ids))
}

/// Three pages of two, and an empty one behind them.
async fn numbers() -> Server {
    Server::new(|request| match number(request, "page").unwrap_or(1) {
        at @ 1..=3 => json(&page([at * 10, at * 10 + 1])),
        _ => json(&page([])),
    })
    .await
}

/// Messages 1 to 7, oldest first, three at a time before an id.
async fn messages() -> Server {
    Server::new(|request| {
        let end = number(request, "before").unwrap_or(8);
        json(&list((end - 3).max(1)..end))
    })
    .await
}

async fn ids(mut items: Items<models::Thing>) -> Vec<i64> {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.unwrap().id);
        assert!(ids.len() < 20, "it does not end");
    }
    assert!(items.next().await.is_none(), "it goes on behind its end");
    assert_eq!(items.cursor(), None, "there is a place behind the end");
    ids
}

async fn count<P>(mut pages: Pages<P>) -> usize {
    let mut count = 0;
    while let Some(page) = pages.next().await {
        page.unwrap();
        count += 1;
        assert!(count < 20, "it does not end");
    }
    assert!(pages.next().await.is_none(), "it goes on behind its end");
    assert_eq!(pages.cursor(), None, "there is a place behind the end");
    count
}

#[tokio::test]
async fn numbered_pages_are_counted_up_to_an_empty_one() {
    let server = numbers().await;
    assert_eq!(ids(numbered(&server).q("x").items()).await, [10, 11, 20, 21, 30, 31]);
    // The first page is that which awaiting gives, and what else the request says is said for all.
    assert_eq!(queries(&server), ["q=x", "page=2&q=x", "page=3&q=x", "page=4&q=x"]);
}

#[tokio::test]
async fn pages_before_an_item_are_given_from_their_end() {
    let server = messages().await;
    assert_eq!(ids(before(&server).items()).await, [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(queries(&server), ["", "before=5", "before=2", "before=1"]);
}

#[tokio::test]
async fn pages_after_an_item_are_given_from_their_beginning() {
    let server = Server::new(|request| {
        let start = number(request, "after").unwrap_or(0);
        json(&list(start + 1..(start + 4).min(6)))
    })
    .await;
    assert_eq!(ids(after(&server).items()).await, [1, 2, 3, 4, 5]);
    assert_eq!(queries(&server), ["", "after=3", "after=5"]);
}

#[tokio::test]
async fn tokens_lead_on_until_there_is_none() {
    for end in ["null", "\"\""] {
        let server = Server::new(move |request| match asked(request, "token").as_deref() {
            None => json(&token_page([1], "\"a/b\"")),
            Some("a%2Fb") => json(&token_page([2], "\"c\"")),
            _ => json(&token_page([3], end)),
        })
        .await;
        assert_eq!(ids(tokens(&server).items()).await, [1, 2, 3]);
        assert_eq!(queries(&server), ["", "token=a%2Fb", "token=c"]);
        // The body goes along with every page.
        assert!(server.requests().iter().all(|request| request.text() == "\"filter\""));
    }
}

#[tokio::test]
async fn an_answer_without_the_key_of_the_token_is_the_last() {
    let server = Server::always(json(&page([1, 2]))).await;
    assert_eq!(count(tokens(&server).pages()).await, 1);
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_asked_for() {
    let server = numbers().await;
    let mut pages = numbered(&server).pages();
    let mut items = numbered(&server).items();
    tokio::task::yield_now().await;
    assert_eq!(server.requests().len(), 0);
    pages.next().await.unwrap().unwrap();
    tokio::task::yield_now().await;
    assert_eq!(server.requests().len(), 1);
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    tokio::task::yield_now().await;
    assert_eq!(server.requests().len(), 2, "the page is used up, but nobody asked for more");
    items.next().await.unwrap().unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn an_empty_page_is_given_only_as_the_first() {
    for empty in ["{}", r#"{"data":{}}"#, r#"{"data":{"payload":null}}"#, r#"{"data":{"payload":[]}}"#] {
        let server = Server::always(json(empty)).await;
        assert_eq!(count(numbered(&server).pages()).await, 1, "{empty}");
        assert_eq!(ids(numbered(&server).items()).await, [0; 0], "{empty}");
        assert_eq!(server.requests().len(), 2, "{empty}");
    }
    let server = numbers().await;
    assert_eq!(count(numbered(&server).pages()).await, 3);
    let server = Server::always(json("null")).await;
    assert_eq!(count(after(&server).pages()).await, 1);
}

#[tokio::test]
async fn an_empty_page_with_a_new_token_does_not_end_the_listing() {
    for last in ["null", "\"\"", "\"a\""] {
        let server = Server::new(move |request| match asked(request, "token").as_deref() {
            None => json(&token_page([], "\"a\"")),
            Some("a") => json(&token_page([], "\"b\"")),
            Some("b") => json(&token_page([1], "\"c\"")),
            _ => json(&token_page([], last)),
        })
        .await;
        assert_eq!(ids(tokens(&server).items()).await, [1], "{last}");
        assert_eq!(server.requests().len(), 4, "{last}");
        assert_eq!(count(tokens(&server).pages()).await, 3, "{last}");
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_number_is_noticed_though_it_repeats_the_question() {
    let server = Server::new(|request| {
        let at = number(request, "page").unwrap_or(1);
        json(&format!("{{\"meta\":{{\"current_page\":{at}}},\"data\":{{\"payload\":{}}}}}", list([1, 2])))
    })
    .await;
    assert_eq!(ids(numbered(&server).items()).await, [1, 2]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_server_that_ignores_the_key_is_noticed() {
    let server = Server::always(json(&list([1, 2]))).await;
    assert_eq!(ids(before(&server).items()).await, [2, 1]);
    assert_eq!(ids(after(&server).items()).await, [1, 2]);
}

#[tokio::test]
async fn a_token_that_names_its_own_page_leads_nowhere() {
    let server = Server::new(|request| match asked(request, "token") {
        None => json(&token_page([1], "\"a\"")),
        Some(_) => json(&token_page([2], "\"a\"")),
    })
    .await;
    assert_eq!(ids(tokens(&server).items()).await, [1, 2]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn no_circle_is_walked_twice() {
    let server = Server::new(|request| match asked(request, "token").as_deref() {
        None | Some("c") => json(&token_page([1], "\"a\"")),
        Some("a") => json(&token_page([2], "\"b\"")),
        _ => json(&token_page([3], "\"c\"")),
    })
    .await;
    assert_eq!(ids(tokens(&server).items()).await, [1, 2, 3, 1], "no token is sent twice");
    let server = Server::new(|request| {
        let at = number(request, "page").unwrap_or(1);
        json(&page([at % 3]))
    })
    .await;
    assert_eq!(ids(numbered(&server).items()).await, [1, 2, 0]);
    let server = Server::new(|request| match number(request, "before") {
        None => json(&list([5, 6])),
        Some(5) => json(&list([7, 8])),
        _ => json(&list([5, 9])),
    })
    .await;
    assert_eq!(ids(before(&server).items()).await, [6, 5, 8, 7, 9, 5], "no key is sent twice");
}

#[tokio::test]
async fn equal_items_behind_other_tokens_are_other_items() {
    let server = Server::new(|request| match asked(request, "token").as_deref() {
        None => json(&token_page([1], "\"a\"")),
        Some("a") => json(&token_page([1], "\"b\"")),
        _ => json(&token_page([1], "null")),
    })
    .await;
    assert_eq!(ids(tokens(&server).items()).await, [1, 1, 1]);
}

#[tokio::test]
async fn what_the_request_asks_for_is_where_it_begins() {
    let server = numbers().await;
    let pages = numbered(&server).page(3).pages();
    assert_eq!(pages.cursor().unwrap().to_string(), "3");
    assert_eq!(count(pages).await, 1);
    assert_eq!(queries(&server), ["page=3", "page=4"]);
    let items = after(&server).after(9).items();
    assert_eq!(items.cursor().unwrap().to_string(), "9");
}

#[tokio::test]
async fn a_listing_is_taken_up_at_its_cursor() {
    let server = numbers().await;
    let mut pages = numbered(&server).pages();
    assert!(pages.cursor().unwrap().is_beginning());
    pages.next().await.unwrap().unwrap();
    let kept = serde_json::to_string(&pages.cursor().unwrap()).unwrap();
    assert_eq!(kept, "\"2\"");
    let cursor: Cursor = serde_json::from_str(&kept).unwrap();
    // Where the request itself begins does not count then.
    assert_eq!(ids(numbered(&server).page(7).items().resume(&cursor)).await, [20, 21, 30, 31]);
    assert_eq!(count(numbered(&server).page(7).pages().resume(&cursor)).await, 2);
    assert_eq!(count(numbered(&server).page(7).pages().resume(&Cursor::default())).await, 3);
}

#[tokio::test]
async fn items_are_taken_up_with_the_page_that_was_not_used_up() {
    let server = messages().await;
    let mut items = before(&server).items();
    let mut given = Vec::new();
    for cursor in ["", "", "5", "5", "5", "2"] {
        given.push(items.next().await.unwrap().unwrap().id);
        assert_eq!(items.cursor().unwrap().to_string(), cursor, "behind {given:?}");
    }
    let cursor = items.cursor().unwrap();
    let rest = ids(before(&server).items().resume(&cursor)).await;
    assert_eq!((given, rest), (vec![7, 6, 5, 4, 3, 2], vec![1]));
}

/// Fails once, at the second page.
async fn failing_once() -> Server {
    let has_failed = std::sync::atomic::AtomicBool::new(false);
    Server::new(move |request| match number(request, "page").unwrap_or(1) {
        2 if !has_failed.swap(true, std::sync::atomic::Ordering::Relaxed) => answer("503 Busy", "", ""),
        at @ 1..=3 => json(&page([at])),
        _ => json(&page([])),
    })
    .await
}

#[tokio::test]
async fn an_error_ends_the_stream_and_the_cursor_is_that_of_the_page_that_failed() {
    let server = failing_once().await;
    let mut items = numbered(&server).items();
    assert_eq!(items.next().await.unwrap().unwrap().id, 1);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert!(items.next().await.is_none());
    assert_eq!(server.requests().len(), 2, "nothing is sent behind an error");
    let cursor = items.cursor().unwrap();
    assert_eq!(cursor.to_string(), "2");
    assert_eq!(ids(items.resume(&cursor)).await, [2, 3]);

    let server = failing_once().await;
    let mut pages = numbered(&server).pages();
    pages.next().await.unwrap().unwrap();
    pages.next().await.unwrap().unwrap_err();
    assert!(pages.next().await.is_none());
    let cursor = pages.cursor().unwrap();
    assert_eq!(count(pages.resume(&cursor)).await, 2);
}

#[tokio::test]
async fn a_page_that_does_not_decode_can_be_asked_for_again() {
    let server = Server::always(json(r#"{"data":7}"#)).await;
    let mut pages = numbered(&server).page(5).pages();
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error}");
    assert!(pages.next().await.is_none());
    assert_eq!(pages.cursor().unwrap().to_string(), "5");
}

#[tokio::test]
async fn a_cursor_of_another_listing_is_refused_where_that_can_be_seen() {
    let server = numbers().await;
    let cursor: Cursor = "s3cret".parse().unwrap();
    let mut pages = numbered(&server).pages().resume(&cursor);
    let error: Error = pages.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("page is no number of a page"), "{error}");
    assert!(!format!("{error} {error:?} {pages:?}").contains("s3cret"));
    assert_eq!(server.requests().len(), 0);
    // The last number that there is leads no further.
    let last: Cursor = u64::MAX.to_string().parse().unwrap();
    let server = Server::always(json(&page([1]))).await;
    assert_eq!(count(numbered(&server).pages().resume(&last)).await, 1);
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let server = numbers().await;
    let mut items = numbered(&server).items();
    {
        let mut next = pin!(items.next());
        poll_fn(|context| {
            assert!(next.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
    }
    assert_eq!(ids(items).await, [10, 11, 20, 21, 30, 31]);
    assert_eq!(server.requests().len(), 4, "the page that was under way is not asked for again");
}

#[tokio::test]
async fn streams_are_streams_and_go_to_other_tasks() {
    fn is_stream<S: futures_core::Stream<Item = Result<T, Error>> + Send + Unpin + 'static, T>(_: &S) {}
    let server = numbers().await;
    let (pages, items) = (numbered(&server).pages(), numbered(&server).items());
    is_stream(&pages);
    is_stream(&items);
    assert_eq!(format!("{pages:?}"), "Pages { operation: \"numbered\", .. }");
    assert_eq!(tokio::spawn(ids(items)).await.unwrap().len(), 6);
}
