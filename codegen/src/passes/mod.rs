//! Facts about types that follow from the whole API.

pub mod cycles;
pub mod homes;
pub mod usage;
