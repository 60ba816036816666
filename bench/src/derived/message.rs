//! Messages: those that are answered, those of conversations, and the body that creates one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::conversation::Availability;
use super::{Object, Timestamp, Value};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CreateMessage {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_type: Option<MessageType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) private: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<ContentType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_attributes: Option<Object>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) echo_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachments: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_voice_message: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) template_params: Option<TemplateParams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cc_emails: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bcc_emails: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to_emails: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email_html_content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) external_created_at: Option<CreateMessageExternalCreatedAt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender_type: Option<SenderType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender_id: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) content: Option<String>,
    pub(crate) inbox_id: i64,
    pub(crate) echo_id: Option<EchoId>,
    pub(crate) conversation_id: i64,
    pub(crate) message_type: MessageTypeCode,
    pub(crate) content_type: ContentType,
    pub(crate) status: Option<MessageStatus>,
    pub(crate) content_attributes: Object,
    pub(crate) created_at: Timestamp,
    pub(crate) created_at_exact: Option<Timestamp>,
    pub(crate) private: bool,
    pub(crate) source_id: Option<String>,
    pub(crate) sender: Option<Sender>,
    pub(crate) attachments: Option<Vec<Option<Attachment>>>,
    pub(crate) call: Option<VoiceCall>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MessageType {
    Incoming,
    Outgoing,
    Activity,
    Template,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContentType {
    Text,
    InputText,
    InputTextarea,
    InputEmail,
    InputSelect,
    Cards,
    Form,
    Article,
    IncomingEmail,
    InputCsat,
    Integrations,
    Sticker,
    VoiceCall,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TemplateParams {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) processed_params: Option<Object>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum CreateMessageExternalCreatedAt {
    String(String),
    Integer(i64),
    Other(Value),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum SenderType {
    Contact,
    User,
    AgentBot,
    #[serde(rename = "Captain::Assistant")]
    CaptainAssistant,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum EchoId {
    String(String),
    Integer(i64),
    Boolean(bool),
    Number(f64),
    Other(Value),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub(crate) enum MessageTypeCode {
    Incoming,
    Outgoing,
    Activity,
    Template,
    Other(i64),
}

impl From<i64> for MessageTypeCode {
    fn from(number: i64) -> Self {
        match number {
            0 => Self::Incoming,
            1 => Self::Outgoing,
            2 => Self::Activity,
            3 => Self::Template,
            other => Self::Other(other),
        }
    }
}

impl From<MessageTypeCode> for i64 {
    fn from(code: MessageTypeCode) -> Self {
        match code {
            MessageTypeCode::Incoming => 0,
            MessageTypeCode::Outgoing => 1,
            MessageTypeCode::Activity => 2,
            MessageTypeCode::Template => 3,
            MessageTypeCode::Other(other) => other,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MessageStatus {
    Sent,
    Delivered,
    Read,
    Failed,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Sender {
    Contact(SenderContact),
    User(SenderUser),
    AgentBot(SenderAgentBot),
    #[serde(rename = "captain_assistant")]
    Captain(SenderCaptain),
    #[serde(untagged)]
    Other(Value),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) id: i64,
    pub(crate) message_id: i64,
    pub(crate) account_id: i64,
    pub(crate) file_type: AttachmentType,
    pub(crate) extension: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) data_url: Option<String>,
    pub(crate) thumb_url: Option<String>,
    pub(crate) file_size: Option<i64>,
    pub(crate) width: Option<i32>,
    pub(crate) height: Option<i32>,
    pub(crate) transcribed_text: Option<String>,
    pub(crate) coordinates_lat: Option<f64>,
    pub(crate) coordinates_long: Option<f64>,
    pub(crate) fallback_title: Option<String>,
    pub(crate) meta: Option<Object>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct VoiceCall {
    pub(crate) id: i64,
    pub(crate) provider_call_id: String,
    pub(crate) provider: VoiceCallProvider,
    pub(crate) direction: VoiceCallDirection,
    pub(crate) status: VoiceCallStatus,
    pub(crate) duration_seconds: Option<i64>,
    pub(crate) end_reason: Option<String>,
    pub(crate) conference_sid: Option<String>,
    pub(crate) accepted_by_agent_id: Option<i64>,
    pub(crate) accepted_by_agent_name: Option<String>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) ended_at: Value,
    pub(crate) from_number: Option<String>,
    pub(crate) to_number: Option<String>,
    pub(crate) recording_url: Option<String>,
    pub(crate) transcript: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SenderContact {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone_number: Option<String>,
    pub(crate) identifier: Option<String>,
    pub(crate) thumbnail: String,
    pub(crate) additional_attributes: Object,
    pub(crate) custom_attributes: Object,
    pub(crate) blocked: Option<bool>,
    pub(crate) company_id: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SenderUser {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) available_name: String,
    pub(crate) avatar_url: String,
    pub(crate) availability_status: Option<Availability>,
    pub(crate) thumbnail: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) logo_user_url: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SenderAgentBot {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) avatar_url: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SenderCaptain {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) avatar_url: String,
    pub(crate) description: Option<String>,
    pub(crate) created_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttachmentType {
    Image,
    Audio,
    Video,
    File,
    Location,
    Fallback,
    Share,
    StoryMention,
    Contact,
    IgReel,
    IgPost,
    IgStory,
    Embed,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VoiceCallProvider {
    Twilio,
    Whatsapp,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VoiceCallDirection {
    Incoming,
    Outgoing,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum VoiceCallStatus {
    Ringing,
    InProgress,
    Completed,
    NoAnswer,
    Failed,
    #[serde(untagged)]
    Other(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MessageEvent {
    pub(crate) id: i64,
    pub(crate) content: Option<String>,
    pub(crate) account_id: i64,
    pub(crate) inbox_id: i64,
    pub(crate) conversation_id: i64,
    pub(crate) message_type: MessageTypeCode,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) private: bool,
    pub(crate) status: Option<MessageStatus>,
    pub(crate) source_id: Option<String>,
    pub(crate) content_type: Option<ContentType>,
    pub(crate) content_attributes: Object,
    pub(crate) sender_type: Option<SenderType>,
    pub(crate) sender_id: Option<i64>,
    pub(crate) external_source_ids: Object,
    pub(crate) additional_attributes: Option<Object>,
    pub(crate) processed_message_content: Option<String>,
    pub(crate) sentiment: Option<Object>,
    pub(crate) conversation: Option<MessageEventConversation>,
    pub(crate) echo_id: Option<EchoId>,
    pub(crate) attachments: Option<Vec<Option<Attachment>>>,
    pub(crate) sender: Option<Sender>,
    pub(crate) call: Option<VoiceCall>,
    pub(crate) previous_changes: Option<BTreeMap<String, Vec<Value>>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MessageEventConversation {
    pub(crate) assignee_id: Option<i64>,
    pub(crate) unread_count: Option<i32>,
    pub(crate) last_activity_at: Option<Timestamp>,
    pub(crate) contact_inbox: Option<MessageEventContactInbox>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MessageEventContactInbox {
    pub(crate) source_id: String,
}
