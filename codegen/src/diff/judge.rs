//! Puts both verdicts together: what became of the crate's items is put down to the changes that it comes of, and what none
//! of them accounts for is a finding of its own.

use std::collections::HashMap;

use super::causes::{Causes, held, reached};
use super::compare::Walked;
use super::delta::{Delta, Origin};
use super::finding::{Comparison, Finding, Rule, Semver};
use super::rules;
use super::surface::Side;
use super::surface::changes::{Change, Fate};
use super::unexplained::unexplained;
use crate::ir::{Api, TypeId};

/// The findings of all changes.
pub fn judge(base: Side<'_>, revision: Side<'_>, walked: Walked, changes: &[Change]) -> Comparison {
    let mut deltas = walked.deltas;
    for delta in &mut deltas {
        delta.finding.rust = announced(delta.finding.rule);
    }
    let before = Causes::of(base.api, &deltas, |delta| &delta.base);
    let after = Causes::of(revision.api, &deltas, |delta| &delta.revision);
    let mut rest: Vec<&Change> = Vec::new();
    let mut later = Later::default();
    for change in changes {
        let mut causes = before.of_parts(base.api, &deltas, change.fate, &change.base);
        causes.extend(after.of_parts(revision.api, &deltas, change.fate, &change.revision));
        blame(&deltas, change, &mut causes);
        later.note(base.api, revision.api, change, causes.first().map_or(Cause::Rest, |cause| Cause::Delta(*cause)));
        if causes.is_empty() {
            rest.push(change);
        }
        for cause in causes {
            put_down(&mut deltas, cause, change);
        }
    }
    rest.retain(|change| match later.of(change) {
        Some(Cause::Delta(cause)) => {
            put_down(&mut deltas, cause, change);
            false
        }
        Some(Cause::Rest) => false,
        None => true,
    });
    let mut findings: Vec<Finding> = deltas.into_iter().map(|delta| delta.finding).collect();
    findings.extend(unexplained(base.api, revision.api, &rest));
    let mut comparison = Comparison { findings: once(findings) };
    comparison.sort();
    comparison
}

/// Findings that read alike are one: whoever accepts it accepts both.
fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut known: HashMap<String, usize> = HashMap::new();
    for finding in findings {
        let first = *known.entry(finding.fingerprint()).or_insert(kept.len());
        match kept.get_mut(first) {
            Some(same) => {
                same.wire = same.wire.max(finding.wire);
                same.rust = same.rust.max(finding.rust);
            }
            None => kept.push(finding),
        }
    }
    kept
}

/// A value that joins an enum is to blame for a break only where nothing else is: the type of a key that `null` was allowed
/// for is another one whatever values joined it.
fn blame(deltas: &[Delta], change: &Change, causes: &mut Vec<usize>) {
    let joins = |cause: &usize| {
        let rule = deltas[*cause].finding.rule;
        *rule == rules::REQUEST_VALUE_ADDED || *rule == rules::RESPONSE_VALUE_ADDED
    };
    if change.fate.semver() == Semver::Major && !causes.iter().all(joins) {
        causes.retain(|cause| !joins(cause));
    }
}

fn put_down(deltas: &mut [Delta], cause: usize, change: &Change) {
    let rust = &mut deltas[cause].finding.rust;
    *rust = (*rust).max(change.fate.semver());
}

/// What a notice does to the crate, whatever its items.
fn announced(rule: &'static Rule) -> Semver {
    let marked = [
        &rules::OPERATION_DEPRECATED,
        &rules::PARAMETER_DEPRECATED,
        &rules::PROPERTY_DEPRECATED,
        &rules::SCHEMA_DEPRECATED,
    ];
    if marked.contains(&rule) {
        Semver::Minor
    } else if *rule == rules::OPERATION_REACTIVATED {
        Semver::Patch
    } else {
        Semver::None
    }
}

/// What a change of the crate follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// A change of the document, by its number.
    Delta(usize),
    /// Another change of the crate that nothing accounts for; it is told with that one.
    Rest,
}

/// What follows from changes of items: types that came or went with a signature, and features that come where there are
/// several groups.
#[derive(Default)]
struct Later {
    gone: HashMap<TypeId, Cause>,
    came: HashMap<TypeId, Cause>,
    features: HashMap<Fate, Cause>,
}

impl Later {
    /// Remembers what may follow from a change, with what accounts for it.
    fn note(&mut self, base: &Api, revision: &Api, change: &Change, cause: Cause) {
        if is_of_tag(change) && cause != Cause::Rest {
            self.features.entry(change.fate).or_insert(cause);
        }
        if change.fate != Fate::Changed {
            return;
        }
        for (api, parts, found) in [(base, &change.base, &mut self.gone), (revision, &change.revision, &mut self.came)]
        {
            let roots = parts.iter().flat_map(|part| held(api, *part)).collect();
            reached(api, roots, |id| {
                // What a change of the document accounts for is told with it.
                let is_new = match found.get(&id) {
                    Some(Cause::Delta(_)) => false,
                    Some(Cause::Rest) => cause != Cause::Rest,
                    None => true,
                };
                if is_new {
                    found.insert(id, cause);
                }
                is_new
            });
        }
    }

    /// What accounts for a change, if it follows from another one.
    fn of(&self, change: &Change) -> Option<Cause> {
        if is_of_tag(change) {
            return self.features.get(&change.fate).copied();
        }
        if !matches!(change.fate, Fate::Added | Fate::Removed) {
            return None;
        }
        let by = |parts: &[Origin], found: &HashMap<TypeId, Cause>| {
            parts.iter().filter_map(|part| part.type_id()).find_map(|id| found.get(&id).copied())
        };
        by(&change.base, &self.gone).or_else(|| by(&change.revision, &self.came))
    }
}

const fn is_of_tag(change: &Change) -> bool {
    matches!(change.item, (Some(Origin::Tag(_)), _) | (_, Some(Origin::Tag(_))))
}
