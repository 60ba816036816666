//! Decodes bodies, encodes them again, and says what became of every key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use inboxkit_mock::Lossless;
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use serde_json::Value;

/// Where the bodies are.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("payloads")
}

/// Reads a file of JSON.
pub fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is known of the bodies that were judged.
pub struct Judge {
    document: Lossless,
    /// What is wrong, by body.
    pub wrong: Vec<String>,
    /// The values that are kept as unknown, each with the name of its body.
    pub unknown: BTreeSet<(String, String)>,
    /// The keys that a model does not know, by model.
    pub ignored: BTreeMap<String, BTreeSet<String>>,
}

impl Judge {
    /// With nothing judged so far.
    pub fn new() -> Self {
        let path = root().join("../../generated/chatwoot/openapi.json");
        let text = fs::read_to_string(path).expect("the bundled document can be read");
        let document = Lossless::from_json(&text).expect("the bundled document is JSON");
        Self { document, wrong: Vec::new(), unknown: BTreeSet::new(), ignored: BTreeMap::new() }
    }

    /// A body of the model whose schema has this name: it must decode, and everything that the document
    /// describes must come back.
    pub fn body<T: DeserializeOwned + Serialize + Debug>(&mut self, schema: &str, name: &str, body: &Value) {
        // From text, as an answer arrives.
        let decoded: T = match serde_json::from_str(&body.to_string()) {
            Ok(decoded) => decoded,
            Err(error) => return self.wrong.push(format!("{name} is no {schema}: {error}")),
        };
        let encoded = match serde_json::to_value(&decoded) {
            Ok(encoded) => encoded,
            Err(error) => return self.wrong.push(format!("{name} cannot be written as {schema}: {error}")),
        };
        let unknown = unknown(&format!("{decoded:?}"));
        self.unknown.extend(unknown.into_iter().map(|what| (name.to_owned(), what)));
        let lost = self.document.compare(&format!("#/components/schemas/{schema}"), body, &encoded);
        self.wrong.extend(lost.into_iter().map(|what| format!("{name} as {schema}: {what}")));
        let mut gone = BTreeSet::new();
        missing(body, &encoded, "", &mut gone);
        if !gone.is_empty() {
            self.ignored.entry(schema.to_owned()).or_default().extend(gone);
        }
    }

    /// An event, told apart by its key `event` among the schemas with this prefix.
    pub fn event<T: DeserializeOwned + Serialize + Debug>(&mut self, prefix: &str, name: &str, body: &Value) {
        match self.event_schema(prefix, body["event"].as_str().unwrap_or_default()) {
            Some(schema) => self.body::<T>(&schema, name, body),
            None => self.wrong.push(format!("{name} is no event that the document knows")),
        }
    }

    fn event_schema(&self, prefix: &str, event: &str) -> Option<String> {
        let schemas = self.document.value("/components/schemas")?.as_object()?;
        let mut found = schemas.iter().filter(|(name, schema)| name.starts_with(prefix) && is_of(schema, event));
        found.next().map(|(name, _)| name.clone())
    }

    /// Fails with everything that was found wrong.
    pub fn verdict(&self) {
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}

/// Whether a schema has a key `event` that is fixed to a name, or may be it.
fn is_of(schema: &Value, event: &str) -> bool {
    let own = &schema["properties"]["event"];
    let named = own["enum"].as_array().is_some_and(|names| names.iter().any(|name| name == event));
    let parts = schema["allOf"].as_array();
    own["const"] == event || named || parts.is_some_and(|parts| parts.iter().any(|part| is_of(part, event)))
}

/// What stands in `Unknown(…)` where a value shows itself; texts may hold anything and do not count.
fn unknown(shown: &str) -> Vec<String> {
    const START: &str = "Unknown(";
    let mut found = Vec::new();
    // Where the innermost unknown value began, and how many brackets are open in it.
    let (mut start, mut depth) = (None, 0);
    let (mut in_text, mut escaped) = (false, false);
    for (at, letter) in shown.char_indices() {
        match letter {
            '"' if !escaped => in_text = !in_text,
            _ if in_text => {}
            '(' if start.is_none() && shown[..=at].ends_with(START) => (start, depth) = (Some(at + 1), 0),
            '(' => depth += 1,
            ')' if depth == 0 => found.extend(start.take().map(|from| shown[from..at].to_owned())),
            ')' => depth -= 1,
            _ => {}
        }
        escaped = in_text && letter == '\\' && !escaped;
    }
    found
}

/// The paths of keys that are not there any more, `[]` for every item of a list.
fn missing(before: &Value, after: &Value, path: &str, gone: &mut BTreeSet<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match after.get(key) {
                    Some(now) => missing(value, now, &path, gone),
                    None => {
                        gone.insert(path);
                    }
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            let path = format!("{path}[]");
            before.iter().zip(after).for_each(|(value, now)| missing(value, now, &path, gone));
        }
        _ => {}
    }
}

#[test]
fn what_is_unknown_is_found_and_texts_do_not_count() {
    assert_eq!(unknown(r#"A("Unknown(\"x\\", Some(Unknown(1)), Unknown(B("(")), 2)"#), ["1", r#"B("(")"#]);
}
