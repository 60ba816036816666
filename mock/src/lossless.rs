//! Says what of a value was lost between decoding and encoding, by the document and not by the models that did it.

use serde_json::Value;

use crate::Error;

/// A document, as the judge of round trips.
#[derive(Debug, Clone)]
pub struct Lossless {
    root: Value,
}

impl Lossless {
    /// Reads a document with local references only.
    ///
    /// # Errors
    /// If the text is not JSON.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Ok(Self { root: serde_json::from_str(text).map_err(Error::Json)? })
    }

    /// The value at a JSON pointer (RFC 6901), such as an example.
    pub fn value(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }

    /// What differs between a value and what it became, given the reference of its schema (`#/components/schemas/Pet`).
    ///
    /// Keys that no schema describes may be gone, unless the schema says that other keys are kept. Numbers are compared
    /// by value, as JSON Schema does: `1.0` is `1`.
    pub fn compare(&self, schema: &str, original: &Value, encoded: &Value) -> Vec<String> {
        let mut lost = Vec::new();
        let start = schema.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
        match start {
            Some(schema) => self.walk(&[schema], original, encoded, "", &mut lost),
            None => lost.push(format!("there is no schema at {schema}")),
        }
        lost
    }

    /// The same where the schema is not known: every key must be there again.
    pub fn compare_any(&self, original: &Value, encoded: &Value) -> Vec<String> {
        let mut lost = Vec::new();
        self.walk(&[&Value::Bool(true)], original, encoded, "", &mut lost);
        lost
    }

    fn walk(&self, schemas: &[&Value], original: &Value, encoded: &Value, path: &str, lost: &mut Vec<String>) {
        let described = self.expanded(schemas, original);
        match (original, encoded) {
            (Value::Object(before), Value::Object(after)) => {
                for (key, value) in before {
                    let path = format!("{path}/{key}");
                    let (known, others) = children(&described, key);
                    match after.get(key) {
                        Some(now) => {
                            self.walk(if known.is_empty() { &others } else { &known }, value, now, &path, lost);
                        }
                        None if known.is_empty() && others.is_empty() => {}
                        None => lost.push(format!("{path} is gone")),
                    }
                }
                let fresh = after.keys().filter(|key| !before.contains_key(*key));
                lost.extend(fresh.map(|key| format!("{path}/{key} was not there")));
            }
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                let items: Vec<&Value> = described.iter().filter_map(|schema| schema.get("items")).collect();
                for (index, (value, now)) in before.iter().zip(after).enumerate() {
                    self.walk(&items, value, now, &format!("{path}/{index}"), lost);
                }
            }
            (before, after) if same(before, after) => {}
            (before, after) => lost.push(format!("{path} was {before} and is {after}")),
        }
    }

    /// The schemas themselves, behind references and within compositions; members of unions that fix a key to another
    /// value than this one has do not speak of it.
    fn expanded<'a>(&'a self, schemas: &[&'a Value], value: &Value) -> Vec<&'a Value> {
        let mut found: Vec<&'a Value> = Vec::new();
        let mut open: Vec<&'a Value> = schemas.to_vec();
        while let Some(schema) = open.pop() {
            if found.iter().any(|known| std::ptr::eq(*known, schema)) || contradicts(schema, value) {
                continue;
            }
            found.push(schema);
            let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
            open.extend(target.and_then(|pointer| self.root.pointer(pointer)));
            for keyword in ["allOf", "oneOf", "anyOf"] {
                open.extend(schema.get(keyword).and_then(Value::as_array).into_iter().flatten());
            }
        }
        found
    }
}

/// What schemas say of a key: as one of their properties, and as one of the others.
fn children<'a>(schemas: &[&'a Value], key: &str) -> (Vec<&'a Value>, Vec<&'a Value>) {
    let known = schemas.iter().filter_map(|schema| schema.get("properties")?.get(key)).collect();
    let others = schemas.iter().filter_map(|schema| match schema {
        Value::Bool(true) => Some(*schema),
        schema => schema.get("additionalProperties").filter(|others| **others != Value::Bool(false)),
    });
    (known, others.collect())
}

fn contradicts(schema: &Value, value: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().any(|(key, property)| match (property.get("const"), value.get(key)) {
        (Some(fixed), Some(there)) => fixed != there,
        _ => false,
    })
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judge() -> Lossless {
        let text = r##"{"components": {"schemas": {
            "Pet": {"type": "object", "properties": {"name": {"type": "string"}, "owner": {"$ref": "#/components/schemas/Owner"}}},
            "Owner": {"oneOf": [
                {"type": "object", "properties": {"kind": {"const": "person"}, "age": {"type": "integer"}}},
                {"type": "object", "properties": {"kind": {"const": "shop"}, "sells": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}}
            ]},
            "Free": {"type": "object", "additionalProperties": true}
        }}}"##;
        Lossless::from_json(text).expect("it is JSON")
    }

    fn lost(schema: &str, original: &Value, encoded: &Value) -> Vec<String> {
        judge().compare(&format!("#/components/schemas/{schema}"), original, encoded)
    }

    #[test]
    fn what_is_described_must_come_back() {
        assert_eq!(lost("Pet", &json!({"name": null}), &json!({})), ["/name is gone"]);
        assert_eq!(lost("Pet", &json!({"name": "a"}), &json!({"name": "b"})), [r#"/name was "a" and is "b""#]);
        assert_eq!(lost("Pet", &json!({}), &json!({"name": "a"})), ["/name was not there"]);
        let shop = json!({"owner": {"kind": "shop", "sells": [{"name": "a"}]}});
        assert_eq!(
            lost("Pet", &shop, &json!({"owner": {"kind": "shop", "sells": [{}]}})),
            ["/owner/sells/0/name is gone"]
        );
    }

    #[test]
    fn unknown_keys_may_go_unless_they_are_kept() {
        assert!(lost("Pet", &json!({"new": 1}), &json!({})).is_empty());
        assert!(
            lost("Pet", &json!({"owner": {"kind": "person", "sells": []}}), &json!({"owner": {"kind": "person"}}))
                .is_empty()
        );
        assert_eq!(lost("Free", &json!({"new": {"a": 1}}), &json!({"new": {}})), ["/new/a is gone"]);
        assert_eq!(lost("Free", &json!({"new": 1}), &json!({})), ["/new is gone"]);
    }

    #[test]
    fn numbers_are_compared_by_value() {
        assert!(lost("Free", &json!({"a": 1}), &json!({"a": 1.0})).is_empty());
        assert_eq!(lost("Free", &json!({"a": 1}), &json!({"a": 2})).len(), 1);
    }
}
