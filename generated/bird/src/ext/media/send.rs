//! A message with a file, in one call.

use super::{UploadError, UploadedFile};
use crate::models::{
    Body, CreateMessage, FileBody, FileContent, Image, ImageBody, ImageContent, Message, MessageFile, Receiver,
};
use crate::{FilePart, handles};

impl handles::ChannelHandle {
    /// Uploads a file and sends it: a picture (`image/..`) as an image body, anything else as a file body, with a text if
    /// there is one. See [the module](crate::media).
    ///
    /// Platforms take some media types only, and some sizes; what they refuse is told by the status of the message.
    ///
    /// # Errors
    ///
    /// [`UploadError::Send`] has the file that was uploaded, so that a second attempt need not upload it again.
    pub async fn send_media(
        &self,
        receiver: impl Into<Receiver>,
        file: FilePart,
        caption: Option<&str>,
    ) -> Result<Message, UploadError> {
        let receiver = receiver.into();
        let file = self.upload(file).await?;
        let message = CreateMessage::new(receiver, file.to_body(caption));
        let sent = self.messages().create(&message).await;
        sent.map_err(|error| UploadError::Send { file, error })
    }
}

impl UploadedFile {
    /// A body that shows it: as a picture if it is one, otherwise as a file.
    pub fn to_body(&self, caption: Option<&str>) -> Body {
        if self.content_type.starts_with("image/") {
            let mut content = ImageContent::new([Image::new(&self.media_url)]);
            content.text = caption.map(str::to_owned);
            Body::from(ImageBody::new(content))
        } else {
            let file = MessageFile::new(&self.media_url, &self.content_type).filename(&self.file_name);
            let mut content = FileContent::new([file]);
            content.text = caption.map(str::to_owned);
            Body::from(FileBody::new(content))
        }
    }
}
