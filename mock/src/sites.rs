//! Finds where a document holds schemas, and where it holds examples of them.

use serde_json::Value;

/// Which way a value travels: keys that are only read or only written differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// How a keyword of a schema holds other schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One schema.
    One,
    /// A list of schemas.
    List,
    /// A mapping of names to schemas.
    Map,
}

/// The keywords that hold schemas.
pub const KEYWORDS: &[(&str, Holds)] = &[
    ("$defs", Holds::Map),
    ("additionalItems", Holds::One),
    ("additionalProperties", Holds::One),
    ("allOf", Holds::List),
    ("anyOf", Holds::List),
    ("contains", Holds::One),
    ("contentSchema", Holds::One),
    ("definitions", Holds::Map),
    ("dependentSchemas", Holds::Map),
    ("else", Holds::One),
    ("if", Holds::One),
    ("items", Holds::One),
    ("not", Holds::One),
    ("oneOf", Holds::List),
    ("patternProperties", Holds::Map),
    ("prefixItems", Holds::List),
    ("properties", Holds::Map),
    ("propertyNames", Holds::One),
    ("then", Holds::One),
    ("unevaluatedItems", Holds::One),
    ("unevaluatedProperties", Holds::One),
];

/// A place in a document and the way its value travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// JSON pointer.
    pub pointer: String,
    /// The way of the value.
    pub side: Side,
}

/// What was found; all in the order of the walk.
#[derive(Debug, Default)]
pub struct Sites {
    /// Schemas that are not part of another schema.
    pub schemas: Vec<Site>,
    /// Objects with a `schema` that may have examples beside it: media types, parameters, headers.
    pub carriers: Vec<Site>,
}

/// Walks a document.
pub fn find(root: &Value) -> Sites {
    let mut sites = Sites::default();
    walk(root, &mut String::new(), Side::Response, Names::Keywords, &mut sites);
    sites
}

/// Whether the keys of an object are keywords or names that the author chose, which may look like keywords.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Keywords,
    Free,
    /// The entries are schemas.
    Schemas,
    /// The entries are mappings with free names.
    Components,
}

fn walk(value: &Value, pointer: &mut String, side: Side, names: Names, sites: &mut Sites) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                step(pointer, &index.to_string(), |pointer| walk(item, pointer, side, names, sites));
            }
        }
        Value::Object(map) => {
            if names == Names::Keywords && map.contains_key("schema") {
                sites.carriers.push(Site { pointer: pointer.clone(), side });
            }
            for (key, child) in map {
                step(pointer, key, |pointer| entry(key, child, pointer, side, names, sites));
            }
        }
        _ => {}
    }
}

fn entry(key: &str, child: &Value, pointer: &mut String, side: Side, names: Names, sites: &mut Sites) {
    let side = match key {
        "requestBody" | "requestBodies" | "parameters" => Side::Request,
        "responses" => Side::Response,
        _ => side,
    };
    match names {
        Names::Schemas => sites.schemas.push(Site { pointer: pointer.clone(), side }),
        Names::Free => walk(child, pointer, side, Names::Keywords, sites),
        Names::Components => match key {
            // A component may be used both ways; only the places that use it know which.
            "schemas" => walk(child, pointer, Side::Response, Names::Schemas, sites),
            "examples" | "securitySchemes" => {}
            _ => walk(child, pointer, side, Names::Free, sites),
        },
        Names::Keywords => match key {
            "schema" => sites.schemas.push(Site { pointer: pointer.clone(), side }),
            "components" => walk(child, pointer, side, Names::Components, sites),
            "callbacks" | "content" | "encoding" | "headers" | "links" | "paths" | "responses" | "webhooks" => {
                walk(child, pointer, side, Names::Free, sites);
            }
            "default" | "example" | "examples" => {}
            _ if key.starts_with("x-") => {}
            _ => walk(child, pointer, side, Names::Keywords, sites),
        },
    }
}

/// Calls `visit` for a schema and every schema in it, outermost first.
pub fn each_schema<'v>(schema: &'v Value, pointer: &mut String, visit: &mut impl FnMut(&'v Value, &str)) {
    visit(schema, pointer);
    for (keyword, holds) in KEYWORDS {
        let Some(held) = schema.get(keyword) else { continue };
        step(pointer, keyword, |pointer| match (holds, held) {
            (Holds::Map, Value::Object(map)) => {
                for (name, child) in map {
                    step(pointer, name, |pointer| each_schema(child, pointer, visit));
                }
            }
            (Holds::One | Holds::List, Value::Array(items)) => {
                for (index, child) in items.iter().enumerate() {
                    step(pointer, &index.to_string(), |pointer| each_schema(child, pointer, visit));
                }
            }
            (Holds::One, _) => each_schema(held, pointer, visit),
            _ => {}
        });
    }
}

/// Runs `then` with one more step on the pointer.
fn step(pointer: &mut String, key: &str, then: impl FnOnce(&mut String)) {
    let length = pointer.len();
    push(pointer, key);
    then(pointer);
    pointer.truncate(length);
}

/// Appends a step to a JSON pointer.
pub fn push(pointer: &mut String, key: &str) {
    pointer.push('/');
    if key.contains(['~', '/']) {
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(key);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointers(sites: &[Site]) -> Vec<&str> {
        sites.iter().map(|site| site.pointer.as_str()).collect()
    }

    #[test]
    fn names_that_look_like_keywords_are_walked() {
        let root = json!({
            "components": {
                "responses": {"example": {"content": {"a/b": {"schema": {}}}}},
                "schemas": {"schema": {"properties": {"schema": {}}}, "default": true},
                "examples": {"schema": {"schema": {}}},
            },
        });
        let sites = find(&root);
        let expected = [
            "/components/responses/example/content/a~1b/schema",
            "/components/schemas/default",
            "/components/schemas/schema",
        ];
        assert_eq!(pointers(&sites.schemas), expected);
        assert_eq!(pointers(&sites.carriers), ["/components/responses/example/content/a~1b"]);
    }

    #[test]
    fn examples_are_not_taken_for_schemas() {
        let root = json!({
            "paths": {"/a": {"get": {
                "parameters": [{"name": "q", "in": "query", "schema": {}, "example": {"schema": {}}}],
                "x-thing": {"schema": {}},
                "responses": {"200": {"content": {"a/b": {"examples": {"e": {"value": {"schema": {}}}}}}}},
            }}},
        });
        let sites = find(&root);
        assert_eq!(pointers(&sites.schemas), ["/paths/~1a/get/parameters/0/schema"]);
        assert_eq!(sites.schemas[0].side, Side::Request);
    }

    #[test]
    fn every_schema_in_a_schema_is_visited() {
        let schema = json!({"properties": {"a/b": {"items": {"oneOf": [{}, true]}}}, "additionalProperties": false});
        let mut seen = Vec::new();
        each_schema(&schema, &mut String::new(), &mut |_, pointer| seen.push(pointer.to_owned()));
        let expected = [
            "",
            "/additionalProperties",
            "/properties/a~1b",
            "/properties/a~1b/items",
            "/properties/a~1b/items/oneOf/0",
            "/properties/a~1b/items/oneOf/1",
        ];
        assert_eq!(seen, expected);
    }
}
