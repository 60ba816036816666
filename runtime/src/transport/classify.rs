//! What an error of reqwest means: it is told from the errors inside it.

use std::error::Error as StdError;
use std::io;

use super::proxy::Rules;
use super::{TransportError, TransportErrorKind as Kind};
use crate::file_part::FileError;

/// Sorts an error of sending a request.
pub(super) fn classify(error: reqwest::Error, proxies: &Rules) -> TransportError {
    let is_https = error.url().is_some_and(|url| url.scheme() == "https");
    let proxy = error.url().and_then(|url| proxies.proxy_for(url));
    let error = error.without_url();
    let kind = kind(&error, is_https, proxy.is_some());
    let mut classified = TransportError::new(kind, Some(Box::new(error)));
    classified.proxy = proxy;
    classified
}

fn kind(error: &reqwest::Error, is_https: bool, has_proxy: bool) -> Kind {
    if find::<FileError>(error).is_some() {
        return Kind::Body;
    }
    let io = find::<io::Error>(error).map(io::Error::kind);
    if !error.is_connect() {
        return match find::<hyper::Error>(error) {
            Some(hyper) if hyper.is_incomplete_message() || hyper.is_canceled() => Kind::Canceled,
            _ => match io {
                Some(
                    io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::BrokenPipe
                    | io::ErrorKind::UnexpectedEof,
                ) => Kind::Canceled,
                _ => Kind::Other,
            },
        };
    }
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
