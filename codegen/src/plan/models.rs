//! Plans the models: names of types, fields and variants, and the type of every field.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::{self, ChoicePlan};
use super::common::without_common_words;
use super::forms::Carriers;
use super::ident::{self, Spelling};
use super::names::{self, Claim, Scope};
use super::types::{Carrier, RustTy, Typer};
use crate::diag::Sink;
use crate::ir::{
    Access, Api, Enum, Extra, Field, Place, Scalar, Struct, Tagging, Ty, TypeDef, TypeId, TypeKey, TypeKind, Union,
    Usage,
};

/// Names that no variant of an open enum or a union may have: that of values without a name, and the one that Rust keeps.
pub(super) const TAKEN_VARIANTS: &[&str] = &["Unknown", "Self"];

/// What is decided on one type.
#[derive(Debug, Clone)]
pub struct TypePlan {
    /// Its name in Rust.
    pub name: String,
    /// The rest, by what it is.
    pub shape: Shape,
}

/// What is decided on one type, by what it is.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A struct.
    Struct(StructPlan),
    /// An enum; the names of its variants.
    Enum(Vec<String>),
    /// A union; its variants.
    Union(Vec<VariantPlan>),
    /// An identifier: whether it is a number.
    Id(bool),
    /// An alias of a type.
    Alias(RustTy),
}

/// What is decided on one struct.
#[derive(Debug, Clone)]
pub struct StructPlan {
    /// Its fields, by their index in the document.
    pub fields: Vec<FieldPlan>,
    /// The map of keys that it does not name: its name and its type.
    pub extra: Option<(String, RustTy)>,
    /// The field that holds the one of several keys that is there.
    pub choice: Option<ChoicePlan>,
    /// How its values travel.
    pub carriers: Carriers,
    /// The name of a second struct for forms, where the one for JSON cannot hold files.
    pub twin: Option<String>,
    /// Whether callers make values of it.
    pub made: bool,
}

/// What is decided on one field.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    /// Its name in Rust.
    pub name: String,
    /// Its type in JSON, whole.
    pub ty: RustTy,
    /// Its type in a form, whole.
    pub form_ty: RustTy,
    /// Whether it must be there.
    pub mode: Presence,
    /// The name of the method that sets it.
    pub setter: String,
    /// The name of the method that sets it to `null`.
    pub clear: String,
}

/// Whether a field must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It need not.
    Optional,
    /// It need not, and `null` is something else.
    Maybe,
    /// It always holds this text, integer or truth value, so that there is no field.
    Constant(serde_json::Value),
    /// It is one of several of which exactly one is there: a variant of the struct's [`ChoicePlan`].
    Chosen,
    /// It never travels the way this struct does.
    Omitted,
}

/// What is decided on one variant of a union.
#[derive(Debug, Clone)]
pub struct VariantPlan {
    /// Its name in Rust.
    pub name: String,
    /// What it holds.
    pub ty: RustTy,
    /// Whether its type converts into the union: where no other variant has the same.
    pub converts: bool,
}

/// Plans all types, by [`TypeId`].
pub fn plan(sink: &mut Sink, api: &Api, typer: &Typer<'_>, carriers: &[Carriers]) -> Vec<TypePlan> {
    let (twins, choices) = (twins(api, typer, carriers), choice::choices(api, carriers));
    let mut names = type_names(sink, api, &twins, &choices);
    let mut further = names.split_off(api.types.len()).into_iter();
    let mut further_of = |indices: &BTreeSet<usize>| -> Vec<Option<String>> {
        (0..api.types.len()).map(|index| if indices.contains(&index) { further.next() } else { None }).collect()
    };
    let (twin_names, choice_names) = (further_of(&twins), further_of(&choices));
    let boxed = crate::passes::cycles::boxed(api);
    let mut plans = Vec::with_capacity(api.types.len());
    for ((id, def), further) in api.types().zip(twin_names.into_iter().zip(choice_names)) {
        let context = Context { api, typer, boxed: &boxed, names: &names, id };
        let shape = match &def.kind {
            TypeKind::Struct(object) => {
                Shape::Struct(context.structure(sink, def, object, carriers[id.0 as usize], further))
            }
            TypeKind::Enum(list) => Shape::Enum(context.enumeration(sink, list)),
            TypeKind::Union(union) => Shape::Union(context.union(sink, union)),
            TypeKind::Id(scalar) => Shape::Id(!matches!(
                typer.value(&Place::of(Ty::Scalar(*scalar)), Carrier::Json),
                RustTy::String | RustTy::Secret
            )),
            TypeKind::Alias(place) => Shape::Alias(typer.value(place, Carrier::Json)),
        };
        plans.push(shape);
    }
    names.into_iter().zip(plans).map(|(name, shape)| TypePlan { name, shape }).collect()
}

/// Structs that travel both ways and hold files: they need a second struct.
fn twins(api: &Api, typer: &Typer<'_>, carriers: &[Carriers]) -> BTreeSet<usize> {
    let holds_file = |def: &TypeDef| match &def.kind {
        TypeKind::Struct(object) => object.fields.iter().any(|field| typer.is_file(&field.place)),
        _ => false,
    };
    let both = |index: &usize| carriers[*index].json && carriers[*index].any_form() && holds_file(&api.types[*index]);
    (0..api.types.len()).filter(both).collect()
}

/// The names of all types, then those of the second structs, then those of the types that hold one of several keys.
fn type_names(sink: &mut Sink, api: &Api, twins: &BTreeSet<usize>, choices: &BTreeSet<usize>) -> Vec<String> {
    let pins = pins(api);
    let mut claims: Vec<Claim> = api.types.iter().map(|def| type_claim(def, &pins)).collect();
    for index in twins {
        let mut claim = claims[*index].clone();
        claim.pin = claim.pin.map(|pin| pin + "Form");
        claim.names.iter_mut().for_each(|name| name.push_str("Form"));
        claim.rank = 2;
        claims.push(claim);
    }
    for index in choices {
        let TypeKind::Struct(object) = &api.types[*index].kind else { continue };
        let words = ident::pascal(&choice::words(object));
        let mut claim = claims[*index].clone();
        claim.pin = claim.pin.map(|pin| pin + &words);
        claim.names.iter_mut().for_each(|name| name.push_str(&words));
        claim.rank = 2;
        claims.push(claim);
    }
    let own = api.types.iter().map(|def| kind_word(&def.kind));
    let kinds: Vec<&str> = own.chain(twins.iter().map(|_| "Form")).chain(choices.iter().map(|_| "Choice")).collect();
    let harsher = |index: usize, claim: &Claim, level: usize| {
        let spelled =
            |spelling| claim.wire.split('/').flat_map(|part| ident::spelled(part, spelling)).collect::<Vec<_>>();
        Some(match level {
            0 => names::type_name(&spelled(Spelling::Symbols), "Model"),
            1 => ident::pascal(&spelled(Spelling::Mild)) + kinds[index],
            2 => names::type_name(&spelled(Spelling::Case), "Model"),
            _ => return None,
        })
    };
    let scope = Scope { title: "the models", kind: "schema", taken: names::reserved_types(), harsher: &harsher };
    names::resolve(sink, &scope, &claims)
}

/// The pins of types by the ways to them.
fn pins(api: &Api) -> BTreeMap<Vec<&str>, &str> {
    let mut pins = BTreeMap::new();
    for def in &api.types {
        let Some(pin) = def.pin.as_deref().filter(|pin| ident::is_identifier(pin)) else { continue };
        let way = match &def.key {
            TypeKey::Component(name) => vec![name.as_str()],
            TypeKey::Inline(parts) => parts.iter().map(String::as_str).collect(),
        };
        pins.insert(way, pin);
    }
    pins
}

fn type_claim(def: &TypeDef, pins: &BTreeMap<Vec<&str>, &str>) -> Claim {
    let (wire, words, rank) = match &def.key {
        TypeKey::Component(name) => (name.clone(), ident::words(name), 0),
        TypeKey::Inline(parts) => {
            // A type within one of a pinned name is named after that name.
            let way: Vec<&str> = parts.iter().map(String::as_str).collect();
            let pinned = (1..way.len()).rev().find_map(|end| Some((*pins.get(&way[..end])?, end)));
            let (pin, rest) = pinned.map_or((None, &way[..]), |(pin, end)| (Some(pin), &way[end..]));
            (parts.join("/"), pin.iter().chain(rest).flat_map(|part| ident::words(part)).collect(), 1)
        }
    };
    Claim { wire, span: def.span, pin: def.pin.clone(), names: vec![names::type_name(&words, "Model")], rank }
}

const fn kind_word(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "Object",
        TypeKind::Enum(_) => "Value",
        TypeKind::Union(_) => "OneOf",
        TypeKind::Id(_) => "Id",
        TypeKind::Alias(_) => "Alias",
    }
}

/// What the plan of one type draws upon.
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) typer: &'a Typer<'a>,
    boxed: &'a BTreeSet<(TypeId, usize)>,
    names: &'a [String],
    pub(super) id: TypeId,
}

impl Context<'_> {
    pub(super) fn name(&self) -> &str {
        &self.names[self.id.0 as usize]
    }

    pub(super) fn boxed(&self, index: usize, ty: RustTy) -> RustTy {
        if self.boxed.contains(&(self.id, index)) { RustTy::Boxed(Box::new(ty)) } else { ty }
    }

    fn structure(
        &self,
        sink: &mut Sink,
        def: &TypeDef,
        object: &Struct,
        carriers: Carriers,
        (twin, choice): (Option<String>, Option<String>),
    ) -> StructPlan {
        let mut claims: Vec<Claim> = object.fields.iter().map(field_claim).collect();
        if choice.is_some() {
            let names = vec![ident::snake(&choice::words(object)), "choice".to_owned()];
            claims.push(Claim { wire: "oneOf".to_owned(), span: def.span, names, rank: 2, ..Claim::default() });
        }
        if let Extra::Keep(_) = object.extra {
            let names = ["extra", "other_keys", "additional_properties"].map(str::to_owned).to_vec();
            claims.push(Claim {
                wire: "additionalProperties".to_owned(),
                span: def.span,
                names,
                rank: 2,
                ..Claim::default()
            });
        }
        let title = format!("the fields of `{}`", self.name());
        let scope = Scope { title: &title, kind: "field", taken: &[], harsher: &spelled_snake };
        let mut names = names::resolve(sink, &scope, &claims);
        let extra = match &object.extra {
            Extra::Keep(place) => names.pop().map(|name| {
                let item = self.boxed(object.fields.len(), self.typer.item(place, Carrier::Json));
                (name, RustTy::Map(Box::new(item)))
            }),
            Extra::Ignore | Extra::Deny => None,
        };
        let usage = def.usage;
        let chosen = |index: usize| choice.is_some() && object.one_of.contains(&index);
        let choice_name = choice.as_ref().and_then(|_| names.pop());
        let fields: Vec<FieldPlan> = names
            .into_iter()
            .zip(&object.fields)
            .enumerate()
            .map(|(index, (name, field))| {
                if chosen(index) {
                    self.chosen(index, name, field)
                } else {
                    self.field(index, name, field, usage, carriers.any_form())
                }
            })
            .collect();
        let choice = choice_name.zip(choice).map(|(name, ty)| self.choice(sink, object, &fields, name, ty));
        // Form structs are only ever sent, JSON ones made by callers where they are.
        let made = usage.request || carriers.any_form();
        let mut plan = StructPlan { fields, extra, choice, carriers, twin, made };
        name_setters(&mut plan);
        plan
    }

    fn field(&self, index: usize, name: String, field: &Field, usage: Usage, form: bool) -> FieldPlan {
        let Usage { request, response } = usage;
        let nullable = self.typer.is_nullable(&field.place);
        let mode = match (&field.place.constant, field.access) {
            (_, Access::ReadOnly) if request && !response => Presence::Omitted,
            (_, Access::WriteOnly) if response && !request => Presence::Omitted,
            // A form's table has no row for a constant: there it is a field.
            (Some(value), _) if field.required && !nullable && !form && !value.is_f64() => {
                Presence::Constant(value.clone())
            }
            // What travels one way only cannot be required of both.
            (_, Access::ReadOnly | Access::WriteOnly) if request && response => optional(nullable),
            _ if field.required => Presence::Required,
            _ => optional(nullable),
        };
        let whole = |carrier| {
            let value = self.boxed(index, self.typer.value(&field.place, carrier));
            let value = if request && !response { self.typer.sent(&field.place, value, self.id) } else { value };
            match mode {
                Presence::Optional => value.optional(),
                Presence::Maybe => RustTy::Maybe(Box::new(value)),
                _ if nullable && value != RustTy::Json => value.optional(),
                _ => value,
            }
        };
        let (ty, form_ty) = (whole(Carrier::Json), whole(Carrier::Form));
        FieldPlan { ty, form_ty, mode, setter: name.clone(), clear: format!("clear_{name}"), name }
    }

    fn enumeration(&self, sink: &mut Sink, list: &Enum) -> Vec<String> {
        let claim = |value: &crate::ir::EnumValue| {
            let titled = value.title.as_deref().map(variant_name).filter(|name| ident::is_identifier(name));
            Claim {
                wire: value.wire.clone(),
                span: value.span,
                pin: value.pin.clone(),
                names: titled.into_iter().chain([variant_name(&value.wire)]).collect(),
                rank: 0,
            }
        };
        let claims: Vec<Claim> = list.values.iter().map(claim).collect();
        let title = format!("the variants of `{}`", self.name());
        let taken: &[&str] = if list.open { TAKEN_VARIANTS } else { &["Self"] };
        let scope = Scope { title: &title, kind: "value", taken, harsher: &spelled_pascal };
        names::resolve(sink, &scope, &claims)
    }

    fn union(&self, sink: &mut Sink, union: &Union) -> Vec<VariantPlan> {
        let mut claims: Vec<Claim> = union.variants.iter().map(|variant| self.variant_claim(variant)).collect();
        for (claim, short) in claims.iter_mut().zip(self.short_names(union)) {
            claim.names.insert(0, short);
            claim.names.dedup();
        }
        let title = format!("the variants of `{}`", self.name());
        let taken = if union.open { TAKEN_VARIANTS } else { &["Self"] };
        let scope = Scope { title: &title, kind: "member", taken, harsher: &spelled_pascal };
        let names = names::resolve(sink, &scope, &claims);
        let ty = |(index, variant): (usize, &crate::ir::Variant)| {
            self.boxed(index, self.typer.value(&variant.place, Carrier::Json))
        };
        let types: Vec<RustTy> = union.variants.iter().enumerate().map(ty).collect();
        self.variants(names, types)
    }

    /// Variants of these names, and the types that convert.
    pub(super) fn variants(&self, names: Vec<String>, types: Vec<RustTy>) -> Vec<VariantPlan> {
        // Two impls of `From` for the same type would contradict each other, and so would one for the union itself.
        let bases: Vec<RustTy> = types.iter().map(|ty| self.converted(ty)).collect();
        let converts = |index: usize| {
            bases.iter().filter(|base| **base == bases[index]).count() == 1 && bases[index] != RustTy::Model(self.id)
        };
        let variants = names.into_iter().zip(types).enumerate();
        variants.map(|(index, (name, ty))| VariantPlan { name, ty, converts: converts(index) }).collect()
    }

    /// The type that an impl of `From` would take, aliases looked through.
    fn converted(&self, ty: &RustTy) -> RustTy {
        match ty {
            RustTy::Boxed(inner) => self.converted(inner),
            RustTy::Seconds => RustTy::Timestamp,
            RustTy::Vec(inner) => RustTy::Vec(Box::new(self.converted(inner))),
            RustTy::Map(inner) => RustTy::Map(Box::new(self.converted(inner))),
            RustTy::Option(inner) => RustTy::Option(Box::new(self.converted(inner))),
            RustTy::Model(_) => {
                let base = self.typer.base(ty);
                if base == *ty { base } else { self.converted(&base) }
            }
            _ => ty.clone(),
        }
    }

    /// The names of the members of a union that a key tells apart without the words that all have in common; empty where
    /// they have none, or where what is left would be another variant.
    fn short_names(&self, union: &Union) -> Vec<String> {
        let name = |variant: &crate::ir::Variant| match variant.place.ty {
            Ty::Named(id) => Some(self.names[id.0 as usize].as_str()),
            _ => None,
        };
        let names: Option<Vec<&str>> = union.variants.iter().map(name).collect();
        let short = names.filter(|_| union.tagging != Tagging::Shape).and_then(|names| without_common_words(&names));
        let free = |names: &Vec<&str>| !names.iter().any(|name| TAKEN_VARIANTS.contains(name));
        short.filter(free).unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    fn variant_claim(&self, variant: &crate::ir::Variant) -> Claim {
        let by_word = variant_name(&variant.word);
        let mut names = Vec::new();
        if let Ty::Named(id) = variant.place.ty {
            let name = &self.names[id.0 as usize];
            // `SenderContact` of `Sender` is its `Contact`.
            let rest = name.strip_prefix(self.name()).unwrap_or_default();
            if rest.starts_with(char::is_uppercase) && !TAKEN_VARIANTS.contains(&rest) {
                names.push(rest.to_owned());
            }
            if matches!(self.api[id].key, TypeKey::Component(_)) || names.is_empty() {
                names.push(name.clone());
            }
        }
        names.push(by_word);
        names.push(ident::pascal(&self.words_of(&variant.place)));
        names.dedup();
        Claim { wire: variant.word.clone(), span: variant.span, pin: None, names, rank: 0 }
    }
}

/// Words for what a place holds, for members of a union that are lists or plain values.
impl Context<'_> {
    fn words_of(&self, place: &Place) -> Vec<String> {
        let word = match &place.ty {
            Ty::Named(id) => return ident::words(&self.names[id.0 as usize]),
            Ty::List(item) => return [self.words_of(item), vec!["list".to_owned()]].concat(),
            Ty::Map(item) => return [self.words_of(item), vec!["map".to_owned()]].concat(),
            Ty::Any(_) => "any",
            Ty::Scalar(scalar) => match scalar {
                Scalar::String | Scalar::Binary => "text",
                Scalar::Bool => "boolean",
                Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 => "integer",
                Scalar::F32 | Scalar::F64 => "number",
                Scalar::Timestamp => "timestamp",
                Scalar::Date => "date",
                Scalar::Secret | Scalar::SecretObject => "secret",
                Scalar::Base64 => "base64",
            },
        };
        vec![word.to_owned()]
    }
}

const fn optional(nullable: bool) -> Presence {
    if nullable { Presence::Maybe } else { Presence::Optional }
}

fn field_claim(field: &Field) -> Claim {
    let names = vec![ident::snake(&ident::words(&field.wire))];
    Claim { wire: field.wire.clone(), span: field.span, pin: field.pin.clone(), names, rank: 0 }
}

/// Keeps setters apart from what every struct has, and from those that clear.
fn name_setters(plan: &mut StructPlan) {
    let clears: Vec<String> =
        plan.fields.iter().filter(|field| field.mode == Presence::Maybe).map(|field| field.clear.clone()).collect();
    let taken = |name: &str| ["new", "clone", "default"].contains(&name) || clears.iter().any(|clear| clear == name);
    for field in &mut plan.fields {
        if taken(&field.name) {
            field.setter = format!("set_{}", field.name);
        }
    }
}

/// A name for a variant. `Self` cannot be one, not even raw.
pub(super) fn variant_name(wire: &str) -> String {
    let name = ident::pascal(&ident::words(wire));
    if name == "Self" { name + "Value" } else { name }
}

/// Harsher names for fields and parameters.
pub fn spelled_snake(_: usize, claim: &Claim, level: usize) -> Option<String> {
    let spelling = [Spelling::Symbols, Spelling::Case].get(level)?;
    Some(ident::snake(&ident::spelled(&claim.wire, *spelling)))
}

/// Harsher names for variants; `Unknown` and `Self` are values of that name.
pub(super) fn spelled_pascal(_: usize, claim: &Claim, level: usize) -> Option<String> {
    let spelled = |spelling| ident::pascal(&ident::spelled(&claim.wire, spelling));
    match level {
        0 => Some(spelled(Spelling::Symbols)),
        1 => Some(spelled(Spelling::Case)),
        2 => Some(spelled(Spelling::Case) + "Value"),
        _ => None,
    }
}
