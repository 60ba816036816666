//! Turns OpenAPI documents into typed, async Rust clients.

pub mod config;
pub mod diag;
pub mod diff;
pub mod document;
pub mod emit;
pub mod ir;
pub mod lint;
pub mod lower;
pub mod output;
pub mod passes;
mod pipeline;
pub mod plan;
pub mod source;

pub use pipeline::{Reading, diff, generate, inspect, survey};
