//! What the users of a crate can name: its public items with their signatures, made from the plan as the emitter makes the
//! crate, and beside them what the emitted tables say.
//!
//! Items are identified by what they stand for, not by what they are called, so that a new name is seen as such.

mod calls;
pub mod changes;
mod models;
mod spell;

use std::collections::{HashMap, HashSet};

use super::compare::Walked;
use super::delta::Origin;
use super::pair::Paired;
use crate::ir::{Api, AuthKind, TagId, TypeId};
use crate::plan::{Plan, Typer, servers};

/// A document and the decisions on its crate.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What the document means.
    pub api: &'a Api,
    /// The names and types in Rust.
    pub plan: &'a Plan,
}

/// One item of a crate, or a row of its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name, as users write it; none for what no user can name.
    pub name: Option<String>,
    /// What it is called within what it belongs to, with identities for all other names; where that is not the last part of
    /// its name.
    pub called: Option<String>,
    /// How much of its identity is that of the item that it belongs to; 0 where it stands for itself.
    pub owner: usize,
    /// Its signature in parts, or what a table says.
    pub parts: Vec<Part>,
    /// What of the document it comes of.
    pub origin: Origin,
}

/// A part of a signature: an argument, or the type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it stands for; not visible, but the order of such parts is.
    pub label: String,
    /// Its type.
    pub ty: String,
    /// What of the document it comes of.
    pub origin: Origin,
}

impl Part {
    fn new(label: impl Into<String>, ty: impl Into<String>, origin: Origin) -> Self {
        Self { label: label.into(), ty: ty.into(), origin }
    }
}

impl Item {
    /// What it is called within what it belongs to.
    pub fn called(&self) -> &str {
        let name = self.name.as_deref().unwrap_or_default();
        self.called.as_deref().unwrap_or_else(|| name.rsplit("::").next().unwrap_or_default())
    }
}

/// Items by their identities; that of what an item belongs to is the beginning of its own.
pub type Items = HashMap<String, Item>;

/// An item of the base.
#[derive(Debug, Clone)]
pub struct Known {
    /// The item.
    pub item: Item,
    /// What the item of the revision with the same identity comes of, if there is one.
    pub met: Option<Origin>,
}

/// The items of both crates. There are many, and hardly any differ: those of the revision that are the same are not kept.
#[derive(Debug, Default)]
pub struct Both {
    /// All of the base.
    pub base: HashMap<String, Known>,
    /// Those of the revision that the base has not, or has otherwise.
    pub revision: Items,
}

/// What the parts of one side are called on both: identities that do not change with names.
struct Labels {
    types: Vec<String>,
    ops: Vec<String>,
    tags: Vec<String>,
    schemes: Vec<String>,
}

/// The items of both sides, with the same identities where they stand for the same.
pub fn items(base: Side<'_>, revision: Side<'_>, walked: &Walked) -> Both {
    let names = |side: Side<'_>| side.plan.types.iter().map(|plan| plan.name.clone()).collect::<Vec<String>>();
    let (old_names, new_names) = (names(base), names(revision));
    let renamed = renamed(&old_names, &new_names, &walked.types);
    let old_types =
        old_names.iter().enumerate().map(|(index, name)| renamed.get(&index).unwrap_or(name).clone()).collect();
    let labels = |paired: &Paired, old: usize, new: usize| {
        let mut before: Vec<String> = (0..old).map(|index| format!("gone {index}")).collect();
        paired.both.iter().for_each(|(one, other)| before[*one] = other.to_string());
        (before, (0..new).map(|index| index.to_string()).collect::<Vec<String>>())
    };
    let ops = labels(&walked.ops, base.api.ops.len(), revision.api.ops.len());
    let tags = labels(&walked.tags, base.api.tags.len(), revision.api.tags.len());
    let schemes = labels(&walked.schemes, base.api.auth.len(), revision.api.auth.len());
    let old = Labels { types: old_types, ops: ops.0, tags: tags.0, schemes: schemes.0 };
    let new = Labels { types: new_names, ops: ops.1, tags: tags.1, schemes: schemes.1 };
    let known = Surface::new(base, &old, Keep::All(HashMap::new())).finish().into_both();
    Surface::new(revision, &new, Keep::New(known)).finish().into_both()
}

/// What is kept of the items.
enum Keep {
    /// Those of the base.
    All(HashMap<String, Known>),
    /// Those of the revision that are new or differ.
    New(Both),
}

impl Keep {
    fn add(&mut self, key: String, item: Item) {
        match self {
            Self::All(base) => drop(base.insert(key, Known { item, met: None })),
            Self::New(both) => {
                if let Some(known) = both.base.get_mut(&key) {
                    known.met = Some(item.origin);
                    if changes::is_same(&known.item, &item) {
                        return;
                    }
                }
                both.revision.insert(key, item);
            }
        }
    }

    fn into_both(self) -> Both {
        match self {
            Self::All(base) => Both { base, revision: Items::new() },
            Self::New(both) => both,
        }
    }
}

/// Types whose name is gone and that take the place of one whose name is new.
fn renamed(old: &[String], new: &[String], pairs: &[(TypeId, TypeId)]) -> HashMap<usize, String> {
    let (before, after): (HashSet<&String>, HashSet<&String>) = (old.iter().collect(), new.iter().collect());
    let mut found: HashMap<usize, String> = HashMap::new();
    let mut taken: HashSet<usize> = HashSet::new();
    for (one, other) in pairs {
        let (one, other) = (one.0 as usize, other.0 as usize);
        let is_new = !after.contains(&old[one]) && !before.contains(&new[other]);
        if is_new && !found.contains_key(&one) && taken.insert(other) {
            found.insert(one, new[other].clone());
        }
    }
    found
}

/// The items in the making.
struct Surface<'a> {
    api: &'a Api,
    plan: &'a Plan,
    typer: Typer<'a>,
    labels: &'a Labels,
    items: Keep,
}

impl<'a> Surface<'a> {
    fn new(side: Side<'a>, labels: &'a Labels, items: Keep) -> Self {
        let Side { api, plan } = side;
        Self { api, plan, typer: Typer::new(api), labels, items }
    }

    fn finish(mut self) -> Keep {
        self.models();
        self.calls();
        self.client();
        self.items
    }

    /// Adds an item that users can name.
    fn public(&mut self, key: String, owner: Option<&str>, name: String, parts: Vec<Part>, origin: Origin) {
        let owner = length(&key, owner);
        self.items.add(key, Item { name: Some(name), called: None, owner, parts, origin });
    }

    /// Adds an item whose name is more than the last of its words.
    fn called(
        &mut self,
        key: String,
        owner: Option<&str>,
        (name, called): (String, String),
        parts: Vec<Part>,
        origin: Origin,
    ) {
        let owner = length(&key, owner);
        self.items.add(key, Item { name: Some(name), called: Some(called), owner, parts, origin });
    }

    /// Adds what a table says.
    fn fact(&mut self, key: String, owner: Option<&str>, text: String, origin: Origin) {
        let parts = vec![Part::new("", text, origin)];
        let owner = length(&key, owner);
        self.items.add(key, Item { name: None, called: None, owner, parts, origin });
    }

    fn client(&mut self) {
        for (index, (scheme, setter)) in self.api.auth.iter().zip(&self.plan.credentials).enumerate() {
            let (key, origin) = (format!("scheme {}", self.labels.schemes[index]), Origin::Scheme(index));
            self.public(key.clone(), None, format!("ClientBuilder::{setter}"), Vec::new(), origin);
            // What is given is a text, be it a name and a password.
            let basic = if scheme.kind == AuthKind::Basic { " of a name and a password" } else { "" };
            self.fact(format!("{key} fact"), Some(&key), format!("{:?}{basic}", scheme.kind), origin);
        }
        for login in &self.plan.logins {
            let owner = format!("scheme {}", self.labels.schemes[login.scheme]);
            let (key, origin) = (format!("{owner} login"), Origin::Scheme(login.scheme));
            let name = format!("ClientBuilder::{}", login.setter);
            self.public(key.clone(), Some(&owner), name, Vec::new(), origin);
            self.fact(format!("{key} url"), Some(&key), login.token_url.clone(), origin);
        }
        self.fact("server".to_owned(), None, servers::main(self.api).unwrap_or_default().to_owned(), Origin::Api);
        for server in &self.plan.servers {
            let op = self.api.ops().find(|(_, op)| servers::own(self.api, op) == Some(&server.url));
            let origin = op.map_or(Origin::Api, |(id, _)| Origin::Op(id));
            let name = format!("ClientBuilder::{}", server.setter);
            self.public(format!("server {}", server.url), None, name, Vec::new(), origin);
        }
        self.fact("version".to_owned(), None, self.api.version.clone(), Origin::Api);
        if let Some(error) = self.api.error {
            let parts = vec![Part::new("", format!("Option<{}>", self.labels.types[error.0 as usize]), Origin::Api)];
            self.public("error body".to_owned(), None, "error_body".to_owned(), parts, Origin::Api);
        }
        let tags: Vec<(String, String, Option<String>, bool)> = self
            .plan
            .tags
            .iter()
            .zip(&self.labels.tags)
            .map(|(tag, label)| (label.clone(), tag.module.clone(), tag.feature.clone(), tag.used))
            .collect();
        for (index, (label, module, feature, used)) in tags.into_iter().enumerate() {
            let origin = Origin::Tag(TagId(u32::try_from(index).unwrap_or(u32::MAX)));
            if used {
                self.public(format!("module {label}"), None, format!("operations::{module}"), Vec::new(), origin);
            }
            if let Some(feature) = feature {
                self.public(format!("feature {label}"), None, format!("feature {feature}"), Vec::new(), origin);
            }
        }
    }
}

/// The length of the identity of what an item belongs to.
fn length(key: &str, owner: Option<&str>) -> usize {
    owner.filter(|owner| key.starts_with(owner)).map_or(0, str::len)
}
