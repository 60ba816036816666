//! Why a webhook is not accepted.

use std::fmt;
use std::time::Duration;

use crate::StatusCode;

/// Why a webhook is not accepted, in the order in which it is checked.
///
/// Its `Display` is one line that says what to do. It is for your own logs: answer with [`VerifyError::status`] alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// A key of the receiver is empty, such as a variable that is not set: anybody could sign with it.
    EmptyKey,
    /// There is no header `messagebird-signature`.
    MissingSignature,
    /// The signature is not base64 of 32 bytes.
    MalformedSignature,
    /// There is no header `messagebird-request-timestamp`.
    MissingTimestamp,
    /// The timestamp is no whole number of seconds since 1970.
    MalformedTimestamp,
    /// The signature was made with another key, for another URL, for another body, or for another timestamp.
    Mismatch,
    /// It was signed too long ago.
    TooOld {
        /// How long ago, in whole seconds.
        age: Duration,
        /// The setting of the receiver.
        limit: Duration,
    },
    /// It was signed too far in the future.
    TooNew {
        /// How far, in whole seconds.
        ahead: Duration,
        /// How far it may be.
        limit: Duration,
    },
}

impl VerifyError {
    /// The status to answer with: 500 for a receiver that is not set up, 401 for what is not shown to come from Bird now, 400 for
    /// headers that say nothing.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::EmptyKey => StatusCode::INTERNAL_SERVER_ERROR,
            Self::MissingSignature | Self::Mismatch | Self::TooOld { .. } | Self::TooNew { .. } => {
                StatusCode::UNAUTHORIZED
            }
            Self::MalformedSignature | Self::MissingTimestamp | Self::MalformedTimestamp => StatusCode::BAD_REQUEST,
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyKey => {
                f.write_str("a key of the receiver is empty: give it the `signingKey` of the webhook subscription")
            }
            Self::MissingSignature => f.write_str(
                "there is no messagebird-signature: the request is not from Bird, a proxy dropped the header, or the \
                 subscription has no signing key",
            ),
            Self::MalformedSignature => f.write_str(
                "messagebird-signature is not base64 of 32 bytes: the request is not from Bird, or a proxy changed the header",
            ),
            Self::MissingTimestamp => f.write_str(
                "there is a signature but no messagebird-request-timestamp: have the proxy before this server pass it on",
            ),
            Self::MalformedTimestamp => f.write_str(
                "messagebird-request-timestamp is no whole number of seconds: the request is not from Bird, or a proxy changed \
                 the header",
            ),
            Self::Mismatch => f.write_str(
                "the signature does not fit: check that the key is that of this very subscription, that the URL is the one \
                 that it names, and that the body is verified as it came, byte for byte",
            ),
            Self::TooOld { age, limit } => write!(
                f,
                "it was signed {age:?} ago, and at most {limit:?} are allowed: it was held up or is sent again by somebody, \
                 or the clock of this machine is ahead; check the clock, or raise max_age"
            ),
            Self::TooNew { ahead, limit } => write!(
                f,
                "it was signed {ahead:?} in the future, and at most {limit:?} are allowed: check the clock of this machine"
            ),
        }
    }
}

/// Without a source: nothing lies beneath these.
impl std::error::Error for VerifyError {}
