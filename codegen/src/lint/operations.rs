//! Rules for operations and events: examples, paging and versions are stated.

use super::resolved;
use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::{Api, Content, ContentKind, Docs, Operation, Place, Ty, TypeKind};

/// Keys that speak of a list, beside the list itself.
const ABOUT_LISTS: [&str; 21] = [
    "count",
    "cursor",
    "has_more",
    "has_next",
    "links",
    "meta",
    "metadata",
    "next",
    "next_cursor",
    "next_page",
    "next_page_token",
    "object",
    "page",
    "page_info",
    "pages",
    "paging",
    "pagination",
    "prev",
    "previous",
    "success",
    "total",
];

/// Checks all operations and events.
pub fn check(sink: &mut Sink, api: &Api) {
    for op in &api.ops {
        examples(sink, api, op);
        paging(sink, api, op);
    }
    versions(sink, api);
}

/// What is sent as JSON, and what comes back as JSON, is shown once.
fn examples(sink: &mut Sink, api: &Api, op: &Operation) {
    let body = op.body.as_ref().and_then(|body| unshown(&body.contents));
    if let Some((content, _)) = body {
        let help = "give one under `examples`, true to what the server takes";
        sink.refuse(Diagnostic::new(Code::NoExample, content.span, "this request body has no example", help));
    }
    for (content, place) in op.ok.iter().filter_map(|reply| unshown(&reply.contents)) {
        if !speaks_for_itself(api, place) {
            let help = "give one under `examples`, true to what the server sends";
            sink.refuse(Diagnostic::new(Code::NoExample, content.span, "this answer has no example", help));
        }
    }
}

/// The JSON of a body where none of its JSON has an example.
fn unshown(contents: &[Content]) -> Option<(&Content, &Place)> {
    let json = contents.iter().filter_map(|content| match &content.kind {
        ContentKind::Json(place) => Some((content, place)),
        _ => None,
    });
    let json: Vec<(&Content, &Place)> = json.collect();
    let shown = json.iter().any(|(content, _)| !content.examples.is_empty());
    json.first().filter(|_| !shown).copied()
}

/// Whether an example would say no more than the type: a plain value, or any value at all.
fn speaks_for_itself(api: &Api, place: &Place) -> bool {
    match resolved(api, place).ty {
        Ty::Scalar(_) | Ty::Any(_) => true,
        Ty::Named(id) => matches!(api[id].kind, TypeKind::Id(_) | TypeKind::Enum(_)),
        Ty::List(_) | Ty::Map(_) => false,
    }
}

/// Whoever reads a list must know whether it is all of it.
fn paging(sink: &mut Sink, api: &Api, op: &Operation) {
    let answers = op.ok.iter().flat_map(|reply| &reply.contents);
    let is_list = answers.into_iter().any(|content| match &content.kind {
        ContentKind::Json(place) => is_list(api, place, 0),
        _ => false,
    });
    if op.method == "GET" && is_list && !op.paging_stated {
        let message = format!("`{}` answers a list and does not say how it is paged", op.id);
        let help = "add `x-pagination`, or `x-unpaginated` with the reason";
        sink.refuse(Diagnostic::new(Code::PagingUnstated, op.span, message, help));
    }
}

/// Whether an answer is a list: an array, or an object of nothing but one array of objects and what is said about it.
fn is_list(api: &Api, place: &Place, depth: usize) -> bool {
    let id = match &resolved(api, place).ty {
        Ty::List(_) => return true,
        Ty::Named(id) if depth < 4 => *id,
        _ => return false,
    };
    let TypeKind::Struct(object) = &api[id].kind else { return false };
    let mut others = object.fields.iter().filter(|field| !is_about_a_list(&field.wire));
    let (Some(only), None) = (others.next(), others.next()) else { return false };
    match &resolved(api, &only.place).ty {
        Ty::List(item) => is_object(api, item),
        // `{data: {meta, payload}}`
        _ => is_list(api, &only.place, depth + 1),
    }
}

fn is_about_a_list(key: &str) -> bool {
    let in_words: String =
        key.chars().flat_map(|c| [c.is_uppercase().then_some('_'), Some(c.to_ascii_lowercase())]).flatten().collect();
    let words = in_words.trim_start_matches('_');
    let beginnings = ["current_", "total_", "per_page", "page_", "last_page"];
    ABOUT_LISTS.contains(&words)
        || beginnings.iter().any(|beginning| words.starts_with(beginning))
        || words.ends_with("_count")
}

fn is_object(api: &Api, item: &Place) -> bool {
    match resolved(api, item).ty {
        Ty::Named(id) => matches!(api[id].kind, TypeKind::Struct(_) | TypeKind::Union(_)),
        Ty::Map(_) => true,
        _ => false,
    }
}

/// Where one operation states its version, all do.
fn versions(sink: &mut Sink, api: &Api) {
    let said = |docs: &Docs| docs.since.is_some();
    let events = || api.events.iter().flat_map(|group| &group.events);
    let in_type = |kind: &TypeKind| match kind {
        TypeKind::Struct(object) => object.fields.iter().any(|field| said(&field.docs)),
        _ => false,
    };
    let stated = api.ops.iter().any(|op| said(&op.docs))
        || events().any(|event| said(&event.docs))
        || api.types.iter().any(|def| said(&def.docs) || in_type(&def.kind));
    if !stated {
        return;
    }
    let ops = api.ops.iter().map(|op| ("operation", &op.id, &op.docs, op.span));
    let events = events().map(|event| ("event", &event.name, &event.docs, event.span));
    for (what, name, docs, span) in ops.chain(events) {
        if !said(docs) {
            let message = format!("the {what} `{name}` has no `x-since`, which others have");
            let help = "add the first version of the server that has it, such as `x-since: \"4.2.0\"`";
            sink.refuse(Diagnostic::new(Code::NoSince, span, message, help));
        }
    }
}
