//! Examples: collected for tests and documentation, and put aside to be checked.

use std::borrow::Cow;

use super::check::Check;
use super::context::Lowering;
use crate::ir::{Example, Place, Ty, TypeId, TypeKey};
use crate::source::{Node, Value};

impl<'a> Lowering<'a, '_> {
    /// The examples of a parameter or media type that stands at a pointer; they must match the place.
    pub fn examples(&mut self, node: &'a Node, at: &str, place: Option<&Place>) -> Vec<Example> {
        let at = at.strip_prefix('#').unwrap_or(at);
        let mut found = Vec::new();
        if let Some(value) = node.get("example") {
            found.push(self.example(String::new(), value, format!("{at}/example"), place));
        }
        for entry in node.get("examples").and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default() {
            let (referred, Some(target)) = self.follow(&entry.value) else { continue };
            let Some(value) = target.get("value") else { continue };
            let at = match referred {
                Some(reference) => reference.strip_prefix('#').unwrap_or(reference).to_owned(),
                None => format!("{at}/examples/{}", step(&entry.key)),
            };
            found.push(self.example(entry.key.clone(), value, format!("{at}/value"), place));
        }
        found
    }

    /// The examples of a component schema.
    pub fn schema_examples(&mut self, id: TypeId, node: &'a Node) -> Vec<Example> {
        let TypeKey::Component(name) = &self.api[id].key else { return Vec::new() };
        let at = format!("/components/schemas/{}", step(name));
        // In a 3.1 document `examples` is a list; its first entry is `example` once rewritten, the others `x-examples`.
        let listed = node.get("x-examples").is_some_and(|list| matches!(list.value, Value::List(_)));
        let first = if listed { format!("{at}/examples/0") } else { format!("{at}/example") };
        let place = Place::of(Ty::Named(id));
        let mut found = Vec::new();
        if let Some(value) = node.get("example") {
            found.push(self.example(String::new(), value, first, Some(&place)));
        }
        for (index, value) in (1..).zip(node.get("x-examples").and_then(Node::as_list).unwrap_or_default()) {
            found.push(self.example(String::new(), value, format!("{at}/examples/{index}"), Some(&place)));
        }
        found
    }

    fn example(&mut self, name: String, value: &'a Node, pointer: String, place: Option<&Place>) -> Example {
        if let Some(place) = place {
            self.checks.push(Check { what: "example", place: place.clone(), value });
        }
        Example { name, value: value.to_json(), pointer, span: value.span }
    }
}

/// A key as a step of a JSON pointer (RFC 6901, section 3).
pub fn step(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}
