//! What the vendor's document and ours say of the same server: a comparison of both, sorted by who says what.
//!
//! The vendor's document is the base and ours the revision, so that what the vendor says and we do not was "removed", and
//! what we say and the vendor does not was "added". Everything else that both talk about is a contradiction.

mod settled;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub use settled::{Settled, Settlement};

use super::compare::title;
use super::finding::{Area, Comparison, Direction, Finding, Rule, Semver, Wire};
use super::pair;
use super::report::At;
use crate::ir::Api;
use crate::source::SourceSet;

/// Who says what the other document does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The vendor's document has it and ours lacks it.
    Missing,
    /// Both talk about it and say different things.
    Contradiction,
    /// Ours has it and the vendor's document lacks it.
    Ours,
}

impl Kind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Contradiction, Self::Ours];

    /// Its word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Contradiction => "contradiction",
            Self::Ours => "ours",
        }
    }

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Missing => "The vendor has it, ours lacks it",
            Self::Contradiction => "They contradict each other",
            Self::Ours => "Ours has it, the vendor lacks it",
        }
    }
}

/// Rules of what no vendor says or has to say like us: names, and our own extensions and decisions on the crate.
const NOT_COMPARED: [&str; 20] = [
    "operation-renamed",
    "operation-tag-changed",
    "tag-renamed",
    "operation-idempotency-added",
    "operation-idempotency-removed",
    "server-changed",
    "server-added",
    "server-removed",
    "server-prefix-moved",
    "security-scheme-renamed",
    "pagination-added",
    "pagination-removed",
    "pagination-changed",
    "enum-closed",
    "enum-opened",
    "id-type-added",
    "id-type-removed",
    "secret-added",
    "secret-removed",
    "api-version-changed",
];

/// Rules whose codes end like those of what one side lacks, and are contradictions all the same: whether a credential is
/// needed at all is said by both.
const CONTRADICTIONS: [&str; 4] = [
    "security-added",
    "security-removed",
    "parameter-reserved-characters-added",
    "parameter-reserved-characters-removed",
];

/// An operation that is marked as undocumented in ours, and that the vendor documents.
pub static OPERATION_IS_DOCUMENTED: Rule = Rule {
    code: "operation-is-documented",
    area: Area::Operation,
    direction: None,
    wire: Wire::None,
    rust: "patch: its documentation",
    about: "An operation is marked `x-undocumented`, and the vendor's document has it.",
    advice: "Take the mark out.",
};

/// The kind of a rule; none where what it looks at is nothing that both documents must say alike.
pub fn kind(rule: &Rule) -> Option<Kind> {
    let code = rule.code;
    if rule.area == Area::Rust || NOT_COMPARED.contains(&code) {
        None
    } else if CONTRADICTIONS.contains(&code) {
        Some(Kind::Contradiction)
    } else if code.ends_with("-removed") {
        Some(Kind::Missing)
    } else if code.ends_with("-added") {
        Some(Kind::Ours)
    } else {
        Some(Kind::Contradiction)
    }
}

/// One difference between the documents, and why it is settled where it is.
#[derive(Debug, Clone, Copy)]
pub struct Row<'d> {
    /// The difference; its old value is the vendor's.
    pub finding: &'d Finding,
    /// Who says it.
    pub kind: Kind,
    /// The reason, where it is settled.
    pub settled: Option<&'d str>,
    /// The place in the vendor's document.
    pub vendor: Option<At<'d>>,
    /// The place in ours.
    pub ours: Option<At<'d>>,
}

impl Row<'_> {
    /// What differs, in words. Nothing was removed or added here: it is on one side only.
    pub fn what(&self) -> String {
        match self.kind {
            Kind::Missing => self.finding.what.replacen(" was removed", " is only in the vendor's document", 1),
            Kind::Ours => self.finding.what.replacen(" was added", " is only in ours", 1),
            Kind::Contradiction => self.finding.what.clone(),
        }
    }
}

/// Everything in which the two documents differ.
#[derive(Debug)]
pub struct Drift {
    differences: Vec<(Kind, Finding)>,
    /// How many operations are marked as undocumented, and are.
    pub undocumented: usize,
    settled: Settled,
    vendor: SourceSet,
    ours: SourceSet,
}

impl Drift {
    /// Sorts what was found with the vendor's document as the base and ours as the revision.
    pub fn new(
        comparison: Comparison,
        (vendor, vendor_files): (&Api, SourceSet),
        (ours, our_files): (&Api, SourceSet),
        settled: Settled,
    ) -> Self {
        let marked: HashSet<String> = ours.ops.iter().filter(|op| op.docs.undocumented).map(title).collect();
        let mut undocumented = 0;
        let mut differences: Vec<(Kind, Finding)> = Vec::new();
        for finding in comparison.findings {
            let Some(kind) = kind(finding.rule) else { continue };
            if finding.rule.code == "operation-added" && marked.contains(&finding.subject) {
                undocumented += 1;
            } else {
                differences.push((kind, finding));
            }
        }
        differences.extend(documented(vendor, ours).map(|finding| (Kind::Contradiction, finding)));
        differences.sort_by(|(one, first), (other, second)| {
            let place = |finding: &Finding| (finding.subject.clone(), finding.path.clone(), finding.rule.code);
            one.cmp(other).then_with(|| place(first).cmp(&place(second)))
        });
        Self { differences, undocumented, settled, vendor: vendor_files, ours: our_files }
    }

    /// All differences: by kind, then by place.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.differences.iter().map(|(kind, finding)| Row {
            finding,
            kind: *kind,
            settled: self.settled.reason(finding),
            vendor: finding.base.and_then(|span| At::new(&self.vendor, span)),
            ours: finding.revision.and_then(|span| At::new(&self.ours, span)),
        })
    }

    /// Whether there is a difference that nobody settled.
    pub fn is_new(&self) -> bool {
        self.rows().any(|row| row.settled.is_none())
    }

    /// How many differences of a kind are new, and how many are settled.
    pub fn counts(&self, kind: Kind) -> (usize, usize) {
        let (settled, new): (Vec<_>, Vec<_>) =
            self.rows().filter(|row| row.kind == kind).partition(|row| row.settled.is_some());
        (new.len(), settled.len())
    }

    /// Where the entries stand that settle nothing of this document any more.
    pub fn stale(&self) -> Vec<At<'_>> {
        let entries = self.settled.stale(&self.differences.iter().map(|(_, finding)| finding));
        entries.into_iter().filter_map(|entry| At::new(&self.settled.sources, entry.span)).collect()
    }
}

/// The operations that are marked as undocumented and that the vendor has.
fn documented<'a>(vendor: &'a Api, ours: &'a Api) -> impl Iterator<Item = Finding> + 'a {
    let paired = pair::operations(vendor, ours).both.into_iter();
    paired.map(|(old, new)| (&vendor.ops[old], &ours.ops[new])).filter(|(_, op)| op.docs.undocumented).map(
        |(old, new)| Finding {
            rule: &OPERATION_IS_DOCUMENTED,
            subject: title(new),
            path: Vec::new(),
            what: "the operation is marked `x-undocumented`, and the vendor documents it".to_owned(),
            direction: None::<Direction>,
            wire: Wire::None,
            rust: Semver::None,
            old: None,
            new: None,
            base: Some(old.span),
            revision: Some(new.span),
        },
    )
}
