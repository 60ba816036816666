//! What can go wrong, and what a caller needs to know about it: what to do, whether the request may have
//! reached the server, and whether to try again.

mod build;
mod decode;
mod display;
mod retried;
mod status;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::Method;

pub use self::build::BuildError;
pub use self::decode::DecodeError;
pub use self::retried::NotRetried;
pub(crate) use self::status::request_id;
pub use self::status::{ApiError, StatusKind};
use crate::operation::Operation;
use crate::retry;

/// The result of a request.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error from inside, of any type.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// What went wrong with a request.
///
/// Its `Display` is one line that says what to do. It names the operation and the template of its path,
/// never the path itself, the query, or a credential: identifiers in paths can be secrets.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    target: Target,
    /// Scheme, host and port.
    origin: Option<String>,
    /// Host and port of the proxy, if the request went through one.
    proxy: Option<String>,
    /// The names of the credentials that the request has.
    credentials: Vec<&'static str>,
    /// Whether they were sent: not to another origin than that of the client.
    is_home: bool,
    may_have_been_sent: bool,
    /// The name that the server gave to the request.
    request_id: Option<String>,
    /// How often it was sent, or was to be sent.
    attempts: u32,
    /// From the first attempt to the end of the last.
    elapsed: Duration,
    not_retried: Option<NotRetried>,
    source: Option<BoxError>,
}

/// The kinds of errors, in the order of the life of a request.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request or the client could not be built.
    Build(BuildError),
    /// The client could not sign in: it got no token, for the reason inside. The request itself was not sent.
    SignIn(Box<Error>),
    /// The server could not be reached: no such host, connection refused.
    Connect,
    /// No secure connection could be made.
    Tls(TlsFailure),
    /// The proxy could not be reached, or refused.
    Proxy(ProxyFailure),
    /// Something took too long.
    Timeout(Timeout),
    /// The server answered with a status other than success.
    Status(ApiError),
    /// The answer is not what the operation promises.
    Decode(DecodeError),
    /// The server redirected to where the request must not or cannot go.
    Redirect(RedirectFailure),
    /// A body broke off: that of the request while it was read, or that of the answer.
    Body,
    /// The file that the answer was to go to could not be written.
    File,
    /// The connection was closed before there was an answer.
    Canceled,
    /// The server does not answer as HTTP has it: the port is of something else, or the server is broken.
    Protocol,
    /// Anything else that the transport reports.
    Other,
}

/// Why there is no secure connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsFailure {
    /// The certificate of the server is not accepted.
    Certificate,
    /// The two sides do not understand each other.
    Handshake,
}

/// Why the proxy did not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyFailure {
    /// It could not be reached, or refused to connect.
    Connect,
    /// It wants credentials, or others.
    Authentication,
}

/// What took too long, and how long it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timeout {
    /// Connecting.
    Connect(Duration),
    /// The whole attempt, from connecting to the last byte of the answer.
    Attempt(Duration),
    /// All attempts, and the waits between them.
    Deadline(Duration),
    /// The next piece of an answer that is read as it comes.
    Idle(Duration),
}

/// Why a redirect was not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectFailure {
    /// There were too many in a row.
    TooMany,
    /// It led from https to http.
    Downgrade,
    /// It led to something that is no URL of http or https.
    BadLocation,
    /// It is of a server of tokens, and would have taken the client's secret along.
    SignIn,
    /// It asked to go on with a `GET`, whose answer would not be that of the request.
    BecomesGet,
}

/// What a request is for: as much as an error or a log may say of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    /// Empty where there is no template: the path is the caller's own then, and not shown.
    pub(crate) path: &'static str,
    pub(crate) idempotent: bool,
}

impl Target {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self {
            operation: operation.id,
            method: operation.method.clone(),
            path: operation.path,
            idempotent: operation.is_idempotent(),
        }
    }
}

impl Error {
    /// Of a request; nothing is known to have been sent.
    pub(crate) fn new(kind: ErrorKind, target: Target) -> Self {
        Self(Box::new(Inner {
            kind,
            target,
            origin: None,
            proxy: None,
            credentials: Vec::new(),
            is_home: true,
            may_have_been_sent: false,
            request_id: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            not_retried: None,
            source: None,
        }))
    }

    /// Of a client that could not be built.
    pub(crate) fn client(error: BuildError) -> Self {
        Self::new(ErrorKind::Build(error), Target::default())
    }

    pub(crate) fn sent(mut self, may_have_been_sent: bool) -> Self {
        self.0.may_have_been_sent = may_have_been_sent;
        self
    }

    pub(crate) fn at(mut self, origin: String) -> Self {
        self.0.origin = Some(origin);
        self
    }

    pub(crate) fn through(mut self, proxy: Option<String>) -> Self {
        self.0.proxy = proxy;
        self
    }

    pub(crate) fn with_credentials(mut self, schemes: Vec<&'static str>, is_home: bool) -> Self {
        self.0.credentials = schemes;
        self.0.is_home = is_home;
        self
    }

    pub(crate) fn named(mut self, request_id: Option<&str>) -> Self {
        self.0.request_id = request_id.map(str::to_owned);
        self
    }

    pub(crate) fn after(mut self, attempts: u32, elapsed: Duration, not_retried: Option<NotRetried>) -> Self {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        self.0.not_retried = not_retried;
        self
    }

    pub(crate) fn because(mut self, source: Option<BoxError>) -> Self {
        self.0.source = source;
        self
    }

    /// The kind, with its details.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The kind, with its details.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The answer, if there was one and it was not a success.
    pub fn api(&self) -> Option<&ApiError> {
        match self.kind() {
            ErrorKind::Status(error) => Some(error),
            _ => None,
        }
    }

    /// The status of the answer, if there was one and it was not a success.
    pub fn status(&self) -> Option<http::StatusCode> {
        self.api().map(ApiError::status)
    }

    /// Whether the server may have received the request, and acted on it. `false` is certain.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// The name of the request in the server's logs, if it answered and gave one.
    pub fn request_id(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Status(error) => error.request_id(),
            _ => self.0.request_id.as_deref(),
        }
    }

    /// Whether sending the same request again may help and cannot do harm: what went wrong can pass, and
    /// either nothing was sent, or the server said that it did nothing (429, or 503 with `Retry-After`), or the
    /// operation does the same however often it is sent. An operation that has an `Idempotency-Key` among its
    /// parameters does so with a key.
    pub fn is_retry_sensible(&self) -> bool {
        let is_put_off = self.api().is_some_and(|error| retry::is_put_off(error.status, &error.headers));
        let is_safe = is_put_off || !self.may_have_been_sent() || self.0.target.idempotent;
        is_safe && retry::can_pass(self.kind())
    }

    /// How long the server asks to wait before the request is sent again (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        if let ErrorKind::SignIn(error) = self.kind() {
            return error.retry_after();
        }
        retry::asked_wait(&self.api()?.headers)
    }

    /// How often the request was sent, or was to be sent, before this was given back: 1 without retries, 0 for what
    /// could not be built.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The time from the first attempt to the end of the last, the waits between them included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Why the request was not sent (once more); `None` for what could not be built, and for a
    /// [`Download`](crate::Download), which the caller reads.
    pub fn not_retried(&self) -> Option<NotRetried> {
        self.0.not_retried
    }

    /// The operation; empty for a client that could not be built.
    pub fn operation(&self) -> &str {
        self.0.target.operation
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.target.method
    }

    /// The template of the path (`/things/{thing_id}`); empty for a request made by hand.
    pub fn path_template(&self) -> &str {
        self.0.target.path
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.target.operation)
            .field("method", &self.0.target.method)
            .field("path", &self.0.target.path)
            .field("origin", &self.0.origin)
            .field("may_have_been_sent", &self.0.may_have_been_sent)
            .field("attempts", &self.0.attempts)
            .field("not_retried", &self.0.not_retried)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match (&self.0.source, &self.0.kind) {
            (Some(source), _) => Some(&**source),
            (None, ErrorKind::SignIn(error)) => Some(error),
            (None, _) => None,
        }
    }
}
