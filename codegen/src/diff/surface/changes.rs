//! What became of the items of a crate.

use std::collections::HashSet;

use super::{Item, Items};
use crate::diff::delta::Origin;
use crate::diff::finding::Semver;

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It has another signature.
    Changed,
    /// It takes its arguments in another order.
    Reordered,
    /// A table says something else.
    Told,
}

impl Fate {
    /// What it does to those who compile against the crate.
    pub const fn semver(self) -> Semver {
        match self {
            Self::Added => Semver::Minor,
            Self::Told => Semver::Patch,
            Self::Removed | Self::Renamed | Self::Changed | Self::Reordered => Semver::Major,
        }
    }
}

/// A change of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub fate: Fate,
    /// Its name in the base, else in the revision; of a table what it belongs to.
    pub name: String,
    /// Its name or signature in the base.
    pub old: Option<String>,
    /// Its name or signature in the revision.
    pub new: Option<String>,
    /// The parts of the base that it comes of.
    pub base: Vec<Origin>,
    /// The parts of the revision that it comes of.
    pub revision: Vec<Origin>,
    /// The item itself in each of them.
    pub item: (Option<Origin>, Option<Origin>),
}

/// All changes, in the order of the identities.
pub fn changes(old: &Items, new: &Items) -> Vec<Change> {
    let mut found = Vec::new();
    let gone: HashSet<&str> = old.keys().filter(|key| !new.contains_key(*key)).map(String::as_str).collect();
    let came: HashSet<&str> = new.keys().filter(|key| !old.contains_key(*key)).map(String::as_str).collect();
    for (key, item) in old {
        match new.get(key) {
            Some(other) => both(key, item, other, &mut found),
            // What goes with its owner is told with it.
            None if item.owner.as_deref().is_some_and(|owner| gone.contains(owner)) => {}
            None => found.push(Change { revision: owner(item, new), ..one(key, item, true) }),
        }
    }
    for (key, item) in new.iter().filter(|(key, _)| came.contains(key.as_str())) {
        if !item.owner.as_deref().is_some_and(|owner| came.contains(owner)) {
            found.push(Change { base: owner(item, old), ..one(key, item, false) });
        }
    }
    found
}

/// What an item of one side belongs to on the other side, where that is still there.
fn owner(item: &Item, others: &Items) -> Vec<Origin> {
    item.owner.as_ref().and_then(|owner| others.get(owner)).map(|owner| owner.origin).into_iter().collect()
}

fn one(key: &str, item: &Item, is_old: bool) -> Change {
    let fate = match (item.name.is_some(), is_old) {
        (false, _) => Fate::Told,
        (true, true) => Fate::Removed,
        (true, false) => Fate::Added,
    };
    let signature = Some(signature(item));
    let (old, new) = if is_old { (signature, None) } else { (None, signature) };
    let (base, revision) = if is_old { (vec![item.origin], Vec::new()) } else { (Vec::new(), vec![item.origin]) };
    let own = if is_old { (Some(item.origin), None) } else { (None, Some(item.origin)) };
    Change { fate, name: item.name.clone().unwrap_or_else(|| key.to_owned()), old, new, base, revision, item: own }
}

fn both(key: &str, old: &Item, new: &Item, found: &mut Vec<Change>) {
    let name = old.name.clone().unwrap_or_else(|| key.to_owned());
    let whole = |fate: Fate, before: String, after: String| Change {
        fate,
        name: name.clone(),
        old: Some(before),
        new: Some(after),
        base: vec![old.origin],
        revision: vec![new.origin],
        item: (Some(old.origin), Some(new.origin)),
    };
    match (&old.name, &new.name) {
        (Some(_), None) => return found.push(whole(Fate::Removed, signature(old), signature(new))),
        (None, Some(_)) => {
            let change = whole(Fate::Added, signature(old), signature(new));
            return found.push(Change { name: new.name.clone().unwrap_or_default(), ..change });
        }
        (Some(before), Some(after)) if old.called != new.called => {
            found.push(whole(Fate::Renamed, before.clone(), after.clone()));
        }
        _ => {}
    }
    let types = |item: &Item| item.parts.iter().map(|part| part.ty.clone()).collect::<Vec<String>>();
    let labels = |item: &Item| item.parts.iter().map(|part| part.label.clone()).collect::<Vec<String>>();
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    let same_types = types(old) == types(new);
    let same_labels = labels(old) == labels(new);
    let same_set = sorted(labels(old)) == sorted(labels(new));
    if same_types && (same_labels || !same_set) {
        return;
    }
    let fate = if old.name.is_none() {
        Fate::Told
    } else if sorted(types(old)) == sorted(types(new)) && same_set && !same_labels {
        Fate::Reordered
    } else {
        Fate::Changed
    };
    let mut change = whole(fate, signature(old), signature(new));
    if fate == Fate::Changed {
        let differs = |item: &Item, other: &Item| {
            let has = |part: &super::Part| other.parts.iter().any(|own| own.label == part.label && own.ty == part.ty);
            item.parts.iter().filter(|part| !has(part)).map(|part| part.origin).collect::<Vec<Origin>>()
        };
        let (base, revision) = (differs(old, new), differs(new, old));
        if !base.is_empty() || !revision.is_empty() {
            (change.base, change.revision) = (base, revision);
        }
    }
    found.push(change);
}

/// A signature as it is told.
fn signature(item: &Item) -> String {
    let parts: Vec<String> = item
        .parts
        .iter()
        .map(|part| if part.label.is_empty() { part.ty.clone() } else { format!("{}: {}", part.label, part.ty) })
        .collect();
    parts.join(", ")
}
