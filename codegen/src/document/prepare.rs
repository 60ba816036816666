//! Brings into the tree what the typed view asks for beyond the specification of 3.0.

use super::resolve::Resolver;
use super::shape::{Kind, children_mut};
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{Map, Node, Value, pointer};

/// Where path items stand.
const SECTIONS: [&str; 3] = ["paths", "webhooks", "x-webhooks"];

/// How many references may follow each other from one path item; circles were taken out before.
const MAX_CHAIN: usize = 32;

/// Puts path items in the places of references to them, for `openapiv3` does not follow those.
pub(super) fn path_items(root: &mut Node) {
    if !has_path_references(root) {
        return;
    }
    let original = root.clone();
    let resolver = Resolver::new(&original);
    for section in SECTIONS {
        let items = root.as_map_mut().and_then(|map| map.get_mut(section)).and_then(Node::as_map_mut);
        for entry in items.into_iter().flat_map(|map| &mut map.entries) {
            inline(&resolver, &mut entry.value);
        }
    }
}

/// Turns references of JSON Schema to the schema around into references to that component.
///
/// Where the schema around is no component, the keyword stays, and is reported with others that are not carried over.
pub(super) fn recursion(sink: &mut Sink, root: &mut Node) {
    let schemas = root.as_map_mut().and_then(|map| map.get_mut("components"));
    let schemas = schemas.and_then(Node::as_map_mut).and_then(|map| map.get_mut("schemas")).and_then(Node::as_map_mut);
    for entry in schemas.into_iter().flat_map(|map| &mut map.entries) {
        let anchor = entry.value.get("$dynamicAnchor").and_then(Node::as_str).map(|anchor| format!("#{anchor}"));
        let around = pointer::fragment(["components", "schemas", &entry.key]);
        refer_around(sink, &mut entry.value, &around, anchor.as_deref());
    }
}

fn refer_around(sink: &mut Sink, node: &mut Node, around: &str, anchor: Option<&str>) {
    for entry in node.as_map_mut().into_iter().flat_map(|map| &mut map.entries) {
        let leads_around = match entry.key.as_str() {
            "$recursiveRef" => entry.value.as_str() == Some("#"),
            "$dynamicRef" => entry.value.as_str().is_some_and(|text| text == "#" || Some(text) == anchor),
            _ => false,
        };
        if leads_around {
            let message = format!("`{}` is read as a reference to the component around it", entry.key);
            let help = format!("write `$ref: \"{around}\"`");
            sink.refuse(Diagnostic::new(Code::UnsupportedKeyword, entry.key_span, message, help));
            "$ref".clone_into(&mut entry.key);
            entry.value.value = Value::String(around.to_owned());
        }
    }
    children_mut(Kind::Schema, node, &mut |kind, node, _| {
        if kind == Kind::Schema {
            refer_around(sink, node, around, anchor);
        }
    });
}

/// Gives the callbacks of operations a name that `openapiv3` does not read, for it knows no references among them.
pub(super) fn callbacks(root: &mut Node) {
    rename_callbacks(Kind::Document, root);
}

fn has_path_references(root: &Node) -> bool {
    SECTIONS
        .iter()
        .filter_map(|section| root.get(section)?.as_map())
        .any(|items| items.iter().any(|(_, item)| item.get("$ref").is_some()))
}

/// Puts what a path item refers to in its place; what stands beside the reference counts more.
fn inline(resolver: &Resolver<'_>, node: &mut Node) {
    for _ in 0..MAX_CHAIN {
        let span = node.span;
        let Some(beside) = node.as_map_mut() else { return };
        let Some(reference) = beside.remove("$ref") else { return };
        let target = reference.value.as_str().and_then(|text| resolver.resolve(text));
        let mut item = target.cloned().unwrap_or_else(|| Node::new(span, Value::Map(Map::default())));
        if let Some(item) = item.as_map_mut() {
            for entry in std::mem::take(beside).entries {
                item.set(entry.key, entry.value);
            }
        }
        *node = item;
    }
}

fn rename_callbacks(kind: Kind, node: &mut Node) {
    match kind {
        Kind::Document | Kind::Paths | Kind::PathItem => {
            children_mut(kind, node, &mut |kind, node, _| rename_callbacks(kind, node));
        }
        Kind::Operation => {
            let entries = node.as_map_mut().into_iter().flat_map(|map| &mut map.entries);
            for entry in entries.filter(|entry| entry.key == "callbacks") {
                "x-callbacks".clone_into(&mut entry.key);
            }
        }
        _ => {}
    }
}
