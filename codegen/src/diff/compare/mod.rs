//! Walks two documents side by side, from paired operations into the values that they send and receive.

mod api;
mod calls;
mod limits;
mod object;
mod pairs;
mod places;
mod plain;
mod requirements;
mod union;

pub use api::title;

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};

use super::delta::{Delta, Origin, Touched};
use super::finding::{Direction, Finding, Rule, Semver, Wire};
use super::pair::Paired;
use crate::ir::{Api, Docs, Place, TypeId, walk::named_in};
use crate::source::Span;
use pairs::{Pair, Pairs};

/// What belongs together on both sides, and what changed.
#[derive(Debug, Default)]
pub struct Walked {
    /// The changes, in the order in which they were met.
    pub deltas: Vec<Delta>,
    /// Operations.
    pub ops: Paired,
    /// Tags.
    pub tags: Paired,
    /// Security schemes.
    pub schemes: Paired,
    /// Types that were met in the same place, whichever way they travel.
    pub types: Vec<(TypeId, TypeId)>,
}

/// Compares two APIs.
pub fn compare(base: &Api, revision: &Api) -> Walked {
    let mut walk = Walk::new(base, revision);
    walk.api();
    let Walk { deltas, ops, tags, schemes, pairs, .. } = walk;
    let deltas = pairs.told_once(deltas);
    Walked { deltas, ops, tags, schemes, types: pairs.list.iter().map(|pair| pair.types).collect() }
}

/// A place in one document.
#[derive(Debug, Clone, Copy)]
struct Spot {
    origin: Origin,
    span: Span,
}

/// The place at hand in both documents.
#[derive(Debug, Clone, Copy, Default)]
struct Here {
    base: Option<Spot>,
    revision: Option<Spot>,
}

impl Here {
    const fn both(base: (Origin, Span), revision: (Origin, Span)) -> Self {
        let (base, revision) = (Spot { origin: base.0, span: base.1 }, Spot { origin: revision.0, span: revision.1 });
        Self { base: Some(base), revision: Some(revision) }
    }

    const fn base(origin: Origin, span: Span) -> Self {
        Self { base: Some(Spot { origin, span }), revision: None }
    }

    const fn revision(origin: Origin, span: Span) -> Self {
        Self { base: None, revision: Some(Spot { origin, span }) }
    }
}

/// A pair of types whose insides are still to be compared.
struct Open<'a> {
    pair: usize,
    path: Vec<Cow<'a, str>>,
    direction: Direction,
    textual: bool,
    param: bool,
}

/// The state of a comparison.
struct Walk<'a> {
    base: &'a Api,
    revision: &'a Api,
    deltas: Vec<Delta>,
    ops: Paired,
    tags: Paired,
    schemes: Paired,
    pairs: Pairs,
    open: VecDeque<Open<'a>>,
    /// What is said once, although it is met both ways.
    said: HashSet<(&'static str, Option<Origin>, Option<Origin>)>,
    subject: String,
    path: Vec<Cow<'a, str>>,
    here: Here,
    direction: Direction,
    /// Whether values are written as text, so that a number is a text, too.
    textual: bool,
    /// Whether the place is a parameter.
    param: bool,
    within: Option<usize>,
    /// What all operations need alike, which has been told.
    common: Vec<requirements::Need>,
}

impl<'a> Walk<'a> {
    fn new(base: &'a Api, revision: &'a Api) -> Self {
        let ops = super::pair::operations(base, revision);
        let tags = super::pair::tags(base, revision, &ops);
        let schemes = super::pair::schemes(base, revision);
        Self {
            base,
            revision,
            deltas: Vec::new(),
            ops,
            tags,
            schemes,
            pairs: Pairs::default(),
            open: VecDeque::new(),
            said: HashSet::new(),
            subject: String::new(),
            path: Vec::new(),
            here: Here::default(),
            direction: Direction::Request,
            textual: false,
            param: false,
            within: None,
            common: Vec::new(),
        }
    }

    /// Begins with another operation, event or other part of the API.
    fn subject(&mut self, subject: impl Into<String>, here: Here, then: impl FnOnce(&mut Self)) {
        self.subject = subject.into();
        self.path.clear();
        self.here = here;
        self.within = None;
        self.pairs.subjects.push(Vec::new());
        then(self);
        while let Some(Open { pair, path, direction, textual, param }) = self.open.pop_front() {
            self.path = path;
            self.within = Some(pair);
            self.direction = direction;
            (self.textual, self.param) = (textual, param);
            let (old, new) = self.pairs.list[pair].types;
            self.types(old, new);
        }
        (self.textual, self.param) = (false, false);
    }

    /// Does something one step further down.
    fn at(&mut self, step: impl Into<Cow<'a, str>>, then: impl FnOnce(&mut Self)) {
        self.path.push(step.into());
        then(self);
        self.path.pop();
    }

    /// Does something at another place of the documents.
    fn on(&mut self, here: Here, then: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.here, here);
        then(self);
        self.here = before;
    }

    /// Goes on with two types, unless that was done before.
    fn enter(&mut self, old: TypeId, new: TypeId) {
        let next = self.pairs.list.len();
        let pair = *self.pairs.known.entry((old, new, self.direction, self.textual)).or_insert(next);
        match self.within {
            Some(within) => self.pairs.list[within].leads_to.push(pair),
            None => self.pairs.subjects.last_mut().into_iter().for_each(|roots| roots.push(pair)),
        }
        if pair == next {
            self.pairs.list.push(Pair { types: (old, new), leads_to: Vec::new() });
            let (direction, textual, param) = (self.direction, self.textual, self.param);
            self.open.push_back(Open { pair, path: self.path.clone(), direction, textual, param });
        }
    }

    /// Adds a change at the place at hand.
    fn report(&mut self, rule: &'static Rule, what: impl Into<String>) -> &mut Delta {
        self.report_of(rule, what, None, None)
    }

    /// Adds a change at the place at hand, with what was there and what is.
    fn report_of(
        &mut self,
        rule: &'static Rule,
        what: impl Into<String>,
        old: Option<String>,
        new: Option<String>,
    ) -> &mut Delta {
        let touched = |spot: Option<Spot>| Touched { origin: spot.map(|spot| spot.origin), ..Touched::default() };
        let place = |spot: Option<Spot>| spot.map(|spot| spot.span).filter(|span| span.line > 0);
        self.deltas.push(Delta {
            finding: Finding {
                rule,
                subject: self.subject.clone(),
                path: self.path.iter().map(ToString::to_string).collect(),
                what: what.into(),
                direction: rule.direction,
                wire: rule.wire,
                rust: Semver::None,
                old,
                new,
                base: place(self.here.base),
                revision: place(self.here.revision),
            },
            base: touched(self.here.base),
            revision: touched(self.here.revision),
            subject: self.pairs.subjects.len().saturating_sub(1),
            pair: self.within,
        });
        let last = self.deltas.len() - 1;
        &mut self.deltas[last]
    }

    /// Puts what becomes of all paired operations down to the change that was added last.
    fn about_all_operations(&mut self) {
        let (old, new) = self.ops.both.iter().copied().unzip::<usize, usize, Vec<usize>, Vec<usize>>();
        let origins = |indices: Vec<usize>| indices.into_iter().map(|index| Origin::Op(super::pair::op_id(index)));
        if let Some(delta) = self.deltas.last_mut() {
            delta.base.also.extend(origins(old));
            delta.revision.also.extend(origins(new));
        }
    }

    /// Whether a change without a direction is met for the first time.
    fn first_time(&mut self, rule: &'static Rule) -> bool {
        let origin = |spot: Option<Spot>| spot.map(|spot| spot.origin);
        self.said.insert((rule.code, origin(self.here.base), origin(self.here.revision)))
    }

    /// What is said of being on the way out.
    fn lifecycle(&mut self, rules: (&'static Rule, &'static Rule), what: &str, old: &Docs, new: &Docs) {
        let (deprecated, reactivated) = rules;
        match (old.deprecated, new.deprecated) {
            (false, true) if self.first_time(deprecated) => {
                let day =
                    new.sunset.as_ref().map(|day| format!("; it may be gone from `{day}` on")).unwrap_or_default();
                self.report_of(deprecated, format!("{what} was deprecated{day}"), None, new.sunset.clone());
            }
            (true, false) if self.first_time(reactivated) => {
                self.report(reactivated, format!("{what} is no longer deprecated"));
            }
            _ => {}
        }
        self.sunset(what, old, new);
    }

    fn sunset(&mut self, what: &str, old: &Docs, new: &Docs) {
        use super::rules::{SUNSET_ADDED, SUNSET_EARLIER, SUNSET_LATER, SUNSET_REMOVED, SUNSET_UNREADABLE};
        if old.sunset == new.sunset {
            return;
        }
        let rule = match (old.sunset.as_deref(), new.sunset.as_deref()) {
            (_, Some(day)) if !is_day(day) => &SUNSET_UNREADABLE,
            // Said with the deprecation.
            (None, Some(_)) if !old.deprecated && new.deprecated => return,
            (None, _) => &SUNSET_ADDED,
            (Some(before), Some(_)) if !is_day(before) => &SUNSET_ADDED,
            (Some(_), None) if !new.deprecated => return,
            (Some(_), None) => &SUNSET_REMOVED,
            (Some(before), Some(after)) if after < before => &SUNSET_EARLIER,
            _ => &SUNSET_LATER,
        };
        if self.first_time(rule) {
            let told = match (&old.sunset, &new.sunset) {
                (None, Some(day)) => format!("{what} may be gone from `{day}` on"),
                (Some(day), None) => format!("{what} is no longer said to be gone from `{day}` on"),
                _ => format!("{what} has another sunset"),
            };
            self.report_of(rule, told, old.sunset.clone(), new.sunset.clone());
        }
    }
}

/// Whether a text is a day, which can be compared as text: `2027-01-31`, with a time behind it or not.
fn is_day(text: &str) -> bool {
    let day = text.get(..10).unwrap_or_default();
    let digits =
        day.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    day.len() == 10 && digits && text.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with('T'))
}

/// The types that places name.
fn named<'p>(places: impl IntoIterator<Item = &'p Place>) -> Vec<TypeId> {
    let mut found = Vec::new();
    places.into_iter().for_each(|place| named_in(place, &mut found));
    found
}

/// The worse of two verdicts.
fn worse(one: Wire, other: Wire) -> Wire {
    one.max(other)
}
