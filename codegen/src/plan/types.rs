//! The Rust type of every place.

use std::collections::BTreeSet;

use crate::ir::walk::{named_in, places_of_type};
use crate::ir::{Api, Place, Scalar, Ty, TypeId, TypeKind};

/// A type as Rust has it; the emitter spells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustTy {
    /// `String`.
    String,
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// A moment that travels as text, by the runtime.
    Timestamp,
    /// A moment that travels as seconds; the same type in Rust, which can write both.
    Seconds,
    /// A day, by the runtime.
    Date,
    /// Text that must not be seen, by the runtime.
    Secret,
    /// An object that must not be seen, by the runtime.
    SecretObject,
    /// Bytes that travel as base64, by the runtime.
    Base64,
    /// Bytes.
    Bytes,
    /// A file of a form.
    FilePart,
    /// Any JSON value.
    Json,
    /// An object of any JSON values.
    JsonObject,
    /// A type of the API.
    Model(TypeId),
    /// `Vec`.
    Vec(Box<RustTy>),
    /// An array of so many items.
    Array(Box<RustTy>, u64),
    /// A map from texts.
    Map(Box<RustTy>),
    /// `Option`.
    Option(Box<RustTy>),
    /// The runtime's three states: absent, null, a value.
    Maybe(Box<RustTy>),
    /// `Box`.
    Boxed(Box<RustTy>),
}

/// Where a value travels; bytes are something else in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// In JSON: bytes are text.
    Json,
    /// As a part of a form: bytes are a file.
    Form,
}

impl RustTy {
    /// `Option<self>`.
    #[must_use]
    pub fn optional(self) -> Self {
        Self::Option(Box::new(self))
    }

    /// Whether it holds a file anywhere.
    pub fn holds_file(&self) -> bool {
        match self {
            Self::FilePart => true,
            Self::Vec(inner)
            | Self::Array(inner, _)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Maybe(inner)
            | Self::Boxed(inner) => inner.holds_file(),
            _ => false,
        }
    }

    /// The types of the API that it names.
    pub fn models(&self, found: &mut Vec<TypeId>) {
        match self {
            Self::Model(id) => found.push(*id),
            Self::Vec(inner)
            | Self::Array(inner, _)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Maybe(inner)
            | Self::Boxed(inner) => inner.models(found),
            _ => {}
        }
    }
}

/// Gives places their Rust types.
pub struct Typer<'a> {
    pub(super) api: &'a Api,
    /// Aliases that lead back to themselves without passing a type of its own; Rust cannot name them.
    endless: Vec<bool>,
}

impl<'a> Typer<'a> {
    /// Prepares for an API.
    pub fn new(api: &'a Api) -> Self {
        let mut typer = Self { api, endless: vec![false; api.types.len()] };
        typer.endless = (0..api.types.len()).map(|index| typer.is_endless(index)).collect();
        typer
    }

    /// The type of a place that holds its value, without `Option` for `null`.
    pub fn value(&self, place: &Place, carrier: Carrier) -> RustTy {
        match &place.ty {
            Ty::Scalar(Scalar::Timestamp) if place.format.as_deref() == Some("unix-time") => RustTy::Seconds,
            Ty::Scalar(scalar) => of_scalar(*scalar, carrier),
            Ty::Named(id) if self.endless[id.0 as usize] => RustTy::Json,
            Ty::Named(id) => match &self.api[*id].kind {
                // An alias of bytes would have to be two types.
                TypeKind::Alias(inner) if carrier == Carrier::Form && self.is_file(inner) => self.value(inner, carrier),
                _ => RustTy::Model(*id),
            },
            Ty::List(item) => RustTy::Vec(Box::new(self.item(item, carrier))),
            Ty::Map(item) => match (&item.ty, item.nullable) {
                (Ty::Any(_), _) => RustTy::JsonObject,
                _ => RustTy::Map(Box::new(self.item(item, carrier))),
            },
            Ty::Any(_) => RustTy::Json,
        }
    }

    /// The type of a place of a type that is only sent: an array for a list of so many items. A server may well give more, or
    /// less, than it says.
    pub fn sent(&self, place: &Place, value: RustTy, owner: TypeId) -> RustTy {
        const LONGEST: u64 = 8;
        let (Ty::List(item), RustTy::Vec(inner)) = (&place.ty, &value) else { return value };
        let limits = &place.limits;
        match limits.min_items.filter(|least| limits.max_items == Some(*least) && (1..=LONGEST).contains(least)) {
            // An array within itself would have no size.
            Some(count) if !self.reaches(item, owner) => RustTy::Array(inner.clone(), count),
            _ => value,
        }
    }

    /// Whether a value of a place may hold one of a type, at any depth.
    fn reaches(&self, place: &Place, wanted: TypeId) -> bool {
        let (mut open, mut seen) = (Vec::new(), BTreeSet::new());
        named_in(place, &mut open);
        while let Some(id) = open.pop() {
            if id == wanted {
                return true;
            }
            if seen.insert(id) {
                for place in places_of_type(&self.api[id].kind) {
                    named_in(place, &mut open);
                }
            }
        }
        false
    }

    /// The type of a place that is always there: `Option` where it may be `null`.
    pub fn item(&self, place: &Place, carrier: Carrier) -> RustTy {
        let value = self.value(place, carrier);
        if self.is_nullable(place) && value != RustTy::Json { value.optional() } else { value }
    }

    /// Whether a place may hold `null`, by itself or because its alias may.
    pub fn is_nullable(&self, place: &Place) -> bool {
        place.nullable || matches!(self.aliased(place), Some(inner) if self.is_nullable(inner))
    }

    /// The type behind aliases: what a conversion has to deal with.
    pub fn base(&self, ty: &RustTy) -> RustTy {
        match ty {
            RustTy::Model(id) => match &self.api[*id].kind {
                TypeKind::Alias(inner) => self.base(&self.value(inner, Carrier::Json)),
                _ => ty.clone(),
            },
            _ => ty.clone(),
        }
    }

    fn aliased(&self, place: &Place) -> Option<&'a Place> {
        match place.ty {
            Ty::Named(id) if !self.endless[id.0 as usize] => match &self.api[id].kind {
                TypeKind::Alias(inner) => Some(inner),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a place holds bytes, by itself or through aliases, lists included.
    pub fn is_file(&self, place: &Place) -> bool {
        match &place.ty {
            Ty::Scalar(Scalar::Binary) => true,
            Ty::List(item) => self.is_file(item),
            Ty::Named(_) => self.aliased(place).is_some_and(|inner| self.is_file(inner)),
            _ => false,
        }
    }

    fn is_endless(&self, start: usize) -> bool {
        // Follows aliases only: every other kind of type ends the search, because Rust gives it a name of its own.
        let mut seen = vec![start];
        let mut open = vec![start];
        while let Some(index) = open.pop() {
            let TypeKind::Alias(place) = &self.api.types[index].kind else { continue };
            let mut named = Vec::new();
            named_in(place, &mut named);
            for id in named {
                let next = id.0 as usize;
                if next == start {
                    return true;
                }
                if !seen.contains(&next) {
                    seen.push(next);
                    open.push(next);
                }
            }
        }
        false
    }
}

const fn of_scalar(scalar: Scalar, carrier: Carrier) -> RustTy {
    match scalar {
        Scalar::Bool => RustTy::Bool,
        Scalar::I32 => RustTy::I32,
        Scalar::I64 => RustTy::I64,
        Scalar::U32 => RustTy::U32,
        Scalar::U64 => RustTy::U64,
        Scalar::F32 => RustTy::F32,
        Scalar::F64 => RustTy::F64,
        Scalar::Timestamp => RustTy::Timestamp,
        Scalar::Date => RustTy::Date,
        Scalar::Secret => RustTy::Secret,
        Scalar::SecretObject => RustTy::SecretObject,
        Scalar::Base64 => RustTy::Base64,
        Scalar::Binary if matches!(carrier, Carrier::Form) => RustTy::FilePart,
        Scalar::String | Scalar::Binary => RustTy::String,
    }
}
