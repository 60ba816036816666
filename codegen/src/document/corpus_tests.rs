//! Real documents, where they are at hand: they load leniently without an error, and our tree is that of other readers.

use std::path::{Path, PathBuf};

use super::*;
use crate::diag::{Mode, Severity, Sink, render};
use crate::source::{DiskReader, SourceSet, Value, parse};

/// The documents; a note is printed where there are none.
fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let mut found = Vec::new();
    for folder in ["chatwoot", "others"].map(|name| folder.join(name)) {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        found.extend(entries.map(|entry| entry.path()));
    }
    found.retain(|path| path.extension().is_some_and(|end| end == "json" || end == "yaml"));
    found.sort();
    if found.is_empty() {
        eprintln!("skipped: there are no documents in {}", folder.display());
    }
    found
}

#[test]
fn real_documents_load_without_errors() {
    for path in documents() {
        let mut sink = Sink::new(Mode::Lenient);
        let mut sources = SourceSet::default();
        let document = load(&mut sink, &mut sources, &DiskReader::new(""), &path.to_string_lossy());
        let mut found = sink.into_sorted();
        found.retain(|found| found.severity == Severity::Error);
        assert!(found.is_empty(), "{}", render::text(&found, &sources, false));
        let document = document.unwrap();
        let resolver = document.resolver();
        let mut dangling = 0;
        walk(shape::Kind::Document, &document.root, &mut |kind, node| {
            dangling += usize::from(shape::reference(kind, node).is_some() && resolver.follow(node).is_none());
        });
        assert_eq!(dangling, 0, "{}: every reference leads to a value", path.display());
    }
}

fn walk(kind: shape::Kind, node: &Node, visit: &mut dyn FnMut(shape::Kind, &Node)) {
    visit(kind, node);
    shape::children(kind, node, &mut |kind, node, _| walk(kind, node, visit));
}

#[test]
fn trees_of_real_documents_are_those_of_other_readers() {
    for path in documents() {
        // serde_yaml gives up at integers below 64 bits, of which there is one, in a bound.
        let text = std::fs::read_to_string(&path).unwrap().replace("-9223372036854776000", "-9223372036854775808");
        let node = parse(&mut Sink::new(Mode::Curated), FileId(0), &text).unwrap();
        if path.extension().is_some_and(|end| end == "json") {
            let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert!(node.to_json() == expected, "{}", path.display());
        } else if text.len() < 1_000_000 || !cfg!(debug_assertions) {
            let expected: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
            if let Some((line, found)) = difference(&node, &expected) {
                panic!("{}:{line}: {found}", path.display());
            }
        }
    }
}

/// The first place where two trees differ.
fn difference(node: &Node, other: &serde_yaml::Value) -> Option<(u32, String)> {
    let differs = || Some((node.span.line, format!("{:?} is not {other:?}", node.value)));
    match (&node.value, other) {
        (Value::Null, serde_yaml::Value::Null) => None,
        (Value::Bool(ours), serde_yaml::Value::Bool(theirs)) if ours == theirs => None,
        (Value::Int(ours), serde_yaml::Value::Number(theirs)) if theirs.as_i64() == Some(*ours) => None,
        (Value::UInt(ours), serde_yaml::Value::Number(theirs)) if theirs.as_u64() == Some(*ours) => None,
        (Value::Float(ours), serde_yaml::Value::Number(theirs)) if theirs.as_f64() == Some(*ours) => None,
        (Value::String(ours), serde_yaml::Value::String(theirs)) if ours == theirs => None,
        (Value::List(ours), serde_yaml::Value::Sequence(theirs)) if ours.len() == theirs.len() => {
            ours.iter().zip(theirs).find_map(|(ours, theirs)| difference(ours, theirs))
        }
        (Value::Map(ours), serde_yaml::Value::Mapping(theirs)) if ours.entries.len() == theirs.len() => {
            ours.iter().zip(theirs).find_map(|((key, ours), (their_key, theirs))| {
                let same = match their_key {
                    serde_yaml::Value::String(text) => text == key,
                    serde_yaml::Value::Number(number) => number.to_string() == key,
                    serde_yaml::Value::Bool(flag) => flag.to_string() == key,
                    _ => false,
                };
                if same {
                    difference(ours, theirs)
                } else {
                    Some((ours.span.line, format!("{key} is not {their_key:?}")))
                }
            })
        }
        _ => differs(),
    }
}
