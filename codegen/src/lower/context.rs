//! What lowering carries along: the types made so far, which schema became which type, and the way to the place at hand.

use std::collections::{HashMap, HashSet, VecDeque};

use super::check::Check;
use crate::diag::{Code, Diagnostic, Sink};
use crate::document::{Document, Resolver};
use crate::ir::{
    AnyReason, Api, Body, Docs, Example, Param, Place, Reply, TagId, Ty, TypeDef, TypeId, TypeKey, TypeKind, Usage,
};
use crate::source::{Node, Span, pointer};

/// The state of lowering one document.
pub struct Lowering<'a, 's> {
    /// Takes what there is to say.
    pub sink: &'s mut Sink,
    /// The document that is lowered.
    pub root: &'a Node,
    /// Follows its references.
    pub resolver: Resolver<'a>,
    /// What has been made so far.
    pub api: Api,
    /// Referred schemas and the types they became, by reference.
    types: HashMap<String, TypeId>,
    /// Referred schemas whose type has an id but no content yet.
    open: VecDeque<(TypeId, &'a Node)>,
    /// Referred parameters, bodies and responses, which are lowered once.
    pub params: HashMap<String, Param>,
    /// See [`Self::params`].
    pub bodies: HashMap<String, Body>,
    /// See [`Self::params`].
    pub replies: HashMap<String, Reply>,
    /// Where the path at hand stands.
    pub path_span: Span,
    /// Declared security schemes that no client can use.
    pub unusable_schemes: HashSet<String>,
    /// The way to the place at hand, in words: names inline types.
    path: Vec<String>,
    /// Inline keys in use; a second type with the same words gets a number behind them.
    inline: HashSet<Vec<String>>,
    /// References whose `allOf` or union is being looked into, so that loops end.
    pub within: Vec<String>,
    /// Schemas without names whose types are being made, outermost first.
    begun: Vec<Begun>,
    /// Unions whose members are being completed with what stands beside them, so that one that is its own member ends.
    pub completed: Vec<Span>,
    /// Examples and the places they must match, checked when all types are known.
    pub checks: Vec<Check<'a>>,
    /// The callbacks of the operations so far.
    pub callbacks: Vec<Callbacks<'a>>,
}

/// The callbacks of an operation.
pub struct Callbacks<'a> {
    /// The operation.
    pub operation: String,
    /// The operation's tag.
    pub tag: TagId,
    /// Where they stand: a pointer.
    pub at: String,
    /// The callbacks by their names.
    pub node: &'a Node,
}

/// A type that is being made.
struct Begun {
    /// The schemas that it is made of.
    spans: Vec<Span>,
    /// How long the way to it is.
    depth: usize,
    /// Its id, once it was met within itself.
    id: Option<TypeId>,
}

impl<'a, 's> Lowering<'a, 's> {
    /// The state before anything is lowered.
    pub fn new(sink: &'s mut Sink, document: &'a Document) -> Self {
        Self {
            sink,
            root: &document.root,
            resolver: document.resolver(),
            api: Api::default(),
            types: HashMap::new(),
            open: VecDeque::new(),
            params: HashMap::new(),
            bodies: HashMap::new(),
            replies: HashMap::new(),
            path_span: Span::default(),
            unusable_schemes: HashSet::new(),
            path: Vec::new(),
            inline: HashSet::new(),
            within: Vec::new(),
            begun: Vec::new(),
            completed: Vec::new(),
            checks: Vec::new(),
            callbacks: Vec::new(),
        }
    }

    /// Gives every component schema its type, in the order of the document; but for those that lend their keys to others
    /// and stand for nothing by themselves.
    pub fn reserve_components(&mut self) {
        let lent = lent(self.root);
        let schemas = self.root.get("components").and_then(|components| components.get("schemas"));
        for entry in schemas.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default() {
            let reference = pointer::fragment(["components", "schemas", &entry.key]);
            // A loop must be found, though nothing else leads to it.
            if lent.contains(reference.as_str()) && !self.consists_of_itself(&reference) {
                continue;
            }
            let id = self.reserve(TypeKey::Component(entry.key.clone()), entry.key_span);
            self.types.insert(reference, id);
            self.open.push_back((id, &entry.value));
        }
    }

    /// Whether a schema is part of itself by way of `allOf`.
    fn consists_of_itself(&self, start: &str) -> bool {
        let (mut seen, mut open) = (HashSet::new(), vec![start]);
        while let Some(target) = open.pop() {
            let mut nodes: Vec<&'a Node> = self.resolver.resolve(target).into_iter().collect();
            while let Some(node) = nodes.pop() {
                for part in node.get("allOf").and_then(Node::as_list).unwrap_or_default() {
                    match reference(part) {
                        Some(part) if part == start => return true,
                        Some(part) if seen.insert(part) => open.push(part),
                        Some(_) => {}
                        None => nodes.push(part),
                    }
                }
            }
        }
        false
    }

    /// The type of a referred schema; `None` where the reference leads nowhere, which has been reported by then.
    pub fn type_of(&mut self, reference: &str, span: Span) -> Option<TypeId> {
        if let Some(id) = self.types.get(reference) {
            return Some(*id);
        }
        // One schema, whichever way its reference is escaped.
        let steps = pointer::steps(reference.strip_prefix('#')?)?;
        let fragment = pointer::fragment(steps.iter().map(String::as_str));
        if let Some(id) = self.types.get(&fragment) {
            return Some(*id);
        }
        let node = self.resolver.resolve(reference)?;
        let key = match steps.as_slice() {
            // One that lends its keys, and is the whole of an `allOf` somewhere.
            [components, schemas, name] if components == "components" && schemas == "schemas" => {
                TypeKey::Component(name.clone())
            }
            // `#/components/schemas/Pet/properties/tag` and the like: named by the way there.
            _ => TypeKey::Inline(steps.into_iter().filter(|step| !STRUCTURAL.contains(&step.as_str())).collect()),
        };
        let id = self.reserve(key, span);
        self.types.insert(fragment, id);
        self.open.push_back((id, node));
        Some(id)
    }

    /// The next referred schema that has a type without content.
    pub fn next_open(&mut self) -> Option<(TypeId, &'a Node)> {
        self.open.pop_front()
    }

    fn reserve(&mut self, key: TypeKey, span: Span) -> TypeId {
        let id = TypeId(u32::try_from(self.api.types.len()).unwrap_or(u32::MAX));
        let unread = TypeKind::Alias(Place::of(Ty::Any(AnyReason::Unreadable)));
        let usage = Usage::default();
        let docs = Docs::default();
        let own = Place::of(Ty::Named(id));
        self.api.types.push(TypeDef { key, pin: None, kind: unread, own, docs, span, usage, examples: Vec::new() });
        id
    }

    /// Begins the type of schemas without a name.
    pub fn begin(&mut self, spans: Vec<Span>) {
        self.begun.push(Begun { spans, depth: self.path.len(), id: None });
    }

    /// Ends it; gives the id that it has by now, where it holds itself.
    pub fn finished(&mut self) -> Option<TypeId> {
        self.begun.pop()?.id
    }

    /// The type of these schemas where it is being made, so that they are met within themselves: an `allOf` that extends what
    /// it is a part of does that.
    pub fn begun(&mut self, spans: &[Span]) -> Option<TypeId> {
        let index = self.begun.iter().rposition(|begun| begun.spans == spans)?;
        let Begun { depth, id, .. } = self.begun[index];
        let id = id.unwrap_or_else(|| {
            let way = self.path[..depth.min(self.path.len())].to_vec();
            self.reserve_named(&way, spans.first().copied().unwrap_or_default())
        });
        self.begun[index].id = Some(id);
        Some(id)
    }

    /// Whether schemas without names are nested more deeply than anyone writes them.
    pub const fn is_too_deep(&self) -> bool {
        self.begun.len() > 64
    }

    /// Adds an inline type, named by the way to the place at hand.
    pub fn add_inline(&mut self, pin: Option<&str>, kind: TypeKind, docs: Docs, span: Span) -> TypeId {
        let id = self.reserve_inline(span);
        self.fill(id, pin, kind, docs, Vec::new());
        id
    }

    /// An inline type without content, named by the way to the place at hand.
    pub fn reserve_inline(&mut self, span: Span) -> TypeId {
        self.reserve_named(&self.path.clone(), span)
    }

    fn reserve_named(&mut self, way: &[String], span: Span) -> TypeId {
        let mut words = way.to_vec();
        let mut number = 2;
        while !self.inline.insert(words.clone()) {
            words.clear();
            words.extend_from_slice(way);
            words.push(number.to_string());
            number += 1;
        }
        self.reserve(TypeKey::Inline(words), span)
    }

    /// Fills a type whose id was given before.
    pub fn fill(&mut self, id: TypeId, pin: Option<&str>, kind: TypeKind, docs: Docs, examples: Vec<Example>) {
        let def = &mut self.api.types[id.0 as usize];
        def.pin = pin.map(str::to_owned);
        def.kind = kind;
        def.docs = docs;
        def.examples = examples;
    }

    /// Does something one step further down the way.
    pub fn at<T>(&mut self, word: &str, then: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(word.to_owned());
        let done = then(self);
        self.path.pop();
        done
    }

    /// Does something on a way of its own.
    pub fn from<T>(&mut self, words: Vec<String>, then: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.path, words);
        let done = then(self);
        self.path = before;
        done
    }

    /// What a node leads to where it is a reference, with the last reference of the chain; itself otherwise.
    pub fn follow(&self, node: &'a Node) -> (Option<&'a str>, Option<&'a Node>) {
        match self.resolver.follow(node) {
            Some(target) => (target.reference, Some(target.node)),
            None => (reference(node), None),
        }
    }

    /// Reports something that a curated document must not have.
    pub fn refuse(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.sink.refuse(Diagnostic::new(code, span, message, help));
    }
}

/// Words of pointers that say how the document is built, not what it speaks of.
const STRUCTURAL: [&str; 9] =
    ["components", "schemas", "properties", "paths", "content", "schema", "responses", "requestBody", "parameters"];

/// The target of a reference.
pub fn reference(node: &Node) -> Option<&str> {
    node.get("$ref").and_then(Node::as_str)
}

/// What is referred to as a member of `allOf`, and nowhere else.
fn lent(root: &Node) -> HashSet<&str> {
    let (mut lent, mut named) = (HashSet::new(), HashSet::new());
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        open.extend(node.as_list().unwrap_or_default());
        for entry in node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
            match (entry.key.as_str(), entry.value.as_list()) {
                ("allOf", Some(members)) => {
                    lent.extend(members.iter().filter_map(reference));
                    open.extend(members.iter().filter(|member| reference(member).is_none()));
                }
                ("$ref", _) => named.extend(entry.value.as_str()),
                _ => open.push(&entry.value),
            }
        }
    }
    lent.difference(&named).copied().collect()
}
