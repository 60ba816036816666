//! Answers that say no.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_core::de::DeserializeOwned;

use super::DecodeError;
use crate::{decode, excerpt};

/// An answer with a status other than success.
#[derive(Clone)]
pub struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What the message shows of the body: one line, without the secrets of the request.
    pub(crate) excerpt: String,
}

/// What a status means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusKind {
    /// 400: the server did not understand the request.
    BadRequest,
    /// 401: the credential is missing or wrong; some servers say this where others say 403.
    Unauthorized,
    /// 402: the plan or the licence does not cover it.
    PaymentRequired,
    /// 403: the credential does not permit it.
    Forbidden,
    /// 404 and 410: something that the path names is not there.
    NotFound,
    /// 409: it contradicts what is there.
    Conflict,
    /// 413: the body is too large.
    TooLarge,
    /// 422: understood, and refused.
    Unprocessable,
    /// 429: too many requests.
    TooManyRequests,
    /// Any other status from 400 to 499.
    Client,
    /// 500 and above.
    Server,
    /// Anything else: a redirect that leads nowhere, a status that HTTP does not have.
    Other,
}

/// Headers by which servers name a request in their logs.
const REQUEST_ID: [&str; 4] = ["x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id"];

/// The name of a request in the server's logs, if the headers of the answer have one.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let mut values = REQUEST_ID.iter().filter_map(|name| headers.get(*name));
    values.find_map(|value| value.to_str().ok())
}

impl ApiError {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What the status means.
    pub fn kind(&self) -> StatusKind {
        match self.status.as_u16() {
            400 => StatusKind::BadRequest,
            401 => StatusKind::Unauthorized,
            402 => StatusKind::PaymentRequired,
            403 => StatusKind::Forbidden,
            404 | 410 => StatusKind::NotFound,
            409 => StatusKind::Conflict,
            413 => StatusKind::TooLarge,
            422 => StatusKind::Unprocessable,
            429 => StatusKind::TooManyRequests,
            405..500 => StatusKind::Client,
            500.. => StatusKind::Server,
            _ => StatusKind::Other,
        }
    }

    /// The name of the request in the server's logs, if it gave one.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body decoded as JSON, if it is of that shape. An error never repeats values of the body.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode::from_json(&self.body)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status.as_u16())
            .field("request_id", &self.request_id())
            .field("body", &self.excerpt)
            .finish_non_exhaustive()
    }
}

/// Status, body in one line, request id.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server answered {}", self.status)?;
        if !self.excerpt.is_empty() {
            write!(f, ": {}", self.excerpt)?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " (request id {})", excerpt::line(id.as_bytes(), 80))?;
        }
        Ok(())
    }
}
