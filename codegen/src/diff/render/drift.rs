//! Reports of what the vendor's document and ours differ in: for a terminal, as Markdown and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::markdown::{code, literal, prose};
use super::shortened;
use super::text::Page;
use crate::diag::render::Paint;
use crate::diff::drift::{Drift, Kind, Row};
use crate::diff::report::At;

/// How many letters of a value stand in a cell.
const VALUE: usize = 80;

/// The rows of a kind that are shown: what is settled only where `all` is set.
fn shown(drift: &Drift, kind: Kind, all: bool) -> Vec<Row<'_>> {
    drift.rows().filter(|row| row.kind == kind && (all || row.settled.is_none())).collect()
}

/// Counts of a kind: `3 new, 12 settled`.
fn counts(drift: &Drift, kind: Kind) -> String {
    let (new, settled) = drift.counts(kind);
    format!("{new} new, {settled} settled")
}

/// How many operations only we describe: `and 12 operations are undocumented, as they are marked`.
fn undocumented(drift: &Drift) -> String {
    let (count, s, are) = match drift.undocumented {
        1 => (1, "", "is"),
        count => (count, "s", "are"),
    };
    format!("{count} operation{s} that {are} marked as undocumented")
}

/// What is to be said of an entry that settles nothing.
fn stale(at: At<'_>) -> String {
    format!("{at}: nothing differs like this any more; take the entry out, or mark it `older: true`")
}

/// The differences as text with lines of at most `width` letters; `all` shows what is settled, too, `colour` is for terminals.
pub fn text(drift: &Drift, all: bool, width: usize, colour: bool) -> String {
    let mut page = Page::new(width, colour);
    for kind in Kind::ALL {
        let rows = shown(drift, kind, all);
        if rows.is_empty() {
            continue;
        }
        page.line(0, 4, &[(Paint::BLUE, "=="), (Paint::BOLD, kind.title())]);
        page.blank();
        for rows in rows.chunk_by(|one, other| one.finding.subject == other.finding.subject) {
            page.line(0, 4, &[(Paint::BOLD, rows.first().map_or("", |row| row.finding.subject.as_str()))]);
            for row in rows {
                one(&mut page, row);
            }
            page.blank();
        }
    }
    for at in drift.stale() {
        page.line(0, 4, &[(Paint::YELLOW, "stale:"), ("", &stale(at))]);
    }
    for kind in Kind::ALL {
        page.line(0, 4, &[(Paint::BOLD, &format!("{}:", kind.title())), ("", &counts(drift, kind))]);
    }
    page.line(0, 4, &[("", "Ours has"), ("", &undocumented(drift))]);
    page.out
}

fn one(page: &mut Page, row: &Row<'_>) {
    let finding = row.finding;
    let style = match (row.settled, row.kind) {
        (Some(_), _) => Paint::BLUE,
        (None, Kind::Missing) => Paint::YELLOW,
        (None, Kind::Contradiction) => Paint::RED,
        (None, Kind::Ours) => Paint::GREEN,
    };
    page.line(2, 6, &[(style, &format!("[{}]", finding.rule.code)), (Paint::BOLD, &finding.path.join(" → "))]);
    page.line(6, 8, &[("", &row.what())]);
    for (word, value, at) in [("vendor:", &finding.old, row.vendor), ("ours:", &finding.new, row.ours)] {
        let value = value.as_deref().unwrap_or_default();
        let place = at.map(|at| at.to_string()).unwrap_or_default();
        if !value.is_empty() || !place.is_empty() {
            let between = if value.is_empty() || place.is_empty() { "" } else { "at" };
            page.line(8, 10, &[(Paint::BLUE, word), ("", value), (Paint::BLUE, between), (Paint::BLUE, &place)]);
        }
    }
    match row.settled {
        Some(reason) => page.line(6, 8, &[(Paint::BLUE, "="), (Paint::BOLD, "settled:"), ("", reason)]),
        None => page.line(8, 10, &[(Paint::BLUE, "fingerprint:"), ("", &finding.fingerprint())]),
    }
}

/// The differences as Markdown: what is counted, then a table for each kind.
pub fn markdown(drift: &Drift, all: bool) -> String {
    let mut out = "| | New | Settled |\n| --- | --- | --- |\n".to_owned();
    for kind in Kind::ALL {
        let (new, settled) = drift.counts(kind);
        let _ = writeln!(out, "| {} | {new} | {settled} |", kind.title());
    }
    let _ = writeln!(out, "\nOurs has {}.", undocumented(drift));
    for kind in Kind::ALL {
        let rows = shown(drift, kind, all);
        if rows.is_empty() {
            continue;
        }
        let _ = write!(out, "\n**{}**\n\n", kind.title());
        out.push_str("| Where | What | Vendor | Ours | Rule |\n| --- | --- | --- | --- | --- |\n");
        for row in rows {
            let finding = row.finding;
            let steps: Vec<String> =
                std::iter::once(&finding.subject).chain(&finding.path).map(|step| code(step)).collect();
            let about = match row.settled {
                Some(reason) => format!("Settled: {}", prose(reason)),
                None => code(&finding.fingerprint()),
            };
            let value = |value: &Option<String>, at: Option<At<'_>>| {
                let value = value.as_deref().filter(|value| !value.is_empty());
                let value = value.map(|value| code(&shortened(value, VALUE)));
                let at = at.map(|at| format!("<sub>{}</sub>", literal(&at.to_string())));
                value.into_iter().chain(at).collect::<Vec<_>>().join("<br>")
            };
            let _ = writeln!(
                out,
                "| {} | {}<br>{about} | {} | {} | {} |",
                steps.join(" → "),
                prose(&row.what()),
                value(&finding.old, row.vendor),
                value(&finding.new, row.ours),
                code(finding.rule.code)
            );
        }
    }
    for at in drift.stale() {
        let _ = write!(out, "\n- {}\n", prose(&stale(at)));
    }
    out
}

#[derive(Serialize)]
struct Whole<'d> {
    new: usize,
    settled: usize,
    undocumented: usize,
    differences: Vec<Difference<'d>>,
    stale: Vec<String>,
}

#[derive(Serialize)]
struct Difference<'d> {
    kind: &'static str,
    code: &'static str,
    subject: &'d str,
    path: String,
    what: String,
    vendor: Option<&'d str>,
    ours: Option<&'d str>,
    vendor_at: Option<String>,
    ours_at: Option<String>,
    fingerprint: String,
    settled: Option<&'d str>,
}

/// The differences as one JSON object, whose keys are a contract.
pub fn json(drift: &Drift, all: bool) -> String {
    let settled = drift.rows().filter(|row| row.settled.is_some()).count();
    let whole = Whole {
        new: drift.rows().count() - settled,
        settled,
        undocumented: drift.undocumented,
        differences: drift.rows().filter(|row| all || row.settled.is_none()).map(difference).collect(),
        stale: drift.stale().into_iter().map(|at| at.to_string()).collect(),
    };
    // Texts can always be written.
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn difference(row: Row<'_>) -> Difference<'_> {
    let finding = row.finding;
    Difference {
        kind: row.kind.as_str(),
        code: finding.rule.code,
        subject: &finding.subject,
        path: finding.path.join(" → "),
        what: row.what(),
        vendor: finding.old.as_deref(),
        ours: finding.new.as_deref(),
        vendor_at: row.vendor.map(|at| at.to_string()),
        ours_at: row.ours.map(|at| at.to_string()),
        fingerprint: finding.fingerprint(),
        settled: row.settled,
    }
}
