//! A change as the comparison meets it: the finding, and which parts of either document it is about.

use super::finding::Finding;
use crate::ir::{HandleId, OpId, TagId, TypeId};

/// A part of a document that the crate has items for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// The document as a whole.
    Api,
    /// A security scheme, by its index.
    Scheme(usize),
    /// A tag.
    Tag(TagId),
    /// A handle.
    Handle(HandleId),
    /// An operation.
    Op(OpId),
    /// A parameter of an operation, by its index.
    Param(OpId, usize),
    /// The body of an operation.
    Body(OpId),
    /// What an operation gives back.
    Reply(OpId),
    /// What an operation fails with; the crate has no items for it but the types that it names.
    Failure(OpId),
    /// How an operation is paged.
    Pages(OpId),
    /// A type.
    Type(TypeId),
    /// A key of a type, by its index.
    Field(TypeId, usize),
    /// The other keys of a type.
    Extra(TypeId),
    /// A value of an enum, by its index.
    Value(TypeId, usize),
    /// A member of a union, by its index.
    Member(TypeId, usize),
}

impl Origin {
    /// What the part belongs to.
    pub const fn parent(self) -> Option<Self> {
        match self {
            Self::Param(op, _) | Self::Body(op) | Self::Reply(op) | Self::Failure(op) | Self::Pages(op) => {
                Some(Self::Op(op))
            }
            Self::Field(id, _) | Self::Extra(id) | Self::Value(id, _) | Self::Member(id, _) => Some(Self::Type(id)),
            _ => None,
        }
    }

    /// The type that it is, or is a part of.
    pub const fn type_id(self) -> Option<TypeId> {
        match self {
            Self::Type(id) | Self::Field(id, _) | Self::Extra(id) | Self::Value(id, _) | Self::Member(id, _) => {
                Some(id)
            }
            _ => None,
        }
    }
}

/// What of one document a change is about.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// The part itself.
    pub origin: Option<Origin>,
    /// Other parts that it is about: aliases on the way to its type, or all operations.
    pub also: Vec<Origin>,
    /// The types that came or went with it.
    pub types: Vec<TypeId>,
}

impl Touched {
    /// Adds the names that a place goes by.
    pub fn by_names(&mut self, names: &[TypeId]) {
        self.also.extend(names.iter().copied().map(Origin::Type));
    }
}

/// A change as the comparison meets it.
#[derive(Debug, Clone)]
pub struct Delta {
    /// What is told of it.
    pub finding: Finding,
    /// What of the base it is about.
    pub base: Touched,
    /// What of the revision it is about.
    pub revision: Touched,
    /// The operation, event or other subject that it was met in, by its number.
    pub subject: usize,
    /// The pair of types that it was met in.
    pub pair: Option<usize>,
}

impl Delta {
    /// Takes over what another change is about, which is the same change met elsewhere.
    pub fn absorb(&mut self, other: Self) {
        self.finding.wire = self.finding.wire.max(other.finding.wire);
        for (mine, others) in [(&mut self.base, other.base), (&mut self.revision, other.revision)] {
            mine.also.extend(others.origin.into_iter().chain(others.also));
            mine.types.extend(others.types);
        }
    }
}
