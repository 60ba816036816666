//! `type` with several names becomes one name, or a union of schemas with one each.

use super::nulls::only_null;
use crate::source::{Entry, Map, Node, Span, Value};

/// Resolves `type` where it is a list or `"null"`.
pub(super) fn several(map: &mut Map) {
    let Some(at) = map.entries.iter().position(|entry| entry.key == "type") else { return };
    let span = map.entries[at].value.span;
    let mut names = match &map.entries[at].value.value {
        Value::String(name) if name == "null" => Vec::new(),
        Value::List(names) => names.iter().filter_map(|name| Some((name.as_str()?.to_owned(), name.span))).collect(),
        _ => return,
    };
    let null = match &map.entries[at].value.value {
        Value::List(_) => names.iter().find(|(name, _)| name == "null").map(|(_, span)| *span),
        _ => Some(span),
    };
    names.retain(|(name, _): &(String, Span)| name != "null");
    let mut seen = Vec::new();
    names.retain(|(name, _)| {
        let new = !seen.contains(name);
        seen.push(name.clone());
        new
    });
    // Every integer is a number.
    if names.iter().any(|(name, _)| name == "number") {
        names.retain(|(name, _)| name != "integer");
    }
    if let Some(null) = null {
        if names.is_empty() {
            return only_null(map, null);
        }
        map.set("nullable", Node::new(null, Value::Bool(true)));
    }
    match names.as_slice() {
        [] => {
            map.remove("type");
        }
        [(name, span)] => map.entries[at].value = Node::new(*span, Value::String(name.clone())),
        _ => split(map, at, &names),
    }
}

/// One schema per type, each with the keywords that speak about that type.
fn split(map: &mut Map, at: usize, names: &[(String, Span)]) {
    let Some(keyword) = ["oneOf", "anyOf"].into_iter().find(|keyword| !map.contains(keyword)) else {
        // Two unions already: the types add nothing that a client could use.
        map.entries.remove(at);
        return;
    };
    let mut parts: Vec<Map> = names
        .iter()
        .map(|(name, span)| {
            let mut part = Map::default();
            part.set("type", Node::new(*span, Value::String(name.clone())));
            part
        })
        .collect();
    let Entry { key_span, value, .. } = map.entries.remove(at);
    let mut kept = Vec::new();
    let mut emptied = vec![false; parts.len()];
    for entry in std::mem::take(&mut map.entries) {
        if entry.key == "enum"
            && let Value::List(values) = entry.value.value
        {
            for (index, part) in parts.iter_mut().enumerate() {
                let own: Vec<Node> = values.iter().filter(|value| is_of(&names[index].0, value)).cloned().collect();
                emptied[index] = own.is_empty();
                part.entries.push(Entry {
                    key: entry.key.clone(),
                    key_span: entry.key_span,
                    value: Node::new(entry.value.span, Value::List(own)),
                });
            }
            continue;
        }
        match owner(&entry, names) {
            Some(owner) => parts[owner].entries.push(entry),
            None => kept.push(entry),
        }
    }
    map.entries = kept;
    let list = names
        .iter()
        .zip(parts)
        .zip(emptied)
        .filter(|(_, emptied)| !emptied)
        .map(|(((_, span), part), _)| Node::new(*span, Value::Map(part)))
        .collect();
    let value = Node::new(value.span, Value::List(list));
    map.entries.insert(at.min(map.entries.len()), Entry { key: keyword.to_owned(), key_span, value });
}

/// Which of the types a keyword speaks about.
fn owner(entry: &Entry, names: &[(String, Span)]) -> Option<usize> {
    let position = |kinds: &[&str]| names.iter().position(|(name, _)| kinds.contains(&name.as_str()));
    match entry.key.as_str() {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType" => position(&["string"]),
        "multipleOf" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            position(&["number", "integer"])
        }
        "items" | "minItems" | "maxItems" | "uniqueItems" => position(&["array"]),
        "properties" | "required" | "additionalProperties" | "minProperties" | "maxProperties" | "discriminator" => {
            position(&["object"])
        }
        "format" => match entry.value.as_str() {
            Some("int32" | "int64" | "unix-time" | "float" | "double") => position(&["number", "integer"]),
            _ => position(&["string"]).or_else(|| position(&["number", "integer"])),
        },
        _ => None,
    }
}

/// Whether a value is of a type.
fn is_of(name: &str, node: &Node) -> bool {
    match &node.value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Int(_) | Value::UInt(_) => name == "integer" || name == "number",
        Value::Float(value) => name == "number" || (name == "integer" && value.fract() == 0.0),
        Value::String(_) => name == "string",
        Value::List(_) => name == "array",
        Value::Map(_) => name == "object",
    }
}
