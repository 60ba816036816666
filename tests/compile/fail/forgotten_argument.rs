//! A required argument that is not given.

fn main() {
    let client = chatwoot::Client::builder().build().unwrap();
    let _request = client.account(1).messages().create(42);
}
