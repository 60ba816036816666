//! An answer of success, before it is decoded, and the ways of decoding it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_core::de::DeserializeOwned;

use crate::decode;
use crate::error::{DecodeError, Error, ErrorKind, NotRetried, Result, Target, request_id};
use crate::redact::Redactor;

/// An answer of success (any status from 200 to 299), with its headers and its bytes.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) target: Target,
    pub(crate) redactor: Redactor,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl RawResponse {
    /// How often the request was sent before this answer came: 1 without retries.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time from the first attempt to the end of this answer.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The name of the request in the server's logs, if it gave one.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
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

    /// The body.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The body, without the rest.
    pub fn into_bytes(self) -> Bytes {
        self.body
    }

    /// The body as text.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).map_err(|error| {
            let message = format!("the text is not UTF-8 from byte {} on", error.valid_up_to());
            self.failed(DecodeError::whole(message)).because(Some(Box::new(error)))
        })
    }

    /// The body decoded as JSON. An error never repeats values of the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        // What the decoder says quotes the body: it is not kept as the cause.
        decode::read(&self.body, &self.redactor).map_err(|error| self.failed(error))
    }

    pub(crate) fn failed(&self, error: DecodeError) -> Error {
        Error::new(ErrorKind::Decode(error), self.target.clone()).sent(true).named(request_id(&self.headers)).after(
            self.attempts,
            self.elapsed,
            Some(NotRetried::Pointless),
        )
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }
}

/// Not the body, which is the caller's business.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("operation", &self.target.operation)
            .field("status", &self.status.as_u16())
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
