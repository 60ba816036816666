//! What the facts have settled of the differences: a checked-in list, where one reason can settle a whole family.

use super::Finding;
use crate::diag::{Code, Diagnostic, Mode, Sink};
use crate::diff::accept::{document, fingerprint};
use crate::source::{Map, Node, Read, SourceSet, Span};

/// The keys of an entry.
const KEYS: [&str; 8] = ["fingerprint", "code", "subject", "path", "vendor", "ours", "older", "reason"];

/// One entry: a difference by its fingerprint, or a family by what is alike in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The fingerprint, where one difference is meant.
    pub fingerprint: Option<String>,
    /// Patterns of rules, of which one must match, as of all that follow.
    pub code: Vec<String>,
    /// Patterns of what differs, such as `GET /api/v1/*`; none take all, as of all that follow.
    pub subject: Vec<String>,
    /// Patterns of the steps from there, with ` → ` between them.
    pub path: Vec<String>,
    /// Patterns of what the vendor has there; an empty one where that is nothing.
    pub vendor: Vec<String>,
    /// Patterns of what ours has there, likewise.
    pub ours: Vec<String>,
    /// Whether it is about documents that the vendor has replaced, and settles nothing of the newest.
    pub older: bool,
    /// Why the difference is right.
    pub reason: String,
    /// Where the entry stands.
    pub span: Span,
}

impl Settlement {
    /// Whether the entry settles a difference.
    pub fn covers(&self, finding: &Finding) -> bool {
        let one = |patterns: &[String], text: &str| {
            patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, text))
        };
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        self.fingerprint.as_ref().is_none_or(|print| *print == finding.fingerprint())
            && one(&self.code, finding.rule.code)
            && one(&self.subject, &finding.subject)
            && one(&self.path, &finding.path.join(" → "))
            && one(&self.vendor, &value(&finding.old))
            && one(&self.ours, &value(&finding.new))
    }
}

/// Whether a text is what a pattern says; `*` stands for any letters or none, and everything else for itself.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// All entries.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// The entries in the order of the file.
    pub entries: Vec<Settlement>,
    /// The file, for messages.
    pub sources: SourceSet,
    /// Whether the vendor has replaced the document at hand. Else entries about older ones settle nothing: what the vendor takes
    /// back would pass for what it had not said yet.
    pub older: bool,
}

impl Settled {
    /// Reads a list: a sequence of mappings with `reason`, and `fingerprint` or `code`. An error is all that is wrong with
    /// the file, and the file to print that with.
    pub fn read(reader: &dyn Read, path: &str) -> Result<Self, (Vec<Diagnostic>, SourceSet)> {
        let (mut sources, mut sink) = (SourceSet::default(), Sink::new(Mode::Curated));
        let mut entries = Vec::new();
        if let Some((node, text)) = document(reader, path, &mut sources, &mut sink) {
            match node.as_list() {
                Some(items) => entries.extend(items.iter().filter_map(|item| entry(&mut sink, item, &text))),
                None => wrong(&mut sink, node.span, format!("settled differences are a list, not {}", node.kind())),
            }
        }
        if sink.has_errors() { Err((sink.into_sorted(), sources)) } else { Ok(Self { entries, sources, older: false }) }
    }

    /// Why a difference is settled, where it is: the first entry that covers it says so.
    pub fn reason(&self, finding: &Finding) -> Option<&str> {
        self.about_this().find(|entry| entry.covers(finding)).map(|entry| entry.reason.as_str())
    }

    /// The entries that settle none of these differences. What is needed for another document is no news about an older one.
    pub fn stale<'a>(&self, findings: &(impl Iterator<Item = &'a Finding> + Clone)) -> Vec<&Settlement> {
        let unused = |entry: &&Settlement| !self.older && !findings.clone().any(|finding| entry.covers(finding));
        self.about_this().filter(unused).collect()
    }

    /// The entries that speak about documents such as the one at hand.
    fn about_this(&self) -> impl Iterator<Item = &Settlement> {
        self.entries.iter().filter(|entry| self.older || !entry.older)
    }
}

fn wrong(sink: &mut Sink, span: Span, message: String) {
    sink.error(Diagnostic::new(Code::KeywordType, span, message, ""));
}

fn entry(sink: &mut Sink, item: &Node, text: &str) -> Option<Settlement> {
    let Some(map) = item.as_map() else {
        wrong(sink, item.span, format!("a settled difference is a mapping, not {}", item.kind()));
        return None;
    };
    for entry in map.entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
        let message = format!("a settled difference has no `{}`", entry.key);
        let help = "its keys are `fingerprint`, `code`, `subject`, `path`, `vendor`, `ours`, `older` and `reason`";
        sink.error(Diagnostic::new(Code::UnknownKeyword, entry.key_span, message, help));
    }
    for (one, there) in [
        ("reason", map.contains("reason")),
        ("fingerprint` or a `code", map.contains("fingerprint") || map.contains("code")),
    ] {
        if !there {
            let message = format!("a settled difference needs a `{one}`");
            sink.error(Diagnostic::new(Code::MissingKeyword, item.span, message, ""));
        }
    }
    let print = map.get("fingerprint").and_then(|node| {
        let print = fingerprint(node, text);
        if print.is_none() {
            wrong(sink, node.span, "a fingerprint has 16 digits, 0 to 9 and a to f".to_owned());
        }
        print
    });
    let older = map.get("older").is_some_and(|node| {
        let older = node.as_bool();
        if older.is_none() {
            wrong(sink, node.span, format!("`older` is true or false, not {}", node.kind()));
        }
        older.unwrap_or_default()
    });
    let settlement = Settlement {
        fingerprint: print,
        code: patterns(sink, map, "code"),
        subject: patterns(sink, map, "subject"),
        path: patterns(sink, map, "path"),
        vendor: patterns(sink, map, "vendor"),
        ours: patterns(sink, map, "ours"),
        older,
        reason: map.get("reason").and_then(|node| words(sink, node, "reason")).unwrap_or_default(),
        span: item.span,
    };
    (!settlement.reason.is_empty()).then_some(settlement)
}

/// The patterns under a key: one text, or a list of them.
fn patterns(sink: &mut Sink, map: &Map, key: &str) -> Vec<String> {
    let Some(node) = map.get(key) else { return Vec::new() };
    let items = node.as_list().unwrap_or(std::slice::from_ref(node));
    if items.is_empty() {
        // No pattern would take everything.
        wrong(sink, node.span, format!("`{key}` says nothing"));
    }
    items.iter().filter_map(|item| words(sink, item, key)).collect()
}

fn words(sink: &mut Sink, node: &Node, key: &str) -> Option<String> {
    let why = match node.as_str().map(str::trim) {
        None => format!("`{key}` is a text, not {}", node.kind()),
        Some("") if !matches!(key, "vendor" | "ours") => format!("`{key}` says nothing"),
        Some(words) => return Some(words.to_owned()),
    };
    wrong(sink, node.span, why);
    None
}
