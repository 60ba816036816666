//! The transport that comes with the crate: reqwest, with rustls.

use std::fmt::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::uri::Scheme;
use http::{HeaderMap, StatusCode, Uri};
use http_body::{Body as HttpBody, Frame, SizeHint};
use url::Url;

use super::classify::classify;
use super::proxy::Rules;
use super::{
    Body, BoxFuture, ConnectionSettings, ProxySetting, Transport, TransportError, TransportErrorKind, TransportRequest,
    TransportResponse, tls,
};
use crate::error::BuildError;

/// A pool of connections, and the rules of their proxies.
pub(crate) struct Reqwest {
    client: reqwest::Client,
    proxies: Rules,
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
    let proxies = Rules::new(&settings.proxy)?;
    // Redirects are followed above: see `redirect`.
    let mut builder = builder
        .redirect(reqwest::redirect::Policy::none())
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
        let client = self.client.clone();
        let proxy = self.proxies.proxy_for(request.uri());
        Box::pin(async { send(client, request, proxy).await.map(answer) })
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
        let proxy = self.proxies.proxy_for(request.uri());
        let is_https = is_https(request.uri());
        let response = send(self.client.clone(), request, proxy.clone()).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Ok(Switched::No(answer(response)));
        }
        let headers = response.headers().clone();
        let upgraded = response.upgrade().await.map_err(|error| classify(error, is_https, proxy))?;
        Ok(Switched::Yes(headers, upgraded))
    }
}

fn answer(response: reqwest::Response) -> TransportResponse {
    http::Response::from(response).map(|body| Body::unpin_stream(Answer(body)))
}

async fn send(
    client: reqwest::Client,
    request: TransportRequest,
    proxy: Option<String>,
) -> Result<reqwest::Response, TransportError> {
    let is_https = is_https(request.uri());
    let response = client.execute(as_reqwest(request)?).await;
    let response = response.map_err(|error| classify(error, is_https, proxy.clone()))?;
    // Within a tunnel no proxy speaks: this is the server's then.
    if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        && !is_https
        && let Some(proxy) = proxy
    {
        let kind = TransportErrorKind::ProxyAuthentication;
        return Err(TransportError::new(kind, None).through(proxy));
    }
    Ok(response)
}

/// The request in reqwest's own words. That library would write the URI bit by bit to read it as a URL, and take our
/// extensions along.
fn as_reqwest(request: TransportRequest) -> Result<reqwest::Request, TransportError> {
    let (parts, body) = request.into_parts();
    let length = parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    let length = length + parts.uri.authority().map_or(0, |authority| authority.as_str().len()) + "https://".len();
    let mut text = String::with_capacity(length);
    // Writing to a string does not fail.
    let _ = write!(text, "{}", parts.uri);
    let url = Url::parse(&text)
        .map_err(|error| TransportError::new(TransportErrorKind::Other, Some(Box::new(error))).not_sent())?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    *request.version_mut() = parts.version;
    *request.body_mut() = Some(match body.into_bytes() {
        Ok(bytes) => reqwest::Body::from(bytes),
        Err(stream) => reqwest::Body::wrap(stream),
    });
    Ok(request)
}

fn is_https(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTPS)
}

/// The body of an answer, with errors that do not tell the URL.
struct Answer(reqwest::Body);

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        let frame = Pin::new(&mut self.0).poll_frame(context);
        frame.map(|frame| frame.map(|frame| frame.map_err(reqwest::Error::without_url)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
