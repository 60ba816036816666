//! What comes of an answer, and of none.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::response::Parts;
use http::{HeaderMap, StatusCode};

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

    /// Reads it; `limit` is in bytes.
    async fn read(body: Body, limit: usize) -> Result<Self::Body, ReadError>;

    /// What the caller gets.
    fn answer(received: Received<Self::Body>, request: Prepared, attempts: u32, elapsed: Duration) -> Self::Answer;
}

/// To its end.
pub(super) enum Whole {}

impl Reading for Whole {
    type Body = Bytes;
    type Answer = RawResponse;

    async fn read(body: Body, limit: usize) -> Result<Bytes, ReadError> {
        read(body, limit).await
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

impl Prepared {
    /// What comes of an answer.
    pub(super) async fn received<R: Reading>(&self, hop: &Hop, answer: TransportResponse) -> Result<Received<R::Body>> {
        let (parts, body) = answer.into_parts();
        let limit = self.max_response_bytes;
        if !parts.status.is_success() {
            let kind = refusal(parts, body, limit, &self.redactor).await;
            return Err(self.failed(hop, kind).sent(true));
        }
        let body = R::read(body, limit).await.map_err(|error| {
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
fn broken(source: BoxError) -> (ErrorKind, Option<BoxError>) {
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
