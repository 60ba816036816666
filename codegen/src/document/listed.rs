//! Brings lists of values (`enum`) in line with the types beside them, so that what is listed can be a type.

use super::shape::{Kind, children_mut};
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{Entry, Map, Node, Value};

/// The types whose values can be listed, in the order in which a union of them has its members.
const TYPES: [&str; 4] = ["string", "integer", "number", "boolean"];

/// Goes through all schemas:
///
/// - values are read as what `type` says where they can be, for YAML takes `1` and `true` for what was meant as text;
/// - lists of arrays or objects say less than the type of these, and are left out;
/// - lists of values of several types become a union of lists, one for each type.
pub(super) fn align(sink: &mut Sink, root: &mut Node) {
    visit(sink, Kind::Document, root);
}

fn visit(sink: &mut Sink, kind: Kind, node: &mut Node) {
    if kind == Kind::Schema
        && let Some(map) = node.as_map_mut().filter(|map| map.contains("enum"))
    {
        schema(sink, map);
    }
    children_mut(kind, node, &mut |kind, node, _| visit(sink, kind, node));
}

fn schema(sink: &mut Sink, map: &mut Map) {
    let kind = map.get("type").and_then(Node::as_str).map(str::to_owned);
    let Some(Value::List(values)) = map.get_mut("enum").map(|list| &mut list.value) else { return };
    if values.iter().any(|value| matches!(value.value, Value::List(_) | Value::Map(_))) {
        map.remove("enum");
        return;
    }
    if let Some(kind) = kind {
        for value in &mut *values {
            retype(sink, value, &kind);
        }
    }
    let mut found: Vec<&str> = values.iter().filter_map(type_of).collect();
    found.sort_unstable();
    found.dedup();
    let numeric = |name: &&str| matches!(*name, "integer" | "number");
    // Names beside the list speak of its values by their number.
    let is_plain = !["oneOf", "anyOf", "allOf", "x-enum-varnames"].iter().any(|keyword| map.contains(keyword));
    if found.len() > 1 && !found.iter().all(numeric) && is_plain {
        split(map, &found);
    }
}

/// Reads a value as one of a type, where it says the same in another way.
fn retype(sink: &mut Sink, node: &mut Node, kind: &str) {
    let meant = match (kind, &node.value) {
        ("string", Value::Bool(flag)) => Value::String(flag.to_string()),
        ("string", Value::Int(number)) => Value::String(number.to_string()),
        ("string", Value::UInt(number)) => Value::String(number.to_string()),
        ("string", Value::Float(number)) => Value::String(format!("{number:?}")),
        ("boolean", Value::String(text)) if text == "true" || text == "false" => Value::Bool(text == "true"),
        ("integer" | "number", Value::String(text)) => match (text.parse(), text.parse()) {
            (Ok(number), _) => Value::Int(number),
            (_, Ok(number)) if kind == "number" && f64::is_finite(number) => Value::Float(number),
            _ => return,
        },
        _ => return,
    };
    let (message, help) = if kind == "string" {
        ("this value of `enum` is no text, as `type` has it", "put it in quotes")
    } else {
        ("this value of `enum` is a text, and `type` has another", "write it without quotes")
    };
    sink.refuse(Diagnostic::new(Code::Untyped, node.span, message, help));
    node.value = meant;
}

/// The type that lists such values; none for null, which is no value of a type.
fn type_of(node: &Node) -> Option<&'static str> {
    match node.value {
        Value::Bool(_) => Some("boolean"),
        Value::Int(_) | Value::UInt(_) => Some("integer"),
        Value::Float(_) => Some("number"),
        Value::String(_) => Some("string"),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// One list for each type; `nullable` stays where it is, and null makes it so.
fn split(map: &mut Map, found: &[&str]) {
    map.remove("type");
    let Some(at) = map.entries.iter().position(|entry| entry.key == "enum") else { return };
    let Entry { key_span, value: list, .. } = map.entries.remove(at);
    let Value::List(values) = list.value else { return };
    if values.iter().any(Node::is_null) {
        map.set("nullable", Node::new(list.span, Value::Bool(true)));
    }
    let member = |name: &str| {
        let own: Vec<Node> = values.iter().filter(|value| type_of(value) == Some(name)).cloned().collect();
        let span = own.first().map_or(list.span, |value| value.span);
        let mut member = Map::default();
        member.set("type", Node::new(span, Value::String(name.to_owned())));
        if name != "boolean" {
            member.set("enum", Node::new(list.span, Value::List(own)));
        }
        Node::new(span, Value::Map(member))
    };
    let members = TYPES.into_iter().filter(|name| found.contains(name)).map(member).collect();
    let value = Node::new(list.span, Value::List(members));
    map.entries.insert(at.min(map.entries.len()), Entry { key: "anyOf".to_owned(), key_span, value });
}
