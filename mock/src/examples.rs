//! Checks the document against itself: every example against its schema.

use serde_json::Value;

use crate::document::{Document, Place, View};
use crate::media;
use crate::sites::{self, Side};

/// Every example that does not fit its schema, with its place and the reason.
pub fn check(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    for site in &document.sites.carriers {
        let view = document.view(site.side);
        if let Some(carrier) = view.at(&site.pointer) {
            check_carrier(view, &carrier, &mut found);
        }
    }
    let view = document.view(Side::Response);
    for site in &document.sites.schemas {
        let Some(schema) = view.root().pointer(&site.pointer) else { continue };
        sites::each_schema(schema, &mut site.pointer.clone(), &mut |value, pointer| {
            check_schema(document, &Place { pointer: pointer.to_owned(), value }, &mut found);
        });
    }
    found
}

/// A media type, a parameter or a header.
fn check_carrier(view: View<'_>, carrier: &Place<'_>, found: &mut Vec<String>) {
    let Some(schema) = carrier.child("schema") else { return };
    // Examples of other media types are texts in their syntax, whatever the schema says of their content.
    let media = carrier.pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/");
    let is_media = carrier.pointer.contains("/content/");
    let structured = ["multipart/form-data", "application/x-www-form-urlencoded", "text/plain"];
    if is_media && !media::is_json(&media) && !structured.contains(&media::essence(&media).as_str()) {
        return;
    }
    if let Some(example) = carrier.child("example") {
        compare(view, &schema, &example.pointer, example.value, found);
    }
    for (_, example) in carrier.children("examples") {
        match view.resolve(example.clone()) {
            Err(error) => found.push(error.to_string()),
            Ok(target) => {
                if let Some(value) = target.value.get("value") {
                    compare(view, &schema, &example.pointer, value, found);
                }
            }
        }
    }
}

fn check_schema(document: &Document, schema: &Place<'_>, found: &mut Vec<String>) {
    let listed = schema.value.get("examples").is_some_and(Value::is_array);
    let listed = if listed { schema.children("examples") } else { Vec::new() };
    for example in schema.child("example").into_iter().chain(listed.into_iter().map(|(_, example)| example)) {
        // A schema may be used both ways; its example need show only one of them.
        if !document.view(Side::Request).accepts(schema, example.value) {
            compare(document.view(Side::Response), schema, &example.pointer, example.value, found);
        }
    }
}

fn compare(view: View<'_>, schema: &Place<'_>, at: &str, value: &Value, found: &mut Vec<String>) {
    for fault in view.faults(schema, value) {
        let path = if fault.path.is_empty() { String::new() } else { format!("{}: ", fault.path) };
        found.push(format!("{at}: {path}{}", fault.why));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn examples_are_checked_wherever_they_stand() {
        let integer = json!({"type": "integer"});
        let text = json!({
            "openapi": "3.1.0",
            "components": {
                "examples": {"Word": {"value": "x"}, "One": {"value": 1}},
                "schemas": {"S": {"type": "object", "properties": {"a": {"type": "integer", "examples": [1, "x"]}}, "example": {"a": "y"}}},
                "responses": {"R": {"description": "", "content": {"application/json": {
                    "schema": integer,
                    "examples": {"good": {"$ref": "#/components/examples/One"}, "bad": {"$ref": "#/components/examples/Word"}},
                }}}},
            },
            "paths": {"/": {"post": {
                "parameters": [{"name": "p", "in": "query", "schema": integer, "example": "x"}],
                "requestBody": {"content": {
                    "application/json": {"schema": integer, "examples": {"gone": {"$ref": "#/nowhere"}}},
                    "application/xml": {"schema": integer, "example": "<a/>"},
                }},
                "responses": {"200": {"$ref": "#/components/responses/R"}},
            }}},
        });
        let found = check(&Document::parse(&text.to_string()).unwrap());
        let wrong = r#""x" is not of type "integer""#;
        let expected = [
            format!("/components/responses/R/content/application~1json/examples/bad: {wrong}"),
            format!("/paths/~1/post/parameters/0/example: {wrong}"),
            "/paths/~1/post/requestBody/content/application~1json/examples/gone: the reference #/nowhere leads nowhere"
                .to_owned(),
            r#"/components/schemas/S/example: /a: "y" is not of type "integer""#.to_owned(),
            format!("/components/schemas/S/properties/a/examples/1: {wrong}"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_request_may_leave_out_what_only_the_server_fills_in() {
        let schema = json!({"type": "object", "required": ["id"], "properties": {"id": {"readOnly": true}}});
        let content = json!({"application/json": {"schema": schema, "example": {}}});
        let text = json!({"openapi": "3.1.0", "paths": {"/": {"post": {
            "requestBody": {"content": content},
            "responses": {"200": {"content": content}},
        }}}});
        let found = check(&Document::parse(&text.to_string()).unwrap());
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("/paths/~1/post/responses/200/"), "{found:?}");
    }
}
