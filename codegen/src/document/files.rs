//! The files of a document: each read once, found by its path from the root's directory.

use std::collections::HashMap;
use std::io::ErrorKind;

use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{FileId, Node, Read, SourceSet, Span, Value, parse};

/// A file that was read.
pub(super) struct File {
    /// The path from the root's directory.
    pub(super) path: String,
    /// The file for messages.
    pub(super) id: FileId,
    /// What it holds.
    pub(super) node: Node,
}

/// A place in one of the files.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Place {
    /// The index of the file; the root is 0.
    pub(super) file: usize,
    /// The steps within it.
    pub(super) steps: Vec<String>,
}

/// The files of a document.
pub(super) struct Files<'r> {
    reader: &'r dyn Read,
    sources: &'r mut SourceSet,
    /// The directory of the root, with a slash at its end where it is not empty.
    directory: String,
    by_path: HashMap<String, Option<usize>>,
    read: Vec<File>,
}

impl<'r> Files<'r> {
    /// Reads the root file.
    pub(super) fn open(sink: &mut Sink, sources: &'r mut SourceSet, reader: &'r dyn Read, root: &str) -> Option<Self> {
        let at = root.rfind('/').map_or(0, |at| at + 1);
        let (directory, name) = root.split_at(at);
        let mut files =
            Self { reader, sources, directory: directory.to_owned(), by_path: HashMap::new(), read: Vec::new() };
        files.file(sink, name, None)?;
        Some(files)
    }

    /// A file by its index.
    pub(super) fn get(&self, file: usize) -> Option<&File> {
        self.read.get(file)
    }

    /// How many files were read.
    pub(super) fn len(&self) -> usize {
        self.read.len()
    }

    /// The value at a place.
    pub(super) fn at(&self, place: &Place) -> Option<&Node> {
        let mut node = &self.read.get(place.file)?.node;
        for step in &place.steps {
            node = match &node.value {
                Value::Map(map) => map.get(step)?,
                Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Where the key of an entry stands.
    pub(super) fn key_span(&self, place: &Place) -> Option<Span> {
        let (last, steps) = place.steps.split_last()?;
        let parent = self.at(&Place { file: place.file, steps: steps.to_vec() })?;
        parent.as_map()?.entry(last).map(|entry| entry.key_span)
    }

    /// Takes the tree of the root out.
    pub(super) fn take_root(&mut self) -> Option<(FileId, Node)> {
        let root = self.read.first_mut()?;
        Some((root.id, std::mem::replace(&mut root.node, Node::new(Span::default(), Value::Null))))
    }

    /// The index of a file, which is read when it is first asked for; `from` is the reference that asks.
    pub(super) fn file(&mut self, sink: &mut Sink, path: &str, from: Option<Span>) -> Option<usize> {
        if let Some(known) = self.by_path.get(path) {
            // What is wrong with it was said the first time.
            return *known;
        }
        let index = self.read(sink, path, from);
        self.by_path.insert(path.to_owned(), index);
        index
    }

    fn read(&mut self, sink: &mut Sink, path: &str, from: Option<Span>) -> Option<usize> {
        let full = if path.starts_with('/') { path.to_owned() } else { format!("{}{path}", self.directory) };
        match self.reader.read(&full) {
            Ok(text) => {
                let id = self.sources.add(full, text);
                let text = self.sources.file(id).map_or("", |source| source.text.as_str());
                let node = parse(sink, id, text)?;
                self.read.push(File { path: path.to_owned(), id, node });
                Some(self.read.len() - 1)
            }
            Err(error) => {
                // The system's own words differ from one system to the next.
                let why = match error.kind() {
                    ErrorKind::NotFound => "no such file".to_owned(),
                    ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
                    ErrorKind::PermissionDenied => "it may not be read".to_owned(),
                    _ => error.to_string(),
                };
                let message = format!("`{full}` cannot be read: {why}");
                let found = |span| Diagnostic::new(Code::Unreadable, span, message, "");
                if let Some(from) = from {
                    sink.refuse(found(from));
                } else {
                    let file = self.sources.add(full, "");
                    sink.error(found(Span { file, ..Span::default() }));
                }
                None
            }
        }
    }
}

/// The path that a reference in a file leads to, from the root's directory; `..` stays where it leaves the directory.
pub(super) fn joined(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    if path.starts_with('/') {
        parts.push("");
    } else {
        parts.extend(from.split('/'));
        parts.pop();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a path leaves the root's directory.
pub(super) fn is_outside(path: &str) -> bool {
    path.starts_with('/') || path == ".." || path.starts_with("../")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_normalised() {
        let cases = [
            ("openapi.yaml", "./schemas/a.yaml", "schemas/a.yaml"),
            ("paths/a.yaml", "../schemas/b.yaml", "schemas/b.yaml"),
            ("paths/deep/a.yaml", "b.yaml", "paths/deep/b.yaml"),
            ("paths/a.yaml", "../../other/b.yaml", "../other/b.yaml"),
            ("paths/a.yaml", ".././../../b.yaml", "../../b.yaml"),
            ("a.yaml", "/etc/b.yaml", "/etc/b.yaml"),
            ("a.yaml", "b//c.yaml", "b/c.yaml"),
        ];
        for (from, path, expected) in cases {
            assert_eq!(joined(from, path), expected);
        }
        for (path, expected) in [("a/b.yaml", false), ("../b.yaml", true), ("/b.yaml", true), ("..b.yaml", false)] {
            assert_eq!(is_outside(path), expected, "{path}");
        }
    }
}
