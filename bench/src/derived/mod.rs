//! What is measured against: structs with the fields of the generated models, and serde's derives as people write them.
//!
//! They are given every advantage that an honest author would take. Ids are plain numbers and texts. A time is what the
//! server writes there: whole seconds, a fraction, or text, where the generated models take any of the three at each
//! place and write it back as it came. Absent and null are one. Enums and unions keep what they do not know, as those of
//! the generated models do, in the form that serde has for it: a last variant that is `untagged`.

#![allow(dead_code)] // what is decoded is measured, not read
#![allow(clippy::struct_field_names)] // the names are the keys

mod conversation;
mod message;

pub(crate) use conversation::ConversationList;
pub(crate) use message::{CreateMessage, Message};

type Value = serde_json::Value;
type Object = serde_json::Map<String, Value>;

/// Whole seconds since the epoch.
type Seconds = chatwoot::Timestamp;
/// Seconds since the epoch with a fraction.
type Fraction = chatwoot::Timestamp;
/// ISO 8601 text.
type Instant = chatwoot::Timestamp;
