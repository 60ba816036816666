//! Recorded and documented bodies decode into their models, and encode back without loss of what the document describes.
//!
//! The recorded bodies stand beside this file, with where they are from. Whether something was lost is judged by the
//! bundled document, not by the models.

mod content;
mod facts;
mod judge;
mod recorded;
