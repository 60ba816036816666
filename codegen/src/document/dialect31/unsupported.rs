//! Keywords of JSON Schema that would not change the client: reported and taken out.

use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{Map, Node, Value};

/// Keywords that constrain values in ways that types do not show.
const UNSUPPORTED: &[&str] = &[
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "dependentSchemas",
    "dependentRequired",
    "if",
    "then",
    "else",
    "contentSchema",
    "$id",
    "$anchor",
    "$dynamicRef",
    "$recursiveRef",
    "$vocabulary",
];

/// Those that say what a schema is called, not what its values are.
const NAMES: &[&str] = &["$id", "$anchor", "$dynamicRef", "$recursiveRef", "$vocabulary"];

/// Where the others are kept for comparing documents: a change of one may well be a break.
pub const KEPT: &str = "x-unsupported";

/// Keywords that may go without a word.
const SILENT: &[&str] = &["$comment", "$schema", "$dynamicAnchor", "$recursiveAnchor"];

/// Dialects of JSON Schema whose keywords mean what is assumed here.
const DIALECTS: &[&str] =
    &["https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema"];

/// A schema that is `true` allows everything, one that is `false` nothing.
pub(super) fn flag(node: &mut Node) {
    let Some(flag) = node.as_bool() else { return };
    let span = node.span;
    let mut map = Map::default();
    if !flag {
        map.set("not", Node::new(span, Value::Map(Map::default())));
    }
    node.value = Value::Map(map);
}

/// Takes out what cannot be carried over, settling what has a near equivalent.
pub(super) fn remove(sink: &mut Sink, map: &mut Map) {
    let found = |key: &str| UNSUPPORTED.contains(&key) || SILENT.contains(&key);
    if !map.entries.iter().any(|entry| found(&entry.key)) {
        return;
    }
    let (removed, kept) = std::mem::take(&mut map.entries).into_iter().partition(|entry| found(&entry.key));
    map.entries = kept;
    let mut constraints = Map::default();
    for entry in removed {
        if SILENT.contains(&entry.key.as_str()) {
            continue;
        }
        sink.refuse(Diagnostic::new(
            Code::UnsupportedKeyword,
            entry.key_span,
            format!("`{}` does not change the client and is not carried over", entry.key),
            "leave it out, and say in the description what it would say",
        ));
        if !NAMES.contains(&entry.key.as_str()) {
            constraints.set(&entry.key, entry.value.clone());
        }
        match entry.key.as_str() {
            // A tuple is a list of anything; `items` speaks about what follows the first items.
            "prefixItems" => map.set("items", Node::new(entry.value.span, Value::Map(Map::default()))),
            "patternProperties" => patterns(map, entry.value),
            _ => {}
        }
    }
    if let Some(first) = constraints.entries.first() {
        map.set(KEPT, Node::new(first.key_span, Value::Map(constraints)));
    }
}

/// Properties by pattern: with one pattern and nothing else the schema is a mapping of its values.
fn patterns(map: &mut Map, patterns: Node) {
    if map.get("additionalProperties").is_some_and(|rest| rest.as_bool() != Some(false)) {
        return;
    }
    let span = patterns.span;
    let only = match patterns.value {
        Value::Map(mut patterns) if patterns.entries.len() == 1 && !map.contains("properties") => {
            patterns.entries.pop().map(|entry| entry.value)
        }
        _ => None,
    };
    map.set("additionalProperties", only.unwrap_or_else(|| Node::new(span, Value::Bool(true))));
}

/// Refuses a dialect of JSON Schema that is not the one of `OpenAPI` 3.1.
pub(super) fn dialect(sink: &mut Sink, node: &Node) {
    if node.as_str().is_none_or(|dialect| !DIALECTS.contains(&dialect.trim_end_matches('#'))) {
        sink.refuse(Diagnostic::new(
            Code::UnsupportedKeyword,
            node.span,
            "schemas are read as JSON Schema 2020-12, whatever dialect is named here",
            "leave `jsonSchemaDialect` out",
        ));
    }
}
