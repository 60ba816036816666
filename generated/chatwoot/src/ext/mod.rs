//! What a document cannot say: modules written by hand.

pub mod content;
#[cfg(feature = "realtime")]
pub mod realtime;
#[cfg(feature = "webhook-receiver")]
pub mod webhooks;
