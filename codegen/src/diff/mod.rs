//! Compares two documents by what they mean: what a change does on the wire, and what it does to the crate.
//!
//! Operations are paired, and the values that they send and receive are walked side by side, with their direction: what has
//! another name only is no change on the wire. What a change does to the crate is not told by rules: the public items of both
//! crates are compared, and each change of an item is put down to the change of the document that it comes of.

pub mod accept;
mod causes;
mod compare;
mod delta;
pub mod drift;
pub mod finding;
mod judge;
pub mod page;
mod pair;
pub mod render;
pub mod report;
pub mod rules;
mod surface;
mod unexplained;
pub mod version;
mod view;

pub use accept::Acceptances;
pub use finding::{Area, Comparison, Direction, Finding, Rule, Semver, Wire};
pub use report::{Document, Report};
pub use surface::Side;

/// Compares two documents, each with the decisions on its crate.
pub fn compare(base: Side<'_>, revision: Side<'_>) -> Comparison {
    let walked = compare::compare(base.api, revision.api);
    let changes = surface::changes::changes(&surface::items(base, revision, &walked));
    judge::judge(base, revision, walked, &changes)
}
