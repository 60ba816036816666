//! What the fuzz targets do with an input, and how a document is mutated into another one.

mod mutate;
mod run;

pub use mutate::{cross, mutate};
pub use run::{load, pipeline, watched};
