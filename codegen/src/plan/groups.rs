//! Plans what a client is made of: groups of operations by tag, and the handles they hang from.

use std::collections::BTreeSet;

use super::ident;
use super::names::{self, Claim, Scope};
use crate::config::Config;
use crate::diag::Sink;
use crate::ir::{Api, Handle, HandleId, Tag, TagId};

/// What is decided on one tag.
#[derive(Debug, Clone)]
pub struct TagPlan {
    /// The module of its operations and of the types that it owns.
    pub module: String,
    /// The feature that switches it on; `None` where it is always there.
    pub feature: Option<String>,
    /// Whether it has any operation.
    pub used: bool,
}

/// What is decided on one handle.
#[derive(Debug, Clone)]
pub struct HandlePlan {
    /// Its type.
    pub name: String,
    /// The method that leads to it.
    pub method: String,
    /// The arguments of that method: name in Rust, by the index of the parameter.
    pub args: Vec<String>,
}

/// The operations of one tag that hang from one handle.
#[derive(Debug, Clone)]
pub struct GroupPlan {
    /// The tag.
    pub tag: TagId,
    /// The handle; `None` for the client.
    pub handle: Option<HandleId>,
    /// Its type and the method that leads to it; `None` where its operations are methods of the handle itself.
    pub own: Option<OwnGroup>,
}

/// A group with a type of its own.
#[derive(Debug, Clone)]
pub struct OwnGroup {
    /// Its type.
    pub name: String,
    /// The method of the handle that leads to it.
    pub accessor: String,
}

/// Names that no tag's module can have.
const TAKEN_MODULES: &[&str] = &["shared", "mod"];

/// Plans all tags, by [`TagId`].
pub fn tags(sink: &mut Sink, api: &Api, config: &Config) -> Vec<TagPlan> {
    let mut used = vec![false; api.tags.len()];
    api.ops.iter().for_each(|op| used[op.tag.0 as usize] = true);
    let mut needed = used.clone();
    api.events.iter().for_each(|group| needed[group.tag.0 as usize] = true);
    let claims: Vec<Claim> = api.tags.iter().map(module_claim).collect();
    let scope = Scope { title: "the modules", kind: "tag", taken: TAKEN_MODULES, harsher: &spelled_module };
    let modules = names::resolve(sink, &scope, &claims);
    let named = (0..).map(TagId).zip(&needed).filter(|(id, needed)| **needed && api.untagged != Some(*id)).count();
    let taken: BTreeSet<&str> = ["blocking", "default", "reqwest"].into_iter().chain(config.feature_names()).collect();
    let plan = |(index, module): (usize, String)| {
        let id = TagId(u32::try_from(index).unwrap_or(u32::MAX));
        let gated = named > 1 && needed[index] && api.untagged != Some(id);
        let mut feature = module.replace('_', "-");
        if taken.contains(feature.as_str()) {
            feature.push_str("-api");
        }
        TagPlan { module, feature: gated.then_some(feature), used: used[index] }
    };
    modules.into_iter().enumerate().map(plan).collect()
}

fn module_claim(tag: &Tag) -> Claim {
    let name = tag.pin.as_deref().unwrap_or(if tag.name.is_empty() { "untagged" } else { &tag.name });
    let names = vec![module(&ident::words(name))];
    Claim { wire: tag.name.clone(), span: tag.span, pin: None, names, rank: 0 }
}

fn spelled_module(_: usize, claim: &Claim, level: usize) -> Option<String> {
    let spelling = [ident::Spelling::Symbols, ident::Spelling::Case].get(level)?;
    Some(module(&ident::spelled(&claim.wire, *spelling)))
}

/// The module of these words. It is also a file, for which `r#` is no remedy.
fn module(words: &[String]) -> String {
    let mut module = ident::file_stem(words);
    if ident::is_keyword(&module) || TAKEN_MODULES.contains(&module.as_str()) {
        module.push_str("_api");
    }
    module
}

/// Plans all handles, by [`HandleId`].
pub fn handles(sink: &mut Sink, api: &Api) -> Vec<HandlePlan> {
    let claims: Vec<Claim> = api.handles.iter().map(handle_claim).collect();
    let harsher = |_: usize, claim: &Claim, level: usize| {
        (level == 0).then(|| ident::pascal(&ident::words(&claim.wire)) + "Handle")
    };
    let scope = Scope { title: "the handles", kind: "handle", taken: names::reserved_types(), harsher: &harsher };
    let names = names::resolve(sink, &scope, &claims);
    let plan = |(name, handle): (String, &Handle)| {
        let claims: Vec<Claim> = handle.params.iter().map(|(wire, _)| arg_claim(wire, handle)).collect();
        let title = format!("the parameters of `{}`", handle.name);
        let scope = Scope { title: &title, kind: "parameter", taken: &[], harsher: &super::models::spelled_snake };
        let args = names::resolve(sink, &scope, &claims);
        HandlePlan { name, method: ident::snake(&ident::words(&handle.name)), args }
    };
    names.into_iter().zip(&api.handles).map(plan).collect()
}

fn handle_claim(handle: &Handle) -> Claim {
    let names = vec![names::type_name(&ident::words(&handle.name), "Handle")];
    Claim { wire: handle.name.clone(), span: handle.span, pin: handle.pin.clone(), names, rank: 0 }
}

fn arg_claim(wire: &str, handle: &Handle) -> Claim {
    let names = vec![ident::snake(&ident::words(wire))];
    Claim { wire: wire.to_owned(), span: handle.span, pin: None, names, rank: 0 }
}

/// All groups, by tag and then by handle, the client first. Their names are given later, in the scopes they stand in.
pub fn groups(api: &Api) -> Vec<GroupPlan> {
    let pairs: BTreeSet<(TagId, Option<HandleId>)> = api.ops.iter().map(|op| (op.tag, op.handle)).collect();
    let plan = |(tag, handle): (TagId, Option<HandleId>)| {
        let direct = api.untagged == Some(tag) || handle.is_some_and(|handle| api[handle].direct.contains(&tag));
        let own = (!direct).then(|| OwnGroup { name: String::new(), accessor: accessor(&api[tag]) });
        GroupPlan { tag, handle, own }
    };
    pairs.into_iter().map(plan).collect()
}

fn accessor(tag: &Tag) -> String {
    let name = tag.accessor.as_deref().or(tag.pin.as_deref()).unwrap_or(&tag.name);
    ident::snake(&ident::words(name))
}

/// The name that the type of a group would like: the tag's, and where the tag has several groups the handle's before it.
pub fn group_words(api: &Api, groups: &[GroupPlan], group: &GroupPlan) -> Vec<String> {
    let tag = &api[group.tag];
    let mut words = Vec::new();
    let several = groups.iter().filter(|other| other.tag == group.tag && other.own.is_some()).count() > 1;
    if let Some(handle) = group.handle.filter(|_| several) {
        words = ident::words(api[handle].pin.as_deref().unwrap_or(&api[handle].name));
    }
    words.extend(ident::words(tag.pin.as_deref().unwrap_or(&tag.name)));
    words
}
