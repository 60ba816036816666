//! Sends a message and prints the answer. `cargo xtask mock chatwoot --port 3000` serves it without an account.
//!
//! `CHATWOOT_URL` and `CHATWOOT_TOKEN` lead it to another server.

use std::env;

use chatwoot::Client;
use chatwoot::models::CreateMessage;

#[tokio::main(flavor = "current_thread")]
async fn main() -> chatwoot::Result<()> {
    let url = env::var("CHATWOOT_URL").unwrap_or_else(|_| "http://127.0.0.1:3000".to_owned());
    let token = env::var("CHATWOOT_TOKEN").unwrap_or_else(|_| "token".to_owned());
    let client = Client::builder().base_url(url).user_token(token).build()?;
    let body = CreateMessage::new().content("Hello from Rust");
    let message = client.account(1).messages().create(42, &body).await?;
    println!("message {} says {:?}", message.id, message.content);
    Ok(())
}
