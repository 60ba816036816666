//! Requests as they came to a mock.

use std::borrow::Cow;
use std::fmt;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method};
use url::Url;

use crate::Json;
use crate::transport::{RequestInfo, TransportError, TransportErrorKind, TransportRequest};

/// A request that came to a [`MockTransport`](super::MockTransport), whole: with its credentials, its identifiers and all
/// bytes of its body.
///
/// `Debug` shows none of these, so that an assertion which fails may be printed.
#[derive(Clone)]
pub struct Recorded {
    info: RequestInfo,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
}

impl Recorded {
    /// Reads a request to the end of its body.
    pub(super) async fn read(request: TransportRequest) -> Result<Self, TransportError> {
        let TransportRequest { method, url, headers, mut body, info } = request;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = body.chunk().await {
            bytes
                .extend_from_slice(&chunk.map_err(|error| TransportError::new(TransportErrorKind::Body, Some(error)))?);
        }
        Ok(Self { info, method, url, headers, body: bytes.freeze() })
    }

    /// The id of the operation; `request` for a request made by hand.
    pub const fn operation(&self) -> &'static str {
        self.info.operation
    }

    /// The template of the path (`/things/{thing_id}`); empty for a request made by hand.
    pub const fn path_template(&self) -> &'static str {
        self.info.path_template
    }

    /// Which attempt at the request it was, from 1.
    pub const fn attempt(&self) -> u32 {
        self.info.attempt
    }

    /// The method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The whole URL.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The path, with that of the base URL, encoded as it was sent.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The values of a query parameter, decoded, in the order in which they were sent; none if it is not there.
    pub fn query(&self, name: &str) -> Vec<String> {
        self.url.query_pairs().filter(|(own, _)| own == name).map(|(_, value)| value.into_owned()).collect()
    }

    /// The headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body; that of a form with files too, as it was encoded.
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as text; what is not UTF-8 in it is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// If it is none; the message names the operation and does not show the body.
    #[track_caller]
    pub fn json(&self) -> Json {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("the body of {} ({} bytes) is no JSON: {error}", self.info.operation, self.body.len()),
        }
    }
}

/// Neither the path, nor the query, nor values of headers, nor the body.
impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("operation", &self.info.operation)
            .field("method", &self.method)
            .field("path_template", &self.info.path_template)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
