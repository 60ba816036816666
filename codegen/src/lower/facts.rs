//! A schema as one flat record of keywords, so that what follows knows one way to ask, whoever wrote the schema and how.
//!
//! Schemas are read from the tree and not through `openapiv3`, whose schema type is an untagged union: reading it copies
//! every sub-tree once per level and attempt, and loses the places. The rest of a document goes through `openapiv3`.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic, Sink};
use crate::document::KEPT;
use crate::document::spelling::nearest;
use crate::ir::{Access, Docs, EnumBase, Limits};
use crate::source::{Node, Span, Value};

/// The keywords of one schema.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword")]
pub struct Facts<'a> {
    /// Where the schema stands.
    pub span: Span,
    /// `type`.
    pub kind: Option<&'a str>,
    /// `format`.
    pub format: Option<&'a str>,
    /// `nullable`.
    pub nullable: bool,
    /// `enum`, without `null`.
    pub values: Option<Vec<&'a Node>>,
    /// `x-const`: the one value of `enum` was written as `const`.
    pub constant: bool,
    /// `default`.
    pub default: Option<&'a Node>,
    /// `properties`; a property that several parts of an `allOf` speak of has several schemas.
    pub properties: Vec<Property<'a>>,
    /// `required`.
    pub required: Vec<(&'a str, Span)>,
    /// `required` is there, be it empty.
    pub required_stated: bool,
    /// `additionalProperties`.
    pub additional: Additional<'a>,
    /// `items`.
    pub items: Option<&'a Node>,
    /// `allOf`.
    pub all_of: &'a [Node],
    /// `oneOf`, else `anyOf`.
    pub members: Vec<&'a Node>,
    /// Members of a `oneOf` that only demand keys of the object: `[{required: [a]}, {required: [b]}]`.
    pub branches: Vec<&'a Node>,
    /// `discriminator`.
    pub discriminator: Option<&'a Node>,
    /// Bounds.
    pub limits: Limits,
    /// `readOnly` and `writeOnly`.
    pub access: Access,
    /// `title`, `description`, `deprecated`, `x-since`.
    pub docs: Docs,
    /// `x-rust-name`.
    pub pin: Option<&'a str>,
    /// `x-id`.
    pub id: bool,
    /// `x-secret`.
    pub secret: bool,
    /// `x-open-enum`.
    pub open: Option<bool>,
    /// `x-enum-varnames`.
    pub names: Option<&'a Node>,
    /// `x-enum-descriptions`.
    pub descriptions: Option<&'a Node>,
    /// `oneOf` or `anyOf` stands there and has no member but `null`.
    pub memberless: bool,
    /// `not`, which has no counterpart in a type.
    pub not: bool,
}

/// One property of a schema.
#[derive(Debug, Clone)]
pub struct Property<'a> {
    /// The key.
    pub name: &'a str,
    /// Where the key stands.
    pub span: Span,
    /// Schemas that the value matches, all of them.
    pub schemas: Vec<&'a Node>,
}

/// One value of an `enum`, with what is said of it beside.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// The value.
    pub value: &'a Node,
    /// Its entry in `x-enum-varnames`.
    pub pin: Option<&'a str>,
    /// Of a schema of this one value: its `title`.
    pub title: Option<String>,
    /// Its entry in `x-enum-descriptions`, or the description of a schema of this one value.
    pub description: Option<String>,
}

impl<'a> Listed<'a> {
    /// The values that a schema lists; none where it lists none.
    pub fn all_of(facts: &Facts<'a>) -> Vec<Self> {
        let values = facts.values.as_deref().unwrap_or_default();
        let docs = if values.len() == 1 { facts.docs.clone() } else { Docs::default() };
        let listed = |(index, value): (usize, &&'a Node)| Self {
            value,
            pin: word(facts.names, index),
            title: docs.summary.clone(),
            description: word(facts.descriptions, index).map(str::to_owned).or_else(|| docs.description.clone()),
        };
        values.iter().enumerate().map(listed).collect()
    }

    /// Whether it is a text.
    pub fn is_text(&self) -> bool {
        self.base() == Some(EnumBase::String)
    }

    /// What it is a value of; `None` where no enumeration has such values.
    pub fn base(&self) -> Option<EnumBase> {
        match self.value.value {
            Value::String(_) => Some(EnumBase::String),
            Value::Int(_) | Value::UInt(_) => Some(EnumBase::Int),
            _ => None,
        }
    }
}

/// `additionalProperties`.
#[derive(Debug, Clone, Copy, Default)]
pub enum Additional<'a> {
    /// Not said.
    #[default]
    Absent,
    /// `false`.
    No,
    /// `true`.
    Any,
    /// A schema.
    Schema(&'a Node),
}

impl<'a> Facts<'a> {
    /// Reads the keywords of a schema that is no reference.
    pub fn of(node: &'a Node) -> Self {
        let Some(map) = node.as_map() else {
            return Self { span: node.span, ..Self::default() };
        };
        let text = |key: &str| map.get(key).and_then(Node::as_str);
        let flag = |key: &str| map.get(key).and_then(Node::as_bool).unwrap_or(false);
        let list = |key: &str| map.get(key).and_then(Node::as_list);
        let listed = list("enum");
        let null_listed = listed.is_some_and(|values| values.iter().any(Node::is_null));
        Self {
            span: node.span,
            kind: text("type"),
            format: text("format"),
            nullable: flag("nullable") || null_listed,
            values: listed.map(|values| values.iter().filter(|value| !value.is_null()).collect()),
            constant: flag("x-const"),
            default: map.get("default"),
            properties: properties(map.get("properties")),
            required: required(list("required")),
            required_stated: map.contains("required"),
            additional: additional(map.get("additionalProperties")),
            items: map.get("items"),
            all_of: list("allOf").unwrap_or_default(),
            members: list("oneOf").or_else(|| list("anyOf")).unwrap_or_default().iter().collect(),
            branches: Vec::new(),
            discriminator: map.get("discriminator"),
            limits: limits(node),
            access: access(flag("readOnly"), flag("writeOnly")),
            docs: docs(node, "title"),
            pin: text("x-rust-name"),
            id: flag("x-id"),
            secret: flag("x-secret"),
            open: map.get("x-open-enum").and_then(Node::as_bool),
            names: map.get("x-enum-varnames"),
            descriptions: map.get("x-enum-descriptions"),
            memberless: ["oneOf", "anyOf"].into_iter().any(|key| list(key).is_some_and(<[Node]>::is_empty)),
            not: map.contains("not"),
        }
    }

    /// Whether the schema says nothing of what a value looks like, so that it only comments on another one.
    pub fn only_annotates(&self) -> bool {
        self.kind.is_none() && self.only_constrains() && self.required.is_empty() && self.limits.is_empty()
    }

    /// Whether the schema gives a value no shape of its own: at most it demands keys that others describe.
    pub fn only_constrains(&self) -> bool {
        self.kind.is_none_or(|kind| kind == "object")
            && self.format.is_none()
            && self.values.is_none()
            && self.properties.is_empty()
            && matches!(self.additional, Additional::Absent)
            && self.items.is_none()
            && self.all_of.is_empty()
            && self.members.is_empty()
    }

    /// Whether it describes an object with keys.
    pub fn has_properties(&self) -> bool {
        !self.properties.is_empty()
    }

    /// The property of a name.
    pub fn property(&self, name: &str) -> Option<&Property<'a>> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Whether a key must be there.
    pub fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|(required, _)| *required == name)
    }

    /// Reports required keys that no property describes.
    pub fn check_required(&self, sink: &mut Sink) {
        self.check_known(&self.required, sink);
    }

    /// Reports those of some demanded keys that no property describes.
    pub fn check_known(&self, demanded: &[(&str, Span)], sink: &mut Sink) {
        for (name, span) in demanded {
            if self.has_properties() && self.property(name).is_none() {
                let help = match nearest(name, self.properties.iter().map(|property| property.name)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "describe it under `properties`, or take it out of `required`".to_owned(),
                };
                let message = format!("`{name}` is required but not among the properties");
                sink.refuse(Diagnostic::new(Code::RequiredUnknown, *span, message, help));
            }
        }
    }
}

/// A text of a list that runs beside `enum`.
pub fn word(list: Option<&Node>, index: usize) -> Option<&str> {
    list?.as_list()?.get(index)?.as_str()
}

fn properties(node: Option<&Node>) -> Vec<Property<'_>> {
    let entries = node.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    entries
        .iter()
        .map(|entry| Property { name: &entry.key, span: entry.key_span, schemas: vec![&entry.value] })
        .collect()
}

fn required(list: Option<&[Node]>) -> Vec<(&str, Span)> {
    list.unwrap_or_default().iter().filter_map(|name| Some((name.as_str()?, name.span))).collect()
}

fn additional(node: Option<&Node>) -> Additional<'_> {
    match node.map(|node| (&node.value, node)) {
        None => Additional::Absent,
        Some((Value::Bool(false), _)) => Additional::No,
        Some((Value::Bool(true), _)) => Additional::Any,
        Some((Value::Map(map), _)) if map.entries.is_empty() => Additional::Any,
        Some((_, node)) => Additional::Schema(node),
    }
}

const fn access(read_only: bool, write_only: bool) -> Access {
    match (read_only, write_only) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        _ => Access::Both,
    }
}

/// What a node says of itself in words; `summary_key` holds the line that stands first.
pub fn docs(node: &Node, summary_key: &str) -> Docs {
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
    Docs {
        summary: text(summary_key).map(str::to_owned),
        description: text("description").map(str::to_owned),
        deprecated: node.get("deprecated").and_then(Node::as_bool).unwrap_or(false),
        since: text("x-since").map(str::to_owned),
        undocumented: node.get("x-undocumented").and_then(Node::as_bool).unwrap_or(false),
        sunset: text("x-sunset").map(str::to_owned),
    }
}

#[allow(clippy::cast_precision_loss)] // Bounds beyond 2^53 are documented, not enforced.
fn number(node: Option<&Node>) -> Option<f64> {
    match node?.value {
        Value::Int(value) => Some(value as f64),
        Value::UInt(value) => Some(value as f64),
        Value::Float(value) => Some(value),
        _ => None,
    }
}

/// Keywords that were put aside, with their values as JSON text whose keys are sorted.
fn others(node: &Node) -> BTreeMap<String, String> {
    let aside = node.get(KEPT).and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    let aside = aside.iter().map(|entry| (entry.key.as_str(), &entry.value));
    let renamed = [("contentEncoding", "x-content-encoding"), ("contentMediaType", "x-content-media-type")];
    let renamed = renamed.into_iter().filter_map(|(keyword, key)| Some((keyword, node.get(key)?)));
    aside.chain(renamed).map(|(key, value)| (key.to_owned(), sorted(value.to_json()).to_string())).collect()
}

fn sorted(value: Json) -> Json {
    match value {
        Json::Array(items) => items.into_iter().map(sorted).collect(),
        Json::Object(entries) => {
            let entries: BTreeMap<String, Json> =
                entries.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.into_iter().collect()
        }
        plain => plain,
    }
}

fn limits(node: &Node) -> Limits {
    let count = |key: &str| match node.get(key)?.value {
        Value::Int(value) => u64::try_from(value).ok(),
        Value::UInt(value) => Some(value),
        _ => None,
    };
    let flag = |key: &str| node.get(key).and_then(Node::as_bool).unwrap_or(false);
    Limits {
        minimum: number(node.get("minimum")).map(|bound| (bound, flag("exclusiveMinimum"))),
        maximum: number(node.get("maximum")).map(|bound| (bound, flag("exclusiveMaximum"))),
        multiple_of: number(node.get("multipleOf")),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        pattern: node.get("pattern").and_then(Node::as_str).map(str::to_owned),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        unique_items: flag("uniqueItems"),
        min_properties: count("minProperties"),
        max_properties: count("maxProperties"),
        others: others(node),
    }
}
