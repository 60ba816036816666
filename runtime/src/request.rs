//! Requests that take nothing beyond what they were made with.

use std::fmt;

use bytes::Bytes;
use serde_core::de::DeserializeOwned;

use crate::call::Call;
use crate::download::Download;
use crate::error::{Error, Result};
use crate::options::RequestOptions;
use crate::pending::Pending;
use crate::response::RawResponse;
use crate::transport::BoxFuture;

/// A request of an operation whose answer is a `T`. It does nothing until it is awaited.
///
/// Name one by the alias of its operation: an operation that gets parameters has a request of its own type, under the same name
/// and with the same methods.
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<T> {
    call: Call,
    send: fn(Call) -> Pending<T>,
}

impl<T> Request<T> {
    /// Sends the request. Awaiting the request itself does the same.
    pub fn send(self) -> Pending<T> {
        (self.send)(self.call)
    }

    /// Sends the request, and leaves an answer of success undecoded.
    pub fn raw(self) -> Pending<RawResponse> {
        self.call.send_raw()
    }

    /// Sends the request, and leaves the body of an answer of success to be read: piece by piece, or into a file.
    pub fn stream(self) -> BoxFuture<Result<Download>> {
        self.call.stream()
    }

    /// Changes the options of this request alone.
    pub fn with(mut self, options: RequestOptions) -> Self {
        self.call = self.call.with(options);
        self
    }
}

/// What generated code makes requests by: by the kind of their answers.
#[doc(hidden)]
impl<T: DeserializeOwned> Request<T> {
    #[inline]
    pub fn json(call: Call) -> Self {
        Self { call, send: Call::send_json }
    }
}

#[doc(hidden)]
impl<T: DeserializeOwned> Request<Option<T>> {
    #[inline]
    pub fn optional(call: Call) -> Self {
        Self { call, send: Call::send_optional }
    }
}

#[doc(hidden)]
impl Request<String> {
    pub fn text(call: Call) -> Self {
        Self { call, send: Call::send_text }
    }
}

#[doc(hidden)]
impl Request<Bytes> {
    pub fn bytes(call: Call) -> Self {
        Self { call, send: Call::send_bytes }
    }
}

#[doc(hidden)]
impl Request<()> {
    pub fn empty(call: Call) -> Self {
        Self { call, send: Call::send_empty }
    }
}

impl<T> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Pending<T> {
        self.send()
    }
}

impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), send: self.send }
    }
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.call).finish()
    }
}
