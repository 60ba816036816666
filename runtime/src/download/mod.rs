//! An answer whose body is read as it comes, for what is too large to hold or is wanted early.

#[cfg(not(target_family = "wasm"))]
mod file;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, Method, StatusCode};
use http_body::Body as HttpBody;
use tokio::time::Sleep;

use crate::error::{BoxError, DecodeError, Error, ErrorKind, Result, Target, Timeout, request_id};
use crate::send::broken;
use crate::transport::Body;

/// An answer of success (any status from 200 to 299) whose body is still to be read: piece by piece, as a whole, or
/// into a file.
///
/// It is also a stream of its pieces ([`futures_core::Stream`]). Each of them has to come within the timeout of the
/// request, however many there are; the time that the caller takes between them does not count, and neither does the
/// deadline of the request. Dropping it closes the connection.
///
/// A body that has another length than its `Content-Length` ends with an error. So does one that breaks off, and
/// nothing follows an error.
#[must_use = "the body is still to be read"]
pub struct Download {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    asked: Asked,
    idle: Duration,
    /// Since the next piece is waited for.
    timer: Option<Pin<Box<Sleep>>>,
    /// Set by the caller, for all ways of reading.
    limit: Option<u64>,
    max_response_bytes: usize,
    received: u64,
    has_failed: bool,
    progress: Option<Box<Progress>>,
}

/// What the errors of a download say of its request.
pub(crate) struct Asked {
    pub(crate) target: Target,
    /// Where the body comes from.
    pub(crate) origin: String,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

type Progress = dyn Fn(u64, Option<u64>) + Send + Sync;

impl Download {
    /// `idle` is how long each piece may take, `max_response_bytes` the limit of what is read as a whole.
    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        body: Body,
        asked: Asked,
        idle: Duration,
        max_response_bytes: usize,
    ) -> Self {
        Self {
            status,
            headers,
            body,
            asked,
            idle,
            timer: None,
            limit: None,
            max_response_bytes,
            received: 0,
            has_failed: false,
            progress: None,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How many bytes the body has, if the server says it.
    pub fn content_length(&self) -> Option<u64> {
        self.header(CONTENT_LENGTH.as_str())?.parse().ok()
    }

    /// Ends with an error once there are more bytes than that, however they are read. Unless set, what is read as a
    /// whole is limited by `max_response_bytes`, and nothing else is.
    pub fn max_bytes(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Calls a function with each piece that has come: with the number of bytes so far, and of all if the server says
    /// it.
    pub fn on_progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// The next piece of the body, or `None` at its end. A piece is not lost where this is dropped before it is ready.
    pub async fn chunk(&mut self) -> Option<Result<Bytes>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The whole body, of at most `max_response_bytes`, or as many as [`Download::max_bytes`] allows. An error if some
    /// of it has been read before.
    pub async fn bytes(mut self) -> Result<Bytes> {
        self.is_whole()?;
        if self.limit.is_none() {
            self.limit = Some(self.max_response_bytes as u64);
        }
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.chunk().await {
            whole.extend_from_slice(&chunk?);
        }
        Ok(whole.freeze())
    }

    /// The limit of what is held in memory.
    pub(crate) fn max_response_bytes(&self) -> usize {
        self.max_response_bytes
    }

    /// What has been read before would be missing, and nobody would notice.
    fn is_whole(&self) -> Result<()> {
        if self.received > 0 || self.has_failed {
            return Err(self.broken("its beginning has been read before"));
        }
        Ok(())
    }

    /// How many bytes are to come. The answer to a `HEAD` tells the length of a body that it does not have, and a
    /// transport that unpacks a body may leave the length that it had before.
    fn expected(&self) -> Option<u64> {
        let says_other = self.asked.target.method == Method::HEAD || self.headers.contains_key(CONTENT_ENCODING);
        if says_other { None } else { self.content_length() }
    }

    fn poll_body(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>>> {
        if let (0, Some(length)) = (self.received, self.expected()) {
            self.check_limit(length)?;
        }
        loop {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Pending => return self.poll_timer(context).map(Err),
                Poll::Ready(Some(Err(error))) => {
                    let (kind, source) = broken(error);
                    return Poll::Ready(Err(self.failed(kind).because(source)));
                }
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(bytes) = frame.into_data()
                        && !bytes.is_empty()
                    {
                        self.timer = None;
                        self.received += bytes.len() as u64;
                        self.check_limit(self.received)?;
                        if let Some(progress) = &self.progress {
                            progress(self.received, self.content_length());
                        }
                        return Poll::Ready(Ok(Some(bytes)));
                    }
                }
                Poll::Ready(None) => {
                    self.timer = None;
                    return Poll::Ready(match self.expected() {
                        Some(length) if length != self.received => {
                            Err(self.broken(&format!("it has {} bytes, its Content-Length is {length}", self.received)))
                        }
                        _ => Ok(None),
                    });
                }
            }
        }
    }

    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        let idle = self.idle;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
        timer.as_mut().poll(context).map(|()| self.failed(ErrorKind::Timeout(Timeout::Idle(idle))))
    }

    fn check_limit(&self, bytes: u64) -> Result<()> {
        match self.limit {
            Some(limit) if bytes > limit => {
                let message =
                    format!("it has more than {limit} bytes (max_response_bytes, or max_bytes of the download)");
                Err(self.failed(ErrorKind::Decode(DecodeError::whole(message))))
            }
            _ => Ok(()),
        }
    }

    fn broken(&self, reason: &str) -> Error {
        self.because(ErrorKind::Body, Box::new(io::Error::new(io::ErrorKind::UnexpectedEof, reason)))
    }

    fn because(&self, kind: ErrorKind, source: BoxError) -> Error {
        self.failed(kind).because(Some(source))
    }

    /// What went wrong with the body.
    pub(crate) fn failed(&self, kind: ErrorKind) -> Error {
        let Asked { target, origin, attempts, elapsed } = &self.asked;
        Error::new(kind, target.clone())
            .at(origin.clone())
            .sent(true)
            .named(request_id(&self.headers))
            .after(*attempts, *elapsed, None)
    }
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.has_failed {
            return Poll::Ready(None);
        }
        self.poll_body(context).map(|read| {
            if read.is_err() {
                self.has_failed = true;
                // The connection is of no use any more.
                self.body = Body::empty();
            }
            read.transpose()
        })
    }
}

/// Not the body, which is the caller's business.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.asked.target.operation)
            .field("status", &self.status.as_u16())
            .field("content_length", &self.content_length())
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
