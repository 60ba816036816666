//! `multipart/form-data` (RFC 7578) as a stream: files of the disk and readers are read while they are sent.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio_util::io::ReaderStream;

use crate::error::BuildError;
use crate::file_part::{FileError, FilePart, Progress, Reader, Source};
use crate::form::{Content, Form};
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
        escape(&mut text, &part.name);
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
                text.push_str(&media_type(&part.name, file)?);
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

/// A text that is nowhere else: 128 random bits, as the keys of two fresh hashers.
pub(crate) fn unique() -> String {
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

/// The bytes of a file, or what they will be read from and how many they are.
async fn content(file: &FilePart) -> Result<Segment, BuildError> {
    let progress = file.progress.clone();
    match &file.source {
        Source::Bytes(bytes) if progress.is_none() => Ok(Segment::Bytes(bytes.clone())),
        // In pieces, as files of the disk are: what was said all at once would be no progress.
        Source::Bytes(bytes) => {
            let (length, reader) = (bytes.len() as u64, Box::pin(io::Cursor::new(bytes.clone())) as Reader);
            let opening = async move { Ok(reader) };
            let name = file.file_name.clone();
            Ok(Segment::File(Reading::new(name, Box::pin(opening), Some(length), progress)))
        }
        Source::Reader { reader, length } => {
            let name = file.file_name.clone();
            if file.is_spent() {
                return Err(BuildError::body(FileError::spent(&name)));
            }
            let (reader, owner) = (reader.clone(), name.clone());
            let taking = async move { reader.take().ok_or_else(|| FileError::spent(&owner)) };
            Ok(Segment::File(Reading::new(name, Box::pin(taking), *length, progress)))
        }
        #[cfg(not(target_family = "wasm"))]
        Source::Path(path) => of_disk(path, progress).await.map(Segment::File).map_err(BuildError::body),
    }
}

#[cfg(not(target_family = "wasm"))]
async fn of_disk(path: &std::path::Path, progress: Option<Progress>) -> Result<Reading, FileError> {
    let name = path.display().to_string();
    let metadata = tokio::fs::metadata(path).await.map_err(|error| FileError::new(&name, error))?;
    if !metadata.is_file() {
        return Err(FileError::new(&name, io::Error::other("is no file")));
    }
    let (path, owner) = (path.to_owned(), name.clone());
    let opening = async move {
        let file = tokio::fs::File::open(path).await;
        file.map(|file| Box::pin(file) as Reader).map_err(|error| FileError::new(&owner, error))
    };
    Ok(Reading::new(name, Box::pin(opening), Some(metadata.len()), progress))
}

/// A piece of the body.
enum Segment {
    Bytes(Bytes),
    File(Reading),
}

impl Segment {
    /// How many bytes it has, where that is known.
    fn len(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File(file) => file.left,
        }
    }
}

impl From<String> for Segment {
    fn from(text: String) -> Self {
        Self::Bytes(Bytes::from(text))
    }
}

/// The body: its segments one after another.
struct Stream {
    segments: VecDeque<Segment>,
    /// Bytes still to come, where that is known.
    left: Option<u64>,
}

/// A file that is being sent, or waits until what stands before it is.
struct Reading {
    name: String,
    state: State,
    /// Bytes of it still to come, where that is known.
    left: Option<u64>,
    /// Bytes of it that were given out.
    given: u64,
    /// All bytes of it, where that is known.
    length: Option<u64>,
    progress: Option<Progress>,
}

enum State {
    /// Nothing happens before it is polled: until then a file is closed, and a reader can go with another body.
    Opening(BoxFuture<Result<Reader, FileError>>),
    Open(ReaderStream<Reader>),
}

impl Stream {
    fn new(segments: VecDeque<Segment>) -> Self {
        let left = segments.iter().try_fold(0_u64, |sum, segment| sum.checked_add(segment.len()?));
        Self { segments, left }
    }

    /// The next bytes. Empty segments are passed over, and an error is the end.
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, FileError>>> {
        while let Some(segment) = self.segments.front_mut() {
            let bytes = match segment {
                Segment::Bytes(bytes) if bytes.is_empty() => None,
                Segment::Bytes(bytes) => Some(Ok(std::mem::take(bytes))),
                Segment::File(file) => ready!(file.poll_bytes(context)),
            };
            match bytes {
                Some(Ok(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Err(error)) => {
                    self.segments.clear();
                    return Poll::Ready(Some(Err(error)));
                }
                None => drop(self.segments.pop_front()),
            }
        }
        Poll::Ready(None)
    }
}

impl Reading {
    fn new(
        name: String,
        opening: BoxFuture<Result<Reader, FileError>>,
        length: Option<u64>,
        progress: Option<Progress>,
    ) -> Self {
        Self { name, state: State::Opening(opening), left: length, given: 0, length, progress }
    }

    /// The next bytes of the file, of which the progress is told.
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, FileError>>> {
        let bytes = ready!(self.poll_read(context));
        if let (Some(Ok(bytes)), Some(progress)) = (&bytes, &self.progress) {
            self.given += bytes.len() as u64;
            progress(self.given, self.length);
        }
        Poll::Ready(bytes)
    }

    /// The next bytes of the file, `None` behind as many as were promised: what there is beyond them is not sent, as the
    /// length has gone ahead.
    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, FileError>>> {
        if self.left == Some(0) {
            return Poll::Ready(None);
        }
        let stream = loop {
            match &mut self.state {
                State::Open(stream) => break stream,
                State::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(reader) => self.state = State::Open(ReaderStream::with_capacity(reader, CHUNK)),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
            }
        };
        let read = ready!(Pin::new(stream).poll_next(context));
        Poll::Ready(match (read, &mut self.left) {
            (Some(Ok(bytes)), None) => Some(Ok(bytes)),
            (Some(Ok(mut bytes)), Some(left)) => {
                bytes.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= bytes.len() as u64;
                Some(Ok(bytes))
            }
            (Some(Err(error)), _) => Some(Err(FileError::new(&self.name, error))),
            (None, None) => None,
            (None, Some(left)) => {
                let reason = format!("ended {left} bytes before its length");
                Some(Err(FileError::new(&self.name, io::Error::new(io::ErrorKind::UnexpectedEof, reason))))
            }
        })
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
        if let (Some(Ok(bytes)), Some(left)) = (&bytes, &mut self.left) {
            *left -= bytes.len() as u64;
        }
        Poll::Ready(bytes.map(|bytes| bytes.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::{Arc, Mutex};

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
            let directory = std::env::temp_dir().join(unique());
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
    async fn progress_is_told_of_each_piece_of_a_file() {
        for length in [Some(2 * CHUNK as u64 + 1), None] {
            let told = Arc::new(Mutex::new(Vec::new()));
            let on_progress = || {
                let told = told.clone();
                move |sent, of| told.lock().unwrap().push((sent, of))
            };
            let content = vec![7; 2 * CHUNK + 1];
            let file = match length {
                Some(_) => FilePart::from_bytes("a", content),
                None => FilePart::from_reader("a", io::Cursor::new(content)),
            };
            let mut form = Form::default();
            form.text("field", "is not counted".to_owned());
            form.file("f", file.on_progress(on_progress()));
            encoded(&form).await.unwrap();
            let told = told.lock().unwrap();
            assert!(told.len() > 2 && told.is_sorted(), "{told:?}");
            assert_eq!(told.last(), Some(&(2 * CHUNK as u64 + 1, length)));
        }
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
        assert!(error.unwrap().contains("log.txt: ended 2 bytes before its length"));
    }

    #[tokio::test]
    async fn a_reader_is_taken_when_the_body_comes_to_it_and_not_before() {
        let mut form = Form::default();
        form.text("content", "hello".to_owned());
        form.file("f", FilePart::from_reader("a\nb.txt", &b"abc"[..]));
        let (_, mut first) = encode(&form, "B").await.unwrap();
        first.chunk().await.unwrap().unwrap();
        drop(first);
        assert!(form.is_repeatable());
        let (_, mut second) = encode(&form, "B").await.unwrap();
        let (_, mut third) = encode(&form, "B").await.unwrap();
        second.chunk().await.unwrap().unwrap();
        assert_eq!(second.chunk().await.unwrap().unwrap(), "abc");
        assert!(!form.is_repeatable());

        let expected = "file a b.txt: sent already: a reader can be read once";
        let error = encode(&form, "B").await.unwrap_err().to_string();
        assert_eq!(error, format!("the body cannot be sent: {expected}"));
        third.chunk().await.unwrap().unwrap();
        assert_eq!(third.chunk().await.unwrap().unwrap_err().to_string(), expected);
        assert!(third.chunk().await.is_none(), "an error is the end");
    }

    #[tokio::test]
    async fn lengths_that_add_up_to_none_are_none() {
        let mut form = Form::default();
        let huge = || FilePart::from_reader("a", &b""[..]).length(u64::MAX);
        form.file("f", huge());
        assert_eq!(encode(&form, "B").await.unwrap().1.len_hint(), None);
        assert!(encoded(&form).await.unwrap_err().contains("ended 18446744073709551615 bytes before"));
    }

    #[test]
    fn boundaries_differ() {
        assert_ne!(unique(), unique());
        assert!(unique().len() <= 70, "as RFC 2046 demands");
    }
}
