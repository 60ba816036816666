//! What a comparison finds: one change, and what it does on the wire and to those who compile against the crate.

use crate::source::Span;

/// Which way something travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client; events and webhooks, too.
    Response,
}

impl Direction {
    /// Its word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// What a change does to those who call the API with a client of the base; the worst comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Wire {
    /// The contract is the same.
    #[default]
    None,
    /// The contract changed and nobody can be hit by it.
    Safe,
    /// The document cannot tell, or only some are hit.
    Warning,
    /// A request that was valid may be refused or mean something else, or an answer may come that was not allowed.
    Breaking,
}

impl Wire {
    /// Its word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
        }
    }
}

/// What a change does to those who compile against the crate, in the words of semantic versioning; the worst comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Semver {
    /// The source is the same.
    #[default]
    None,
    /// The source differs and its public items do not.
    Patch,
    /// Items were added.
    Minor,
    /// Items were removed or have another signature.
    Major,
}

impl Semver {
    /// Its word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The part of a document that a rule looks at; the sections of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// Operations as a whole: what there is, and where.
    Operation,
    /// Parameters in paths, queries, headers and cookies.
    Parameter,
    /// Bodies of requests as a whole.
    RequestBody,
    /// Answers as a whole: statuses, media types, headers.
    Response,
    /// The values that travel.
    Schema,
    /// Credentials, and which operations need them.
    Security,
    /// Where the API is.
    Server,
    /// What is on its way out.
    Lifecycle,
    /// How lists are paged.
    Pagination,
    /// What the server sends on its own.
    Event,
    /// Our own extensions, where no other area has them.
    Extension,
    /// Documents as a whole.
    Document,
    /// Names and signatures of the crate alone.
    Rust,
}

impl Area {
    /// Every area, in the order of the page.
    pub const ALL: [Self; 13] = [
        Self::Operation,
        Self::Parameter,
        Self::RequestBody,
        Self::Response,
        Self::Schema,
        Self::Security,
        Self::Server,
        Self::Lifecycle,
        Self::Pagination,
        Self::Event,
        Self::Extension,
        Self::Document,
        Self::Rust,
    ];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Operation => "Operations",
            Self::Parameter => "Parameters",
            Self::RequestBody => "Request bodies",
            Self::Response => "Responses",
            Self::Schema => "Schemas",
            Self::Security => "Security",
            Self::Server => "Servers",
            Self::Lifecycle => "Lifecycle",
            Self::Pagination => "Pagination",
            Self::Event => "Events and webhooks",
            Self::Extension => "Extensions",
            Self::Document => "Documents",
            Self::Rust => "The crate",
        }
    }
}

/// A rule: one row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which never changes: `request-property-removed`.
    pub code: &'static str,
    /// What it looks at.
    pub area: Area,
    /// Which way the change must travel; `None` where that does not matter.
    pub direction: Option<Direction>,
    /// The verdict on the wire, where nothing worsens or softens it.
    pub wire: Wire,
    /// The verdict on the crate in words; the real one is computed.
    pub rust: &'static str,
    /// One line of documentation, with the reason where the verdict is debatable.
    pub about: &'static str,
    /// One sentence: what a caller should do.
    pub advice: &'static str,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that it falls under.
    pub rule: &'static Rule,
    /// What changed: `POST /api/v1/messages`, `event message.created`, `server`, `security scheme user_token`.
    pub subject: String,
    /// The steps from there to the place: `["request body", "content_type"]`.
    pub path: Vec<String>,
    /// What happened, in one sentence without a stop.
    pub what: String,
    /// Which way the place travels.
    pub direction: Option<Direction>,
    /// What it does on the wire.
    pub wire: Wire,
    /// What it does to the crate.
    pub rust: Semver,
    /// What was there before, in short.
    pub old: Option<String>,
    /// What is there now, in short.
    pub new: Option<String>,
    /// The place in the files of the base.
    pub base: Option<Span>,
    /// The place in the files of the revision.
    pub revision: Option<Span>,
}

impl Finding {
    /// What identifies the change whatever moves around it: 16 hexadecimal digits made of the code, the subject, the path
    /// and both values, never of positions.
    pub fn fingerprint(&self) -> String {
        // FNV-1a of 64 bits: the same everywhere and for ever. Parts end in a byte that no text holds.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut part = |text: &str| {
            for byte in text.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        part(self.rule.code);
        part(&self.subject);
        self.path.iter().for_each(|step| part(step));
        for value in [&self.old, &self.new] {
            // What is absent is not what is empty.
            part(if value.is_some() { "some" } else { "none" });
            part(value.as_deref().unwrap_or_default());
        }
        format!("{hash:016x}")
    }
}

/// What came of comparing two documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The changes: worst on the wire first, then worst for the crate, then by subject, path and code.
    pub findings: Vec<Finding>,
}

impl Comparison {
    /// The worst verdict on the wire.
    pub fn wire(&self) -> Wire {
        self.findings.iter().map(|finding| finding.wire).max().unwrap_or_default()
    }

    /// The worst verdict on the crate.
    pub fn rust(&self) -> Semver {
        self.findings.iter().map(|finding| finding.rust).max().unwrap_or_default()
    }

    /// Puts the findings into their order.
    pub fn sort(&mut self) {
        self.findings.sort_by(|one, other| {
            let verdicts = |finding: &Finding| (finding.wire, finding.rust);
            let place = |finding: &Finding| (finding.subject.clone(), finding.path.clone(), finding.rule.code);
            verdicts(other).cmp(&verdicts(one)).then_with(|| place(one).cmp(&place(other)))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static RULE: Rule = Rule {
        code: "a-rule",
        area: Area::Operation,
        direction: None,
        wire: Wire::Safe,
        rust: "",
        about: "",
        advice: "",
    };

    fn finding() -> Finding {
        Finding {
            rule: &RULE,
            subject: "GET /a".to_owned(),
            path: vec!["response 200".to_owned(), "id".to_owned()],
            what: "something happened".to_owned(),
            direction: None,
            wire: Wire::Safe,
            rust: Semver::None,
            old: None,
            new: Some(String::new()),
            base: None,
            revision: Some(Span::default()),
        }
    }

    #[test]
    fn a_fingerprint_depends_on_the_change_and_not_on_its_position() {
        let print = finding().fingerprint();
        assert_eq!(print.len(), 16);
        assert_eq!(Finding { revision: None, wire: Wire::Breaking, ..finding() }.fingerprint(), print);
        for other in [
            Finding { subject: "GET /b".to_owned(), ..finding() },
            Finding { path: vec!["response 200id".to_owned()], ..finding() },
            Finding { old: Some(String::new()), ..finding() },
            Finding { new: None, ..finding() },
        ] {
            assert_ne!(other.fingerprint(), print, "{other:?}");
        }
    }

    #[test]
    fn the_worst_comes_first_and_gives_the_verdict() {
        let worse = Finding { wire: Wire::Breaking, subject: "Z".to_owned(), ..finding() };
        let harder = Finding { rust: Semver::Major, subject: "Y".to_owned(), ..finding() };
        let mut comparison = Comparison { findings: vec![finding(), harder, worse] };
        comparison.sort();
        let order: Vec<&str> = comparison.findings.iter().map(|finding| finding.subject.as_str()).collect();
        assert_eq!(order, ["Z", "Y", "GET /a"]);
        assert_eq!((comparison.wire(), comparison.rust()), (Wire::Breaking, Semver::Major));
        assert_eq!((Comparison::default().wire(), Comparison::default().rust()), (Wire::None, Semver::None));
    }
}
