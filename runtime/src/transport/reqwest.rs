//! The transport that comes with the crate: reqwest, with rustls.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::classify::{classify, classify_body};
use super::proxy::Rules;
use super::{
    Body, BoxFuture, ConnectionSettings, ProxySetting, Transport, TransportError, TransportErrorKind, TransportRequest,
    TransportResponse, tls,
};
use crate::error::BuildError;

/// A pool of connections, and the rules of their proxies.
pub(crate) struct Reqwest {
    client: reqwest::Client,
    /// Shared with the requests on their way: which proxy one went through is asked only when it failed.
    proxies: Arc<Rules>,
}

/// Makes the transport for a client's settings.
pub(crate) fn build(settings: &ConnectionSettings) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(make(settings, &[b"h2", b"http/1.1"], reqwest::Client::builder())?))
}

/// One for connections that go on as something else, which those of HTTP/2 do not.
pub(crate) fn build_for_upgrades(settings: &ConnectionSettings) -> Result<Reqwest, BuildError> {
    make(settings, &[b"http/1.1"], reqwest::Client::builder().http1_only())
}

fn make(
    settings: &ConnectionSettings,
    protocols: &[&[u8]],
    builder: reqwest::ClientBuilder,
) -> Result<Reqwest, BuildError> {
    let proxies = Arc::new(Rules::new(&settings.proxy)?);
    // Redirects are followed above: see `redirect`.
    let mut builder = builder
        .redirect(reqwest::redirect::Policy::none())
        // So are requests sent again: see `retry`. What reqwest repeats, nobody counts.
        .retry(reqwest::retry::never())
        .connect_timeout(settings.connect_timeout)
        .tls_backend_preconfigured(tls::config(settings, protocols)?);
    builder = match &settings.proxy {
        ProxySetting::Environment => builder,
        ProxySetting::None => builder.no_proxy(),
        ProxySetting::Url(url) => {
            let proxy = reqwest::Proxy::all(url.expose());
            builder.proxy(proxy.map_err(|_| BuildError::setting("proxy", "is no URL"))?)
        }
    };
    let client = builder.build().map_err(|error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        BuildError::setting("connections", cause.unwrap_or_default())
    })?;
    Ok(Reqwest { client, proxies })
}

impl Transport for Reqwest {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        let (client, proxies) = (self.client.clone(), self.proxies.clone());
        Box::pin(async move { send(&client, &proxies, request).await.map(answer) })
    }
}

/// What comes of a request that asks the server to go on as something else.
pub(crate) enum Switched {
    /// The server goes along: the headers of its answer, and the connection.
    Yes(HeaderMap, reqwest::Upgraded),
    /// It answers as if it had not been asked.
    No(TransportResponse),
}

impl Reqwest {
    /// Sends a request that asks the server to go on as something else.
    pub(crate) async fn switch(&self, request: TransportRequest) -> Result<Switched, TransportError> {
        let response = send(&self.client, &self.proxies, request).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Ok(Switched::No(answer(response)));
        }
        let headers = response.headers().clone();
        let upgraded = response.upgrade().await.map_err(|error| classify(error, &self.proxies))?;
        Ok(Switched::Yes(headers, upgraded))
    }
}

fn answer(response: reqwest::Response) -> TransportResponse {
    http::Response::from(response).map(|body| Body::stream(Answer(body)))
}

async fn send(
    client: &reqwest::Client,
    proxies: &Rules,
    request: TransportRequest,
) -> Result<reqwest::Response, TransportError> {
    let mut message = reqwest::Request::new(request.method, request.url);
    *message.headers_mut() = request.headers;
    *message.body_mut() = match request.body.into_bytes() {
        Ok(bytes) if bytes.is_empty() => None,
        Ok(bytes) => Some(reqwest::Body::from(bytes)),
        Err(stream) => Some(reqwest::Body::wrap(stream)),
    };
    let response = client.execute(message).await.map_err(|error| classify(error, proxies))?;
    // Within a tunnel no proxy speaks: this is the server's then.
    if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        && response.url().scheme() != "https"
        && let Some(proxy) = proxies.proxy_for(response.url())
    {
        let kind = TransportErrorKind::ProxyAuthentication;
        return Err(TransportError::new(kind, None).through(proxy));
    }
    Ok(response)
}

/// The body of an answer, with errors that do not tell the URL.
struct Answer(reqwest::Body);

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = Pin::new(&mut self.0).poll_frame(context);
        frame.map(|frame| frame.map(|frame| frame.map_err(classify_body)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
