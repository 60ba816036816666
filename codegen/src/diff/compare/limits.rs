//! Compares bounds.

use std::collections::BTreeMap;

use super::Walk;
use crate::diff::finding::Direction;
use crate::diff::rules;
use crate::ir::Limits;

/// What became of a bound.
enum Moved {
    Added,
    Removed,
    Tightened,
    Loosened,
}

impl Walk<'_> {
    /// Compares the bounds of two places.
    pub fn limits(&mut self, old: &Limits, new: &Limits) {
        if old == new {
            return;
        }
        self.bound("minimum", old.minimum.map(Edge::of), new.minimum.map(Edge::of), true);
        self.bound("maximum", old.maximum.map(Edge::of), new.maximum.map(Edge::of), false);
        let counts = [
            ("minLength", old.min_length, new.min_length, true),
            ("maxLength", old.max_length, new.max_length, false),
            ("minItems", old.min_items, new.min_items, true),
            ("maxItems", old.max_items, new.max_items, false),
            ("minProperties", old.min_properties, new.min_properties, true),
            ("maxProperties", old.max_properties, new.max_properties, false),
        ];
        for (keyword, old, new, is_lower) in counts {
            // None is what 0 is.
            let told = |count: Option<u64>| count.filter(|count| *count > 0 || !is_lower).map(Edge::count);
            self.bound(keyword, told(old), told(new), is_lower);
        }
        self.length(old, new);
        let flag = |unique: bool| unique.then(|| Edge { value: 1.0, excluded: false, text: "true".to_owned() });
        self.bound("uniqueItems", flag(old.unique_items), flag(new.unique_items), true);
        self.pattern(old.pattern.as_deref(), new.pattern.as_deref());
        self.multiple(old.multiple_of, new.multiple_of);
        self.keywords(&old.others, &new.others);
    }

    /// Keywords that no type shows: whether another value is stricter cannot be told.
    fn keywords(&mut self, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) {
        for (keyword, value) in old {
            match new.get(keyword) {
                None => self.moved(keyword, &Moved::Removed, Some(value.clone()), None),
                Some(other) if other != value => {
                    let rule = rules::CONSTRAINT_CHANGED.of(self.direction);
                    let what = format!("`{keyword}` changed");
                    self.report_of(rule, what, Some(value.clone()), Some(other.clone()));
                }
                Some(_) => {}
            }
        }
        for (keyword, value) in new.iter().filter(|(keyword, _)| !old.contains_key(*keyword)) {
            self.moved(keyword, &Moved::Added, None, Some(value.clone()));
        }
    }

    /// Whether a list has so many items: one that is only sent is another type in Rust then.
    fn length(&mut self, old: &Limits, new: &Limits) {
        let fixed = |limits: &Limits| limits.min_items.filter(|least| limits.max_items == Some(*least));
        let (before, after) = (fixed(old), fixed(new));
        if self.direction == Direction::Request && before != after {
            let text = |count: Option<u64>| count.map(|count| format!("{count} items"));
            let (rule, what) = match after {
                Some(_) => (&rules::LENGTH_FIXED, "the list has so many items"),
                None => (&rules::LENGTH_FREED, "the list may have more items, or fewer"),
            };
            self.report_of(rule, what, text(before), text(after));
        }
    }

    fn bound(&mut self, keyword: &str, old: Option<Edge>, new: Option<Edge>, is_lower: bool) {
        let moved = match (&old, &new) {
            (None, Some(_)) => Moved::Added,
            (Some(_), None) => Moved::Removed,
            (Some(one), Some(other)) if one.value.total_cmp(&other.value).is_ne() => {
                if (other.value > one.value) == is_lower { Moved::Tightened } else { Moved::Loosened }
            }
            (Some(one), Some(other)) if one.excluded != other.excluded => {
                if other.excluded {
                    Moved::Tightened
                } else {
                    Moved::Loosened
                }
            }
            _ => return,
        };
        self.moved(keyword, &moved, old.map(|edge| edge.text), new.map(|edge| edge.text));
    }

    fn moved(&mut self, keyword: &str, moved: &Moved, old: Option<String>, new: Option<String>) {
        let (ways, what) = match moved {
            Moved::Added => (rules::BOUND_ADDED, "was added"),
            Moved::Removed => (rules::BOUND_REMOVED, "was removed"),
            Moved::Tightened => (rules::BOUND_TIGHTENED, "is tighter"),
            Moved::Loosened => (rules::BOUND_LOOSENED, "is looser"),
        };
        let told = |text: Option<String>| text.map(|text| format!("{keyword} {text}"));
        self.report_of(ways.of(self.direction), format!("`{keyword}` {what}"), told(old), told(new));
    }

    fn pattern(&mut self, old: Option<&str>, new: Option<&str>) {
        let own = |text: Option<&str>| text.map(str::to_owned);
        match (old, new) {
            (Some(one), Some(other)) if one != other => {
                let rule = rules::PATTERN_CHANGED.of(self.direction);
                self.report_of(rule, "`pattern` changed", own(old), own(new));
            }
            (None, Some(_)) => self.moved("pattern", &Moved::Added, None, own(new)),
            (Some(_), None) => self.moved("pattern", &Moved::Removed, own(old), None),
            _ => {}
        }
    }

    fn multiple(&mut self, old: Option<f64>, new: Option<f64>) {
        let text = |number: Option<f64>| number.map(|number| number.to_string());
        let divides = |one: f64, other: f64| one != 0.0 && ((other / one).round() - other / one).abs() < 1e-9;
        match (old, new) {
            (None, Some(_)) => self.moved("multipleOf", &Moved::Added, None, text(new)),
            (Some(_), None) => self.moved("multipleOf", &Moved::Removed, text(old), None),
            (Some(one), Some(other)) if (one - other).abs() < f64::EPSILON => {}
            (Some(one), Some(other)) if divides(one, other) => {
                self.moved("multipleOf", &Moved::Tightened, text(old), text(new));
            }
            (Some(one), Some(other)) if divides(other, one) => {
                self.moved("multipleOf", &Moved::Loosened, text(old), text(new));
            }
            (Some(_), Some(_)) => {
                let rule = rules::STEP_CHANGED.of(self.direction);
                self.report_of(rule, "`multipleOf` changed", text(old), text(new));
            }
            (None, None) => {}
        }
    }
}

/// A bound and how it is told.
struct Edge {
    value: f64,
    excluded: bool,
    text: String,
}

impl Edge {
    fn of((value, excluded): (f64, bool)) -> Self {
        let text = if excluded { format!("{value} (exclusive)") } else { value.to_string() };
        Self { value, excluded, text }
    }

    #[allow(clippy::cast_precision_loss)] // Counts beyond 2^53 are not told apart.
    fn count(count: u64) -> Self {
        Self { value: count as f64, excluded: false, text: count.to_string() }
    }
}
