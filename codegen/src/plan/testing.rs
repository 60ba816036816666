//! Builds small representations by hand, for the tests of the plan and of the emitters.

use crate::config::{Config, Runtime};
use crate::diag::{Mode, Sink};
use crate::ir::{
    Access, Api, Body, Content, ContentKind, Docs, Enum, EnumBase, EnumValue, Extra, Field, Handle, HandleId, Location,
    Operation, Param, Place, Reply, Scalar, StatusSet, Struct, Style, Tag, TagId, Tagging, Ty, TypeDef, TypeId,
    TypeKey, TypeKind, Union, Usage, Variant,
};
use crate::plan::{Plan, build};
use crate::source::{FileId, Span};

pub fn config() -> Config {
    Config::lenient("sample", "spec/sample.yaml", Runtime { version: Some("0.1".to_owned()), ..Runtime::default() })
}

/// The plan of an API, and how many findings there were.
pub fn planned(api: &Api, mode: Mode) -> (Plan, usize) {
    let mut sink = Sink::new(mode);
    let plan = build(&mut sink, api, &config());
    (plan, sink.into_sorted().len())
}

/// A place of its own for everything, so that findings are told apart.
pub fn span(line: u32) -> Span {
    Span { file: FileId(0), line, column: 1, width: 1 }
}

pub fn docs(text: &str) -> Docs {
    Docs { description: Some(text.to_owned()), ..Docs::default() }
}

pub fn scalar(scalar: Scalar) -> Place {
    Place::of(Ty::Scalar(scalar))
}

pub fn text() -> Place {
    scalar(Scalar::String)
}

pub fn nullable(place: Place) -> Place {
    Place { nullable: true, ..place }
}

pub fn named(id: TypeId) -> Place {
    Place::of(Ty::Named(id))
}

pub fn list(item: Place) -> Place {
    Place::of(Ty::List(Box::new(item)))
}

pub fn constant(text: &str) -> Place {
    Place { constant: Some(text.into()), ..self::text() }
}

pub fn field(wire: &str, required: bool, place: Place) -> Field {
    let docs = Docs::default();
    Field { wire: wire.to_owned(), pin: None, required, place, access: Access::Both, docs, span: Span::default() }
}

pub fn structure(fields: Vec<Field>) -> TypeKind {
    TypeKind::Struct(Struct { fields, extra: Extra::Ignore, one_of: Vec::new(), required_stated: true })
}

pub fn enumeration(values: &[&str]) -> TypeKind {
    let value = |wire: &&str| EnumValue {
        wire: (*wire).to_owned(),
        pin: None,
        title: None,
        description: None,
        span: Span::default(),
    };
    TypeKind::Enum(Enum { base: EnumBase::String, values: values.iter().map(value).collect(), open: true, free: false })
}

pub fn union(tagging: Tagging, members: Vec<(&str, Place)>) -> TypeKind {
    let variant = |(word, place): (&str, Place)| Variant {
        place,
        tags: vec![word.to_owned()],
        ends: Vec::new(),
        word: word.to_owned(),
        docs: Docs::default(),
        span: Span::default(),
    };
    TypeKind::Union(Union { tagging, variants: members.into_iter().map(variant).collect(), open: true })
}

/// Adds a component, sent and received.
pub fn component(api: &mut Api, name: &str, kind: TypeKind) -> TypeId {
    add(api, TypeKey::Component(name.to_owned()), kind)
}

pub fn add(api: &mut Api, key: TypeKey, kind: TypeKind) -> TypeId {
    let id = TypeId(u32::try_from(api.types.len()).expect("a test has few types"));
    let usage = Usage { request: true, response: true };
    let line = id.0 + 1;
    api.types.push(TypeDef {
        key,
        pin: None,
        kind,
        own: named(id),
        docs: Docs::default(),
        span: span(line),
        usage,
        examples: Vec::new(),
    });
    id
}

pub fn tag(api: &mut Api, name: &str) -> TagId {
    let id = TagId(u32::try_from(api.tags.len()).expect("a test has few tags"));
    let docs = Docs::default();
    api.tags.push(Tag { name: name.to_owned(), pin: None, accessor: None, docs, span: Span::default() });
    id
}

pub fn handle(api: &mut Api, name: &str, parent: Option<HandleId>, path: &str, param: &str) -> HandleId {
    let id = HandleId(u32::try_from(api.handles.len()).expect("a test has few handles"));
    api.handles.push(Handle {
        name: name.to_owned(),
        pin: None,
        parent,
        paths: vec![path.to_owned()],
        params: vec![(param.to_owned(), text())],
        direct: Vec::new(),
        docs: Docs::default(),
        span: Span::default(),
    });
    id
}

/// Adds an operation: `GET /things/{id}`.
pub fn op<'a>(api: &'a mut Api, tag: TagId, id: &str, route: &str) -> &'a mut Operation {
    let (method, path) = route.split_once(' ').expect("a route is a method and a path");
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let params = names.map(|(name, _)| param(name, Location::Path, true, text())).collect();
    let line = u32::try_from(api.ops.len()).expect("a test has few operations");
    api.ops.push(Operation {
        id: id.to_owned(),
        pin: None,
        method: method.to_owned(),
        path: path.to_owned(),
        tag,
        handle: None,
        params,
        body: None,
        ok: Vec::new(),
        errors: Vec::new(),
        auth: Vec::new(),
        scopes: Vec::new(),
        pagination: None,
        unpaginated: None,
        paging_stated: false,
        idempotent: matches!(method, "GET" | "PUT" | "DELETE"),
        server: None,
        docs: Docs::default(),
        span: span(1_000 + line),
    });
    api.ops.last_mut().expect("it was just added")
}

pub fn param(wire: &str, location: Location, required: bool, place: Place) -> Param {
    let style = if matches!(location, Location::Query | Location::Cookie) { Style::Form } else { Style::Simple };
    Param {
        wire: wire.to_owned(),
        pin: None,
        location,
        required,
        style,
        explode: style == Style::Form,
        allow_reserved: false,
        place,
        examples: Vec::new(),
        docs: Docs::default(),
        span: Span::default(),
    }
}

pub fn content(media_type: &str, kind: ContentKind) -> Content {
    Content { media_type: media_type.to_owned(), kind, pin: None, examples: Vec::new(), span: Span::default() }
}

pub fn json(place: Place) -> Content {
    content("application/json", ContentKind::Json(place))
}

pub fn body(required: bool, contents: Vec<Content>) -> Body {
    Body { required, contents, docs: Docs::default(), span: Span::default() }
}

pub fn reply(status: u16, contents: Vec<Content>) -> Reply {
    let status = StatusSet::Code(status);
    Reply { status, contents, headers: Vec::new(), docs: Docs::default(), span: Span::default() }
}
