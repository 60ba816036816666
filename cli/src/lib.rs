//! The commands of `inboxkit`, which work on any document; those of the workspace, `cargo xtask`, stand on them.

pub mod diff;
pub mod generate;
pub mod lint;
#[cfg(feature = "mock")]
pub mod mock;
mod terminal;

use std::path::Path;
use std::process::ExitCode;

pub use terminal::{coloured, say, width};

/// How a command ended; the numbers are a contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: 0.
    Fine,
    /// There is something to mend in what was looked at: 1.
    Findings,
    /// The command was called wrongly, or could not read what it was given: 2.
    Unusable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Findings => Self::from(1),
            Outcome::Unusable => Self::from(2),
        }
    }
}

/// Whether a document is there to be read; says why not.
fn can_be_read(document: &Path) -> bool {
    let opened = std::fs::File::open(document);
    if let Err(why) = &opened {
        eprintln!("error: {} cannot be read: {why}", document.display());
    }
    opened.is_ok()
}
