//! A message of Bird to two telephones: only lines of an email can be several.

use bird_channels::models::{ReceiverContact, SingleReceiver};

fn main() {
    let phone = |number: &str| ReceiverContact::new().identifier_value(number);
    let _receiver = SingleReceiver::new([phone("+31612345678"), phone("+31687654321")]);
}
