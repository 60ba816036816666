//! Reads YAML: the events of the parser with their places, anchors, and what documents must not use.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use super::build::{Builder, MAX_DEPTH};
use super::{FileId, Map, Node, Span, Value, scalar};
use crate::diag::{Code, Diagnostic};

/// How much memory the copies that aliases ask for may take, in bytes, roughly.
///
/// Nine lines of aliases of aliases stand for a billion values; a document that a person wrote copies a few pages.
const MAX_COPIED: usize = 32 << 20;

/// What was read of a text.
pub(super) struct Failure {
    /// Where it went wrong.
    pub(super) span: Span,
    /// What the parser says; empty where the finding is in the sink already.
    pub(super) message: String,
}

/// Reads a text as YAML.
pub(super) fn read(builder: &mut Builder<'_>, file: FileId, text: &str) -> Result<(), Failure> {
    let mut reader = Reader {
        file,
        lines: text.split_inclusive('\n').collect(),
        anchors: HashMap::new(),
        open: Vec::new(),
        copied: 0,
        documents: 0,
    };
    let mut events = Parser::new_from_str(text);
    while let Some(event) = events.next_event() {
        let (event, span) = event.map_err(|error| Failure {
            span: reader.span(*error.marker(), *error.marker()),
            message: error.info().to_owned(),
        })?;
        if !reader.event(builder, event, span)? {
            break;
        }
    }
    Ok(())
}

/// A value that other places may repeat.
struct Anchored {
    node: Node,
    height: usize,
    size: usize,
}

/// A collection that is open: what its end has to know.
struct Open {
    anchor: usize,
    /// Whether a mapping has a plain `<<` among its keys.
    merges: bool,
}

struct Reader<'t> {
    file: FileId,
    lines: Vec<&'t str>,
    anchors: HashMap<usize, Anchored>,
    open: Vec<Open>,
    copied: usize,
    documents: usize,
}

impl Reader<'_> {
    /// Takes in one event; `false` where the rest is not read.
    fn event(&mut self, builder: &mut Builder<'_>, event: Event<'_>, at: saphyr_parser::Span) -> Result<bool, Failure> {
        let span = self.span(at.start, at.end);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    builder.sink().refuse(Diagnostic::new(
                        Code::YamlFeature,
                        span,
                        "a second document begins here; only the first is read",
                        "move it to a file of its own",
                    ));
                    return Ok(false);
                }
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(builder, text, style, anchor, tag.as_deref(), at)?,
            Event::Alias(anchor) => self.alias(builder, anchor, span)?,
            Event::SequenceStart(anchor, tag) => {
                collection_tag(builder, tag.as_deref(), "seq", span);
                self.open(builder, span, anchor, false)?;
            }
            Event::MappingStart(anchor, tag) => {
                collection_tag(builder, tag.as_deref(), "map", span);
                self.open(builder, span, anchor, true)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(builder)?,
        }
        Ok(true)
    }

    fn scalar(
        &mut self,
        builder: &mut Builder<'_>,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        at: saphyr_parser::Span,
    ) -> Result<(), Failure> {
        let span = self.scalar_span(at, style, text.is_empty());
        if builder.expects_key() {
            if style == ScalarStyle::Plain && text == "<<" {
                builder.sink().refuse(Diagnostic::new(
                    Code::YamlFeature,
                    span,
                    "merge keys are not part of YAML 1.2",
                    "write the keys out, or use `allOf`",
                ));
                if let Some(open) = self.open.last_mut() {
                    open.merges = true;
                }
            }
            if anchor != 0 {
                self.keep(Node::new(span, Value::String(text.clone().into_owned())), anchor)?;
            }
            builder.key(text.into_owned(), span);
            return Ok(());
        }
        // A value that is left out stands nowhere: its key does.
        let span =
            if text.is_empty() && style == ScalarStyle::Plain { builder.key_span().unwrap_or(span) } else { span };
        let value = match tag {
            None if style == ScalarStyle::Plain => scalar::plain(&text),
            None => Value::String(text.into_owned()),
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => Value::String(text.into_owned()),
            Some(tag) => {
                if !tag.is_yaml_core_schema() {
                    refuse_tag(builder, tag, span);
                }
                scalar::plain(&text)
            }
        };
        let node = Node::new(span, value);
        if anchor != 0 {
            self.keep(node.clone(), anchor)?;
        }
        builder.value(node);
        Ok(())
    }

    fn alias(&mut self, builder: &mut Builder<'_>, anchor: usize, span: Span) -> Result<(), Failure> {
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Failure { span, message: "the alias stands within what it repeats".to_owned() });
        };
        if builder.expects_key() {
            let Value::String(name) = &anchored.node.value else {
                return Err(complex_key(span));
            };
            builder.key(name.clone(), span);
            return Ok(());
        }
        if builder.depth() + anchored.height > MAX_DEPTH {
            builder.too_deep(span);
            return Err(Failure { span, message: String::new() });
        }
        let (node, size) = (anchored.node.clone(), anchored.size);
        self.charge(size, span)?;
        builder.value(node);
        Ok(())
    }

    fn open(&mut self, builder: &mut Builder<'_>, span: Span, anchor: usize, map: bool) -> Result<(), Failure> {
        if builder.expects_key() {
            return Err(complex_key(span));
        }
        let fits = if map { builder.open_map(span) } else { builder.open_list(span) };
        if !fits {
            return Err(Failure { span, message: String::new() });
        }
        self.open.push(Open { anchor, merges: false });
        Ok(())
    }

    fn close(&mut self, builder: &mut Builder<'_>) -> Result<(), Failure> {
        let (Some(open), Some(mut node)) = (self.open.pop(), builder.close()) else {
            return Ok(());
        };
        if open.merges
            && let Some(map) = node.as_map_mut()
        {
            merge(map);
        }
        if open.anchor != 0 {
            self.keep(node.clone(), open.anchor)?;
        }
        builder.value(node);
        Ok(())
    }

    /// Keeps a value for the aliases that follow.
    fn keep(&mut self, node: Node, anchor: usize) -> Result<(), Failure> {
        let (height, size) = measure(&node);
        self.charge(size, node.span)?;
        self.anchors.insert(anchor, Anchored { node, height, size });
        Ok(())
    }

    fn charge(&mut self, size: usize, span: Span) -> Result<(), Failure> {
        self.copied = self.copied.saturating_add(size);
        if self.copied > MAX_COPIED {
            let message = "anchors and aliases stand for more values than a document can hold".to_owned();
            return Err(Failure { span, message });
        }
        Ok(())
    }

    /// A place from one mark to another, cut at the end of the first line.
    fn span(&self, start: Marker, end: Marker) -> Span {
        let column = start.col();
        let width = if end.line() == start.line() {
            end.col().saturating_sub(column)
        } else {
            let line = start.line().checked_sub(1).and_then(|line| self.lines.get(line));
            line.map_or(1, |line| line.trim_end().chars().count().saturating_sub(column))
        };
        Span {
            file: self.file,
            line: saturated(start.line()),
            column: saturated(column + 1),
            width: saturated(width).max(1),
        }
    }

    /// The place of a scalar. The parser's end of a quoted one takes in the comment behind it, so it is looked for here.
    fn scalar_span(&self, at: saphyr_parser::Span, style: ScalarStyle, empty: bool) -> Span {
        let span = self.span(at.start, at.end);
        let quote = match style {
            ScalarStyle::SingleQuoted => '\'',
            ScalarStyle::DoubleQuoted => '"',
            _ => return span,
        };
        // Only where something follows can the end be wrong; an empty text is no exception.
        let Some(line) = at.start.line().checked_sub(1).and_then(|line| self.lines.get(line)) else {
            return span;
        };
        let mut letters = line.chars().skip(at.start.col());
        // With an anchor or a tag before it the place begins there.
        let mut width = 1;
        for letter in letters.by_ref() {
            if letter == quote {
                break;
            }
            width += 1;
        }
        let mut closed = false;
        while let Some(letter) = letters.next() {
            width += 1;
            if letter == '\\' && quote == '"' {
                width += u32::from(letters.next().is_some());
            } else if letter == quote {
                if quote == '\'' && !empty && letters.clone().next() == Some('\'') {
                    letters.next();
                    width += 1;
                } else {
                    closed = true;
                    break;
                }
            }
        }
        if closed { Span { width, ..span } } else { span }
    }
}

/// Refuses a tag on a collection, unless it says what the collection is anyway.
fn collection_tag(builder: &mut Builder<'_>, tag: Option<&Tag>, own: &str, span: Span) {
    if let Some(tag) = tag
        && !(tag.is_yaml_core_schema() && tag.suffix == own)
    {
        refuse_tag(builder, tag, span);
    }
}

fn refuse_tag(builder: &mut Builder<'_>, tag: &Tag, span: Span) {
    builder.sink().refuse(Diagnostic::new(
        Code::YamlFeature,
        span,
        format!("the tag `{tag}` has no meaning here"),
        "remove it, and quote the value where it must be text",
    ));
}

fn complex_key(span: Span) -> Failure {
    Failure { span, message: "a key must be text, not a list or a mapping".to_owned() }
}

/// Adds what a merge key brings: the keys that are not there, the earlier of several mappings first.
fn merge(map: &mut Map) {
    let Some(merged) = map.remove("<<") else { return };
    let sources = match merged.value.value {
        Value::Map(source) => vec![source],
        Value::List(items) => items
            .into_iter()
            .filter_map(|item| match item.value {
                Value::Map(source) => Some(source),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    for source in sources {
        for entry in source.entries {
            if !map.contains(&entry.key) {
                map.entries.push(entry);
            }
        }
    }
}

/// How many levels a value has and about how many bytes it takes.
fn measure(node: &Node) -> (usize, usize) {
    let own = size_of::<Node>();
    match &node.value {
        Value::String(text) => (0, own + text.len()),
        Value::List(items) => items
            .iter()
            .map(measure)
            .fold((1, own), |(height, size), (inner, more)| (height.max(inner + 1), size + more)),
        Value::Map(map) => map.entries.iter().fold((1, own), |(height, size), entry| {
            let (inner, more) = measure(&entry.value);
            (height.max(inner + 1), size + more + size_of::<Span>() + size_of::<String>() + entry.key.len())
        }),
        _ => (0, own),
    }
}

fn saturated(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
