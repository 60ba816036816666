//! Every decision on Rust: names, types, modules and features, as look-ups by id.
//!
//! The intermediate representation says what an API means on the wire, the plan how that is said in Rust. The emitter only
//! looks things up here, so that no name is made twice.

pub mod calls;
mod choice;
mod common;
pub mod forms;
pub mod groups;
pub mod ident;
pub mod models;
pub mod names;
pub mod reply;
pub mod reserved;
pub mod servers;
pub mod sign_in;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod types;
pub mod way;

pub use calls::{BodyKind, BodyPlan, CallPlan, OpPlan, ParamPlan, Role};
pub use choice::ChoicePlan;
pub use groups::{GroupPlan, HandlePlan, OwnGroup, TagPlan};
pub use models::{FieldPlan, Presence, Shape, StructPlan, TypePlan, VariantPlan};
pub use reply::{EventData, ReplyPlan};
pub use servers::ServerPlan;
pub use sign_in::LoginPlan;
pub use types::{Carrier, RustTy, Typer};
pub use way::Way;

use std::ops::Index;

use crate::config::Config;
use crate::diag::Sink;
use crate::ir::{Api, HandleId, OpId, TagId, TypeId};

/// All decisions on one API.
#[derive(Debug, Clone)]
pub struct Plan {
    /// By [`TypeId`].
    pub types: Vec<TypePlan>,
    /// By [`OpId`].
    pub ops: Vec<OpPlan>,
    /// By [`TagId`].
    pub tags: Vec<TagPlan>,
    /// By [`HandleId`].
    pub handles: Vec<HandlePlan>,
    /// By tag, then by handle.
    pub groups: Vec<GroupPlan>,
    /// The setters of credentials, by the index of their schemes.
    pub credentials: Vec<String>,
    /// What gets tokens for schemes by itself, in the order of the schemes.
    pub logins: Vec<LoginPlan>,
    /// The servers that single operations have beside the client's.
    pub servers: Vec<ServerPlan>,
    /// The tag in whose file each type stands, by [`TypeId`]; `None` for the shared one.
    pub homes: Vec<Option<TagId>>,
}

impl Index<TypeId> for Plan {
    type Output = TypePlan;

    fn index(&self, id: TypeId) -> &TypePlan {
        &self.types[id.0 as usize]
    }
}

impl Index<OpId> for Plan {
    type Output = OpPlan;

    fn index(&self, id: OpId) -> &OpPlan {
        &self.ops[id.0 as usize]
    }
}

impl Index<TagId> for Plan {
    type Output = TagPlan;

    fn index(&self, id: TagId) -> &TagPlan {
        &self.tags[id.0 as usize]
    }
}

impl Index<HandleId> for Plan {
    type Output = HandlePlan;

    fn index(&self, id: HandleId) -> &HandlePlan {
        &self.handles[id.0 as usize]
    }
}

/// Plans an API.
pub fn build(sink: &mut Sink, api: &Api, config: &Config) -> Plan {
    let typer = Typer::new(api);
    let models = models::plan(sink, api, &typer, &forms::carriers(api));
    let tags = groups::tags(sink, api, config);
    let mut handles = groups::handles(sink, api);
    let mut groups = groups::groups(api);
    let ops = calls::plan(sink, api, &typer, &tags, &mut handles, &mut groups);
    let credentials = sign_in::credentials(sink, api);
    let logins = sign_in::logins(sink, api, &credentials);
    let taken = credentials.iter().chain(logins.iter().map(|login| &login.setter));
    let servers = servers::plan(sink, api, &taken.map(String::as_str).collect::<Vec<_>>());
    let mut homes = crate::passes::homes::homes(api);
    // Operations without a tag are always there, and so are their types.
    homes.iter_mut().filter(|home| home.is_some() && **home == api.untagged).for_each(|home| *home = None);
    Plan { types: models, ops, tags, handles, groups, credentials, logins, servers, homes }
}
