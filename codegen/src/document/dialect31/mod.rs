//! Rewrites the tree of a 3.1 document into the shape of 3.0, rule by rule, so that all that follows knows one dialect.
//!
//! A rule is a small function on one object and changes nothing where its keyword is missing. Rules run on the way
//! down: what a rule makes is visited like what was written.

mod defs;
mod listed;
mod nulls;
#[cfg(test)]
mod tests;
mod types;
mod unsupported;

pub use unsupported::KEPT;
mod values;

use super::Version;
use super::shape::{Kind, children_mut};
use crate::diag::Sink;
use crate::source::{Entry, Map, Node, Value};

pub(super) use defs::hoist;

/// What is done with keywords beside `$ref`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// They are heard, as 3.1 has it.
    Heard,
    /// They are not, as 3.0 has it, but for `nullable`: who writes that means it, and a client that does not expect
    /// `null` fails where one that does loses nothing.
    OnlyNullable,
}

/// Rewrites a whole document.
///
/// A document of 3.0 is rewritten too: what it has of 3.1 by mistake was reported before, and where it has nothing
/// nothing changes.
pub(super) fn rewrite(sink: &mut Sink, root: &mut Node, version: Version) {
    let beside = match version {
        Version::V30 => Beside::OnlyNullable,
        Version::V31 => Beside::Heard,
    };
    walk(sink, Kind::Document, root, beside);
}

fn walk(sink: &mut Sink, kind: Kind, node: &mut Node, beside: Beside) {
    match kind {
        Kind::Schema => schema(sink, node, beside),
        Kind::SecurityScheme => mutual_tls(node),
        Kind::Info => rename(node, "summary", "x-summary"),
        Kind::License => rename(node, "identifier", "x-identifier"),
        _ => {}
    }
    children_mut(kind, node, &mut |kind, node, _| walk(sink, kind, node, beside));
    if kind == Kind::Document {
        document(sink, node);
    }
}

/// All rules for schemas, in an order in which each finds what it expects.
fn schema(sink: &mut Sink, node: &mut Node, beside: Beside) {
    unsupported::flag(node);
    let Some(map) = node.as_map_mut() else { return };
    unsupported::remove(sink, map);
    nulls::unions(map);
    values::constant(map);
    listed::values(sink, map);
    types::several(map);
    nulls::values(map);
    values::bounds(map);
    values::examples(map);
    values::content(map);
    if beside == Beside::Heard || map.get("nullable").and_then(Node::as_bool) == Some(true) {
        reference_with_siblings(map);
    }
}

/// `$ref` with other keywords becomes `allOf` of the reference, for 3.0 ignores what stands beside a reference.
fn reference_with_siblings(map: &mut Map) {
    if map.entries.len() < 2 || map.get("$ref").is_none_or(|reference| reference.as_str().is_none()) {
        return;
    }
    let Some(at) = map.entries.iter().position(|entry| entry.key == "$ref") else { return };
    let reference = map.entries.remove(at);
    let (key_span, span) = (reference.key_span, reference.value.span);
    let reference = Node::new(span, Value::Map(Map { entries: vec![reference] }));
    if let Some(Node { value: Value::List(items), .. }) = map.get_mut("allOf") {
        items.insert(0, reference);
        return;
    }
    let value = Node::new(span, Value::List(vec![reference]));
    map.entries.insert(at, Entry { key: "allOf".to_owned(), key_span, value });
}

/// A scheme of 3.1 that 3.0 has no name for is left readable for whoever looks at the extension.
fn mutual_tls(node: &mut Node) {
    let Some(map) = node.as_map_mut() else { return };
    if let Some(kind) = map.get_mut("type")
        && kind.as_str() == Some("mutualTLS")
    {
        let span = kind.span;
        kind.value = Value::String("http".to_owned());
        map.set("scheme", Node::new(span, Value::String("mutualTLS".to_owned())));
    }
}

fn document(sink: &mut Sink, node: &mut Node) {
    rename(node, "webhooks", "x-webhooks");
    if let Some(dialect) = node.as_map_mut().and_then(|map| map.remove("jsonSchemaDialect")) {
        unsupported::dialect(sink, &dialect.value);
    }
}

/// Gives a key another name, keeping its place.
fn rename(node: &mut Node, from: &str, to: &str) {
    let entries = node.as_map_mut().into_iter().flat_map(|map| &mut map.entries);
    for entry in entries.filter(|entry| entry.key == from) {
        to.clone_into(&mut entry.key);
    }
}

/// Whether a keyword says something about a schema without changing what it allows.
fn is_annotation(keyword: &str) -> bool {
    keyword.starts_with("x-")
        || matches!(
            keyword,
            "title"
                | "description"
                | "example"
                | "examples"
                | "default"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
                | "externalDocs"
                | "nullable"
                | "$comment"
        )
}
