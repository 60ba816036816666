//! A report for the comment of a pull request: a line that says it all, then a table for each verdict.

use std::fmt::Write as _;

use super::shortened;
use crate::diff::report::{Report, Row, summary};
use crate::diff::{Direction, Wire};

/// The first line of a comment, which nobody sees, and by which a workflow finds its own.
pub const MARKER: &str = "<!-- inboxkit: cargo xtask diff -->";

/// From so many rows on, a table is folded.
const LONG: usize = 20;

/// How many letters of a value stand in a cell.
const VALUE: usize = 80;

/// How many bytes are filled with rows: GitHub takes comments of 65536 letters, and what stands around rows needs a few.
const MOST: usize = 60_000;

/// A report as Markdown of GitHub; what does not fit into a comment is counted instead.
pub fn markdown(report: &Report) -> String {
    let mut out = format!("{MARKER}\n### {}\n", literal(&summary(report.rows())));
    let several = report.documents.len() > 1;
    let mut left = 0;
    for document in &report.documents {
        let rows: Vec<Row<'_>> = document.rows(&report.accepted).collect();
        if out.len() > MOST {
            left += rows.len();
            continue;
        }
        if several {
            let _ = write!(out, "\n#### {}: {}\n", literal(&document.name), literal(&summary(rows.iter().copied())));
        }
        let of = |wire: Wire| move |row: &&Row<'_>| row.accepted.is_none() && row.finding.wire == wire;
        left += table(&mut out, "Breaking on the wire", rows.iter().filter(of(Wire::Breaking)).collect());
        left += table(&mut out, "Warnings", rows.iter().filter(of(Wire::Warning)).collect());
        left += table(&mut out, "Safe on the wire", rows.iter().filter(of(Wire::Safe)).collect());
        left += table(&mut out, "Not on the wire", rows.iter().filter(of(Wire::None)).collect());
        left += table(&mut out, "Accepted", rows.iter().filter(|row| row.accepted.is_some()).collect());
    }
    if left > 0 {
        let _ = write!(out, "\n{left} more do not fit into a comment; `cargo xtask diff` shows all.\n");
    }
    let stale = report.stale();
    if !stale.is_empty() {
        out.push_str("\nAccepted changes that are none any more:\n\n");
    }
    for (at, why) in stale {
        let line = format!("- {}: {}\n", code(&at.to_string()), prose(&why));
        if out.len() + line.len() < MOST {
            out.push_str(&line);
        }
    }
    out
}

/// The rows of a verdict, as far as there is room; how many there was none for.
fn table(out: &mut String, title: &str, rows: Vec<&Row<'_>>) -> usize {
    let count = rows.len();
    if count == 0 || out.len() > MOST {
        return count;
    }
    let folded = count > LONG;
    let open = if title.starts_with("Breaking") { " open" } else { "" };
    let _ = if folded {
        write!(out, "\n<details{open}><summary>{title}: {count}</summary>\n")
    } else {
        write!(out, "\n**{title}**\n")
    };
    out.push_str("\n| Where | What | Old | New | Crate | Rule |\n| --- | --- | --- | --- | --- | --- |\n");
    let mut lines = rows.into_iter().map(line).take_while(|line| {
        let fits = out.len() + line.len() <= MOST;
        if fits {
            out.push_str(line);
        }
        fits
    });
    let shown = lines.by_ref().count();
    if folded {
        out.push_str("\n</details>\n");
    }
    count - shown
}

fn line(row: &Row<'_>) -> String {
    let finding = row.finding;
    let mut place = code(&finding.subject);
    for step in &finding.path {
        let _ = write!(place, " → {}", code(step));
    }
    if let Some(direction) = finding.direction {
        // Most places say which way they go.
        let said = match direction {
            Direction::Request => finding.path.iter().any(|step| step.starts_with("request")),
            Direction::Response => finding.path.iter().any(|step| step.starts_with("response")),
        };
        if !said {
            let _ = write!(place, " ({})", direction.as_str());
        }
    }
    let mut what = prose(&finding.what);
    if let Some(reason) = row.accepted {
        let _ = write!(what, "<br>Accepted: {}", prose(reason));
    } else if finding.wire >= Wire::Warning {
        let _ = write!(what, "<br>{}<br>{}", prose(finding.rule.advice), code(&finding.fingerprint()));
    }
    let value = |value: &Option<String>, at: Option<String>| {
        let value = value.as_deref().filter(|value| !value.is_empty()).map(|value| code(&shortened(value, VALUE)));
        let parts: Vec<String> = value.into_iter().chain(at.map(|at| format!("<sub>{}</sub>", literal(&at)))).collect();
        parts.join("<br>")
    };
    let old = value(&finding.old, row.base.map(|at| at.to_string()));
    let new = value(&finding.new, row.revision.map(|at| at.to_string()));
    let (rust, rule) = (finding.rust.as_str(), code(finding.rule.code));
    format!("| {place} | {what} | {old} | {new} | {rust} | {rule} |\n")
}

/// A text as code in a cell, whatever it holds: its fence is longer than any row of backquotes within.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.trim().is_empty() {
        return String::new();
    }
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // A table is cut at its bars before its code is looked at.
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// A sentence of ours, whose names stand in backquotes.
pub(super) fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        // A name with a backquote of its own: no pair can be trusted.
        return literal(text);
    }
    let parts = parts.iter().enumerate();
    parts.map(|(index, part)| if index % 2 == 0 { literal(part) } else { code(part) }).collect()
}

/// A text that is nothing but itself: no emphasis, link, HTML, mention or reference.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
