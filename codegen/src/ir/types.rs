//! Types of the intermediate representation: what values look like on the wire.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value as Json;

use crate::source::Span;

/// Identifies a [`TypeDef`] within its [`Api`](super::Api).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// What a document says in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// One line: `summary`, or `title` for schemas.
    pub summary: Option<String>,
    /// Markdown: `description`.
    pub description: Option<String>,
    /// Marked `deprecated: true`.
    pub deprecated: bool,
    /// `x-since`: the first server version that has it.
    pub since: Option<String>,
    /// `x-undocumented`: no document of the vendor has it.
    pub undocumented: bool,
    /// `x-sunset`: the day from which it may be gone, as written.
    pub sunset: Option<String>,
}

/// A type with an identity of its own: a component schema, or an inline schema that needs a name.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Where it comes from; the plan makes a name of it.
    pub key: TypeKey,
    /// `x-rust-name`.
    pub pin: Option<String>,
    /// What it is.
    pub kind: TypeKind,
    /// What its schema says beside that, as a place that holds it: whether `null` is allowed, the default, the format and
    /// the bounds. Places that refer to it repeat the first; of aliases, the place that they stand for says it all.
    pub own: Place,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it stands: the key of a component, else the schema.
    pub span: Span,
    /// Which way it travels, filled by `passes::usage`.
    pub usage: Usage,
    /// `examples` of the schema itself.
    pub examples: Vec<Example>,
}

/// What identifies a type across runs, whatever the order of the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeKey {
    /// A component schema, by its name.
    Component(String),
    /// An inline schema: the name of the component or the operationId that holds it, then the way to it in words
    /// (`["Message", "meta"]`, `["message_list", "response"]`, `["pet_list", "status", "item"]`).
    Inline(Vec<String>),
}

/// Which way values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Sent in a body or a parameter.
    pub request: bool,
    /// Received in an answer or an event.
    pub response: bool,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one per type, and boxes would be in the way of every match")]
pub enum TypeKind {
    /// An object with known keys.
    Struct(Struct),
    /// A list of known values.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// An identifier with a type of its own (`x-id: true`).
    Id(Scalar),
    /// Another name for a list, a map or a scalar.
    Alias(Place),
}

/// An object with known keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// The keys in the order of the document.
    pub fields: Vec<Field>,
    /// What becomes of other keys.
    pub extra: Extra,
    /// The indices of keys of which exactly one is there, none of them a required one; empty where nothing is said.
    pub one_of: Vec<usize>,
    /// Whether the schema says which keys are always there, be it none (`required: []`).
    pub required_stated: bool,
}

/// What becomes of keys that an object's schema does not name.
#[derive(Debug, Clone, PartialEq)]
pub enum Extra {
    /// `additionalProperties` is absent: they may come and are ignored.
    Ignore,
    /// `additionalProperties: false`.
    Deny,
    /// `additionalProperties: true` or a schema: they are kept.
    Keep(Box<Place>),
}

/// One key of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key on the wire.
    pub wire: String,
    /// `x-rust-name`.
    pub pin: Option<String>,
    /// Whether the key is always there.
    pub required: bool,
    /// What it holds.
    pub place: Place,
    /// Which way it travels.
    pub access: Access,
    /// What the document says of it.
    pub docs: Docs,
    /// Where the key stands.
    pub span: Span,
}

/// Which way a key travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Both ways.
    #[default]
    Both,
    /// `readOnly`: only in answers.
    ReadOnly,
    /// `writeOnly`: only in requests.
    WriteOnly,
}

/// A place that holds a value: a property, an item, a parameter, a body. Whether the value must be there is said by who
/// has the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What it holds.
    pub ty: Ty,
    /// Whether it may hold `null`.
    pub nullable: bool,
    /// The only value that it may hold (`const`, or an `enum` of one value that is no type of its own).
    pub constant: Option<Json>,
    /// What is meant when it is absent.
    pub default: Option<Json>,
    /// `format` as written.
    pub format: Option<String>,
    /// Bounds, for documentation, the check of examples and `diff`.
    pub limits: Limits,
}

/// What a place holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// A plain value.
    Scalar(Scalar),
    /// A type of its own.
    Named(TypeId),
    /// A sequence.
    List(Box<Place>),
    /// A mapping from any keys.
    Map(Box<Place>),
    /// Any JSON value.
    Any(AnyReason),
}

/// Plain values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scalar {
    /// Text without a known format.
    String,
    /// `true` or `false`.
    Bool,
    /// `integer` with `format: int32`.
    I32,
    /// `integer`, also without a format.
    I64,
    /// `integer` with `format: uint32`.
    U32,
    /// `integer` with `format: uint64`.
    U64,
    /// `number` with `format: float`.
    F32,
    /// `number`, also without a format.
    F64,
    /// A moment: `date-time`, or seconds since 1970 with `format: unix-time`.
    Timestamp,
    /// A day: `date`.
    Date,
    /// Text that must not be seen: `x-secret: true`.
    Secret,
    /// An object of any keys that must not be seen: `x-secret: true`.
    SecretObject,
    /// Text that holds base64: `byte`.
    Base64,
    /// Bytes: `binary`; a file in a form.
    Binary,
}

/// Why a place takes any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnyReason {
    /// The document says so: `{}` or `true`.
    Declared,
    /// An array without `items`.
    NoItems,
    /// An `allOf` whose parts cannot be merged.
    UnmergeableAllOf,
    /// A union that cannot be told apart or has no members.
    AmbiguousUnion,
    /// Values of several JSON types in one `enum`.
    MixedEnum,
    /// A reference or schema that could not be read.
    Unreadable,
    /// `not`, or another keyword without a counterpart.
    Unsupported,
}

/// Bounds of a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// `minimum`, and whether it is excluded.
    pub minimum: Option<(f64, bool)>,
    /// `maximum`, and whether it is excluded.
    pub maximum: Option<(f64, bool)>,
    /// `multipleOf`.
    pub multiple_of: Option<f64>,
    /// `minLength`.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// `pattern`.
    pub pattern: Option<String>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// Keywords that no type shows, such as `if` and `contains`, with their values as JSON text; for `diff` alone.
    pub others: BTreeMap<String, String>,
}

/// A list of known values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// What the values are.
    pub base: EnumBase,
    /// The values in the order of the document.
    pub values: Vec<EnumValue>,
    /// Whether values that are not listed decode too (`x-open-enum: false` closes it).
    pub open: bool,
    /// Whether any other text is as good: the schema is a union of the values and a plain text.
    pub free: bool,
}

/// What the values of an [`Enum`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumBase {
    /// Texts.
    String,
    /// Integers.
    Int,
}

/// One value of an [`Enum`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The value; for integers their decimal digits.
    pub wire: String,
    /// Its entry in `x-enum-varnames`.
    pub pin: Option<String>,
    /// The `title` of its own schema, where a union lists the values.
    pub title: Option<String>,
    /// Its entry in `x-enum-descriptions`, or the description of its own schema.
    pub description: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// How the members are told apart.
    pub tagging: Tagging,
    /// The members in the order of the document.
    pub variants: Vec<Variant>,
    /// Whether other values decode too (`x-open-enum: false` closes it).
    pub open: bool,
}

/// How the members of a [`Union`] are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagging {
    /// By the value of one key; each variant has its tags.
    Key(String),
    /// By what they look like.
    Shape,
}

/// One member of a [`Union`].
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// What it holds.
    pub place: Place,
    /// The values of the key that lead to it.
    pub tags: Vec<String>,
    /// What values of the key that are no member's own begin or end with, if they lead to it.
    pub ends: Vec<TagEnd>,
    /// A word for it where its type has no name: `string`, `list`.
    pub word: String,
    /// What the document says of it at this place.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// A text that a tag begins or ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagEnd {
    /// What it begins with.
    Starts(String),
    /// What it ends with.
    Ends(String),
}

impl TagEnd {
    /// The text itself.
    pub fn text(&self) -> &str {
        let (Self::Starts(text) | Self::Ends(text)) = self;
        text
    }

    /// Whether a tag is one of those.
    pub fn is_of(&self, tag: &str) -> bool {
        match self {
            Self::Starts(text) => tag.starts_with(text.as_str()),
            Self::Ends(text) => tag.ends_with(text.as_str()),
        }
    }
}

impl fmt::Display for TagEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starts(text) => write!(f, "{text}*"),
            Self::Ends(text) => write!(f, "*{text}"),
        }
    }
}

impl Variant {
    /// All that leads to it, as it is told.
    pub fn leads(&self) -> Vec<String> {
        self.tags.iter().cloned().chain(self.ends.iter().map(TagEnd::to_string)).collect()
    }
}

impl Union {
    /// The member that a tag leads to: the one that has it of its own, else the one with the longest end that fits.
    pub fn member(&self, tag: &str) -> Option<&Variant> {
        let own = self.variants.iter().find(|variant| variant.tags.iter().any(|known| known == tag));
        own.or_else(|| {
            let fits =
                |variant: &Variant| variant.ends.iter().filter(|end| end.is_of(tag)).map(|end| end.text().len()).max();
            let fitting = self.variants.iter().filter_map(|variant| Some((fits(variant)?, variant)));
            fitting.max_by_key(|(length, _)| *length).map(|(_, variant)| variant)
        })
    }
}

/// A value that the document gives as an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its name; empty where it has none.
    pub name: String,
    /// The value.
    pub value: Json,
    /// A JSON pointer to the value in the bundled document.
    pub pointer: String,
    /// Where it stands.
    pub span: Span,
}

impl Place {
    /// A place for a type, with nothing else said.
    pub fn of(ty: Ty) -> Self {
        Self { ty, nullable: false, constant: None, default: None, format: None, limits: Limits::default() }
    }
}

impl Limits {
    /// Adds the bounds of another schema for the same value; where both have one, the tighter counts.
    pub fn tighten(&mut self, other: Self) {
        let tighter = |mine: Option<(f64, bool)>, others: Option<(f64, bool)>, lower: bool| match (mine, others) {
            (Some(a), Some(b)) => Some(if (a.0 > b.0) == lower { a } else { b }),
            (a, b) => a.or(b),
        };
        self.minimum = tighter(self.minimum, other.minimum, true);
        self.maximum = tighter(self.maximum, other.maximum, false);
        self.multiple_of = self.multiple_of.or(other.multiple_of);
        self.min_length = self.min_length.max(other.min_length);
        self.max_length = least(self.max_length, other.max_length);
        self.pattern = self.pattern.take().or(other.pattern);
        self.min_items = self.min_items.max(other.min_items);
        self.max_items = least(self.max_items, other.max_items);
        self.unique_items |= other.unique_items;
        self.min_properties = self.min_properties.max(other.min_properties);
        self.max_properties = least(self.max_properties, other.max_properties);
        for (keyword, value) in other.others {
            self.others.entry(keyword).or_insert(value);
        }
    }

    /// Whether nothing is bounded that a type or its documentation shows.
    pub fn is_empty(&self) -> bool {
        Self { others: BTreeMap::new(), ..self.clone() } == Self::default()
    }
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
