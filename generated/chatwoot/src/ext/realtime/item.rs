//! What a stream of events gives.

use std::fmt;
use std::time::Duration;

use super::{Event, RawFrame, Reason, UnknownFrame};
use crate::Timestamp;

/// What a stream gives.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Item {
    /// The subscription stands: the first item, and again after each lost connection, behind its [`Gap`].
    Connected,
    /// Something happened.
    Event(Event),
    /// Something may have happened that the stream does not give.
    Gap(Gap),
    /// The connection is lost, or was not made again; there will be another attempt. When one succeeds, a [`Gap`] follows.
    /// Left out when the buffer is full.
    Reconnecting(Reconnecting),
    /// A frame that is neither an event nor known to the protocol.
    Unknown(UnknownFrame),
}

/// A time of which the stream may not have given everything. Read again what changed in it: conversations of the account
/// (sorted by last activity), and the messages of those that are followed (`after` the last known one).
///
/// The server sends events late when it is busy, so begin somewhat before `since`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Gap {
    /// When the server was last heard before, by the clock of this machine. When the stream was not taken from and so the
    /// socket not read, it is the time up to which everything that had arrived was read.
    pub since: Timestamp,
    /// The same by the server's clock, in whole seconds: its last ping. Compares with `created_at` and the like even when
    /// the clocks differ. `None` if there was no ping yet.
    pub since_by_server: Option<Timestamp>,
    /// When events flowed again, or when the stream ended, by the clock of this machine.
    pub until: Timestamp,
    /// Why.
    pub cause: Cause,
}

/// Why there is a gap.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Cause {
    /// The connection was lost.
    Lost(Reason),
    /// A frame could not be read. The connection stands.
    Skipped {
        /// The frame.
        frame: RawFrame,
        /// What is wrong with it.
        problem: String,
    },
}

/// An attempt to come.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reconnecting {
    /// Its number, from 1.
    pub attempt: u32,
    /// How long until it is made.
    pub wait: Duration,
    /// Why there is no connection.
    pub reason: Reason,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "events may be missing from {} to {}: {}", self.since, self.until, self.cause)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(reason) => write!(f, "{reason}"),
            Self::Skipped { problem, .. } => write!(f, "a frame could not be read: {problem}"),
        }
    }
}

impl fmt::Display for Reconnecting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {} to connect again in {:?}: {}", self.attempt, self.wait, self.reason)
    }
}
