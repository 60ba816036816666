//! What is measured against: structs with the fields of the generated models, and serde's derives as people write them.
//!
//! They have every advantage that an honest author would take. Ids are plain numbers and texts. Absent and null are one.
//! Enums and unions keep what they do not know, as those of the generated models do, in the form that serde has for it: a
//! last variant that is `untagged`. Times are of the client's own type: one that takes seconds, fractions and text alike has
//! to be written in either case, and serde derives none.

#![allow(dead_code)] // what is decoded is measured, not read
#![allow(clippy::struct_field_names)] // the names are the keys

mod conversation;
mod message;

use chatwoot::Timestamp;
pub(crate) use conversation::ConversationList;
pub(crate) use message::{CreateMessage, Message};

type Value = serde_json::Value;
type Object = serde_json::Map<String, Value>;
