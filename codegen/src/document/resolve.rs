//! Follows local references: components by an index, any other pointer step by step.

use std::collections::HashMap;

use crate::source::{Map, Node, Value, pointer};

/// An index over a document with only local references.
#[derive(Debug)]
pub struct Resolver<'d> {
    root: &'d Node,
    /// Components by their section and name, paths by `paths` and theirs.
    named: HashMap<(&'d str, &'d str), &'d Node>,
}

/// What a chain of references leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target<'d> {
    /// The value, which is no reference.
    pub node: &'d Node,
    /// The last reference of the chain; `None` where there was none.
    pub reference: Option<&'d str>,
}

impl<'d> Target<'d> {
    /// The section and the name of the component that the chain leads to, where it leads to a whole one.
    pub fn component(&self) -> Option<(&'d str, String)> {
        component(self.reference?)
    }
}

/// The section and the decoded name in a reference such as `#/components/schemas/Contact`.
pub fn component(reference: &str) -> Option<(&str, String)> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    if name.contains('/') {
        return None;
    }
    Some((section, pointer::steps(&format!("/{name}"))?.pop()?))
}

impl<'d> Resolver<'d> {
    /// An index over a document.
    pub fn new(root: &'d Node) -> Self {
        let mut named = HashMap::new();
        let sections = root.get("components").and_then(Node::as_map).into_iter().flat_map(Map::iter);
        for (section, entries) in sections.chain(root.get("paths").map(|paths| ("paths", paths))) {
            for (name, node) in entries.as_map().into_iter().flat_map(Map::iter) {
                named.insert((section, name), node);
            }
        }
        Self { root, named }
    }

    /// A component by the section of `components` and its name.
    pub fn component(&self, section: &str, name: &str) -> Option<&'d Node> {
        self.named.get(&(section, name)).copied()
    }

    /// What a reference leads to, which may be a reference in its turn.
    pub fn resolve(&self, reference: &str) -> Option<&'d Node> {
        let fragment = reference.strip_prefix('#')?;
        if let Some((section, name)) = fragment.strip_prefix("/components/").and_then(|rest| rest.split_once('/'))
            && !name.contains(['/', '~', '%'])
            && let Some(node) = self.component(section, name)
        {
            return Some(node);
        }
        let steps = pointer::steps(fragment)?;
        let (mut node, rest) = match steps.as_slice() {
            [components, section, name, rest @ ..] if components == "components" => {
                (self.component(section, name)?, rest)
            }
            [paths, path, rest @ ..] if paths == "paths" => (self.component(paths, path)?, rest),
            rest => (self.root, rest),
        };
        for step in rest {
            node = match &node.value {
                Value::Map(map) => map.get(step)?,
                Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Follows a chain of `$ref` from a value to one that is no reference; `None` where it leads nowhere or in a circle.
    pub fn follow(&self, node: &'d Node) -> Option<Target<'d>> {
        let mut target = Target { node, reference: None };
        let mut met: Vec<&str> = Vec::new();
        while let Some(reference) = target.node.get("$ref").and_then(Node::as_str) {
            if met.contains(&reference) {
                return None;
            }
            met.push(reference);
            target = Target { node: self.resolve(reference)?, reference: Some(reference) };
        }
        Some(target)
    }
}
