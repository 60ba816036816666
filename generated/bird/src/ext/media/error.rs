//! Why a file is not where it should be.

use std::error::Error as StdError;
use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

use super::UploadedFile;
use crate::Error;

/// Why a file was not uploaded, or not sent; by the step that failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum UploadError {
    /// Bird did not say where the file goes. Nothing of it was sent.
    Prepare(Error),
    /// The storage did not take the file.
    Storage(StorageError),
    /// The file was uploaded, but the message with it was not sent.
    Send {
        /// The file.
        file: UploadedFile,
        /// Why the message was not sent; [`Error::may_have_been_sent`] says whether it may have been nonetheless.
        error: Error,
    },
}

impl UploadError {
    /// The error of the request that failed.
    pub fn error(&self) -> &Error {
        match self {
            Self::Prepare(error) | Self::Send { error, .. } => error,
            Self::Storage(error) => &error.error,
        }
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prepare(error) => write!(f, "the upload could not be prepared: {error}"),
            Self::Storage(error) => error.fmt(f),
            Self::Send { file, error } => write!(f, "{} was uploaded, but not sent: {error}", file.file_name),
        }
    }
}

impl StdError for UploadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Prepare(error) | Self::Send { error, .. } => Some(error),
        }
    }
}

/// Why a storage did not take a file. What it answers is XML, of which this is the code and the message.
#[derive(Debug)]
pub struct StorageError {
    error: Error,
    code: Option<String>,
    message: Option<String>,
}

impl StorageError {
    pub(super) fn new(error: Error) -> Self {
        let (code, message) = error.api().map(|answer| read(answer.body())).unwrap_or_default();
        Self { error, code, message }
    }

    /// The code of the storage, such as `EntityTooLarge` or `AccessDenied`; none where it did not answer, or not so.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// What it says about that, for people.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The error of the request: its status, and whether trying again makes sense.
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the storage did not take the file: ")?;
        if let Some(code) = &self.code {
            write!(f, "{code}: ")?;
        }
        if let Some(message) = &self.message {
            write!(f, "{message}: ")?;
        }
        self.error.fmt(f)
    }
}

impl StdError for StorageError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// The code and the message of `<Error><Code>..</Code><Message>..</Message>..</Error>`. What is no such XML says nothing.
fn read(body: &[u8]) -> (Option<String>, Option<String>) {
    let (mut code, mut message) = (None, None);
    let Ok(text) = std::str::from_utf8(body) else { return (code, message) };
    let mut reader = Reader::from_str(text);
    while let Ok(event) = reader.read_event() {
        let Event::Start(start) = event else {
            if matches!(event, Event::Eof) {
                break;
            }
            continue;
        };
        let place = match start.name().as_ref() {
            "Code" => &mut code,
            "Message" => &mut message,
            _ => continue,
        };
        if let Ok(text) = reader.read_text(start.name()) {
            *place = unescape(&text).ok().map(|text| one_line(&text)).filter(|text| !text.is_empty());
        }
    }
    (code, message)
}

/// At most so much of a text, without line breaks: it goes into logs.
fn one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_storages_are_read() {
        let read = |text: &str| read(text.as_bytes());
        let some = |text: &str| Some(text.to_owned());
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>EntityTooLarge</Code>\
            <Message>Your upload exceeds &lt;1&gt;\n MB</Message><RequestId>7</RequestId></Error>";
        assert_eq!(read(text), (some("EntityTooLarge"), some("Your upload exceeds <1> MB")));
        assert_eq!(read("<Error><Message>no code</Message></Error>"), (None, some("no code")));
        for text in ["", "{\"code\": 1}", "<Error><Code>", "<a><Code/></a>", "\u{0}<<>", "<Code>&unknown;</Code>"] {
            assert_eq!(read(text), (None, None), "{text}");
        }
    }
}
