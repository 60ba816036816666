//! Files on their way to Bird and back: uploads, messages with a file, downloads.
//!
//! ```
//! use bird_channels::models::{ReceiverContact, SingleReceiver};
//! use bird_channels::{Client, FilePart};
//!
//! # async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
//! let channel = client.workspace("a1405560-c8d3-4b1a-877d-3f449ad95352").channel("5d4b8a1e-95c6-4f6a-9c11-0f2b8c1de7aa");
//! let photo = FilePart::from_path("beach.jpg").on_progress(|sent, of| println!("{sent} of {of:?} bytes"));
//! let receiver = SingleReceiver::new([ReceiverContact::new().identifier_value("+31612345678")]);
//! let message = channel.send_media(receiver, photo, Some("The beach")).await?;
//! println!("{} is {}", message.id, message.status.as_str());
//! # Ok(())
//! # }
//! ```
//!
//! A file goes in two steps: Bird prepares the upload ([`presign`](crate::operations::media::WorkspaceMedia::presign)), and the
//! file goes to a storage of others, by a form that carries the permission. The access key never goes there. Each step has
//! the timeout of the client, the second for the whole file: give large files more, with
//! `client.with(RequestOptions::new().timeout(..))`.

mod error;
#[cfg(feature = "messages")]
mod send;

pub use self::error::{StorageError, UploadError};
use crate::models::{CreatePresignedUpload, PresignedUpload};
use crate::{Client, Download, FilePart, Method, RawRequest, RequestOptions, Result, handles};
use inboxkit_runtime::private as rt;

/// Where Bird keeps files: now, and in what was sent long ago.
const HOSTS: [&str; 2] = ["https://media.api.bird.com", "https://media.nest.messagebird.com"];

/// The largest error of a storage that is read.
const LARGEST_ANSWER: usize = 64 * 1024;

/// A file that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedFile {
    /// Its address, for the bodies of messages.
    pub media_url: String,
    /// Its media type, as it was told to Bird.
    pub content_type: String,
    /// Its name.
    pub file_name: String,
}

impl handles::Workspace {
    /// Uploads a file that messages of all channels may hold. See [the module](crate::media).
    ///
    /// Its media type is told to Bird, and it has a name: both as the [`FilePart`] says. A reader should have a
    /// [`length`](FilePart::length), without which the storage refuses it. The second step is tried again where that makes
    /// sense, unless the file is a reader, which can be read once.
    pub async fn upload(&self, file: FilePart) -> Result<UploadedFile, UploadError> {
        let (file, body) = described(file);
        let place = self.media().presign(&body).await.map_err(UploadError::Prepare)?;
        store(&self.0, place, body, file).await
    }
}

impl handles::ChannelHandle {
    /// Uploads a file that messages of this channel alone may hold; otherwise like [`handles::Workspace::upload`].
    pub async fn upload(&self, file: FilePart) -> Result<UploadedFile, UploadError> {
        let (file, body) = described(file);
        let place = self.media().presign(&body).await.map_err(UploadError::Prepare)?;
        store(&self.0, place, body, file).await
    }
}

impl Client {
    /// Downloads a file by the address that a message has of it, `mediaUrl`.
    ///
    /// The access key goes to Bird alone: to the server of `base_url`, and to that of
    /// [`media_url`](crate::ClientBuilder::media_url), which is `media.api.bird.com` (and `media.nest.messagebird.com`, which
    /// older messages name) unless it is set. Bird answers with a redirect to a storage, which is followed without it. Any
    /// other address is asked without it, too. Such an address comes from whoever wrote the message: where the program runs
    /// beside servers that trust it, look at the host before.
    ///
    /// The answer can be read piece by piece or [into a file](Download::to_file), with
    /// [`on_progress`](Download::on_progress) and [`max_bytes`](Download::max_bytes).
    pub async fn download(&self, media_url: &str) -> Result<Download> {
        self.get(media_url).auth_at_home("media_url", &HOSTS).stream().await
    }
}

/// A file with its media type set, and what Bird is told of it.
fn described(file: FilePart) -> (FilePart, CreatePresignedUpload) {
    let media_type = file.resolved_media_type();
    (file.media_type(media_type.as_str()), CreatePresignedUpload::new(media_type))
}

/// Sends a file to where Bird says.
async fn store(
    scope: &rt::Scope,
    place: PresignedUpload,
    body: CreatePresignedUpload,
    file: FilePart,
) -> Result<UploadedFile, UploadError> {
    // Always POST so far. A word that is no method is one that no server knows.
    let method = Method::from_bytes(place.upload_method.as_bytes()).unwrap_or(Method::POST);
    let file_name = file.name().to_owned();
    let mut request = RawRequest::new(scope, method, &place.upload_url).no_auth();
    for (name, value) in place.upload_form_data {
        request = request.field(name, value);
    }
    // The storage ignores what stands behind the file, and the same file again under the same key changes nothing.
    let options = RequestOptions::new().idempotent(true).max_response_bytes(LARGEST_ANSWER);
    let stored = request.file("file", file).with(options).send().await;
    stored.map_err(|error| UploadError::Storage(StorageError::new(error)))?;
    Ok(UploadedFile { media_url: place.media_url, content_type: body.content_type, file_name })
}
