//! The transport that comes with the crate: reqwest, with rustls.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::uri::Scheme;
use http::{StatusCode, Uri};
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::classify::classify;
use super::proxy::Rules;
use super::{
    Body, BoxFuture, ConnectionSettings, ProxySetting, Transport, TransportError, TransportErrorKind, TransportRequest,
    TransportResponse, tls,
};
use crate::error::BuildError;

/// A pool of connections, and the rules of their proxies.
struct Reqwest {
    client: reqwest::Client,
    proxies: Rules,
}

/// Makes the transport for a client's settings.
pub(crate) fn build(settings: &ConnectionSettings) -> Result<Arc<dyn Transport>, BuildError> {
    let proxies = Rules::new(&settings.proxy)?;
    // Redirects are followed above: see `redirect`.
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(settings.connect_timeout)
        .tls_backend_preconfigured(tls::config(settings)?);
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
    Ok(Arc::new(Reqwest { client, proxies }))
}

impl Transport for Reqwest {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        let client = self.client.clone();
        let proxy = self.proxies.proxy_for(request.uri());
        Box::pin(send(client, request, proxy))
    }
}

async fn send(
    client: reqwest::Client,
    request: TransportRequest,
    proxy: Option<String>,
) -> Result<TransportResponse, TransportError> {
    let is_https = is_https(request.uri());
    let request = request.map(|body| match body.into_bytes() {
        Ok(bytes) => reqwest::Body::from(bytes),
        Err(stream) => reqwest::Body::wrap(stream),
    });
    let failed = |error| classify(error, is_https, proxy.clone());
    let request = reqwest::Request::try_from(request).map_err(failed)?;
    let response = client.execute(request).await.map_err(failed)?;
    // Within a tunnel no proxy speaks: this is the server's then.
    if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        && !is_https
        && let Some(proxy) = proxy
    {
        let kind = TransportErrorKind::ProxyAuthentication;
        return Err(TransportError::new(kind, None).through(proxy));
    }
    Ok(http::Response::from(response).map(|body| Body::stream(Answer(body))))
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
