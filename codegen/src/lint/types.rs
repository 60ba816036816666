//! Rules for types: ids have types of their own, and what the server sends is neither more nor less fixed than it is.

use super::resolved;
use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::{Api, Place, Scalar, Ty, TypeDef, TypeKey, TypeKind};
use crate::source::Span;

/// Checks all types and parameters.
pub fn check(sink: &mut Sink, api: &Api) {
    for op in &api.ops {
        let headers = op.ok.iter().chain(&op.errors).flat_map(|reply| &reply.headers);
        for param in op.params.iter().chain(headers) {
            id(sink, api, &param.wire, &param.place, param.span);
        }
    }
    for def in &api.types {
        match &def.kind {
            TypeKind::Struct(object) => {
                for field in &object.fields {
                    id(sink, api, &field.wire, &field.place, field.span);
                }
                if def.usage.response && !object.fields.is_empty() && !object.required_stated {
                    let message =
                        format!("{} comes in answers and does not say which keys are always there", name(def));
                    let help = "add `required` with the keys that are never missing, `required: []` where any may be";
                    sink.refuse(Diagnostic::new(Code::RequiredUnstated, def.span, message, help));
                }
            }
            TypeKind::Enum(list) if def.usage.response && !list.open => {
                let message = format!("{} comes in answers and is closed", name(def));
                let help = "take `x-open-enum: false` out: a newer server may send a value that is not listed";
                sink.refuse(Diagnostic::new(Code::ClosedEnum, def.span, message, help));
            }
            TypeKind::Union(union) if def.usage.response && !union.open => {
                let message = format!("{} comes in answers and is closed", name(def));
                let help = "take `x-open-enum: false` out: a newer server may send another kind of value";
                sink.refuse(Diagnostic::new(Code::ClosedEnum, def.span, message, help));
            }
            _ => {}
        }
    }
}

fn name(def: &TypeDef) -> String {
    match (&def.key, &def.kind) {
        (TypeKey::Component(name), _) => format!("`{name}`"),
        (TypeKey::Inline(_), TypeKind::Enum(_)) => "this list of values".to_owned(),
        (TypeKey::Inline(_), TypeKind::Union(_)) => "this union".to_owned(),
        (TypeKey::Inline(_), _) => "this object".to_owned(),
    }
}

/// Reports an id that any number could be passed for.
fn id(sink: &mut Sink, api: &Api, key: &str, place: &Place, span: Span) {
    let what = match plain(api, place) {
        Some(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64) if names_an_id(key) => "a plain integer",
        Some(Scalar::F32 | Scalar::F64) if names_an_id(key) => "a plain number",
        Some(Scalar::String) if key == "id" => "a plain string",
        _ => return,
    };
    let help = "refer to a schema with `x-id: true`, one for each kind of thing";
    sink.refuse(Diagnostic::new(Code::PlainId, span, format!("the id `{key}` is {what}"), help));
}

fn names_an_id(key: &str) -> bool {
    matches!(key, "id" | "ids") || ["_id", "_ids", "Id", "Ids"].iter().any(|ending| key.ends_with(ending))
}

/// The plain value that a place holds, once or several times.
fn plain(api: &Api, place: &Place) -> Option<Scalar> {
    let place = resolved(api, place);
    match &place.ty {
        Ty::Scalar(_) if place.constant.is_some() => None,
        Ty::Scalar(scalar) => Some(*scalar),
        Ty::List(item) | Ty::Map(item) => plain(api, item),
        Ty::Named(_) | Ty::Any(_) => None,
    }
}
