//! Named schemas within schemas, `$defs`, become components.

use std::collections::{BTreeSet, HashMap};

use crate::diag::{Code, Diagnostic, Sink};
use crate::document::reference;
use crate::document::shape::{Kind, Step, children, children_mut};
use crate::source::{Entry, Map, Node, Span, Value, pointer};

/// The keyword, and how it was called before 2019.
const KEYWORDS: [&str; 2] = ["$defs", "definitions"];

/// Moves the schemas of `$defs` to the components, each named after the schema it stood in and its key.
pub(in crate::document) fn hoist(sink: &mut Sink, root: &mut Node) {
    if !has_any(Kind::Document, root) {
        return;
    }
    let mut naming = Naming { sink, taken: BTreeSet::new(), names: HashMap::new() };
    if let Some(schemas) = schemas(root) {
        naming.taken.extend(schemas.iter().map(|(name, _)| name.to_owned()));
    }
    naming.walk(Kind::Document, root, &mut Vec::new(), "");
    let Naming { names, .. } = naming;
    if names.is_empty() {
        return;
    }
    let mut hoisting = Hoisting { names: &names, scopes: Vec::new(), out: Vec::new() };
    hoisting.walk(Kind::Document, root, &mut Vec::new());
    let out = hoisting.out;
    let span = root.span;
    let Some(map) = root.as_map_mut() else { return };
    let components = entry_map(map, "components", span);
    let schemas = entry_map(components, "schemas", span);
    schemas.entries.extend(out);
}

/// Whether there are such schemas at all, as in few documents.
fn has_any(kind: Kind, node: &Node) -> bool {
    let mut found = kind == Kind::Schema && KEYWORDS.iter().any(|keyword| node.get(keyword).is_some());
    children(kind, node, &mut |kind, node, _| found = found || has_any(kind, node));
    found
}

fn schemas(root: &Node) -> Option<&Map> {
    root.get("components")?.get("schemas")?.as_map()
}

/// The mapping of a key, made where it is missing.
fn entry_map<'m>(map: &'m mut Map, key: &str, span: Span) -> &'m mut Map {
    let fits = map.get(key).is_some_and(|node| node.as_map().is_some());
    if !fits {
        map.set(key, Node::new(span, Value::Map(Map::default())));
    }
    let at = map.entries.iter().position(|entry| entry.key == key).unwrap_or(0);
    match &mut map.entries[at].value.value {
        Value::Map(inner) => inner,
        _ => unreachable!("the mapping was just put there"),
    }
}

/// Adds the steps from an object to one within it.
fn extend(path: &mut Vec<String>, step: Step<'_>) {
    match step {
        Step::Key(key) => path.push(key.to_owned()),
        Step::Named(key, name) => path.extend([key.to_owned(), name.to_owned()]),
        Step::Item(key, index) => path.extend([key.to_owned(), index.to_string()]),
    }
}

/// Gives names.
struct Naming<'s> {
    sink: &'s mut Sink,
    taken: BTreeSet<String>,
    /// The names by the steps to what they name.
    names: HashMap<Vec<String>, String>,
}

impl Naming<'_> {
    fn walk(&mut self, kind: Kind, node: &Node, path: &mut Vec<String>, owner: &str) {
        children(kind, node, &mut |inner, node, step| {
            let length = path.len();
            extend(path, step);
            let named = match step {
                Step::Named(key, name) if kind == Kind::Schema && KEYWORDS.contains(&key) => {
                    Some(self.name(node, path, owner, name))
                }
                Step::Named(_, name) if kind == Kind::Components => Some(name.to_owned()),
                _ => None,
            };
            self.walk(inner, node, path, named.as_deref().unwrap_or(owner));
            path.truncate(length);
        });
    }

    fn name(&mut self, node: &Node, path: &[String], owner: &str, key: &str) -> String {
        let mut letters = key.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let mut name = format!("{owner}{capital}");
        if !self.taken.insert(name.clone()) {
            self.sink.refuse(Diagnostic::new(
                Code::ComponentCollision,
                node.span,
                format!("this schema becomes `components/schemas/{name}`, which is there already"),
                "make it a component of its own",
            ));
            name = path.join("_").replace(['$', '/'], "");
            self.taken.insert(name.clone());
        }
        self.names.insert(path.to_vec(), name.clone());
        name
    }
}

/// Takes the schemas out and turns the references to them.
struct Hoisting<'n> {
    names: &'n HashMap<Vec<String>, String>,
    /// The paths of the schemas around, those with `$defs`.
    scopes: Vec<Vec<String>>,
    out: Vec<Entry>,
}

impl Hoisting<'_> {
    fn walk(&mut self, kind: Kind, node: &mut Node, path: &mut Vec<String>) {
        let scope = kind == Kind::Schema && KEYWORDS.iter().any(|keyword| node.get(keyword).is_some());
        if scope {
            self.scopes.push(path.clone());
        }
        reference::of_object_mut(kind, node, &mut |_, _, text| {
            if let Value::String(text) = &mut text.value
                && let Some(moved) = self.moved(text)
            {
                *text = moved;
            }
        });
        children_mut(kind, node, &mut |kind, node, step| {
            let length = path.len();
            extend(path, step);
            self.walk(kind, node, path);
            path.truncate(length);
        });
        if scope {
            self.scopes.pop();
            for keyword in KEYWORDS {
                let Some(defs) = node.as_map_mut().and_then(|map| map.remove(keyword)) else { continue };
                let Value::Map(defs) = defs.value.value else { continue };
                for entry in defs.entries {
                    let own = path.iter().cloned().chain([keyword.to_owned(), entry.key.clone()]).collect::<Vec<_>>();
                    if let Some(name) = self.names.get(&own) {
                        self.out.push(Entry { key: name.clone(), ..entry });
                    }
                }
            }
        }
    }

    /// What a reference becomes that leads to one of the schemas or into it.
    fn moved(&self, text: &str) -> Option<String> {
        let steps = pointer::steps(text.strip_prefix('#')?)?;
        // As JSON Schema has it, `#/$defs/X` is looked for in the schemas around; `OpenAPI` would look at the root.
        let around = KEYWORDS.iter().any(|keyword| steps.first().is_some_and(|first| first == keyword));
        let bases = self.scopes.iter().rev().filter(|_| around).cloned().chain([Vec::new()]);
        for mut full in bases {
            // The schema around is not what is asked for, but one of its own.
            let least = full.len() + 1;
            full.extend(steps.iter().cloned());
            // The longest beginning: what stands within a schema of `$defs` may have `$defs` of its own.
            for length in (least..=full.len()).rev() {
                if let Some(name) = self.names.get(&full[..length]) {
                    let rest = full[length..].iter().map(String::as_str);
                    return Some(pointer::fragment(["components", "schemas", name].into_iter().chain(rest)));
                }
            }
        }
        None
    }
}
