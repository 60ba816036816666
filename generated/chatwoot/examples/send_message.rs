//! Sends a message and prints the answer; `cargo xtask mock chatwoot --port 3000` is there to answer it.

use chatwoot::Client;
use chatwoot::models::CreateMessage;

#[tokio::main(flavor = "current_thread")]
async fn main() -> chatwoot::Result<()> {
    let client = Client::builder().base_url("http://127.0.0.1:3000").user_token("token").build()?;
    let body = CreateMessage::new().content("Hello from Rust");
    let message = client.account(1).messages().create(42, &body).await?;
    println!("message {} says {:?}", message.id, message.content);
    Ok(())
}
