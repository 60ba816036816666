//! Mutations that keep an input a tree: what is learnt about documents, rather than about commas.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Keys that mean something in a document, and some that are hard to name in Rust.
const KEYS: &[&str] = &[
    "$ref",
    "$defs",
    "additionalProperties",
    "allOf",
    "allowReserved",
    "anyOf",
    "application/json",
    "callbacks",
    "components",
    "const",
    "content",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "encoding",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "explode",
    "format",
    "get",
    "headers",
    "if",
    "in",
    "items",
    "mapping",
    "maxItems",
    "maximum",
    "minItems",
    "minLength",
    "multipart/form-data",
    "name",
    "not",
    "nullable",
    "oneOf",
    "openapi",
    "operationId",
    "parameters",
    "pattern",
    "patternProperties",
    "post",
    "prefixItems",
    "properties",
    "propertyName",
    "propertyNames",
    "readOnly",
    "requestBody",
    "required",
    "responses",
    "schema",
    "schemas",
    "security",
    "securitySchemes",
    "servers",
    "style",
    "tags",
    "text/event-stream",
    "title",
    "type",
    "unevaluatedProperties",
    "url",
    "webhooks",
    "writeOnly",
    "x-enum-varnames",
    "x-id",
    "x-pagination",
    "x-rust-name",
    "2XX",
    "200",
    "204",
    "default",
    "self",
    "Self",
    "crate",
    "type",
    "async",
    "_",
    "",
    " ",
    "1st",
    "+1",
    "-1",
    "String",
    "Option",
    "Box",
    "Vec",
    "Result",
    "é",
    "名前",
    "\u{202e}",
    "a.b",
    "a/b",
    "a~b",
    "r#type",
];

/// Values of keywords, and some that no one expects.
const WORDS: &[&str] = &[
    "3.0.3",
    "3.1.0",
    "2.0",
    "array",
    "boolean",
    "integer",
    "null",
    "number",
    "object",
    "string",
    "int32",
    "int64",
    "uint8",
    "float",
    "double",
    "date",
    "date-time",
    "uuid",
    "uri",
    "byte",
    "binary",
    "decimal",
    "duration",
    "ipv4",
    "ipv6",
    "password",
    "path",
    "query",
    "header",
    "cookie",
    "form",
    "simple",
    "matrix",
    "label",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "http",
    "apiKey",
    "oauth2",
    "basic",
    "bearer",
    "#",
    "#/",
    "#/components/schemas/",
    "#/components/schemas/A",
    "other.yaml#/a",
    "/",
    "/{a}",
    "/a/{b}/c",
    "*/*",
    "^[a-z]+$",
    "\"",
    "\\",
    "\u{0}",
    "{",
    "}",
    "{}",
    "*/",
    "//",
    "```",
    "\n",
];

/// Another document, made of this one; nothing where it is no tree.
pub fn mutate(data: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut tree = read(data)?;
    let mut rng = Rng::with_seed(u64::from(seed));
    for _ in 0..=rng.u8(0..4) {
        step(&mut tree, &mut rng);
    }
    serde_json::to_vec(&tree).ok()
}

/// A document with a part of another one in the place of one of its own.
pub fn cross(data: &[u8], other: &[u8], seed: u32) -> Option<Vec<u8>> {
    let (mut tree, other) = (read(data)?, read(other)?);
    let mut rng = Rng::with_seed(u64::from(seed));
    let part = pick(&other, &mut rng);
    *place(&mut tree, &mut rng) = part;
    serde_json::to_vec(&tree).ok()
}

fn read(data: &[u8]) -> Option<Value> {
    serde_json::from_slice(data).ok()
}

fn step(tree: &mut Value, rng: &mut Rng) {
    let part = pick(tree, rng);
    let pointer = reference(tree, rng);
    let at = place(tree, rng);
    match rng.u8(0..10) {
        0 | 1 => *at = part,
        2 => *at = scalar(rng),
        3 => *at = json!({ "$ref": pointer }),
        4 => remove(at, rng),
        5 => rename(at, rng),
        6 => {
            let inner = at.take();
            *at = match rng.u8(0..6) {
                0 => json!({ "allOf": [inner, part] }),
                1 => json!({ "oneOf": [inner, part] }),
                2 => json!({ "anyOf": [inner, { "type": "null" }] }),
                3 => json!({ "type": "array", "items": inner }),
                4 => json!({ "type": "object", "additionalProperties": inner }),
                _ => json!({ "type": "object", "properties": { key(rng): inner }, "required": [key(rng)] }),
            };
        }
        7 => add(at, key(rng), part),
        _ => add(at, key(rng), scalar(rng)),
    }
}

/// How many values a tree has, itself included.
fn size(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.values().map(size).sum(),
        _ => 0,
    }
}

fn pick(tree: &Value, rng: &mut Rng) -> Value {
    let mut tree = tree.clone();
    place(&mut tree, rng).take()
}

/// One of the values of a tree, each as likely as any other.
fn place<'a>(tree: &'a mut Value, rng: &mut Rng) -> &'a mut Value {
    let count = size(tree);
    nth(tree, &mut rng.usize(0..count)).expect("the index is below the count")
}

fn nth<'a>(tree: &'a mut Value, index: &mut usize) -> Option<&'a mut Value> {
    if *index == 0 {
        return Some(tree);
    }
    *index -= 1;
    match tree {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, index)),
        Value::Object(entries) => entries.values_mut().find_map(|value| nth(value, index)),
        _ => None,
    }
}

/// A reference to something that is there.
fn reference(tree: &Value, rng: &mut Rng) -> String {
    let (mut at, mut pointer) = (tree, "#".to_owned());
    while rng.u8(0..8) > 0 {
        let next = match at {
            Value::Object(entries) if !entries.is_empty() => entries.iter().nth(rng.usize(0..entries.len())),
            _ => None,
        };
        let Some((key, value)) = next else { break };
        pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        at = value;
    }
    pointer
}

fn key(rng: &mut Rng) -> String {
    KEYS[rng.usize(0..KEYS.len())].to_owned()
}

fn scalar(rng: &mut Rng) -> Value {
    match rng.u8(0..8) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => rng.i64(-2..12).into(),
        3 => [json!(i64::MIN), json!(u64::MAX), json!(1e300), json!(-0.0), json!(0.1)][rng.usize(0..5)].clone(),
        4 => key(rng).into(),
        5 => json!([]),
        6 => json!({}),
        _ => WORDS[rng.usize(0..WORDS.len())].into(),
    }
}

fn remove(at: &mut Value, rng: &mut Rng) {
    match at {
        Value::Array(items) if !items.is_empty() => drop(items.remove(rng.usize(0..items.len()))),
        Value::Object(entries) if !entries.is_empty() => {
            let key = entries.keys().nth(rng.usize(0..entries.len())).cloned().unwrap_or_default();
            entries.remove(&key);
        }
        _ => *at = Value::Null,
    }
}

fn rename(at: &mut Value, rng: &mut Rng) {
    let Value::Object(entries) = at else { return };
    if entries.is_empty() {
        return;
    }
    let old = rng.usize(0..entries.len());
    let renamed = std::mem::take(entries).into_iter().enumerate();
    *entries = renamed
        .map(|(index, (name, value))| (if index == old { key(rng) } else { name }, value))
        .collect::<Map<_, _>>();
}

fn add(at: &mut Value, key: String, value: Value) {
    match at {
        Value::Array(items) => items.push(value),
        Value::Object(entries) => drop(entries.insert(key, value)),
        _ => *at = value,
    }
}
