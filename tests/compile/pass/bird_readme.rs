//! The second program of the README.

use bird_channels::models::{ReceiverContact, SingleReceiver};
use bird_channels::{Client, FilePart};

async fn send(workspace: &str, channel: &str, key: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().access_key(key).build()?;
    let receiver = SingleReceiver::new([ReceiverContact::new().identifier_value("+31612345678")]);
    let photo = FilePart::from_path("beach.jpg");
    let message = client.workspace(workspace).channel(channel).send_media(receiver, photo, Some("The beach")).await?;
    println!("message {} is {}", message.id, message.status.as_str());
    Ok(())
}

fn main() {
    let _ = send;
}
