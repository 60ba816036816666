//! A server that takes webhooks of Bird in, verifies them, and prints which events came.
//!
//! ```text
//! BIRD_SIGNING_KEY=... BIRD_WEBHOOK_URL=https://example.com/webhooks \
//!     cargo run -p bird-channels --example bird_webhooks --features webhook-receiver
//! ```

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bird_channels::models::WebhookEvent;
use bird_channels::webhooks::Receiver;

/// Takes webhooks in at `/webhooks`.
pub fn router(receiver: Receiver) -> Router {
    Router::new().route("/webhooks", post(receive)).with_state(receiver)
}

/// `Bytes`, not `Json`: the signature is that of the body as it came.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match receiver.verify(&headers, body) {
        Ok(delivery) => {
            match delivery.decode() {
                // Ids only: events hold what people write.
                Ok(WebhookEvent::InboundMessage(event)) => println!("message {} came in", event.payload.id),
                Ok(_) => println!("{delivery:?}"),
                // A success all the same: with another answer the same would come again for eight hours.
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
    let key = std::env::var("BIRD_SIGNING_KEY").map_err(|_| "set BIRD_SIGNING_KEY")?;
    let url = std::env::var("BIRD_WEBHOOK_URL").map_err(|_| "set BIRD_WEBHOOK_URL, as the subscription has it")?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 3001)).await?;
    println!("webhooks are taken in at http://{}/webhooks", listener.local_addr()?);
    axum::serve(listener, router(Receiver::new(key, url))).await?;
    Ok(())
}
