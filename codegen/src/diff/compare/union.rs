//! Compares unions: which member is which, whatever it is called, and what tells them apart.

use super::{Here, Spot, Walk, named};
use crate::diff::delta::Origin;
use crate::diff::pair::Paired;
use crate::diff::rules;
use crate::diff::view::{Core, View};
use crate::ir::{Api, Tagging, TypeId, TypeKey, Union, Variant};

impl<'a> Walk<'a> {
    /// Compares two unions.
    pub fn unions(&mut self, (old_id, old): (TypeId, &'a Union), (new_id, new): (TypeId, &'a Union)) {
        self.tagging(old, new);
        let (rule, what) = match (old.open, new.open) {
            (true, false) => (Some(&rules::ENUM_CLOSED), "the union was closed"),
            (false, true) => (Some(&rules::ENUM_OPENED), "the union was opened"),
            _ => (None, ""),
        };
        if let Some(rule) = rule.filter(|rule| self.first_time(rule)) {
            self.report(rule, what);
        }
        let paired = members((self.base, old), (self.revision, new));
        for index in paired.gone {
            let (variant, here) = (&old.variants[index], self.here);
            let base = Some(Spot { origin: Origin::Member(old_id, index), span: variant.span });
            self.on(Here { base, ..here }, |walk| {
                let words = member_words(walk.base, variant);
                let rule = rules::MEMBER_REMOVED.of(walk.direction);
                let delta = walk.report_of(rule, format!("the member {words} was removed"), Some(words), None);
                delta.base.types = named([&variant.place]);
            });
        }
        for (one, other) in paired.both {
            let (before, after) = (&old.variants[one], &new.variants[other]);
            let here =
                Here::both((Origin::Member(old_id, one), before.span), (Origin::Member(new_id, other), after.span));
            let step = member_step(self.revision, after);
            self.at(step, |walk| {
                walk.on(here, |walk| {
                    walk.tags((old, before), (new, after));
                    walk.place(&before.place, &after.place);
                });
            });
        }
        for index in paired.new {
            let (variant, here) = (&new.variants[index], self.here);
            let revision = Some(Spot { origin: Origin::Member(new_id, index), span: variant.span });
            self.on(Here { revision, ..here }, |walk| {
                let words = member_words(walk.revision, variant);
                let rule = rules::MEMBER_ADDED.of(walk.direction);
                let delta = walk.report_of(rule, format!("the member {words} was added"), None, Some(words));
                delta.revision.types = named([&variant.place]);
            });
        }
    }

    fn tagging(&mut self, old: &Union, new: &Union) {
        let (rule, what) = match (&old.tagging, &new.tagging) {
            (Tagging::Shape, Tagging::Key(_)) => (&rules::DISCRIMINATOR_ADDED, "members are told apart by a key now"),
            (Tagging::Key(_), Tagging::Shape) => {
                (&rules::DISCRIMINATOR_REMOVED, "members are no longer told apart by a key")
            }
            (Tagging::Key(one), Tagging::Key(other)) if one != other => {
                (&rules::DISCRIMINATOR_KEY_CHANGED, "members are told apart by another key")
            }
            _ => return,
        };
        let key = |tagging: &Tagging| match tagging {
            Tagging::Key(key) => Some(key.clone()),
            Tagging::Shape => None,
        };
        if self.first_time(rule) {
            self.report_of(rule, what, key(&old.tagging), key(&new.tagging));
        }
    }

    /// Compares the values of the key that lead to a member, unless the member lists them itself.
    fn tags(&mut self, (old, before): (&Union, &Variant), (new, after): (&Union, &Variant)) {
        let (Tagging::Key(key), Tagging::Key(other)) = (&old.tagging, &new.tagging) else { return };
        if key != other || lists(self.base, before, key) && lists(self.revision, after, key) {
            return;
        }
        for tag in before.tags.iter().filter(|tag| !after.tags.contains(tag)) {
            let rule = rules::TAG_REMOVED.of(self.direction);
            self.report_of(rule, format!("`{tag}` of `{key}` no longer leads to it"), Some(tag.clone()), None);
        }
        for tag in after.tags.iter().filter(|tag| !before.tags.contains(tag)) {
            let rule = rules::TAG_ADDED.of(self.direction);
            self.report_of(rule, format!("`{tag}` of `{key}` leads to it now"), None, Some(tag.clone()));
        }
    }

    /// One type became one of several.
    pub fn wrapped(&mut self, id: TypeId, union: &'a Union, old: &View<'a>, new: &View<'a>) {
        let same = union.variants.iter().position(|variant| is_like(self.base, old, self.revision, variant));
        let Some(index) = same else { return self.types_differ(rules::TYPE_CHANGED, old, new) };
        self.types_differ(rules::TYPE_WIDENED, old, new);
        let (variant, here) = (&union.variants[index], self.here);
        let view = View::of(self.revision, &variant.place);
        let revision = Some(Spot { origin: Origin::Member(id, index), span: variant.span });
        self.on(Here { revision, ..here }, |walk| walk.inner(old, &view));
    }

    /// One of several became one type.
    pub fn unwrapped(&mut self, id: TypeId, union: &'a Union, old: &View<'a>, new: &View<'a>) {
        let same = union.variants.iter().position(|variant| is_like(self.revision, new, self.base, variant));
        let Some(index) = same else { return self.types_differ(rules::TYPE_CHANGED, old, new) };
        self.types_differ(rules::TYPE_NARROWED, old, new);
        let (variant, here) = (&union.variants[index], self.here);
        let view = View::of(self.base, &variant.place);
        let base = Some(Spot { origin: Origin::Member(id, index), span: variant.span });
        self.on(Here { base, ..here }, |walk| walk.inner(&view, new));
    }

    /// Goes on with a type and the member that it became, or that became it.
    fn inner(&mut self, old: &View<'a>, new: &View<'a>) {
        match (old.types.as_slice(), new.types.as_slice()) {
            ([one], [other]) if matches!((&old.core, &new.core), (Core::Object(_), Core::Object(_))) => {
                self.enter(*one, *other);
            }
            _ => {}
        }
    }
}

/// Which member is which: by a value of the key, by the name of its schema, by what it looks like, and the one that is left.
fn members((base, old): (&Api, &Union), (revision, new): (&Api, &Union)) -> Paired {
    let mut paired = Paired::unpaired(old.variants.len(), new.variants.len());
    if let (Tagging::Key(_), Tagging::Key(_)) = (&old.tagging, &new.tagging) {
        let tag = |variant: &Variant| variant.leads().into_iter().min();
        paired.by(|one| tag(&old.variants[one]), |other| tag(&new.variants[other]));
    }
    paired.by(|one| name(base, &old.variants[one]), |other| name(revision, &new.variants[other]));
    let looks = |api: &Api, variant: &Variant| Some(look(api, &View::of(api, &variant.place), true));
    paired.by(|one| looks(base, &old.variants[one]), |other| looks(revision, &new.variants[other]));
    if let ([one], [other]) = (paired.gone.as_slice(), paired.new.as_slice()) {
        let (before, after) = (&old.variants[*one].place, &new.variants[*other].place);
        let kind = |api, place| look(api, &View::of(api, place), false);
        if kind(base, before) == kind(revision, after) && shares_keys((base, before), (revision, after)) {
            paired.by_elimination();
        }
    }
    paired
}

/// Whether two members have anything in common: values that are no objects, or objects with a key of the same name.
fn shares_keys((base, old): (&Api, &crate::ir::Place), (revision, new): (&Api, &crate::ir::Place)) -> bool {
    let (before, after) = (View::of(base, old), View::of(revision, new));
    match (&before.core, &after.core) {
        (Core::Object(one), Core::Object(other)) => {
            one.fields.is_empty() && other.fields.is_empty()
                || one.fields.iter().any(|field| other.fields.iter().any(|own| own.wire == field.wire))
        }
        _ => true,
    }
}

fn name(api: &Api, variant: &Variant) -> Option<String> {
    match named([&variant.place]).first().map(|id| &api[*id].key) {
        Some(TypeKey::Component(name)) => Some(name.clone()),
        _ => None,
    }
}

/// What a value looks like from outside, with the keys of an object or without.
fn look(api: &Api, view: &View<'_>, closely: bool) -> String {
    match &view.core {
        Core::Plain(plain) => {
            let values = plain.values.iter().filter(|_| closely).flat_map(|values| &values.list);
            let values: Vec<&str> = values.map(|(value, _)| value.as_str()).collect();
            let kind = plain.kinds.to_string();
            if closely { format!("{kind} {:?} {}", plain.format, values.join(" ")) } else { kind }
        }
        Core::Object(object) if closely => {
            let mut keys: Vec<&str> = object.fields.iter().map(|field| field.wire.as_str()).collect();
            keys.sort_unstable();
            format!("object {}", keys.join(" "))
        }
        Core::Object(_) => "object".to_owned(),
        Core::List(item) if closely => format!("list of {}", look(api, &View::of(api, item), false)),
        Core::List(_) => "list".to_owned(),
        Core::Union(..) => "union".to_owned(),
        Core::Any => "any".to_owned(),
    }
}

/// Whether a type is what a member is: by name, by its look, or for plain values by what they are.
fn is_like(api: &Api, view: &View<'_>, other: &Api, variant: &Variant) -> bool {
    let member = View::of(other, &variant.place);
    let component = |api: &Api, view: &View<'_>| match view.types.first().map(|id| &api[*id].key) {
        Some(TypeKey::Component(name)) => Some(name.clone()),
        _ => None,
    };
    let name = component(api, view);
    if name.is_some() && name == component(other, &member) {
        return true;
    }
    match (&view.core, &member.core) {
        (Core::Plain(one), Core::Plain(other)) => one.kinds == other.kinds,
        (Core::List(_), Core::List(_)) => true,
        _ => look(api, view, true) == look(other, &member, true),
    }
}

/// Whether a member lists the values of the key itself.
fn lists(api: &Api, variant: &Variant, key: &str) -> bool {
    match View::of(api, &variant.place).core {
        Core::Object(object) => object.fields.iter().any(|field| {
            let is_limited = |view: View<'_>| matches!(view.core, Core::Plain(plain) if plain.values.is_some());
            field.wire == key && is_limited(View::of(api, &field.place))
        }),
        _ => false,
    }
}

fn member_step(api: &Api, variant: &Variant) -> String {
    name(api, variant).map_or_else(|| format!("member {}", variant.word), |name| format!("member {name}"))
}

fn member_words(api: &Api, variant: &Variant) -> String {
    name(api, variant).map_or_else(|| format!("`{}`", variant.word), |name| format!("`{name}`"))
}
