//! Keywords of every kind in both dialects: what is found, and what is made of it.

use super::*;
use crate::diag::Mode;
use crate::document::to_json_text;
use crate::source::{FileId, parse};

/// The findings of a document and what is made of it.
fn checked(version: Version, text: &str) -> (Vec<String>, Node) {
    let mut sink = Sink::new(Mode::Curated);
    let mut root = parse(&mut sink, FileId(0), text).unwrap();
    check(&mut sink, version, &mut root);
    let found = sink.into_sorted();
    (
        found.iter().map(|found| format!("{} {}: {}", found.code.as_str(), found.span.line, found.message)).collect(),
        root,
    )
}

/// The findings of a schema, and the schema that is made of it, on one line.
fn schema(version: Version, schema: &str) -> (Vec<String>, String) {
    let text =
        format!("info: {{title: T, version: '1'}}\nopenapi: x\npaths: {{}}\ncomponents: {{schemas: {{S: {schema}}}}}");
    let (found, root) = checked(version, &text);
    let schema = root.get("components").and_then(|components| components.get("schemas")?.get("S"));
    let text = schema.map(to_json_text).unwrap_or_default();
    (found, text.split_whitespace().collect())
}

#[test]
fn keywords_are_checked_against_the_dialect() {
    let cases: &[(Version, &str, &str, &str)] = &[
        (Version::V30, "{type: string, nullable: true}", "", r#"{"type":"string","nullable":true}"#),
        (Version::V31, "{type: [string, 'null']}", "", r#"{"type":["string","null"]}"#),
        (Version::V31, "{nullable: true}", "E0201 4: `nullable` belongs to OpenAPI 3.0", r#"{"nullable":true}"#),
        (Version::V30, "{const: 1}", "E0201 4: `const` belongs to OpenAPI 3.1", r#"{"const":1}"#),
        (Version::V31, "{typ: string}", "E0201 4: `typ` is no keyword of a schema", r#"{"typ":"string"}"#),
        (Version::V31, "{x-own: 1, x-: 2}", "", r#"{"x-own":1,"x-":2}"#),
        (Version::V31, "{properties: {typ: {}, x: {}}}", "", r#"{"properties":{"typ":{},"x":{}}}"#),
        (Version::V31, "{minLength: 3.0}", "", r#"{"minLength":3}"#),
        (
            Version::V31,
            "{minLength: '3'}",
            "E0202 4: expected a whole number from 0 for `minLength`, found a string",
            r#"{"minLength":3}"#,
        ),
        (
            Version::V31,
            "{minLength: -1}",
            "E0202 4: expected a whole number from 0 for `minLength`, found an integer",
            "{}",
        ),
        (Version::V30, "{exclusiveMinimum: true}", "", r#"{"exclusiveMinimum":true}"#),
        (
            Version::V31,
            "{exclusiveMinimum: true}",
            "E0202 4: expected a number for `exclusiveMinimum`, found a boolean",
            r#"{"exclusiveMinimum":true}"#,
        ),
        (Version::V31, "{required: true}", "E0202 4: expected a list for `required`, found a boolean", "{}"),
        (
            Version::V31,
            "{required: a}",
            "E0202 4: expected a list for `required`, found a string",
            r#"{"required":["a"]}"#,
        ),
        (Version::V31, "{type: strnig}", "E0202 4: there is no type `strnig`", "{}"),
        (
            Version::V31,
            "{type: [string, null]}",
            "E0202 4: expected the name of a type, found null",
            r#"{"type":["string"]}"#,
        ),
        (Version::V31, "{items: true, not: false}", "", r#"{"items":true,"not":false}"#),
        (Version::V30, "{items: true}", "E0202 4: expected a schema, found a boolean", r#"{"items":{}}"#),
        (Version::V30, "{additionalProperties: false}", "", r#"{"additionalProperties":false}"#),
        (Version::V31, "{properties: {a: }}", "E0202 4: expected a schema, found null", r#"{"properties":{"a":{}}}"#),
        (Version::V31, "{properties: []}", "E0202 4: expected a mapping for `properties`, found a list", "{}"),
        (Version::V31, "{$ref: '#/x', description: d}", "", r##"{"$ref":"#/x","description":"d"}"##),
        (
            Version::V30,
            "{$ref: '#/x', description: d}",
            "E0201 4: `description` stands beside `$ref`, where it is not heard",
            r##"{"$ref":"#/x","description":"d"}"##,
        ),
        (Version::V31, "{discriminator: {mapping: {}}}", "E0203 4: a discriminator needs `propertyName`", "{}"),
    ];
    for (version, text, expected, made) in cases {
        let (found, schema) = schema(*version, text);
        assert_eq!((found.join("; ").as_str(), schema.as_str()), (*expected, *made), "{version:?} {text}");
    }
}

#[test]
fn what_is_missing_is_reported_and_stood_in_for() {
    let (found, root) =
        checked(Version::V30, "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        200: {}");
    assert_eq!(found, ["E0203 1: the document needs `info`", "E0203 6: a response needs `description`"]);
    assert_eq!(root.get("info").and_then(|info| info.get("title")?.as_str()), Some("API"));
    for (version, count) in [(Version::V30, 1), (Version::V31, 0)] {
        let (found, _) = checked(version, "openapi: x\ninfo: {title: T, version: '1'}\ncomponents: {}");
        assert_eq!(found.len(), count);
    }
}

#[test]
fn parameters_have_a_place_a_schema_and_a_style_that_fits() {
    let cases = [
        ("{name: a, in: query, schema: {}}", ""),
        ("{in: query, schema: {}}", "E0203 4: a parameter needs `name`"),
        (
            "{name: a, in: body, schema: {}}",
            "E0202 4: `in` cannot be `body`, only one of `path`, `query`, `header`, `cookie`",
        ),
        ("{name: a, in: query}", "E0203 4: a parameter needs one of `schema`, `content`"),
        ("{name: a, in: path, schema: {}}", "E0203 4: a parameter in the path is always required"),
        (
            "{name: a, in: header, style: form, schema: {}}",
            "E0202 4: the `style` of this parameter can only be one of `simple`",
        ),
    ];
    for (parameter, expected) in cases {
        let text = format!(
            "info: {{title: T, version: '1'}}\nopenapi: x\npaths: {{}}\ncomponents: {{parameters: {{P: {parameter}}}}}"
        );
        let (found, _) = checked(Version::V31, &text);
        assert!(found.join("; ").starts_with(expected), "{parameter}: {found:?}");
        assert_eq!(found.is_empty(), expected.is_empty(), "{parameter}: {found:?}");
    }
}

#[test]
fn names_are_no_keywords() {
    let text = "openapi: x\ninfo: {title: T, version: '1'}\npaths:\n  pets: {}\n  x-a: 1\n  /a:\n    gte: {}\n    get:\n      \
                responses: {2xx: {description: d}, ok: {description: d}, x-b: 1, default: {description: d}}";
    let (found, _) = checked(Version::V31, text);
    assert_eq!(
        found,
        [
            "E0201 4: the path `pets` does not begin with a slash",
            "E0201 7: `gte` is no keyword of a path item",
            "E0201 9: `ok` is no status code"
        ]
    );
}
