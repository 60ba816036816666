//! Every macro of models: both directions, and what does not decode.

use std::collections::BTreeMap;

use inboxkit_runtime::private as rt;
use inboxkit_runtime::{Json, Maybe};
use serde_json::json;

use crate::api::models::*;

/// Decodes, encodes, and compares.
pub fn round_trip<T: rt::Deserialize<'static> + rt::Serialize>(json: &'static str) -> T {
    let value: T = serde_json::from_str(json).unwrap();
    let again: Json = serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
    assert_eq!(again, serde_json::from_str::<Json>(json).unwrap());
    value
}

fn error<T: rt::Deserialize<'static>>(json: &'static str) -> String {
    match serde_json::from_str::<T>(json) {
        Ok(_) => panic!("{json} decoded"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_record_has_required_optional_nullable_constant_and_unnamed_keys() {
    let message: Message = round_trip(
        r#"{"id": 1, "content": null, "company_id": null, "type": 0, "object": "message",
            "created_at": 1714558830, "new": [1], "other": {"a": null}}"#,
    );
    assert_eq!(message.id.get(), 1);
    assert_eq!(message.content, None);
    assert_eq!(message.echo_id, None);
    assert_eq!(message.company_id, Maybe::Null);
    assert_eq!(message.r#type, MessageTypeCode::Incoming);
    assert_eq!(message.extra.len(), 2);
    assert_eq!(message.extra["new"], json!([1]));

    let message: Message = round_trip(r#"{"id": 2, "content": "x", "company_id": 7, "type": 1, "object": "message"}"#);
    assert_eq!(message.company_id, Maybe::Value(AccountId::from(7)));
    let message: Message = round_trip(r#"{"id": 2, "content": "x", "type": 1, "object": "message"}"#);
    assert!(message.company_id.is_absent());
}

#[test]
fn keys_come_in_any_order_and_the_last_of_a_repeated_one_counts() {
    let json = r#"{"type": 1, "id": 1, "zzz": 1, "content": "a", "id": 2, "echo_id": null}"#;
    let message: Message = serde_json::from_str(json).unwrap();
    assert_eq!(message.id.get(), 2);
    assert_eq!(message.echo_id, None);
    assert_eq!(message.extra.keys().collect::<Vec<_>>(), ["zzz"]);
}

#[test]
fn a_constant_key_is_written_whatever_was_read() {
    let json = r#"{"id": 1, "content": null, "type": 1, "object": "something else"}"#;
    let message: Message = serde_json::from_str(json).unwrap();
    assert!(message.extra.is_empty());
    let written = serde_json::to_value(&message).unwrap();
    assert_eq!(written["object"], "message");
}

#[test]
fn an_unnamed_key_never_stands_beside_a_field_of_its_name() {
    let mut message: Message = serde_json::from_str(r#"{"id": 1, "content": null, "type": 1}"#).unwrap();
    message.extra.insert("id".to_owned(), json!(9));
    let text = serde_json::to_string(&message).unwrap();
    assert_eq!(text.matches("\"id\"").count(), 1, "{text}");
}

#[test]
fn what_is_required_is_missed_by_name() {
    assert!(error::<Message>(r#"{"id": 1, "type": 1}"#).starts_with("missing field `content`"));
    assert!(error::<Message>("[]").contains("expected an object (Message)"));
    assert!(error::<SenderUser>(r#"{"email": null}"#).contains("invalid type: null"));
}

#[test]
fn open_enums_of_text_keep_what_they_do_not_name() {
    let known: ConversationStatus = round_trip(r#""open""#);
    assert_eq!(known, ConversationStatus::Open);
    assert!(known.is_known());
    let unknown: ConversationStatus = round_trip(r#""snoozed""#);
    assert!(!unknown.is_known());
    assert_eq!(unknown.as_str(), "snoozed");
    assert_eq!(unknown, ConversationStatus::from("snoozed"));
    assert_eq!(unknown, ConversationStatus::from("snoozed".to_owned()));
    assert_eq!(unknown, "snoozed".parse().unwrap());
    assert_eq!(format!("{unknown} {unknown:?}"), r#"snoozed Unknown("snoozed")"#);
    assert!(known < unknown, "by their text");
    assert_eq!(ConversationStatus::known(), [ConversationStatus::Open, ConversationStatus::Resolved]);
    assert!(error::<ConversationStatus>("1").contains("text (ConversationStatus)"));
}

#[test]
fn open_enums_of_numbers_keep_what_they_do_not_name() {
    let known: MessageTypeCode = round_trip("1");
    assert_eq!(known, MessageTypeCode::Outgoing);
    let unknown: MessageTypeCode = round_trip("-4");
    assert!(!unknown.is_known());
    assert_eq!(unknown.as_i64(), -4);
    assert_eq!(unknown, MessageTypeCode::from(-4));
    assert_eq!(unknown, "-4".parse().unwrap());
    assert_eq!(format!("{known} {unknown:?}"), "1 Unknown(-4)");
    assert!(unknown < known, "by their number");
    assert_eq!(MessageTypeCode::known().len(), 2);
    assert!(error::<MessageTypeCode>(r#""1""#).contains("a whole number (MessageTypeCode)"));
    assert!(error::<MessageTypeCode>("1.5").contains("a whole number"));
    assert!(error::<MessageTypeCode>("18446744073709551615").contains("a whole number"));
}

#[test]
fn closed_enums_refuse_what_they_do_not_name() {
    assert_eq!(round_trip::<Order>(r#""asc""#), Order::Ascending);
    assert_eq!(round_trip::<Bit>("1"), Bit::On);
    assert!(error::<Order>(r#""up""#).contains(r#"Order has no value "up""#));
    assert!(error::<Bit>("2").contains(r#"Bit has no value "2""#));
    assert_eq!("desc".parse(), Ok(Order::Descending));
    assert!("up".parse::<Order>().is_err());
    assert_eq!(Bit::try_from(0), Ok(Bit::Off));
    assert!(Bit::try_from(3).is_err());
    assert_eq!(Order::known().len() + Bit::known().len(), 4);
    assert_eq!(Order::Ascending.as_str(), "asc");
    assert_eq!(Bit::On.as_i64(), 1);
}

#[test]
fn ids_are_numbers_or_text_and_numbers_may_be_written_as_text() {
    let id: AccountId = round_trip("7");
    assert_eq!(id, AccountId::from(7_u32));
    assert_eq!(id, AccountId::from(7_i32));
    assert_eq!(id, "7".parse().unwrap());
    assert_eq!(serde_json::from_str::<AccountId>(r#""7""#).unwrap(), id);
    assert!(error::<AccountId>(r#""x""#).contains("a whole number (AccountId)"));
    assert_eq!((id.get(), id.to_string()), (7, "7".to_owned()));

    let inbox: InboxIdentifier = round_trip(r#""abc""#);
    assert_eq!(inbox, InboxIdentifier::from("abc"));
    assert_eq!((format!("{inbox:?}").as_str(), inbox.as_str()), ("InboxIdentifier(***)", "abc"));
    assert_eq!(inbox, InboxIdentifier::from("abc".to_owned()));
    assert_eq!(inbox, InboxIdentifier::from(&inbox));
    assert_eq!(inbox, "abc".parse().unwrap());
    let slug: Slug = round_trip(r#""abc""#);
    assert_eq!((slug.as_str(), slug.to_string(), format!("{slug:?}")), ("abc", "abc".into(), r#"Slug("abc")"#.into()));
    let by_id = BTreeMap::from([(inbox, 1)]);
    assert_eq!(by_id.len(), 1);
}

#[test]
fn tagged_unions_go_by_their_tag() {
    let contact: Sender = round_trip(r#"{"type": "contact", "name": "Ada"}"#);
    assert!(matches!(&contact, Sender::Contact(c) if c.name == "Ada"));
    let user: Sender = round_trip(r#"{"type": "user", "email": "a@b"}"#);
    assert!(matches!(&user, Sender::User(u) if u.email == "a@b"));
    let agent: Sender = serde_json::from_str(r#"{"email": "a@b", "type": "agent"}"#).unwrap();
    assert_eq!(agent, user);
    assert_eq!(
        serde_json::to_value(&agent).unwrap(),
        json!({"type": "user", "email": "a@b"}),
        "the tag is added, the first of its variant"
    );
    for json in [r#"{"type": "bot", "name": "x"}"#, r#"{"name": "x"}"#, "3", "null", "[]"] {
        let unknown: Sender = serde_json::from_str(json).unwrap();
        let Sender::Unknown(value) = &unknown else {
            panic!("{json}");
        };
        assert_eq!(*value, serde_json::from_str::<Json>(json).unwrap());
        assert_eq!(serde_json::to_value(&unknown).unwrap(), *value);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Created {
    pub id: i64,
}
rt::record! { Created { id: "id" required } const { "event" = "channel.created" } }

#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    pub event: String,
    pub id: i64,
}
rt::record! { Moved { event: "event" required, id: "id" required } }

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Created(Created),
    Inbound(Moved),
    LateInbound(Moved),
    Unknown(Json),
}
rt::tagged_union! { Event by "event" { "channel.created" | "odd.inbound" => Created } or {
    ends_with ".late.inbound" => LateInbound,
    ends_with ".inbound" => Inbound,
} }

#[test]
fn tags_that_no_variant_has_of_its_own_go_by_their_ends() {
    let event: Event = round_trip(r#"{"id": 1, "event": "sms.inbound"}"#);
    assert!(matches!(&event, Event::Inbound(moved) if moved.event == "sms.inbound"));
    let event: Event = round_trip(r#"{"event": "sms.late.inbound", "id": 1}"#);
    assert!(matches!(event, Event::LateInbound(_)), "the first that fits counts");
    let event: Event = round_trip(r#"{"event": "channel.created", "id": 1}"#);
    assert!(matches!(event, Event::Created(_)));
    let event: Event = serde_json::from_str(r#"{"event": "odd.inbound", "id": 1}"#).unwrap();
    assert!(matches!(event, Event::Created(_)), "a tag of its own counts more than an end");
    for json in [r#"{"event": "sms.outbound", "id": 1}"#, r#"{"event": "inbound"}"#, r#"{"id": 1}"#, "3"] {
        assert!(matches!(round_trip::<Event>(json), Event::Unknown(_)), "{json}");
    }
    let text = r#"{"event": "sms\u002einbound", "id": 1}"#;
    assert!(matches!(serde_json::from_str(text).unwrap(), Event::Inbound(_)), "however it is written");
}

#[test]
fn a_known_tag_with_another_body_is_an_error_with_its_place() {
    let error = error::<Sender>(r#"{"type": "contact", "name": 1}"#);
    assert!(error.starts_with("at `name`: invalid type: integer, expected a string"), "{error}");
}

/// Any of several shapes.
#[derive(Debug, Clone, PartialEq)]
enum Assignee {
    Contact(SenderContact),
    User(Box<SenderUser>),
    Both(Both),
    Id(AccountId),
    Name(String),
    List(Vec<AccountId>),
    Unknown(Json),
}
rt::untagged_union! { Assignee { Contact, User, Both, Id, Name, List } }

/// Knows the keys of two others.
/// Exactly one of two keys; what is sent only must have it.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    Text(String),
    Code(i64),
}
rt::chosen! { Said { Text: "text", Code: "code" } }

#[derive(Debug, Clone, PartialEq)]
struct Note {
    id: i64,
    said: Said,
    rest: BTreeMap<String, Json>,
}
rt::record! { Note { id: "id" required } const { "kind" = "note" } chosen said ["text" "code"] rest rest }

/// The same of what is received too.
#[derive(Debug, Clone, PartialEq)]
enum Heard {
    Text(String),
    Code(i64),
    Unknown(inboxkit_runtime::JsonObject),
}
rt::chosen! { Heard { Text: "text", Code: "code" } or Unknown }

#[derive(Debug, Clone, PartialEq)]
struct Echo {
    heard: Heard,
}
rt::record! { Echo {} chosen heard ["text" "code"] }

#[test]
fn of_several_keys_exactly_one_is_there() {
    let note: Note = round_trip(r#"{"code": 7, "id": 1, "kind": "note", "other": null}"#);
    assert_eq!(note.said, Said::Code(7));
    assert_eq!(note.rest.keys().collect::<Vec<_>>(), ["other"]);
    let note: Note = serde_json::from_str(r#"{"text": "a", "id": 1, "code": null, "text": "b"}"#).unwrap();
    assert_eq!(note.said, Said::Text("b".to_owned()), "null is none, and of a repeated key the last counts");
    let both = error::<Note>(r#"{"text": "a", "code": 7, "id": 1}"#);
    assert!(both.starts_with("2 of the keys `text`, `code`, of which exactly one must be there"), "{both}");
    let neither = error::<Note>(r#"{"id": 1}"#);
    assert!(neither.starts_with("0 of the keys"), "{neither}");

    assert_eq!(round_trip::<Echo>(r#"{"text": "a"}"#).heard, Heard::Text("a".to_owned()));
    let both: Echo = round_trip(r#"{"text": "a", "code": 7}"#);
    assert!(matches!(both.heard, Heard::Unknown(keys) if keys.len() == 2), "an answer decodes nonetheless");
    let empty: Echo = serde_json::from_str(r#"{"new": 1}"#).unwrap();
    assert_eq!(empty.heard, Heard::Unknown(inboxkit_runtime::JsonObject::new()));
}

#[derive(Debug, Clone, PartialEq)]
struct Both {
    name: String,
    email: Option<String>,
}
rt::record! { Both { name: "name" required, email: "email" optional } }

#[test]
fn untagged_unions_go_by_the_keys_that_they_know() {
    let assignee = |json| serde_json::from_str::<Assignee>(json).unwrap();
    assert!(matches!(assignee(r#"{"name": "x"}"#), Assignee::Contact(_)), "the first of equals");
    assert!(matches!(assignee(r#"{"email": "x"}"#), Assignee::User(_)));
    assert!(matches!(assignee(r#"{"name": "x", "email": "y"}"#), Assignee::Both(_)));
    assert!(matches!(assignee(r#"{"name": "x", "email": 1}"#), Assignee::Contact(_)), "of those that decode");
    assert!(matches!(assignee("7"), Assignee::Id(_)));
    assert!(matches!(assignee(r#""x""#), Assignee::Name(_)));
    assert!(matches!(assignee(r#""7""#), Assignee::Name(_)), "an id would read it, but write a number");
    assert!(matches!(assignee("[1, 2]"), Assignee::List(_)));
    assert!(matches!(assignee(r#"{"other": 1}"#), Assignee::Unknown(_)));
    assert!(matches!(assignee("null"), Assignee::Unknown(_)));
    for json in [r#"{"name": "x", "email": "y"}"#, "7", "[1, 2]", r#"{"other": 1}"#] {
        let written = serde_json::to_string(&assignee(json)).unwrap();
        assert_eq!(serde_json::from_str::<Json>(&written).unwrap(), serde_json::from_str::<Json>(json).unwrap());
    }
}

/// Whole numbers are offered before others.
#[derive(Debug, Clone, PartialEq)]
enum Amount {
    Text(String),
    Integer(i64),
    Number(f64),
    Unknown(Json),
}
rt::untagged_union! { Amount { Text, Integer, Number } }

#[derive(Debug, Clone, PartialEq)]
struct One {
    to: [String; 1],
}
rt::record! { One { to: "to" required } }
#[derive(Debug, Clone, PartialEq)]
struct Many {
    to: Vec<Both>,
}
rt::record! { Many { to: "to" required } }
#[derive(Debug, Clone, PartialEq)]
enum To {
    Many(Many),
    One(One),
}
rt::untagged_union! { closed To { Many, One } }
#[derive(Debug, Clone, PartialEq)]
enum Told {
    Created(Created),
}
rt::tagged_union! { closed Told by "event" { "channel.created" => Created } }

#[test]
fn closed_unions_refuse_what_is_no_member() {
    assert!(matches!(round_trip(r#"{"to": ["a"]}"#), To::One(_)));
    assert!(matches!(round_trip(r#"{"to": [{"name": "a"}, {"name": "b"}]}"#), To::Many(_)));
    let two = error::<To>(r#"{"to": ["a", "b"]}"#);
    assert!(two.starts_with("the value is no member of the union"), "{two}");
    let _: Told = round_trip(r#"{"event": "channel.created", "id": 1}"#);
    let other = error::<Told>(r#"{"event": "channel.gone", "id": 1}"#);
    assert!(other.starts_with("the value is no member of the union"), "{other}");
}

#[test]
fn whole_numbers_stay_whole_beside_others() {
    assert_eq!(round_trip::<Amount>("5"), Amount::Integer(5));
    assert_eq!(round_trip::<Amount>("5.5"), Amount::Number(5.5));
    assert_eq!(round_trip::<Amount>("5.0"), Amount::Number(5.0));
    assert_eq!(round_trip::<Amount>(r#""5""#), Amount::Text("5".to_owned()));
}

mod obstacles {
    //! Names that a macro might use itself.

    use inboxkit_runtime::private as rt;

    macro_rules! models {
        ($($name:ident)*) => { $(
            #[derive(Debug, Clone, PartialEq, Default)]
            pub struct $name {
                pub map: String,
                pub keys: Option<i64>,
                pub index: rt::Maybe<bool>,
                pub value: Option<Box<$name>>,
                pub r#match: Vec<String>,
                pub serializer: rt::Map<rt::Json>,
            }
            rt::record! { $name {
                map: "map" required,
                keys: "keys" optional,
                index: "index" maybe,
                value: "value" optional,
                r#match: "match" required,
            } const { "const" = "const" } rest serializer }
        )*
        pub fn round_trips(json: &'static str) {
            $(super::round_trip::<$name>(json);)*
        } };
    }
    models! { Key Index A D M S T U V E Record Keys Map Serialize Value Form Error }

    #[derive(Debug, Clone, PartialEq)]
    pub struct Nothing {}
    rt::record! { Nothing {} }

    #[derive(Debug, Clone, PartialEq)]
    pub struct Rest {
        pub rest: rt::Map<i64>,
    }
    rt::record! { Rest {} rest rest }

    #[derive(Debug, Clone, PartialEq)]
    pub struct Constant {}
    rt::record! { Constant {} const { "a" = "b" } }

    rt::open_enum! { /// An enum.
    pub enum W: str { /// A value.
        Str = "str", /// Another.
        S = "s" } }
    rt::closed_enum! { /// An enum.
    pub enum F: i64 { /// A value.
        I64 = 64 } }
    rt::open_enum! { /// An enum without values.
    pub enum Empty: str {} }
    rt::id! { /// An id.
    pub struct N(i64); }

    #[derive(Debug, Clone, PartialEq)]
    pub enum G {
        D(D),
        S(Box<S>),
        Unknown(rt::Json),
    }
    rt::tagged_union! { G by "map" { "d" | "D" => D, "s" => S } }
}

#[test]
fn names_of_macros_are_free_to_use() {
    use obstacles::*;
    let json = r#"{"map": "d", "index": true, "match": [], "const": "const", "more": 1,
        "value": {"map": "", "match": ["a"], "const": "const"}}"#;
    assert_eq!(round_trip::<Index>(json).value.unwrap().r#match, ["a"]);
    round_trips(json);
    assert!(matches!(round_trip::<G>(json), G::D(_)));
    round_trip::<Nothing>("{}");
    assert_eq!(round_trip::<Rest>(r#"{"a": 1, "b": 2}"#).rest.len(), 2);
    round_trip::<Constant>(r#"{"a": "b"}"#);
    assert!(error::<Rest>(r#"{"a": "b"}"#).contains("invalid type"));
    assert!(!round_trip::<Empty>(r#""x""#).is_known());
    assert!(round_trip::<W>(r#""str""#).is_known());
    assert_eq!(round_trip::<F>("64"), F::I64);
    assert_eq!(round_trip::<N>("3").get(), 3);
}

#[test]
fn models_go_through_other_forms_of_serde_too() {
    let value = json!({"id": 1, "content": null, "type": 0, "object": "message",
        "sender": {"type": "contact", "name": "Ada"}, "new": 1});
    let message: Message = serde_json::from_value(value.clone()).unwrap();
    assert!(matches!(message.sender.as_deref(), Some(Sender::Contact(_))));
    assert_eq!(serde_json::to_value(&message).unwrap(), value);
}

/// A credential in every place that a field can be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Access {
    token: rt::Secret,
    old: Option<rt::Secret>,
    next: Maybe<rt::Secret>,
    others: Vec<rt::Secret>,
}
rt::record! { Access {
    token: "token" required,
    old: "old" optional,
    next: "next" maybe,
    others: "others" required,
} }
rt::multipart! { Access { token: "token", old: "old", next: "next", others: "others[]" } }
rt::form! { Access { token: "token", old: "old", next: "next", others: "others[]" } }

/// A credential by itself, or with what it is for.
#[derive(Debug, Clone, PartialEq)]
enum Grant {
    Access(Access),
    Token(rt::Secret),
    Unknown(Json),
}
rt::untagged_union! { Grant { Access, Token } }

#[test]
fn secrets_are_fields_that_do_not_show() {
    let access: Access = round_trip(r#"{"token": "s3cret", "next": null, "others": ["s3cret-too"]}"#);
    assert_eq!(access.token.expose(), "s3cret");
    assert_eq!(access.old, None);
    assert_eq!(access.next, Maybe::Null);
    assert_eq!(access, access.clone());
    assert_ne!(access.token, rt::Secret::from("s3cre7"));
    assert_ne!(access.token, access.others[0]);
    assert!(!format!("{access:?}").contains("s3cret"));
    assert!(matches!(round_trip(r#""s3cret""#), Grant::Token(_)));
    assert!(matches!(round_trip(r#"{"token": "a", "others": []}"#), Grant::Access(_)));
    assert!(rt::Value::from(access.token.clone()) == rt::Value::from("s3cret"));
    let form = rt::UrlEncoded::to_form(&access);
    assert!(!format!("{form:?}").contains("s3cret"));
}
