//! Why there is no connection, and why a stream ends.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::models::{AccountId, UserId};

/// Why a stream did not begin, or ended. No token is in it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Error {
    /// The first connection did not come about.
    Connect(Reason),
    /// The server rejected the subscription. The releases that are known never do; with wrong credentials they stay silent.
    Rejected,
    /// The server ended the connection and does not want another.
    Disconnected {
        /// Why, in the server's words: `unauthorized`, `invalid_request`, `remote`; may be empty.
        reason: String,
    },
    /// The connection was lost, and could not be made again in as many attempts as the settings grant.
    GaveUp {
        /// How many there were.
        attempts: u32,
        /// Why the last one failed, or why the connection was lost if there was none.
        last: Reason,
    },
    /// The task behind the stream is gone and could not say why: the runtime that it ran on was shut down, or it panicked.
    /// Events since the last one are missing.
    Stopped,
}

/// Why there is no connection, or no longer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reason {
    /// It could not be opened.
    Open(Arc<crate::Error>),
    /// Something answered that does not speak this protocol; what it did wrong.
    Protocol(String),
    /// It was opened, and the server did not begin to speak for so long.
    NoWelcome(Duration),
    /// The server did not confirm the subscription, though it was heard: it stays silent when credentials are wrong, and
    /// when it cannot subscribe anybody for a while.
    NotConfirmed {
        /// How long it was waited for.
        within: Duration,
        /// Whose subscription it was, if not a contact's.
        agent: Option<(AccountId, UserId)>,
    },
    /// Nothing was heard for so long, not even the pings that the server sends every 3 seconds.
    Silence(Duration),
    /// The server closed it.
    Closed {
        /// The code of the WebSocket protocol, if it gave one.
        code: Option<u16>,
        /// What it said; may be empty.
        text: String,
    },
    /// The server ended it, and wants to see us again: it restarts.
    Disconnected(String),
    /// It broke.
    Broken(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(reason) => write!(f, "no realtime connection: {reason}"),
            Self::Rejected => {
                f.write_str("the server rejected the realtime subscription; check pubsub_token and whose it is")
            }
            Self::Disconnected { reason } if reason.is_empty() => {
                f.write_str("the server ended the realtime connection and does not want another")
            }
            Self::Disconnected { reason } => {
                write!(f, "the server ended the realtime connection and does not want another: {reason}")
            }
            Self::GaveUp { attempts, last } => {
                write!(f, "the realtime connection was lost and {attempts} attempts to make it again failed: {last}")
            }
            Self::Stopped => {
                f.write_str("the task behind the realtime events is gone, as when its runtime is shut down")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connect(Reason::Open(error)) | Self::GaveUp { last: Reason::Open(error), .. } => Some(&**error),
            _ => None,
        }
    }
}

/// That of a client which could not even begin, as when a stream is waited for in a program without async.
impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Connect(Reason::Open(Arc::new(error)))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => write!(f, "{error}"),
            Self::Protocol(problem) => write!(f, "what answers is no ActionCable server: {problem}"),
            Self::NoWelcome(limit) => write!(f, "the server did not say welcome within {limit:?}"),
            Self::NotConfirmed { within, agent } => {
                write!(
                    f,
                    "the server did not confirm the subscription within {within:?}; it says nothing when credentials are \
                     wrong: check "
                )?;
                match agent {
                    Some((account, user)) => write!(
                        f,
                        "that pubsub_token is the present one of user {} (a new password changes it), and that the user \
                         belongs to account {}",
                        user.get(),
                        account.get()
                    ),
                    None => f.write_str("that pubsub_token is the contact's in this inbox"),
                }?;
                f.write_str("; or the server cannot subscribe anybody now")
            }
            Self::Silence(limit) => write!(f, "nothing was heard of the server for {limit:?}"),
            Self::Closed { code, text } => {
                f.write_str("the server closed the connection")?;
                if let Some(code) = code {
                    write!(f, " (code {code})")?;
                }
                if text.is_empty() { Ok(()) } else { write!(f, ": {text}") }
            }
            Self::Disconnected(reason) => write!(f, "the server ended the connection: {reason}"),
            Self::Broken(problem) => write!(f, "the connection broke: {problem}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_client_is_one_of_the_connection() {
        let error = crate::Client::builder().base_url("no URL").build().unwrap_err();
        let text = error.to_string();
        assert_eq!(Error::from(error).to_string(), format!("no realtime connection: {text}"));
    }
}
