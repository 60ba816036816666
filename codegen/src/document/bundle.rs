//! Brings the files of a document together to one tree with only local references.
//!
//! First everything that is referred to is gathered, then each thing gets its name as a component, then the trees are
//! copied with their references rewritten. Names are given when all are known, so the order of files cannot matter.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::files::{Files, Place, is_outside, joined};
use super::reference;
use super::shape::{Kind, children, children_mut};
use super::spelling::did_you_mean;
use crate::diag::{Code, Diagnostic, Mode, Sink};
use crate::source::{Entry, FileId, Map, Node, Span, Value, pointer};

/// How many values may be copied into the places that path items are referred to from.
const MAX_INLINED: usize = 2_000_000;

/// How many path items may stand within each other, through callbacks.
const MAX_INLINE_DEPTH: usize = 8;

/// A document in one tree.
pub(super) struct Bundle {
    /// The tree.
    pub(super) root: Node,
    /// The root file.
    pub(super) file: FileId,
    /// References whose faults have been reported; they still hold what was written.
    pub(super) reported: HashSet<Span>,
}

/// Brings the files together; they are read as references ask for them.
pub(super) fn bundle(sink: &mut Sink, mut files: Files<'_>) -> Option<Bundle> {
    let mut gathering = Gathering::default();
    gathering.run(sink, &mut files);
    dead_entries(sink, &files, &gathering);
    let names = names(sink, &files, &gathering);
    let several = files.len() > 1;
    let (file, mut root) = files.take_root()?;
    let mut writer = Writer {
        sink,
        files: &files,
        located: &gathering.located,
        names: &names,
        reported: gathering.reported,
        open: Vec::new(),
        inlined: 0,
    };
    if several {
        writer.settle(Kind::Document, &mut root, 0);
        // Sections that the root does not have are added in the order of the specification.
        for section in Kind::Components.keywords() {
            for ((kind, place), name) in names.iter().filter(|((kind, _), _)| kind.section() == Some(section.name)) {
                writer.add(&mut root, *kind, place, name);
            }
        }
        sort_components(&mut root);
    }
    Some(Bundle { root, file, reported: writer.reported })
}

/// A thing outside the root's own tree that something refers to, as a thing of a kind.
type Target = (Kind, Place);

/// What is referred to.
#[derive(Default)]
struct Gathering {
    /// The things with the first reference to each, in the order in which they are met.
    targets: Vec<(Target, Span)>,
    known: HashSet<Target>,
    /// Where the references of a file lead, as they are written.
    located: HashMap<(usize, String), Option<Place>>,
    /// The files out of the root's directory that were told of.
    outside: HashSet<String>,
    reported: HashSet<Span>,
}

impl Gathering {
    fn run(&mut self, sink: &mut Sink, files: &mut Files<'_>) {
        let mut found = Vec::new();
        if let Some(root) = files.get(0) {
            collect(Kind::Document, &root.node, &mut found);
            // The root's references to itself are right as they are.
            found.retain(|reference: &Found| !reference.text.starts_with('#'));
        }
        self.take(sink, files, 0, found);
        let mut next = 0;
        while let Some(((kind, place), _)) = self.targets.get(next).cloned() {
            let mut found = Vec::new();
            if let Some(node) = files.at(&place) {
                collect(kind, node, &mut found);
            }
            self.take(sink, files, place.file, found);
            next += 1;
        }
    }

    /// Takes in the references of one thing.
    fn take(&mut self, sink: &mut Sink, files: &mut Files<'_>, file: usize, found: Vec<Found>) {
        for Found { kind, text, span } in found {
            if !is_followed(sink, kind) {
                continue;
            }
            let place = self.locate(sink, files, file, &text, span);
            if let Some(place) = &place
                && place.file != 0
                && self.known.insert((kind, place.clone()))
            {
                self.targets.push(((kind, place.clone()), span));
            }
            self.located.insert((file, text), place);
        }
    }

    /// Where a reference leads; what is wrong with it is reported.
    fn locate(&mut self, sink: &mut Sink, files: &mut Files<'_>, file: usize, text: &str, span: Span) -> Option<Place> {
        let form = match reference::parse(text) {
            Ok(form) => form,
            Err(problem) => {
                let message = format!("`{text}`: {}", problem.message());
                let help = "write `./file.yaml#/Name`, relative to this file";
                sink.refuse(Diagnostic::new(Code::RefForm, span, message, help));
                self.reported.insert(span);
                return None;
            }
        };
        let curated = sink.mode() == Mode::Curated;
        let target = match &form.path {
            None => file,
            Some(path) => {
                let path = joined(&files.get(file)?.path, path);
                // Each file once: a document may refer to it a hundred times.
                if is_outside(&path) && (curated || self.outside.insert(path.clone())) {
                    let message = format!("`{text}` leads out of the directory of the document");
                    sink.refuse(Diagnostic::new(Code::RefForm, span, message, "move the file into the directory"));
                    if curated {
                        self.reported.insert(span);
                        return None;
                    }
                }
                let Some(target) = files.file(sink, &path, Some(span)) else {
                    self.reported.insert(span);
                    return None;
                };
                target
            }
        };
        let place = Place { file: target, steps: form.steps };
        // OpenAPI allows for whole files, and no document of ours has them.
        let is_odd = place.steps.len() > 1 || curated && place.steps.is_empty();
        if target != 0 && is_odd && files.at(&place).is_some() {
            let (message, help) = if place.steps.is_empty() {
                (format!("`{text}` leads to a whole file"), "give what it holds a name, and refer to that name")
            } else {
                (format!("`{text}` leads into an entry of a file"), "make it an entry of its own")
            };
            sink.refuse(Diagnostic::new(Code::RefForm, span, message, help));
            if curated {
                self.reported.insert(span);
                return None;
            }
        }
        // Whether the root has what is asked of it shows when its components are complete.
        if target != 0 && files.at(&place).is_none() {
            let at_root = Place { file: 0, steps: place.steps.clone() };
            if form.path.is_none() && files.at(&at_root).is_some() {
                let message = format!("`{text}` is in the root file, not in this one");
                let help = files.get(0).map(|root| format!("write `{}{text}`, relative to this file", root.path));
                sink.refuse(Diagnostic::new(Code::DanglingRef, span, message, help.unwrap_or_default()));
                return Some(at_root);
            }
            let entries = files.get(target).and_then(|file| file.node.as_map());
            let help = did_you_mean(
                place.steps.first().map_or("", String::as_str),
                entries.into_iter().flat_map(Map::iter).map(|(name, _)| name),
            );
            sink.refuse(Diagnostic::new(Code::DanglingRef, span, format!("`{text}` leads nowhere"), help));
            self.reported.insert(span);
            return None;
        }
        Some(place)
    }
}

/// Whether references of a kind of object are followed: OpenAPI knows none of operations, and tools that take a document apart
/// write them.
fn is_followed(sink: &Sink, kind: Kind) -> bool {
    kind != Kind::Operation || sink.mode() == Mode::Lenient
}

/// A reference that was met.
struct Found {
    kind: Kind,
    text: String,
    span: Span,
}

/// All references in an object.
fn collect(kind: Kind, node: &Node, found: &mut Vec<Found>) {
    let mut add = |kind, node: &Node| {
        found.extend(node.as_str().map(|text| Found { kind, text: text.to_owned(), span: node.span }));
    };
    reference::of_object(kind, node, &mut |kind, _, text| add(kind, text));
    if kind == Kind::Operation {
        node.get("$ref").into_iter().for_each(|text| add(kind, text));
    }
    children(kind, node, &mut |kind, node, _| collect(kind, node, found));
}

/// Reports the entries that no reference leads to, in files of entries that a reference leads to.
///
/// Nothing is said while a reference is at fault: it may be meant for one of them.
fn dead_entries(sink: &mut Sink, files: &Files<'_>, gathering: &Gathering) {
    if !gathering.reported.is_empty() {
        return;
    }
    let mut alive: BTreeMap<usize, HashSet<&[String]>> = BTreeMap::new();
    for ((_, place), _) in &gathering.targets {
        alive.entry(place.file).or_default().insert(&place.steps);
    }
    // A file that is referred to in another way than by its entries has no entries.
    alive.retain(|_, targets| targets.iter().all(|steps| steps.len() == 1));
    for (file, targets) in alive {
        let entries = files.get(file).and_then(|file| file.node.as_map()).map(|map| map.entries.as_slice());
        for entry in entries.unwrap_or_default() {
            if !entry.key.starts_with("x-") && !targets.contains(std::slice::from_ref(&entry.key)) {
                let message = format!("nothing refers to `{}`", entry.key);
                let help = "refer to it or take it out";
                sink.refuse(Diagnostic::new(Code::DeadEntry, entry.key_span, message, help));
            }
        }
    }
}

/// The names of everything that becomes a component, in a stable order.
///
/// Path items have none: they are put where they are referred to.
fn names(sink: &mut Sink, files: &Files<'_>, gathering: &Gathering) -> BTreeMap<Target, String> {
    let mut groups: BTreeMap<(&str, String), Vec<(&Target, Span)>> = BTreeMap::new();
    for (target, span) in &gathering.targets {
        let (kind, place) = target;
        if *kind == Kind::PathItem {
            continue;
        }
        if let Some(section) = kind.section() {
            groups.entry((section, own_name(files, place))).or_default().push((target, *span));
        }
    }
    let mut names = BTreeMap::new();
    for ((section, name), mut group) in groups {
        // By path, not by the order of reading.
        group.sort_by_key(|((_, place), _)| (files.get(place.file).map(|file| file.path.as_str()), &place.steps));
        let own = own_component(files, section, &name, &group, gathering);
        let taken = own.or_else(|| {
            let (_, place) = group.first().filter(|_| group.len() > 1)?.0;
            files.at(place).map(|node| node.span)
        });
        for (index, (target, _)) in group.iter().enumerate() {
            let (kind, place) = *target;
            let stays = own.is_none() && index == 0;
            if let Some(first) = taken.filter(|_| !stays) {
                let span = files.at(place).map_or(Span::default(), |node| node.span);
                sink.refuse(
                    Diagnostic::new(
                        Code::ComponentCollision,
                        span,
                        format!("two entries become `components/{section}/{name}`"),
                        "give one of them another name",
                    )
                    .related(first, "the other one is here"),
                );
            }
            let name = if stays { name.clone() } else { long_name(files, place) };
            names.insert((*kind, place.clone()), name);
        }
    }
    names
}

/// The place of the root's own component of a name, unless it is nothing but a reference to the one thing of that name.
fn own_component(
    files: &Files<'_>,
    section: &str,
    name: &str,
    group: &[(&Target, Span)],
    gathering: &Gathering,
) -> Option<Span> {
    let own = files.get(0)?.node.get("components")?.get(section)?.get(name)?;
    if let [((_, place), _)] = group
        && let Some(text) = own.get("$ref").and_then(Node::as_str)
        && gathering.located.get(&(0, text.to_owned())) == Some(&Some(place.clone()))
    {
        return None;
    }
    Some(own.span)
}

/// The name that a thing brings: of its entry, or of its file where it is the whole file.
fn own_name(files: &Files<'_>, place: &Place) -> String {
    place.steps.last().cloned().unwrap_or_else(|| {
        let path = files.get(place.file).map_or("", |file| file.path.as_str());
        let name = path.rsplit('/').next().unwrap_or(path);
        name.split('.').next().unwrap_or(name).to_owned()
    })
}

/// A name that tells a thing from others of its name: the words of its path.
fn long_name(files: &Files<'_>, place: &Place) -> String {
    let path = files.get(place.file).map_or("", |file| file.path.as_str());
    let words = path.split('/').map(|part| part.rsplit_once('.').map_or(part, |(stem, _)| stem));
    words.chain(place.steps.iter().map(String::as_str)).filter(|word| *word != "..").collect::<Vec<_>>().join("_")
}

/// Copies trees and rewrites their references.
struct Writer<'b, 'r> {
    sink: &'b mut Sink,
    files: &'b Files<'r>,
    located: &'b HashMap<(usize, String), Option<Place>>,
    names: &'b BTreeMap<Target, String>,
    reported: HashSet<Span>,
    /// The path items that are being put in their places.
    open: Vec<Place>,
    inlined: usize,
}

impl Writer<'_, '_> {
    /// Rewrites the references of an object of a file and of all within it.
    fn settle(&mut self, kind: Kind, node: &mut Node, file: usize) {
        if matches!(kind, Kind::PathItem | Kind::Operation)
            && is_followed(self.sink, kind)
            && self.inline(kind, node, file)
        {
            return;
        }
        let (located, names) = (self.located, self.names);
        reference::of_object_mut(kind, node, &mut |kind, _, node| {
            let Value::String(text) = &mut node.value else { return };
            if let Some(Some(place)) = located.get(&(file, text.clone())) {
                if place.file == 0 {
                    *text = pointer::fragment(place.steps.iter().map(String::as_str));
                } else if let Some((section, name)) = kind.section().zip(names.get(&(kind, place.clone()))) {
                    *text = pointer::fragment(["components", section, name]);
                }
            }
        });
        children_mut(kind, node, &mut |kind, node, _| self.settle(kind, node, file));
    }

    /// Puts the path item or operation that a reference leads to in its place; `false` where there is no reference to another file.
    fn inline(&mut self, kind: Kind, node: &mut Node, file: usize) -> bool {
        let Some(reference) = node.get("$ref") else { return false };
        let (span, Some(text)) = (reference.span, reference.as_str()) else { return false };
        let Some(Some(place)) = self.located.get(&(file, text.to_owned())) else { return false };
        if place.file == 0 {
            return false;
        }
        let Some(target) = self.files.at(place) else { return false };
        self.inlined += target.count();
        let circle = self.open.contains(place);
        if circle || self.open.len() >= MAX_INLINE_DEPTH || self.inlined > MAX_INLINED {
            let (code, message) = if circle {
                (Code::RefLoop, "what is referred to leads back to itself")
            } else {
                (Code::RefForm, "references are put in their places too many times")
            };
            self.sink.refuse(Diagnostic::new(code, span, message, "write the operations out"));
            self.reported.insert(span);
            return true;
        }
        if kind == Kind::Operation {
            let message = "`$ref` is no keyword of an operation; what it leads to is put in its place";
            let help = "refer to the whole path item";
            self.sink.refuse(Diagnostic::new(Code::UnknownKeyword, span, message, help));
        }
        let mut item = target.clone();
        self.open.push(place.clone());
        self.settle(kind, &mut item, place.file);
        self.open.pop();
        // What stands beside the reference counts more than what it leads to.
        if let (Some(beside), Some(item)) = (node.as_map_mut(), item.as_map_mut()) {
            beside.remove("$ref");
            let mut beside = Node::new(span, Value::Map(std::mem::take(beside)));
            children_mut(kind, &mut beside, &mut |kind, node, _| self.settle(kind, node, file));
            if let Value::Map(beside) = beside.value {
                for entry in beside.entries {
                    item.set(entry.key, entry.value);
                }
            }
        }
        *node = item;
        true
    }

    /// Adds a thing to the components.
    fn add(&mut self, root: &mut Node, kind: Kind, place: &Place, name: &str) {
        let (Some(section), Some(node)) = (kind.section(), self.files.at(place)) else { return };
        let key_span = self.files.key_span(place).unwrap_or(node.span);
        let mut node = node.clone();
        self.settle(kind, &mut node, place.file);
        let Some(map) = root.as_map_mut() else { return };
        let empty = || Node::new(node.span, Value::Map(Map::default()));
        if !map.contains("components") {
            map.set("components", empty());
        }
        let Some(components) = map.get_mut("components").and_then(Node::as_map_mut) else { return };
        if !components.contains(section) {
            components.set(section, empty());
        }
        if let Some(entries) = components.get_mut(section).and_then(Node::as_map_mut) {
            let old = entries.entries.iter_mut().find(|entry| entry.key == name);
            match old {
                Some(entry) => entry.value = node,
                None => entries.entries.push(Entry { key: name.to_owned(), key_span, value: node }),
            }
        }
    }
}

/// Sorts the components of each section by name: they come from many files, whose order means nothing. Security schemes
/// stand in the root, in the order in which they are to be tried.
fn sort_components(root: &mut Node) {
    let components = root.as_map_mut().and_then(|map| map.get_mut("components")).and_then(Node::as_map_mut);
    let sections = components.into_iter().flat_map(|map| &mut map.entries);
    for section in sections.filter(|section| section.key != "securitySchemes") {
        if let Some(entries) = section.value.as_map_mut() {
            entries.entries.sort_by(|a, b| a.key.cmp(&b.key));
        }
    }
}
