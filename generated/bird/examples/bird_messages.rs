//! Sends a text, a template and a picture, and goes through the messages of a channel; `cargo xtask mock bird --port 3000` is
//! there to answer.

use bird_channels::Client;
use bird_channels::models::{
    Body, CreateMessage, Image, ImageBody, ImageContent, ReceiverContact, SingleReceiver, Template, TextBody,
    TextContent,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> bird_channels::Result<()> {
    let base_url = "http://127.0.0.1:3000";
    let client = Client::builder().base_url(base_url).media_url(base_url).access_key("key").build()?;
    let workspace = client.workspace("a1405560-c8d3-4b1a-877d-3f449ad95352");
    let channel = workspace.channel("b0a7c6d2-8e1f-4d39-a4c5-91f27e60d3ab");
    let receiver = || SingleReceiver::new([ReceiverContact::new().identifier_value("+31612345678")]);

    let text = Body::from(TextBody::new(TextContent::new("Your parcel is on its way.")));
    let template = Template::new().project_id("53a8c7d0-1f6b-4e29-8b7c-0d94e5f1a263").version("latest").locale("en");
    let picture = Body::from(ImageBody::new(ImageContent::new([Image::new("https://example.com/parcel.jpg")])));
    let messages = [
        CreateMessage::new(receiver(), text),
        CreateMessage::new(receiver(), template),
        CreateMessage::new(receiver(), picture).reference("order-7"),
    ];
    for message in &messages {
        let sent = channel.messages().create(message).await?;
        println!("message {} is {}", sent.id, sent.status.as_str());
    }

    let mut all = channel.messages().list().items();
    while let Some(message) = all.next().await {
        let message = message?;
        println!("message {} of {}", message.id, message.created_at);
    }
    Ok(())
}
