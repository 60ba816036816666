//! Answers as the document shows them: status, headers, an example of the media type that is asked for.

use std::mem::discriminant;

use bytes::Bytes;
use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::document::{Place, View};
use crate::drift::Drift;
use crate::incoming::Violation;
use crate::media;
use crate::operation::Operation;
use crate::synth;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Headers, `content-type` included.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// What shapes an answer besides the document.
#[derive(Debug, Default)]
pub struct Wishes<'r> {
    /// The `Accept` header.
    pub accept: Option<&'r str>,
    /// The name of the example to answer with.
    pub example: Option<&'r str>,
    /// The JSON of the request, if its keys are to come back.
    pub echo: Option<&'r Map<String, Value>>,
    /// How far the server has moved on.
    pub drift: Drift,
}

impl Answer {
    /// An answer of the mock itself.
    pub fn own(status: StatusCode, says: &str, violations: &[Violation]) -> Self {
        let violations: Vec<Value> =
            violations.iter().map(|violation| json!({"at": violation.at, "why": violation.why})).collect();
        let mut body = json!({"mock": says});
        if !violations.is_empty() {
            body["violations"] = violations.into();
        }
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into() }
    }
}

/// The status and the key of the response that an operation succeeds with: the lowest 2xx, or what comes nearest.
pub fn success(operation: &Operation) -> Option<(StatusCode, &str)> {
    let rank = |key: &str| match key.as_bytes() {
        [b'2', b'0'..=b'9', b'0'..=b'9'] => Some((0, key.parse().ok()?)),
        [b'2', b'X' | b'x', b'X' | b'x'] => Some((1, 200)),
        b"default" => Some((2, 200)),
        [b'3', b'0'..=b'9', b'0'..=b'9'] => Some((3, key.parse().ok()?)),
        _ => None,
    };
    let ranked = operation.responses.iter().filter_map(|(key, _)| Some((rank(key)?, key.as_str())));
    let ((_, status), key) = ranked.min()?;
    Some((StatusCode::from_u16(status).ok()?, key))
}

/// The key of the response that documents a status.
pub fn documented(operation: &Operation, status: StatusCode) -> Option<&str> {
    let exact = status.as_str();
    let range = format!("{}XX", &exact[..1]);
    let find = |wanted: &str| operation.responses.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
    find(exact).or_else(|| find(&range)).or_else(|| find("default")).map(|(key, _)| key.as_str())
}

/// The media types of a response.
pub fn media_types<'d>(view: View<'d>, operation: &Operation, key: &str) -> Vec<&'d str> {
    let contents = response(view, operation, key).map(|response| response.children("content")).unwrap_or_default();
    contents.into_iter().map(|(media, _)| media).collect()
}

fn response<'d>(view: View<'d>, operation: &Operation, key: &str) -> Option<Place<'d>> {
    let (_, pointer) = operation.responses.iter().find(|(known, _)| known == key)?;
    view.at(pointer)
}

/// The answer that a response of the document describes, or which of the wishes it cannot meet.
pub fn make(
    view: View<'_>,
    operation: &Operation,
    status: StatusCode,
    key: &str,
    wishes: &Wishes<'_>,
) -> Result<Answer, Violation> {
    let Some(response) = response(view, operation, key) else {
        return Ok(Answer { status, headers: Vec::new(), body: Bytes::new() });
    };
    let mut headers = headers(view, &response);
    let contents = response.children("content");
    let fitting = || {
        let fits = |object: &Place<'_>| wishes.example.is_none_or(|name| has_example(object, name));
        contents.iter().filter(move |(_, object)| fits(object)).map(|(name, _)| *name)
    };
    // A client that likes nothing of what there is gets what there is.
    let chosen = media::preferred(wishes.accept, fitting()).or_else(|| media::preferred(None, fitting()));
    let object = chosen.and_then(|chosen| contents.iter().find(|(name, _)| *name == chosen));
    let Some((name, object)) = object else {
        let Some(name) = wishes.example else { return Ok(Answer { status, headers, body: Bytes::new() }) };
        let why = format!("the response {key} has no example {name}");
        return Err(Violation::new("header x-mock-example", why));
    };
    let value = content(view, object, wishes, status.is_success() && media::is_json(name));
    let media = if name.contains('*') { "application/octet-stream" } else { name };
    headers.push(("content-type".to_owned(), media.to_owned()));
    let body = match value {
        Value::String(text) if !media::is_json(name) => text,
        value => value.to_string(),
    };
    Ok(Answer { status, headers, body: body.into() })
}

/// The value that a media type object is answered with.
fn content(view: View<'_>, object: &Place<'_>, wishes: &Wishes<'_>, echoes: bool) -> Value {
    let schema = object.child("schema");
    let mut value = example(view, object, wishes.example);
    if let (Some(sent), true) = (wishes.echo, echoes) {
        value = echo(view, schema.as_ref(), value, sent);
    }
    match schema {
        Some(schema) => wishes.drift.apply(view, &schema, &value),
        None => value,
    }
}

fn has_example(object: &Place<'_>, name: &str) -> bool {
    object.child("examples").is_some_and(|examples| examples.value.get(name).is_some())
}

/// An example of a media type, a header or a parameter: the one that is named, the first by name, or a made-up value.
fn example(view: View<'_>, object: &Place<'_>, name: Option<&str>) -> Value {
    let mut examples = object.children("examples");
    examples.sort_by_key(|(name, _)| *name);
    let value = |example: &Place<'_>| {
        let example = view.resolve(example.clone()).ok()?;
        example.value.get("value").or_else(|| example.value.get("dataValue")).cloned()
    };
    let mut named = examples.iter().filter(|(known, _)| name.is_none_or(|name| name == *known));
    let listed = named.find_map(|(_, example)| value(example));
    listed.or_else(|| object.value.get("example").cloned()).unwrap_or_else(|| match object.child("schema") {
        Some(schema) => synth::value(view, &schema),
        None => Value::Null,
    })
}

fn headers(view: View<'_>, response: &Place<'_>) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for (name, _) in response.children("headers") {
        let declared = response.child("headers").and_then(|headers| view.resolved_child(&headers, name));
        let Some(header) = declared.filter(|_| !name.eq_ignore_ascii_case("content-type")) else { continue };
        let shown = ["example", "examples"].iter().any(|keyword| header.value.get(keyword).is_some());
        if shown || header.flag("required") {
            headers.push((name.to_owned(), header_text(&example(view, &header, None))));
        }
    }
    headers
}

fn header_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(header_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// Lets the keys of a request come back: those that the answer has, too, with values of the same type that fit its schema.
fn echo(view: View<'_>, schema: Option<&Place<'_>>, value: Value, sent: &Map<String, Value>) -> Value {
    let Value::Object(mut map) = value else { return value };
    for (key, sent) in sent {
        let scalar = sent.is_string() || sent.is_number() || sent.is_boolean();
        let alike = |old: &Value| discriminant(old) == discriminant(sent);
        if !scalar || !map.get(key).is_some_and(alike) {
            continue;
        }
        let before = map.insert(key.clone(), sent.clone());
        let whole = Value::Object(map);
        let fits = schema.is_none_or(|schema| view.accepts(schema, &whole));
        let Value::Object(back) = whole else { return Value::Null };
        map = back;
        if let (false, Some(before)) = (fits, before) {
            map.insert(key.clone(), before);
        }
    }
    Value::Object(map)
}
