//! Lists of values (`enum`) follow the types beside them, so that what is listed can be a type.

use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{Map, Node, Value};

/// The types of values that can be listed, in the order in which a union of them has its members.
const TYPES: [&str; 5] = ["string", "integer", "number", "boolean", "null"];

/// Brings a list in line with `type`:
///
/// - values are read as what `type` says where they can be, for YAML takes `1` and `true` for what was meant as text;
/// - lists of arrays or objects say less than the type of these, and are left out;
/// - where the values are of several types, so is the schema, for [`types::several`](super::types::several) to divide.
pub(super) fn values(sink: &mut Sink, map: &mut Map) {
    let kind = map.get("type").and_then(Node::as_str).map(str::to_owned);
    let Some(Node { value: Value::List(values), span }) = map.get_mut("enum") else { return };
    if values.iter().any(|value| matches!(value.value, Value::List(_) | Value::Map(_))) {
        map.remove("enum");
        return;
    }
    if let Some(kind) = kind {
        for value in &mut *values {
            retype(sink, value, &kind);
        }
    }
    let found: Vec<&str> = values.iter().map(type_of).collect();
    let types: Vec<&str> = TYPES.into_iter().filter(|name| found.contains(name)).collect();
    let span = *span;
    let scalars: Vec<&str> = types.iter().copied().filter(|name| *name != "null").collect();
    let is_mixed = scalars.len() > 1 && scalars != ["integer", "number"];
    let says_types = map.get("type").is_some_and(|names| names.as_list().is_some());
    // Names beside the list speak of its values by their number.
    let is_plain = !["oneOf", "anyOf", "allOf", "x-enum-varnames"].iter().any(|keyword| map.contains(keyword));
    if is_mixed && is_plain && !says_types {
        let names = types.into_iter().map(|name| Node::new(span, Value::String(name.to_owned())));
        map.set("type", Node::new(span, Value::List(names.collect())));
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

/// The type of a value.
fn type_of(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::UInt(_) => "integer",
        Value::Float(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}
