//! The items of models: see `emit::model`, `emit::union` and `emit::scalar`.

use std::collections::HashMap;

use super::{Part, Surface};
use crate::diff::delta::Origin;
use crate::ir::{Enum, EnumBase, Field, Scalar, Struct, Tagging, TypeId, TypeKind, Union};
use crate::plan::{ChoicePlan, FieldPlan, Presence, RustTy, Shape, StructPlan, VariantPlan};

/// One struct: a schema can be two, one for JSON and one for forms.
struct Emitted<'a> {
    key: String,
    name: String,
    id: TypeId,
    fields: Vec<(usize, &'a Field, &'a FieldPlan)>,
    choice: Option<(&'a [usize], &'a ChoicePlan)>,
    extra: Option<&'a (String, RustTy)>,
    as_form: bool,
}

impl<'a> Surface<'a> {
    /// Adds all models.
    pub fn models(&mut self) {
        for (id, def) in self.api.types() {
            let plan = &self.plan[id];
            let key = format!("type {}", self.labels.types[id.0 as usize]);
            let name = format!("models::{}", plan.name);
            let origin = Origin::Type(id);
            let kind = match (&def.kind, &plan.shape) {
                (TypeKind::Struct(object), Shape::Struct(shape)) => {
                    self.structs(id, &key, object, shape);
                    continue;
                }
                (TypeKind::Enum(list), Shape::Enum(names)) => {
                    self.enumeration(id, &key, &name, list, names);
                    let base = if list.base == EnumBase::Int { "whole numbers" } else { "texts" };
                    format!("{} enum of {base}", if list.open { "open" } else { "closed" })
                }
                (TypeKind::Union(union), Shape::Union(variants)) => {
                    self.union(id, &key, &name, union, variants);
                    "union".to_owned()
                }
                (TypeKind::Id(scalar), Shape::Id(is_number)) => match (is_number, scalar) {
                    (true, _) => "id of I64".to_owned(),
                    (false, Scalar::Secret) => "id of Secret".to_owned(),
                    (false, _) => "id of String".to_owned(),
                },
                (TypeKind::Alias(_), Shape::Alias(ty)) => format!("another name of {}", self.spell(ty)),
                _ => continue,
            };
            let mut parts = vec![Part::new("", kind, origin)];
            if let (TypeKind::Enum(list), Shape::Enum(names)) = (&def.kind, &plan.shape)
                && !list.open
            {
                // Users match these one by one, so that a new one breaks them.
                let values = names.iter().enumerate();
                parts.extend(values.map(|(index, name)| Part::new("", name, Origin::Value(id, index))));
                parts[1..].sort_by(|one, other| one.ty.cmp(&other.ty));
            }
            self.public(key, None, name, parts, origin);
        }
    }

    fn structs(&mut self, id: TypeId, key: &str, object: &'a Struct, plan: &'a StructPlan) {
        let fields = object.fields.iter().zip(&plan.fields).enumerate();
        let fields: Vec<(usize, &Field, &FieldPlan)> = fields
            .filter(|(_, (_, plan))| plan.mode != Presence::Omitted)
            .map(|(index, (field, plan))| (index, field, plan))
            .collect();
        let name = |name: &str| format!("models::{name}");
        let carriers = plan.carriers;
        let main = Emitted {
            key: key.to_owned(),
            name: name(&self.plan[id].name),
            id,
            fields: fields.clone(),
            choice: plan.choice.as_ref().map(|choice| (object.one_of.as_slice(), choice)),
            extra: plan.extra.as_ref().filter(|_| carriers.json),
            as_form: !carriers.json,
        };
        self.structure(&main, plan.made);
        let forms = format!("{} {}", carriers.multipart, carriers.form);
        self.fact(format!("{key} forms"), Some(key), forms, Origin::Type(id));
        if carriers.json {
            let name = (format!("impl Serialize for {}", main.name), String::new());
            self.called(format!("{key} json"), Some(key), name, Vec::new(), Origin::Type(id));
        }
        if let Some(twin) = &plan.twin {
            let (key, name) = (format!("{key} as a form"), name(twin));
            let twin = Emitted { key, name, id, fields, choice: None, extra: None, as_form: true };
            self.structure(&twin, true);
        }
    }

    fn structure(&mut self, emitted: &Emitted<'a>, made: bool) {
        let Emitted { key, name, id, .. } = emitted;
        let origin = Origin::Type(*id);
        self.public(key.clone(), None, name.clone(), vec![Part::new("", "struct", origin)], origin);
        let mut holds_file = false;
        let mut arguments = Vec::new();
        for (index, field, plan) in &emitted.fields {
            let origin = Origin::Field(*id, *index);
            let field_key = format!("{key}.{}", field.wire);
            if plan.mode == Presence::Chosen {
                if let Some((keys, choice)) = emitted.choice.filter(|(keys, _)| keys.first() == Some(index)) {
                    arguments.push(self.choice(emitted, keys, choice));
                }
                continue;
            }
            if let Presence::Constant(value) = &plan.mode {
                self.fact(field_key, Some(key), format!("always {value}"), origin);
                continue;
            }
            let ty = if emitted.as_form { &plan.form_ty } else { &plan.ty };
            holds_file |= ty.holds_file();
            let parts = vec![Part::new("", self.spell(ty), origin)];
            self.public(field_key.clone(), Some(key), format!("{name}::{}", plan.name), parts, origin);
            self.fact(
                format!("{field_key} fact"),
                Some(&field_key),
                format!("{:?} {}", plan.mode, seconds(ty)),
                origin,
            );
            if made && plan.mode == Presence::Required {
                arguments.push(Part::new(&field.wire, self.argument(ty), origin));
            } else if let (true, RustTy::Option(inner) | RustTy::Maybe(inner)) = (made, ty) {
                let parts = vec![Part::new("", self.argument(inner), origin)];
                // What cannot be null has no way to say so.
                self.public(
                    format!("{field_key}()"),
                    Some(&field_key),
                    format!("{name}::{}()", plan.setter),
                    parts,
                    origin,
                );
                if plan.mode == Presence::Maybe {
                    let clear = format!("{name}::{}()", plan.clear);
                    self.public(format!("{field_key} null"), Some(&field_key), clear, Vec::new(), origin);
                }
            }
        }
        if let Some((field, ty)) = emitted.extra {
            let parts = vec![Part::new("", self.spell(ty), Origin::Extra(*id))];
            self.public(format!("{key}{{}}"), Some(key), format!("{name}::{field}"), parts, Origin::Extra(*id));
        }
        if !holds_file {
            let name = (format!("impl PartialEq for {name}"), String::new());
            self.called(format!("{key} eq"), Some(key), name, Vec::new(), origin);
        }
        if made {
            // One without arguments goes with `Default`.
            self.public(format!("{key} new"), Some(key), format!("{name}::new"), arguments, origin);
        }
    }

    /// The field that holds one of several keys, and its type; gives the argument of `new`.
    fn choice(&mut self, emitted: &Emitted<'a>, keys: &[usize], choice: &ChoicePlan) -> Part {
        let Emitted { key, name, id, fields, .. } = emitted;
        let (origin, ty) = (Origin::Type(*id), format!("models::{}", choice.ty));
        let own = format!("{key} choice");
        let kind = if choice.open { "open choice" } else { "choice" };
        self.public(own.clone(), Some(key), ty.clone(), vec![Part::new("", kind, origin)], origin);
        let field = format!("{name}::{}", choice.name);
        self.public(format!("{key}.choice"), Some(key), field, vec![Part::new("", ty.clone(), origin)], origin);
        for (index, variant) in keys.iter().zip(&choice.variants) {
            let origin = Origin::Field(*id, *index);
            let Some((_, field, _)) = fields.iter().find(|(other, ..)| other == index) else { continue };
            let (member, held) = (format!("{own}.{}", field.wire), self.spell(&variant.ty));
            let parts = vec![Part::new("", held.clone(), origin)];
            self.public(member.clone(), Some(&own), format!("{ty}::{}", variant.name), parts, origin);
            if variant.converts {
                let held = held.trim_start_matches("Box<").trim_end_matches('>');
                let name = (format!("impl From<{held}> for {ty}"), String::new());
                self.called(format!("{member} from"), Some(&member), name, Vec::new(), origin);
            }
        }
        Part::new("choice", format!("impl Into<{ty}>"), origin)
    }

    fn enumeration(&mut self, id: TypeId, key: &str, name: &str, list: &Enum, names: &[String]) {
        for (index, (value, variant)) in list.values.iter().zip(names).enumerate() {
            // See `emit::scalar`: numbers that do not fit have no variant.
            if list.base == EnumBase::Int && value.wire.parse::<i64>().is_err() {
                continue;
            }
            let name = format!("{name}::{variant}");
            self.public(format!("{key}={}", value.wire), Some(key), name, Vec::new(), Origin::Value(id, index));
        }
    }

    fn union(&mut self, id: TypeId, key: &str, name: &str, union: &Union, variants: &[VariantPlan]) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (index, (variant, plan)) in union.variants.iter().zip(variants).enumerate() {
            let origin = Origin::Member(id, index);
            let ty = self.spell(&plan.ty);
            // Members are what they hold; several that hold the same are told apart by their order.
            let held = ty.trim_start_matches("Box<").trim_end_matches('>').to_owned();
            let number = seen.entry(held.clone()).or_default();
            *number += 1;
            let member = format!("{key}|{held} {number}");
            let parts = vec![Part::new("", ty.clone(), origin)];
            self.public(member.clone(), Some(key), format!("{name}::{}", plan.name), parts, origin);
            if plan.converts {
                let name = (format!("impl From<{held}> for {name}"), String::new());
                self.called(format!("{member} from"), Some(&member), name, Vec::new(), origin);
            }
            if let Tagging::Key(_) = union.tagging {
                self.fact(format!("{member} tags"), Some(&member), variant.leads().join(" "), origin);
            }
        }
        if union.open {
            let unknown = format!("{name}::Unknown");
            self.public(format!("{key}|unknown"), Some(key), unknown, Vec::new(), Origin::Type(id));
        }
        let tagging = match &union.tagging {
            Tagging::Key(key) => format!("by {key}"),
            Tagging::Shape => "by shape".to_owned(),
        };
        self.fact(format!("{key} tagging"), Some(key), tagging, Origin::Type(id));
    }
}

/// Whether a moment in a type is written as seconds, which its type does not say.
fn seconds(ty: &RustTy) -> &'static str {
    match ty {
        RustTy::Seconds => "in seconds",
        RustTy::Vec(inner)
        | RustTy::Array(inner, _)
        | RustTy::Map(inner)
        | RustTy::Option(inner)
        | RustTy::Maybe(inner)
        | RustTy::Boxed(inner) => seconds(inner),
        _ => "",
    }
}
