//! Emits structs and aliases: what is public, how it is decoded and encoded, and how callers make one.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::argument;
use super::docs::{self, Lines};
use super::rt::{self, At};
use super::table::{Table, literal};
use super::{Cx, choice, scalar, union};
use crate::ir::{Field, Scalar, Struct, TypeDef, TypeId, TypeKey, TypeKind};
use crate::output::format::items;
use crate::plan::{ChoicePlan, FieldPlan, Presence, RustTy, Shape, StructPlan, ident};

/// The text of one type and all that belongs to it.
pub fn item(cx: &Cx<'_>, id: TypeId) -> String {
    let (def, plan) = (&cx.api[id], &cx.plan[id]);
    match (&def.kind, &plan.shape) {
        (TypeKind::Struct(object), Shape::Struct(shape)) => structs(cx, id, def, object, shape),
        (TypeKind::Enum(list), Shape::Enum(names)) => {
            scalar::enumeration(&plan.name, list, names, &of_type(def, &plan.name))
        }
        (TypeKind::Union(union), Shape::Union(variants)) => union::item(cx, id, union, variants),
        (TypeKind::Id(kind), Shape::Id(is_number)) => {
            let inner = match (is_number, kind) {
                (true, _) => "i64",
                (false, Scalar::Secret) => "Secret",
                (false, _) => "String",
            };
            scalar::id(&plan.name, inner, &of_type(def, &plan.name))
        }
        (TypeKind::Alias(_), Shape::Alias(ty)) => alias(cx, def, &plan.name, ty),
        // A plan is made type by type from the same API.
        _ => String::new(),
    }
}

/// What is said of a type.
pub fn of_type(def: &TypeDef, name: &str) -> Vec<String> {
    let otherwise = match &def.key {
        TypeKey::Component(wire) if wire != name => format!("The schema `{}`.", docs::in_code(wire)),
        TypeKey::Component(_) => format!("The schema `{name}`."),
        TypeKey::Inline(way) => match way.as_slice() {
            [] => "A value without a name.".to_owned(),
            [one] => format!("A value of `{}`.", docs::in_code(one)),
            [first, rest @ ..] => format!("`{}` of `{}`.", docs::in_code(&rest.join(" ")), docs::in_code(first)),
        },
    };
    let mut lines = Lines::begin(&def.docs, &otherwise);
    lines.paragraph(&docs::since(&def.docs).unwrap_or_default());
    lines.finish()
}

fn alias(cx: &Cx<'_>, def: &TypeDef, name: &str, ty: &RustTy) -> String {
    let (docs, name, ty) = (of_type(def, name), rt::name(name), rt::tokens(cx, ty, At::Models));
    items(&quote! {
        #(#[doc = #docs])*
        pub type #name = #ty;
    })
}

/// One struct that is to be emitted: a schema can be two, one for JSON and one for forms.
struct Emitted<'a> {
    cx: &'a Cx<'a>,
    name: String,
    docs: Vec<String>,
    fields: Vec<(&'a Field, &'a FieldPlan)>,
    choice: Option<(&'a Struct, &'a ChoicePlan)>,
    extra: Option<&'a (String, RustTy)>,
    as_form: bool,
}

fn structs(cx: &Cx<'_>, id: TypeId, def: &TypeDef, object: &Struct, plan: &StructPlan) -> String {
    let name = &cx.plan[id].name;
    let carriers = plan.carriers;
    let main = Emitted {
        cx,
        name: name.clone(),
        docs: of_type(def, name),
        fields: present(object, plan),
        choice: plan.choice.as_ref().map(|choice| (object, choice)),
        extra: plan.extra.as_ref().filter(|_| carriers.json),
        as_form: !carriers.json,
    };
    let mut text = main.item(plan.made);
    if carriers.json {
        text.push('\n');
        text.push_str(&main.record());
    }
    if let Some(plan) = &plan.choice {
        text.push('\n');
        text.push_str(&choice::item(cx, def, name, object, plan));
    }
    let as_form = match &plan.twin {
        Some(twin) => {
            let mut lines = Lines::begin(&def.docs, &format!("A `{name}` as a form."));
            lines.paragraph(&format!("The form of [`{name}`], which can hold files."));
            let (docs, name) = (lines.finish(), twin.clone());
            let twin = Emitted { name, docs, choice: None, extra: None, as_form: true, ..main };
            text.push('\n');
            text.push_str(&twin.item(true));
            twin
        }
        None => main,
    };
    for (is_one, name) in [(carriers.multipart, "multipart"), (carriers.form, "form")] {
        if is_one {
            text.push('\n');
            text.push_str(&as_form.form(name));
        }
    }
    text
}

/// The fields that the struct has in Rust or in its table.
fn present<'a>(object: &'a Struct, plan: &'a StructPlan) -> Vec<(&'a Field, &'a FieldPlan)> {
    object.fields.iter().zip(&plan.fields).filter(|(_, plan)| plan.mode != Presence::Omitted).collect()
}

impl<'a> Emitted<'a> {
    /// The fields that the struct has in Rust, but for the one that holds one of several keys.
    fn real(&self) -> impl Iterator<Item = (&'a Field, &'a FieldPlan)> + use<'a> {
        let fields = self.fields.clone().into_iter();
        fields.filter(|(_, plan)| !matches!(plan.mode, Presence::Constant(_) | Presence::Chosen))
    }

    /// The field that holds one of several keys, and how many stand before it: it has the place of the first of these.
    fn choice(&self) -> Option<(usize, &'a Struct, &'a ChoicePlan)> {
        let before = self.fields.iter().take_while(|(_, plan)| plan.mode != Presence::Chosen);
        let before = before.filter(|(_, plan)| !matches!(plan.mode, Presence::Constant(_))).count();
        self.choice.map(|(object, choice)| (before, object, choice))
    }

    const fn ty(&self, plan: &'a FieldPlan) -> &'a RustTy {
        if self.as_form { &plan.form_ty } else { &plan.ty }
    }

    fn item(&self, made: bool) -> String {
        let mut fields: Vec<TokenStream> = self
            .real()
            .map(|(field, plan)| {
                let (docs, name) = (docs::of_field(field, &plan.name), rt::name(&plan.name));
                let ty = rt::tokens(self.cx, self.ty(plan), At::Models);
                quote! { #(#[doc = #docs])* pub #name: #ty, }
            })
            .collect();
        if let Some((before, object, choice)) = self.choice() {
            fields.insert(before, choice::field(object, choice));
        }
        let extra = self.extra.map(|(name, ty)| {
            let (name, ty) = (rt::name(name), rt::tokens(self.cx, ty, At::Models));
            quote! { #[doc = " Keys that the document does not name."] pub #name: #ty, }
        });
        let (docs, name) = (&self.docs, rt::name(&self.name));
        let holds_file = self.real().any(|(_, plan)| self.ty(plan).holds_file());
        let equal = (!holds_file).then(|| quote! { , PartialEq });
        let default = (made && self.is_optional()).then(|| quote! { , Default });
        let making = made.then(|| self.make());
        items(&quote! {
            #(#[doc = #docs])*
            #[derive(Debug, Clone #equal #default)]
            #[non_exhaustive]
            pub struct #name { #(#fields)* #extra }
            #making
        })
    }

    fn is_optional(&self) -> bool {
        self.choice.is_none() && self.real().all(|(_, plan)| plan.mode != Presence::Required)
    }

    /// `new` and the setters.
    fn make(&self) -> TokenStream {
        let name = rt::name(&self.name);
        let new = if self.is_optional() {
            quote! {
                #[doc = " One with nothing set."]
                #[must_use]
                pub fn new() -> Self { Self::default() }
            }
        } else {
            let mut arguments = Vec::new();
            let mut values = Vec::new();
            for (_, plan) in self.real() {
                let name = rt::name(&plan.name);
                values.push(match plan.mode {
                    Presence::Required => {
                        let argument = argument(self.cx, self.ty(plan), &ident::written(&plan.name), At::Models);
                        let (ty, value) = (rt::code(&argument.ty), rt::code(&argument.value));
                        arguments.push(quote! { #name: #ty });
                        if argument.value == ident::written(&plan.name) {
                            quote! { #name }
                        } else {
                            quote! { #name: #value }
                        }
                    }
                    Presence::Maybe => quote! { #name: rt::Maybe::Absent },
                    _ => quote! { #name: None },
                });
            }
            if let Some((before, _, choice)) = self.choice() {
                let before = self.real().take(before).filter(|(_, plan)| plan.mode == Presence::Required).count();
                let (name, ty) = (rt::name(&choice.name), rt::name(&choice.ty));
                arguments.insert(before, quote! { #name: impl Into<#ty> });
                values.push(quote! { #name: #name.into() });
            }
            if let Some((name, _)) = self.extra {
                let name = rt::name(name);
                values.push(quote! { #name: rt::Map::new() });
            }
            quote! {
                #[doc = " One with all that must be there, and nothing else set."]
                #[must_use]
                pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } }
            }
        };
        let setters = self.real().map(|(field, plan)| self.setter(field, plan));
        quote! { impl #name { #new #(#setters)* } }
    }

    fn setter(&self, field: &Field, plan: &FieldPlan) -> TokenStream {
        let (RustTy::Option(inner) | RustTy::Maybe(inner)) = self.ty(plan) else { return TokenStream::new() };
        if plan.mode == Presence::Required {
            return TokenStream::new();
        }
        let argument = argument(self.cx, inner, &ident::written(&plan.name), At::Models);
        let (ty, value) = (rt::code(&argument.ty), rt::code(&argument.value));
        let (name, setter) = (rt::name(&plan.name), rt::name(&plan.setter));
        let docs = docs::paragraph(&docs::brief(&field.docs, &format!("Sets `{}`.", docs::in_code(&field.wire))));
        let set = if plan.mode == Presence::Maybe {
            quote! { rt::Maybe::Value(#value) }
        } else {
            quote! { Some(#value) }
        };
        let clear = (plan.mode == Presence::Maybe).then(|| {
            let clear = rt::name(&plan.clear);
            let doc = format!(" Sets `{}` to `null`.", docs::in_code(&field.wire));
            quote! {
                #[doc = #doc]
                #[must_use]
                pub fn #clear(mut self) -> Self { self.#name = rt::Maybe::Null; self }
            }
        });
        quote! {
            #(#[doc = #docs])*
            #[must_use]
            pub fn #setter(mut self, #name: #ty) -> Self { self.#name = #set; self }
            #clear
        }
    }

    /// The table that decodes and encodes it as an object.
    fn record(&self) -> String {
        let mut table = Table::new();
        let name = ident::written(&self.name);
        if self.fields.is_empty() && self.extra.is_none() {
            table.line(0, &format!("rt::record! {{ {name} {{}} }}"));
            return table.finish();
        }
        table.line(0, &format!("rt::record! {{ {name} {{"));
        for (field, plan) in &self.fields {
            let (name, wire) = (ident::written(&plan.name), literal(&field.wire));
            table.line(
                4,
                &match &plan.mode {
                    Presence::Required => format!("{name}: {wire} required,"),
                    Presence::Optional => format!("{name}: {wire} optional,"),
                    Presence::Maybe => format!("{name}: {wire} maybe,"),
                    Presence::Constant(_) | Presence::Chosen | Presence::Omitted => continue,
                },
            );
        }
        table.line(0, &format!("}}{} }}", self.fixed()));
        table.finish()
    }

    /// What stands behind the rows of the table: keys of one fixed value, keys of which one is there, and the map of the
    /// other keys.
    fn fixed(&self) -> String {
        let constants: Vec<String> = self
            .fields
            .iter()
            .filter_map(|(field, plan)| match &plan.mode {
                Presence::Constant(value) => Some(format!("{} = {}", literal(&field.wire), constant(value))),
                _ => None,
            })
            .collect();
        let mut text = String::new();
        if !constants.is_empty() {
            text = format!(" const {{ {} }}", constants.join(", "));
        }
        if let Some((object, choice)) = self.choice {
            // In the order of the variants, which are read by their index.
            let keys = object.one_of.iter().map(|index| literal(&object.fields[*index].wire));
            let keys: Vec<String> = keys.collect();
            push!(text, " chosen {} [{}]", ident::written(&choice.name), keys.join(" "));
        }
        if let Some((name, _)) = self.extra {
            push!(text, " rest {}", ident::written(name));
        }
        text
    }

    /// Whether a field of a form is written as JSON text: where it is no single value and no list of such.
    fn is_json(&self, ty: &RustTy) -> bool {
        match ty {
            RustTy::Option(inner)
            | RustTy::Maybe(inner)
            | RustTy::Boxed(inner)
            | RustTy::Vec(inner)
            | RustTy::Array(inner, _) => self.is_json(inner),
            RustTy::Map(_) | RustTy::JsonObject | RustTy::SecretObject => true,
            RustTy::Model(id) => match &self.cx.api[*id].kind {
                TypeKind::Struct(_) | TypeKind::Union(_) => true,
                TypeKind::Alias(_) => self.is_json(&self.cx.typer.base(ty)),
                TypeKind::Enum(_) | TypeKind::Id(_) => false,
            },
            _ => false,
        }
    }

    /// The table that encodes it as a form.
    fn form(&self, macro_name: &str) -> String {
        let mut table = Table::new();
        let name = ident::written(&self.name);
        table.line(0, &format!("rt::{macro_name}! {{ {name} {{"));
        for (field, plan) in self.real() {
            let json = if self.is_json(self.ty(plan)) { " json" } else { "" };
            table.line(4, &format!("{}: {}{json},", ident::written(&plan.name), literal(&field.wire)));
        }
        table.line(0, "} }");
        table.finish()
    }
}

/// A fixed value as a literal of Rust.
pub fn constant(value: &serde_json::Value) -> String {
    match (value.as_str(), value.as_i64()) {
        (Some(text), _) => literal(text),
        (None, Some(number)) => format!("{number}i64"),
        // A truth value, or an integer above the signed ones.
        (None, None) if value.is_u64() => format!("{value}u64"),
        (None, None) => value.to_string(),
    }
}
