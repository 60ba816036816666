//! A request that is made and never sent.

#![deny(unused_must_use)]

fn main() {
    let client = chatwoot::Client::builder().build().unwrap();
    client.account(1).conversations().get(42);
}
