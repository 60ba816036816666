//! Answers as a test scripts them: what comes, when, and how far.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body::{Body as HttpBody, Frame, SizeHint};
use serde_core::Serialize;

use crate::error::BoxError;
use crate::options::parse_header;
use crate::transport::{Body, TransportError, TransportErrorKind, TransportResponse};

/// An answer of a [`MockTransport`](super::MockTransport), or the lack of one.
///
/// ```
/// use std::time::Duration;
/// use inboxkit_runtime::TransportErrorKind;
/// use inboxkit_runtime::testing::Answer;
///
/// let busy = Answer::status(503).header("retry-after", "1");
/// let slow = Answer::json(200, [1, 2, 3]).delay(Duration::from_secs(5));
/// let broken = Answer::json(200, [1, 2, 3]).breaks_off_after(4);
/// let unreachable = Answer::fault(TransportErrorKind::Connect);
/// # let _ = (busy, slow, broken, unreachable);
/// ```
#[derive(Clone)]
#[must_use = "an answer does nothing until a mock has it"]
pub struct Answer {
    fault: Option<TransportErrorKind>,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    end: End,
    delay: Duration,
}

/// How a body ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Whole,
    BreaksOff { after: usize },
    Stalls { after: usize },
}

impl Answer {
    fn new(status: StatusCode) -> Self {
        let (headers, body, delay) = (HeaderMap::new(), Bytes::new(), Duration::ZERO);
        Self { fault: None, status, headers, body, end: End::Whole, delay }
    }

    /// An answer of a status, without headers and with an empty body.
    ///
    /// # Panics
    ///
    /// If the status is none: below 100 or above 999.
    #[track_caller]
    pub fn status(status: u16) -> Self {
        let Ok(code) = StatusCode::from_u16(status) else { panic!("{status} is no status of an answer") };
        Self::new(code)
    }

    /// An answer of a status with a value as JSON: a model, or `serde_json::json!`.
    ///
    /// # Panics
    ///
    /// If the status is none, or the value cannot be written as JSON.
    #[track_caller]
    #[allow(clippy::needless_pass_by_value)] // values and references alike
    pub fn json(status: u16, value: impl Serialize) -> Self {
        let mut answer = Self::status(status);
        answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        match serde_json::to_vec(&value) {
            Ok(text) => answer.body(text),
            Err(error) => panic!("the value cannot be written as JSON: {error}"),
        }
    }

    /// No answer: the transport fails with an error of this kind, which also says whether the request may have been sent.
    /// Of what else is set on it, only the delay counts.
    pub fn fault(kind: TransportErrorKind) -> Self {
        Self { fault: Some(kind), ..Self::new(StatusCode::OK) }
    }

    /// A header, in the place of one of that name.
    ///
    /// # Panics
    ///
    /// If it cannot be one: the name has other characters than those of names, or the value has control characters.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        match parse_header(name, value.as_ref()) {
            Ok((name, value)) => self.headers.insert(name, value),
            Err(error) => panic!("{error}"),
        };
        self
    }

    /// A body, in the place of that which it has. The media type stays as it is.
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        self.body = bytes.into();
        self
    }

    /// Comes so much later, by the timer of tokio: at once where its clock is paused and nothing else is going on. None
    /// unless set. With [`Duration::MAX`] it never comes.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The connection is lost behind so many bytes of the body, or behind all if it has fewer.
    pub fn breaks_off_after(mut self, bytes: usize) -> Self {
        self.end = End::BreaksOff { after: bytes };
        self
    }

    /// Nothing more comes behind so many bytes of the body, or behind all if it has fewer: not even its end.
    pub fn stalls_after(mut self, bytes: usize) -> Self {
        self.end = End::Stalls { after: bytes };
        self
    }

    /// Gives it to whoever waits for it.
    pub(super) async fn give(self) -> Result<TransportResponse, TransportError> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        if let Some(kind) = self.fault {
            return Err(TransportError::new(kind, Some("a fault that the mock was told to have".into())));
        }
        let length = self.body.len() as u64;
        let cut = |after: usize, breaks_off| {
            let bytes = self.body.slice(..after.min(self.body.len()));
            Body::stream(Cut { bytes, left: length, breaks_off })
        };
        let body = match self.end {
            End::Whole => Body::from(self.body),
            End::BreaksOff { after } => cut(after, true),
            End::Stalls { after } => cut(after, false),
        };
        let mut response = TransportResponse::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}

/// Neither values of headers nor the body, which may be somebody's real ones.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut answer = f.debug_struct("Answer");
        match self.fault {
            Some(kind) => answer.field("fault", &kind),
            None => answer
                .field("status", &self.status.as_u16())
                .field("headers", &self.headers.keys().collect::<Vec<_>>())
                .field("bytes", &self.body.len())
                .field("end", &self.end),
        };
        answer.field("delay", &self.delay).finish()
    }
}

/// A body that does not come to its end, though it has promised its length.
struct Cut {
    bytes: Bytes,
    /// Bytes that a reader expects.
    left: u64,
    breaks_off: bool,
}

impl HttpBody for Cut {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let bytes = std::mem::take(&mut self.bytes);
        if !bytes.is_empty() {
            self.left -= bytes.len() as u64;
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        // What stalls wakes nobody.
        if self.breaks_off { Poll::Ready(Some(Err("the connection was lost".into()))) } else { Poll::Pending }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
