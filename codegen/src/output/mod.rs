//! What is generated, as texts by path: writing, checking and testing all work on the same map.

pub mod format;
pub mod write;

use std::collections::BTreeMap;
use std::path::Path;

pub use write::{Difference, Report, WriteError, check, write};

/// Texts by path. Paths are relative to the generated crate and use `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutFiles {
    files: BTreeMap<String, String>,
}

impl OutFiles {
    /// Adds a text.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// The text of a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// All texts, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Whether a path is that of Rust code.
    pub fn is_rust(path: &str) -> bool {
        Path::new(path).extension().is_some_and(|extension| extension == "rs")
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
