//! What is reported of a comparison: its findings with their places in files, and which of them were accepted.

use std::fmt;

use super::{Acceptances, Comparison, Direction, Finding, Semver, Wire, rules};
use crate::ir::Api;
use crate::source::{SourceSet, Span};

/// Everything that is to be reported: the documents that were compared, and what was accepted.
#[derive(Debug, Default)]
pub struct Report {
    /// The documents, each compared with itself as it was.
    pub documents: Vec<Document>,
    /// What was accepted.
    pub accepted: Acceptances,
}

/// A document that was compared.
#[derive(Debug, Default)]
pub struct Document {
    /// What it is called, where there are several.
    pub name: String,
    /// What was found.
    pub comparison: Comparison,
    /// The files of the base.
    pub base: SourceSet,
    /// The files of the revision.
    pub revision: SourceSet,
}

impl Document {
    /// A document that is there on one side only.
    pub fn alone(name: &str, file: &str, gone: bool, api: Option<&Api>, sources: SourceSet) -> Self {
        let rule = if gone { &rules::DOCUMENT_REMOVED } else { &rules::DOCUMENT_ADDED };
        let operations = api.map_or(0, |api| api.ops.len());
        let held = format!("{operations} operation{}", if operations == 1 { "" } else { "s" });
        let what = if gone { "is gone; it had" } else { "is new; it has" };
        let place = sources.files().next().map(|(file, _)| Span { file, line: 1, column: 1, width: 1 });
        let value = Some(file.to_owned());
        let mut finding = Finding {
            rule,
            subject: format!("document {name}"),
            path: Vec::new(),
            what: format!("`{file}` {what} {held}"),
            direction: None,
            wire: rule.wire,
            rust: if gone { Semver::Major } else { Semver::Minor },
            old: None,
            new: None,
            base: None,
            revision: None,
        };
        let (base, revision) = if gone {
            (finding.old, finding.base) = (value, place);
            (sources, SourceSet::default())
        } else {
            (finding.new, finding.revision) = (value, place);
            (SourceSet::default(), sources)
        };
        Self { name: name.to_owned(), comparison: Comparison { findings: vec![finding] }, base, revision }
    }
}

impl Finding {
    /// Where the change is: `POST /messages → request body → content_type`.
    pub fn place(&self) -> String {
        let steps = std::iter::once(&self.subject).chain(&self.path);
        steps.map(String::as_str).collect::<Vec<_>>().join(" → ")
    }
}

/// A place in a file, for people and programs: `spec/messages.yaml:12:5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At<'r> {
    /// The path of the file.
    pub file: &'r str,
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl<'r> At<'r> {
    pub(super) fn new(sources: &'r SourceSet, span: Span) -> Option<Self> {
        let file = sources.file(span.file)?;
        Some(Self { file: &file.path, line: span.line, column: span.column })
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column } = self;
        if *line == 0 { write!(out, "{file}") } else { write!(out, "{file}:{line}:{column}") }
    }
}

/// A finding, with what a report says of it beside its own words.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// The finding.
    pub finding: &'r Finding,
    /// Why it was accepted, where it was.
    pub accepted: Option<&'r str>,
    /// Where it was.
    pub base: Option<At<'r>>,
    /// Where it is.
    pub revision: Option<At<'r>>,
}

impl Row<'_> {
    /// Whether it breaks something that nobody accepted.
    pub fn fails(&self) -> bool {
        self.finding.wire == Wire::Breaking && self.accepted.is_none()
    }

    /// Its way and what it does to the crate: `request, crate: major`.
    pub(super) fn verdicts(&self) -> String {
        let direction = self.finding.direction.map_or("", Direction::as_str);
        let comma = if direction.is_empty() { "" } else { ", " };
        format!("{direction}{comma}crate: {}", self.finding.rust.as_str())
    }
}

impl Document {
    /// The findings in their order.
    pub fn rows<'r>(&'r self, accepted: &'r Acceptances) -> impl Iterator<Item = Row<'r>> {
        self.comparison.findings.iter().map(|finding| Row {
            finding,
            accepted: accepted.reason(finding),
            base: finding.base.and_then(|span| At::new(&self.base, span)),
            revision: finding.revision.and_then(|span| At::new(&self.revision, span)),
        })
    }
}

impl Report {
    /// All findings, document by document.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.documents.iter().flat_map(|document| document.rows(&self.accepted))
    }

    /// The worst verdict on the wire, accepted or not.
    pub fn wire(&self) -> Wire {
        self.documents.iter().map(|document| document.comparison.wire()).max().unwrap_or_default()
    }

    /// The worst verdict on a crate.
    pub fn rust(&self) -> Semver {
        self.documents.iter().map(|document| document.comparison.rust()).max().unwrap_or_default()
    }

    /// Whether anything breaks that nobody accepted.
    pub fn fails(&self) -> bool {
        self.rows().any(|row| row.fails())
    }

    /// The entries of accepted changes that accept nothing: where each stands, and what is wrong with it.
    pub fn stale(&self) -> Vec<(At<'_>, String)> {
        let findings = self.documents.iter().flat_map(|document| &document.comparison.findings);
        let stale = self.accepted.stale(findings).into_iter();
        stale.filter_map(|(entry, why)| Some((At::new(&self.accepted.sources, entry.span)?, why))).collect()
    }
}

/// Counts of rows and the verdict on the crate: `2 breaking on the wire (1 accepted), 1 warning; crate: major`.
pub fn summary<'r>(rows: impl Iterator<Item = Row<'r>>) -> String {
    // By verdict: how many, and how many of these were accepted.
    let mut counts = [(0, 0); 4];
    let mut rust = Semver::None;
    for row in rows {
        let (count, accepted) = &mut counts[row.finding.wire as usize];
        *count += 1;
        *accepted += usize::from(row.accepted.is_some());
        rust = rust.max(row.finding.rust);
    }
    let mut parts: Vec<String> = Vec::new();
    for wire in [Wire::Breaking, Wire::Warning, Wire::Safe, Wire::None] {
        let (count, accepted) = counts[wire as usize];
        if count == 0 {
            continue;
        }
        let word = match wire {
            Wire::None => "not on the wire",
            Wire::Warning if count > 1 => "warnings",
            _ => wire.as_str(),
        };
        let ending = if parts.is_empty() && wire != Wire::None { " on the wire" } else { "" };
        let accepted = if accepted > 0 { format!(" ({accepted} accepted)") } else { String::new() };
        parts.push(format!("{count} {word}{ending}{accepted}"));
    }
    if parts.is_empty() { "no changes".to_owned() } else { format!("{}; crate: {}", parts.join(", "), rust.as_str()) }
}
