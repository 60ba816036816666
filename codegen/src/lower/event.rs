//! Events: what a server sends on its own, as webhooks, as callbacks of operations, or over a connection that stays open.
//!
//! The bodies of one group become one union where they all fix the same key, so that a receiver decodes one type.

use std::collections::{HashMap, HashSet};

use super::content::{essence_of, is_json};
use super::context::{Callbacks, Lowering, reference};
use super::examples::step;
use super::facts::docs;
use super::operation::METHODS;
use super::union::Leads;
use crate::ir::{
    ContentKind, Docs, Event, EventGroup, Example, Place, TagId, Tagging, TypeId, TypeKind, Union, Variant,
};
use crate::source::{Entry, Node, Span};

/// An event and the schema of its body.
struct Found<'a> {
    tag: TagId,
    event: Event,
    schema: &'a Node,
}

impl<'a> Lowering<'a, '_> {
    /// Lowers all events, in the order of the document: webhooks, callbacks, then `x-events`.
    pub fn events(&mut self) {
        let mut found = Vec::new();
        for entry in entries(self.root.get("x-webhooks")) {
            for method in self.methods(entry) {
                let at = format!("/webhooks/{}/{}", step(&entry.key), method.key);
                found.extend(self.webhook(&entry.key, entry.key_span, None, method, &at));
            }
        }
        found.extend(self.all_callbacks());
        for entry in entries(self.root.get("x-events")) {
            found.extend(self.event(entry));
        }
        self.group(found);
    }

    /// The callbacks of all operations; one that several refer to is one.
    ///
    /// They go by their names, with the operation's before it where others have the same, and the method's behind it where
    /// there are several in one.
    fn all_callbacks(&mut self) -> Vec<Found<'a>> {
        let of_operations = std::mem::take(&mut self.callbacks);
        let mut callbacks: Vec<(&Callbacks<'a>, &'a Entry)> =
            of_operations.iter().flat_map(|of| entries(Some(of.node)).iter().map(move |entry| (of, entry))).collect();
        let mut met = HashSet::new();
        callbacks.retain(|(_, entry)| reference(&entry.value).is_none_or(|target| met.insert(target)));
        let mut names: HashMap<&str, usize> = HashMap::new();
        for (_, entry) in &callbacks {
            *names.entry(&entry.key).or_default() += 1;
        }
        let mut found = Vec::new();
        for (Callbacks { operation, tag, at, .. }, entry) in callbacks {
            let (referred, Some(node)) = self.follow(&entry.value) else { continue };
            let at = match referred.and_then(|target| target.strip_prefix('#')) {
                Some(target) => target.to_owned(),
                None => format!("{at}/{}", step(&entry.key)),
            };
            let urls = entries(Some(node)).iter().filter(|url| !url.key.starts_with("x-"));
            let methods: Vec<_> = urls.flat_map(|url| self.methods(url).into_iter().map(move |it| (url, it))).collect();
            for (url, method) in &methods {
                let mut words = vec![entry.key.as_str()];
                if names[entry.key.as_str()] > 1 {
                    words.insert(0, operation);
                }
                if methods.len() > 1 {
                    words.push(&method.key);
                }
                let at = format!("{at}/{}/{}", step(&url.key), method.key);
                found.extend(self.webhook(&words.join(" "), entry.key_span, Some(*tag), method, &at));
            }
        }
        found
    }

    /// The methods of a path item.
    fn methods(&self, item: &'a Entry) -> Vec<&'a Entry> {
        let methods = entries(self.follow(&item.value).1).iter();
        methods.filter(|method| METHODS.contains(&method.key.as_str())).collect()
    }

    /// An event of the tag that it names, or else of `tag`, where there is one.
    fn webhook(
        &mut self,
        name: &str,
        span: Span,
        tag: Option<TagId>,
        method: &'a Entry,
        at: &str,
    ) -> Option<Found<'a>> {
        let (node, body) = (&method.value, method.value.get("requestBody")?);
        let schema = self.json_schema(body)?;
        let at = format!("{at}/requestBody");
        let (referred, target) = self.follow(body);
        let lowered = match referred {
            Some(_) => self.body(body, &at),
            None => target.map(|target| self.from(event_words(name), |this| this.body_here(target, &at))),
        }?;
        let json = lowered.contents.into_iter().find_map(|content| match content.kind {
            ContentKind::Json(place) => Some((place, content.examples)),
            _ => None,
        });
        let (place, examples) = json?;
        let tag = tag.filter(|_| node.get("tags").is_none());
        let tag = tag.unwrap_or_else(|| self.tag_of(node, method.key_span));
        Some(Found { tag, event: of(name, span, node, place, examples), schema })
    }

    fn event(&mut self, entry: &'a Entry) -> Option<Found<'a>> {
        let node = &entry.value;
        let schema = node.get("schema")?;
        let place = self.from(event_words(&entry.key), |this| this.schema(schema).place);
        let examples = self.examples(node, &format!("/x-events/{}", step(&entry.key)), Some(&place));
        let tag = self.tag_of(node, entry.key_span);
        Some(Found { tag, event: of(&entry.key, entry.key_span, node, place, examples), schema })
    }

    /// The schema of the JSON that a body holds.
    fn json_schema(&self, body: &'a Node) -> Option<&'a Node> {
        let contents = entries(self.follow(body).1?.get("content"));
        contents.iter().find(|content| is_json(&essence_of(&content.key)))?.value.get("schema")
    }

    fn group(&mut self, found: Vec<Found<'a>>) {
        let mut groups: Vec<(EventGroup, Vec<&'a Node>)> = Vec::new();
        for Found { tag, event, schema } in found {
            let at = groups.iter().position(|(group, _)| group.tag == tag).unwrap_or_else(|| {
                groups.push((EventGroup { tag, union: None, events: Vec::new() }, Vec::new()));
                groups.len() - 1
            });
            groups[at].0.events.push(event);
            groups[at].1.push(schema);
        }
        for (mut group, schemas) in groups {
            group.union = self.event_union(&group, &schemas);
            self.api.events.push(group);
        }
    }

    /// The union of the bodies of a group, where a key tells them apart.
    fn event_union(&mut self, group: &EventGroup, schemas: &[&'a Node]) -> Option<TypeId> {
        // Events with the same body are one member.
        let is_first = |index: &usize| {
            let bodies = group.events[..*index].iter().map(|event| &event.place.ty);
            bodies.into_iter().all(|ty| *ty != group.events[*index].place.ty)
        };
        let firsts: Vec<usize> = (0..schemas.len()).filter(is_first).collect();
        let (key, tags) = self.fixed_key(&firsts.iter().map(|index| schemas[*index]).collect::<Vec<_>>())?;
        let variant = |(index, (tags, ends)): (usize, Leads)| {
            let event = &group.events[index];
            // What is said of the event is said of its type.
            let docs = Docs::default();
            Variant { place: event.place.clone(), tags, ends, word: event.name.clone(), docs, span: event.span }
        };
        let variants = firsts.into_iter().zip(tags).map(variant).collect();
        let kind = TypeKind::Union(Union { tagging: Tagging::Key(key), variants, open: true });
        let tag = &self.api[group.tag];
        let (words, span) = (event_words(&tag.name), tag.span);
        let docs = Docs { description: tag.docs.description.clone(), ..Docs::default() };
        Some(self.from(words, |this| this.add_inline(None, kind, docs, span)))
    }
}

fn of(name: &str, span: Span, node: &Node, place: Place, examples: Vec<Example>) -> Event {
    Event { name: name.to_owned(), place, examples, docs: docs(node, "summary"), span }
}

fn entries(node: Option<&Node>) -> &[Entry] {
    node.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default()
}

/// What types of a group or an event are named by: `Webhook events` has a `webhook event`.
fn event_words(name: &str) -> Vec<String> {
    let trimmed = name.trim();
    match trimmed.rsplit_once(|c: char| !c.is_alphanumeric()) {
        _ if trimmed.is_empty() => vec!["webhook".to_owned(), "event".to_owned()],
        Some((rest, last)) if last.eq_ignore_ascii_case("events") => vec![rest.to_owned(), "event".to_owned()],
        _ => vec![trimmed.to_owned(), "event".to_owned()],
    }
}
