//! Findings made by hand, for the tests of what is printed.

use crate::diff::{Acceptances, Area, Comparison, Direction, Document, Finding, Report, Rule, Semver, Wire};
use crate::source::{FileId, MemoryReader, SourceSet, Span};

static TYPE: Rule = Rule {
    code: "request-property-type-changed",
    area: Area::Schema,
    direction: Some(Direction::Request),
    wire: Wire::Breaking,
    rust: "major",
    about: "A property of a request takes another type.",
    advice: "Send the new type.",
};

static VALUE: Rule = Rule {
    code: "response-value-added",
    area: Area::Schema,
    direction: Some(Direction::Response),
    wire: Wire::Warning,
    rust: "minor",
    about: "A list of values of an answer grew.",
    advice: "Be ready for `snoozed`.",
};

static OPTIONAL: Rule = Rule {
    code: "request-property-added",
    area: Area::Schema,
    direction: Some(Direction::Request),
    wire: Wire::Safe,
    rust: "minor",
    about: "A property of a request was added.",
    advice: "Nothing need be done.",
};

static NAME: Rule = Rule {
    code: "operation-renamed",
    area: Area::Rust,
    direction: None,
    wire: Wire::None,
    rust: "major",
    about: "An operation has another operationId.",
    advice: "Call the new name.",
};

fn at(line: u32, column: u32) -> Span {
    Span { file: FileId(0), line, column, width: 4 }
}

/// A property that takes another type; it breaks.
pub fn finding() -> Finding {
    Finding {
        rule: &TYPE,
        subject: "POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages".to_owned(),
        path: vec!["request body".to_owned(), "content_type".to_owned()],
        what: "`content_type` took `string` and takes `integer`".to_owned(),
        direction: Some(Direction::Request),
        wire: Wire::Breaking,
        rust: Semver::Major,
        old: Some("string".to_owned()),
        new: Some("integer".to_owned()),
        base: Some(at(11, 5)),
        revision: Some(at(12, 5)),
    }
}

/// A property that was added; it is safe.
pub fn property(name: &str) -> Finding {
    Finding {
        rule: &OPTIONAL,
        path: vec!["request body".to_owned(), name.to_owned()],
        what: format!("`{name}` can be sent"),
        wire: Wire::Safe,
        rust: Semver::Minor,
        old: None,
        new: Some("string".to_owned()),
        base: None,
        revision: Some(at(20, 7)),
        ..finding()
    }
}

/// One finding of each verdict, with letters that mean something to somebody.
fn each() -> Vec<Finding> {
    vec![
        finding(),
        Finding {
            subject: "GET /labels".to_owned(),
            path: vec!["response 200".to_owned(), "[]".to_owned(), "a|b".to_owned()],
            what: "`a|b` can be `<b>`, says @everyone, at 100% of #1".to_owned(),
            rule: &VALUE,
            direction: Some(Direction::Response),
            wire: Wire::Warning,
            rust: Semver::Minor,
            old: Some("`open`".to_owned()),
            new: Some("open\n\u{1b}[31msnoozed | ``".to_owned()),
            base: Some(at(3, 1)),
            revision: Some(at(4, 1)),
        },
        property("colour"),
        Finding {
            rule: &NAME,
            subject: "GET /labels".to_owned(),
            path: Vec::new(),
            what: "the operation was called `labels` and is called `list_labels`".to_owned(),
            direction: None,
            wire: Wire::None,
            rust: Semver::Major,
            old: Some("labels".to_owned()),
            new: Some("list_labels".to_owned()),
            base: None,
            revision: None,
        },
    ]
}

/// A document with these findings, in files called `a,b.yaml`.
pub fn document(name: &str, findings: Vec<Finding>) -> Document {
    let mut sources = SourceSet::default();
    sources.add("spec/a,b.yaml", "");
    let mut comparison = Comparison { findings };
    comparison.sort();
    Document { name: name.to_owned(), comparison, base: sources.clone(), revision: sources }
}

/// What a list accepts.
pub fn accepted(text: &str) -> Acceptances {
    let path = "spec/accepted-changes.yaml";
    Acceptances::read(&MemoryReader::new([(path, text)]), path).expect("the list is well-formed")
}

/// A report on one document with a finding of each verdict.
pub fn report() -> Report {
    Report { documents: vec![document("cats", each())], ..Report::default() }
}

/// The same with its break accepted, and an entry that accepts nothing.
pub fn accepting() -> Report {
    let list = format!(
        "- fingerprint: {}\n  reason: Nobody sends | it.\n- {{fingerprint: 0123456789abcdef, reason: Old}}\n",
        finding().fingerprint()
    );
    Report { accepted: accepted(&list), ..report() }
}
