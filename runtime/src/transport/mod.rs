//! What carries a request to the server: a trait that can be implemented by anything, and the
//! implementation over reqwest.

mod body;
#[cfg(feature = "reqwest")]
mod classify;
#[cfg(feature = "reqwest")]
mod proxy;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(feature = "reqwest")]
mod tls;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};
use url::Url;

pub use self::body::Body;
use crate::address;
use crate::error::BoxError;
use crate::secret::Secret;

/// What a transport gets.
pub struct TransportRequest {
    /// The method.
    pub method: Method,
    /// The whole URL, with its query: identifiers in it can be secrets.
    pub url: Url,
    /// All headers, the credentials among them, except those that belong to the connection and the length of the body.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// What the request is for.
    pub info: RequestInfo,
}

impl TransportRequest {
    /// A request that no client makes, for the tests of a transport: without headers, of the operation `request`.
    pub fn new(method: Method, url: Url, body: impl Into<Body>) -> Self {
        let info = RequestInfo { operation: "request", path_template: "", attempt: 1, redirects: 0 };
        Self { method, url, headers: HeaderMap::new(), body: body.into(), info }
    }
}

/// Neither the URL nor the headers, which hold secrets.
impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportRequest")
            .field("method", &self.method)
            .field("info", &self.info)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// As the crate `http` has it, for libraries that take it so. Fails when the URL is too long for it (64 KiB).
impl TryFrom<TransportRequest> for http::Request<Body> {
    type Error = http::Error;

    fn try_from(request: TransportRequest) -> Result<Self, http::Error> {
        let mut message =
            http::Request::builder().method(request.method).uri(request.url.as_str()).body(request.body)?;
        *message.headers_mut() = request.headers;
        message.extensions_mut().insert(request.info);
        Ok(message)
    }
}

/// What a transport gives back.
pub type TransportResponse = http::Response<Body>;

/// The future of a transport.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Sends one request and gives back one answer, of any status.
///
/// Redirects are none of its business: they are followed above it, so that credentials stay at home. Nor
/// is the timeout of the whole attempt, which drops the future.
///
/// ```
/// use inboxkit_runtime::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse};
///
/// /// Answers everything with an empty object.
/// struct Empty;
///
/// impl Transport for Empty {
///     fn send(&self, _: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
///         Box::pin(async { Ok(TransportResponse::new("{}".into())) })
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request.
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: TransportRequest) -> BoxFuture<Result<TransportResponse, TransportError>> {
        (**self).send(request)
    }
}

/// What a request is for, for transports that look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The operation.
    pub operation: &'static str,
    /// The template of the path; empty for a request made by hand.
    pub path_template: &'static str,
    /// Which attempt it is, from 1.
    pub attempt: u32,
    /// How many redirects led here: more than 0 for a step that a server asked for.
    pub redirects: usize,
}

/// Why a transport has no answer, or why the body of one breaks off: a body that fails with this error has its kind.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) may_have_been_sent: bool,
    pub(crate) proxy: Option<String>,
    pub(crate) source: Option<BoxError>,
}

/// The kinds of errors of a transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The server could not be reached.
    Connect,
    /// The server could not be reached in time.
    ConnectTimeout,
    /// The certificate of the server is not accepted.
    Certificate,
    /// No secure connection for another reason.
    Tls,
    /// The proxy could not be reached, or refused.
    Proxy,
    /// The proxy wants credentials, or others.
    ProxyAuthentication,
    /// A body broke off.
    Body,
    /// The connection was closed before there was an answer.
    Canceled,
    /// What came is no HTTP.
    Protocol,
    /// Anything else.
    Other,
}

impl TransportError {
    /// An error. Unless its kind says otherwise, the request may have been sent.
    pub fn new(kind: TransportErrorKind, source: Option<BoxError>) -> Self {
        use TransportErrorKind as Kind;
        Self {
            kind,
            may_have_been_sent: matches!(kind, Kind::Body | Kind::Canceled | Kind::Protocol | Kind::Other),
            proxy: None,
            source,
        }
    }

    /// Says that the server has certainly not received the request.
    #[must_use]
    pub fn not_sent(mut self) -> Self {
        self.may_have_been_sent = false;
        self
    }

    /// Says which proxy the request went through: its host and port, no more.
    #[must_use]
    pub fn through(mut self, proxy: impl Into<String>) -> Self {
        self.proxy = Some(proxy.into());
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the transport failed")
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

/// Settings of connections, for the transport that comes with the crate.
#[cfg_attr(not(feature = "reqwest"), allow(dead_code))]
#[derive(Debug, Clone)]
pub(crate) struct ConnectionSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: ProxySetting,
    pub(crate) roots_pem: Vec<Vec<u8>>,
    pub(crate) accept_invalid_certificates: bool,
}

impl ConnectionSettings {
    /// As they hold for a server: a proxy of the environment is not meant for this machine, and would see tokens that
    /// travel over plain HTTP.
    pub(crate) fn towards(&self, url: &Url) -> Self {
        let mut settings = self.clone();
        if address::is_loopback(url) && matches!(settings.proxy, ProxySetting::Environment) {
            settings.proxy = ProxySetting::None;
        }
        settings
    }

    /// Whether secrets of a client with this base URL may go to a URL: encrypted, or not leaving this machine. What goes
    /// to it by way of a proxy leaves it first.
    pub(crate) fn keep_secrets(&self, base: &Url, url: &Url) -> bool {
        let is_direct = match self.proxy {
            ProxySetting::None => true,
            ProxySetting::Environment => address::is_loopback(base),
            ProxySetting::Url(_) => false,
        };
        let stays_here = is_direct && address::is_loopback(url);
        url.scheme() != "http" || stays_here
    }
}

/// Which proxy to use.
#[cfg_attr(not(feature = "reqwest"), allow(dead_code))]
#[derive(Debug, Clone)]
pub(crate) enum ProxySetting {
    /// That which the environment names.
    Environment,
    None,
    Url(Secret),
}
