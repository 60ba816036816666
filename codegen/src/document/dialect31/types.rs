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
    // Every integer is a number. Beside other types both stay, for there a union tells them apart.
    if names.iter().all(|(name, _)| name == "number" || name == "integer") && names.len() > 1 {
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
                let own: Vec<Node> =
                    values.iter().filter(|value| owner_of(value, names) == Some(index)).cloned().collect();
                emptied[index] = own.is_empty();
                part.entries.push(Entry {
                    key: entry.key.clone(),
                    key_span: entry.key_span,
                    value: Node::new(entry.value.span, Value::List(own)),
                });
            }
            continue;
        }
        let owners = owners(&entry, names);
        if owners.is_empty() {
            kept.push(entry);
            continue;
        }
        for owner in owners {
            parts[owner].entries.push(entry.clone());
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
fn owners(entry: &Entry, names: &[(String, Span)]) -> Vec<usize> {
    let all = |kinds: &[&str]| -> Vec<usize> {
        (0..names.len()).filter(|index| kinds.contains(&names[*index].0.as_str())).collect()
    };
    match entry.key.as_str() {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType" => all(&["string"]),
        "multipleOf" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => all(&["number", "integer"]),
        "items" | "minItems" | "maxItems" | "uniqueItems" => all(&["array"]),
        "properties" | "required" | "additionalProperties" | "minProperties" | "maxProperties" | "discriminator" => {
            all(&["object"])
        }
        "format" => {
            // The first of these that is among the types; the others have no such format.
            let kinds: &[&[&str]] = match entry.value.as_str() {
                Some("int32" | "int64") => &[&["integer"], &["number"]],
                Some("float" | "double") => &[&["number"], &["integer"]],
                Some("unix-time") => &[&["number", "integer"]],
                _ => &[&["string"], &["number", "integer"]],
            };
            kinds.iter().map(|kinds| all(kinds)).find(|owners| !owners.is_empty()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Which of the types a listed value belongs to: whole numbers to `integer` rather than to `number`.
fn owner_of(value: &Node, names: &[(String, Span)]) -> Option<usize> {
    let of = |index: &usize| is_of(&names[*index].0, value);
    let all = || (0..names.len()).filter(of);
    all().find(|index| names[*index].0 != "number").or_else(|| all().next())
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
