//! Plans what a call gives back: one type per operation.

use super::types::{Carrier, RustTy, Typer};
use crate::diag::{Code, Diagnostic, Mode, Sink};
use crate::ir::ops::is_plain_json;
use crate::ir::{Content, ContentKind, Operation};

/// What a call gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyPlan {
    /// Nothing.
    Empty,
    /// A value read from JSON.
    Json(RustTy),
    /// A value read from JSON, or nothing.
    Optional(RustTy),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Nothing but a stream of events.
    Events(EventData),
}

/// What the events of a stream hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventData {
    /// A value read from JSON.
    Json(RustTy),
    /// Text.
    Text,
}

/// All that is decided on what an operation gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What a call gives back.
    pub reply: ReplyPlan,
    /// The media type to ask for, where it is not `application/json`.
    pub accept: Option<String>,
    /// What the events hold that can be asked for in place of the reply.
    pub events: Option<EventData>,
}

/// What one answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Held {
    Json(RustTy, bool),
    Text,
    Bytes,
}

/// The answer of an operation.
pub fn plan(sink: &mut Sink, typer: &Typer<'_>, op: &Operation) -> Answer {
    let events = op.ok.iter().flat_map(|reply| &reply.contents).find_map(|content| event_data(typer, content));
    let only_events = |content: &Content| matches!(content.kind, ContentKind::EventStream(_));
    if let Some(data) = &events
        && op.ok.iter().flat_map(|reply| &reply.contents).all(only_events)
    {
        return Answer { reply: ReplyPlan::Events(data.clone()), accept: None, events: None };
    }
    let (reply, accept) = whole(sink, typer, op);
    Answer { reply, accept, events }
}

/// What the events of a stream hold. Of a list it is the items, for the stream is the list; what is not described, or is text,
/// need not be JSON.
fn event_data(typer: &Typer<'_>, content: &Content) -> Option<EventData> {
    let ContentKind::EventStream(place) = &content.kind else { return None };
    let ty = typer.item(place, Carrier::Json);
    let ty = match typer.base(&ty) {
        RustTy::Vec(item) => *item,
        _ => ty,
    };
    Some(match typer.base(&ty) {
        RustTy::String | RustTy::Json => EventData::Text,
        _ => EventData::Json(ty),
    })
}

/// The answer that is not a stream of events, and the media type to ask for where it is not `application/json`.
fn whole(sink: &mut Sink, typer: &Typer<'_>, op: &Operation) -> (ReplyPlan, Option<String>) {
    let mut found: Vec<(Held, &Content)> = Vec::new();
    let mut none = op.ok.is_empty();
    for reply in &op.ok {
        match preferred(typer, &reply.contents) {
            Some(one) if found.iter().any(|(held, _)| *held == one.0) => {}
            Some(one) => found.push(one),
            None => none = true,
        }
    }
    if let [(_, first), (_, second), ..] = found.as_slice() {
        report(sink, op, first, second);
    }
    let accept = || found.first().map(|(_, content)| content.media_type.clone());
    let all_json = found.iter().all(|(held, _)| matches!(held, Held::Json(..)));
    match found.as_slice() {
        [] => (ReplyPlan::Empty, None),
        [(Held::Json(ty, nullable), content)] => {
            let accept = accept().filter(|_| !is_plain_json(&content.media_type));
            let held = if none || *nullable { ReplyPlan::Optional } else { ReplyPlan::Json };
            (held(ty.clone()), accept)
        }
        [(Held::Text, _)] => (ReplyPlan::Text, accept()),
        [(Held::Bytes, _)] => (ReplyPlan::Bytes, accept()),
        // Several: what suits them all.
        _ if all_json && none => (ReplyPlan::Optional(RustTy::Json), None),
        _ if all_json => (ReplyPlan::Json(RustTy::Json), None),
        _ => (ReplyPlan::Bytes, None),
    }
}

/// What an answer holds in the media type that is asked for: JSON, else text, else the first.
fn preferred<'a>(typer: &Typer<'_>, contents: &'a [Content]) -> Option<(Held, &'a Content)> {
    let plain = contents.iter().filter(|content| is_plain_json(&content.media_type));
    let json = plain.chain(contents).find_map(|content| match &content.kind {
        ContentKind::Json(place) => {
            let nullable = typer.is_nullable(place);
            Some((Held::Json(typer.value(place, Carrier::Json), nullable), content))
        }
        _ => None,
    });
    let text = || {
        let is_text = |content: &&Content| matches!(content.kind, ContentKind::Text);
        contents.iter().find(is_text).map(|content| (Held::Text, content))
    };
    let other = |content: &&Content| !matches!(content.kind, ContentKind::EventStream(_));
    json.or_else(text).or_else(|| contents.iter().find(other).map(|content| (Held::Bytes, content)))
}

fn report(sink: &mut Sink, op: &Operation, first: &Content, second: &Content) {
    let settled = match sink.mode() {
        Mode::Curated => "give all success answers one body",
        Mode::Lenient => "the call gives back what suits them all",
    };
    let message = format!("the success answers of `{}` have different bodies", op.id);
    sink.refuse(
        Diagnostic::new(Code::SeveralSuccessTypes, second.span, message, settled).related(first.span, "the other body"),
    );
}
