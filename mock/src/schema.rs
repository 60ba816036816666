//! Validates values against schemas of the document, and says where and why they do not fit.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::document::{Place, View};

/// The name under which validators know the document; nothing is ever fetched from it.
const BASE: &str = "mock:/document";

/// What a URI fragment must escape; the steps of a pointer stay readable.
const FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'~').remove(b'-').remove(b'_').remove(b'.');

/// Values in messages are cut after this many characters.
const LONGEST_MESSAGE: usize = 240;

/// A validator of one schema, or why there is none.
#[derive(Debug)]
pub struct Compiled(Result<Validator, String>);

/// One reason why a value does not fit a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer into the value.
    pub path: String,
    /// The reason.
    pub why: String,
}

impl Compiled {
    /// Compiles the schema at a pointer. What it refers to is found in the document alone.
    pub fn new(root: &Value, pointer: &str) -> Self {
        Self(compile(root, pointer))
    }
}

fn compile(root: &Value, pointer: &str) -> Result<Validator, String> {
    let draft = Draft::Draft202012;
    let registry = Registry::new()
        .draft(draft)
        .add(BASE, draft.create_resource_ref(root))
        .and_then(jsonschema::RegistryBuilder::prepare)
        .map_err(|error| error.to_string())?;
    let reference = format!("{BASE}#{}", utf8_percent_encode(pointer, FRAGMENT));
    jsonschema::options()
        .with_draft(draft)
        .with_registry(&registry)
        .should_validate_formats(true)
        .build(&json!({"$ref": reference}))
        .map_err(|error| error.to_string())
}

impl View<'_> {
    /// Why a value does not fit a schema; empty if it does.
    pub fn faults(self, schema: &Place<'_>, value: &Value) -> Vec<Fault> {
        match &self.document().validator(self.side, &schema.pointer).0 {
            Ok(validator) => validator.iter_errors(value).map(|error| fault(&error)).collect(),
            Err(why) => {
                let why = format!("the schema at {} cannot be used: {why}", schema.pointer);
                vec![Fault { path: String::new(), why: cut(&why) }]
            }
        }
    }

    /// Whether a value fits a schema; a schema that cannot be used fits nothing.
    pub fn accepts(self, schema: &Place<'_>, value: &Value) -> bool {
        self.document()
            .validator(self.side, &schema.pointer)
            .0
            .as_ref()
            .is_ok_and(|validator| validator.is_valid(value))
    }
}

fn fault(error: &ValidationError<'_>) -> Fault {
    let path = error.instance_path().as_str().to_owned();
    let why = match nearest(error.kind()) {
        Some(inner) => {
            let inner = fault(inner);
            let place = if inner.path == path { String::new() } else { format!("{}: ", inner.path) };
            format!("fits none of the alternatives; the nearest says: {place}{}", inner.why)
        }
        None => error.to_string(),
    };
    Fault { path, why: cut(&why) }
}

/// Of the alternatives that a value fits none of, the error of the one that it came furthest with.
fn nearest(kind: &ValidationErrorKind) -> Option<&ValidationError<'static>> {
    let (ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context }) = kind else {
        return None;
    };
    let depth = |error: &ValidationError<'_>| error.instance_path().as_str().matches('/').count();
    // A wrong constant means that another alternative was meant, whatever else went well.
    let distance = |errors: &Vec<ValidationError<'_>>| {
        let tag = errors.iter().any(|error| matches!(error.kind(), ValidationErrorKind::Constant { .. }));
        let kind =
            errors.iter().any(|error| matches!(error.kind(), ValidationErrorKind::Type { .. }) && depth(error) == 0);
        (tag, kind, errors.len())
    };
    context.iter().filter(|errors| !errors.is_empty()).min_by_key(|errors| distance(errors))?.first()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    fn faults(schema: &Value, value: &Value) -> Vec<(String, String)> {
        let text = json!({"openapi": "3.1.0", "components": {"schemas": {
            "A b{}": schema,
            "Id": {"type": "integer", "format": "int64"},
        }}});
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Request);
        let place = view.at("/components/schemas/A b{}").unwrap();
        let faults = view.faults(&place, value);
        assert_eq!(faults.is_empty(), view.accepts(&place, value));
        faults.into_iter().map(|fault| (fault.path, fault.why)).collect()
    }

    #[test]
    fn a_fault_names_the_place_in_the_value() {
        let schema =
            json!({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/Id"}}});
        assert_eq!(faults(&schema, &json!({"a": 3})), []);
        assert_eq!(faults(&schema, &json!({})), [(String::new(), r#""a" is a required property"#.to_owned())]);
        assert_eq!(
            faults(&schema, &json!({"a": "x"})),
            [("/a".to_owned(), r#""x" is not of type "integer""#.to_owned())]
        );
    }

    #[test]
    fn formats_are_checked() {
        let schema = json!({"type": "string", "format": "date-time"});
        assert_eq!(faults(&schema, &json!("2026-01-02T03:04:05Z")), []);
        assert_eq!(faults(&schema, &json!("yesterday")).len(), 1);
        assert_eq!(faults(&json!({"type": "string", "format": "of-our-own"}), &json!("x")), []);
    }

    #[test]
    fn of_several_alternatives_the_nearest_is_explained() {
        let schema = json!({"oneOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}, "n": {"type": "string"}}},
            {"type": "null"},
        ]});
        let [(path, why)] = &faults(&schema, &json!({"kind": "b", "n": 1}))[..] else { panic!("one fault") };
        assert_eq!(path, "");
        assert_eq!(why, r#"fits none of the alternatives; the nearest says: /n: 1 is not of type "string""#);
    }

    #[test]
    fn a_schema_that_cannot_be_used_is_a_fault() {
        let [(_, why)] = &faults(&json!({"$ref": "#/nowhere"}), &json!(1))[..] else { panic!("one fault") };
        assert!(why.starts_with("the schema at /components/schemas/A b{} cannot be used: "), "{why}");
    }

    #[test]
    fn long_values_are_cut_in_messages() {
        let [(_, why)] = &faults(&json!({"type": "integer"}), &json!("ä".repeat(5000)))[..] else {
            panic!("one fault")
        };
        assert_eq!(why.chars().count(), LONGEST_MESSAGE + 1);
    }
}
