//! Emits unions: an enum of their members, what tells them apart, and conversions from the members.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Cx;
use super::docs;
use super::model::of_type;
use super::rt::{self, At};
use super::table::{Table, literal};
use crate::ir::{TagEnd, Tagging, Ty, TypeId, Union, Variant};
use crate::output::format::items;
use crate::plan::{RustTy, VariantPlan};

/// The text of a union.
pub fn item(cx: &Cx<'_>, id: TypeId, union: &Union, variants: &[VariantPlan]) -> String {
    let name = rt::name(&cx.plan[id].name);
    let docs = of_type(&cx.api[id], &cx.plan[id].name);
    let members = union.variants.iter().zip(variants).map(|(variant, plan)| {
        let (docs, name) = (docs::paragraph(&of_variant(cx, variant, plan)), rt::name(&plan.name));
        let ty = rt::tokens(cx, &plan.ty, At::Models);
        quote! { #(#[doc = #docs])* #name(#ty), }
    });
    let conversions = conversions(cx, &name, variants);
    let unknown = if cx.api[id].usage.response {
        " A kind of value that the document does not name, as it came."
    } else {
        " Any other value, sent as it is."
    };
    let unknown = union.open.then(|| quote! { #[doc = #unknown] Unknown(rt::Json), });
    let text = items(&quote! {
        #(#[doc = #docs])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#members)*
            #unknown
        }
        #conversions
    });
    with_table(&text, &table(&cx.plan[id].name, union, variants))
}

/// An enum and its conversions with its table between them.
pub fn with_table(text: &str, table: &str) -> String {
    let end = text.find("\n}\n").map_or(text.len(), |at| at + 3);
    let (item, rest) = text.split_at(end);
    format!("{item}\n{table}{rest}")
}

/// The conversions from what variants hold.
pub fn conversions(cx: &Cx<'_>, name: &Ident, variants: &[VariantPlan]) -> TokenStream {
    let converting = || variants.iter().filter(|plan| plan.converts);
    let own = converting().map(|plan| {
        let variant = rt::name(&plan.name);
        let (from, value) = match &plan.ty {
            RustTy::Boxed(inner) => (rt::tokens(cx, inner, At::Models), quote! { Box::new(value) }),
            ty => (rt::tokens(cx, ty, At::Models), quote! { value }),
        };
        quote! {
            impl From<#from> for #name {
                fn from(value: #from) -> Self { Self::#variant(#value) }
            }
        }
    });
    let literals = converting().filter_map(|plan| of_literal(cx, name, plan, variants));
    quote! { #(#own)* #(#literals)* }
}

/// The conversion from what a literal is, where that is another type than the variant's own.
fn of_literal(cx: &Cx<'_>, name: &Ident, plan: &VariantPlan, variants: &[VariantPlan]) -> Option<TokenStream> {
    let (from, value) = match cx.typer.base(&plan.ty) {
        RustTy::String => (quote! { &str }, quote! { value.to_owned() }),
        // A variant of the smaller type has a conversion of its own.
        RustTy::I64 if variants.iter().all(|other| cx.typer.base(&other.ty) != RustTy::I32) => {
            (quote! { i32 }, quote! { i64::from(value) })
        }
        _ => return None,
    };
    let variant = rt::name(&plan.name);
    Some(quote! {
        impl From<#from> for #name {
            fn from(value: #from) -> Self { Self::#variant(#value) }
        }
    })
}

fn of_variant(cx: &Cx<'_>, variant: &Variant, plan: &VariantPlan) -> String {
    let otherwise = match variant.place.ty {
        Ty::Named(id) => docs::brief(&cx.api[id].docs, &format!("A [`{}`].", cx.plan[id].name)),
        _ if matches!(plan.ty, RustTy::String) => "Text.".to_owned(),
        _ => format!("{}.", docs::capital(&docs::in_text(&variant.word.replace('_', " ")))),
    };
    docs::brief(&variant.docs, &otherwise)
}

fn table(name: &str, union: &Union, variants: &[VariantPlan]) -> String {
    let mut table = Table::new();
    let name = if union.open { name.to_owned() } else { format!("closed {name}") };
    match &union.tagging {
        Tagging::Key(key) => {
            table.line(0, &format!("rt::tagged_union! {{ {name} by {} {{", literal(key)));
            let mut ends: Vec<(&TagEnd, &str)> = Vec::new();
            for (variant, plan) in union.variants.iter().zip(variants) {
                ends.extend(variant.ends.iter().map(|end| (end, plan.name.as_str())));
                let tags: Vec<String> = match variant.tags.as_slice() {
                    [] if !variant.ends.is_empty() => continue,
                    [] => vec![literal(&variant.word)],
                    tags => tags.iter().map(|tag| literal(tag)).collect(),
                };
                table.line(4, &format!("{} => {},", tags.join(" | "), plan.name));
            }
            // The first that fits counts.
            ends.sort_by_key(|(end, _)| std::cmp::Reverse(end.text().len()));
            if !ends.is_empty() {
                table.line(0, "} or {");
            }
            for (end, name) in ends {
                let method = match end {
                    TagEnd::Starts(_) => "starts_with",
                    TagEnd::Ends(_) => "ends_with",
                };
                table.line(4, &format!("{method} {} => {name},", literal(end.text())));
            }
            table.line(0, "} }");
        }
        Tagging::Shape => {
            let names: Vec<String> = variants.iter().map(|plan| plan.name.clone()).collect();
            table.list(0, &format!("rt::untagged_union! {{ {name} {{ "), &names, " } }");
        }
    }
    table.finish()
}
