//! Operations of the intermediate representation: what can be asked of the server, and what it answers.

use super::types::{Docs, Example, Place, TypeId};
use crate::source::Span;

/// Identifies an [`Operation`] within its [`Api`](super::Api).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpId(pub u32);

/// Identifies a [`Tag`] within its [`Api`](super::Api).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagId(pub u32);

/// Identifies a [`Handle`] within its [`Api`](super::Api).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HandleId(pub u32);

/// What can be asked of the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// `operationId`; made of method and path where a lenient document has none.
    pub id: String,
    /// `x-rust-name`: pins the method's name.
    pub pin: Option<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Its group; operations without a tag share one that the lowering makes.
    pub tag: TagId,
    /// The handle with the longest beginning of the path; `None` hangs from the client.
    pub handle: Option<HandleId>,
    /// Parameters of the path item and of the operation itself, in the order of the document.
    pub params: Vec<Param>,
    /// What is sent.
    pub body: Option<Body>,
    /// Success answers by status.
    pub ok: Vec<Reply>,
    /// Other answers by status.
    pub errors: Vec<Reply>,
    /// Alternatives of sets of schemes; empty for none, and an empty set where a call without credentials is fine too.
    pub auth: Vec<Vec<String>>,
    /// The scopes that the credentials need: the scheme and the scope, sorted.
    pub scopes: Vec<(String, String)>,
    /// How a list is paged.
    pub pagination: Option<Pagination>,
    /// `x-unpaginated`: why a list is not paged.
    pub unpaginated: Option<String>,
    /// Whether the document speaks of paging here, be it wrongly.
    pub paging_stated: bool,
    /// Whether sending it twice does what sending it once does.
    pub idempotent: bool,
    /// A server of its own.
    pub server: Option<String>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where the method's key stands.
    pub span: Span,
}

/// A parameter outside the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// The name on the wire.
    pub wire: String,
    /// `x-rust-name`.
    pub pin: Option<String>,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether each item is written by itself.
    pub explode: bool,
    /// Whether reserved characters stay as they are in a query.
    pub allow_reserved: bool,
    /// What it holds.
    pub place: Place,
    /// Its examples.
    pub examples: Vec<Example>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How lists and objects are written in a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a,b`: paths and headers.
    Simple,
    /// `.a.b`: paths.
    Label,
    /// `;k=a;k=b`: paths.
    Matrix,
    /// `k=a&k=b`: queries and cookies.
    Form,
    /// `k=a%20b`: queries.
    SpaceDelimited,
    /// `k=a|b`: queries.
    PipeDelimited,
    /// `k[x]=a`: queries.
    DeepObject,
    /// JSON text: a parameter with `content`.
    Json,
}

/// What an operation sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Whether it must be sent.
    pub required: bool,
    /// The forms it can take, in the order of the document.
    pub contents: Vec<Content>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// One media type of a body or an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The media type as written.
    pub media_type: String,
    /// How it is written and read.
    pub kind: ContentKind,
    /// `x-rust-name` on the media type: names the method that sends it.
    pub pin: Option<String>,
    /// Its examples.
    pub examples: Vec<Example>,
    /// Where it stands.
    pub span: Span,
}

/// Whether JSON of a media type goes as `application/json`: by that name or by a wildcard.
pub fn is_plain_json(media_type: &str) -> bool {
    media_type.trim().eq_ignore_ascii_case("application/json") || media_type.contains('*')
}

/// How a body is written and read.
#[derive(Debug, Clone, PartialEq)]
pub enum ContentKind {
    /// JSON, and whatever ends in `+json`.
    Json(Place),
    /// `application/x-www-form-urlencoded`.
    Form(Place),
    /// `multipart/form-data`.
    Multipart(Place),
    /// `text/*` and other media types whose schema is a plain string.
    Text,
    /// `text/event-stream`.
    EventStream(Place),
    /// Anything else: bytes.
    Bytes,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// For which statuses.
    pub status: StatusSet,
    /// The forms the body can take; empty for none.
    pub contents: Vec<Content>,
    /// Headers that the document names.
    pub headers: Vec<Param>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// A set of statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusSet {
    /// One status.
    Code(u16),
    /// A hundred of them: `2XX` is `Range(2)`.
    Range(u8),
    /// `default`: all that are not named.
    Default,
}

/// How a list is paged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// How the next page is asked for.
    pub style: PageStyle,
    /// The query parameter that asks for it.
    pub parameter: String,
    /// The way to the items in the answer: keys with dots; empty where the answer is the array.
    pub items: String,
    /// The way to the total, where the server tells it.
    pub total: Option<String>,
    /// Where it is stated.
    pub span: Span,
}

/// How the next page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageStyle {
    /// Numbers from 1.
    Page,
    /// A key of the first or last item of this page.
    Item {
        /// The key.
        key: String,
        /// Whether it is the first item's.
        first: bool,
    },
    /// A key of the answer.
    Token {
        /// The way to it.
        token: String,
    },
}

/// A group of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// `x-rust-name`: pins type, module and feature.
    pub pin: Option<String>,
    /// `x-accessor`: pins the method that leads to it.
    pub accessor: Option<String>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// The events of one tag: what the server sends on its own.
#[derive(Debug, Clone, PartialEq)]
pub struct EventGroup {
    /// The tag.
    pub tag: TagId,
    /// The union of their bodies, where one key tells them apart.
    pub union: Option<TypeId>,
    /// The events in the order of the document.
    pub events: Vec<Event>,
}

/// What a server sends on its own: as a webhook, or over a connection that stays open.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its key under `webhooks` or `x-events`; of a callback its name, with that of the operation where that is not the only one.
    pub name: String,
    /// What is sent.
    pub place: Place,
    /// Its examples.
    pub examples: Vec<Example>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where its key stands.
    pub span: Span,
}

/// What operations hang from: holds the parameters of the beginning of their paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Handle {
    /// The method that leads to it.
    pub name: String,
    /// `type`: pins the type's name.
    pub pin: Option<String>,
    /// The handle it hangs from.
    pub parent: Option<HandleId>,
    /// The path templates, each the beginning of the paths of its operations.
    pub paths: Vec<String>,
    /// The parameters that it adds to its parent's, with the types that the operations give them.
    pub params: Vec<(String, Place)>,
    /// Tags whose operations are methods of the handle itself.
    pub direct: Vec<TagId>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// A way to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthScheme {
    /// Its name.
    pub name: String,
    /// `x-rust-name`: pins the setter's name.
    pub pin: Option<String>,
    /// How it travels.
    pub kind: AuthKind,
    /// What is said of how to get a token: the way to it in the scheme
    /// (`flows clientCredentials tokenUrl`) and the text there, sorted.
    pub flows: Vec<(String, String)>,
    /// What the document says of it.
    pub docs: Docs,
    /// Where it stands.
    pub span: Span,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthKind {
    /// In a header of this name, after a prefix (`x-prefix`, which may be empty).
    Header(String, String),
    /// In a query parameter of this name.
    Query(String),
    /// In a cookie of this name.
    Cookie(String),
    /// `Authorization: Bearer …`; also OAuth2 and OpenID Connect, whose tokens travel so.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
}

/// A server and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its URL with variables replaced by their defaults.
    pub url: String,
    /// What the document says of it.
    pub description: Option<String>,
    /// Where it stands.
    pub span: Span,
}
