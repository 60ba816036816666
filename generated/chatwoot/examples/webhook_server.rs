//! A server that takes webhooks in, verifies them, and prints which events came.
//!
//! ```text
//! CHATWOOT_WEBHOOK_SECRET=... cargo run --example webhook_server --features webhook-receiver
//! ```

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chatwoot::models::WebhookEvent;
use chatwoot::webhooks::Receiver;

/// An event holds a whole message, and a message a whole mail in several forms.
const LARGEST: usize = 16 * 1024 * 1024;

/// Takes webhooks in at `/webhooks`.
pub fn router(receiver: Receiver) -> Router {
    Router::new().route("/webhooks", post(receive)).layer(DefaultBodyLimit::max(LARGEST)).with_state(receiver)
}

/// `Bytes`, not `Json`: the signature is that of the body as it came.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match receiver.verify(&headers, body) {
        Ok(delivery) => {
            // Long work belongs elsewhere, as the server waits for five seconds only.
            match delivery.decode() {
                // Names and ids only: events hold what people write, and credentials.
                Ok(WebhookEvent::MessageCreated(message)) => println!("message {} was created", message.id),
                Ok(_) => println!("{delivery:?}"),
                // A success all the same: another answer would mark a message as failed, or take a conversation from a bot.
                Err(error) => eprintln!("{:?} cannot be decoded: {error}", delivery.name()),
            }
            StatusCode::OK
        }
        Err(error) => {
            eprintln!("refused: {error}");
            error.status()
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("CHATWOOT_WEBHOOK_SECRET").map_err(|_| "set CHATWOOT_WEBHOOK_SECRET")?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 3001)).await?;
    println!("webhooks are taken in at http://{}/webhooks", listener.local_addr()?);
    axum::serve(listener, router(Receiver::new(secret))).await?;
    Ok(())
}
