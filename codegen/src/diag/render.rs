//! Prints findings: for people, for programs, and for the annotations of a pull request.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::excerpt::excerpt;
use super::{Diagnostic, Label, Severity};
use crate::source::{FileId, SourceSet, Span};

/// Findings as text with the lines they are about, as rustc prints its own; `colour` for terminals.
pub fn text(found: &[Diagnostic], sources: &SourceSet, colour: bool) -> String {
    let mut printer = Printer { lines: Lines::new(sources), paint: Paint(colour), out: String::new() };
    for (index, diagnostic) in found.iter().enumerate() {
        if index > 0 {
            printer.out.push('\n');
        }
        printer.diagnostic(diagnostic);
    }
    printer.out
}

/// Findings as JSON, one object per line.
pub fn json_lines(found: &[Diagnostic], sources: &SourceSet) -> String {
    let mut out = String::new();
    for diagnostic in found {
        let line = Line {
            code: diagnostic.code.as_str(),
            severity: word(diagnostic.severity),
            message: &diagnostic.message,
            place: place(sources, diagnostic.span),
            help: &diagnostic.help,
            related: diagnostic
                .related
                .iter()
                .map(|label| Related { message: &label.text, place: place(sources, label.span) })
                .collect(),
        };
        // Texts and numbers can always be written.
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    out
}

/// Findings as workflow commands of GitHub, which shows them beside the lines they are about.
pub fn annotations(found: &[Diagnostic], sources: &SourceSet) -> String {
    let mut out = String::new();
    for diagnostic in found {
        let place = place(sources, diagnostic.span);
        let _ = write!(out, "::{} file={}", word(diagnostic.severity), property(place.file));
        if place.line > 0 {
            let end = place.column.saturating_add(diagnostic.span.width);
            let _ = write!(out, ",line={},col={},endColumn={end}", place.line, place.column);
        }
        let mut message = diagnostic.message.clone();
        if !diagnostic.help.is_empty() {
            let _ = write!(message, "\nhelp: {}", diagnostic.help);
        }
        let _ = writeln!(out, ",title={}::{}", diagnostic.code.as_str(), escaped(&message));
    }
    out
}

/// How many findings there are, such as `3 errors, 1 warning`.
pub fn summary(found: &[Diagnostic]) -> String {
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let parts = [(errors, "error"), (found.len() - errors, "warning")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> =
        parts.map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" })).collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A finding as a line of JSON.
#[derive(Serialize)]
struct Line<'d> {
    code: &'static str,
    severity: &'static str,
    message: &'d str,
    #[serde(flatten)]
    place: Place<'d>,
    help: &'d str,
    related: Vec<Related<'d>>,
}

#[derive(Serialize)]
struct Related<'d> {
    message: &'d str,
    #[serde(flatten)]
    place: Place<'d>,
}

#[derive(Serialize)]
struct Place<'d> {
    file: &'d str,
    line: u32,
    column: u32,
}

fn place(sources: &SourceSet, span: Span) -> Place<'_> {
    let file = sources.file(span.file).map_or("", |file| file.path.as_str());
    Place { file, line: span.line, column: span.column }
}

/// A message as a workflow command takes it.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command, where two more letters have a meaning.
pub(crate) fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

/// The lines of the files, found by number: a file is looked through once, however many findings it has.
struct Lines<'s> {
    sources: &'s SourceSet,
    files: HashMap<FileId, Vec<&'s str>>,
}

impl<'s> Lines<'s> {
    fn new(sources: &'s SourceSet) -> Self {
        Self { sources, files: HashMap::new() }
    }

    fn get(&mut self, span: Span) -> Option<&'s str> {
        let file = self.sources.file(span.file)?;
        let lines = self.files.entry(span.file).or_insert_with(|| {
            let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
            text.split('\n').collect()
        });
        lines.get(usize::try_from(span.line).ok()?.checked_sub(1)?).copied()
    }
}

/// Puts colours around words, or leaves them.
#[derive(Clone, Copy)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    pub(crate) const RED: &'static str = "1;31";
    pub(crate) const YELLOW: &'static str = "1;33";
    pub(crate) const GREEN: &'static str = "1;32";
    pub(crate) const BLUE: &'static str = "1;34";
    pub(crate) const BOLD: &'static str = "1";

    pub(crate) fn on(self, style: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

struct Printer<'s> {
    lines: Lines<'s>,
    paint: Paint,
    out: String,
}

impl Printer<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let style = match diagnostic.severity {
            Severity::Error => Paint::RED,
            Severity::Warning => Paint::YELLOW,
        };
        let title = format!("{}[{}]", word(diagnostic.severity), diagnostic.code.as_str());
        let message = format!(": {}", clean(&diagnostic.message));
        let _ = writeln!(self.out, "{}{}", self.paint.on(style, &title), self.paint.on(Paint::BOLD, &message));
        // All places of a finding have their numbers in one column.
        let places = diagnostic.related.iter().map(|label| label.span).chain([diagnostic.span]);
        let gutter = places.map(|span| span.line.to_string().len()).max().unwrap_or(1);
        let own = Label { span: diagnostic.span, text: String::new() };
        self.label(&own, "-->", ("^", style), gutter);
        for label in &diagnostic.related {
            self.label(label, ":::", ("-", Paint::BLUE), gutter);
        }
        if !diagnostic.help.is_empty() {
            let bar = self.paint.on(Paint::BLUE, "=");
            let help = self.paint.on(Paint::BOLD, "help:");
            let _ = writeln!(self.out, "{:gutter$} {bar} {help} {}", "", clean(&diagnostic.help));
        }
    }

    /// A place: its address, the line, and a mark with a word.
    fn label(&mut self, label: &Label, arrow: &str, (mark, style): (&str, &str), gutter: usize) {
        let span = label.span;
        let Some(file) = self.lines.sources.file(span.file) else { return };
        let arrow = self.paint.on(Paint::BLUE, arrow);
        let path = clean(&file.path);
        if span.line == 0 {
            let _ = writeln!(self.out, "{:gutter$}{arrow} {path}", "");
            return;
        }
        let _ = writeln!(self.out, "{:gutter$}{arrow} {path}:{}:{}", "", span.line, span.column);
        let Some(line) = self.lines.get(span) else { return };
        let shown = excerpt(line, span);
        let bar = self.paint.on(Paint::BLUE, "|");
        let number = self.paint.on(Paint::BLUE, &format!("{:>gutter$}", span.line));
        let marks = self.paint.on(style, format!("{} {}", mark.repeat(shown.width), clean(&label.text)).trim_end());
        let _ = writeln!(self.out, "{:gutter$} {bar}", "");
        let _ = writeln!(self.out, "{number} {bar} {}", shown.line);
        let _ = writeln!(self.out, "{:gutter$} {bar} {:before$}{marks}", "", "", before = shown.before);
    }
}

/// A text on one line, without what a terminal would obey: names from documents stand in messages.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    fn sources() -> (SourceSet, Vec<Diagnostic>) {
        let mut sources = SourceSet::default();
        let file = sources.add("spec/a,b.yaml", "openapi: 3.1.0\ninfo:\n  titel: X\n  titel: Y\n");
        let span = |line, column, width| Span { file, line, column, width };
        let found = vec![
            Diagnostic::new(Code::DuplicateKey, span(4, 3, 5), "the key `titel` is there twice", "remove one")
                .related(span(3, 3, 5), "it is here first"),
            Diagnostic {
                severity: Severity::Warning,
                ..Diagnostic::new(Code::Unreadable, Span { file, ..Span::default() }, "100% wrong:\nreally", "")
            },
        ];
        (sources, found)
    }

    #[test]
    fn text_shows_the_lines_with_marks() {
        let (sources, found) = sources();
        let expected = "\
error[E0003]: the key `titel` is there twice
 --> spec/a,b.yaml:4:3
  |
4 |   titel: Y
  |   ^^^^^
 ::: spec/a,b.yaml:3:3
  |
3 |   titel: X
  |   ----- it is here first
  = help: remove one

warning[E0001]: 100% wrong: really
 --> spec/a,b.yaml
";
        assert_eq!(text(&found, &sources, false), expected);
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let (sources, found) = sources();
        let coloured = text(&found, &sources, true);
        assert!(coloured.contains("\u{1b}[1;31merror[E0003]\u{1b}[0m"));
        let mut plain = String::new();
        for part in coloured.split('\u{1b}') {
            plain.push_str(part.strip_prefix('[').and_then(|code| code.split_once('m')).map_or(part, |(_, rest)| rest));
        }
        assert_eq!(plain, text(&found, &sources, false));
    }

    #[test]
    fn json_has_one_object_per_line_in_a_fixed_order() {
        let (sources, found) = sources();
        let lines = json_lines(&found, &sources);
        assert_eq!(lines.lines().count(), 2);
        assert_eq!(
            lines.lines().next(),
            Some(
                r#"{"code":"E0003","severity":"error","message":"the key `titel` is there twice","file":"spec/a,b.yaml","line":4,"column":3,"help":"remove one","related":[{"message":"it is here first","file":"spec/a,b.yaml","line":3,"column":3}]}"#
            )
        );
    }

    #[test]
    fn annotations_are_escaped() {
        let (sources, found) = sources();
        let expected = "\
::error file=spec/a%2Cb.yaml,line=4,col=3,endColumn=8,title=E0003::the key `titel` is there twice%0Ahelp: remove one
::warning file=spec/a%2Cb.yaml,title=E0001::100%25 wrong:%0Areally
";
        assert_eq!(annotations(&found, &sources), expected);
    }

    #[test]
    fn the_summary_counts_and_bends_words() {
        let (_, found) = sources();
        assert_eq!(summary(&found), "1 error, 1 warning");
        assert_eq!(summary(&[]), "no findings");
        assert_eq!(summary(&[found[1].clone(), found[1].clone()]), "2 warnings");
    }
}
