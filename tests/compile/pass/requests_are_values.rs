//! Requests own what they need: they can be stored, cloned, moved to another thread, and sent later with options.

use std::time::Duration;

use chatwoot::models::{ContactId, ConversationStatus};
use chatwoot::{Client, RequestOptions};

fn is_send<T: Send + 'static>(value: T) -> T {
    value
}

async fn later(client: &Client) -> chatwoot::Result<()> {
    let contacts = client.account(1).contacts();
    let requests: Vec<_> = (1..=3).map(|id| contacts.get(ContactId::from(id))).collect();
    for request in requests.clone() {
        let options = RequestOptions::new().timeout(Duration::from_secs(5));
        let raw = is_send(request.with(options).raw()).await?;
        println!("{}", raw.status());
    }
    let page = client.account(1).contacts().list().page(2).await?;
    println!("{}", page.payload.len());
    Ok(())
}

/// A match that names what it knows and has a word for the rest.
fn word(status: &ConversationStatus) -> &str {
    match status {
        ConversationStatus::Open => "open",
        ConversationStatus::Resolved => "done",
        other => other.as_str(),
    }
}

fn main() {
    // There is no server to ask; that it compiles is the point.
    let _ = later;
    assert_eq!(word(&ConversationStatus::from("archived")), "archived");
}
