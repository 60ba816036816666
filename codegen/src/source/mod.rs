//! Documents as text: the files that were read, and places in them.

mod build;
pub mod de;
pub mod git;
mod json;
pub mod node;
pub mod parse;
pub mod pointer;
pub mod read;
mod scalar;
#[cfg(test)]
mod tests;
mod yaml;

pub use build::MAX_DEPTH;
pub use git::GitReader;
pub use node::{Entry, Map, Node, Value};
pub use parse::parse;
pub use read::{DiskReader, MemoryReader, Read};

/// One of the files of a [`SourceSet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// A place in a file: one stretch of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The line, from 1; 0 where there is no place to point at.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// How many characters of the line belong to the place, at least 1.
    pub width: u32,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as the user named it, for messages.
    pub path: String,
    /// The text.
    pub text: String,
}

/// All files that were read, in the order in which they were met.
#[derive(Debug, Clone, Default)]
pub struct SourceSet {
    files: Vec<SourceFile>,
}

impl SourceSet {
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { path: path.into(), text: text.into() });
        id
    }

    /// A file by its id.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }
}
