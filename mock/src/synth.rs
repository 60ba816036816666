//! Makes up the smallest value of a schema, where the document gives no example.

use serde_json::{Map, Value, json};

use crate::applying::type_of;
use crate::document::{Place, View};

/// Below this depth nothing more is made up: the schema contains itself.
const DEEPEST: usize = 24;

/// A value of a schema: what the schema itself shows if it does, else the required keys and the first listed values.
pub fn value(view: View<'_>, schema: &Place<'_>) -> Value {
    make(view, schema, 0)
}

fn make(view: View<'_>, schema: &Place<'_>, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(shown) = shown(schema) {
        return shown.clone();
    }
    let depth = depth + 1;
    // A reference and the members of an allOf all apply; where they are objects their keys come together.
    let mut parts = Vec::new();
    if let Some(target) = schema.text("$ref").and_then(|reference| view.target(reference)) {
        parts.push(make(view, &target, depth));
    }
    parts.extend(schema.children("allOf").iter().map(|(_, member)| make(view, member, depth)));
    for keyword in ["oneOf", "anyOf"] {
        let members = schema.children(keyword);
        let made = members.iter().map(|(_, member)| make(view, member, depth));
        parts.extend(made.reduce(|first, other| if first.is_null() { other } else { first }));
    }
    if schema.value.get("type").is_some() || schema.value.get("properties").is_some() {
        parts.push(own(view, schema, depth));
    }
    parts.into_iter().reduce(merge).unwrap_or_default()
}

fn merge(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Object(mut first), Value::Object(second)) => {
            for (key, value) in second {
                first.entry(key).or_insert(value);
            }
            Value::Object(first)
        }
        (Value::Null, second) => second,
        (first, _) => first,
    }
}

/// What a schema says of its values by itself.
fn shown<'d>(schema: &Place<'d>) -> Option<&'d Value> {
    let first = |keyword: &str| schema.value.get(keyword).and_then(Value::as_array).and_then(|values| values.first());
    let named = |keyword: &str| schema.value.get(keyword);
    named("const")
        .or_else(|| named("example"))
        .or_else(|| first("examples"))
        .or_else(|| named("default"))
        .or_else(|| first("enum"))
}

fn own(view: View<'_>, schema: &Place<'_>, depth: usize) -> Value {
    let types = match schema.value.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec!["object"],
    };
    match types.iter().find(|name| **name != "null") {
        Some(&"object") => object(view, schema, depth),
        Some(&"array") => {
            let length = schema.value.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(8);
            let items = schema.child("items");
            (0..length).map(|_| items.as_ref().map_or(Value::Null, |items| make(view, items, depth))).collect()
        }
        Some(&"string") => Value::String(string(schema)),
        Some(&"boolean") => Value::Bool(true),
        Some(&("integer" | "number")) => number(view, schema),
        _ => Value::Null,
    }
}

fn object(view: View<'_>, schema: &Place<'_>, depth: usize) -> Value {
    let required =
        schema.value.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let properties = schema.child("properties");
    let mut map = Map::new();
    for name in required {
        let property = properties.as_ref().and_then(|properties| properties.child(name));
        map.insert(name.to_owned(), property.map_or(Value::Null, |property| make(view, &property, depth)));
    }
    Value::Object(map)
}

fn string(schema: &Place<'_>) -> String {
    let text = match schema.text("format") {
        Some("date-time") => "2026-01-02T03:04:05Z",
        Some("date") => "2026-01-02",
        Some("time") => "03:04:05Z",
        Some("duration") => "PT1H",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("email") => "someone@example.com",
        Some("hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("uri" | "uri-reference" | "iri" | "url") => "https://example.com/",
        Some("byte") => "dGV4dA==",
        _ => "text",
    };
    let limit =
        |keyword: &str| schema.value.get(keyword).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let mut text = text.to_owned();
    if let Some(most) = limit("maxLength") {
        text = text.chars().take(most).collect();
    }
    let missing = limit("minLength").unwrap_or(0).min(4096).saturating_sub(text.chars().count());
    text.push_str(&"x".repeat(missing));
    text
}

/// The first of some plain numbers that the schema accepts.
fn number(view: View<'_>, schema: &Place<'_>) -> Value {
    let bound = |keyword: &str| schema.value.get(keyword).cloned();
    let next = |keyword: &str, by: i64| {
        bound(keyword).and_then(|limit| limit.as_i64()).map(|limit| json!(limit.saturating_add(by)))
    };
    let bounds = [
        bound("minimum"),
        next("exclusiveMinimum", 1),
        bound("maximum"),
        next("exclusiveMaximum", -1),
        bound("multipleOf"),
    ];
    let numbers = [json!(1), json!(0)].into_iter().chain(bounds.into_iter().flatten());
    let mut numbers = numbers.filter(|number| type_of(number) != "null");
    numbers.find(|number| view.accepts(schema, number)).unwrap_or_else(|| json!(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    fn made(schemas: Value) -> Value {
        let mut text = json!({"openapi": "3.1.0", "components": {}});
        text["components"]["schemas"] = schemas;
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Response);
        let schema = view.at("/components/schemas/S").unwrap();
        let value = value(view, &schema);
        assert_eq!(view.faults(&schema, &value), []);
        value
    }

    #[test]
    fn only_required_keys_are_made_up() {
        let value = made(json!({"S": {
            "type": "object",
            "required": ["id", "kind", "at", "list", "gone", "name", "level"],
            "properties": {
                "id": {"type": "integer", "format": "int64", "minimum": 10, "multipleOf": 4, "maximum": 100, "example": 12},
                "kind": {"enum": ["b", "a"]},
                "at": {"type": "string", "format": "date-time"},
                "list": {"type": "array", "items": {"type": ["null", "boolean"]}, "minItems": 2},
                "gone": {"type": "null"},
                "name": {"type": "string", "minLength": 7},
                "level": {"type": "integer", "exclusiveMinimum": 5},
                "optional": {"type": "string"},
            },
        }}));
        let expected = json!({
            "id": 12, "kind": "b", "at": "2026-01-02T03:04:05Z", "list": [true, true], "gone": null, "name": "textxxx", "level": 6,
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn parts_of_an_all_of_come_together_and_one_alternative_is_chosen() {
        let value = made(json!({
            "S": {"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]},
            "A": {"type": "object", "required": ["a"], "properties": {"a": {"oneOf": [{"type": "null"}, {"const": 3}]}}},
            "B": {"type": "object", "required": ["b"], "properties": {"b": {"type": "boolean"}}},
        }));
        assert_eq!(value, json!({"a": 3, "b": true}));
    }

    #[test]
    fn a_schema_that_contains_itself_comes_to_an_end() {
        let schemas = json!({"S": {"type": "object", "properties": {"s": {"$ref": "#/components/schemas/S"}}}});
        assert_eq!(made(schemas), json!({}));
        let endless = json!({"S": {"anyOf": [{"type": "null"}, {"type": "object", "required": ["s"], "properties": {"s": {"$ref": "#/components/schemas/S"}}}]}});
        assert!(made(endless).is_object());
    }
}
