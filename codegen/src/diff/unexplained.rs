//! Findings of what became of the crate by nothing on the wire: names, components that nothing uses, the order of arguments.

use std::collections::HashSet;

use super::causes::{reached, span};
use super::compare::title;
use super::delta::Origin;
use super::finding::{Finding, Rule};
use super::rules;
use super::surface::changes::{Change, Fate};
use crate::ir::{Api, TypeId, TypeKey};
use crate::source::Span;

/// The findings of changes that nothing accounts for.
pub fn unexplained(base: &Api, revision: &Api, rest: &[&Change]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut said: (HashSet<Origin>, HashSet<Origin>) = (HashSet::new(), HashSet::new());
    let makers = Makers::of(base, revision, rest);
    for change in rest.iter().filter(|change| change.fate != Fate::Told) {
        // A field, its setter and its argument are one thing to tell.
        let is_part = change.base.iter().chain(&change.revision).any(|origin| origin.parent().is_some());
        let (before, after) = (said.0.len(), said.1.len());
        said.0.extend(&change.base);
        said.1.extend(&change.revision);
        if makers.tell(change) || is_part && (before, after) == (said.0.len(), said.1.len()) {
            continue;
        }
        let (rule, what) = words(change);
        let spans = (change.item.0.and_then(|at| span(base, at)), change.item.1.and_then(|at| span(revision, at)));
        findings.push(finding(rule, change, what, change.name.clone(), spans));
    }
    findings.extend(tables(base, revision, rest));
    findings
}

fn words(change: &Change) -> (&'static Rule, String) {
    let name = &change.name;
    match change.fate {
        Fate::Added if change.is_maker() => (&rules::ITEM_ADDED, format!("`{name}` is new: callers can make one now")),
        Fate::Removed if change.is_maker() => {
            (&rules::ITEM_REMOVED, format!("`{name}` is gone: callers can no longer make one"))
        }
        Fate::Added => (&rules::ITEM_ADDED, format!("`{name}` is new")),
        Fate::Removed => (&rules::ITEM_REMOVED, format!("`{name}` is gone")),
        Fate::Renamed => {
            let new = change.new.as_deref().unwrap_or_default();
            (&rules::ITEM_RENAMED, format!("`{name}` is called `{new}` now"))
        }
        Fate::Reordered => (&rules::ARGUMENTS_REORDERED, format!("`{name}` takes its arguments in another order")),
        Fate::Changed | Fate::Told => match gives(name) {
            Some(method) => (&rules::SIGNATURE_CHANGED, format!("`{method}` gives back another type")),
            None => (&rules::SIGNATURE_CHANGED, format!("`{name}` has another signature")),
        },
    }
}

/// The method whose answer an item is.
fn gives(name: &str) -> Option<&str> {
    name.strip_prefix("what ")?.strip_suffix(" gives back")
}

/// One finding for all that tables say otherwise, with the first places of these.
fn tables(base: &Api, revision: &Api, rest: &[&Change]) -> Option<Finding> {
    const NAMED: usize = 3;

    let told: Vec<&&Change> = rest.iter().filter(|change| change.fate == Fate::Told).collect();
    let first = told.first()?;
    let mut homes: Vec<String> = Vec::new();
    for change in &told {
        let now = change.item.1.and_then(|at| home(revision, at));
        homes.extend(now.or_else(|| change.item.0.and_then(|at| home(base, at))));
    }
    homes.sort();
    homes.dedup();
    let named = homes.iter().take(NAMED).map(|home| format!("`{home}`")).collect::<Vec<_>>().join(", ");
    let more = homes.len().saturating_sub(NAMED);
    let what = match (named.as_str(), more) {
        ("", _) => "the crate says the same otherwise".to_owned(),
        (named, 0) => format!("the crate says the same otherwise for {named}"),
        (named, more) => format!("the crate says the same otherwise for {named} and {more} more"),
    };
    let all = Change { old: None, new: None, ..(***first).clone() };
    Some(finding(&rules::CODE_CHANGED, &all, what, "tables".to_owned(), (None, None)))
}

/// What a part of a document belongs to, by the name that it has there.
fn home(api: &Api, part: Origin) -> Option<String> {
    match part.parent().unwrap_or(part) {
        Origin::Op(op) => Some(title(&api[op])),
        Origin::Tag(tag) => Some(format!("tag {}", api[tag].name)),
        Origin::Scheme(index) => api.auth.get(index).map(|scheme| format!("security scheme {}", scheme.name)),
        Origin::Type(id) => Some(match &api[id].key {
            TypeKey::Component(name) => name.clone(),
            TypeKey::Inline(words) => words.join(" → "),
        }),
        _ => None,
    }
}

/// Types that callers can make now, or no longer: with the constructor come the setters, and the types within.
struct Makers {
    types: HashSet<(TypeId, Fate)>,
    within: HashSet<(TypeId, Fate)>,
}

impl Makers {
    fn of(base: &Api, revision: &Api, rest: &[&Change]) -> Self {
        let mut makers = Self { types: HashSet::new(), within: HashSet::new() };
        for change in rest.iter().filter(|change| change.is_maker()) {
            let (api, part) =
                if change.fate == Fate::Added { (revision, change.item.1) } else { (base, change.item.0) };
            let Some(id) = part.and_then(Origin::type_id) else { continue };
            makers.types.insert((id, change.fate));
            if makers.within.contains(&(id, change.fate)) {
                continue;
            }
            let mut seen = HashSet::new();
            reached(api, vec![id], |id| seen.insert(id));
            seen.remove(&id);
            makers.within.extend(seen.into_iter().map(|id| (id, change.fate)));
        }
        makers
    }

    /// Whether a change is told with a constructor.
    fn tell(&self, change: &Change) -> bool {
        let part = if change.fate == Fate::Added { change.item.1 } else { change.item.0 };
        let Some(id) = part.and_then(Origin::type_id) else { return false };
        let key = (id, change.fate);
        if change.is_maker() {
            self.within.contains(&key)
        } else {
            change.name.ends_with("()") && self.types.contains(&key)
        }
    }
}

fn finding(
    rule: &'static Rule,
    change: &Change,
    what: String,
    step: String,
    (base, revision): (Option<Span>, Option<Span>),
) -> Finding {
    Finding {
        rule,
        subject: "crate".to_owned(),
        path: vec![step],
        what,
        direction: None,
        wire: rule.wire,
        rust: change.fate.semver(),
        old: change.old.clone().filter(|text| !text.is_empty()),
        new: change.new.clone().filter(|text| !text.is_empty()),
        base,
        revision,
    }
}
