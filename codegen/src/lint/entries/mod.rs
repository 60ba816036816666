//! What there is to know of each code: why it is, what is wrong, and what is right.

mod others;
mod reading;
mod truth;

use crate::diag::Code;

/// What there is to know of a code beside its title.
pub struct Entry {
    /// The code.
    pub code: Code,
    /// Why it is a finding, in one or two sentences.
    pub why: &'static str,
    /// An example of the finding, and of what mends it.
    pub shown: Shown,
}

/// An example; the tests complete both fragments to documents and look for the finding.
///
/// What follows a line `# In cats.yaml:` is a file of its own.
pub struct Shown {
    /// Which part of a document the fragments are.
    pub part: Part,
    /// What is reported, by this code alone.
    pub bad: &'static str,
    /// What is not reported at all.
    pub good: &'static str,
}

/// A part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Keys of the root.
    Root,
    /// Keys of a `GET` operation.
    Get,
    /// Keys of a `POST` operation.
    Post,
    /// Entries of `components/schemas`.
    Schemas,
}

impl Part {
    /// What the part is called on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Root => "the root",
            Self::Get => "a `GET` operation",
            Self::Post => "a `POST` operation",
            Self::Schemas => "`components/schemas`",
        }
    }
}

const fn shown(code: Code, why: &'static str, part: Part, bad: &'static str, good: &'static str) -> Entry {
    Entry { code, why, shown: Shown { part, bad, good } }
}

/// The entry of a code.
pub fn of(code: Code) -> Option<&'static Entry> {
    truth::ENTRIES.iter().chain(reading::ENTRIES).chain(others::ENTRIES).find(|entry| entry.code == code)
}

/// Whether a code belongs to the rules of this module.
pub fn is_rule(code: Code) -> bool {
    truth::ENTRIES.iter().any(|entry| entry.code == code)
}
