//! A report as workflow commands of GitHub, which shows them beside the lines of the revision.

use std::fmt::Write as _;

use crate::diag::render::{escaped, property};
use crate::diff::Wire;
use crate::diff::report::{At, Report, Row};

/// A report as annotations: breaking changes are errors, warnings are warnings, what is accepted or harmless a notice.
///
/// What is gone has no line any more; it stands at the pull request as a whole, and its message says where it was.
pub fn annotations(report: &Report) -> String {
    let mut out = String::new();
    for row in report.rows() {
        let level = match row.finding.wire {
            _ if row.accepted.is_some() => "notice",
            Wire::Breaking => "error",
            Wire::Warning => "warning",
            Wire::Safe | Wire::None => "notice",
        };
        out.push_str(&annotation(level, row.revision, row.finding.rule.code, &message(&row)));
    }
    for (at, why) in report.stale() {
        out.push_str(&annotation("warning", Some(at), "stale-acceptance", &why));
    }
    out
}

fn message(row: &Row<'_>) -> String {
    let finding = row.finding;
    let mut message = format!("{}: {}", finding.place(), finding.what);
    // Writing to a string cannot fail.
    for (word, value) in [("old", &finding.old), ("new", &finding.new)] {
        if let Some(value) = value {
            let _ = write!(message, "\n{word}: {value}");
        }
    }
    if let (None, Some(at)) = (row.revision, row.base) {
        let _ = write!(message, "\nit was at {at}");
    }
    let _ = write!(message, "\n{} on the wire, {}", finding.wire.as_str(), row.verdicts());
    match row.accepted {
        Some(reason) => {
            let _ = write!(message, "\naccepted: {reason}");
        }
        None if row.fails() => {
            let _ = write!(message, "\n{}\nfingerprint: {}", finding.rule.advice, finding.fingerprint());
        }
        None => {}
    }
    message
}

/// One workflow command: an `error`, `warning` or `notice` beside a place, or at none.
pub fn annotation(level: &str, at: Option<At<'_>>, title: &str, message: &str) -> String {
    let mut properties = Vec::new();
    if let Some(At { file, line, column }) = at {
        properties.push(format!("file={}", property(file)));
        if line > 0 {
            properties.push(format!("line={line},col={column}"));
        }
    }
    properties.push(format!("title={}", property(title)));
    format!("::{level} {}::{}\n", properties.join(","), escaped(message))
}
