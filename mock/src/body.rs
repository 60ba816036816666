//! Checks the body of a request: its media type, and JSON or text against the schema.

use hyper::header::CONTENT_TYPE;
use serde_json::Value;

use crate::applying::{applying, element, names_its_keys, property};
use crate::document::{Place, View};
use crate::form;
use crate::incoming::{Incoming, Violation};
use crate::media;
use crate::operation::Operation;

/// Everything that is wrong with the body, and its JSON where it is JSON.
pub async fn check(view: View<'_>, operation: &Operation, request: &Incoming) -> (Vec<Violation>, Option<Value>) {
    let violation = |at: &str, why: String| (vec![Violation::new(at, why)], None);
    let Some(body) = &operation.body else {
        return if request.body.is_empty() {
            (Vec::new(), None)
        } else {
            violation("body", "the operation takes none".to_owned())
        };
    };
    if request.body.is_empty() {
        return if body.required { violation("body", "is required".to_owned()) } else { (Vec::new(), None) };
    }
    let Some(content_type) = request.header(CONTENT_TYPE.as_str()) else {
        return violation("header content-type", "is missing".to_owned());
    };
    let fitting = body.media.iter().filter_map(|(name, pointer)| Some((media::fit(name, content_type)?, pointer)));
    let Some((_, pointer)) = fitting.max_by_key(|(fit, _)| *fit) else {
        let declared: Vec<_> = body.media.iter().map(|(name, _)| name.as_str()).collect();
        let why = format!("{} is not one of {}", media::essence(content_type), declared.join(", "));
        return violation("header content-type", why);
    };
    // Pointers of operations were resolved when the document was read.
    let Some(object) = view.at(pointer) else { return (Vec::new(), None) };
    let schema = object.child("schema");
    match media::essence(content_type).as_str() {
        essence if media::is_json(essence) => check_json(view, schema.as_ref(), &request.body),
        "multipart/form-data" => {
            let entries = form::multipart_entries(content_type, &request.body).await;
            (
                entries.map_or_else(
                    |why| vec![Violation::new("body", why)],
                    |entries| form::check(view, &object, entries),
                ),
                None,
            )
        }
        "application/x-www-form-urlencoded" => {
            let entries = form::urlencoded_entries(&request.body);
            (
                entries.map_or_else(
                    |why| vec![Violation::new("body", why)],
                    |entries| form::check(view, &object, entries),
                ),
                None,
            )
        }
        essence if essence.starts_with("text/") => (check_text(view, schema.as_ref(), &request.body), None),
        _ => (Vec::new(), None),
    }
}

fn check_json(view: View<'_>, schema: Option<&Place<'_>>, body: &[u8]) -> (Vec<Violation>, Option<Value>) {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return (vec![Violation::new("body", format!("is not JSON: {error}"))], None),
    };
    let mut found = Vec::new();
    if let Some(schema) = schema {
        let faults = view.faults(schema, &value).into_iter();
        found.extend(faults.map(|fault| Violation::new(at(&fault.path), fault.why)));
        undeclared(view, std::slice::from_ref(schema), &value, &mut String::new(), &mut found);
    }
    (found, Some(value))
}

fn check_text(view: View<'_>, schema: Option<&Place<'_>>, body: &[u8]) -> Vec<Violation> {
    let Ok(text) = std::str::from_utf8(body) else { return vec![Violation::new("body", "is not UTF-8")] };
    let Some(schema) = schema else { return Vec::new() };
    let faults = view.faults(schema, &Value::String(text.to_owned())).into_iter();
    faults.map(|fault| Violation::new("body", fault.why)).collect()
}

/// Keys that no schema names. JSON Schema lets them pass; in what a client sends, such a key is a misspelt one.
fn undeclared(view: View<'_>, roots: &[Place<'_>], value: &Value, path: &mut String, found: &mut Vec<Violation>) {
    match value {
        Value::Object(map) => {
            let places = applying(view, roots, Some(value));
            let strict = names_its_keys(&places);
            for (key, child) in map {
                let length = path.len();
                crate::sites::push(path, key);
                let schemas = property(&places, key);
                if schemas.is_empty() && strict {
                    found.push(Violation::new(at(path), "the document does not name this key"));
                } else {
                    undeclared(view, &schemas, child, path, found);
                }
                path.truncate(length);
            }
        }
        Value::Array(items) => {
            let places = applying(view, roots, Some(value));
            for (index, item) in items.iter().enumerate() {
                let length = path.len();
                crate::sites::push(path, &index.to_string());
                undeclared(view, &element(&places, index), item, path, found);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

fn at(path: &str) -> String {
    if path.is_empty() { "body".to_owned() } else { format!("body {path}") }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::Method;
    use hyper::header::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    async fn judge(request_body: Option<Value>, content_type: Option<&str>, body: &str) -> Vec<String> {
        let mut operation = json!({});
        if let Some(request_body) = request_body {
            operation["requestBody"] = request_body;
        }
        let text = json!({
            "openapi": "3.1.0",
            "components": {"schemas": {
                "Base": {"type": "object", "properties": {"a": {"type": "integer"}, "free": {"type": "object"}}},
                "Thing": {"allOf": [{"$ref": "#/components/schemas/Base"}], "properties": {"list": {"items": {"$ref": "#/components/schemas/Thing"}}}},
                "Map": {"type": "object", "properties": {"a": {}}, "additionalProperties": true},
            }},
            "paths": {"/": {"post": operation}},
        });
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Request);
        let operations = crate::operation::read(view).unwrap();
        let mut headers = HeaderMap::new();
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
        }
        let (path, query) = ("/".to_owned(), String::new());
        let body = Bytes::copy_from_slice(body.as_bytes());
        let request = Incoming { method: Method::POST, path, query, headers, body };
        check(view, &operations[0], &request).await.0.iter().map(ToString::to_string).collect()
    }

    fn json_body(name: &str) -> Value {
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        json!({"required": true, "content": {"application/json": {"schema": schema}, "text/*": {"schema": {"maxLength": 3}}}})
    }

    #[tokio::test]
    async fn a_body_is_there_exactly_where_one_is_declared() {
        assert!(judge(None, None, "").await.is_empty());
        assert_eq!(judge(None, None, "x").await, ["body: the operation takes none"]);
        assert_eq!(judge(Some(json_body("Thing")), None, "").await, ["body: is required"]);
        assert!(judge(Some(json!({"content": {}})), None, "").await.is_empty());
    }

    #[tokio::test]
    async fn the_media_type_is_one_of_the_declared() {
        assert_eq!(judge(Some(json_body("Thing")), None, "{}").await, ["header content-type: is missing"]);
        assert!(judge(Some(json_body("Thing")), Some("Application/JSON; charset=utf-8"), "{}").await.is_empty());
        assert!(judge(Some(json_body("Thing")), Some("text/plain"), "abc").await.is_empty());
        assert_eq!(
            judge(Some(json_body("Thing")), Some("text/plain"), "abcd").await,
            [r#"body: "abcd" is longer than 3 characters"#]
        );
        let wrong = judge(Some(json_body("Thing")), Some("image/png"), "{}").await;
        assert_eq!(wrong, ["header content-type: image/png is not one of application/json, text/*"]);
    }

    #[tokio::test]
    async fn json_matches_its_schema_and_names_only_known_keys() {
        let json = Some("application/json");
        assert!(
            judge(Some(json_body("Thing")), json, r#"{"a": 1, "list": [{"a": 2}], "free": {"x": {}}}"#)
                .await
                .is_empty()
        );
        assert_eq!(
            judge(Some(json_body("Thing")), json, r#"{"a": "x"}"#).await,
            [r#"body /a: "x" is not of type "integer""#]
        );
        let unknown = judge(Some(json_body("Thing")), json, r#"{"list": [{"b/c": 1}]}"#).await;
        assert_eq!(unknown, ["body /list/0/b~1c: the document does not name this key"]);
        assert!(judge(Some(json_body("Map")), json, r#"{"a": 1, "b": 2}"#).await.is_empty());
        assert!(judge(Some(json_body("Map")), json, "{").await[0].starts_with("body: is not JSON"));
    }
}
