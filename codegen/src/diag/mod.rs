//! What the generator has to say about a document: findings with a code, a place and a remedy.

pub mod code;
mod excerpt;
pub mod render;

pub use code::Code;

use crate::source::Span;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was decided for the reader; the output stands.
    Warning,
    /// Nothing is written.
    Error,
}

/// What is done where a document leaves something open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For our own documents: what is ambiguous or unknown is an error.
    Curated,
    /// For anybody's document: it is a warning, and a stable rule settles it.
    Lenient,
}

/// A place with a word on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Other places that matter, such as the first of two twins.
    pub related: Vec<Label>,
    /// How to mend it, in one sentence without a full stop.
    pub help: String,
}

impl Diagnostic {
    /// A finding at a place.
    pub fn new(code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), span, related: Vec::new(), help: help.into() }
    }

    /// The same with one more place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }
}

/// Collects findings; every stage takes one and goes on as far as it can.
#[derive(Debug)]
pub struct Sink {
    mode: Mode,
    found: Vec<Diagnostic>,
}

impl Sink {
    /// An empty collection.
    pub const fn new(mode: Mode) -> Self {
        Self { mode, found: Vec::new() }
    }

    /// What is done where a document leaves something open.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Reports what no mode can work with.
    pub fn error(&mut self, diagnostic: Diagnostic) {
        self.push(diagnostic, Severity::Error);
    }

    /// Reports what a curated document must not have and a lenient run can settle.
    pub fn refuse(&mut self, diagnostic: Diagnostic) {
        let severity = match self.mode {
            Mode::Curated => Severity::Error,
            Mode::Lenient => Severity::Warning,
        };
        self.push(diagnostic, severity);
    }

    /// Reports what a reader should know although nothing is wrong.
    pub fn warn(&mut self, diagnostic: Diagnostic) {
        self.push(diagnostic, Severity::Warning);
    }

    /// Takes over what another sink has collected.
    pub fn append(&mut self, other: Sink) {
        self.found.extend(other.found);
    }

    /// What was found so far, in the order in which it was found.
    pub fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// Keeps a finding; none is without a remedy.
    fn push(&mut self, mut diagnostic: Diagnostic, severity: Severity) {
        if diagnostic.help.is_empty() {
            diagnostic.code.remedy().clone_into(&mut diagnostic.help);
        }
        self.found.push(Diagnostic { severity, ..diagnostic });
    }

    /// Whether nothing may be written.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All findings, in the order of files and lines, without repetitions.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut found = self.found;
        found.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        found.dedup();
        found
    }
}
