//! Compares objects: their keys by direction, and what they take beside these.

use super::{Here, Walk, named};
use crate::diff::delta::Origin;
use crate::diff::finding::{Direction, Wire};
use crate::diff::pair::Paired;
use crate::diff::rules;
use crate::diff::view::{Object, Others};
use crate::ir::{Access, Field, TypeId};

impl<'a> Walk<'a> {
    /// Compares two objects.
    pub fn objects(&mut self, old: &Object<'a>, new: &Object<'a>) {
        // What is within a parameter is none itself.
        let param = std::mem::take(&mut self.param);
        let mut paired = Paired::unpaired(old.fields.len(), new.fields.len());
        paired.by(|one| Some(old.fields[one].wire.as_str()), |other| Some(new.fields[other].wire.as_str()));
        let here = self.here;
        for index in paired.gone {
            let (field, origin) = (&old.fields[index], origin(old.id, index));
            let gone = Here { base: spot(here.base, origin, field), ..here };
            self.at(&field.wire, |walk| walk.on(gone, |walk| walk.field_removed(field, new)));
        }
        for (one, other) in paired.both {
            let (before, after) = (&old.fields[one], &new.fields[other]);
            let both = Here {
                base: spot(here.base, origin(old.id, one), before),
                revision: spot(here.revision, origin(new.id, other), after),
            };
            self.at(&before.wire, |walk| walk.on(both, |walk| walk.fields(before, after)));
        }
        for index in paired.new {
            let (field, origin) = (&new.fields[index], origin(new.id, index));
            let came = Here { revision: spot(here.revision, origin, field), ..here };
            self.at(&field.wire, |walk| walk.on(came, |walk| walk.field_added(field, old)));
        }
        self.exclusive(&old.exclusive(), &new.exclusive());
        self.others(old, new);
        self.param = param;
    }

    /// Compares the keys of which exactly one is there.
    fn exclusive(&mut self, old: &[&str], new: &[&str]) {
        let words = |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let (before, after) = (Some(words(old)), Some(words(new)));
        let lacks = |one: &[&str], other: &[&str]| one.iter().any(|key| !other.contains(key));
        match (old.is_empty(), new.is_empty()) {
            (true, true) => {}
            (true, false) => {
                let what = format!("exactly one of {} must be there", words(new));
                self.report(rules::EXCLUSIVE_KEYS_ADDED.of(self.direction), what);
            }
            (false, true) => {
                let what = format!("of {} there may be none, and several", words(old));
                self.report(rules::EXCLUSIVE_KEYS_REMOVED.of(self.direction), what);
            }
            (false, false) => {
                if lacks(new, old) {
                    let (rule, what) =
                        (rules::EXCLUSIVE_KEYS_WIDENED, "there are more keys of which one must be there");
                    self.report_of(rule.of(self.direction), what, before.clone(), after.clone());
                }
                if lacks(old, new) {
                    let (rule, what) =
                        (rules::EXCLUSIVE_KEYS_NARROWED, "there are fewer keys of which one must be there");
                    self.report_of(rule.of(self.direction), what, before, after);
                }
            }
        }
    }

    /// Whether a key travels the way that is looked at.
    fn travels(&self, field: &Field) -> bool {
        !matches!(
            (self.direction, field.access),
            (Direction::Request, Access::ReadOnly) | (Direction::Response, Access::WriteOnly)
        )
    }

    fn field_removed(&mut self, field: &'a Field, new: &Object<'a>) {
        if !self.travels(field) {
            return;
        }
        let ways = if field.required { rules::REQUIRED_PROPERTY_REMOVED } else { rules::OPTIONAL_PROPERTY_REMOVED };
        let refused = self.direction == Direction::Request && matches!(new.others, Others::None);
        let what = format!("the property `{}` was removed", field.wire);
        let delta = self.report(ways.of(self.direction), what);
        if refused {
            delta.finding.wire = Wire::Breaking;
        }
        delta.base.types = named([&field.place]);
    }

    fn field_added(&mut self, field: &'a Field, old: &Object<'a>) {
        if !self.travels(field) {
            return;
        }
        let ways = if field.required { rules::REQUIRED_PROPERTY_ADDED } else { rules::OPTIONAL_PROPERTY_ADDED };
        let unexpected = self.direction == Direction::Response && matches!(old.others, Others::None);
        let kind = if field.required { "required" } else { "optional" };
        let delta = self.report(ways.of(self.direction), format!("the {kind} property `{}` was added", field.wire));
        if unexpected {
            delta.finding.wire = Wire::Warning;
        }
        delta.revision.types = named([&field.place]);
    }

    fn fields(&mut self, old: &'a Field, new: &'a Field) {
        let what = format!("the property `{}`", new.wire);
        self.property_lifecycle(&what, &old.docs, &new.docs);
        match (self.travels(old), self.travels(new)) {
            (false, false) => return,
            (true, false) => {
                let rule = match self.direction {
                    Direction::Request => &rules::REQUEST_PROPERTY_BECAME_READ_ONLY,
                    Direction::Response => &rules::RESPONSE_PROPERTY_BECAME_WRITE_ONLY,
                };
                let lost = self.direction == Direction::Response && old.required;
                let word = if self.direction == Direction::Request { "read-only" } else { "write-only" };
                let delta = self.report(rule, format!("{what} became {word}"));
                if lost {
                    delta.finding.wire = Wire::Breaking;
                }
                delta.base.types = named([&old.place]);
                return;
            }
            (false, true) => {
                let rule = match self.direction {
                    Direction::Request => &rules::REQUEST_PROPERTY_BECAME_NOT_READ_ONLY,
                    Direction::Response => &rules::RESPONSE_PROPERTY_BECAME_NOT_WRITE_ONLY,
                };
                let demanded = self.direction == Direction::Request && new.required;
                let word = if self.direction == Direction::Request { "read-only" } else { "write-only" };
                let delta = self.report(rule, format!("{what} is no longer {word}"));
                if demanded {
                    delta.finding.wire = Wire::Breaking;
                }
                delta.revision.types = named([&new.place]);
                return;
            }
            (true, true) => {}
        }
        match (old.required, new.required) {
            (false, true) => {
                let rule = rules::PROPERTY_BECAME_REQUIRED.of(self.direction);
                self.report(rule, format!("{what} became required"));
            }
            (true, false) => {
                let rule = rules::PROPERTY_BECAME_OPTIONAL.of(self.direction);
                self.report(rule, format!("{what} became optional"));
            }
            _ => {}
        }
        self.place(&old.place, &new.place);
    }

    fn others(&mut self, old: &Object<'a>, new: &Object<'a>) {
        let here = self.here;
        let extra = |id: Option<TypeId>, spot: Option<super::Spot>| {
            let with = |id| spot.map(|spot| super::Spot { origin: Origin::Extra(id), ..spot });
            id.map_or(spot, with)
        };
        let extra = Here { base: extra(old.id, here.base), revision: extra(new.id, here.revision) };
        match (old.others, new.others) {
            (Others::None, Others::None) | (Others::Any, Others::Any) => {}
            (Others::None, _) => self.on(extra, |walk| {
                let rule = rules::OTHER_KEYS_ADDED.of(walk.direction);
                let delta = walk.report(rule, "keys that are not named are allowed now");
                if let Others::Of(place) = new.others {
                    delta.revision.types = named([place]);
                }
            }),
            (_, Others::None) => self.on(extra, |walk| {
                let rule = rules::OTHER_KEYS_REMOVED.of(walk.direction);
                let delta = walk.report(rule, "keys that are not named are no longer allowed");
                if let Others::Of(place) = old.others {
                    delta.base.types = named([place]);
                }
            }),
            (Others::Of(one), Others::Of(other)) => {
                self.at("{}", |walk| walk.on(extra, |walk| walk.place(one, other)));
            }
            (Others::Any, Others::Of(_)) => {
                self.at("{}", |walk| walk.on(extra, |walk| walk.kept(rules::TYPE_NARROWED, old, new)));
            }
            (Others::Of(_), Others::Any) => {
                self.at("{}", |walk| walk.on(extra, |walk| walk.kept(rules::TYPE_WIDENED, old, new)));
            }
        }
    }

    fn kept(&mut self, ways: rules::Ways, old: &Object<'a>, new: &Object<'a>) {
        let words = |others: &Others<'_>| if matches!(others, Others::Any) { "anything" } else { "a type" }.to_owned();
        let (before, after) = (words(&old.others), words(&new.others));
        let what = "what is held under keys that are not named changed";
        let delta = self.report_of(ways.of(self.direction), what, Some(before), Some(after));
        if let Others::Of(place) = old.others {
            delta.base.types = named([place]);
        }
        if let Others::Of(place) = new.others {
            delta.revision.types = named([place]);
        }
    }
}

fn origin(id: Option<TypeId>, index: usize) -> Option<Origin> {
    id.map(|id| Origin::Field(id, index))
}

/// The place of a key; that of its object where the object has no type.
fn spot(around: Option<super::Spot>, origin: Option<Origin>, field: &Field) -> Option<super::Spot> {
    match origin {
        Some(origin) => Some(super::Spot { origin, span: field.span }),
        None => around,
    }
}
