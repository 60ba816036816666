//! Compares what two places take: attributes first, then what they are.

use super::plain::listed;
use super::{Here, Walk};
use crate::diff::delta::Origin;
use crate::diff::finding::Wire;
use crate::diff::rules::{self, Ways};
use crate::diff::view::{Core, Object, View};
use crate::ir::{Api, Docs, Limits, Place, Ty, TypeId, TypeKind};
use serde_json::Value as Json;

impl<'a> Walk<'a> {
    /// Compares two places.
    pub fn place(&mut self, old: &'a Place, new: &'a Place) {
        if let (Ty::Named(one), Ty::Named(other)) = (&old.ty, &new.ty) {
            // What the places themselves say is compared here; what their types say, once for all places.
            let (said, says) = (own(self.base, old), own(self.revision, new));
            if said != says {
                let (before, mut after) = (View::of(self.base, old), View::of(self.revision, new));
                if said.0 == says.0 {
                    after.nullable = before.nullable;
                }
                if said.2 == says.2 {
                    after.default = before.default;
                }
                if said.3 == says.3 {
                    after.limits = before.limits;
                }
                self.attributes(&before, &after);
            }
            self.enter(*one, *other);
            return;
        }
        let (before, after) = (View::of(self.base, old), View::of(self.revision, new));
        self.attributes(&before, &after);
        self.cores(&before, &after);
    }

    /// Compares what two types say, at the place where they were met first.
    pub fn types(&mut self, old: TypeId, new: TypeId) {
        let (one, other) = (&self.base[old], &self.revision[new]);
        self.on(Here::both((Origin::Type(old), one.span), (Origin::Type(new), other.span)), |walk| {
            walk.lifecycle(
                (&rules::SCHEMA_DEPRECATED, &rules::SCHEMA_REACTIVATED),
                "the schema",
                &one.docs,
                &other.docs,
            );
            let (before, after) = (View::of_type(walk.base, old), View::of_type(walk.revision, new));
            walk.attributes(&before, &after);
            walk.cores(&before, &after);
        });
    }

    fn attributes(&mut self, old: &View<'a>, new: &View<'a>) {
        let ways = match (old.nullable, new.nullable) {
            _ if matches!(old.core, Core::Any) || matches!(new.core, Core::Any) => None,
            (false, true) => Some((rules::BECAME_NULLABLE, "`null` is allowed now")),
            (true, false) => Some((rules::BECAME_NOT_NULLABLE, "`null` is no longer allowed")),
            _ => None,
        };
        if let Some((ways, what)) = ways {
            let delta = self.report(ways.of(self.direction), what);
            delta.base.by_names(&old.names);
            delta.revision.by_names(&new.names);
        }
        self.defaults(old, new);
        if !matches!(
            (&old.core, &new.core),
            (Core::Plain(_), Core::Plain(_)) | (Core::List(_), Core::List(_)) | (Core::Object(_), Core::Object(_))
        ) {
            return;
        }
        self.limits(old.limits, new.limits);
    }

    fn defaults(&mut self, old: &View<'a>, new: &View<'a>) {
        let param = self.param;
        let of = |ways: Ways, direction, own| if param { own } else { ways.of(direction) };
        let (rule, what) = match (old.default, new.default) {
            (None, Some(_)) => {
                (of(rules::DEFAULT_ADDED, self.direction, &rules::PARAMETER_DEFAULT_ADDED), "a default was added")
            }
            (Some(_), None) => (
                of(rules::DEFAULT_REMOVED, self.direction, &rules::PARAMETER_DEFAULT_REMOVED),
                "the default was removed",
            ),
            (Some(one), Some(other)) if one != other => {
                (of(rules::DEFAULT_CHANGED, self.direction, &rules::PARAMETER_DEFAULT_CHANGED), "the default changed")
            }
            _ => return,
        };
        self.report_of(rule, what, old.default.map(ToString::to_string), new.default.map(ToString::to_string));
    }

    fn cores(&mut self, old: &View<'a>, new: &View<'a>) {
        match (&old.core, &new.core) {
            (Core::Any, Core::Any) => {}
            (Core::Any, _) => self.types_differ(rules::TYPE_NARROWED, old, new),
            (_, Core::Any) => self.types_differ(rules::TYPE_WIDENED, old, new),
            (Core::Plain(one), Core::Plain(other)) => self.plain((old, one), (new, other)),
            (Core::Object(one), Core::Object(other)) if one.is_free() != other.is_free() => {
                self.described(one, (old, new));
            }
            (Core::Object(one), Core::Object(other)) => self.objects(one, other),
            (Core::List(one), Core::List(other)) => self.at("[]", |walk| walk.place(one, other)),
            (Core::Union(one, before), Core::Union(other, after)) => self.unions((*one, before), (*other, after)),
            (Core::Union(id, union), _) => self.unwrapped(*id, union, old, new),
            (_, Core::Union(id, union)) => self.wrapped(*id, union, old, new),
            _ => self.types_differ(rules::TYPE_CHANGED, old, new),
        }
    }

    /// The keys of an object that took any were described, or are no longer.
    fn described(&mut self, before: &Object<'a>, (old, new): (&View<'a>, &View<'a>)) {
        let (ways, what, object) = if before.is_free() {
            (rules::TYPE_NARROWED, "the keys of the object are described now", &new.core)
        } else {
            (rules::TYPE_WIDENED, "the keys of the object are no longer described", &old.core)
        };
        let Core::Object(object) = object else { return };
        let demands = object.fields.iter().any(|field| field.required);
        let keys = listed(object.fields.iter().map(|field| field.wire.as_str()));
        let (one, other) = if before.is_free() { (None, Some(keys)) } else { (Some(keys), None) };
        let delta = self.report_of(ways.of(self.direction), what, one, other);
        // Who sent or read such keys before did so as they are described now, most likely.
        if !demands {
            delta.finding.wire = delta.finding.wire.min(Wire::Warning);
        }
        delta.base.by_names(&old.names);
        delta.revision.by_names(&new.names);
        delta.base.types.clone_from(&old.types);
        delta.revision.types.clone_from(&new.types);
    }

    /// Adds a change of type.
    pub fn types_differ(&mut self, ways: Ways, old: &View<'a>, new: &View<'a>) {
        let (before, after) = (old.words(self.base), new.words(self.revision));
        let what = if before == after {
            "the type changed".to_owned()
        } else {
            format!("the type changed from `{before}` to `{after}`")
        };
        let delta = self.report_of(ways.of(self.direction), what, Some(before), Some(after));
        delta.base.by_names(&old.names);
        delta.revision.by_names(&new.names);
        delta.base.types.clone_from(&old.types);
        delta.revision.types.clone_from(&new.types);
    }

    /// Compares what is said of a key or a parameter.
    pub fn property_lifecycle(&mut self, what: &str, old: &Docs, new: &Docs) {
        let rules = if self.param {
            (&rules::PARAMETER_DEPRECATED, &rules::PARAMETER_REACTIVATED)
        } else {
            (&rules::PROPERTY_DEPRECATED, &rules::PROPERTY_REACTIVATED)
        };
        self.lifecycle(rules, what, old, new);
    }
}

/// What a place says beside its type: whether it allows `null` where the type does not, what it holds, what is meant by its
/// absence, and its bounds.
fn own<'p>(api: &Api, place: &'p Place) -> (bool, Option<&'p Json>, Option<&'p Json>, &'p Limits) {
    let repeats = match place.ty {
        Ty::Named(id) => match &api[id].kind {
            TypeKind::Alias(inner) => inner.nullable,
            _ => api[id].own.nullable,
        },
        _ => false,
    };
    (place.nullable && !repeats, place.constant.as_ref(), place.default.as_ref(), &place.limits)
}
