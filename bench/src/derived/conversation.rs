//! Conversations, and whom and what they belong to.

use serde::{Deserialize, Serialize};

use super::message::MessageEvent;
use super::{Object, Timestamp, Value};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConversationList {
    pub(crate) data: ConversationPage,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConversationPage {
    pub(crate) meta: ConversationCounts,
    pub(crate) payload: Vec<Conversation>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConversationCounts {
    pub(crate) mine_count: i64,
    pub(crate) assigned_count: Option<i64>,
    pub(crate) unassigned_count: i64,
    pub(crate) all_count: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Conversation {
    pub(crate) meta: ConversationMeta,
    pub(crate) id: i64,
    pub(crate) messages: Vec<MessageEvent>,
    pub(crate) account_id: i64,
    pub(crate) uuid: String,
    pub(crate) additional_attributes: Option<Object>,
    pub(crate) agent_last_seen_at: Timestamp,
    pub(crate) assignee_last_seen_at: Timestamp,
    pub(crate) can_reply: bool,
    pub(crate) contact_last_seen_at: Timestamp,
    pub(crate) custom_attributes: Option<Object>,
    pub(crate) inbox_id: i64,
    pub(crate) labels: Vec<String>,
    pub(crate) muted: bool,
    pub(crate) snoozed_until: Option<Timestamp>,
    pub(crate) status: ConversationStatus,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) timestamp: Timestamp,
    pub(crate) first_reply_created_at: Timestamp,
    pub(crate) unread_count: i32,
    pub(crate) last_non_activity_message: Option<MessageEvent>,
    pub(crate) last_activity_at: Timestamp,
    pub(crate) priority: Option<Priority>,
    pub(crate) waiting_since: Timestamp,
    pub(crate) sla_policy_id: Option<i64>,
    pub(crate) applied_sla: Option<AppliedSla>,
    pub(crate) sla_events: Option<Vec<SlaEvent>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) additional_attributes: Object,
    pub(crate) availability_status: ContactAvailability,
    pub(crate) email: Option<String>,
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) phone_number: Option<String>,
    pub(crate) blocked: Option<bool>,
    pub(crate) identifier: Option<String>,
    pub(crate) thumbnail: String,
    pub(crate) custom_attributes: Object,
    pub(crate) last_activity_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) company_id: Option<i64>,
    pub(crate) contact_inboxes: Option<Vec<ContactInbox>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConversationMeta {
    pub(crate) sender: Contact,
    pub(crate) channel: Option<ChannelType>,
    pub(crate) assignee: Option<Assignee>,
    pub(crate) assignee_type: Option<AssigneeType>,
    pub(crate) team: Option<Team>,
    pub(crate) hmac_verified: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConversationStatus {
    Open,
    Resolved,
    Pending,
    Snoozed,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Priority {
    Low,
    Medium,
    High,
    Urgent,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AppliedSla {
    pub(crate) id: i64,
    pub(crate) sla_id: i64,
    pub(crate) sla_status: SlaStatus,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) sla_description: Option<String>,
    pub(crate) sla_name: String,
    pub(crate) sla_first_response_time_threshold: Option<f64>,
    pub(crate) sla_next_response_time_threshold: Option<f64>,
    pub(crate) sla_only_during_business_hours: bool,
    pub(crate) sla_resolution_time_threshold: Option<f64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SlaEvent {
    pub(crate) id: i64,
    pub(crate) event_type: SlaEventType,
    pub(crate) meta: Object,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContactAvailability {
    Online,
    Offline,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ContactInbox {
    pub(crate) source_id: String,
    pub(crate) inbox: Option<LinkedInbox>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Availability {
    Online,
    Offline,
    Busy,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BotType {
    Webhook,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ChannelType {
    #[serde(rename = "Channel::WebWidget")]
    WebWidget,
    #[serde(rename = "Channel::Api")]
    Api,
    #[serde(rename = "Channel::Email")]
    Email,
    #[serde(rename = "Channel::FacebookPage")]
    FacebookPage,
    #[serde(rename = "Channel::Instagram")]
    Instagram,
    #[serde(rename = "Channel::Tiktok")]
    Tiktok,
    #[serde(rename = "Channel::TwitterProfile")]
    TwitterProfile,
    #[serde(rename = "Channel::TwilioSms")]
    TwilioSms,
    #[serde(rename = "Channel::Whatsapp")]
    Whatsapp,
    #[serde(rename = "Channel::Sms")]
    Sms,
    #[serde(rename = "Channel::Telegram")]
    Telegram,
    #[serde(rename = "Channel::Line")]
    Line,
    #[serde(rename = "Channel::Voice")]
    Voice,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Assignee {
    Agent(Agent),
    AgentBotSummary(AgentBotSummary),
    Other(Value),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum AssigneeType {
    User,
    AgentBot,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Team {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) allow_auto_assign: bool,
    pub(crate) account_id: i64,
    pub(crate) is_member: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SlaStatus {
    Active,
    Hit,
    Missed,
    ActiveWithMisses,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum SlaEventType {
    #[serde(rename = "frt")]
    FirstResponse,
    #[serde(rename = "nrt")]
    NextResponse,
    #[serde(rename = "rt")]
    Resolution,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LinkedInbox {
    pub(crate) id: Option<i64>,
    pub(crate) avatar_url: Option<String>,
    pub(crate) channel_id: Option<i64>,
    pub(crate) name: Option<String>,
    pub(crate) channel_type: Option<ChannelType>,
    pub(crate) provider: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Agent {
    pub(crate) id: i64,
    pub(crate) account_id: Option<i64>,
    pub(crate) availability_status: Option<Availability>,
    pub(crate) auto_offline: Option<bool>,
    pub(crate) confirmed: bool,
    pub(crate) email: String,
    pub(crate) provider: Option<String>,
    pub(crate) available_name: String,
    pub(crate) custom_attributes: Option<Object>,
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
    pub(crate) thumbnail: String,
    pub(crate) custom_role_id: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AgentBotSummary {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) thumbnail: String,
    pub(crate) outgoing_url: Option<String>,
    pub(crate) bot_type: BotType,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Agent,
    Administrator,
    #[serde(untagged)]
    Other(String),
}
