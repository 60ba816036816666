//! Parameters of methods and setters, and what makes the value of each; the plan says how it is handed over.

use super::Cx;
use super::rt::{At, spell};
use crate::ir::TypeKind;
use crate::plan::{RustTy, Way};

/// A value that a caller hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The type of the parameter.
    pub ty: String,
    /// What makes the value of it.
    pub value: String,
}

/// The parameter for a value of a type that goes by a name.
pub fn argument(cx: &Cx<'_>, ty: &RustTy, name: &str, at: At) -> Argument {
    if let RustTy::Boxed(inner) = ty {
        let Argument { ty, value } = argument(cx, inner, name, at);
        return Argument { ty, value: format!("Box::new({value})") };
    }
    let base = cx.typer.base(ty);
    let spelled = spell(cx, &base, at);
    match (cx.typer.way(&base), &base) {
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
            match cx.typer.way_of_item(item) {
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
