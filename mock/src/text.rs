//! Values that travel as text, turned into the JSON that their schema means.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::applying::{applying, element, property, types};
use crate::document::{Place, View};
use crate::incoming::Violation;

/// A value whose structure is known and whose leaves are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// An object.
    Map(BTreeMap<String, Tree>),
}

impl Tree {
    /// A list of texts.
    pub fn list(texts: impl IntoIterator<Item = String>) -> Self {
        Self::List(texts.into_iter().map(Self::Text).collect())
    }

    /// An object of texts.
    pub fn map(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self::Map(pairs.into_iter().map(|(key, text)| (key, Self::Text(text))).collect())
    }

    /// Puts a text at the end of a path of keys; the empty key appends to a list, and so does a key that is there.
    pub fn insert(&mut self, path: &[&str], text: String) {
        let [key, rest @ ..] = path else {
            match self {
                Self::List(items) => items.push(Self::Text(text)),
                Self::Map(map) if map.is_empty() => *self = Self::Text(text),
                other => {
                    let before = std::mem::replace(other, Self::List(Vec::new()));
                    *other = Self::List(vec![before, Self::Text(text)]);
                }
            }
            return;
        };
        if key.is_empty() {
            if !matches!(self, Self::List(_)) {
                *self = Self::List(Vec::new());
            }
            if let Self::List(items) = self {
                let mut item = Self::Map(BTreeMap::new());
                item.insert(rest, text);
                items.push(item);
            }
            return;
        }
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(BTreeMap::new());
        }
        if let Self::Map(map) = self {
            map.entry((*key).to_owned()).or_insert_with(|| Self::Map(BTreeMap::new())).insert(rest, text);
        }
    }
}

/// Which structures the schemas of a value allow; one that says nothing allows a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shapes {
    /// Anything that is neither a list nor an object.
    pub scalar: bool,
    /// A list.
    pub list: bool,
    /// An object.
    pub map: bool,
}

/// The structures that a schema allows.
pub fn shapes(view: View<'_>, roots: &[Place<'_>]) -> Shapes {
    let types = types(&applying(view, roots, None));
    let scalar = types.is_empty() || types.iter().any(|name| !["array", "object"].contains(name));
    Shapes { scalar, list: types.contains(&"array"), map: types.contains(&"object") }
}

/// The JSON that a text tree means: of all readings the first that its schemas accept.
pub fn coerce(view: View<'_>, roots: &[Place<'_>], tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) => coerce_text(view, roots, text),
        Tree::List(items) => {
            let places = applying(view, roots, None);
            let items = items.iter().enumerate();
            items.map(|(index, item)| coerce(view, &element(&places, index), item)).collect()
        }
        Tree::Map(map) => {
            let places = applying(view, roots, None);
            map.iter().map(|(key, child)| (key.clone(), coerce(view, &property(&places, key), child))).collect()
        }
    }
}

fn coerce_text(view: View<'_>, roots: &[Place<'_>], text: &str) -> Value {
    let types = types(&applying(view, roots, None));
    let string = || Value::String(text.to_owned());
    let mut readings = Vec::new();
    if types.contains(&"integer") || types.contains(&"number") {
        // The grammar of JSON: no plus sign, no zeros in front, no spaces.
        readings.extend(serde_json::from_str(text).ok().map(Value::Number));
    }
    if types.contains(&"boolean") {
        readings.extend(text.parse().ok().map(Value::Bool));
    }
    if readings.is_empty() || types.contains(&"string") {
        readings.push(string());
    }
    if types.contains(&"null") && (text.is_empty() || text == "null") {
        readings.push(Value::Null);
    }
    let fits = |reading: &&Value| roots.iter().all(|root| view.accepts(root, reading));
    readings.iter().find(fits).or(readings.first()).cloned().unwrap_or_default()
}

/// Checks that one of several readings of a value fits its schema, and returns that reading.
pub fn check(view: View<'_>, schema: &Place<'_>, readings: &[Tree], at: &str) -> Result<Value, Vec<Violation>> {
    let mut first = None;
    for tree in readings {
        let value = coerce(view, std::slice::from_ref(schema), tree);
        let faults = view.faults(schema, &value);
        if faults.is_empty() {
            return Ok(value);
        }
        first.get_or_insert(faults);
    }
    let Some(faults) = first else {
        return Err(vec![Violation::new(at, "is not written as its style and schema demand")]);
    };
    let violation = |fault: crate::schema::Fault| {
        let at = if fault.path.is_empty() { at.to_owned() } else { format!("{at} {}", fault.path) };
        Violation::new(at, fault.why)
    };
    Err(faults.into_iter().map(violation).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    fn read(schema: &Value, tree: &Tree) -> Value {
        let text = json!({"openapi": "3.1.0", "components": {"schemas": {"S": schema}}});
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Request);
        coerce(view, &[view.at("/components/schemas/S").unwrap()], tree)
    }

    #[test]
    fn a_text_becomes_what_its_schema_means() {
        for (schema, text, value) in [
            (json!({"type": "integer"}), "12", json!(12)),
            (json!({"type": "integer"}), "012", json!("012")),
            (json!({"type": "integer"}), "+1", json!("+1")),
            (json!({"type": "number"}), "1.5e3", json!(1500.0)),
            (json!({"type": "boolean"}), "true", json!(true)),
            (json!({"type": "boolean"}), "True", json!("True")),
            (json!({"type": "string"}), "12", json!("12")),
            (json!({"type": ["string", "null"]}), "", json!("")),
            (json!({"type": ["integer", "null"]}), "", json!(null)),
            (json!({"oneOf": [{"type": "integer", "maximum": 5}, {"type": "string"}]}), "7", json!("7")),
            (json!({"enum": [1, 2]}), "2", json!(2)),
            (json!({}), "12", json!("12")),
        ] {
            assert_eq!(read(&schema, &Tree::Text(text.to_owned())), value, "{schema} {text}");
        }
    }

    #[test]
    fn leaves_of_structures_have_schemas_of_their_own() {
        let schema =
            json!({"properties": {"ids": {"items": {"type": "integer"}}}, "additionalProperties": {"type": "boolean"}});
        let mut tree = Tree::Map(BTreeMap::new());
        tree.insert(&["ids", ""], "1".to_owned());
        tree.insert(&["ids", ""], "2".to_owned());
        tree.insert(&["on"], "true".to_owned());
        assert_eq!(read(&schema, &tree), json!({"ids": [1, 2], "on": true}));
    }

    #[test]
    fn a_key_that_comes_again_makes_a_list() {
        let mut tree = Tree::Map(BTreeMap::new());
        for text in ["a", "b", "c"] {
            tree.insert(&["x", "y"], text.to_owned());
        }
        assert_eq!(read(&json!({}), &tree), json!({"x": {"y": ["a", "b", "c"]}}));
    }
}
