//! Finds the changes of a document that a change of the crate comes of.

use std::collections::HashMap;

use super::delta::{Delta, Origin, Touched};
use super::finding::{Rule, Semver};
use super::rules;
use super::surface::changes::Fate;
use crate::ir::walk::{named_in, place_of_content, places_of_type};
use crate::ir::{Api, Place, TypeId, TypeKind};
use crate::source::Span;

/// Which changes are about which part of one document.
pub struct Causes {
    /// By the part itself.
    by_origin: HashMap<Origin, Vec<usize>>,
    /// By where the part stands: `allOf` gives one key to several types.
    by_span: HashMap<Span, Vec<usize>>,
    /// The change that a type came or went with.
    by_type: HashMap<TypeId, usize>,
    /// Changes of operations by their tags and handles.
    around: HashMap<Origin, Vec<usize>>,
}

impl Causes {
    /// Looks at what the changes touch in one document.
    pub fn of(api: &Api, deltas: &[Delta], touched: impl Fn(&Delta) -> &Touched) -> Self {
        let mut found = Self {
            by_origin: HashMap::new(),
            by_span: HashMap::new(),
            by_type: HashMap::new(),
            around: HashMap::new(),
        };
        for (number, delta) in deltas.iter().enumerate() {
            let touched = touched(delta);
            if rules::shapes(delta.finding.rule) {
                touched.origin.iter().chain(&touched.also).for_each(|origin| found.add(api, *origin, number));
            }
            reached(api, touched.types.clone(), |id| {
                let is_new = !found.by_type.contains_key(&id);
                found.by_type.entry(id).or_insert(number);
                is_new
            });
        }
        found
    }

    fn add(&mut self, api: &Api, origin: Origin, number: usize) {
        self.by_origin.entry(origin).or_default().push(number);
        if let (Some(_), Some(span)) = (origin.type_id(), span(api, origin)) {
            self.by_span.entry(span).or_default().push(number);
        }
        if let Origin::Op(op) = origin {
            let op = &api[op];
            self.around.entry(Origin::Tag(op.tag)).or_default().push(number);
            if let Some(handle) = op.handle {
                self.around.entry(Origin::Handle(handle)).or_default().push(number);
            }
        }
    }

    /// The changes that what became of an item comes of, by the parts of this document that it is made of.
    pub fn of_parts(&self, api: &Api, deltas: &[Delta], fate: Fate, parts: &[Origin]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for part in parts {
            found.extend(self.of_part(api, deltas, fate, *part));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn of_part(&self, api: &Api, deltas: &[Delta], fate: Fate, part: Origin) -> Vec<usize> {
        let able = |numbers: Option<&Vec<usize>>| -> Vec<usize> {
            let numbers = numbers.map(Vec::as_slice).unwrap_or_default();
            numbers.iter().copied().filter(|number| accounts_for(deltas[*number].finding.rule, fate.semver())).collect()
        };
        // What holds a type has another signature where the type became another one.
        let held = || held(api, part).into_iter().flat_map(|id| able(self.by_origin.get(&Origin::Type(id))));
        let mut direct = able(self.by_origin.get(&part));
        if !direct.is_empty() {
            if fate == Fate::Changed {
                direct.extend(held());
            }
            return direct;
        }
        if let Some(number) = part.type_id().and_then(|id| self.by_type.get(&id)) {
            return vec![*number];
        }
        if part.type_id().is_some() {
            let elsewhere = able(span(api, part).and_then(|span| self.by_span.get(&span)));
            if !elsewhere.is_empty() {
                return elsewhere;
            }
        }
        let held: Vec<usize> = held().collect();
        if !held.is_empty() {
            return held;
        }
        let parent = part.parent().map(|parent| able(self.by_origin.get(&parent))).unwrap_or_default();
        if !parent.is_empty() {
            return parent;
        }
        if let Origin::Op(op) = part {
            // Methods are named without the words of their tag.
            return able(self.by_origin.get(&Origin::Tag(api[op].tag)));
        }
        // A group comes with its first operation, and goes with its last.
        able(self.around.get(&part)).into_iter().take(1).collect()
    }
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

/// Visits types and what they lead to, as long as the visitor finds them new.
pub fn reached(api: &Api, mut open: Vec<TypeId>, mut is_new: impl FnMut(TypeId) -> bool) {
    while let Some(id) = open.pop() {
        if is_new(id) {
            for place in places_of_type(&api[id].kind) {
                named_in(place, &mut open);
            }
        }
    }
}

/// The types that a part names.
pub fn held(api: &Api, part: Origin) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut add = |place: &Place| named_in(place, &mut found);
    match part {
        Origin::Field(id, index) | Origin::Member(id, index) => {
            places_of_type(&api[id].kind).into_iter().skip(index).take(1).for_each(add);
        }
        Origin::Extra(id) => places_of_type(&api[id].kind).into_iter().last().into_iter().for_each(add),
        Origin::Param(op, index) => api[op].params.get(index).into_iter().for_each(|param| add(&param.place)),
        Origin::Body(op) => {
            api[op].body.iter().flat_map(|body| &body.contents).filter_map(place_of_content).for_each(add);
        }
        Origin::Reply(op) => {
            api[op].ok.iter().flat_map(|reply| &reply.contents).filter_map(place_of_content).for_each(add);
        }
        _ => {}
    }
    found
}

/// Where a part of a document stands.
pub fn span(api: &Api, part: Origin) -> Option<Span> {
    let span = match part {
        Origin::Api => return None,
        Origin::Scheme(index) => api.auth.get(index)?.span,
        Origin::Tag(id) => api[id].span,
        Origin::Handle(id) => api[id].span,
        Origin::Op(id) | Origin::Reply(id) | Origin::Failure(id) | Origin::Pages(id) => api[id].span,
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
