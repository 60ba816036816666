//! Compares two documents by what they mean: what a change does on the wire, and what it does to the crate.

pub mod finding;

pub use finding::{Area, Comparison, Direction, Finding, Rule, Semver, Wire};
