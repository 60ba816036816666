//! Puts both verdicts together: what became of the crate's items is put down to the changes that it comes of, and what none
//! of them accounts for is a finding of its own.

use std::collections::{HashMap, HashSet};

use super::compare::Walked;
use super::delta::{Delta, Origin, Touched};
use super::finding::{Comparison, Finding, Rule, Semver};
use super::rules;
use super::surface::Side;
use super::surface::changes::{Change, Fate};
use crate::ir::walk::{named_in, place_of_content, places_of_type};
use crate::ir::{Api, Place, TypeId};
use crate::source::Span;

/// The findings of all changes.
pub fn judge(base: Side<'_>, revision: Side<'_>, walked: Walked, changes: &[Change]) -> Comparison {
    let mut deltas = walked.deltas;
    for delta in &mut deltas {
        delta.finding.rust = announced(delta.finding.rule);
    }
    let before = Index::of(base.api, &deltas, |delta| &delta.base);
    let after = Index::of(revision.api, &deltas, |delta| &delta.revision);
    let mut rest = Vec::new();
    let mut tags: HashMap<Fate, usize> = HashMap::new();
    for change in changes {
        let mut causes = before.causes(base.api, &deltas, change, &change.base);
        causes.extend(after.causes(revision.api, &deltas, change, &change.revision));
        if causes.is_empty() {
            rest.push(change);
        }
        for cause in causes {
            put_down(&mut deltas, cause, change);
            if let (Some(Origin::Tag(_)), _) | (_, Some(Origin::Tag(_))) = change.item {
                tags.entry(change.fate).or_insert(cause);
            }
        }
    }
    // One more group gives features to the others, too.
    rest.retain(|change| match (change.item, tags.get(&change.fate)) {
        ((Some(Origin::Tag(_)), _) | (_, Some(Origin::Tag(_))), Some(cause)) => {
            put_down(&mut deltas, *cause, change);
            false
        }
        _ => true,
    });
    let mut findings: Vec<Finding> = deltas.into_iter().map(|delta| delta.finding).collect();
    findings.extend(unexplained(base.api, revision.api, &rest));
    let mut comparison = Comparison { findings };
    comparison.sort();
    comparison
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

/// Which changes are about which part of one document.
struct Index {
    /// By the part itself.
    by_origin: HashMap<Origin, Vec<usize>>,
    /// The change that a type came or went with.
    by_type: HashMap<TypeId, usize>,
    /// Changes of operations by their tags and handles.
    around: HashMap<Origin, Vec<usize>>,
}

impl Index {
    fn of(api: &Api, deltas: &[Delta], touched: impl Fn(&Delta) -> &Touched) -> Self {
        let mut index = Self { by_origin: HashMap::new(), by_type: HashMap::new(), around: HashMap::new() };
        for (number, delta) in deltas.iter().enumerate() {
            let touched = touched(delta);
            let shapes = rules::shapes(delta.finding.rule);
            if let Some(origin) = touched.origin.filter(|_| shapes) {
                index.by_origin.entry(origin).or_default().push(number);
                if let Origin::Op(op) = origin {
                    let op = &api[op];
                    index.around.entry(Origin::Tag(op.tag)).or_default().push(number);
                    if let Some(handle) = op.handle {
                        index.around.entry(Origin::Handle(handle)).or_default().push(number);
                    }
                }
            }
            for origin in touched.also.iter().filter(|_| shapes) {
                index.by_origin.entry(*origin).or_default().push(number);
            }
            let mut open = touched.types.clone();
            while let Some(id) = open.pop() {
                if index.by_type.contains_key(&id) {
                    continue;
                }
                index.by_type.insert(id, number);
                places_of_type(&api[id].kind).into_iter().for_each(|place| named_in(place, &mut open));
            }
        }
        index
    }

    /// The changes that what became of an item comes of, by the parts of this document that it is made of.
    fn causes(&self, api: &Api, deltas: &[Delta], change: &Change, origins: &[Origin]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for origin in origins {
            found.extend(self.causes_of(api, deltas, change.fate, *origin));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn causes_of(&self, api: &Api, deltas: &[Delta], fate: Fate, origin: Origin) -> Vec<usize> {
        let able = |numbers: Option<&Vec<usize>>| -> Vec<usize> {
            let numbers = numbers.map(Vec::as_slice).unwrap_or_default();
            numbers.iter().copied().filter(|number| accounts_for(deltas[*number].finding.rule, fate.semver())).collect()
        };
        let direct = able(self.by_origin.get(&origin));
        if !direct.is_empty() {
            return direct;
        }
        if let Some(number) = origin.type_id().and_then(|id| self.by_type.get(&id)) {
            return vec![*number];
        }
        // What holds a type has another signature where the type became another one.
        let held: Vec<usize> =
            held(api, origin).into_iter().flat_map(|id| able(self.by_origin.get(&Origin::Type(id)))).collect();
        if !held.is_empty() {
            return held;
        }
        let parent = origin.parent().map(|parent| able(self.by_origin.get(&parent))).unwrap_or_default();
        if !parent.is_empty() {
            return parent;
        }
        if let Origin::Op(op) = origin {
            // Methods are named without the words of their tag.
            return able(self.by_origin.get(&Origin::Tag(api[op].tag)));
        }
        // A group comes with its first operation, and goes with its last.
        able(self.around.get(&origin)).into_iter().take(1).collect()
    }
}

/// The types that a part names, but for those of types that are no place.
fn held(api: &Api, origin: Origin) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut add = |place: &Place| named_in(place, &mut found);
    match origin {
        Origin::Field(id, index) | Origin::Member(id, index) => {
            places_of_type(&api[id].kind).into_iter().skip(index).take(1).for_each(add);
        }
        Origin::Extra(id) => places_of_type(&api[id].kind).into_iter().last().into_iter().for_each(add),
        Origin::Param(op, index) => api[op].params.get(index).into_iter().for_each(|param| add(&param.place)),
        Origin::Body(op) => {
            api[op].body.iter().flat_map(|body| &body.contents).filter_map(place_of_content).for_each(add)
        }
        Origin::Reply(op) => {
            api[op].ok.iter().flat_map(|reply| &reply.contents).filter_map(place_of_content).for_each(add);
        }
        _ => {}
    }
    found
}

/// Whether what a rule says of the crate allows for a verdict.
fn accounts_for(rule: &Rule, semver: Semver) -> bool {
    rules::shapes(rule)
        && match semver {
            Semver::None | Semver::Patch => true,
            Semver::Minor => rule.rust.contains("minor") || rule.rust.contains("major"),
            Semver::Major => rule.rust.contains("major"),
        }
}

/// The findings of what nothing on the wire accounts for.
fn unexplained(base: &Api, revision: &Api, rest: &[&Change]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let told: Vec<&&Change> = rest.iter().filter(|change| change.fate == Fate::Told).collect();
    let mut said: HashSet<(&[Origin], &[Origin])> = HashSet::new();
    for change in rest.iter().filter(|change| change.fate != Fate::Told) {
        // A field, its setter and its argument are one thing to tell.
        let is_part = change.base.iter().chain(&change.revision).any(|origin| origin.parent().is_some());
        if is_part && !said.insert((&change.base, &change.revision)) {
            continue;
        }
        let (rule, what) = match change.fate {
            Fate::Added => (&rules::ITEM_ADDED, format!("`{}` is new", change.name)),
            Fate::Removed => (&rules::ITEM_REMOVED, format!("`{}` is gone", change.name)),
            Fate::Renamed => (
                &rules::ITEM_RENAMED,
                format!("`{}` is called `{}` now", change.name, change.new.as_deref().unwrap_or_default()),
            ),
            Fate::Reordered => {
                (&rules::ARGUMENTS_REORDERED, format!("`{}` takes its arguments in another order", change.name))
            }
            _ => (&rules::SIGNATURE_CHANGED, format!("`{}` has another signature", change.name)),
        };
        let spans = (change.item.0.and_then(|at| span(base, at)), change.item.1.and_then(|at| span(revision, at)));
        findings.push(finding(rule, change, what, change.name.clone(), spans));
    }
    if let Some(first) = told.first() {
        let names: Vec<&str> = told.iter().map(|change| change.name.as_str()).collect();
        let what = match names.len() {
            1 => "the crate says the same otherwise in one place".to_owned(),
            count => format!("the crate says the same otherwise in {count} places"),
        };
        let all = Change { old: None, new: None, ..(***first).clone() };
        findings.push(finding(&rules::CODE_CHANGED, &all, what, "tables".to_owned(), (None, None)));
    }
    findings
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

/// Where a part of a document stands.
fn span(api: &Api, origin: Origin) -> Option<Span> {
    use crate::ir::TypeKind;
    let span = match origin {
        Origin::Api => return None,
        Origin::Scheme(index) => api.auth.get(index)?.span,
        Origin::Tag(id) => api[id].span,
        Origin::Handle(id) => api[id].span,
        Origin::Op(id) | Origin::Reply(id) | Origin::Pages(id) => api[id].span,
        Origin::Param(id, index) => api[id].params.get(index)?.span,
        Origin::Body(id) => api[id].body.as_ref()?.span,
        Origin::Type(id) | Origin::Extra(id) => api[id].span,
        Origin::Field(id, index) => match &api[id].kind {
            TypeKind::Struct(object) => object.fields.get(index)?.span,
            _ => api[id].span,
        },
        Origin::Value(id, index) => match &api[id].kind {
            TypeKind::Enum(list) => list.values.get(index)?.span,
            _ => api[id].span,
        },
        Origin::Member(id, index) => match &api[id].kind {
            TypeKind::Union(union) => union.variants.get(index)?.span,
            _ => api[id].span,
        },
    };
    Some(span).filter(|span| span.line > 0)
}
