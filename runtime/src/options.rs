//! What a caller may change about a request, or about all requests of a client.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::BuildError;
use crate::retry::RetryPolicy;

/// Options of a request, or of all requests of a client. What is not set is as the client has it.
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
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) max_response_bytes: Option<usize>,
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

    /// How long the request may take in all, with its retries and the waits between them. Where the body of the answer
    /// is read as it comes, until its headers are there.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// When the request is sent again if it fails.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Whether sending it twice is the same as sending it once, whatever its method says: `true` lets a `POST` be sent
    /// again after it may have been carried out, `false` keeps a `PUT` or a `DELETE` from that.
    #[must_use]
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }

    /// How large the answer may be, in bytes.
    #[must_use]
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = Some(limit);
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
        merged.deadline = other.deadline.or(merged.deadline);
        merged.retry = other.retry.or(merged.retry);
        merged.idempotent = other.idempotent.or(merged.idempotent);
        merged.max_response_bytes = other.max_response_bytes.or(merged.max_response_bytes);
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
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("idempotent", &self.idempotent)
            .field("max_response_bytes", &self.max_response_bytes)
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
        let first = RequestOptions::new()
            .timeout(Duration::from_secs(1))
            .retry(RetryPolicy::none())
            .idempotent(true)
            .header("a", "1")
            .header("b", "1")
            .query("q", 1);
        let second =
            RequestOptions::new().idempotent(false).deadline(Duration::from_secs(9)).header("B", "2").query("q", 2);
        let merged = first.merged(&second);
        assert_eq!(merged.timeout, Some(Duration::from_secs(1)));
        assert_eq!(merged.deadline, Some(Duration::from_secs(9)));
        assert_eq!(merged.retry, Some(RetryPolicy::none()));
        assert_eq!(merged.idempotent, Some(false));
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
