//! A message of Bird that says nothing: one of a body and a template is an argument.

use bird_channels::models::{CreateMessage, ReceiverContact, SingleReceiver};

fn main() {
    let receiver = SingleReceiver::new([ReceiverContact::new().identifier_value("+31612345678")]);
    let _message = CreateMessage::new(receiver);
}
