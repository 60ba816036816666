//! What a document cannot say: modules written by hand.

#[cfg(feature = "media")]
pub mod media;
#[cfg(feature = "webhook-receiver")]
pub mod webhooks;
