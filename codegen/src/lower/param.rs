//! Parameters outside the body, and headers of answers.

use openapiv3::{CookieStyle, HeaderStyle, Parameter, PathStyle, QueryStyle};

use super::content::{essence_of, is_json, last_step};
use super::context::Lowering;
use super::facts::docs;
use crate::diag::{Code, Diagnostic};
use crate::document::spelling::nearest;
use crate::document::view::view;
use crate::ir::{Location, Param, Place, Scalar, Style, Ty};
use crate::source::{Entry, Map, Node, Value};

impl<'a> Lowering<'a, '_> {
    /// The parameters of an operation: those of its path item, overridden by its own; those of the path in the order of
    /// the template, the others in the order of the document.
    pub fn params(&mut self, path: &str, shared: Option<&'a Node>, own: Option<&'a Node>, at: [&str; 2]) -> Vec<Param> {
        let mut params: Vec<Param> = Vec::new();
        for (list, at) in [(shared, at[0]), (own, at[1])] {
            let inherited = params.len();
            for (index, node) in list.and_then(Node::as_list).unwrap_or_default().iter().enumerate() {
                let Some(param) = self.param(node, &format!("{at}/{index}")) else { continue };
                match params.iter().position(|other| other.wire == param.wire && other.location == param.location) {
                    Some(other) if other >= inherited => {
                        let message = format!("the parameter `{}` is declared twice", param.wire);
                        let found = Diagnostic::new(Code::PathParameter, param.span, message, "declare it once");
                        self.sink.refuse(found.related(params[other].span, "the first one"));
                    }
                    Some(other) => params[other] = param,
                    None => params.push(param),
                }
            }
        }
        self.match_template(path, params)
    }

    fn param(&mut self, node: &'a Node, at: &str) -> Option<Param> {
        let (referred, target) = self.follow(node);
        let target = target?;
        let Some(name) = referred else { return self.param_here(target, at, true) };
        if let Some(param) = self.params.get(name) {
            return Some(param.clone());
        }
        let param = self.from(vec![last_step(name)], |this| this.param_here(target, name, false))?;
        self.params.insert(name.to_owned(), param.clone());
        Some(param)
    }

    fn param_here(&mut self, node: &'a Node, at: &str, named_by_way: bool) -> Option<Param> {
        let typed: Parameter = view(self.sink, &shell(node), "a parameter")?;
        let data = typed.parameter_data_ref();
        let (wire, required, explode) = (data.name.clone(), data.required, data.explode);
        let (location, style, allow_reserved) = match &typed {
            Parameter::Path { style, .. } => (Location::Path, path_style(style), false),
            Parameter::Query { style, allow_reserved, .. } => (Location::Query, query_style(style), *allow_reserved),
            Parameter::Header { style: HeaderStyle::Simple, .. } => (Location::Header, Style::Simple, false),
            Parameter::Cookie { style: CookieStyle::Form, .. } => (Location::Cookie, Style::Form, false),
        };
        // OpenAPI 3.0, Parameter Object: these three are described elsewhere and ignored as parameters.
        let described_elsewhere = ["accept", "content-type", "authorization"];
        if location == Location::Header && described_elsewhere.contains(&wire.to_ascii_lowercase().as_str()) {
            return None;
        }
        let content = node.get("content").and_then(Node::as_map).and_then(|map| map.entries.first());
        if let Some(entry) = content.filter(|entry| !is_json(&essence_of(&entry.key))) {
            let message = format!("a parameter of media type `{}` cannot be written", entry.key);
            self.refuse(Code::UnsupportedContent, entry.key_span, message, "use JSON, or a `schema` with a `style`");
        }
        let schema = match content {
            Some(entry) => entry.value.get("schema"),
            None => node.get("schema"),
        };
        let word = wire.clone();
        let lowered = schema
            .map(|schema| if named_by_way { self.at(&word, |this| this.schema(schema)) } else { self.schema(schema) });
        let (place, said) = match lowered {
            Some(lowered) => (lowered.place, lowered.docs),
            None => (Place::of(Ty::Scalar(Scalar::String)), crate::ir::Docs::default()),
        };
        let examples = self.examples(node, at, Some(&place));
        let mut docs = docs(node, "summary");
        docs.description = docs.description.or(said.description);
        Some(Param {
            wire,
            pin: node.get("x-rust-name").and_then(Node::as_str).map(str::to_owned),
            location,
            required: required || location == Location::Path,
            style: if content.is_some() { Style::Json } else { style },
            explode: explode.unwrap_or(style == Style::Form),
            allow_reserved,
            place,
            examples,
            docs,
            span: node.span,
        })
    }

    /// A header of an answer, which has no name of its own.
    pub fn header(&mut self, name: &str, node: &'a Node) -> Option<Param> {
        let (_, target) = self.follow(node);
        let target = target?;
        let place = match target.get("schema") {
            Some(schema) => self.at(name, |this| this.schema(schema)).place,
            None => Place::of(Ty::Scalar(Scalar::String)),
        };
        Some(Param {
            wire: name.to_owned(),
            pin: None,
            location: Location::Header,
            required: target.get("required").and_then(Node::as_bool).unwrap_or(false),
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
            place,
            examples: Vec::new(),
            docs: docs(target, "summary"),
            span: target.span,
        })
    }

    /// Brings template and declarations of path parameters together.
    fn match_template(&mut self, path: &str, mut params: Vec<Param>) -> Vec<Param> {
        let names = template_names(path);
        let mut matched = Vec::with_capacity(params.len());
        for name in &names {
            let declared = params.iter().position(|param| param.location == Location::Path && param.wire == *name);
            if let Some(index) = declared {
                matched.push(params.remove(index));
                continue;
            }
            let others = params.iter().filter(|param| param.location == Location::Path);
            let help = match nearest(name, others.map(|param| param.wire.as_str())) {
                Some(near) => format!("a parameter `{near}` is declared; write both alike"),
                None => format!("declare a parameter `{name}` with `in: path`"),
            };
            let message = format!("the path has `{{{name}}}`, which no parameter declares");
            self.refuse(Code::PathParameter, self.path_span, message, help);
            matched.push(undeclared(name, self.path_span));
        }
        for param in params {
            if param.location == Location::Path {
                let message = format!("the path parameter `{}` is not in the path `{path}`", param.wire);
                let help = format!("put `{{{}}}` into the path, or take the parameter out", param.wire);
                self.sink.refuse(Diagnostic::new(Code::PathParameter, param.span, message, help));
            } else {
                matched.push(param);
            }
        }
        matched
    }
}

/// The names between braces of a path template, each once, in their order.
pub fn template_names(path: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for part in path.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn undeclared(name: &str, span: crate::source::Span) -> Param {
    Param {
        wire: name.to_owned(),
        pin: None,
        location: Location::Path,
        required: true,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        place: Place::of(Ty::Scalar(Scalar::String)),
        examples: Vec::new(),
        docs: crate::ir::Docs::default(),
        span,
    }
}

/// The parameter without its schema and examples, which are lowered from the tree.
fn shell(node: &Node) -> Node {
    let keep = ["name", "in", "required", "style", "explode", "allowReserved"];
    let entries = node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    let mut kept: Vec<Entry> = entries.iter().filter(|entry| keep.contains(&entry.key.as_str())).cloned().collect();
    let schema = Node::new(node.span, Value::Map(Map::default()));
    kept.push(Entry { key: "schema".to_owned(), key_span: node.span, value: schema });
    Node::new(node.span, Value::Map(Map { entries: kept }))
}

const fn path_style(style: &PathStyle) -> Style {
    match style {
        PathStyle::Matrix => Style::Matrix,
        PathStyle::Label => Style::Label,
        PathStyle::Simple => Style::Simple,
    }
}

const fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}
