//! Sending: the steps from a prepared request to an answer, once, for all operations.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderValue, StatusCode};
use tracing::Instrument;
use tracing::field::{Empty, display};

use crate::call::{Call, Payload};
use crate::download::Download;
use crate::error::{
    ApiError, BoxError, BuildError, DecodeError, Error, ErrorKind, ProxyFailure, Result, Timeout, TlsFailure,
};
use crate::multipart;
use crate::prepare::{self, Prepared};
use crate::raw_request::RawRequest;
use crate::redact::Redactor;
use crate::redirect::{HARMLESS, Hop};
use crate::response::RawResponse;
use crate::transport::{
    Body, BoxFuture, RequestInfo, TransportError, TransportErrorKind, TransportRequest, TransportResponse,
};

/// How much of the body of an answer its error shows.
const EXCERPT: usize = 300;

/// Sends a request of an operation.
pub(crate) fn start(call: Call) -> BoxFuture<Result<RawResponse>> {
    Box::pin(async move { run(prepare::call(call)?).await })
}

/// Sends a request made by hand.
pub(crate) fn start_raw(request: RawRequest) -> BoxFuture<Result<RawResponse>> {
    Box::pin(async move { run(prepare::raw(request)?).await })
}

/// Sends a request of an operation; the body of the answer is left to be read.
pub(crate) fn start_streaming(call: Call) -> BoxFuture<Result<Download>> {
    Box::pin(async move { run_streaming(prepare::call(call)?).await })
}

/// Sends a request made by hand; the body of the answer is left to be read.
pub(crate) fn start_raw_streaming(request: RawRequest) -> BoxFuture<Result<Download>> {
    Box::pin(async move { run_streaming(prepare::raw(request)?).await })
}

async fn run(request: Prepared) -> Result<RawResponse> {
    traced(&request, attempt(&request, exchange(&request)), RawResponse::status).await
}

async fn run_streaming(request: Prepared) -> Result<Download> {
    traced(&request, attempt(&request, open(&request)), Download::status).await
}

async fn traced<T>(
    request: &Prepared,
    attempt: impl Future<Output = Result<T>>,
    status: fn(&T) -> StatusCode,
) -> Result<T> {
    let span = tracing::info_span!(
        "request",
        operation = request.target.operation,
        method = request.target.method.as_str(),
        path = request.target.path,
        status = Empty,
        error = Empty,
    );
    let recorded = span.clone();
    let outcome = attempt.instrument(span).await;
    match &outcome {
        Ok(answer) => recorded.record("status", status(answer).as_u16()),
        Err(error) => {
            if let Some(status) = error.status() {
                recorded.record("status", status.as_u16());
            }
            recorded.record("error", display(error))
        }
    };
    outcome
}

async fn attempt<T>(request: &Prepared, exchange: impl Future<Output = Result<T>>) -> Result<T> {
    let limit = request.timeout;
    let timed = tokio::time::timeout(limit, exchange).await;
    timed.unwrap_or_else(|_| {
        let kind = ErrorKind::Timeout(Timeout::Attempt(limit));
        let stalled = request.payload.stalled().map(BoxError::from);
        Err(request.failed(&request.start, kind).sent(true).because(stalled))
    })
}

/// Sends a request, and reads the answer to its end.
async fn exchange(request: &Prepared) -> Result<RawResponse> {
    let (hop, answer) = answer(request).await?;
    request.answered(&hop, answer).await
}

/// Sends a request, and leaves the body of the answer to be read.
async fn open(request: &Prepared) -> Result<Download> {
    let (hop, answer) = answer(request).await?;
    let origin = hop.url.origin().ascii_serialization();
    let (parts, body) = answer.into_parts();
    let (target, limit) = (request.target.clone(), request.core.max_response_bytes);
    Ok(Download::new(parts.status, parts.headers, body, target, origin, request.timeout, limit))
}

/// Sends a request, and follows redirects: the answer of success, and the step that it is the answer to.
async fn answer(request: &Prepared) -> Result<(Hop, TransportResponse)> {
    let mut hop = request.start.clone();
    loop {
        let message = request.message(&hop).await;
        let message = message.map_err(|error| {
            let failed = request.failed(&hop, ErrorKind::Build(error));
            failed.sent(hop.redirects > 0)
        })?;
        let answer = request.core.transport.send(message).await;
        let answer = answer.map_err(|error| request.not_answered(&hop, error))?;
        match hop.next(answer.status(), answer.headers()) {
            Ok(None) if answer.status().is_success() => return Ok((hop, answer)),
            Ok(None) => {
                let (parts, body) = answer.into_parts();
                let kind = refusal(parts, body, request.core.max_response_bytes, &request.redactor).await;
                return Err(request.failed(&hop, kind).sent(true));
            }
            Ok(Some(next)) => hop = next,
            Err(failure) => {
                let kind = ErrorKind::Redirect(failure);
                return Err(request.failed(&hop, kind).sent(true));
            }
        }
    }
}

impl Prepared {
    /// What the transport gets for a step.
    async fn message(&self, hop: &Hop) -> Result<TransportRequest, BuildError> {
        let mut headers = self.headers.clone();
        let mut url = hop.url.clone();
        for credential in &self.credentials {
            credential.take_from(&mut url);
        }
        if hop.is_home {
            for credential in &self.credentials {
                credential.apply(&mut headers, &mut url)?;
            }
            headers.extend(self.caller_headers.clone());
        } else {
            headers =
                HARMLESS.into_iter().filter_map(|name| headers.remove(&name).map(|value| (name, value))).collect();
        }
        let body = match &self.payload {
            _ if !hop.has_body => {
                headers.remove(CONTENT_TYPE);
                Body::empty()
            }
            Payload::None => Body::empty(),
            Payload::Bytes { bytes, .. } => Body::from(bytes.clone()),
            Payload::Multipart(form) => {
                let (media_type, body) = multipart::encode(form, &multipart::unique()).await?;
                let media_type = HeaderValue::from_str(&media_type).map_err(BuildError::body)?;
                headers.insert(CONTENT_TYPE, media_type);
                body
            }
        };
        let mut message = TransportRequest::new(body);
        *message.method_mut() = hop.method.clone();
        *message.uri_mut() = url.as_str().parse().map_err(|_| BuildError::InvalidPath { reason: "is too long" })?;
        *message.headers_mut() = headers;
        message
            .extensions_mut()
            .insert(RequestInfo { operation: self.target.operation, path_template: self.target.path });
        Ok(message)
    }

    /// What comes of an answer of success.
    async fn answered(&self, hop: &Hop, answer: TransportResponse) -> Result<RawResponse> {
        let (parts, body) = answer.into_parts();
        let limit = self.core.max_response_bytes;
        let body = read(body, limit).await.map_err(|error| match error {
            ReadError::TooLarge(_) => {
                let message = format!("it has more than {limit} bytes (max_response_bytes)");
                let kind = ErrorKind::Decode(DecodeError::whole(message));
                self.failed(hop, kind).sent(true)
            }
            ReadError::Broken(_, source) => self.failed(hop, ErrorKind::Body).sent(true).because(Some(source)),
        })?;
        Ok(RawResponse {
            status: parts.status,
            headers: parts.headers,
            body,
            target: self.target.clone(),
            redactor: self.redactor.clone(),
        })
    }

    /// What comes of no answer.
    fn not_answered(&self, hop: &Hop, error: TransportError) -> Error {
        let kind = no_answer(error.kind, self.core.connection.connect_timeout);
        // What redirected has received it.
        let sent = error.may_have_been_sent || hop.redirects > 0;
        self.failed(hop, kind).sent(sent).through(error.proxy).because(error.source)
    }

    fn failed(&self, hop: &Hop, kind: ErrorKind) -> Error {
        let schemes = self.credentials.iter().map(|held| held.scheme.name);
        Error::new(kind, self.target.clone())
            .at(hop.url.origin().ascii_serialization())
            .with_credentials(schemes.collect(), hop.is_home)
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
enum ReadError {
    TooLarge(Bytes),
    Broken(Bytes, BoxError),
}

async fn read(mut body: Body, limit: usize) -> Result<Bytes, ReadError> {
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
