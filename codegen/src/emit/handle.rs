//! Emits handles: what holds the parameters that many paths begin with.

use quote::{ToTokens, quote};

use super::Cx;
use super::argument::wire_argument;
use super::docs::{self, Lines};
use super::{rt, table};
use crate::ir::{Handle, HandleId};
use crate::output::format::{items, join};
use crate::plan::{Carrier, HandlePlan, ident};

/// The text of the file, without its header; `None` where the API has no handles.
pub fn file(cx: &Cx<'_>) -> Option<String> {
    if cx.api.handles.is_empty() {
        return None;
    }
    let texts: Vec<String> = (0..).map(HandleId).take(cx.api.handles.len()).map(|id| item(cx, id)).collect();
    let body = join(&texts);
    let models = if body.contains("models::") { "use crate::models;\n" } else { "" };
    Some(format!("//! What operations hang from.\n\n{}\n{models}\n{body}", rt::IMPORT))
}

fn item(cx: &Cx<'_>, id: HandleId) -> String {
    let (handle, plan) = (&cx.api[id], &cx.plan[id]);
    let (name, docs) = (rt::name(&plan.name), of_handle(handle));
    let method = accessor(cx, handle, plan);
    let owner = handle
        .parent
        .map_or_else(|| quote! { crate::Client }, |parent| rt::name(&cx.plan[parent].name).to_token_stream());
    items(&quote! {
        #(#[doc = #docs])*
        #[derive(Debug, Clone)]
        pub struct #name(pub(crate) rt::Scope);

        impl #owner { #method }
    })
}

fn accessor(cx: &Cx<'_>, handle: &Handle, plan: &HandlePlan) -> proc_macro2::TokenStream {
    let mut arguments = Vec::new();
    let mut value = "self.0".to_owned();
    let mut before = String::new();
    for ((wire, place), name) in handle.params.iter().zip(&plan.args) {
        let argument = wire_argument(cx, &cx.typer.value(place, Carrier::Json), &ident::written(name));
        let (name, ty) = (rt::name(name), rt::code(&argument.ty));
        arguments.push(quote! { #name: #ty });
        before.push_str(&argument.before);
        push!(value, ".with({}, {})", table::literal(wire), argument.value);
    }
    if handle.params.is_empty() {
        value.push_str(".clone()");
    }
    let before = rt::code(&before);
    let (name, method, docs, value) =
        (rt::name(&plan.name), rt::name(&plan.method), of_handle(handle), rt::code(&value));
    quote! {
        #(#[doc = #docs])*
        #[must_use]
        pub fn #method(&self, #(#arguments),*) -> #name { #before #name(#value) }
    }
}

fn of_handle(handle: &Handle) -> Vec<String> {
    let paths: Vec<String> = handle.paths.iter().map(|path| format!("`{}`", docs::in_code(path))).collect();
    let mut lines = Lines::begin(&handle.docs, &format!("What stands under {}.", paths.join(" or ")));
    if handle.docs != crate::ir::Docs::default() {
        lines.paragraph(&format!("Everything under {}.", paths.join(" or ")));
    }
    lines.finish()
}
