//! Checks a document against the table of shapes: unknown keywords and values of the wrong type.
//!
//! What is found is put right in the tree, as far as that can be done by a rule: a document that is read leniently goes
//! on with it. In a curated one the same findings are errors, and nothing goes on.

#[cfg(test)]
mod tests;

use super::Version;
use super::shape::{Keyword, Kind, Shape, Since};
use super::spelling::{did_you_mean, nearest};
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{Entry, Map, Node, Span, Value};

/// The names that `type` can hold.
const TYPES: &[&str] = &["string", "object", "array", "integer", "number", "boolean", "null"];

/// Checks the document and puts right what is wrong with it.
pub(super) fn check(sink: &mut Sink, version: Version, root: &mut Node) {
    let mut checker = Checker { sink, version };
    checker.document(root);
    checker.object(Kind::Document, root);
}

/// What remains of a value after its check.
#[derive(PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Drop,
}

use Verdict::{Drop, Keep};

pub(super) struct Checker<'s> {
    pub(super) sink: &'s mut Sink,
    pub(super) version: Version,
}

impl Checker<'_> {
    /// What the table cannot say about the root: 3.1 asks for one of three keywords.
    fn document(&mut self, root: &Node) {
        let asked: &[&str] = match self.version {
            Version::V30 => &["paths"],
            Version::V31 => &["paths", "webhooks", "components"],
        };
        if !asked.iter().any(|keyword| root.get(keyword).is_some()) {
            self.missing(Kind::Document, "paths", root.span);
        }
    }

    fn object(&mut self, kind: Kind, node: &mut Node) -> Verdict {
        let span = node.span;
        if kind == Kind::Schema && node.as_bool().is_some() {
            return self.flag(node);
        }
        if let Value::List(items) = &node.value
            && items.is_empty()
        {
            // Some languages write an empty mapping as an empty list.
            self.wrong(span, kind.title(), "an empty list");
            node.value = Value::Map(Map::default());
        }
        let Some(map) = node.as_map_mut() else {
            let found = node.kind();
            self.wrong(span, kind.title(), found);
            return if kind == Kind::Schema { Self::any(node) } else { Drop };
        };
        let is_reference = kind.section().is_some() && self.reference(kind, map);
        let mut dropped = Vec::new();
        map.entries.retain_mut(|entry| {
            let keep = (is_reference && entry.key == "$ref") || self.entry(kind, entry, is_reference) == Keep;
            if !keep {
                dropped.push(std::mem::take(&mut entry.key));
            }
            keep
        });
        if is_reference { Keep } else { self.required(kind, map, span, &dropped) }
    }

    /// A schema that is a truth value; 3.0 has none.
    fn flag(&mut self, node: &mut Node) -> Verdict {
        if self.version == Version::V31 {
            return Keep;
        }
        self.wrong(node.span, Kind::Schema.title(), "a boolean");
        Self::any(node)
    }

    /// A schema that allows everything instead of what cannot be read.
    fn any(node: &mut Node) -> Verdict {
        node.value = Value::Map(Map::default());
        Keep
    }

    /// Whether an object is a reference; one that is no text is taken away.
    fn reference(&mut self, kind: Kind, map: &mut Map) -> bool {
        let Some(reference) = map.get("$ref") else { return false };
        if reference.as_str().is_some() {
            return true;
        }
        let (span, found) = (reference.span, reference.kind());
        self.wrong(span, "a reference", found);
        map.remove("$ref");
        debug_assert!(kind.section().is_some(), "only such objects are references");
        false
    }

    /// Extensions are free, but one that is nearly one of ours was meant to be it.
    fn misspelt_extension(&mut self, kind: Kind, entry: &Entry) {
        let ours = kind.keywords().iter().map(|keyword| keyword.name).filter(|name| name.starts_with("x-"));
        if let Some(near) = nearest(&entry.key, ours).filter(|near| near.len().abs_diff(entry.key.len()) < 2) {
            let message = format!("`{}` is an extension that nothing reads", entry.key);
            let help = format!("did you mean `{near}`?");
            self.sink.refuse(Diagnostic::new(Code::UnknownKeyword, entry.key_span, message, help));
        }
    }

    fn entry(&mut self, kind: Kind, entry: &mut Entry, is_reference: bool) -> Verdict {
        let keyword = kind.keyword(&entry.key);
        if keyword.is_none() && entry.key.starts_with("x-") {
            self.misspelt_extension(kind, entry);
            return Keep;
        }
        // What is not heard beside a reference goes unread, but in a schema: `nullable` makes its neighbours heard.
        if is_reference && !self.beside_reference(kind, entry) && kind != Kind::Schema {
            return Keep;
        }
        if let Some(keyword) = keyword {
            self.dialect(keyword, entry.key_span);
            return self.value(keyword.shape, keyword.name, &mut entry.value);
        }
        if let Some(inner) = kind.entries(&entry.key) {
            return self.object(inner, &mut entry.value);
        }
        let (message, help) = match kind {
            Kind::Paths => (format!("the path `{}` does not begin with a slash", entry.key), String::new()),
            Kind::Responses => (
                format!("`{}` is no status code", entry.key),
                "write a code, a range such as `4XX`, or `default`".into(),
            ),
            _ => (
                format!("`{}` is no keyword of {}", entry.key, kind.title()),
                did_you_mean(&entry.key, kind.keywords().iter().map(|keyword| keyword.name)),
            ),
        };
        self.sink.refuse(Diagnostic::new(Code::UnknownKeyword, entry.key_span, message, help));
        Keep
    }

    /// Whether a keyword beside a reference means anything; where it does not, that is reported.
    fn beside_reference(&mut self, kind: Kind, entry: &Entry) -> bool {
        let heard = match (kind, self.version) {
            (Kind::PathItem, _) | (Kind::Schema, Version::V31) => true,
            (_, Version::V31) => matches!(entry.key.as_str(), "summary" | "description"),
            (_, Version::V30) => false,
        };
        if !heard {
            let message = format!("`{}` stands beside `$ref`, where it is not heard", entry.key);
            let help = "put the reference into `allOf`, or leave the keyword out";
            self.sink.refuse(Diagnostic::new(Code::UnknownKeyword, entry.key_span, message, help));
        }
        heard
    }

    fn dialect(&mut self, keyword: &Keyword, span: Span) {
        let other = match (keyword.since, self.version) {
            (Since::Old, Version::V31) => "3.0",
            (Since::New, Version::V30) => "3.1",
            _ => return,
        };
        let help = if keyword.name == "nullable" { "write `type: [..., \"null\"]`" } else { "" };
        self.sink.refuse(Diagnostic::new(
            Code::UnknownKeyword,
            span,
            format!("`{}` belongs to OpenAPI {other}", keyword.name),
            help,
        ));
    }

    /// Checks what a keyword holds and puts right what can be.
    fn value(&mut self, shape: Shape, key: &str, node: &mut Node) -> Verdict {
        let expected = match shape {
            Shape::Any => return Keep,
            Shape::Object(kind) => return self.object(kind, node),
            Shape::SchemaOrFlag | Shape::Flag if node.as_bool().is_some() => return Keep,
            Shape::SchemaOrFlag => return self.object(Kind::Schema, node),
            Shape::List(items) => return self.list(*items, key, node),
            Shape::Map(values) => return self.map(*values, key, node),
            Shape::Types => return self.types(node),
            Shape::Bound => return self.bound(key, node),
            Shape::Word(words) => return self.word(words, key, node),
            Shape::Text | Shape::Reference if node.as_str().is_some() => return Keep,
            Shape::Number if node.as_f64().is_some() => return Keep,
            Shape::Count if whole(node) => return Keep,
            Shape::Text => "a text",
            Shape::Reference => "a reference",
            Shape::Flag => "`true` or `false`",
            Shape::Number => "a number",
            Shape::Count => "a whole number from 0",
        };
        self.unfit(node, key, expected);
        converted(shape, node)
    }

    fn list(&mut self, items: Shape, key: &str, node: &mut Node) -> Verdict {
        if let Value::List(list) = &mut node.value {
            list.retain_mut(|item| self.value(items, key, item) == Keep);
            return Keep;
        }
        self.unfit(node, key, "a list");
        match (&node.value, items) {
            // One text where a list of one is meant.
            (Value::String(_), Shape::Text | Shape::Any) => {
                let item = node.clone();
                node.value = Value::List(vec![item]);
                Keep
            }
            _ => Drop,
        }
    }

    fn map(&mut self, values: Shape, key: &str, node: &mut Node) -> Verdict {
        if let Value::Map(map) = &mut node.value {
            map.entries.retain_mut(|entry| self.value(values, key, &mut entry.value) == Keep);
            return Keep;
        }
        self.unfit(node, key, "a mapping");
        Drop
    }

    fn types(&mut self, node: &mut Node) -> Verdict {
        let span = node.span;
        match &mut node.value {
            Value::String(name) => {
                if self.type_name(name, span) && (name != "null" || self.version == Version::V31) {
                    Keep
                } else if name == "null" {
                    self.wrong(span, "the name of a type", "`null`, which belongs to OpenAPI 3.1");
                    Keep
                } else {
                    Drop
                }
            }
            Value::List(names) => {
                if self.version == Version::V30 {
                    self.wrong(span, "the name of a type", "a list, which belongs to OpenAPI 3.1");
                }
                names.retain(|name| {
                    let known = name.as_str().is_some_and(|text| self.type_name(text, name.span));
                    if name.as_str().is_none() {
                        self.wrong(name.span, "the name of a type", name.kind());
                    }
                    known
                });
                if names.is_empty() { Drop } else { Keep }
            }
            Value::Null => {
                self.wrong(span, "the name of a type", "null, without its quotes");
                node.value = Value::String("null".to_owned());
                Keep
            }
            _ => {
                self.wrong(span, "the name of a type", node.kind());
                Drop
            }
        }
    }

    fn type_name(&mut self, name: &str, span: Span) -> bool {
        let known = TYPES.contains(&name);
        if !known {
            let message = format!("there is no type `{name}`");
            let help = did_you_mean(name, TYPES.iter().copied());
            self.sink.refuse(Diagnostic::new(Code::KeywordType, span, message, help));
        }
        known
    }

    /// An exclusive bound; the spelling of the other dialect is understood.
    fn bound(&mut self, key: &str, node: &Node) -> Verdict {
        let (expected, fits) = match self.version {
            Version::V30 => ("`true` or `false`", node.as_bool().is_some()),
            Version::V31 => ("a number", node.as_f64().is_some()),
        };
        if !fits {
            self.unfit(node, key, expected);
        }
        if node.as_bool().is_some() || node.as_f64().is_some() { Keep } else { Drop }
    }

    fn word(&mut self, words: &'static [&'static str], key: &str, node: &Node) -> Verdict {
        let Some(word) = node.as_str() else {
            self.unfit(node, key, "a text");
            return Drop;
        };
        if words.contains(&word) {
            return Keep;
        }
        let message = format!("`{key}` cannot be `{word}`, only one of {}", quoted(words));
        let help = did_you_mean(word, words.iter().copied());
        self.sink.refuse(Diagnostic::new(Code::KeywordType, node.span, message, help));
        Drop
    }

    fn unfit(&mut self, node: &Node, key: &str, expected: &str) {
        let message = format!("expected {expected} for `{key}`, found {}", node.kind());
        let scalar = matches!(node.value, Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_));
        let help = if expected == "a text" && scalar { "put it in quotes" } else { "" };
        self.sink.refuse(Diagnostic::new(Code::KeywordType, node.span, message, help));
    }

    fn wrong(&mut self, span: Span, expected: &str, found: &str) {
        let message = format!("expected {expected}, found {found}");
        self.sink.refuse(Diagnostic::new(Code::KeywordType, span, message, ""));
    }
}

/// Whether it is a whole number from 0; `3.0` becomes `3`, which means the same.
fn whole(node: &mut Node) -> bool {
    match node.value {
        Value::UInt(_) => true,
        Value::Int(value) => value >= 0,
        Value::Float(value) if value >= 0.0 && value.fract() == 0.0 && value < 9e15 => {
            #[expect(clippy::cast_possible_truncation, reason = "it is a whole number that fits, by the guard")]
            let whole = value as i64;
            node.value = Value::Int(whole);
            true
        }
        _ => false,
    }
}

/// Reads a scalar as what it was meant to be, where that is clear.
fn converted(shape: Shape, node: &mut Node) -> Verdict {
    let text = match &node.value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::List(_) | Value::Map(_) => return Drop,
    };
    let value = match shape {
        Shape::Text => Some(Value::String(text)),
        Shape::Flag => text.parse().ok().map(Value::Bool),
        Shape::Count => text.parse::<u32>().ok().map(|value| Value::Int(value.into())),
        Shape::Number => text.parse().ok().filter(|value: &f64| value.is_finite()).map(Value::Float),
        _ => None,
    };
    match value {
        Some(value) => {
            node.value = value;
            Keep
        }
        None => Drop,
    }
}

/// Words in quotes, with commas.
pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
