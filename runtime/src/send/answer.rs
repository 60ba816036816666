//! What comes of an answer, and of none.

use std::borrow::Cow;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::response::Parts;
use http::{HeaderMap, StatusCode};

use crate::download::{Asked, Download};
use crate::error::{ApiError, BoxError, DecodeError, ErrorKind, ProxyFailure, Result, Timeout, TlsFailure, request_id};
use crate::prepare::Prepared;
use crate::redact::Redactor;
use crate::redirect::Hop;
use crate::response::RawResponse;
use crate::transport::{Body, TransportError, TransportErrorKind, TransportResponse};

/// How much of the body of an answer its error shows.
const EXCERPT: usize = 300;

/// An answer of success, with as much of its body as was to be read.
pub(super) struct Received<B> {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: B,
}

/// How the body of an answer of success is read.
pub(super) trait Reading {
    /// What is read of it while the attempt lasts.
    type Body;
    /// What the caller gets.
    type Answer;

    /// Reads the answer to a step.
    async fn read(request: &Prepared, hop: &Hop, body: Body) -> Result<Self::Body, ReadError>;

    /// What the caller gets.
    fn answer(received: Received<Self::Body>, request: Prepared, attempts: u32, elapsed: Duration) -> Self::Answer;
}

/// To its end.
pub(super) enum Whole {}

impl Reading for Whole {
    type Body = Bytes;
    type Answer = RawResponse;

    async fn read(request: &Prepared, _: &Hop, body: Body) -> Result<Bytes, ReadError> {
        read(body, request.max_response_bytes).await
    }

    fn answer(received: Received<Bytes>, request: Prepared, attempts: u32, elapsed: Duration) -> RawResponse {
        RawResponse {
            status: received.status,
            headers: received.headers,
            body: received.body,
            target: request.target,
            redactor: request.redactor,
            attempts,
            elapsed,
        }
    }
}

/// Not at all: that is left to the caller.
pub(super) enum Unread {}

impl Reading for Unread {
    /// The origin that it comes from too.
    type Body = (Body, String);
    type Answer = Download;

    async fn read(_: &Prepared, hop: &Hop, body: Body) -> Result<(Body, String), ReadError> {
        Ok((body, hop.url.origin().ascii_serialization()))
    }

    fn answer(received: Received<(Body, String)>, request: Prepared, attempts: u32, elapsed: Duration) -> Download {
        let (body, origin) = received.body;
        let (status, headers) = (received.status, received.headers);
        let asked = Asked { target: request.target, origin, attempts, elapsed };
        Download::new(status, headers, body, asked, request.timeout, request.max_response_bytes)
    }
}

impl Prepared {
    /// What comes of an answer.
    pub(super) async fn received<R: Reading>(&self, hop: &Hop, answer: TransportResponse) -> Result<Received<R::Body>> {
        let (parts, body) = answer.into_parts();
        let limit = self.max_response_bytes;
        if !parts.status.is_success() {
            let mut redactor = Cow::Borrowed(&self.redactor);
            if hop.redirects > 0 {
                // What a server puts there is a signature, most often.
                redactor.to_mut().add_query(&hop.url);
            }
            let kind = refusal(parts, body, limit, &redactor).await;
            return Err(self.failed(hop, kind).sent(true));
        }
        let body = R::read(self, hop, body).await.map_err(|error| {
            let (kind, source) = match error {
                ReadError::TooLarge(_) => {
                    let message = format!("it has more than {limit} bytes (max_response_bytes)");
                    (ErrorKind::Decode(DecodeError::whole(message)), None)
                }
                ReadError::Broken(_, source) => broken(source),
            };
            self.failed(hop, kind).sent(true).named(request_id(&parts.headers)).because(source)
        })?;
        Ok(Received { status: parts.status, headers: parts.headers, body })
    }
}

/// What a caller is told of a body that broke off, and the cause.
pub(crate) fn broken(source: BoxError) -> (ErrorKind, Option<BoxError>) {
    match source.downcast::<TransportError>() {
        Ok(error) if error.kind == TransportErrorKind::Protocol => (ErrorKind::Protocol, error.source),
        Ok(error) => (ErrorKind::Body, error.source),
        Err(other) => (ErrorKind::Body, Some(other)),
    }
}

/// What a caller is told when there is no answer.
pub(crate) fn no_answer(kind: TransportErrorKind, connect_timeout: Duration) -> ErrorKind {
    use TransportErrorKind as Kind;
    match kind {
        Kind::Connect => ErrorKind::Connect,
        Kind::ConnectTimeout => ErrorKind::Timeout(Timeout::Connect(connect_timeout)),
        Kind::Certificate => ErrorKind::Tls(TlsFailure::Certificate),
        Kind::Tls => ErrorKind::Tls(TlsFailure::Handshake),
        Kind::Proxy => ErrorKind::Proxy(ProxyFailure::Connect),
        Kind::ProxyAuthentication => ErrorKind::Proxy(ProxyFailure::Authentication),
        Kind::Body => ErrorKind::Body,
        Kind::Canceled => ErrorKind::Canceled,
        Kind::Protocol => ErrorKind::Protocol,
        Kind::Other => ErrorKind::Other,
    }
}

/// What a caller is told of an answer that is no success.
pub(crate) async fn refusal(parts: Parts, body: Body, limit: usize, redactor: &Redactor) -> ErrorKind {
    // As much of it as there is: the status counts.
    let body = match read(body, limit).await {
        Ok(body) | Err(ReadError::TooLarge(body) | ReadError::Broken(body, _)) => body,
    };
    let excerpt = redactor.line(&body, EXCERPT);
    ErrorKind::Status(ApiError { status: parts.status, headers: parts.headers, body, excerpt })
}

/// Why a body was not read to its end, and what was read of it.
pub(crate) enum ReadError {
    TooLarge(Bytes),
    Broken(Bytes, BoxError),
}

pub(crate) async fn read(mut body: Body, limit: usize) -> Result<Bytes, ReadError> {
    // Most bodies come in one piece, which is then not copied.
    let mut whole = Bytes::new();
    let mut pieces = BytesMut::new();
    while let Some(chunk) = body.chunk().await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => return Err(ReadError::Broken(joined(whole, pieces), error)),
        };
        if whole.len() + pieces.len() + chunk.len() > limit {
            return Err(ReadError::TooLarge(joined(whole, pieces)));
        }
        if whole.is_empty() && pieces.is_empty() {
            whole = chunk;
        } else {
            if pieces.is_empty() {
                pieces.extend_from_slice(&std::mem::take(&mut whole));
            }
            pieces.extend_from_slice(&chunk);
        }
    }
    Ok(joined(whole, pieces))
}

fn joined(whole: Bytes, pieces: BytesMut) -> Bytes {
    if pieces.is_empty() { whole } else { pieces.freeze() }
}
