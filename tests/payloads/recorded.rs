//! The recorded bodies, one file each, and the model of each.

use std::collections::BTreeSet;
use std::fs;

use chatwoot::models;
use serde_json::{Value, json};

use crate::content;
use crate::judge::{Judge, read, root};

/// What a body is.
enum Model {
    /// A value of a model.
    Body(fn(&mut Judge, &str, &Value)),
    /// What a webhook gets.
    Webhook,
    /// A frame of the WebSocket.
    Frame,
    /// A frame of the WebSocket with an event.
    EventInFrame,
    /// The data of a realtime event.
    EventData(&'static str),
}

/// One value of a model.
macro_rules! one {
    ($model:ident) => {
        Model::Body(|judge, name, body| judge.body::<models::$model>(stringify!($model), name, body))
    };
}

/// A list of values of a model, without what an answer has around it.
macro_rules! list {
    ($model:ident) => {
        Model::Body(|judge, name, body| {
            for item in body.as_array().expect("the body is a list") {
                judge.body::<models::$model>(stringify!($model), name, item);
            }
        })
    };
}

/// Every file beside this one, and what is in it.
const FILES: [(&str, Model); 97] = [
    ("066-cable-conversation-created.json", Model::EventInFrame),
    ("067-cable-conversation-read.json", Model::EventInFrame),
    ("068-cable-conversation-status-changed.json", Model::EventInFrame),
    ("069-cable-assignee-changed.json", Model::EventInFrame),
    ("070-cable-team-changed.json", Model::EventInFrame),
    ("071-cable-conversation-contact-changed.json", Model::EventInFrame),
    ("072-cable-contact-created.json", Model::EventInFrame),
    ("073-cable-contact-updated.json", Model::EventInFrame),
    ("074-webhook-conversation-resolved.json", Model::Webhook),
    ("075-webhook-conversation-opened.json", Model::Webhook),
    ("076-webhook-conversation-status-changed.json", Model::Webhook),
    ("077-webhook-message-created.json", Model::Webhook),
    ("078-webhook-message-updated.json", Model::Webhook),
    ("079-webhook-webwidget-triggered.json", Model::Webhook),
    ("107-rest-message-file-incoming-email-incoming.json", one!(Message)),
    ("108-cable-message-file-outgoing.json", Model::EventData("message.created")),
    ("109-cable-message-incoming-email-incoming.json", Model::EventData("message.created")),
    ("110-cable-message-image-outgoing.json", Model::EventData("message.updated")),
    ("111-cable-message-incoming-email-incoming.json", Model::EventData("message.created")),
    ("112-cable-message-incoming-email-incoming.json", Model::EventData("message.created")),
    ("113-cable-message-incoming-email-incoming.json", Model::EventData("message.created")),
    ("114-cable-message-incoming-email-incoming.json", Model::EventData("message.created")),
    ("115-rest-message-image-story-mention-incoming.json", one!(Message)),
    ("116-rest-message-incoming.json", one!(Message)),
    ("117-rest-message-outgoing.json", one!(Message)),
    ("118-rest-message-activity.json", one!(Message)),
    ("119-rest-message-outgoing.json", one!(Message)),
    ("120-rest-message-incoming.json", one!(Message)),
    ("121-rest-message-image-incoming.json", one!(Message)),
    ("122-rest-message-image-outgoing.json", one!(Message)),
    ("123-rest-message-image-outgoing.json", one!(Message)),
    ("124-cable-message-activity.json", Model::EventData("message.created")),
    ("125-cable-message-incoming.json", Model::EventData("message.updated")),
    ("126-cable-message-private-outgoing.json", Model::EventData("message.updated")),
    ("127-cable-message-image-incoming.json", Model::EventData("message.created")),
    ("128-cable-message-ig-reel-incoming.json", Model::EventData("message.created")),
    ("129-rest-message-incoming.json", one!(Message)),
    ("130-rest-message-incoming.json", one!(Message)),
    ("131-rest-message-template.json", one!(Message)),
    ("132-cable-message-input-email-template.json", Model::EventData("message.created")),
    ("133-cable-message-incoming.json", Model::EventData("message.created")),
    ("134-cable-message-activity.json", Model::EventData("message.updated")),
    ("135-cable-message-outgoing.json", Model::EventData("message.updated")),
    ("136-cable-message-incoming.json", Model::EventData("message.created")),
    ("137-cable-message-outgoing.json", Model::EventData("message.updated")),
    ("138-cable-message-outgoing.json", Model::EventData("message.updated")),
    ("139-cable-message-activity.json", Model::EventData("message.created")),
    ("140-rest-message-incoming.json", one!(Message)),
    ("141-rest-message-location-incoming.json", one!(Message)),
    ("142-rest-message-contact-incoming.json", one!(Message)),
    ("143-rest-message-input-email-template.json", one!(Message)),
    ("144-cable-message-outgoing.json", Model::EventData("message.updated")),
    ("145-cable-message-incoming.json", Model::EventData("message.created")),
    ("146-cable-message-image-incoming.json", Model::EventData("message.created")),
    ("147-cable-message-incoming.json", Model::EventData("message.created")),
    ("148-cable-message-file-incoming.json", Model::EventData("message.created")),
    ("149-cable-message-outgoing.json", Model::EventData("message.updated")),
    ("150-cable-message-file-image-video-outgoing.json", Model::EventData("message.updated")),
    ("151-cable-message-video-outgoing.json", Model::EventData("message.updated")),
    ("152-cable-message-audio-outgoing.json", Model::EventData("message.updated")),
    ("153-cable-message-audio-outgoing.json", Model::EventData("message.updated")),
    ("154-cable-message-outgoing.json", Model::EventData("message.updated")),
    ("155-rest-message-file-image-incoming.json", one!(Message)),
    ("156-rest-message-file-image-incoming.json", one!(Message)),
    ("158-conversation-get-sla.json", one!(Conversation)),
    ("159-message-object-helper.json", Model::EventData("message.created")),
    ("160-agents-list.json", list!(Agent)),
    ("161-labels-list.json", list!(Label)),
    ("162-teams-list.json", list!(Team)),
    ("163-macros-list.json", list!(Macro)),
    ("164-automation-rules-list.json", list!(AutomationRule)),
    ("165-campaigns-list.json", list!(Campaign)),
    ("166-agent-bots-list.json", list!(AgentBot)),
    ("167-custom-roles-list.json", list!(CustomRole)),
    ("168-sla-policies-list.json", list!(SlaPolicy)),
    ("169-applied-slas-list.json", list!(MissedSla)),
    ("170-custom-filters-list.json", list!(CustomFilter)),
    ("171-dashboard-apps-list.json", list!(DashboardApp)),
    ("172-assignment-policies-list.json", list!(AssignmentPolicy)),
    ("173-inbox-message-templates.json", one!(WhatsappTemplates)),
    ("174-report-summary.json", one!(ReportSummary)),
    ("175-report-bot-summary.json", one!(BotReportSummary)),
    ("176-report-timeseries.json", one!(ReportSeries)),
    ("177-portals-list.json", one!(PortalList)),
    ("178-portal-categories-list.json", one!(CategoryPage)),
    ("179-custom-attributes-list.json", list!(CustomAttribute)),
    ("180-agents-list.json", list!(Agent)),
    ("181-labels-list.json", list!(Label)),
    ("182-inboxes-list-value.json", list!(Inbox)),
    ("183-campaigns-list.json", list!(Campaign)),
    ("192-cable-frame-welcome.json", Model::Frame),
    ("193-cable-frame-ping.json", Model::Frame),
    ("194-cable-frame-confirm.json", Model::Frame),
    ("195-cable-frame-reject.json", Model::Frame),
    ("196-cable-frame-disconnect.json", Model::Frame),
    ("197-cable-frame-disconnect-reconnect.json", Model::Frame),
    ("198-cable-notification-created.json", Model::EventData("notification.created")),
];

/// The keys that bodies have and models do not, with why the document leaves them out.
const IGNORED: [(&str, &[&str]); 16] = [
    // A test fixture of the vendor has the columns beside `sender`; the account API does not send them.
    ("Message", &["sender_id", "sender_type"]),
    // A test fixture has the keys of `applied_sla` a level too high, and more of the conversation than is sent.
    (
        "MissedSla",
        &[
            "conversation.account_id",
            "conversation.uuid",
            "conversation_id",
            "created_at",
            "id",
            "sla_policy_id",
            "sla_status",
            "updated_at",
        ],
    ),
    // Servers of 2021 showed the contact's realtime credential to everybody who saw the contact.
    ("RealtimeAssigneeChanged", &["data.meta.sender.pubsub_token"]),
    ("RealtimeContactCreated", &["data.pubsub_token"]),
    ("RealtimeContactUpdated", &["data.pubsub_token"]),
    ("RealtimeConversationContactChanged", &["data.meta.sender.pubsub_token"]),
    ("RealtimeConversationCreated", &["data.meta.sender.pubsub_token"]),
    ("RealtimeConversationRead", &["data.meta.sender.pubsub_token"]),
    ("RealtimeConversationStatusChanged", &["data.messages[].sender.pubsub_token", "data.meta.sender.pubsub_token"]),
    (
        "RealtimeNotificationCreated",
        &[
            "data.notification.primary_actor.messages[].sender.pubsub_token",
            "data.notification.primary_actor.meta.sender.pubsub_token",
        ],
    ),
    ("RealtimeTeamChanged", &["data.meta.sender.pubsub_token"]),
    ("WebhookConversationOpened", &["meta.sender.pubsub_token"]),
    ("WebhookConversationResolved", &["meta.sender.pubsub_token"]),
    ("WebhookConversationStatusChanged", &["meta.sender.pubsub_token"]),
    ("WebhookMessageCreated", &["conversation.meta.sender.pubsub_token"]),
    ("WebhookMessageUpdated", &["conversation.meta.sender.pubsub_token"]),
];

/// The values that no server sends: `progress` is what the vendor's own program shows of a message on its way.
const UNKNOWN: [(&str, &str); 1] = [("137-cable-message-outgoing.json", r#""progress""#)];

fn judge(judge: &mut Judge, name: &str, model: &Model, body: &Value) {
    match model {
        Model::Body(body_of_model) => body_of_model(judge, name, body),
        Model::Webhook => judge.event::<models::WebhookEvent>("Webhook", name, body),
        Model::Frame => judge.body::<models::CableFrame>("CableFrame", name, body),
        Model::EventInFrame => {
            judge.body::<models::CableFrame>("CableFrame", name, body);
            judge.event::<models::RealtimeEvent>("Realtime", name, &body["message"]);
        }
        Model::EventData(kind) => {
            judge.event::<models::RealtimeEvent>("Realtime", name, &json!({"event": kind, "data": body}));
        }
    }
}

#[test]
fn every_body_comes_back_and_the_keys_that_do_not_are_listed() {
    let mut all = Judge::new();
    for (name, model) in &FILES {
        let file = read(&root().join(name));
        judge(&mut all, name, model, &file["body"]);
    }
    all.verdict();
    let unknown = UNKNOWN.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(all.unknown, BTreeSet::from(unknown), "these values are unknown");
    let listed =
        IGNORED.iter().map(|(model, keys)| ((*model).to_owned(), keys.iter().map(|key| (*key).to_owned()).collect()));
    assert_eq!(all.ignored, listed.collect(), "these keys are ignored");
}

#[test]
fn every_file_is_in_the_table_and_says_where_it_is_from() {
    let listed: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let entries = fs::read_dir(root()).expect("the bodies can be listed");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let bodies = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let found: BTreeSet<String> =
        bodies.map(|path| path.file_name().expect("it is a file").to_string_lossy().into_owned()).collect();
    assert_eq!(found, listed);
    for (name, model) in &FILES {
        let file = read(&root().join(name));
        for key in ["kind", "source", "recorded"] {
            assert!(file[key].is_string(), "{name} does not say its {key}");
        }
        let about = file["operation_or_event"].as_str().expect("it says what it is");
        let fits = match model {
            Model::Body(_) => about.starts_with("GET "),
            Model::Webhook => about == format!("webhook {}", file["body"]["event"].as_str().expect("it is an event")),
            Model::Frame => about.starts_with("cable frame "),
            Model::EventInFrame => {
                about == format!("cable {}", file["body"]["message"]["event"].as_str().expect("it is an event"))
            }
            Model::EventData(kind) => about.split(' ').nth(1) == Some(kind),
        };
        assert!(fits, "{name} is {about}");
    }
}

#[test]
fn content_attributes_are_what_the_content_type_says() {
    let mut judge = Judge::new();
    let mut types = BTreeSet::new();
    for (name, _) in &FILES {
        content::messages(&mut judge, name, &read(&root().join(name))["body"], &mut types);
    }
    judge.verdict();
    assert!(judge.unknown.is_empty() && judge.ignored.is_empty(), "{:?} {:?}", judge.unknown, judge.ignored);
    assert_eq!(types.into_iter().collect::<Vec<_>>(), ["incoming_email", "input_email", "text"]);
}
