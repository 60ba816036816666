//! A report for programs: one JSON object, whose keys are a contract.

use serde::Serialize;

use crate::diff::Direction;
use crate::diff::report::{Report, Row};

#[derive(Serialize)]
struct Whole<'r> {
    wire: &'static str,
    rust: &'static str,
    changes: Vec<Change<'r>>,
}

#[derive(Serialize)]
struct Change<'r> {
    code: &'static str,
    path: String,
    what: &'r str,
    direction: Option<&'static str>,
    wire: &'static str,
    rust: &'static str,
    old: Option<&'r str>,
    new: Option<&'r str>,
    base: Option<String>,
    revision: Option<String>,
    fingerprint: String,
    accepted: Option<&'r str>,
}

/// A report as one JSON object: both verdicts over all changes, accepted or not, and the changes in their order.
pub fn json(report: &Report) -> String {
    let changes = report.rows().map(change).collect();
    let whole = Whole { wire: report.wire().as_str(), rust: report.rust().as_str(), changes };
    // Texts can always be written.
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn change(row: Row<'_>) -> Change<'_> {
    let finding = row.finding;
    Change {
        code: finding.rule.code,
        path: finding.place(),
        what: &finding.what,
        direction: finding.direction.map(Direction::as_str),
        wire: finding.wire.as_str(),
        rust: finding.rust.as_str(),
        old: finding.old.as_deref(),
        new: finding.new.as_deref(),
        base: row.base.map(|at| at.to_string()),
        revision: row.revision.map(|at| at.to_string()),
        fingerprint: finding.fingerprint(),
        accepted: row.accepted,
    }
}
