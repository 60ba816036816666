//! Checks that all references of a bundled document lead somewhere, and puts right those that do not.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::reference::{self, Role};
use super::resolve::{Resolver, component};
use super::shape::{Kind, Shape, children, children_mut};
use super::spelling::did_you_mean;
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{Map, Node, Span, Value, pointer};

/// How often what was left out may make others go.
const MAX_ROUNDS: usize = 16;

/// Checks all references.
///
/// A reference in `reported` has been found wanting already. What leads nowhere becomes a schema that allows everything,
/// or is left out where no schema stands.
pub(super) fn check(sink: &mut Sink, root: &mut Node, reported: HashSet<Span>) {
    let mut wrong = reported;
    if !mend(sink, root, &mut wrong) {
        return;
    }
    // What was left out may have been referred to in its turn. That follows from what was reported, so nothing is said.
    let mut silent = Sink::new(sink.mode());
    for _ in 0..MAX_ROUNDS {
        wrong.clear();
        if !mend(&mut silent, root, &mut wrong) {
            return;
        }
    }
}

/// Checks once; says whether anything had to be put right.
fn mend(sink: &mut Sink, root: &mut Node, wrong: &mut HashSet<Span>) -> bool {
    let mut checker = Checker {
        resolver: Resolver::new(root),
        root,
        sink,
        wrong: std::mem::take(wrong),
        moved: HashMap::new(),
        circles: BTreeSet::new(),
    };
    checker.walk(Kind::Document, root);
    let Checker { wrong, moved, .. } = checker;
    if wrong.is_empty() && moved.is_empty() {
        return false;
    }
    Mender { wrong: &wrong, moved: &moved }.mend(Kind::Document, root);
    true
}

struct Checker<'d, 's> {
    resolver: Resolver<'d>,
    root: &'d Node,
    sink: &'s mut Sink,
    /// References that lead nowhere.
    wrong: HashSet<Span>,
    /// References whose meaning is clear although they lead nowhere.
    moved: HashMap<Span, String>,
    /// Circles that were reported, by their least member.
    circles: BTreeSet<&'d str>,
}

impl<'d> Checker<'d, '_> {
    fn walk(&mut self, kind: Kind, node: &'d Node) {
        reference::of_object(kind, node, &mut |kind, role, text| self.reference(kind, role, text));
        if kind == Kind::Discriminator {
            self.names(node);
        }
        children(kind, node, &mut |kind, node, _| self.walk(kind, node));
    }

    /// The names of schemas in a discriminator's mapping.
    fn names(&mut self, node: &'d Node) {
        let mapping = node.get("mapping").and_then(Node::as_map);
        for (_, value) in mapping.into_iter().flat_map(Map::iter) {
            if let Some(name) = value.as_str().filter(|name| reference::is_bare_name(name))
                && self.resolver.component("schemas", name).is_none()
            {
                let help = self.proposal("schemas", name);
                let message = format!("there is no schema `{name}`");
                self.refuse(Code::DanglingRef, value.span, message, help);
            }
        }
    }

    fn reference(&mut self, kind: Kind, role: Role, node: &'d Node) {
        let span = node.span;
        let Some(text) = node.as_str() else { return };
        if self.wrong.contains(&span) {
            return;
        }
        let section = kind.section().unwrap_or_default();
        if let Err(problem) = reference::parse(text) {
            return self.refuse(Code::RefForm, span, format!("`{text}`: {}", problem.message()), String::new());
        }
        if text == "#" || text.is_empty() {
            let message = format!("`{text}` leads to the whole document");
            return self.refuse(Code::RefForm, span, message, String::new());
        }
        if let Some((other, name)) = component(text)
            && other != section
        {
            let message = format!("`{name}` is one of the {other}, and {} is needed here", kind.title());
            return self.refuse(Code::DanglingRef, span, message, String::new());
        }
        let Some(target) = self.resolver.resolve(text) else {
            return self.dangling(section, span, text);
        };
        if role == Role::Object {
            self.circle(span, text, target);
        }
    }

    fn dangling(&mut self, section: &str, span: Span, text: &str) {
        let name = reference::parse(text).ok().and_then(|mut form| form.steps.pop()).unwrap_or_default();
        // Where components stood before 3.0, and where JSON Schema has them.
        if ["#/definitions/", "#/$defs/", "#/parameters/", "#/responses/"].iter().any(|old| text.starts_with(old))
            && self.resolver.component(section, &name).is_some()
        {
            let meant = pointer::fragment(["components", section, &name]);
            let message = format!("`{text}` leads nowhere");
            self.sink.refuse(Diagnostic::new(Code::DanglingRef, span, message, format!("write `{meant}`")));
            self.moved.insert(span, meant);
            return;
        }
        let help = self.proposal(section, &name);
        self.refuse(Code::DanglingRef, span, format!("`{text}` leads nowhere"), help);
    }

    /// Reports a circle of references that has this one in it.
    fn circle(&mut self, span: Span, text: &'d str, target: &'d Node) {
        let mut members = vec![(text, span)];
        let mut node = target;
        while let Some(next) = node.get("$ref")
            && let Some(next_text) = next.as_str()
        {
            if let Some(start) = members.iter().position(|(member, _)| *member == next_text) {
                // A way into a circle is not part of it.
                if start > 0 {
                    return;
                }
                self.wrong.insert(span);
                let least = members.iter().map(|(member, _)| *member).min().unwrap_or(text);
                if self.circles.insert(least) {
                    // What closes the circle is at fault, not whoever first refers into it.
                    let closing = next.span;
                    let message = format!("`{text}` leads back to itself and never to a value");
                    let mut found = Diagnostic::new(Code::RefLoop, closing, message, "write out what one of them is");
                    for (member, span) in members.into_iter().skip(1).filter(|(_, span)| *span != closing) {
                        found = found.related(span, format!("by way of `{member}`"));
                    }
                    self.sink.refuse(found);
                }
                return;
            }
            members.push((next_text, next.span));
            let Some(next) = self.resolver.resolve(next_text) else { return };
            node = next;
        }
    }

    fn refuse(&mut self, code: Code, span: Span, message: String, help: String) {
        self.sink.refuse(Diagnostic::new(code, span, message, help));
        self.wrong.insert(span);
    }

    fn proposal(&self, section: &str, name: &str) -> String {
        let components = self.root.get("components").and_then(|components| components.get(section));
        let names = components.and_then(Node::as_map).into_iter().flat_map(Map::iter).map(|(name, _)| name);
        did_you_mean(name, names)
    }
}

/// Takes away what leads nowhere.
struct Mender<'f> {
    wrong: &'f HashSet<Span>,
    moved: &'f HashMap<Span, String>,
}

impl Mender<'_> {
    fn mend(&self, kind: Kind, node: &mut Node) {
        reference::of_object_mut(kind, node, &mut |_, _, text| {
            if let Some(meant) = self.moved.get(&text.span) {
                text.value = Value::String(meant.clone());
            }
        });
        if let Some(map) = node.as_map_mut() {
            map.entries.retain_mut(|entry| {
                let Some(shape) = kind.shape(&entry.key) else { return true };
                self.stays(shape, &mut entry.value)
            });
        }
        children_mut(kind, node, &mut |kind, node, _| self.mend(kind, node));
    }

    /// Whether what a keyword holds stays; in collections, what does not is taken out.
    fn stays(&self, shape: Shape, node: &mut Node) -> bool {
        match (shape, &mut node.value) {
            (Shape::Object(kind), _) => self.object_stays(kind, node),
            (Shape::SchemaOrFlag, _) => self.object_stays(Kind::Schema, node),
            (Shape::Reference, _) => !self.wrong.contains(&node.span),
            (Shape::List(items), Value::List(list)) => {
                list.retain_mut(|item| self.stays(*items, item));
                true
            }
            (Shape::Map(values), Value::Map(map)) => {
                map.entries.retain_mut(|entry| self.stays(*values, &mut entry.value));
                true
            }
            _ => true,
        }
    }

    fn object_stays(&self, kind: Kind, node: &mut Node) -> bool {
        let wrong = kind.section().is_some()
            && node.get("$ref").is_some_and(|text| text.as_str().is_some() && self.wrong.contains(&text.span));
        if !wrong {
            return true;
        }
        match kind {
            Kind::Schema | Kind::PathItem => {
                if let Some(map) = node.as_map_mut() {
                    map.remove("$ref");
                }
                true
            }
            Kind::Response => {
                let mut map = Map::default();
                map.set("description", Node::new(node.span, Value::String(String::new())));
                node.value = Value::Map(map);
                true
            }
            _ => false,
        }
    }
}
