//! `multipart/form-data` (RFC 7578) as a stream: files of the disk are read while they are sent.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

use crate::error::BuildError;
use crate::form::{Content, FilePart, Form, Source};
use crate::transport::{Body, BoxFuture};

/// How much of a file is held in memory at a time.
const CHUNK: usize = 64 * 1024;

/// A form as a body, and the media type that names its boundary.
pub(crate) async fn encode(form: &Form, boundary: &str) -> Result<(String, Body), BuildError> {
    if let Some(problem) = &form.problem {
        return Err(problem.clone());
    }
    let mut segments = VecDeque::new();
    let mut text = String::new();
    for part in &form.parts {
        text.push_str("--");
        text.push_str(boundary);
        text.push_str("\r\nContent-Disposition: form-data; name=\"");
        escape(&mut text, part.name);
        text.push('"');
        match &part.content {
            Content::Text(value) => {
                text.push_str("\r\n\r\n");
                text.push_str(value);
            }
            Content::File(file) => {
                text.push_str("; filename=\"");
                escape(&mut text, &file.file_name);
                text.push_str("\"\r\nContent-Type: ");
                text.push_str(&media_type(part.name, file)?);
                text.push_str("\r\n\r\n");
                segments.push_back(Segment::from(std::mem::take(&mut text)));
                segments.push_back(content(file).await?);
            }
        }
        text.push_str("\r\n");
    }
    text.push_str("--");
    text.push_str(boundary);
    text.push_str("--\r\n");
    segments.push_back(Segment::from(text));
    let media_type = format!("multipart/form-data; boundary={boundary}");
    Ok((media_type, Body::stream(Stream::new(segments))))
}

/// A text that is in none of the parts: 128 random bits, as the keys of two fresh hashers.
pub(crate) fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("inboxkit-{:016x}{:016x}", random(), random())
}

/// Names as browsers escape them.
fn escape(text: &mut String, name: &str) {
    for character in name.chars() {
        match character {
            '"' => text.push_str("%22"),
            '\r' => text.push_str("%0D"),
            '\n' => text.push_str("%0A"),
            other => text.push(other),
        }
    }
}

fn media_type(name: &str, file: &FilePart) -> Result<String, BuildError> {
    let media_type = file.resolved_media_type();
    if media_type.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        Ok(media_type)
    } else {
        let reason = "has a media type that is no plain text";
        Err(BuildError::parameter(name, reason))
    }
}

/// The bytes of a file, or where they are and how many.
async fn content(file: &FilePart) -> Result<Segment, BuildError> {
    let path = match &file.source {
        Source::Bytes(bytes) => return Ok(Segment::Bytes(bytes.clone())),
        Source::Path(path) => path,
    };
    let fail = |reason: &dyn fmt::Display| {
        let path = path.display();
        BuildError::body(format_args!("file {path}: {reason}"))
    };
    let metadata = tokio::fs::metadata(path).await;
    let metadata = metadata.map_err(|error| fail(&error))?;
    if !metadata.is_file() {
        return Err(fail(&"is no file"));
    }
    Ok(Segment::File { path: path.clone(), length: metadata.len() })
}

/// A piece of the body.
enum Segment {
    Bytes(Bytes),
    File { path: PathBuf, length: u64 },
}

impl From<String> for Segment {
    fn from(text: String) -> Self {
        Self::Bytes(Bytes::from(text))
    }
}

/// The body: its segments one after another.
struct Stream {
    segments: VecDeque<Segment>,
    file: Option<Reading>,
    /// Bytes still to come.
    left: u64,
}

/// A file that is being sent.
struct Reading {
    path: PathBuf,
    state: State,
    /// Bytes of it still to come.
    left: u64,
}

enum State {
    Opening(BoxFuture<io::Result<File>>),
    Open(File),
}

impl Stream {
    fn new(segments: VecDeque<Segment>) -> Self {
        let lengths = segments.iter().map(|segment| match segment {
            Segment::Bytes(bytes) => bytes.len() as u64,
            Segment::File { length, .. } => *length,
        });
        let left = lengths.sum();
        Self { segments, file: None, left }
    }

    /// The next bytes. Empty segments are passed over.
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, FileError>>> {
        loop {
            if let Some(file) = &mut self.file {
                if let Some(bytes) = ready!(file.poll_bytes(context)?) {
                    return Poll::Ready(Some(Ok(bytes)));
                }
                self.file = None;
            }
            match self.segments.pop_front() {
                None => return Poll::Ready(None),
                Some(Segment::Bytes(bytes)) if bytes.is_empty() => {}
                Some(Segment::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Segment::File { path, length }) => {
                    self.file =
                        Some(Reading { state: State::Opening(Box::pin(File::open(path.clone()))), path, left: length });
                }
            }
        }
    }
}

impl Reading {
    /// The next bytes of the file, `None` behind as many as were promised: what has been appended since
    /// is not sent, as the length has gone ahead.
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, FileError>> {
        let file = match &mut self.state {
            State::Open(file) => file,
            State::Opening(opening) => {
                let opened = ready!(opening.as_mut().poll(context));
                self.state = State::Open(opened.map_err(|error| self.failed(error))?);
                return self.poll_bytes(context);
            }
        };
        if self.left == 0 {
            return Poll::Ready(Ok(None));
        }
        let mut chunk = vec![0; CHUNK.min(usize::try_from(self.left).unwrap_or(CHUNK))];
        let mut buffer = ReadBuf::new(&mut chunk);
        ready!(Pin::new(file).poll_read(context, &mut buffer)).map_err(|error| self.failed(error))?;
        let read = buffer.filled().len();
        if read == 0 {
            let error = io::Error::new(io::ErrorKind::UnexpectedEof, "became shorter while it was sent");
            return Poll::Ready(Err(self.failed(error)));
        }
        chunk.truncate(read);
        self.left -= read as u64;
        Poll::Ready(Ok(Some(Bytes::from(chunk))))
    }

    fn failed(&self, error: io::Error) -> FileError {
        let path = self.path.clone();
        FileError { path, error }
    }
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = FileError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, FileError>>> {
        let bytes = ready!(self.poll_bytes(context));
        if let Some(Ok(bytes)) = &bytes {
            self.left -= bytes.len() as u64;
        }
        Poll::Ready(bytes.map(|bytes| bytes.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// A file that could not be read to its end.
#[derive(Debug)]
pub(crate) struct FileError {
    path: PathBuf,
    error: io::Error,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file {}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for FileError {}

#[cfg(test)]
mod tests {
    use super::*;

    async fn encoded(form: &Form) -> Result<(Option<u64>, String), String> {
        let (_, mut body) = encode(form, "B").await.map_err(|error| error.to_string())?;
        let length = body.len_hint();
        let mut text = Vec::new();
        while let Some(chunk) = body.chunk().await {
            text.extend_from_slice(&chunk.map_err(|error| error.to_string())?);
        }
        Ok((length, String::from_utf8(text).unwrap()))
    }

    /// A file of the temporary directory that goes when the test is over.
    struct Temporary(PathBuf);

    impl Temporary {
        fn new(name: &str, content: &[u8]) -> Self {
            let directory = std::env::temp_dir().join(boundary());
            std::fs::create_dir(&directory).unwrap();
            std::fs::write(directory.join(name), content).unwrap();
            Self(directory.join(name))
        }
    }

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
        }
    }

    #[tokio::test]
    async fn texts_and_files_are_parts_in_their_order() {
        let file = Temporary::new("photo.jpg", b"\xff\xd8");
        std::fs::write(&file.0, "jpeg").unwrap();
        let mut form = Form::default();
        form.text("content", "hello".to_owned());
        form.file("attachments[]", FilePart::from_bytes("note.txt", "note"));
        form.file("attachments[]", FilePart::from_path(&file.0));
        form.text("private", "true".to_owned());
        let (length, text) = encoded(&form).await.unwrap();
        let expected = "--B\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nhello\r\n\
            --B\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"note.txt\"\r\n\
            Content-Type: text/plain\r\n\r\nnote\r\n\
            --B\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"photo.jpg\"\r\n\
            Content-Type: image/jpeg\r\n\r\njpeg\r\n\
            --B\r\nContent-Disposition: form-data; name=\"private\"\r\n\r\ntrue\r\n--B--\r\n";
        assert_eq!(text, expected);
        assert_eq!(length, Some(expected.len() as u64));
    }

    #[tokio::test]
    async fn names_are_escaped_as_browsers_do() {
        let mut form = Form::default();
        let name = "a\"b\r\nEvil: c.ünknown";
        form.file("f", FilePart::from_bytes(name, ""));
        let (_, text) = encoded(&form).await.unwrap();
        assert!(text.contains("filename=\"a%22b%0D%0AEvil: c.ünknown\"\r\n"));
        assert!(text.contains("Content-Type: application/octet-stream\r\n"));
    }

    #[tokio::test]
    async fn a_form_without_fields_ends_at_once() {
        let (length, text) = encoded(&Form::default()).await.unwrap();
        assert_eq!((length, text.as_str()), (Some(7), "--B--\r\n"));
    }

    #[tokio::test]
    async fn a_media_type_cannot_add_a_header() {
        let mut form = Form::default();
        let file = FilePart::from_bytes("a", "").media_type("a/b\r\nEvil: c");
        form.file("f", file);
        assert!(encoded(&form).await.is_err());
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_named() {
        let mut form = Form::default();
        form.file("f", FilePart::from_path("/nowhere/at/all.txt"));
        let error = encoded(&form).await.unwrap_err();
        assert!(error.contains("/nowhere/at/all.txt"), "{error}");
        let mut form = Form::default();
        form.file("f", FilePart::from_path(std::env::temp_dir()));
        assert!(encoded(&form).await.unwrap_err().contains("is no file"));
    }

    #[tokio::test]
    async fn a_large_file_comes_in_pieces_and_whole() {
        let content: Vec<u8> = (0..=250).cycle().take(CHUNK * 3 + 7).collect();
        let file = Temporary::new("large.bin", &content);
        let mut form = Form::default();
        form.file("f", FilePart::from_path(&file.0));
        let (_, mut body) = encode(&form, "B").await.unwrap();
        let (mut bytes, mut pieces) = (Vec::new(), 0);
        while let Some(chunk) = body.chunk().await {
            bytes.extend_from_slice(&chunk.unwrap());
            pieces += 1;
        }
        assert!(pieces > 4);
        assert!(bytes.windows(content.len()).any(|window| window == content));
    }

    #[tokio::test]
    async fn a_file_that_changes_is_cut_at_the_length_that_was_promised_or_an_error() {
        let file = Temporary::new("log.txt", b"12345");
        let mut form = Form::default();
        form.file("f", FilePart::from_path(&file.0));
        let (_, longer) = encode(&form, "B").await.unwrap();
        let (_, mut shorter) = encode(&form, "B").await.unwrap();
        std::fs::write(&file.0, "123456789").unwrap();
        let mut body = longer;
        let mut text = Vec::new();
        while let Some(chunk) = body.chunk().await {
            text.extend_from_slice(&chunk.unwrap());
        }
        assert!(String::from_utf8(text).unwrap().contains("\r\n\r\n12345\r\n--B--"));

        std::fs::write(&file.0, "123").unwrap();
        let mut error = None;
        while let Some(chunk) = shorter.chunk().await {
            if let Err(failed) = chunk {
                error = Some(failed.to_string());
                break;
            }
        }
        assert!(error.unwrap().contains("became shorter"));
    }

    #[test]
    fn boundaries_differ() {
        assert_ne!(boundary(), boundary());
        assert!(boundary().len() <= 70, "as RFC 2046 demands");
    }
}
