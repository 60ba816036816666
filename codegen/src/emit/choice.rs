//! Emits the enum of the keys of which an object has exactly one, and the field that holds it.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use super::docs::{self, Lines};
use super::rt::{self, At};
use super::table::{Table, literal};
use super::union;
use crate::ir::{Struct, TypeDef};
use crate::output::format::items;
use crate::plan::{ChoicePlan, ident};

/// The field.
pub fn field(object: &Struct, plan: &ChoicePlan) -> TokenStream {
    let wires = object.one_of.iter().map(|index| object.fields[*index].wire.as_str());
    let docs = docs::paragraph(&format!("One of the keys {}.", keys(wires)));
    let (name, ty) = (rt::name(&plan.name), rt::name(&plan.ty));
    quote! { #(#[doc = #docs])* pub #name: #ty, }
}

/// The enum.
pub fn item(cx: &Cx<'_>, def: &TypeDef, owner: &str, object: &Struct, plan: &ChoicePlan) -> String {
    let fields = || object.one_of.iter().map(|index| &object.fields[*index]);
    let mut lines = Lines::default();
    lines.paragraph(&format!(
        "Exactly one of the keys {} of a [`{owner}`].",
        keys(fields().map(|field| field.wire.as_str()))
    ));
    lines.paragraph(&docs::since(&def.docs).unwrap_or_default());
    let (docs, name) = (lines.finish(), rt::name(&plan.ty));
    let variants = fields().zip(&plan.variants).map(|(field, variant)| {
        let (docs, name) = (docs::of_field(field, &variant.name), rt::name(&variant.name));
        let ty = rt::tokens(cx, &variant.ty, At::Models);
        quote! { #(#[doc = #docs])* #name(#ty), }
    });
    let unknown = plan.open.then(|| {
        quote! {
            #[doc = " Not one of the keys, or several, as they came."]
            Unknown(rt::JsonObject),
        }
    });
    let conversions = union::conversions(cx, &name, &plan.variants);
    let text = items(&quote! {
        #(#[doc = #docs])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* #unknown }
        #conversions
    });
    let mut table = Table::new();
    table.line(0, &format!("rt::chosen! {{ {} {{", ident::written(&plan.ty)));
    for (field, variant) in fields().zip(&plan.variants) {
        table.line(4, &format!("{}: {},", variant.name, literal(&field.wire)));
    }
    table.line(0, if plan.open { "} or Unknown }" } else { "} }" });
    union::with_table(&text, &table.finish())
}

/// Words in code, in a row.
fn keys<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(|word| format!("`{}`", docs::in_code(word))).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
