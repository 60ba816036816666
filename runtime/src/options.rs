//! What a caller may change about a request, or about all requests of a client.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::BuildError;

/// Options of a request, or of all requests of a client.
///
/// ```
/// use std::time::Duration;
/// use inboxkit_runtime::RequestOptions;
///
/// let patient = RequestOptions::new()
///     .timeout(Duration::from_secs(120))
///     .header("x-trace", "42")
///     .query("locale", "pt");
/// # let _ = patient;
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct RequestOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) headers: HeaderMap,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) problem: Option<BuildError>,
}

impl RequestOptions {
    /// Options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take, from connecting to the last byte of the answer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// A header, in the place of one of that name that the request would have.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        match parse_header(name, value.as_ref()) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => self.problem = Some(problem),
        }
        self
    }

    /// A query parameter, beside those that the request has.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// These options, changed by others.
    pub(crate) fn merged(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged.timeout = other.timeout.or(merged.timeout);
        merged.headers.extend(other.headers.clone());
        merged.query.extend(other.query.iter().cloned());
        merged.problem = merged.problem.or_else(|| other.problem.clone());
        merged
    }
}

/// Only names: values can be secrets.
impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().collect();
        let query: Vec<_> = self.query.iter().map(|(name, _)| name).collect();
        f.debug_struct("RequestOptions")
            .field("timeout", &self.timeout)
            .field("headers", &headers)
            .field("query", &query)
            .finish_non_exhaustive()
    }
}

/// A header of a caller's text.
pub(crate) fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), BuildError> {
    Ok((header_name(name)?, header_value(name, value)?))
}

pub(crate) fn header_name(name: &str) -> Result<HeaderName, BuildError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| BuildError::parameter(name, "is no name of a header"))
}

pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue, BuildError> {
    HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| BuildError::parameter(name, "has a control character in its value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_options_win_and_the_rest_is_kept() {
        let first =
            RequestOptions::new().timeout(Duration::from_secs(1)).header("a", "1").header("b", "1").query("q", 1);
        let second = RequestOptions::new().header("B", "2").query("q", 2);
        let merged = first.merged(&second);
        assert_eq!(merged.timeout, Some(Duration::from_secs(1)));
        assert_eq!(merged.headers["a"], "1");
        assert_eq!(merged.headers["b"], "2");
        assert_eq!(merged.headers.len(), 2);
        assert_eq!(merged.query.len(), 2);
    }

    #[test]
    fn a_header_that_breaks_the_line_is_a_problem_that_waits() {
        let options = RequestOptions::new().header("x", "a\r\nevil: b");
        assert!(options.problem.is_some());
        assert!(RequestOptions::new().header("x y", "").merged(&options).problem.is_some());
    }

    #[test]
    fn debug_shows_no_values() {
        let options = RequestOptions::new().header("x", "s3cret").query("q", "s3cret");
        assert!(!format!("{options:?}").contains("s3cret"));
    }
}
