//! The examples of the page are the cases: each is completed to a document, and what is found in it must be what it shows.

use std::fmt::Write as _;

use super::entries::{self, Part};
use super::page;
use crate::config::{Config, Lint, Runtime};
use crate::diag::{Code, Mode, render};
use crate::generate;
use crate::source::MemoryReader;

const ROOT: &[(&str, &str)] = &[
    ("openapi", "3.1.0"),
    ("info", "{title: Cats, version: \"1\"}"),
    ("tags", "[{name: Cats, description: What is known of cats.}]"),
];

const OPERATION: &[(&str, &str)] = &[
    ("operationId", "cats_do"),
    ("tags", "[Cats]"),
    ("summary", "Do what is to be done"),
    ("description", "Nothing else."),
    (
        "responses",
        "{\"200\": {description: Done., content: {application/json: {schema: {type: object, required: [], \
         properties: {cat: {$ref: \"#/components/schemas/Cat\", description: The cat.}}}, example: {}}}}}",
    ),
];

const SCHEMAS: &[(&str, &str)] = &[
    ("CatId", "{description: The id of a cat., type: integer, format: int64, x-id: true}"),
    (
        "Cat",
        "{description: A cat., type: object, required: [id], \
         properties: {id: {$ref: \"#/components/schemas/CatId\", description: Its id.}}}",
    ),
];

/// A mapping of what a fragment has and what it leaves out.
fn completed(fragment: &str, defaults: &[(&str, &str)], indent: usize) -> String {
    let mut text = String::new();
    for line in fragment.trim().lines() {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
    for (key, value) in defaults {
        if !fragment.lines().any(|line| line.starts_with(&format!("{key}:"))) {
            let _ = writeln!(text, "{:indent$}{key}: {value}", "");
        }
    }
    text
}

fn document(part: Part, fragment: &str) -> String {
    let of = |wanted: &[Part]| if wanted.contains(&part) { fragment } else { "" };
    let method = if part == Part::Post { "post" } else { "get" };
    let operation = completed(of(&[Part::Get, Part::Post]), OPERATION, 6);
    let mut text = completed(of(&[Part::Root]), ROOT, 0);
    if !text.contains("\npaths:") && !text.starts_with("paths:") {
        let _ = write!(text, "paths:\n  /cats:\n    {method}:\n{operation}");
    }
    text + "components:\n  schemas:\n" + &completed(of(&[Part::Schemas]), SCHEMAS, 4)
}

/// The codes that are found in a completed fragment, each once, and what was said.
fn found(part: Part, fragment: &str, lint: Lint, mode: Mode) -> (Vec<Code>, String) {
    let (own, files) = fragment.split_once("# In ").unwrap_or((fragment, ""));
    let mut reader = MemoryReader::new([("spec.yaml", document(part, own))]);
    for file in files.split("# In ").filter(|file| !file.is_empty()) {
        let (name, text) = file.split_once(":\n").expect("a line names the file");
        reader.files.insert(name.to_owned(), text.to_owned());
    }
    let config = Config { lint, ..Config::lenient("cats", "spec.yaml", Runtime::default()) };
    let reading = generate(&reader, "spec.yaml", mode, &config);
    let mut codes: Vec<Code> = reading.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort();
    codes.dedup();
    (codes, render::text(&reading.diagnostics, &reading.sources, false))
}

#[test]
fn each_example_shows_what_it_is_for() {
    let mut wrong = String::new();
    for entry in Code::ALL.iter().filter_map(|code| entries::of(*code)) {
        let shown = &entry.shown;
        for (fragment, expected) in [(shown.bad, vec![entry.code]), (shown.good, Vec::new())] {
            let (codes, said) = found(shown.part, fragment, Lint::Truth, Mode::Curated);
            if codes != expected {
                let _ = writeln!(wrong, "{}, in{fragment}{said}", entry.code.as_str());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn rules_are_for_documents_of_our_own_that_ask_for_them() {
    for entry in Code::ALL.iter().filter(|code| entries::is_rule(**code)).filter_map(|code| entries::of(*code)) {
        let shown = &entry.shown;
        for (lint, mode) in [(Lint::Off, Mode::Curated), (Lint::Truth, Mode::Lenient)] {
            let (codes, said) = found(shown.part, shown.bad, lint, mode);
            assert!(codes.is_empty(), "{said}");
        }
    }
}

#[test]
fn every_code_is_on_the_page() {
    let page = page::text();
    for code in Code::ALL {
        assert!(page.contains(&format!("\n### {}\n\n{}\n", code.as_str(), code.title())), "{code:?}");
        assert!(entries::of(*code).is_some(), "say why {code:?} is a finding, in `lint::entries`");
    }
}
