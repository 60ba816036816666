//! What may stand where in an `OpenAPI` document, and the walk from an object to those within it.
//!
//! The keywords themselves are in `table`; every walk over a document goes by them.

use crate::source::{self, Node, Value};

/// The kinds of objects of `OpenAPI`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub enum Kind {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    Event,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OauthFlows,
    OauthFlow,
}

/// What a keyword holds.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any value.
    Any,
    /// A text.
    Text,
    /// A truth value.
    Flag,
    /// An integer from 0.
    Count,
    /// A number.
    Number,
    /// One of these texts.
    Word(&'static [&'static str]),
    /// A reference as a text of its own.
    Reference,
    /// An object, or a reference to one where its kind can be referred to.
    Object(Kind),
    /// A schema or a truth value, in both dialects.
    SchemaOrFlag,
    /// The `type` of a schema: a name, in 3.1 also several.
    Types,
    /// `exclusiveMinimum`: a truth value in 3.0, a number in 3.1.
    Bound,
    /// A list.
    List(&'static Shape),
    /// A mapping from names.
    Map(&'static Shape),
}

/// Which dialects have a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Both.
    Both,
    /// Only 3.0.
    Old,
    /// Only 3.1.
    New,
}

/// Whether a keyword must be there, and what stands in for it in a document that is read leniently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It may be left out.
    Optional,
    /// A text stands in for it.
    Text(&'static str),
    /// An empty mapping stands in for it.
    Empty,
    /// Without it the object means nothing and is left out.
    Vital,
}

/// One keyword of a kind of object.
#[derive(Debug, Clone, Copy)]
pub struct Keyword {
    /// The keyword.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Which dialects have it.
    pub since: Since,
    /// Whether it must be there.
    pub need: Need,
}

use Shape::{List, Map, Object, SchemaOrFlag};

impl Kind {
    /// A keyword by its name.
    pub fn keyword(self, name: &str) -> Option<&'static Keyword> {
        self.keywords().iter().find(|keyword| keyword.name == name)
    }

    /// What keys that are no keywords hold, where they are names and not mistakes.
    pub fn entries(self, key: &str) -> Option<Kind> {
        match self {
            Kind::Paths if key.starts_with('/') => Some(Kind::PathItem),
            Kind::Callback if !key.starts_with("x-") => Some(Kind::PathItem),
            Kind::Responses if key == "default" || is_status(key) => Some(Kind::Response),
            _ => None,
        }
    }

    /// What a key of such an object holds.
    pub fn shape(self, key: &str) -> Option<Shape> {
        match self.keyword(key) {
            Some(keyword) => Some(keyword.shape),
            None => self.entries(key).map(Object),
        }
    }

    /// The section of `components` that holds objects of this kind: they can be referred to.
    pub const fn section(self) -> Option<&'static str> {
        Some(match self {
            Kind::Schema => "schemas",
            Kind::Response => "responses",
            Kind::Parameter => "parameters",
            Kind::Example => "examples",
            Kind::RequestBody => "requestBodies",
            Kind::Header => "headers",
            Kind::SecurityScheme => "securitySchemes",
            Kind::Link => "links",
            Kind::Callback => "callbacks",
            Kind::PathItem => "pathItems",
            _ => return None,
        })
    }

    /// How the kind is called in messages, with its article.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Document => "the document",
            Kind::Info => "`info`",
            Kind::Contact => "a contact",
            Kind::License => "a licence",
            Kind::Server => "a server",
            Kind::ServerVariable => "a server variable",
            Kind::Components => "`components`",
            Kind::Paths => "`paths`",
            Kind::PathItem => "a path item",
            Kind::Operation => "an operation",
            Kind::ExternalDocs => "`externalDocs`",
            Kind::Parameter => "a parameter",
            Kind::RequestBody => "a request body",
            Kind::MediaType => "a media type",
            Kind::Encoding => "an encoding",
            Kind::Responses => "`responses`",
            Kind::Response => "a response",
            Kind::Callback => "a callback",
            Kind::Example => "an example",
            Kind::Link => "a link",
            Kind::Header => "a header",
            Kind::Tag => "a tag",
            Kind::Schema => "a schema",
            Kind::Discriminator => "a discriminator",
            Kind::Xml => "`xml`",
            Kind::SecurityScheme => "a security scheme",
            Kind::OauthFlows => "OAuth flows",
            Kind::OauthFlow => "an OAuth flow",
            Kind::Event => "an event",
        }
    }
}

/// Whether it is a status code or a range of them, such as `404` or `4XX`.
fn is_status(key: &str) -> bool {
    match key.as_bytes() {
        [b'1'..=b'9', rest @ ..] if rest.len() == 2 => {
            rest.iter().all(u8::is_ascii_digit) || rest.iter().all(|byte| matches!(byte, b'X' | b'x'))
        }
        _ => false,
    }
}

/// The way from an object to one within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'n> {
    /// The value of a key.
    Key(&'n str),
    /// A named entry of the mapping that a keyword holds.
    Named(&'n str, &'n str),
    /// An item of the list that a keyword holds.
    Item(&'n str, usize),
}

/// Calls with each object that stands directly within an object.
pub fn children<'n>(kind: Kind, node: &'n Node, visit: &mut dyn FnMut(Kind, &'n Node, Step<'n>)) {
    let Some(map) = node.as_map() else { return };
    for (key, value) in map.iter() {
        match kind.shape(key) {
            Some(Object(inner)) => visit(inner, value, Step::Key(key)),
            Some(SchemaOrFlag) if value.as_bool().is_none() => visit(Kind::Schema, value, Step::Key(key)),
            Some(List(Object(inner))) => {
                for (index, item) in value.as_list().unwrap_or_default().iter().enumerate() {
                    visit(*inner, item, Step::Item(key, index));
                }
            }
            Some(Map(Object(inner))) => {
                for (name, item) in value.as_map().into_iter().flat_map(source::Map::iter) {
                    visit(*inner, item, Step::Named(key, name));
                }
            }
            _ => {}
        }
    }
}

/// The same with objects that may be changed.
pub fn children_mut(kind: Kind, node: &mut Node, visit: &mut dyn FnMut(Kind, &mut Node, Step<'_>)) {
    let Some(map) = node.as_map_mut() else { return };
    for entry in &mut map.entries {
        let (key, value) = (entry.key.as_str(), &mut entry.value);
        match kind.shape(key) {
            Some(Object(inner)) => visit(inner, value, Step::Key(key)),
            Some(SchemaOrFlag) if value.as_bool().is_none() => visit(Kind::Schema, value, Step::Key(key)),
            Some(List(Object(inner))) => {
                if let Value::List(items) = &mut value.value {
                    for (index, item) in items.iter_mut().enumerate() {
                        visit(*inner, item, Step::Item(key, index));
                    }
                }
            }
            Some(Map(Object(inner))) => {
                for inner_entry in value.as_map_mut().into_iter().flat_map(|map| &mut map.entries) {
                    visit(*inner, &mut inner_entry.value, Step::Named(key, &inner_entry.key));
                }
            }
            _ => {}
        }
    }
}

/// The reference that an object is, where it is one of a kind that can be referred to.
pub fn reference(kind: Kind, node: &Node) -> Option<&Node> {
    kind.section()?;
    node.get("$ref").filter(|reference| reference.as_str().is_some())
}
