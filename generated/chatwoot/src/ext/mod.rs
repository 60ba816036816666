//! What a document cannot say: modules written by hand.

pub mod content;
#[cfg(feature = "webhook-receiver")]
pub mod webhooks;
#[cfg(feature = "realtime")]
pub mod realtime;
