//! Keeps references into the middle of things right while rewriting moves those things.

use std::collections::HashMap;

use super::reference;
use super::resolve::component;
use super::shape::{Kind, children, children_mut};
use crate::source::{Node, Value, pointer};

/// The key of the mark; rules carry it along as they do with any extension.
const MARK: &str = "x-ref-target";

/// Marks what is referred to by a pointer deeper than a component; gives the steps by the number of the mark.
///
/// Nearly all documents have none, and nothing is done for them.
pub(super) fn mark(root: &mut Node) -> Vec<Vec<String>> {
    let mut deep = Vec::new();
    collect(Kind::Document, root, &mut deep);
    deep.sort();
    deep.dedup();
    for (number, steps) in (0..).zip(&deep) {
        if let Some(node) = at_mut(root, steps) {
            let span = node.span;
            if let Some(map) = node.as_map_mut() {
                map.set(MARK, Node::new(span, Value::Int(number)));
            }
        }
    }
    deep
}

/// Removes the marks, and lets the references lead to where the marked things are now.
pub(super) fn follow(root: &mut Node, deep: &[Vec<String>]) {
    if deep.is_empty() {
        return;
    }
    let mut now = HashMap::new();
    unmark(root, &mut Vec::new(), &mut |number, path| {
        if let Some(steps) = usize::try_from(number).ok().and_then(|number| deep.get(number)) {
            now.entry(steps.clone()).or_insert_with(|| pointer::fragment(path.iter().map(String::as_str)));
        }
    });
    rewrite(Kind::Document, root, &now);
}

fn collect(kind: Kind, node: &Node, deep: &mut Vec<Vec<String>>) {
    reference::of_object(kind, node, &mut |_, _, text| {
        let text = text.as_str().filter(|text| component(text).is_none());
        deep.extend(text.and_then(|text| text.strip_prefix('#')).and_then(pointer::steps));
    });
    children(kind, node, &mut |kind, node, _| collect(kind, node, deep));
}

fn at_mut<'n>(root: &'n mut Node, steps: &[String]) -> Option<&'n mut Node> {
    let mut node = root;
    for step in steps {
        node = match &mut node.value {
            Value::Map(map) => map.get_mut(step)?,
            Value::List(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(node)
}

fn unmark(node: &mut Node, path: &mut Vec<String>, found: &mut dyn FnMut(i64, &[String])) {
    match &mut node.value {
        Value::Map(map) => {
            if let Some(mark) = map.remove(MARK)
                && let Value::Int(number) = mark.value.value
            {
                found(number, path);
            }
            for entry in &mut map.entries {
                path.push(entry.key.clone());
                unmark(&mut entry.value, path, found);
                path.pop();
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                path.push(index.to_string());
                unmark(item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn rewrite(kind: Kind, node: &mut Node, now: &HashMap<Vec<String>, String>) {
    reference::of_object_mut(kind, node, &mut |_, _, text| {
        let Value::String(text) = &mut text.value else { return };
        if component(text).is_some() {
            return;
        }
        if let Some(moved) = text.strip_prefix('#').and_then(pointer::steps).and_then(|steps| now.get(&steps)) {
            text.clone_from(moved);
        }
    });
    children_mut(kind, node, &mut |kind, node, _| rewrite(kind, node, now));
}
