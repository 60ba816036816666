//! The intermediate representation: what an API means on the wire. It names nothing in Rust; that is the plan's.

pub mod dump;
pub mod ops;
pub mod types;
pub mod walk;

use std::ops::Index;

pub use ops::{
    AuthKind, AuthScheme, Body, Content, ContentKind, Event, EventGroup, Handle, HandleId, Location, OpId, Operation,
    PageStyle, Pagination, Param, Reply, Server, StatusSet, Style, Tag, TagId,
};
pub use types::{
    Access, AnyReason, Docs, Enum, EnumBase, EnumValue, Example, Extra, Field, Limits, Place, Scalar, Struct, TagEnd,
    Tagging, Ty, TypeDef, TypeId, TypeKey, TypeKind, Union, Usage, Variant,
};

/// An API.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.summary` and `info.description`.
    pub docs: Docs,
    /// Where it can be reached.
    pub servers: Vec<Server>,
    /// How to sign in, in the order of the document.
    pub auth: Vec<AuthScheme>,
    /// Groups of operations, in the order of the document.
    pub tags: Vec<Tag>,
    /// What operations hang from; parents come before their children.
    pub handles: Vec<Handle>,
    /// Operations in the order of the document.
    pub ops: Vec<Operation>,
    /// What the server sends on its own, by tag, in the order of the document.
    pub events: Vec<EventGroup>,
    /// The tag that stands for operations without one; its operations are methods of the client or the handle itself.
    pub untagged: Option<TagId>,
    /// Types: components in the order of the document, then inline ones as they were met.
    pub types: Vec<TypeDef>,
    /// The type of error bodies.
    pub error: Option<TypeId>,
}

impl Index<TypeId> for Api {
    type Output = TypeDef;

    fn index(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0 as usize]
    }
}

impl Index<OpId> for Api {
    type Output = Operation;

    fn index(&self, id: OpId) -> &Operation {
        &self.ops[id.0 as usize]
    }
}

impl Index<TagId> for Api {
    type Output = Tag;

    fn index(&self, id: TagId) -> &Tag {
        &self.tags[id.0 as usize]
    }
}

impl Index<HandleId> for Api {
    type Output = Handle;

    fn index(&self, id: HandleId) -> &Handle {
        &self.handles[id.0 as usize]
    }
}

impl Api {
    /// All types with their ids.
    pub fn types(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        (0..).map(TypeId).zip(&self.types)
    }

    /// All operations with their ids.
    pub fn ops(&self) -> impl Iterator<Item = (OpId, &Operation)> {
        (0..).map(OpId).zip(&self.ops)
    }

    /// The parameters that a handle and those it hangs from hold, outermost first.
    pub fn handle_params(&self, handle: Option<HandleId>) -> Vec<&(String, Place)> {
        let Some(id) = handle else { return Vec::new() };
        let mut params = self.handle_params(self[id].parent);
        params.extend(&self[id].params);
        params
    }
}
