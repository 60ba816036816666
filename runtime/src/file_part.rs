//! A file of a form: where its bytes come from, and what it is called.

#[cfg(not(target_family = "wasm"))]
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::{fmt, io};

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

use crate::excerpt;

/// How much of a file's name an error shows.
const NAME: usize = 200;

/// A file to send.
///
/// A file of the disk is opened when the request is sent, and read piece by piece. So is a reader, which is sent once.
///
/// ```
/// use inboxkit_runtime::FilePart;
///
/// let note = FilePart::from_bytes("note.txt", "hello");
/// let photo = FilePart::from_path("holiday/beach.jpg").file_name("beach at noon.jpg");
/// let report = FilePart::from_reader("report.csv", &b"a;b\n"[..]).length(4);
/// # let _ = (note, photo, report);
/// ```
#[derive(Clone)]
pub struct FilePart {
    pub(crate) source: Source,
    pub(crate) file_name: String,
    /// Guessed from the file name, unless it is set.
    media_type: Option<String>,
    pub(crate) progress: Option<Progress>,
}

/// What is told of the bytes that were sent, and of all of them where these are known.
pub(crate) type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("source", &self.source)
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

/// Where the bytes of a file are.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    #[cfg(not(target_family = "wasm"))]
    Path(PathBuf),
    Reader {
        reader: SharedReader,
        length: Option<u64>,
    },
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(path) => path.fmt(f),
            Self::Reader { .. } => f.write_str("a reader"),
        }
    }
}

impl FilePart {
    fn new(source: Source, file_name: String) -> Self {
        Self { source, file_name, media_type: None, progress: None }
    }

    /// A file whose bytes are at hand.
    pub fn from_bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()), file_name.into())
    }

    /// A file of the disk, under its own name.
    #[cfg(not(target_family = "wasm"))]
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or_default();
        Self::new(Source::Path(path.to_owned()), name.to_string_lossy().into_owned())
    }

    /// What a reader gives, to its end. Without [`FilePart::length`] the form has no `Content-Length`, and goes over
    /// HTTP/1.1 in chunks.
    ///
    /// A reader is sent once, and its clones share it: a second time is an error. A request that failed before it came
    /// to the reader (no connection, say) can be sent again.
    pub fn from_reader(file_name: impl Into<String>, reader: impl AsyncRead + Send + 'static) -> Self {
        let reader = SharedReader::new(Box::pin(reader));
        Self::new(Source::Reader { reader, length: None }, file_name.into())
    }

    /// How many bytes its reader gives, so that the form has a `Content-Length`. Of a reader that gives more the rest is
    /// left, and one that gives less is an error while it is sent. Of other files the length is known, and this
    /// changes nothing.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Source::Reader { length, .. } = &mut self.source {
            *length = Some(bytes);
        }
        self
    }

    /// Another name than its own.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// Another media type than the one that its name suggests.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Calls a function with each piece that is sent: with the number of bytes of the file so far, and of all of them where
    /// that is known. Sent is what was handed to the connection, which may hold some of it for a while. A file that is sent
    /// again begins again.
    #[must_use]
    pub fn on_progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.file_name
    }

    /// The media type that it is sent with: the one that was set, else the one that its name suggests, else
    /// `application/octet-stream`.
    pub fn resolved_media_type(&self) -> String {
        match &self.media_type {
            Some(media_type) => media_type.clone(),
            None => mime_guess::from_path(&self.file_name).first_raw().unwrap_or("application/octet-stream").to_owned(),
        }
    }

    /// Whether it is a reader that has been taken.
    pub(crate) fn is_spent(&self) -> bool {
        matches!(&self.source, Source::Reader { reader, .. } if reader.lock().is_none())
    }

    /// Whether it is a reader that is asked for bytes, and has none yet.
    pub(crate) fn is_awaited(&self) -> bool {
        matches!(&self.source, Source::Reader { reader, .. } if reader.0.is_awaited.load(Ordering::Relaxed))
    }
}

/// Something to read from.
pub(crate) type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// A reader that is taken once, by one of those that share it.
#[derive(Clone)]
pub(crate) struct SharedReader(Arc<Slot>);

struct Slot {
    reader: Mutex<Option<Reader>>,
    is_awaited: AtomicBool,
}

impl SharedReader {
    fn new(reader: Reader) -> Self {
        Self(Arc::new(Slot { reader: Mutex::new(Some(reader)), is_awaited: AtomicBool::new(false) }))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Reader>> {
        self.0.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn take(self) -> Option<Reader> {
        let reader = self.lock().take()?;
        Some(Box::pin(Watched { reader, slot: self.0 }))
    }
}

/// A reader that leaves a note while it is waited for: when a request takes too long, the note says on what it waited.
struct Watched {
    reader: Reader,
    slot: Arc<Slot>,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = self.reader.as_mut().poll_read(context, buffer);
        self.slot.is_awaited.store(read.is_pending(), Ordering::Relaxed);
        read
    }
}

/// A file that could not be read or written to its end.
#[derive(Debug)]
pub(crate) struct FileError {
    name: String,
    error: io::Error,
}

impl FileError {
    pub(crate) fn new(name: &str, error: io::Error) -> Self {
        Self { name: excerpt::line(name.as_bytes(), NAME), error }
    }

    /// Of a reader that keeps a request waiting.
    pub(crate) fn stalled(name: &str) -> Self {
        Self::new(name, io::Error::new(io::ErrorKind::TimedOut, "its reader gave nothing more"))
    }

    /// Of a reader that is asked for a second time.
    pub(crate) fn spent(name: &str) -> Self {
        Self::new(name, io::Error::other("sent already: a reader can be read once"))
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file {}: {}", self.name, self.error)
    }
}

impl std::error::Error for FileError {}
