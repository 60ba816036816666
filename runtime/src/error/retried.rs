//! Why a request that failed was not sent again.

use std::fmt;
use std::time::Duration;

/// Why a request that failed was not sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotRetried {
    /// What went wrong would go wrong again.
    Pointless,
    /// It may have been carried out, and doing it twice is not the same as doing it once.
    Unsafe,
    /// It was sent as often as the policy allows.
    Exhausted,
    /// The server asks for a longer wait than the policy allows (`max_retry_after`): this one.
    RetryAfter(Duration),
    /// The deadline, of this length, would have passed before.
    Deadline(Duration),
    /// The client's budget of retries is used up: most of its requests fail.
    Budget,
    /// Its body comes from a reader, which can be read once, and has been.
    BodySpent,
}

/// What an error says of it; nothing where the error itself says enough.
impl fmt::Display for NotRetried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pointless | Self::Exhausted => Ok(()),
            Self::Unsafe => f.write_str("not sent again, as it may have been carried out"),
            Self::RetryAfter(wait) => write!(f, "not sent again: the server asks to wait {wait:?} (max_retry_after)"),
            Self::Deadline(limit) => write!(f, "not sent again, as the deadline of {limit:?} was too near"),
            Self::Budget => f.write_str("not sent again: too many requests of this client fail (retry_budget)"),
            Self::BodySpent => f.write_str("not sent again, as a reader in its body has been read"),
        }
    }
}
