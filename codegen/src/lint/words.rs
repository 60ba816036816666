//! Rules for words: whatever a caller sees is described.

use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::{Api, Operation, TypeKey, TypeKind};
use crate::source::Span;

/// Checks that everything has its words.
pub fn check(sink: &mut Sink, api: &Api) {
    for tag in &api.tags {
        // A tag that is not declared has been reported at the same place, and the one of operations without a tag as well.
        let known = sink.found().iter().any(|found| found.code == Code::Tag && found.span == tag.span);
        if !known && tag.docs.description.is_none() {
            missing(sink, tag.span, format!("the tag `{}` has no description", tag.name));
        }
    }
    for op in &api.ops {
        operation(sink, op);
    }
    for event in api.events.iter().flat_map(|group| &group.events) {
        if event.docs.description.is_none() {
            missing(sink, event.span, format!("the event `{}` has no description", event.name));
        }
    }
    for def in &api.types {
        if let TypeKey::Component(name) = &def.key
            && def.docs.description.is_none()
        {
            missing(sink, def.span, format!("the schema `{name}` has no description"));
        }
        let TypeKind::Struct(object) = &def.kind else { continue };
        for field in &object.fields {
            if field.docs.description.is_none() {
                missing(sink, field.span, format!("the property `{}` has no description", field.wire));
            }
        }
    }
}

fn operation(sink: &mut Sink, op: &Operation) {
    let lacking = match (&op.docs.summary, &op.docs.description) {
        (None, None) => Some("neither summary nor description"),
        (None, Some(_)) => Some("no summary"),
        (Some(_), None) => Some("no description"),
        (Some(_), Some(_)) => None,
    };
    if let Some(lacking) = lacking {
        missing(sink, op.span, format!("the operation `{}` has {lacking}", op.id));
    }
    for param in &op.params {
        if param.docs.description.is_none() {
            missing(sink, param.span, format!("the parameter `{}` has no description", param.wire));
        }
    }
    if let Some(body) = op.body.as_ref().filter(|body| body.docs.description.is_none()) {
        missing(sink, body.span, "this request body has no description".to_owned());
    }
}

fn missing(sink: &mut Sink, span: Span, message: String) {
    let help = "say in plain words what it is, and what a caller cannot guess";
    sink.refuse(Diagnostic::new(Code::NoDescription, span, message, help));
}
