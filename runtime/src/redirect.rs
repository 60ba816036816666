//! Redirects: where to go next, as whom, and with what.
//!
//! They are followed here rather than in the transport, so that no transport can take credentials to
//! another server.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION, USER_AGENT};
use http::{HeaderName, Method, StatusCode};
use url::Url;

use crate::error::RedirectFailure;

/// How many are followed in a row.
pub(crate) const LIMIT: usize = 5;

/// The headers that a request takes along to another origin: any other may hold a secret.
pub(crate) const HARMLESS: [HeaderName; 3] = [ACCEPT, CONTENT_TYPE, USER_AGENT];

/// One step of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) has_body: bool,
    /// Whether the request has not left the origin that it was made for. Once it has, it does not become
    /// trusted again by being sent back: the path would be another server's choice.
    pub(crate) is_home: bool,
    /// How many redirects led here.
    pub(crate) redirects: usize,
}

impl Hop {
    /// The first step.
    pub(crate) fn start(method: Method, url: Url, has_body: bool) -> Self {
        Self { method, url, has_body, is_home: true, redirects: 0 }
    }

    /// The next step, if an answer asks for one.
    pub(crate) fn next(&self, status: StatusCode, headers: &HeaderMap) -> Result<Option<Self>, RedirectFailure> {
        let Some(location) = headers.get(LOCATION) else {
            return Ok(None);
        };
        // Where browsers go on with a GET: its answer says nothing of what was to be done.
        let becomes_get = match status.as_u16() {
            301 | 302 => self.method == Method::POST,
            303 => !matches!(self.method, Method::GET | Method::HEAD),
            307 | 308 => false,
            _ => return Ok(None),
        };
        let location = std::str::from_utf8(location.as_bytes()).ok();
        let mut url = location
            .and_then(|location| self.url.join(location).ok())
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or(RedirectFailure::BadLocation)?;
        if self.url.scheme() == "https" && url.scheme() == "http" {
            return Err(RedirectFailure::Downgrade);
        }
        if becomes_get {
            return Err(RedirectFailure::BecomesGet);
        }
        if self.redirects == LIMIT {
            return Err(RedirectFailure::TooMany);
        }
        // A user name would become a credential of the server's choice. These fail for URLs without a
        // host alone.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        Ok(Some(Self {
            method: self.method.clone(),
            has_body: self.has_body && status != StatusCode::SEE_OTHER,
            is_home: self.is_home && url.origin() == self.url.origin(),
            url,
            redirects: self.redirects + 1,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(method: Method, url: &str) -> Hop {
        Hop::start(method, url.parse().unwrap(), true)
    }

    fn next(hop: &Hop, status: u16, location: &str) -> Result<Option<Hop>, RedirectFailure> {
        let headers = HeaderMap::from_iter([(LOCATION, location.parse().unwrap())]);
        hop.next(StatusCode::from_u16(status).unwrap(), &headers)
    }

    #[test]
    fn methods_stay_what_they_are() {
        let cases = [
            (301, Method::GET, true),
            (301, Method::HEAD, true),
            (301, Method::POST, false),
            (301, Method::PUT, true),
            (302, Method::POST, false),
            (302, Method::DELETE, true),
            (303, Method::GET, true),
            (303, Method::HEAD, true),
            (303, Method::POST, false),
            (303, Method::PUT, false),
            (307, Method::POST, true),
            (308, Method::PATCH, true),
        ];
        for (status, method, goes_on) in cases {
            let outcome = next(&hop(method.clone(), "https://h/"), status, "/x");
            if goes_on {
                let next = outcome.unwrap().unwrap();
                assert_eq!(next.method, method, "{status} {method}");
                assert_eq!(next.has_body, status != 303, "{status} {method}");
            } else {
                assert_eq!(outcome, Err(RedirectFailure::BecomesGet), "{status} {method}");
            }
        }
    }

    #[test]
    fn only_redirects_with_a_location_are_followed() {
        let hop = hop(Method::GET, "https://h/");
        for status in [200, 201, 300, 304, 305, 404] {
            assert_eq!(next(&hop, status, "/x"), Ok(None), "{status}");
        }
        assert_eq!(hop.next(StatusCode::FOUND, &HeaderMap::new()), Ok(None));
    }

    #[test]
    fn home_is_one_origin_and_left_for_good() {
        let start = hop(Method::GET, "https://h.example/a/b?c");
        let cases = [
            ("d", "https://h.example/a/d", true),
            ("/d", "https://h.example/d", true),
            ("?e", "https://h.example/a/b?e", true),
            ("https://h.example:443/x", "https://h.example/x", true),
            ("HTTPS://H.EXAMPLE/x", "https://h.example/x", true),
            ("//other.example/x", "https://other.example/x", false),
            ("https://h.example:444/x", "https://h.example:444/x", false),
            ("https://h.example.evil/x", "https://h.example.evil/x", false),
            ("https://a@h.example/x#y", "https://h.example/x", true),
            ("https://h.example@evil/x", "https://evil/x", false),
            ("\\\\evil/x", "https://evil/x", false),
        ];
        for (location, url, is_home) in cases {
            let next = next(&start, 302, location).unwrap().unwrap();
            assert_eq!((next.url.as_str(), next.is_home), (url, is_home));
        }
        let away = next(&start, 302, "https://other.example/").unwrap().unwrap();
        let back = next(&away, 302, "https://h.example/").unwrap().unwrap();
        assert!(!back.is_home);
    }

    #[test]
    fn places_that_must_not_be_gone_to_are_refused() {
        let https = hop(Method::GET, "https://h/");
        let downgrade = Err(RedirectFailure::Downgrade);
        assert_eq!(next(&https, 302, "http://h/"), downgrade);
        assert_eq!(next(&https, 302, "http://localhost/"), downgrade);
        for location in ["ftp://h/", "file:///etc/passwd", "javascript:1", "https://"] {
            let bad = Err(RedirectFailure::BadLocation);
            assert_eq!(next(&https, 302, location), bad, "{location}");
        }
        let http = hop(Method::GET, "http://h/");
        assert!(!next(&http, 301, "https://h/").unwrap().unwrap().is_home);
    }
}
