//! What is known of the server's answers and events, as bodies: every key that it sends, and as few as it may send.
//!
//! They were written from facts that were read in the server's source, not from this project's document, which must not lack
//! any of it: nothing is ignored here. Each line of `facts/*.jsonl` says which fact it is from and what it is.

use std::collections::BTreeSet;
use std::fs;

use chatwoot::models;
use serde_json::{Value, json};

use crate::content;
use crate::judge::{Judge, root};

/// Judges a body by the name of its model.
macro_rules! models {
    ($($model:ident)*) => {
        fn judge(judge: &mut Judge, model: &str, name: &str, body: &Value) {
            match model {
                $(stringify!($model) => judge.body::<models::$model>(model, name, body),)*
                "WebhookEvent" => judge.event::<models::WebhookEvent>("Webhook", name, body),
                "RealtimeEvent" => judge.event::<models::RealtimeEvent>("Realtime", name, body),
                "AssignmentResult|null" => judge.body::<Option<models::AssignmentResult>>("AssignmentResult", name, body),
                other => judge.wrong.push(format!("{name} is of the model {other}, which no test knows")),
            }
        }
    };
}

models! {
    AccountDetails AccountRef Agent AgentBot AgentBotSummary AgentConversationMetrics AgentList
    AgentSummaryReport AppliedSla ArticleContent ArticleResult AssignmentResult Attachment AuditLog
    AuditLogPage AutomationAction AutomationCondition AutomationRule AutomationRuleList AutomationRuleResult
    CableFrame CannedResponse CardsContent CategoryResult CategorySummary ChannelInput ChannelSummaryReport
    Contact ContactConversationList ContactInbox ContactInboxRow ContactPage ContactResult ContactRow
    ContactSearchPage ContactableInboxList Conversation ConversationCounts ConversationCountsResult
    ConversationEvent ConversationEventMeta ConversationList ConversationMeta ConversationPage
    ConversationStatusResult CreatedContactResult CsatConfig CsatSurvey CsatSurveyResponse CustomAttribute
    CustomAttributesResult CustomFilter ErrorBody FilterCondition FirstResponseDistribution FormContent Inbox
    InboxAgentBotResult InboxLabelMatrix InboxList InboxRef InboxRow InboxSummary InboxSummaryReport
    IncomingEmailContent InputCsatContent InputEmailContent InputSelectContent InputTextContent IntegrationApp
    IntegrationAppList IntegrationHook IntegrationsContent Label LabelList LabelNames LiveConversationMetrics
    Message MessageEvent MessageListMeta MessagePage NotificationEvent OutgoingMessagesReport PlatformAccount
    PlatformAccountUser PlatformAgentBot PlatformUser PlatformUserLoginLink Portal PortalConfig PortalList
    PortalMeta PublicContact PublicConversation PublicInbox PublicMessage ReportPoint ReportSeries
    ReportSummary ReportingEvent ReportingEventPage Sender SlaEvent StickerContent Team TeamRow
    TeamSummaryReport TextContent UserProfile UserProfileAccount VoiceCall VoiceCallContent Webhook
    WebhookConversationCreated WebhookInboxCreated WebhookList WebhookMessageCreated WebhookMessageUpdated
    WebhookResult WebhookSender WorkingHours
}

/// Each fact: the name of its file and of its source, its model, its body.
fn facts() -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    let entries = fs::read_dir(root().join("facts")).expect("the facts can be listed");
    for path in entries.map(|entry| entry.expect("an entry can be read").path()) {
        let text = fs::read_to_string(&path).expect("the facts can be read");
        for line in text.lines() {
            let mut fact: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            let text = |key: &str| fact[key].as_str().unwrap_or_else(|| panic!("{line} has no {key}")).to_owned();
            found.push((text("from"), text("model"), fact["body"].take()));
        }
    }
    found
}

#[test]
fn everything_that_the_server_may_send_comes_back() {
    let mut all = Judge::new();
    let facts = facts();
    assert!(facts.len() > 350, "the facts are not where they are looked for");
    for (name, model, body) in &facts {
        // A list of a model is written as `[Model]`.
        match (model.strip_prefix('['), body) {
            (Some(item), Value::Array(items)) => {
                for body in items {
                    judge(&mut all, item.trim_end_matches(']'), name, body);
                }
            }
            _ => judge(&mut all, model, name, body),
        }
    }
    all.verdict();
    assert!(all.unknown.is_empty(), "these values are unknown: {:#?}", all.unknown);
    assert!(all.ignored.is_empty(), "these keys are ignored: {:#?}", all.ignored);
}

#[test]
fn content_attributes_have_a_model_for_every_content_type() {
    let mut judge = Judge::new();
    for known in models::ContentType::known() {
        content::attributes(&mut judge, known.as_str(), known.as_str(), &json!({"in_reply_to": null}));
    }
    for (name, _, body) in facts() {
        content::messages(&mut judge, &name, &body, &mut BTreeSet::new());
    }
    judge.verdict();
    assert!(judge.unknown.is_empty() && judge.ignored.is_empty(), "{:?} {:?}", judge.unknown, judge.ignored);
}
