//! What became of the items of a crate.

use super::{Both, Item};
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

impl Change {
    /// Whether it is a constructor that came or went.
    pub fn is_maker(&self) -> bool {
        matches!(self.fate, Fate::Added | Fate::Removed) && self.name.ends_with("::new")
    }
}

/// All changes, in the order of the identities.
pub fn changes(Both { base, revision }: &Both) -> Vec<Change> {
    let mut found: Vec<(&str, Change)> = Vec::new();
    for (key, known) in base {
        let owner = owner(key, &known.item).and_then(|owner| base.get(owner));
        match (known.met, revision.get(key)) {
            (Some(_), None) => {}
            (_, Some(other)) => both(key, &known.item, other, &mut found),
            // What goes with its owner is told with it.
            (None, None) if owner.is_some_and(|owner| owner.met.is_none()) => {}
            (None, None) => {
                let revision = owner.and_then(|owner| owner.met).into_iter().collect();
                found.push((key, Change { revision, ..one(key, &known.item, true) }));
            }
        }
    }
    for (key, item) in revision.iter().filter(|(key, _)| !base.contains_key(*key)) {
        let owner = owner(key, item);
        let known = owner.and_then(|owner| base.get(owner));
        if owner.is_none() || known.is_some() {
            let base = known.map(|known| known.item.origin).into_iter().collect();
            found.push((key, Change { base, ..one(key, item, false) }));
        }
    }
    found.sort_by(|(one, before), (other, after)| one.cmp(other).then_with(|| before.fate.cmp(&after.fate)));
    found.into_iter().map(|(_, change)| change).collect()
}

/// Whether nobody can tell two items apart.
pub fn is_same(old: &Item, new: &Item) -> bool {
    old.name.is_some() == new.name.is_some()
        && (old.name.is_none() || old.called() == new.called())
        && old.parts.len() == new.parts.len()
        && old.parts.iter().zip(&new.parts).all(|(one, other)| one.ty == other.ty && one.label == other.label)
}

/// The identity of what an item belongs to.
fn owner<'k>(key: &'k str, item: &Item) -> Option<&'k str> {
    key.get(..item.owner).filter(|owner| !owner.is_empty())
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

fn both<'k>(key: &'k str, old: &Item, new: &Item, found: &mut Vec<(&'k str, Change)>) {
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
        (Some(_), None) => return found.push((key, whole(Fate::Removed, signature(old), signature(new)))),
        (None, Some(_)) => {
            let change = whole(Fate::Added, signature(old), signature(new));
            return found.push((key, Change { name: new.name.clone().unwrap_or_default(), ..change }));
        }
        (Some(before), Some(after)) if old.called() != new.called() => {
            found.push((key, whole(Fate::Renamed, before.clone(), after.clone())));
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
    found.push((key, change));
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
