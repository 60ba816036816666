//! Emits the file of a tag: its groups, what leads to them, their methods, and the operations behind these.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use super::docs::Lines;
use super::{operation, rt};
use crate::ir::{HandleId, OpId, TagId};
use crate::output::format::items;
use crate::plan::GroupPlan;

/// The text of the file, without its header.
pub fn file(cx: &Cx<'_>, tag: TagId) -> String {
    let mut texts = vec![String::new()];
    for (index, group) in cx.plan.groups.iter().enumerate().filter(|(_, group)| group.tag == tag) {
        texts.push(group_items(cx, index, group));
    }
    for (id, op) in cx.api.ops() {
        if op.tag == tag {
            texts.push(operation::item(cx, id));
        }
    }
    let body = crate::output::format::join(&texts);
    let mut head = format!("//! {}\n\n{}\n", title(cx, tag), rt::IMPORT);
    // Only what is named is imported: the compiler complains about the rest.
    let names: Vec<&str> =
        ["handles", "models"].into_iter().filter(|name| body.contains(&format!("{name}::"))).collect();
    match names.as_slice() {
        [] => {}
        [one] => push!(head, "use crate::{one};\n"),
        several => push!(head, "use crate::{{{}}};\n", several.join(", ")),
    }
    format!("{head}\n{body}")
}

fn title(cx: &Cx<'_>, tag: TagId) -> String {
    let def = &cx.api[tag];
    if def.name.is_empty() {
        return "Operations without a group.".to_owned();
    }
    let name = super::docs::in_text(&def.name);
    let brief = super::docs::brief(&def.docs, "");
    if brief.is_empty() { format!("The group {}", super::docs::sentence(&name)) } else { format!("{name}: {brief}") }
}

/// What is said of a group.
fn docs(cx: &Cx<'_>, tag: TagId) -> Vec<String> {
    let def = &cx.api[tag];
    let name = super::docs::in_text(&def.name);
    Lines::begin(&def.docs, &super::docs::sentence(&name)).finish()
}

fn group_items(cx: &Cx<'_>, index: usize, group: &GroupPlan) -> String {
    let methods: Vec<TokenStream> = calls(cx, index).map(|(id, call)| operation::method(cx, id, call)).collect();
    let owner = owner(cx, group.handle);
    let Some(own) = &group.own else {
        return items(&quote! { impl #owner { #(#methods)* } });
    };
    let (docs, name, accessor) = (docs(cx, group.tag), rt::name(&own.name), rt::name(&own.accessor));
    items(&quote! {
        #(#[doc = #docs])*
        #[derive(Debug, Clone)]
        pub struct #name(rt::Scope);

        impl #owner {
            #(#[doc = #docs])*
            #[must_use]
            pub fn #accessor(&self) -> #name { #name(self.0.clone()) }
        }

        impl #name { #(#methods)* }
    })
}

fn calls<'a>(cx: &'a Cx<'_>, group: usize) -> impl Iterator<Item = (OpId, &'a crate::plan::CallPlan)> {
    let of_group = (0..).map(OpId).zip(&cx.plan.ops).filter(move |(_, plan)| plan.group == group);
    of_group.flat_map(|(id, plan)| plan.calls.iter().map(move |call| (id, call)))
}

/// The type that a group hangs from.
fn owner(cx: &Cx<'_>, handle: Option<HandleId>) -> TokenStream {
    let Some(id) = handle else { return quote! { crate::Client } };
    let name = rt::name(&cx.plan[id].name);
    quote! { handles::#name }
}
