//! What a document cannot say: modules written by hand.

#[cfg(feature = "realtime")]
pub mod realtime;
