//! Emits the fixture tests: every example of the document is decoded, encoded and compared.

use std::collections::{BTreeMap, BTreeSet};

use super::Cx;
use super::sample;
use super::table::{Table, literal};
use crate::ir::{Content, ContentKind};
use crate::plan::{Carrier, RustTy, ident};

/// The text of the tests, without its header.
pub fn file(cx: &Cx<'_>) -> String {
    let mut table = Table::new();
    table.line(0, "//! Every example of the document is decoded and encoded again without loss.");
    table.line(0, "");
    let found = fixtures(cx);
    if found.keys().any(|ty| ty.contains("models::")) {
        table.line(0, &format!("use {}::models;", cx.config.lib_name()));
        table.line(0, "");
    }
    if !found.is_empty() {
        table.line(0, "use crate::support;");
    }
    let mut names = BTreeSet::new();
    for (ty, pointers) in found {
        let mut name = ident::snake(&ident::words(&in_words(&ty)));
        while !names.insert(name.clone()) {
            name.push('_');
        }
        table.line(0, "");
        table.line(0, "#[test]");
        table.line(0, &format!("fn {}() {{", ident::written(&name)));
        table.line(4, &format!("support::round_trip::<{ty}>(&["));
        for pointer in pointers {
            table.line(8, &format!("{},", literal(&pointer)));
        }
        table.line(4, "]);");
        table.line(0, "}");
    }
    table.finish()
}

/// Pointers to all examples, by the type that they are examples of.
fn fixtures(cx: &Cx<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |ty: RustTy, pointers: Vec<String>| {
        // Any JSON comes back as it was; there is nothing to find out.
        if ty != RustTy::Json && !pointers.is_empty() {
            found.entry(sample::spelled(cx, &ty)).or_default().extend(pointers);
        }
    };
    let mut add_content = |content: &Content| {
        if let ContentKind::Json(place) = &content.kind {
            let pointers = content.examples.iter().map(|example| example.pointer.clone()).collect();
            add(cx.typer.item(place, Carrier::Json), pointers);
        }
    };
    for op in &cx.api.ops {
        op.body.iter().flat_map(|body| &body.contents).for_each(&mut add_content);
        op.ok.iter().chain(&op.errors).flat_map(|reply| &reply.contents).for_each(&mut add_content);
    }
    for group in &cx.api.events {
        for event in &group.events {
            let ty = group.union.map_or_else(|| cx.typer.item(&event.place, Carrier::Json), RustTy::Model);
            add(ty, event.examples.iter().map(|example| example.pointer.clone()).collect());
        }
    }
    for (id, def) in cx.api.types() {
        let only_form = matches!(&cx.plan[id].shape, crate::plan::Shape::Struct(shape) if !shape.carriers.json);
        if !only_form {
            add(RustTy::Model(id), def.examples.iter().map(|example| example.pointer.clone()).collect());
        }
    }
    found
}

/// A type in words: `list of Contact`.
fn in_words(ty: &str) -> String {
    let said = [
        ("models::", ""),
        ("std::collections::BTreeMap<String, ", "map of "),
        ("Vec<", "list of "),
        ("Option<", "optional "),
    ];
    said.iter().fold(ty.to_owned(), |text, (code, words)| text.replace(code, words)).replace(['<', '>'], " ")
}
