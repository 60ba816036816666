//! Documents: read from their files, bundled to one tree, checked, and brought into one dialect.

mod bundle;
mod check;
#[cfg(test)]
mod corpus_tests;
mod dialect31;
mod files;
mod keywords;
pub mod load;
mod prepare;
mod reference;
mod required;
pub mod resolve;
pub mod shape;
pub(crate) mod spelling;
mod table;
mod targets;
#[cfg(test)]
mod tests;
mod text;
pub mod view;

pub use dialect31::KEPT;
pub use load::load;
pub use resolve::{Resolver, Target};
pub use text::to_json_text;
pub use view::view;

use crate::source::{FileId, Node};

/// The dialects of `OpenAPI` that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `OpenAPI` 3.0.
    V30,
    /// `OpenAPI` 3.1.
    V31,
}

/// A document that was read.
#[derive(Debug, Clone)]
pub struct Document {
    /// The document in the shape of 3.0, with only local references: what is lowered.
    pub root: Node,
    /// The document in its own dialect, with only local references: what is written out as `openapi.json`.
    pub bundled: Node,
    /// The dialect that it was written in.
    pub version: Version,
    /// The root file.
    pub file: FileId,
}

impl Document {
    /// An index over the references of the root.
    pub fn resolver(&self) -> Resolver<'_> {
        Resolver::new(&self.root)
    }
}
