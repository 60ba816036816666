//! Errors in one line that a person can act on.

use std::fmt;

use super::{
    ApiError, Error, ErrorKind, Inner, NotRetried, ProxyFailure, RedirectFailure, StatusKind, Timeout, TlsFailure,
};
use crate::excerpt;
use crate::operation::template_names;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if !inner.target.operation.is_empty() {
            write!(f, "{} ({}", inner.target.operation, inner.target.method)?;
            if !inner.target.path.is_empty() {
                write!(f, " {}", inner.target.path)?;
            }
            f.write_str("): ")?;
        }
        kind(f, inner)?;
        if inner.attempts > 1 {
            write!(f, " (after {} attempts in {:.1?})", inner.attempts, inner.elapsed)?;
        }
        match inner.not_retried {
            None | Some(NotRetried::Pointless | NotRetried::Exhausted) => Ok(()),
            Some(reason) => write!(f, "; {reason}"),
        }
    }
}

fn kind(f: &mut fmt::Formatter<'_>, inner: &Inner) -> fmt::Result {
    match &inner.kind {
        ErrorKind::Build(error) => write!(f, "{error}"),
        ErrorKind::SignIn(error) => write!(f, "cannot sign in: {error}"),
        ErrorKind::Connect => {
            write!(f, "cannot connect to {}{}", Server(inner), Cause(inner))
        }
        ErrorKind::Tls(failure) => tls(f, inner, *failure),
        ErrorKind::Proxy(failure) => proxy(f, inner, *failure),
        ErrorKind::Timeout(timeout) => time(f, inner, *timeout),
        ErrorKind::Status(error) => status(f, inner, error),
        ErrorKind::Decode(error) => write!(f, "{error}"),
        ErrorKind::Redirect(failure) => redirect(f, inner, *failure),
        ErrorKind::Body => write!(f, "a body broke off{}", Cause(inner)),
        ErrorKind::File => write!(f, "the answer cannot be kept{}", Cause(inner)),
        ErrorKind::Canceled => {
            write!(f, "{} closed the connection before it answered{}", Server(inner), Cause(inner))
        }
        ErrorKind::Protocol => write!(
            f,
            "what {} answers is not proper HTTP{}; check the scheme, host and port of the base URL",
            Server(inner),
            Cause(inner)
        ),
        ErrorKind::Other => {
            write!(f, "the request to {} failed{}", Server(inner), Cause(inner))
        }
    }
}

/// Where the request went.
struct Server<'a>(&'a Inner);

impl fmt::Display for Server<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.origin.as_deref().unwrap_or("the server"))?;
        match &self.0.proxy {
            Some(proxy) => write!(f, " through the proxy {proxy}"),
            None => Ok(()),
        }
    }
}

/// The innermost cause: those around it say that something went wrong, it says what.
struct Cause<'a>(&'a Inner);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(source) = &self.0.source else {
            return Ok(());
        };
        let mut cause: &dyn std::error::Error = &**source;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        write!(f, ": {}", excerpt::line(cause.to_string().as_bytes(), 200))
    }
}

fn tls(f: &mut fmt::Formatter<'_>, inner: &Inner, failure: TlsFailure) -> fmt::Result {
    match failure {
        TlsFailure::Certificate => {
            let cause = Cause(inner).to_string();
            write!(f, "the certificate of {} is not accepted{cause}; {}", Server(inner), remedy(&cause))
        }
        TlsFailure::Handshake => {
            write!(
                f,
                "no secure connection to {}{}; check that its port speaks https, and wants no certificate of the client",
                Server(inner),
                Cause(inner)
            )
        }
    }
}

/// What to do about a certificate. What is wrong with it is known in the words of the library alone, and a root does
/// not help where another one is needed.
fn remedy(cause: &str) -> &'static str {
    if cause.contains("expired") || cause.contains("not valid yet") {
        "have it renewed, or set the clock of this machine right"
    } else if cause.contains("not valid for name") {
        "check the host of the base URL"
    } else {
        "give the client its root with root_certificate_pem, or, where nothing secret is sent, \
         danger_accept_invalid_certificates(true)"
    }
}

fn proxy(f: &mut fmt::Formatter<'_>, inner: &Inner, failure: ProxyFailure) -> fmt::Result {
    let proxy = inner.proxy.as_deref().unwrap_or("in use");
    match failure {
        ProxyFailure::Connect => write!(
            f,
            "the proxy {proxy} does not connect to {}{}; check the proxy setting",
            inner.origin.as_deref().unwrap_or("the server"),
            Cause(inner)
        ),
        ProxyFailure::Authentication => write!(
            f,
            "the proxy {proxy} does not accept the credentials (407); \
             give them in the proxy setting: http://user:password@host:port"
        ),
    }
}

fn time(f: &mut fmt::Formatter<'_>, inner: &Inner, timeout: Timeout) -> fmt::Result {
    match timeout {
        Timeout::Idle(limit) => {
            write!(f, "nothing more of the answer from {} within {limit:?} (timeout)", Server(inner))
        }
        Timeout::Connect(limit) => write!(f, "no connection to {} within {limit:?} (connect_timeout)", Server(inner)),
        Timeout::Attempt(limit) => {
            write!(f, "no complete answer from {} within {limit:?} (timeout){}", Server(inner), Cause(inner))?;
            match inner.not_retried {
                // It says so itself.
                Some(NotRetried::Unsafe) => Ok(()),
                _ => f.write_str("; the request may have been carried out"),
            }
        }
        Timeout::Deadline(limit) => {
            write!(f, "no complete answer from {} within {limit:?} (deadline){}", Server(inner), Cause(inner))
        }
    }
}

fn status(f: &mut fmt::Formatter<'_>, inner: &Inner, error: &ApiError) -> fmt::Result {
    write!(f, "{error}")?;
    match error.kind() {
        StatusKind::Unauthorized | StatusKind::Forbidden if inner.credentials.is_empty() => {
            f.write_str("; no credential was sent")
        }
        StatusKind::Unauthorized | StatusKind::Forbidden if !inner.is_home => write!(
            f,
            "; {} did not go along on a redirect to {}: check the base URL",
            inner.credentials.join(", "),
            Server(inner)
        ),
        StatusKind::Unauthorized | StatusKind::Forbidden => {
            write!(f, "; check {} and what it permits", inner.credentials.join(", "))
        }
        StatusKind::NotFound => {
            let names: Vec<_> = template_names(inner.target.path).collect();
            if names.is_empty() {
                f.write_str("; check the base URL")
            } else {
                write!(f, "; check {}", names.join(", "))
            }
        }
        StatusKind::TooManyRequests => f.write_str("; wait before sending more"),
        // With a place to go to, they are followed, or are errors of their own.
        StatusKind::Other if matches!(error.status().as_u16(), 301 | 302 | 303 | 307 | 308) => {
            f.write_str("; it has no Location to follow")
        }
        _ => Ok(()),
    }
}

fn redirect(f: &mut fmt::Formatter<'_>, inner: &Inner, failure: RedirectFailure) -> fmt::Result {
    let server = Server(inner);
    match failure {
        RedirectFailure::TooMany => {
            write!(f, "{server} redirected more than {} times", crate::redirect::LIMIT)
        }
        RedirectFailure::Downgrade => {
            write!(f, "{server} redirected from https to http, which is not followed; check the base URL")
        }
        RedirectFailure::BadLocation => {
            write!(f, "{server} redirected to something that is no URL of http or https")
        }
        RedirectFailure::SignIn => {
            write!(f, "{server} redirected a request for a token, which is not followed; check the token_url")
        }
        RedirectFailure::BecomesGet => write!(
            f,
            "{server} answered with a redirect that would make a GET of the {}, which is not followed; check the \
             base URL: whether it wants https, another host, or another path",
            inner.target.method
        ),
    }
}
