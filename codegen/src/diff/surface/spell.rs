//! Spells types and arguments as the emitter does, with every alias looked through: what has another name only is the same.

use super::Surface;
use crate::plan::{BodyKind, RustTy, Way};

impl Surface<'_> {
    /// A type without aliases.
    pub fn spell(&self, ty: &RustTy) -> String {
        let of = |outer: &str, inner: &RustTy| format!("{outer}<{}>", self.spell(inner));
        match ty {
            RustTy::Model(id) => match self.typer.base(ty) {
                RustTy::Model(base) if base == *id => self.labels.types[id.0 as usize].clone(),
                base => self.spell(&base),
            },
            RustTy::Vec(inner) => of("Vec", inner),
            RustTy::Array(inner, count) => format!("[{}; {count}]", self.spell(inner)),
            RustTy::Map(inner) => of("Map", inner),
            RustTy::Option(inner) => of("Option", inner),
            RustTy::Maybe(inner) => of("Maybe", inner),
            RustTy::Boxed(inner) => of("Box", inner),
            // One type that can write both.
            RustTy::Timestamp | RustTy::Seconds => "Timestamp".to_owned(),
            plain => format!("{plain:?}"),
        }
    }

    /// The type of an argument for a value.
    pub fn argument(&self, ty: &RustTy) -> String {
        if let RustTy::Boxed(inner) = ty {
            return self.argument(inner);
        }
        let base = self.typer.base(ty);
        match (self.typer.way(&base), &base) {
            (Way::Into, _) => format!("impl Into<{}>", self.spell(&base)),
            (Way::Items, RustTy::Vec(item)) => match self.typer.way_of_item(item) {
                Way::Into => format!("impl IntoIterator<Item = impl Into<{}>>", self.spell(item)),
                _ => format!("impl IntoIterator<Item = {}>", self.spell(item)),
            },
            _ => self.spell(ty),
        }
    }

    /// The type of an argument for a body.
    pub fn body(&self, kind: &BodyKind) -> String {
        match kind {
            BodyKind::Json(ty) => match self.typer.base(ty) {
                RustTy::String => "&str".to_owned(),
                RustTy::Vec(item) => format!("&[{}]", self.spell(&item)),
                base @ (RustTy::Bool
                | RustTy::I32
                | RustTy::I64
                | RustTy::U32
                | RustTy::U64
                | RustTy::F32
                | RustTy::F64) => self.spell(&base),
                RustTy::Option(inner) => format!("Option<&{}>", self.spell(&inner)),
                base => format!("&{}", self.spell(&base)),
            },
            BodyKind::Multipart(id) => self.form(*id),
            BodyKind::Form(id) => format!("&{}", self.form(*id)),
            BodyKind::Text => "impl Into<String>".to_owned(),
            BodyKind::Bytes => "impl Into<Bytes>".to_owned(),
        }
    }

    fn form(&self, id: crate::ir::TypeId) -> String {
        let label = &self.labels.types[id.0 as usize];
        match &self.plan[id].shape {
            crate::plan::Shape::Struct(shape) if shape.twin.is_some() => format!("{label} as a form"),
            _ => label.clone(),
        }
    }
}
