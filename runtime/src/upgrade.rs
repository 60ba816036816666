//! Connections that begin as a request and go on as something else, such as a WebSocket.

use std::time::Duration;

use http::header::{CONNECTION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::address;
use crate::call::Scope;
use crate::error::{BuildError, DecodeError, Error, ErrorKind, Result, Target, Timeout};
use crate::redact::Redactor;
use crate::send::{no_answer, refusal};
use crate::transport::reqwest::{Reqwest, Switched, build_for_upgrades};
use crate::transport::{Body, RequestInfo, TransportRequest};

/// A connection that went on as something else: bytes in both directions.
pub use reqwest::Upgraded;

/// Opens connections that go on as something else, all to one URL, by the settings of a client: proxy, certificates,
/// timeouts, headers. Redirects are not followed.
///
/// They are the crate's own even where the client sends its requests by another transport.
pub struct Upgrades {
    connections: Reqwest,
    url: Url,
    headers: HeaderMap,
    target: Target,
    /// The query of the URL can be a secret.
    redactor: Redactor,
    connect_timeout: Duration,
    timeout: Duration,
    max_response_bytes: usize,
}

impl Scope {
    /// Connections to a path behind the base URL, or to another URL (`wss://`, `https://`, `ws://`, `http://`), over
    /// which a secret will go. To another origin only the user agent goes along of the client's headers.
    ///
    /// The name stands in errors, in the place of that of an operation.
    pub fn upgrades(&self, name: &'static str, path: &'static str, other: Option<&str>) -> Result<Upgrades> {
        let mut target = Target { operation: name, method: Method::GET, path, idempotent: true };
        if other.is_some() {
            target.path = "";
        }
        self.try_upgrades(&target, path, other).map_err(|error| Error::new(ErrorKind::Build(error), target))
    }

    fn try_upgrades(&self, target: &Target, path: &str, other: Option<&str>) -> Result<Upgrades, BuildError> {
        let core = &self.core;
        let options = self.options.as_deref().cloned().unwrap_or_default();
        if let Some(problem) = options.problem {
            return Err(problem);
        }
        let mut url = match other {
            Some(other) => by_hand(other)?,
            None => address::join(&core.base, path)?,
        };
        let mut headers = core.headers.clone();
        if url.origin() == core.base.origin() {
            headers.extend(options.headers.clone());
            address::with_query(&mut url, &options);
        } else {
            let agent = headers.remove(USER_AGENT);
            headers = agent.into_iter().map(|agent| (USER_AGENT, agent)).collect();
        }
        if !core.allow_insecure_http && !core.connection.keep_secrets(&url, &url) {
            return Err(BuildError::InsecureHttp);
        }
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        Ok(Upgrades {
            connections: build_for_upgrades(&core.connection.towards(&url))?,
            redactor: Redactor::of_query(&url),
            url,
            headers,
            target: target.clone(),
            connect_timeout: core.connection.connect_timeout,
            timeout: options.timeout.unwrap_or(core.timeout),
            max_response_bytes: core.max_response_bytes,
        })
    }
}

/// A URL that a caller gives, as one of HTTP.
fn by_hand(text: &str) -> Result<Url, BuildError> {
    let fail = |reason: &str| Err(BuildError::setting("url", reason));
    let Ok(mut url) = Url::parse(text) else {
        return fail("is no URL (it begins with wss://)");
    };
    let scheme = match url.scheme() {
        "wss" | "https" => "https",
        "ws" | "http" => "http",
        _ => return fail("is neither wss nor ws"),
    };
    if url.set_scheme(scheme).is_err() || !url.has_host() {
        return fail("is no URL of a server");
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return fail("has a user name or a fragment in it");
    }
    Ok(url)
}

impl Upgrades {
    /// Opens one, with headers beside the client's (among them `Upgrade`); the headers of the answer and the
    /// connection. It may take as long as a request.
    pub async fn open(&self, headers: HeaderMap) -> Result<(HeaderMap, Upgraded)> {
        let opened = tokio::time::timeout(self.timeout, self.try_open(headers)).await;
        opened.unwrap_or_else(|_| {
            let kind = ErrorKind::Timeout(Timeout::Attempt(self.timeout));
            Err(self.failed(kind).sent(true))
        })
    }

    async fn try_open(&self, headers: HeaderMap) -> Result<(HeaderMap, Upgraded)> {
        let mut all = self.headers.clone();
        all.extend(headers);
        let request = TransportRequest {
            method: Method::GET,
            url: self.url.clone(),
            headers: all,
            body: Body::empty(),
            info: RequestInfo {
                operation: self.target.operation,
                path_template: self.target.path,
                attempt: 1,
                redirects: 0,
            },
        };
        let switched = self.connections.switch(request).await.map_err(|error| {
            let kind = no_answer(error.kind, self.connect_timeout);
            self.failed(kind).sent(error.may_have_been_sent).through(error.proxy).because(error.source)
        })?;
        match switched {
            Switched::Yes(headers, connection) => Ok((headers, connection)),
            Switched::No(answer) if answer.status().is_client_error() || answer.status().is_server_error() => {
                let (parts, body) = answer.into_parts();
                let kind = refusal(parts, body, self.max_response_bytes, &self.redactor).await;
                Err(self.failed(kind).sent(true))
            }
            Switched::No(answer) => {
                let message = format!("{} in the place of 101; check the base URL", answer.status());
                Err(self.failed(ErrorKind::Decode(DecodeError::whole(message))).sent(true))
            }
        }
    }

    fn failed(&self, kind: ErrorKind) -> Error {
        Error::new(kind, self.target.clone()).at(self.url.origin().ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_websockets_are_those_of_http() {
        for (given, url) in [
            ("wss://h.example/cable", "https://h.example/cable"),
            ("ws://h:81/cable?x=1", "http://h:81/cable?x=1"),
            ("https://h/cable", "https://h/cable"),
        ] {
            assert_eq!(by_hand(given).unwrap().as_str(), url);
        }
        for url in ["", "h.example/cable", "ftp://h", "wss://a:s3cret@h", "wss://h#x"] {
            let error = by_hand(url).unwrap_err();
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }
}
