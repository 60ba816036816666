//! A contact's id where a conversation's belongs.

use chatwoot::models::ContactId;

fn main() {
    let client = chatwoot::Client::builder().build().unwrap();
    let contact = ContactId::from(7);
    let _request = client.account(1).conversations().get(contact);
}
