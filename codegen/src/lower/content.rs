//! Bodies and answers, by media type.

use super::context::Lowering;
use super::examples::step;
use super::facts::docs;
use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::walk::struct_of_form;
use crate::ir::{AnyReason, Api, Body, Content, ContentKind, Place, Reply, Scalar, StatusSet, Ty};
use crate::source::{Node, Span, pointer};

impl<'a> Lowering<'a, '_> {
    /// The request body of an operation.
    pub fn body(&mut self, node: &'a Node, at: &str) -> Option<Body> {
        let (referred, target) = self.follow(node);
        let target = target?;
        let Some(name) = referred else {
            return Some(self.at("request", |this| this.body_here(target, at)));
        };
        if let Some(body) = self.bodies.get(name) {
            return Some(body.clone());
        }
        let body = self.from(vec![last_step(name)], |this| this.body_here(target, name));
        self.bodies.insert(name.to_owned(), body.clone());
        Some(body)
    }

    /// A request body that is no reference; types within it are named by the way at hand.
    pub fn body_here(&mut self, node: &'a Node, at: &str) -> Body {
        let required = node.get("required").and_then(Node::as_bool).unwrap_or(false);
        Body {
            required,
            contents: self.contents(node.get("content"), at),
            docs: docs(node, "summary"),
            span: node.span,
        }
    }

    /// An answer of an operation.
    pub fn reply(&mut self, node: &'a Node, status: StatusSet, word: Option<&str>, at: &str) -> Option<Reply> {
        let (referred, target) = self.follow(node);
        let target = target?;
        let Some(name) = referred else {
            return Some(self.at("response", |this| match word {
                Some(word) => this.at(word, |this| this.reply_here(target, status, at)),
                None => this.reply_here(target, status, at),
            }));
        };
        if let Some(reply) = self.replies.get(name) {
            return Some(Reply { status, ..reply.clone() });
        }
        let reply = self.from(vec![last_step(name)], |this| this.reply_here(target, status, name));
        self.replies.insert(name.to_owned(), reply.clone());
        Some(reply)
    }

    fn reply_here(&mut self, node: &'a Node, status: StatusSet, at: &str) -> Reply {
        let headers = node.get("headers").and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
        Reply {
            status,
            contents: self.contents(node.get("content"), at),
            headers: headers.iter().filter_map(|entry| self.header(&entry.key, &entry.value)).collect(),
            docs: docs(node, "summary"),
            span: node.span,
        }
    }

    fn contents(&mut self, node: Option<&'a Node>, at: &str) -> Vec<Content> {
        let entries = node.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
        // Only the first JSON content is named after the body alone; others carry their kind.
        let mut contents: Vec<Content> = Vec::with_capacity(entries.len());
        for entry in entries {
            let at = format!("{at}/content/{}", step(&entry.key));
            let content = if contents.is_empty() {
                self.content(&entry.key, &entry.value, &at, entry.key_span)
            } else {
                self.at(word_of(&entry.key), |this| this.content(&entry.key, &entry.value, &at, entry.key_span))
            };
            contents.push(content);
        }
        contents
    }

    fn content(&mut self, media_type: &str, node: &'a Node, at: &str, span: Span) -> Content {
        let place = match node.get("schema") {
            Some(schema) => self.schema(schema).place,
            None => Place::of(Ty::Any(AnyReason::Declared)),
        };
        let essence = essence_of(media_type);
        let scalar = match node.get("schema") {
            Some(schema) if !is_json(&essence) => self.merged(schema).and_then(|facts| Self::scalar(&facts)),
            _ => None,
        };
        let kind = kind_of(&essence, place.clone(), scalar);
        let described = !matches!(place.ty, Ty::Any(_));
        if matches!(kind, ContentKind::Bytes) && scalar.is_none() && described {
            let message = format!("`{media_type}` is neither written nor read, so that its schema has no use");
            let help = "describe the body as `{type: string, format: binary}`, or offer JSON";
            self.refuse(Code::UnsupportedContent, span, message, help);
        }
        let checked = matches!(kind, ContentKind::Json(_) | ContentKind::Form(_) | ContentKind::Multipart(_));
        let examples = self.examples(node, at, if checked { Some(&place) } else { None });
        let pin = node.get("x-rust-name").and_then(Node::as_str).map(str::to_owned);
        Content { media_type: media_type.to_owned(), kind, pin, examples, span }
    }
}

/// Reports bodies of a form's media type that have no fields to be written. They are taken as bytes, or left out where
/// JSON can say the same.
pub fn check_forms(sink: &mut Sink, api: &mut Api) {
    let mut ops = std::mem::take(&mut api.ops);
    for body in ops.iter_mut().filter_map(|op| op.body.as_mut()) {
        let json = |content: &Content| match &content.kind {
            ContentKind::Json(place) => Some(place.ty.clone()),
            _ => None,
        };
        let said: Vec<Ty> = body.contents.iter().filter_map(json).collect();
        body.contents.retain_mut(|content| {
            let (ContentKind::Form(place) | ContentKind::Multipart(place)) = &content.kind else { return true };
            if struct_of_form(api, place).is_some() {
                return true;
            }
            let message = format!("`{}` is a form, and its schema is no object with `properties`", content.media_type);
            let help = "describe the fields of the form as an object, or send another media type";
            sink.refuse(Diagnostic::new(Code::UnsupportedContent, content.span, message, help));
            let says_more = !said.contains(&place.ty);
            content.kind = ContentKind::Bytes;
            says_more
        });
    }
    api.ops = ops;
}

/// How a body of a media type is written and read; `scalar` is the plain value that its schema describes, if it does.
fn kind_of(essence: &str, place: Place, scalar: Option<Scalar>) -> ContentKind {
    match essence {
        "application/x-www-form-urlencoded" => ContentKind::Form(place),
        "text/event-stream" => ContentKind::EventStream(place),
        "multipart/form-data" | "multipart/*" => ContentKind::Multipart(place),
        _ if is_json(essence) => ContentKind::Json(place),
        _ if essence.starts_with("text/") && scalar != Some(Scalar::Binary) => ContentKind::Text,
        "*/*" | "application/*" if scalar != Some(Scalar::Binary) => ContentKind::Json(place),
        _ if scalar == Some(Scalar::String) => ContentKind::Text,
        _ => ContentKind::Bytes,
    }
}

/// Whether a media type without parameters is JSON.
pub fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// A media type without its parameters.
pub fn essence_of(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn word_of(media_type: &str) -> &'static str {
    match essence_of(media_type).as_str() {
        "application/json" => "json",
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        "text/event-stream" => "stream",
        _ => "other",
    }
}

/// The name of a referred component.
pub fn last_step(reference: &str) -> String {
    let steps = reference.strip_prefix('#').and_then(pointer::steps).unwrap_or_default();
    steps.into_iter().next_back().unwrap_or_else(|| reference.to_owned())
}
