//! How callers hand over values.
//!
//! The rule: what has conversions is taken as `impl Into<T>` (texts, moments, ids, enums, unions, any JSON), numbers and
//! truth values as they are, structs as they are, and lists as anything that can be iterated, over items of the same rule.
//! Maps, and lists of lists or of `Option`, are taken as they are: more would read worse than it helps.

use super::Cx;
use super::rt::{At, spell};
use crate::ir::TypeKind;
use crate::plan::RustTy;

/// A value that a caller hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The type of the parameter.
    pub ty: String,
    /// What makes the value of it.
    pub value: String,
}

/// How a type is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    AsIs,
    Into,
    Items,
}

fn way(cx: &Cx<'_>, ty: &RustTy) -> Way {
    match ty {
        RustTy::String
        | RustTy::Timestamp
        | RustTy::Seconds
        | RustTy::Date
        | RustTy::Secret
        | RustTy::SecretObject
        | RustTy::Base64
        | RustTy::Bytes
        | RustTy::FilePart
        | RustTy::Json => Way::Into,
        RustTy::Model(id) => match cx.api[*id].kind {
            TypeKind::Enum(_) | TypeKind::Id(_) | TypeKind::Union(_) => Way::Into,
            TypeKind::Struct(_) | TypeKind::Alias(_) => Way::AsIs,
        },
        RustTy::Vec(item) if !matches!(way_of_item(cx, item), Way::Items) => Way::Items,
        _ => Way::AsIs,
    }
}

/// The way of an item of a list; `Items` stands for those for which the list is taken as it is.
fn way_of_item(cx: &Cx<'_>, item: &RustTy) -> Way {
    match cx.typer.base(item) {
        RustTy::Vec(_) | RustTy::Map(_) | RustTy::Option(_) | RustTy::JsonObject | RustTy::Boxed(_) => Way::Items,
        base => way(cx, &base),
    }
}

/// The parameter for a value of a type that goes by a name.
pub fn argument(cx: &Cx<'_>, ty: &RustTy, name: &str, at: At) -> Argument {
    if let RustTy::Boxed(inner) = ty {
        let Argument { ty, value } = argument(cx, inner, name, at);
        return Argument { ty, value: format!("Box::new({value})") };
    }
    let base = cx.typer.base(ty);
    let spelled = spell(cx, &base, at);
    match (way(cx, &base), &base) {
        // Whatever form a moment was read in, it is sent in the form that the server expects.
        (_, RustTy::Timestamp) => {
            Argument { ty: format!("impl Into<{spelled}>"), value: format!("{spelled}::in_text(&{name}.into())") }
        }
        (_, RustTy::Seconds) => {
            Argument { ty: format!("impl Into<{spelled}>"), value: format!("{spelled}::in_seconds(&{name}.into())") }
        }
        (Way::Into, _) => Argument { ty: format!("impl Into<{spelled}>"), value: format!("{name}.into()") },
        (Way::Items, RustTy::Vec(item)) => {
            let spelled = spell(cx, item, at);
            match way_of_item(cx, item) {
                Way::Into => Argument {
                    ty: format!("impl IntoIterator<Item = impl Into<{spelled}>>"),
                    value: format!("{name}.into_iter().map(Into::into).collect()"),
                },
                _ => Argument {
                    ty: format!("impl IntoIterator<Item = {spelled}>"),
                    value: format!("{name}.into_iter().collect()"),
                },
            }
        }
        _ => Argument { ty: spell(cx, ty, at), value: name.to_owned() },
    }
}

/// A value that goes into a path, a query or a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireArgument {
    /// The type of the parameter.
    pub ty: String,
    /// A statement that comes before; may be empty.
    pub before: String,
    /// What makes a value of the runtime of it, or what converts into one.
    pub value: String,
}

/// The parameter for a value that goes into a path, a query or a header.
pub fn wire_argument(cx: &Cx<'_>, ty: &RustTy, name: &str) -> WireArgument {
    let Argument { ty: taken, mut value } = argument(cx, ty, name, At::Elsewhere);
    let base = cx.typer.base(ty);
    let spelled = spell(cx, &base, At::Elsewhere);
    let mut before = String::new();
    if value.ends_with(".collect()") {
        before = format!("let {name}: {spelled} = {value};");
        name.clone_into(&mut value);
    }
    if !has_value(cx, &base) {
        let of = if value.ends_with(".into()") { format!("::<{spelled}>") } else { String::new() };
        value = format!("rt::Value::of{of}(&{value})");
    }
    WireArgument { ty: taken, before, value }
}

/// Whether a type converts into a value of a parameter by itself; others are written as JSON first.
fn has_value(cx: &Cx<'_>, ty: &RustTy) -> bool {
    match ty {
        RustTy::Model(id) => match &cx.api[*id].kind {
            TypeKind::Enum(_) | TypeKind::Id(_) => true,
            TypeKind::Struct(_) | TypeKind::Union(_) => false,
            TypeKind::Alias(_) => has_value(cx, &cx.typer.base(ty)),
        },
        RustTy::Vec(inner) | RustTy::Map(inner) | RustTy::Option(inner) | RustTy::Boxed(inner) => has_value(cx, inner),
        RustTy::Maybe(_) | RustTy::Bytes | RustTy::FilePart => false,
        _ => true,
    }
}
