//! A report for a terminal: grouped by what changed, the worst first, no line wider than the window.

use std::collections::{HashMap, HashSet};

use crate::diag::render::{Paint, clean};
use crate::diff::report::{Report, Row, summary};
use crate::diff::{Document, Wire};

/// The least that lines are wrapped at, however narrow the window is.
const NARROWEST: usize = 40;

/// Stands between words that stay in one line.
const TOGETHER: &str = "\u{a0}";

/// A report as text with lines of at most `width` letters where their words allow it; `colour` for terminals.
pub fn text(report: &Report, width: usize, colour: bool) -> String {
    let mut page = Page::new(width, colour);
    let several = report.documents.len() > 1;
    for document in &report.documents {
        if several {
            let words = format!("{}: {}", document.name, summary(document.rows(&report.accepted)));
            page.line(0, 0, &[(Paint::BLUE, "=="), (Paint::BOLD, &words)]);
            page.out.push('\n');
        }
        page.document(document, report);
    }
    for (at, why) in report.stale() {
        page.line(0, 4, &[(Paint::YELLOW, "stale:"), ("", &format!("{at}: {why}"))]);
    }
    let sum = summary(report.rows());
    page.line(0, 4, &[(Paint::BOLD, &sum)]);
    page.out
}

/// A text that is written line by line.
pub(super) struct Page {
    /// What is written.
    pub out: String,
    paint: Paint,
    width: usize,
}

impl Page {
    /// An empty page for lines of at most `width` letters.
    pub fn new(width: usize, colour: bool) -> Self {
        Self { out: String::new(), paint: Paint(colour), width: width.max(NARROWEST) }
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.out.push('\n');
    }

    fn document(&mut self, document: &Document, report: &Report) {
        let rows: Vec<Row<'_>> = document.rows(&report.accepted).collect();
        // Rows come worst first, and so do the subjects by the first row of each.
        let mut subjects: Vec<&str> = Vec::new();
        let mut of_subject: HashMap<&str, Vec<&Row<'_>>> = HashMap::new();
        for row in &rows {
            let subject = row.finding.subject.as_str();
            let group = of_subject.entry(subject).or_default();
            if group.is_empty() {
                subjects.push(subject);
            }
            group.push(row);
        }
        for subject in subjects {
            self.line(0, 4, &[(Paint::BOLD, subject)]);
            // The same at the same place, such as values that were added to a list, has one title, and advice is given once.
            let alike = |one: &&Row<'_>, other: &&Row<'_>| title(one) == title(other) && one.accepted == other.accepted;
            let mut advised = HashSet::new();
            for rows in of_subject[subject].chunk_by(alike) {
                self.rows(rows, &mut advised);
            }
            self.out.push('\n');
        }
    }

    fn rows(&mut self, rows: &[&Row<'_>], advised: &mut HashSet<&'static str>) {
        let Some(first) = rows.first() else { return };
        let (style, [kind, place, verdicts]) = title(first);
        self.line(2, 6, &[(style, &kind), (Paint::BOLD, &place), ("", &verdicts)]);
        let (wire, open) = (first.finding.wire, first.accepted.is_none() && first.finding.wire >= Wire::Warning);
        for row in rows {
            let finding = row.finding;
            self.line(6, 8, &[("", &finding.what)]);
            // Where nobody is hit, one place is enough to look at.
            let was = row.base.filter(|_| wire >= Wire::Warning || row.revision.is_none());
            for (word, value, at) in [("old:", &finding.old, was), ("new:", &finding.new, row.revision)] {
                let value = value.as_deref().unwrap_or_default();
                let between = if value.is_empty() || at.is_none() { "" } else { "at" };
                let place = at.map(|at| at.to_string()).unwrap_or_default();
                if !value.is_empty() || !place.is_empty() {
                    self.line(
                        8,
                        10,
                        &[(Paint::BLUE, word), ("", value), (Paint::BLUE, between), (Paint::BLUE, &place)],
                    );
                }
            }
            if open {
                self.line(8, 10, &[(Paint::BLUE, "fingerprint:"), ("", &finding.fingerprint())]);
            }
        }
        if let Some(reason) = first.accepted {
            self.line(6, 8, &[(Paint::BLUE, "="), (Paint::BOLD, "accepted:"), ("", reason)]);
        } else if open && advised.insert(first.finding.rule.code) {
            self.line(6, 8, &[(Paint::BLUE, "="), (Paint::BOLD, "help:"), ("", first.finding.rule.advice)]);
        }
    }

    /// Words with their styles, broken between words where the width asks for it; `first` and `rest` are indentations.
    pub fn line(&mut self, first: usize, rest: usize, parts: &[(&str, &str)]) {
        self.out.push_str(&" ".repeat(first));
        let (mut column, mut fresh) = (first, true);
        for (style, text) in parts {
            let mut pending = String::new();
            for word in clean(text).split(' ').filter(|word| !word.is_empty()) {
                let length = word.chars().count();
                // What fits into no line stands where it comes.
                if !fresh && column + 1 + length > self.width && rest + length <= self.width {
                    self.put(style, &mut pending);
                    self.out.push('\n');
                    self.out.push_str(&" ".repeat(rest));
                    (column, fresh) = (rest, true);
                }
                if !fresh {
                    // A blank between two styles belongs to neither.
                    if pending.is_empty() { &mut self.out } else { &mut pending }.push(' ');
                    column += 1;
                }
                pending.push_str(&word.replace(TOGETHER, " "));
                column += length;
                fresh = false;
            }
            self.put(style, &mut pending);
        }
        self.out.push('\n');
    }

    fn put(&mut self, style: &str, pending: &mut String) {
        if !pending.is_empty() {
            let painted = if style.is_empty() { pending.clone() } else { self.paint.on(style, pending) };
            self.out.push_str(&painted);
            pending.clear();
        }
    }
}

/// The colour of a finding, and the words that stand above it: its verdict and rule, its place, what it does otherwise.
fn title(row: &Row<'_>) -> (&'static str, [String; 3]) {
    let finding = row.finding;
    let style = match finding.wire {
        _ if row.accepted.is_some() => Paint::BLUE,
        Wire::Breaking => Paint::RED,
        Wire::Warning => Paint::YELLOW,
        Wire::Safe => Paint::GREEN,
        Wire::None => Paint::BLUE,
    };
    let word = if row.accepted.is_some() { "accepted" } else { finding.wire.as_str() };
    let kind = format!("{word}[{}]", finding.rule.code);
    (style, [kind, finding.path.join(" → "), format!("({})", row.verdicts()).replace(' ', TOGETHER)])
}
