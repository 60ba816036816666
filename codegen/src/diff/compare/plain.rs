//! Compares plain values: their types and formats, and the values that they are limited to.

use std::collections::HashSet;

use super::{Here, Walk, worse};
use crate::diff::delta::Origin;
use crate::diff::finding::{Direction, Wire};
use crate::diff::rules::{self, Ways};
use crate::diff::view::{FRACTION, Plain, TEXT, TRUTH, Values, View, WHOLE};
use crate::ir::Scalar;

impl<'a> Walk<'a> {
    /// Compares two plain values.
    pub fn plain(&mut self, (before, old): (&View<'a>, &Plain<'a>), (after, new): (&View<'a>, &Plain<'a>)) {
        self.extensions(old, new, (before, after));
        if let Some(ways) = relation(old, new, self.textual) {
            self.types_differ(ways, before, after);
            return;
        }
        match (old.values.as_ref(), new.values.as_ref()) {
            (Some(one), Some(other)) => self.values(one, other, (before, after)),
            (None, Some(values)) => self.limited(values, before, after),
            (Some(values), None) => self.freed(values, before, after),
            (None, None) => {}
        }
    }

    /// What the document says for the crate alone.
    fn extensions(&mut self, old: &Plain<'a>, new: &Plain<'a>, views: (&View<'a>, &View<'a>)) {
        let secret = |plain: &Plain<'_>| plain.scalar == Scalar::Secret;
        let open =
            |plain: &Plain<'_>| plain.values.as_ref().filter(|values| values.id.is_some()).map(|values| values.open);
        let rules = [
            match (old.id.is_some(), new.id.is_some()) {
                (false, true) => Some((&rules::ID_ADDED, "the identifier has a type of its own now")),
                (true, false) => Some((&rules::ID_REMOVED, "the identifier has no type of its own any more")),
                _ => None,
            },
            match (secret(old), secret(new)) {
                (false, true) => Some((&rules::SECRET_ADDED, "the text is hidden now")),
                (true, false) => Some((&rules::SECRET_REMOVED, "the text is no longer hidden")),
                _ => None,
            },
            match (open(old), open(new)) {
                (Some(true), Some(false)) => Some((&rules::ENUM_CLOSED, "the list of values was closed")),
                (Some(false), Some(true)) => Some((&rules::ENUM_OPENED, "the list of values was opened")),
                _ => None,
            },
        ];
        for (rule, what) in rules.into_iter().flatten() {
            if self.first_time(rule) {
                let delta = self.report(rule, what);
                delta.base.by_names(&views.0.types);
                delta.revision.by_names(&views.1.types);
            }
        }
    }

    fn values(&mut self, old: &Values, new: &Values, views: (&View<'a>, &View<'a>)) {
        let words = |values: &Values| values.list.first().map(|(value, _)| value.clone());
        if let ([(one, _)], [(other, _)]) = (old.list.as_slice(), new.list.as_slice())
            && one != other
            && !old.free
            && !new.free
        {
            let what = format!("the only value changed from `{one}` to `{other}`");
            let delta = self.report_of(rules::CONSTANT_CHANGED.of(self.direction), what, words(old), words(new));
            delta.base.types.clone_from(&views.0.types);
            delta.revision.types.clone_from(&views.1.types);
            return;
        }
        match (old.free, new.free) {
            (false, true) => self.freed(old, views.0, views.1),
            (true, false) => self.limited(new, views.0, views.1),
            // Where any other value is as good, the list is advice: it says the names that the crate has.
            _ => {}
        }
        let set = |values: &'_ Values| values.list.iter().map(|(value, _)| value.clone()).collect::<HashSet<String>>();
        let (before, after) = (set(old), set(new));
        let here = self.here;
        let advice = old.free || new.free;
        for (index, (value, span)) in old.list.iter().enumerate() {
            if after.contains(value.as_str()) {
                continue;
            }
            let gone = old.id.zip(*span).map(|(id, span)| Here::base(Origin::Value(id, index), span).base);
            let delta =
                self.on_value(Here { base: gone.unwrap_or(here.base), ..here }, rules::VALUE_REMOVED, value, "removed");
            soften(delta, advice);
            delta.base.types.clone_from(&views.0.types);
        }
        for (index, (value, span)) in new.list.iter().enumerate() {
            if before.contains(value.as_str()) {
                continue;
            }
            let came = new.id.zip(*span).map(|(id, span)| Here::revision(Origin::Value(id, index), span).revision);
            let here = Here { revision: came.unwrap_or(here.revision), ..here };
            let closed = old.id.is_some() && !old.open && self.direction == Direction::Response;
            let delta = self.on_value(here, rules::VALUE_ADDED, value, "added");
            if closed {
                delta.finding.wire = worse(delta.finding.wire, Wire::Breaking);
            }
            soften(delta, advice);
            delta.revision.types.clone_from(&views.1.types);
        }
    }

    fn on_value(&mut self, here: Here, ways: Ways, value: &str, verb: &str) -> &mut crate::diff::delta::Delta {
        let before = std::mem::replace(&mut self.here, here);
        let rule = ways.of(self.direction);
        let (old, new) = if verb == "added" { (None, Some(value)) } else { (Some(value), None) };
        self.report_of(rule, format!("the value `{value}` was {verb}"), old.map(str::to_owned), new.map(str::to_owned));
        self.here = before;
        let last = self.deltas.len() - 1;
        &mut self.deltas[last]
    }

    fn limited(&mut self, values: &Values, before: &View<'a>, after: &View<'a>) {
        if values.free {
            return;
        }
        self.list_differs(rules::ENUM_ADDED, "values were limited to", (None, Some(values)), before, after);
    }

    fn freed(&mut self, values: &Values, before: &View<'a>, after: &View<'a>) {
        if values.free {
            return;
        }
        self.list_differs(rules::ENUM_REMOVED, "values are no longer limited to", (Some(values), None), before, after);
    }

    fn list_differs(
        &mut self,
        ways: Ways,
        what: &str,
        (old, new): (Option<&Values>, Option<&Values>),
        before: &View<'a>,
        after: &View<'a>,
    ) {
        let words = |values: &Values| listed(values.list.iter().map(|(value, _)| value.as_str()));
        let (old, new) = (old.map(words), new.map(words));
        let what = format!("{what} {}", old.as_deref().or(new.as_deref()).unwrap_or_default());
        let delta = self.report_of(ways.of(self.direction), what, old, new);
        delta.base.types.clone_from(&before.types);
        delta.base.by_names(&before.names);
        delta.revision.types.clone_from(&after.types);
        delta.revision.by_names(&after.names);
    }
}

fn soften(delta: &mut crate::diff::delta::Delta, advice: bool) {
    if advice {
        delta.finding.wire = delta.finding.wire.min(Wire::Safe);
    }
}

/// Values in backquotes; of many the first ones.
pub fn listed<'v>(values: impl Iterator<Item = &'v str>) -> String {
    let all: Vec<&str> = values.collect();
    let mut text: Vec<String> = all.iter().take(8).map(|value| format!("`{value}`")).collect();
    if all.len() > 8 {
        text.push(format!("and {} more", all.len() - 8));
    }
    text.join(", ")
}

/// What became of a type; nothing where it is the same.
fn relation(old: &Plain<'_>, new: &Plain<'_>, textual: bool) -> Option<Ways> {
    let kinds = |plain: &Plain<'_>| match plain.kinds {
        // Written as text, anything is a text.
        TEXT if textual && plain.format.is_none() && plain.values.is_none() => TEXT | WHOLE | FRACTION | TRUTH,
        kinds => kinds,
    };
    let (before, after) = (kinds(old), kinds(new));
    if before != after {
        return Some(if before & after == before {
            rules::TYPE_WIDENED
        } else if before & after == after {
            rules::TYPE_NARROWED
        } else {
            rules::TYPE_CHANGED
        });
    }
    // A list of values says more than a format.
    let told = |plain: &Plain<'_>| plain.values.is_none();
    if !told(old) || !told(new) || old.format == new.format {
        return None;
    }
    Some(match (old.format, new.format) {
        (Some(_), None) => rules::TYPE_WIDENED,
        (None, Some(_)) => rules::TYPE_NARROWED,
        (Some(one), Some(other)) if is_narrower(one, other) => rules::TYPE_WIDENED,
        (Some(one), Some(other)) if is_narrower(other, one) => rules::TYPE_NARROWED,
        _ => rules::TYPE_CHANGED,
    })
}

/// Whether all values of a format are values of another one.
fn is_narrower(format: &str, other: &str) -> bool {
    matches!(
        (format, other),
        ("int8", "int16" | "int32")
            | ("int16", "int32")
            | ("uint8", "uint16" | "uint32" | "uint64" | "int16" | "int32")
            | ("uint16", "uint32" | "uint64" | "int32")
            | ("uint32", "uint64")
            | ("email", "idn-email")
            | ("hostname", "idn-hostname")
            | ("uri", "uri-reference" | "iri" | "iri-reference")
    )
}
