//! A request as it came, and what was found wrong with it.

use std::fmt;

use bytes::Bytes;
use hyper::Method;
use hyper::header::{COOKIE, HeaderMap};
use percent_encoding::percent_decode_str;

/// A request whose body has arrived.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The method.
    pub method: Method,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query, still percent-encoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Something about a request that the document does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where in the request, such as `query parameter page` or `body /content`.
    pub at: String,
    /// What is wrong there.
    pub why: String,
}

impl Violation {
    /// A violation.
    pub fn new(at: impl Into<String>, why: impl Into<String>) -> Self {
        Self { at: at.into(), why: why.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl Incoming {
    /// The values of a header; one that is not text is taken as empty.
    pub fn header_values(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect()
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name).into_iter().next()
    }

    /// Keys of the query, decoded, with their values, not decoded.
    pub fn query_pairs(&self) -> Vec<(String, &str)> {
        pairs(&self.query)
    }

    /// Names of cookies with their values, not decoded.
    pub fn cookies(&self) -> Vec<(String, &str)> {
        let headers = self.header_values(COOKIE.as_str()).into_iter();
        let cookies = headers.flat_map(|header| header.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
        cookies.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Keys of a query or a form, decoded, with their values, not decoded.
pub fn pairs(text: &str) -> Vec<(String, &str)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let split = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    split.map(|(key, value)| (decode_form(key).unwrap_or_else(|_| key.to_owned()), value)).collect()
}

/// Undoes percent-encoding.
pub fn decode(raw: &str) -> Result<String, String> {
    // A stray percent sign is not an error to the decoder, yet no client may send one.
    let stray = raw.match_indices('%').any(|(at, _)| {
        let digits = raw.as_bytes().get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if stray {
        return Err("a percent sign is not followed by two hexadecimal digits".to_owned());
    }
    match percent_decode_str(raw).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err("the percent-encoding does not hold UTF-8".to_owned()),
    }
}

/// Undoes the encoding of queries and forms, where a plus sign is a space.
pub fn decode_form(raw: &str) -> Result<String, String> {
    if raw.contains('+') { decode(&raw.replace('+', " ")) } else { decode(raw) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_split_before_they_are_decoded() {
        let pairs = pairs("a%5B%5D=1%262&b+c&=x&&d=e=f");
        let expected = [("a[]", "1%262"), ("b c", ""), ("", "x"), ("d", "e=f")];
        assert_eq!(pairs, expected.map(|(key, value)| (key.to_owned(), value)));
    }

    #[test]
    fn encodings_that_no_client_may_send_are_refused() {
        assert_eq!(decode("a+%C3%A4").unwrap(), "a+ä");
        assert_eq!(decode_form("a+%2B").unwrap(), "a +");
        for raw in ["100%", "%zz", "%C3"] {
            assert!(decode(raw).is_err(), "{raw}");
        }
    }
}
