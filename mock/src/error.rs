//! What can keep a mock from being made or served.

use std::fmt;

/// Why there is no mock.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The text is not JSON.
    Json(serde_json::Error),
    /// The JSON is not an OpenAPI document that can be served.
    Document {
        /// JSON pointer to the place.
        at: String,
        /// What is wrong there.
        why: String,
    },
    /// The address cannot be listened on, or no thread can be started.
    Io(std::io::Error),
}

impl Error {
    pub(crate) fn document(at: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Document { at: at.into(), why: why.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(_) => f.write_str("the document is not JSON"),
            Self::Document { at, why } if at.is_empty() => f.write_str(why),
            Self::Document { at, why } => write!(f, "{at}: {why}"),
            Self::Io(_) => f.write_str("the mock cannot listen"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::Io(error) => Some(error),
            Self::Document { .. } => None,
        }
    }
}

/// A result with the crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
