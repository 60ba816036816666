//! The program of the README.

use chatwoot::Client;
use chatwoot::models::CreateMessage;

async fn send() -> chatwoot::Result<()> {
    let client = Client::builder().base_url("http://127.0.0.1:3000").user_token("token").build()?;
    let body = CreateMessage::new().content("Hello from Rust");
    let message = client.account(1).messages().create(42, &body).await?;
    println!("message {} says {:?}", message.id, message.content);
    Ok(())
}

fn main() {
    // There is no server to ask; that it compiles is the point.
    let _ = send;
}
