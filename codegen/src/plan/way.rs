//! How callers hand over values.
//!
//! The rule: what has conversions is taken as `impl Into<T>` (texts, moments, ids, enums, unions, any JSON), numbers and
//! truth values as they are, structs as they are, and lists as anything that can be iterated, over items of the same rule.
//! Maps, and lists of lists or of `Option`, are taken as they are: more would read worse than it helps.

use super::types::{RustTy, Typer};
use crate::ir::TypeKind;

/// How a type is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As it is.
    AsIs,
    /// As whatever converts into it.
    Into,
    /// As whatever gives its items.
    Items,
}

impl Typer<'_> {
    /// How a type is handed over that is no alias.
    pub fn way(&self, ty: &RustTy) -> Way {
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

    /// The way of an item of a list; `Items` stands for those for which the list is taken as it is.
    pub fn way_of_item(&self, item: &RustTy) -> Way {
        match self.base(item) {
            RustTy::Vec(_) | RustTy::Map(_) | RustTy::Option(_) | RustTy::JsonObject | RustTy::Boxed(_) => Way::Items,
            base => self.way(&base),
        }
    }
}
