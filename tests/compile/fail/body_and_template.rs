//! A message of Bird with a body and a template: the field holds one of them.

use bird_channels::models::{Body, CreateMessage, Template};

fn both(mut message: CreateMessage, body: Body, template: Template) -> CreateMessage {
    message.body = Some(body);
    message.template = Some(template);
    message
}

fn main() {
    let _ = both;
}
