//! Spells types and arguments as the emitter does, with every alias looked through: what has another name only is the same.

use super::Surface;
use crate::ir::TypeKind;
use crate::plan::{BodyKind, RustTy};

/// How a type is handed over; see `emit::argument`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    AsIs,
    Into,
    Items,
}

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
            RustTy::Map(inner) => of("Map", inner),
            RustTy::Option(inner) => of("Option", inner),
            RustTy::Maybe(inner) => of("Maybe", inner),
            RustTy::Boxed(inner) => of("Box", inner),
            // One type that can write both.
            RustTy::Timestamp | RustTy::Seconds => "Timestamp".to_owned(),
            plain => format!("{plain:?}"),
        }
    }

    fn way(&self, ty: &RustTy) -> Way {
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
            RustTy::Model(id) => match self.api[*id].kind {
                TypeKind::Enum(_) | TypeKind::Id(_) | TypeKind::Union(_) => Way::Into,
                TypeKind::Struct(_) | TypeKind::Alias(_) => Way::AsIs,
            },
            RustTy::Vec(item) if self.way_of_item(item) != Way::Items => Way::Items,
            _ => Way::AsIs,
        }
    }

    fn way_of_item(&self, item: &RustTy) -> Way {
        match self.typer.base(item) {
            RustTy::Vec(_) | RustTy::Map(_) | RustTy::Option(_) | RustTy::JsonObject | RustTy::Boxed(_) => Way::Items,
            base => self.way(&base),
        }
    }

    /// The type of an argument for a value.
    pub fn argument(&self, ty: &RustTy) -> String {
        if let RustTy::Boxed(inner) = ty {
            return self.argument(inner);
        }
        let base = self.typer.base(ty);
        match (self.way(&base), &base) {
            (Way::Into, _) => format!("impl Into<{}>", self.spell(&base)),
            (Way::Items, RustTy::Vec(item)) => match self.way_of_item(item) {
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
