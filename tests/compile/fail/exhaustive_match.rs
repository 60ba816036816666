//! A match that leaves no room for values of newer servers.

use chatwoot::models::ConversationStatus;

fn word(status: &ConversationStatus) -> &'static str {
    match status {
        ConversationStatus::Open => "open",
        ConversationStatus::Resolved => "resolved",
        ConversationStatus::Pending => "pending",
        ConversationStatus::Snoozed => "snoozed",
    }
}

fn main() {
    word(&ConversationStatus::Open);
}
