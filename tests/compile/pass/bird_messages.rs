//! Messages of Bird as callers write them: a text, a template, an email to two.

use bird_channels::models::{
    Body, CreateMessage, EmailReceiverContact, EmailReceiverType, EmailReceivers, ReceiverContact, SingleReceiver, Template,
    TextBody, TextContent,
};

fn text() -> CreateMessage {
    let receiver = SingleReceiver::new([ReceiverContact::new().identifier_value("+31612345678")]);
    CreateMessage::new(receiver, Body::from(TextBody::new(TextContent::new("Hello"))))
}

fn template(receiver: SingleReceiver, template: Template) -> CreateMessage {
    CreateMessage::new(receiver, template).reference("order-7")
}

fn email(body: Body) -> CreateMessage {
    let line = |line: EmailReceiverType, address: &str| EmailReceiverContact::new(line).identifier_value(address);
    let receivers = [line(EmailReceiverType::To, "ann@example.com"), line(EmailReceiverType::Cc, "bob@example.com")];
    CreateMessage::new(EmailReceivers::new(receivers), body)
}

fn main() {
    let _ = (text(), template, email);
}
