//! Requests and clients that could not be built: nothing was sent.

use std::fmt;

use super::BoxError;
use crate::excerpt;

/// How many characters of what others say are shown.
const LONGEST: usize = 500;

/// Why a request or a client could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A parameter that the request cannot do without is missing.
    MissingParameter {
        /// Its name.
        name: String,
    },
    /// A parameter, a header, or a part of a form has a value that cannot be sent.
    InvalidParameter {
        /// Its name.
        name: String,
        /// What is wrong with it (never the value itself).
        reason: String,
    },
    /// The client holds no credential that the operation accepts.
    MissingCredential {
        /// The setters of the client's builder that would do: one of these sets.
        setters: Vec<Vec<String>>,
    },
    /// A credential would have gone over plain http to another machine.
    InsecureHttp,
    /// The body could not be written.
    InvalidBody {
        /// Why.
        reason: String,
    },
    /// The path of a request made by hand leads away from the API.
    InvalidPath {
        /// Why.
        reason: &'static str,
    },
    /// A hook of the client refused the request (`before_send`).
    Refused {
        /// What it said.
        reason: String,
    },
    /// A setting of the client does not work.
    InvalidSetting {
        /// Its name.
        name: &'static str,
        /// Why (never the value itself).
        reason: String,
    },
}

impl BuildError {
    pub(crate) fn missing(name: &str) -> Self {
        let name = name.to_owned();
        Self::MissingParameter { name }
    }

    pub(crate) fn parameter(name: &str, reason: impl Into<String>) -> Self {
        Self::InvalidParameter { name: line(name), reason: line(&reason.into()) }
    }

    pub(crate) fn refused(reason: &BoxError) -> Self {
        Self::Refused { reason: line(&reason.to_string()) }
    }

    pub(crate) fn setting(name: &'static str, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::InvalidSetting { name, reason }
    }

    pub(crate) fn body(reason: impl fmt::Display) -> Self {
        let reason = line(&reason.to_string());
        Self::InvalidBody { reason }
    }
}

/// What callers and their hooks say, fit for a message.
fn line(text: &str) -> String {
    excerpt::line(text.as_bytes(), LONGEST)
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingParameter { name } => write!(f, "parameter {name} is missing"),
            Self::InvalidParameter { name, reason } => write!(f, "parameter {name} {reason}"),
            Self::MissingCredential { setters } => {
                f.write_str("the client holds no credential for it: give its builder ")?;
                for (index, set) in setters.iter().enumerate() {
                    let or = if index == 0 { "" } else { " or " };
                    write!(f, "{or}{}", set.join(" with "))?;
                }
                Ok(())
            }
            Self::InsecureHttp => {
                f.write_str("a credential would go over plain http: use https, or allow_insecure_http(true)")
            }
            Self::InvalidBody { reason } => write!(f, "the body cannot be sent: {reason}"),
            Self::InvalidPath { reason } => write!(f, "the path {reason}"),
            Self::Refused { reason } => write!(f, "a hook refused it: {reason}"),
            Self::InvalidSetting { name, reason } => write!(f, "{name}: {reason}"),
        }
    }
}

impl std::error::Error for BuildError {}
