//! Listings that end otherwise than they seem to, with the bodies of the document.

use std::path::Path;

use chatwoot::models::{Conversation, Message};
use chatwoot::{Client, Cursor, Items};
use serde_json::Value;

use crate::server::{Request, Server, json};

/// A body of the document.
fn example(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/chatwoot/openapi.json");
    let text = std::fs::read_to_string(path).expect("the bundle can be read");
    let mut document: Value = serde_json::from_str(&text).expect("the bundle is JSON");
    document["components"]["examples"][name]["value"].take()
}

/// The body with its only entry in place of each id.
fn listing(name: &str, list: &str, ids: impl IntoIterator<Item = i64>) -> Vec<u8> {
    let mut body = example(name);
    let place = body.pointer_mut(list).expect("the list is there");
    let entry = place[0].clone();
    let with_id = |id| {
        let mut entry = entry.clone();
        entry["id"] = Value::from(id);
        entry
    };
    *place = ids.into_iter().map(with_id).collect();
    json(&body.to_string())
}

fn conversations(ids: impl IntoIterator<Item = i64>) -> Vec<u8> {
    listing("conversation_list", "/data/payload", ids)
}

fn messages(ids: impl IntoIterator<Item = i64>) -> Vec<u8> {
    listing("message_page", "/payload", ids)
}

/// What the query of a request says behind a name.
fn asked(request: &Request, name: &str) -> Option<i64> {
    let query = request.line().split_once('?')?.1;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.parse().expect("it is a number"))
}

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).no_proxy().user_token("t").build().expect("it can be built")
}

async fn conversation_ids(mut items: Items<Conversation>) -> Vec<i64> {
    let mut ids = Vec::new();
    while let Some(conversation) = items.next().await {
        ids.push(conversation.expect("it decodes").id.get());
    }
    ids
}

async fn message_ids(mut items: Items<Message>) -> Vec<i64> {
    let mut ids = Vec::new();
    while let Some(message) = items.next().await {
        ids.push(message.expect("it decodes").id.get());
    }
    ids
}

#[tokio::test]
async fn a_page_behind_the_last_is_empty() {
    let server = Server::new(|request| match asked(request, "page") {
        None => conversations([5, 4]),
        Some(2) => conversations([3]),
        _ => conversations([]),
    })
    .await;
    let request = client(&server).account(1).conversations().list();
    let first = request.clone().await.expect("the first page is what awaiting gives");
    assert_eq!(first.data.payload.len(), 2);
    assert_eq!(conversation_ids(request.clone().items()).await, [5, 4, 3]);
    assert_eq!(conversation_ids(request.page(2).items()).await, [3]);
}

#[tokio::test]
async fn with_updated_within_every_page_is_the_same_full_list() {
    let server = Server::always(conversations([5, 4, 3])).await;
    let request = client(&server).account(1).conversations().list().updated_within(60);
    assert_eq!(conversation_ids(request.items()).await, [5, 4, 3]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn messages_are_paged_backwards_and_each_page_is_sent_forwards() {
    let server = Server::new(|request| {
        let end = asked(request, "before").unwrap_or(8);
        messages((end - 3).max(1)..end)
    })
    .await;
    let request = client(&server).account(1).messages().list(42);
    assert_eq!(message_ids(request.clone().items()).await, [7, 6, 5, 4, 3, 2, 1]);
    let mut pages = request.clone().pages();
    let newest = pages.next().await.expect("there is a page").expect("it decodes");
    assert_eq!(newest.payload.first().map(|message| message.id.get()), Some(5), "oldest first");
    // Kept as text, and taken up by another process.
    let kept = pages.cursor().expect("there are more").to_string();
    let cursor: Cursor = kept.parse().expect("any text is one");
    assert_eq!(message_ids(request.items().resume(&cursor)).await, [4, 3, 2, 1]);
}
