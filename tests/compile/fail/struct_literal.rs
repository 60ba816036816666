//! A model written out: it would break with the next key that the server gets.

use chatwoot::models::CreateMessage;

fn main() {
    let _message = CreateMessage { content: Some("Hello".to_owned()) };
}
