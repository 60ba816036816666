//! Puts the events of a reader together to a tree: nesting, keys, duplicates, depth.

use std::collections::HashMap;

use super::{Entry, Map, Node, Span, Value};
use crate::diag::{Code, Diagnostic, Sink};

/// How deep values may be nested; what walks a tree may recurse, for no tree is deeper.
///
/// Real documents reach about forty. The limit leaves room on a stack of two megabytes for the typed view, whose frames are large.
pub const MAX_DEPTH: usize = 128;

/// Mappings up to this many keys are searched for twins without an index.
const FEW: usize = 12;

/// A value that is being read.
enum Frame {
    List(Span, Vec<Node>),
    Map { span: Span, map: Map, key: Option<(String, Span)> },
}

/// The tree in the making.
pub(super) struct Builder<'s> {
    sink: &'s mut Sink,
    stack: Vec<Frame>,
    done: Option<Node>,
}

impl<'s> Builder<'s> {
    /// An empty tree.
    pub(super) const fn new(sink: &'s mut Sink) -> Self {
        Self { sink, stack: Vec::new(), done: None }
    }

    /// Where findings go.
    pub(super) const fn sink(&mut self) -> &mut Sink {
        self.sink
    }

    /// How many values are open.
    pub(super) const fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Opens a sequence; `false` where that would be too deep.
    #[must_use]
    pub(super) fn open_list(&mut self, span: Span) -> bool {
        self.open(Frame::List(span, Vec::new()), span)
    }

    /// Opens a mapping; `false` where that would be too deep.
    #[must_use]
    pub(super) fn open_map(&mut self, span: Span) -> bool {
        self.open(Frame::Map { span, map: Map::default(), key: None }, span)
    }

    fn open(&mut self, frame: Frame, span: Span) -> bool {
        let fits = self.stack.len() < MAX_DEPTH;
        if fits {
            self.stack.push(frame);
        } else {
            self.too_deep(span);
        }
        fits
    }

    /// Reports a value that is nested too deeply.
    pub(super) fn too_deep(&mut self, span: Span) {
        self.sink.error(Diagnostic::new(
            Code::Syntax,
            span,
            format!("values are nested more than {MAX_DEPTH} levels deep"),
            "name inner schemas and refer to them",
        ));
    }

    /// Whether the next scalar is a key.
    pub(super) fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Map { key: None, .. }))
    }

    /// The place of the key whose value comes next.
    pub(super) fn key_span(&self) -> Option<Span> {
        match self.stack.last() {
            Some(Frame::Map { key: Some((_, span)), .. }) => Some(*span),
            _ => None,
        }
    }

    /// Sets the key whose value comes next.
    pub(super) fn key(&mut self, name: String, at: Span) {
        if let Some(Frame::Map { span, map, key }) = self.stack.last_mut() {
            // A block mapping begins with its first key, which is what can be shown of it.
            if map.entries.is_empty() && (span.line, span.column) == (at.line, at.column) {
                span.width = at.width;
            }
            *key = Some((name, at));
        }
    }

    /// Adds a finished value.
    pub(super) fn value(&mut self, node: Node) {
        match self.stack.last_mut() {
            Some(Frame::List(_, items)) => items.push(node),
            Some(Frame::Map { map, key, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    map.entries.push(Entry { key, key_span, value: node });
                }
            }
            None => self.done = Some(node),
        }
    }

    /// Ends the innermost open value without adding it to what surrounds it.
    pub(super) fn close(&mut self) -> Option<Node> {
        Some(match self.stack.pop()? {
            Frame::List(span, items) => Node::new(span, Value::List(items)),
            Frame::Map { span, mut map, .. } => {
                self.refuse_twins(&mut map);
                Node::new(span, Value::Map(map))
            }
        })
    }

    /// The whole tree, when all is closed.
    pub(super) fn finish(self) -> Option<Node> {
        self.done
    }

    /// Reports keys that are there twice, and keeps the first of them.
    fn refuse_twins(&mut self, map: &mut Map) {
        let entries = &map.entries;
        let clean = if entries.len() <= FEW {
            entries.iter().enumerate().all(|(at, entry)| entries[..at].iter().all(|before| before.key != entry.key))
        } else {
            let mut names: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
            names.sort_unstable();
            names.windows(2).all(|pair| pair[0] != pair[1])
        };
        if clean {
            return;
        }
        let mut first: HashMap<String, Span> = HashMap::new();
        map.entries.retain(|entry| {
            let Some(before) = first.get(&entry.key) else {
                first.insert(entry.key.clone(), entry.key_span);
                return true;
            };
            self.sink.error(
                Diagnostic::new(
                    Code::DuplicateKey,
                    entry.key_span,
                    format!("the key `{}` is there twice", entry.key),
                    "remove one of the two",
                )
                .related(*before, "it is here first"),
            );
            false
        });
    }
}
