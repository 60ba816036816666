//! Where the texts come from: a directory, memory, and later a revision of a repository.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// Gives the text of a file by its path: relative, with `/` between its parts.
pub trait Read {
    /// The text of a file.
    fn read(&self, path: &str) -> io::Result<String>;
}

/// Reads from a directory.
#[derive(Debug, Clone)]
pub struct DiskReader {
    /// The directory that paths are relative to.
    pub root: PathBuf,
}

impl DiskReader {
    /// Reads relative to a directory.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl Read for DiskReader {
    fn read(&self, path: &str) -> io::Result<String> {
        std::fs::read_to_string(self.root.join(path))
    }
}

/// Reads from memory: what is not there does not exist.
#[derive(Debug, Clone, Default)]
pub struct MemoryReader {
    /// The files: path and text.
    pub files: BTreeMap<String, String>,
}

impl MemoryReader {
    /// A reader of these files.
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl Read for MemoryReader {
    fn read(&self, path: &str) -> io::Result<String> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }
}
