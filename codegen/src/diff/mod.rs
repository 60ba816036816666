//! Compares two documents by what they mean: what a change does on the wire, and what it does to the crate.

pub mod accept;
pub mod finding;
pub mod render;
pub mod report;
pub mod version;

pub use accept::Acceptances;
pub use finding::{Area, Comparison, Direction, Finding, Rule, Semver, Wire};
pub use report::{Document, Report};
