//! Turns the schemas of a document into plain JSON Schema 2020-12, for one way that values travel.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::sites::{Holds, KEYWORDS, Side, Site, each_schema};

/// Which OpenAPI the document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.0: schemas are a dialect of an older draft with `nullable`.
    V30,
    /// 3.1 and later: schemas are JSON Schema 2020-12.
    V31,
}

/// Components that may only travel one way, by the reference that names them.
pub struct OneWay {
    read_only: HashSet<String>,
    write_only: HashSet<String>,
    /// Whether anything in the document is marked as read-only or write-only.
    pub any: bool,
}

impl OneWay {
    /// Looks through all schemas.
    pub fn find(root: &Value, schemas: &[Site]) -> Self {
        let mut found = Self { read_only: HashSet::new(), write_only: HashSet::new(), any: false };
        for site in schemas {
            let Some(schema) = root.pointer(&site.pointer) else { continue };
            if is_true(schema, "readOnly") {
                found.read_only.insert(format!("#{}", site.pointer));
            }
            if is_true(schema, "writeOnly") {
                found.write_only.insert(format!("#{}", site.pointer));
            }
            each_schema(schema, &mut String::new(), &mut |schema, _| {
                found.any |= is_true(schema, "readOnly") || is_true(schema, "writeOnly");
            });
        }
        found
    }

    fn excuses(&self, property: &Value, side: Side) -> bool {
        let (keyword, components) = match side {
            Side::Request => ("readOnly", &self.read_only),
            Side::Response => ("writeOnly", &self.write_only),
        };
        let reference = property.get("$ref").and_then(Value::as_str);
        is_true(property, keyword) || reference.is_some_and(|reference| components.contains(reference))
    }
}

fn is_true(schema: &Value, keyword: &str) -> bool {
    schema.get(keyword) == Some(&Value::Bool(true))
}

/// Rewrites all schemas of a document in place.
pub fn rewrite(root: &mut Value, schemas: &[Site], version: Version, side: Side, one_way: &OneWay) {
    for site in schemas {
        if let Some(schema) = root.pointer_mut(&site.pointer) {
            rewrite_schema(schema, version, side, one_way);
        }
    }
}

fn rewrite_schema(schema: &mut Value, version: Version, side: Side, one_way: &OneWay) {
    let Value::Object(map) = schema else { return };
    if version == Version::V30 && map.contains_key("$ref") {
        // In 3.0 whatever stands beside a reference does not count.
        map.retain(|keyword, _| keyword == "$ref");
        return;
    }
    relax_required(map, side, one_way);
    for (keyword, holds) in KEYWORDS {
        let Some(held) = map.get_mut(*keyword) else { continue };
        match (holds, held) {
            (Holds::Map, Value::Object(children)) => {
                for child in children.values_mut() {
                    rewrite_schema(child, version, side, one_way);
                }
            }
            (Holds::One | Holds::List, Value::Array(children)) => {
                for child in children {
                    rewrite_schema(child, version, side, one_way);
                }
            }
            (Holds::One, child) => rewrite_schema(child, version, side, one_way),
            _ => {}
        }
    }
    bound_integer(map);
    if version == Version::V30 {
        numeric_bounds(map);
        if map.remove("nullable") == Some(Value::Bool(true)) {
            allow_null(schema);
        }
    }
}

/// A key that the other side fills in is not required from this one.
fn relax_required(map: &mut Map<String, Value>, side: Side, one_way: &OneWay) {
    if !one_way.any {
        return;
    }
    let Some(Value::Object(properties)) = map.get("properties") else { return };
    let excused = |name: &Value| {
        let property = name.as_str().and_then(|name| properties.get(name));
        property.is_some_and(|property| one_way.excuses(property, side))
    };
    let Some(Value::Array(required)) = map.get("required") else { return };
    let kept = required.iter().filter(|name| !excused(name)).cloned().collect();
    map.insert("required".to_owned(), Value::Array(kept));
}

/// `int32` and `int64` are ranges; JSON Schema knows them as annotations only.
fn bound_integer(map: &mut Map<String, Value>) {
    let (least, most) = match map.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    map.entry("minimum").or_insert_with(|| least.into());
    map.entry("maximum").or_insert_with(|| most.into());
}

/// In 3.0 `exclusiveMinimum` is a flag beside `minimum`.
fn numeric_bounds(map: &mut Map<String, Value>) {
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(Value::Bool(exclusive)) = map.get(flag) {
            let exclusive = *exclusive;
            map.remove(flag);
            if exclusive && let Some(limit) = map.remove(bound) {
                map.insert(flag.to_owned(), limit);
            }
        }
    }
}

fn allow_null(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    let composed = ["allOf", "anyOf", "oneOf", "not"].iter().any(|keyword| map.contains_key(*keyword));
    match map.get("type") {
        Some(Value::String(name)) if !composed => {
            let types = json!([name, "null"]);
            map.insert("type".to_owned(), types);
            // 3.0.3 says that the list must name null itself; nearly all documents forget it.
            if let Some(Value::Array(values)) = map.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
        }
        _ => *schema = json!({"anyOf": [schema.take(), {"type": "null"}]}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(mut schema: Value, version: Version, side: Side) -> Value {
        let sites = [Site { pointer: String::new(), side }];
        let one_way = OneWay::find(&schema, &sites);
        rewrite(&mut schema, &sites, version, side, &one_way);
        schema
    }

    #[test]
    fn nullable_of_3_0_becomes_a_type_or_an_alternative() {
        let cases = [
            (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
            (
                json!({"type": "string", "enum": ["a"], "nullable": true}),
                json!({"type": ["string", "null"], "enum": ["a", null]}),
            ),
            (
                json!({"allOf": [{"$ref": "#/a", "nullable": true}], "nullable": true}),
                json!({"anyOf": [{"allOf": [{"$ref": "#/a"}]}, {"type": "null"}]}),
            ),
            (json!({"type": "string", "nullable": false}), json!({"type": "string"})),
            (
                json!({"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 2, "exclusiveMaximum": false}),
                json!({"type": "number", "exclusiveMinimum": 1, "maximum": 2}),
            ),
        ];
        for (before, after) in cases {
            assert_eq!(rewritten(before, Version::V30, Side::Request), after);
        }
    }

    #[test]
    fn siblings_of_a_reference_count_from_3_1_on() {
        let schema = json!({"$ref": "#/a", "maxLength": 3});
        assert_eq!(rewritten(schema.clone(), Version::V31, Side::Request), schema);
        assert_eq!(rewritten(schema, Version::V30, Side::Request), json!({"$ref": "#/a"}));
    }

    #[test]
    fn a_read_only_key_is_not_required_of_the_client() {
        let schema = json!({
            "required": ["id", "name", "secret"],
            "properties": {"id": {"readOnly": true}, "name": {}, "secret": {"writeOnly": true}},
        });
        let request = rewritten(schema.clone(), Version::V31, Side::Request);
        assert_eq!(request["required"], json!(["name", "secret"]));
        let response = rewritten(schema, Version::V31, Side::Response);
        assert_eq!(response["required"], json!(["id", "name"]));
    }

    #[test]
    fn integers_stay_in_the_range_of_their_format() {
        let schema =
            rewritten(json!({"type": "integer", "format": "int32", "minimum": 1}), Version::V31, Side::Request);
        assert_eq!((&schema["minimum"], &schema["maximum"]), (&json!(1), &json!(i32::MAX)));
    }
}
