//! What an error of reqwest means: it is told from the errors inside it.

use std::error::Error as StdError;
use std::io;

use rustls::AlertDescription as Alert;

use super::proxy::Rules;
use super::{TransportError, TransportErrorKind as Kind};
use crate::file_part::FileError;

/// Sorts an error of sending a request.
pub(super) fn classify(error: reqwest::Error, proxies: &Rules) -> TransportError {
    let is_https = error.url().is_some_and(|url| url.scheme() == "https");
    let proxy = error.url().and_then(|url| proxies.proxy_for(url));
    let error = error.without_url();
    let kind = if find::<FileError>(&error).is_some() {
        Kind::Body
    } else if error.is_connect() {
        not_connected(&error, is_https, proxy.is_some())
    } else {
        not_answered(&error)
    };
    let is_unsent = is_unsent(&error);
    let mut classified = TransportError::new(kind, Some(Box::new(error)));
    classified.proxy = proxy;
    if is_unsent { classified.not_sent() } else { classified }
}

/// Sorts an error of reading the body of an answer.
pub(super) fn classify_body(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let io = find::<io::Error>(&error).map(io::Error::kind);
    let kind = match find::<h2::Error>(&error) {
        Some(error) if is_violated(error) => Kind::Protocol,
        // Of chunks that are none; of TLS, rustls would say so.
        None if matches!(io, Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData))
            && find::<rustls::Error>(&error).is_none() =>
        {
            Kind::Protocol
        }
        _ => Kind::Body,
    };
    TransportError::new(kind, Some(Box::new(error)))
}

/// Of a connection that did not come about.
fn not_connected(error: &reqwest::Error, is_https: bool, has_proxy: bool) -> Kind {
    let io = find::<io::Error>(error).map(io::Error::kind);
    // The system can run out of patience before we do, which is not our timeout.
    if error.is_timeout() && io != Some(io::ErrorKind::TimedOut) {
        return Kind::ConnectTimeout;
    }
    // The type of this error has no name outside its crate.
    let tunnel = causes(error).map(ToString::to_string);
    let tunnel = tunnel.into_iter().find(|text| text.starts_with("tunnel error"));
    match tunnel {
        Some(text) if text.contains("authorization") => return Kind::ProxyAuthentication,
        Some(_) => return Kind::Proxy,
        None => {}
    }
    match find::<rustls::Error>(error) {
        Some(rustls::Error::InvalidCertificate(_)) => Kind::Certificate,
        Some(_) => Kind::Tls,
        None if is_https && io == Some(io::ErrorKind::UnexpectedEof) => Kind::Tls,
        None if has_proxy => Kind::Proxy,
        None => Kind::Connect,
    }
}

/// Of a connection that was there.
fn not_answered(error: &reqwest::Error) -> Kind {
    if find::<h2::Error>(error).is_some_and(is_violated)
        || find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse)
    {
        return Kind::Protocol;
    }
    if is_refused_handshake(error) {
        return Kind::Tls;
    }
    let is_lost = find::<h2::Error>(error).is_some()
        || find::<io::Error>(error).is_some()
        || find::<hyper::Error>(error).is_some_and(|error| error.is_incomplete_message() || error.is_canceled());
    if is_lost { Kind::Canceled } else { Kind::Other }
}

/// Whether the server has certainly not carried the request out, although there was a connection.
fn is_unsent(error: &reqwest::Error) -> bool {
    // The connection ended before it took the request, and gave it back. The kinds of this error have no names outside
    // its crate.
    let is_given_back = causes(error).any(|cause| cause.to_string() == "client error (Canceled)");
    // RFC 9113, 8.7: a stream that is refused, or above the last one that the server names when it goes away, has not
    // been processed. What is below that one ends with another error.
    let is_refused = find::<h2::Error>(error).is_some_and(|error| {
        error.is_remote() && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM))
    });
    is_given_back || is_refused || is_refused_handshake(error)
}

/// Whether the two sides do not speak the same HTTP/2.
fn is_violated(error: &h2::Error) -> bool {
    use h2::Reason;
    let is_of_server = [Reason::NO_ERROR, Reason::INTERNAL_ERROR, Reason::REFUSED_STREAM, Reason::CANCEL];
    error.reason().is_some_and(|reason| !is_of_server.contains(&reason) && reason != Reason::ENHANCE_YOUR_CALM)
}

/// Whether the server refuses the certificate of this side, or the want of one. Of TLS 1.3 that is known only when the
/// request is on its way already: the server has not read it then.
fn is_refused_handshake(error: &reqwest::Error) -> bool {
    matches!(
        find::<rustls::Error>(error),
        Some(rustls::Error::AlertReceived(
            Alert::CertificateRequired
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::HandshakeFailure
        ))
    )
}

type Cause<'a> = &'a (dyn StdError + 'static);

/// An error and those that caused it.
fn causes<'a>(error: Cause<'a>) -> impl Iterator<Item = Cause<'a>> {
    std::iter::successors(Some(error), |error: &Cause<'a>| cause(*error))
}

/// An `io::Error` hides the one that it is made of from `source`, so that it is looked into.
fn cause(error: Cause<'_>) -> Option<Cause<'_>> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inside) => Some(inside),
        None => error.source(),
    }
}

fn find<E: StdError + 'static>(error: Cause<'_>) -> Option<&E> {
    causes(error).find_map(|error| error.downcast_ref::<E>())
}
