//! Changes that a reviewer has accepted: a checked-in list of fingerprints, each with a reason.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use super::Finding;
use crate::diag::{Code, Diagnostic, Mode, Sink};
use crate::source::{Node, Read, SourceSet, Span, parse};

/// The keys of an entry, and whether each must be there.
const KEYS: [(&str, bool); 4] = [("fingerprint", true), ("code", false), ("path", false), ("reason", true)];

/// How many digits a fingerprint has.
const DIGITS: usize = 16;

/// One accepted change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The fingerprint of the finding.
    pub fingerprint: String,
    /// Its rule; where it is given, the entry holds for no other.
    pub code: Option<String>,
    /// Its place as reports name it; where it is given, the entry holds for no other.
    pub path: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Where the fingerprint stands.
    pub span: Span,
}

impl Acceptance {
    /// Whether the entry means a finding. The fingerprint alone would do; what stands beside it is what people read, so
    /// that an entry which says one thing and accepts another accepts nothing.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.fingerprint == finding.fingerprint()
            && self.code.as_ref().is_none_or(|code| code == finding.rule.code)
            && self.path.as_ref().is_none_or(|path| *path == finding.place())
    }
}

/// All accepted changes.
#[derive(Debug, Clone, Default)]
pub struct Acceptances {
    /// The entries in the order of the file.
    pub entries: Vec<Acceptance>,
    /// The file, for messages.
    pub sources: SourceSet,
}

impl Acceptances {
    /// Reads a list: a sequence of mappings with `fingerprint`, `reason`, and if wanted `code` and `path`. An error is all
    /// that is wrong with the file, and the file to print that with.
    pub fn read(reader: &dyn Read, path: &str) -> Result<Self, (Vec<Diagnostic>, SourceSet)> {
        let (mut sources, mut sink) = (SourceSet::default(), Sink::new(Mode::Curated));
        let mut entries = Vec::new();
        if let Some((node, text)) = document(reader, path, &mut sources, &mut sink) {
            entries = list(&mut sink, &node, &text);
        }
        if sink.has_errors() { Err((sink.into_sorted(), sources)) } else { Ok(Self { entries, sources }) }
    }

    /// Why a finding is accepted, where it is.
    pub fn reason(&self, finding: &Finding) -> Option<&str> {
        self.entries.iter().find(|entry| entry.covers(finding)).map(|entry| entry.reason.as_str())
    }

    /// The entries that accept none of these findings, and what is wrong with each.
    pub fn stale<'a>(&self, findings: impl Iterator<Item = &'a Finding>) -> Vec<(&Acceptance, String)> {
        let known: BTreeMap<String, &Finding> = findings.map(|finding| (finding.fingerprint(), finding)).collect();
        let stale = self.entries.iter().filter_map(|entry| {
            let about = &entry.fingerprint;
            match known.get(about) {
                None => Some((entry, format!("no change has the fingerprint {about} any more; take the entry out"))),
                Some(finding) if !entry.covers(finding) => {
                    let (code, place) = (finding.rule.code, finding.place());
                    Some((entry, format!("{about} is not what the entry says, but `{code}` at {place}")))
                }
                Some(_) => None,
            }
        });
        stale.collect()
    }
}

/// A list that is kept by hand, and its text; none where it holds nothing but comments, or cannot be read.
pub(super) fn document(
    reader: &dyn Read,
    path: &str,
    sources: &mut SourceSet,
    sink: &mut Sink,
) -> Option<(Node, String)> {
    let text = reader.read(path).unwrap_or_else(|error| {
        let file = sources.add(path, "");
        let why = if error.kind() == ErrorKind::NotFound { "no such file".to_owned() } else { error.to_string() };
        let message = format!("`{path}` cannot be read: {why}");
        sink.error(Diagnostic::new(Code::Unreadable, Span { file, ..Span::default() }, message, ""));
        String::new()
    });
    if !text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        return None;
    }
    let file = sources.add(path, text.as_str());
    parse(sink, file, &text).map(|node| (node, text))
}

/// A fingerprint as it is written: digits alone, and digits around an `e`, are numbers to YAML and fingerprints to
/// everybody else.
pub(super) fn fingerprint(node: &Node, text: &str) -> Option<String> {
    let written = node.as_str().map(|written| written.trim().to_owned()).or_else(|| raw(text, node.span));
    written.filter(|written| is_fingerprint(written))
}

/// The entries of a list; what is wrong goes into the sink.
fn list(sink: &mut Sink, node: &Node, text: &str) -> Vec<Acceptance> {
    let Some(items) = node.as_list() else {
        let message = format!("accepted changes are a list, not {}", node.kind());
        sink.error(Diagnostic::new(Code::KeywordType, node.span, message, "begin each entry with `- fingerprint:`"));
        return Vec::new();
    };
    let mut entries: Vec<Acceptance> = Vec::new();
    for item in items {
        let Some(entry) = entry(sink, item, text) else { continue };
        if let Some(first) = entries.iter().find(|first| first.fingerprint == entry.fingerprint) {
            let message = format!("{} is accepted twice", entry.fingerprint);
            let twice = Diagnostic::new(Code::DuplicateKey, entry.span, message, "take one of the entries out");
            sink.error(twice.related(first.span, "it is here first"));
        }
        entries.push(entry);
    }
    entries
}

fn entry(sink: &mut Sink, item: &Node, text: &str) -> Option<Acceptance> {
    let Some(map) = item.as_map() else {
        let message = format!("an accepted change is a mapping, not {}", item.kind());
        sink.error(Diagnostic::new(Code::KeywordType, item.span, message, "write `fingerprint` and `reason`"));
        return None;
    };
    for entry in map.entries.iter().filter(|entry| KEYS.iter().all(|(key, _)| *key != entry.key)) {
        let message = format!("an accepted change has no `{}`", entry.key);
        let help = "its keys are `fingerprint`, `code`, `path` and `reason`";
        sink.error(Diagnostic::new(Code::UnknownKeyword, entry.key_span, message, help));
    }
    for (key, _) in KEYS.iter().filter(|(key, needed)| *needed && !map.contains(key)) {
        let message = format!("an accepted change needs a `{key}`");
        sink.error(Diagnostic::new(Code::MissingKeyword, item.span, message, ""));
    }
    let mut value = |key: &str| {
        let node = map.get(key)?;
        let written = match node.as_str() {
            Some(written) => Some(written.trim().to_owned()),
            None if key == "fingerprint" => raw(text, node.span),
            None => None,
        };
        let why = match &written {
            None => Some(format!("`{key}` is a text, not {}", node.kind())),
            Some(written) if written.is_empty() => Some(format!("`{key}` says nothing")),
            Some(written) if key == "fingerprint" && !is_fingerprint(written) => {
                Some(format!("a fingerprint has {DIGITS} digits, 0 to 9 and a to f"))
            }
            Some(_) => None,
        };
        if let Some(message) = why {
            sink.error(Diagnostic::new(Code::KeywordType, node.span, message, "copy it from what `diff` prints"));
            return None;
        }
        Some((written?, node.span))
    };
    let (fingerprint, code, path, reason) = (value("fingerprint"), value("code"), value("path"), value("reason"));
    let text = |value: Option<(String, Span)>| value.map(|(text, _)| text);
    let (fingerprint, span) = fingerprint?;
    Some(Acceptance { fingerprint, code: text(code), path: text(path), reason: text(reason)?, span })
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What is written at a place.
fn raw(text: &str, span: Span) -> Option<String> {
    let line = text.lines().nth(usize::try_from(span.line).ok()?.checked_sub(1)?)?;
    let before = usize::try_from(span.column).ok()?.checked_sub(1)?;
    Some(line.chars().skip(before).take(usize::try_from(span.width).ok()?).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render;
    use crate::diff::render::testing::{finding, property};
    use crate::source::MemoryReader;

    const PATH: &str = "spec/accepted-changes.yaml";

    fn read(text: &str) -> Result<Acceptances, String> {
        Acceptances::read(&MemoryReader::new([(PATH, text)]), PATH)
            .map_err(|(found, sources)| render::text(&found, &sources, false))
    }

    #[test]
    fn entries_are_read_however_their_digits_look() {
        for fingerprint in ["0123456789abcdef", "1234567890123456", "12345678901234e5", "'0123456789012345'"] {
            let read = read(&format!("# Meant.\n- fingerprint: {fingerprint}\n  reason: Nobody sends it.\n")).unwrap();
            assert_eq!(read.entries[0].fingerprint, fingerprint.trim_matches('\''));
            assert_eq!(read.entries[0].reason, "Nobody sends it.");
            assert_eq!((read.entries[0].span.line, read.entries[0].span.column), (2, 16));
        }
        for empty in ["", "# Nothing yet.\n", "[]\n"] {
            assert!(read(empty).unwrap().entries.is_empty(), "{empty:?}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_place() {
        let cases = [
            ("a: 1\n", "accepted changes are a list, not a mapping", "1:1"),
            ("- hello\n", "an accepted change is a mapping, not a string", "1:3"),
            ("- reason: x\n", "an accepted change needs a `fingerprint`", "1:3"),
            ("- fingerprint: 0123456789abcdef\n", "an accepted change needs a `reason`", "1:3"),
            ("- {fingerprint: 0123456789abcdef, reason: ' '}\n", "`reason` says nothing", "1:43"),
            ("- {fingerprint: 0123, reason: x}\n", "a fingerprint has 16 digits", "1:17"),
            ("- {fingerprint: 0123456789ABCDEF, reason: x}\n", "a fingerprint has 16 digits", "1:17"),
            ("- {fingerprint: 0123456789abcdef, reason: 1}\n", "`reason` is a text, not an integer", "1:43"),
            ("- {fingerprint: 0123456789abcdef, reason: x, why: y}\n", "an accepted change has no `why`", "1:46"),
            ("- [\n", "error[E0002]", "2:1"),
        ];
        for (text, message, place) in cases {
            let said = read(text).unwrap_err();
            assert!(said.contains(message) && said.contains(&format!("--> {PATH}:{place}\n")), "{said}");
        }
        let entry = "- {fingerprint: 0123456789abcdef, reason: x}\n";
        assert!(read(&entry.repeat(2)).unwrap_err().contains("is accepted twice"));
        let (found, _) = Acceptances::read(&MemoryReader::default(), PATH).unwrap_err();
        assert_eq!(found[0].message, format!("`{PATH}` cannot be read: no such file"));
    }

    #[test]
    fn an_entry_accepts_what_it_says_and_nothing_else() {
        let (accepted, other) = (finding(), property("colour"));
        let print = accepted.fingerprint();
        let list = |more: &str| read(&format!("- {{fingerprint: {print}, reason: Meant{more}}}\n")).unwrap();
        let place = accepted.place();
        for more in [String::new(), format!(", code: {}", accepted.rule.code), format!(", path: '{place}'")] {
            let list = list(&more);
            assert_eq!(list.reason(&accepted), Some("Meant"), "{more}");
            assert_eq!(list.reason(&other), None);
            assert!(list.stale([&accepted, &other].into_iter()).is_empty());
            let stale = list.stale([&other].into_iter());
            assert!(stale[0].1.starts_with(&format!("no change has the fingerprint {print}")), "{stale:?}");
        }
        for more in [", code: another-rule", ", path: elsewhere"] {
            let list = list(more);
            assert_eq!(list.reason(&accepted), None);
            let stale = list.stale([&accepted].into_iter());
            assert_eq!(
                stale[0].1,
                format!("{print} is not what the entry says, but `{}` at {place}", accepted.rule.code)
            );
        }
    }
}
