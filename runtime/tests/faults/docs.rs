//! The matrix as a page for people: `docs/faults.md`.

use std::fmt::Write;
use std::path::Path;

use inboxkit_runtime::NotRetried;

use crate::rows;
use crate::table::{Cell, Group};

const INTRO: &str = "\
<!-- Written by `UPDATE=1 cargo test --test faults` from the table of the tests; do not edit. -->
# Faults

What a caller gets when something goes wrong. Every line is a test against a real server on the loopback, with the policy of
retries that holds unless another is set (two retries), and credentials. `thing_read` is a `GET`, which may be sent again; \
`thing_write` is a `POST`, which must not be carried out twice.

- *gets*: success, or the kind of the error (`Error::kind`).
- *sent*: whether the server may have received the request, and acted on it (`Error::may_have_been_sent`). \"no\" is certain.
- *requests*: how many reached a server; *attempts*: how many were made. Redirects count as requests of one attempt.
- *not again, because* (`Error::not_retried`): **pointless**, it would go wrong again; **exhausted**, it was sent as often as the
  policy allows; **unsafe**, it may have been carried out, and doing it twice is not the same as doing it once; **asked to
  wait**, longer than the policy allows.
- *says*: the line that `Display` prints after the operation. Ports and times differ from run to run, and so do the words of
  the system.
";

fn page() -> String {
    let mut page = INTRO.to_owned();
    for group in rows::all() {
        write_group(&mut page, &group).unwrap();
    }
    page
}

fn write_group(page: &mut String, group: &Group) -> std::fmt::Result {
    writeln!(page, "\n## {}\n\n{}\n", group.title, group.about)?;
    writeln!(page, "| fault | call | gets | sent | requests | attempts | not again, because | says |")?;
    writeln!(page, "| --- | --- | --- | --- | --- | --- | --- | --- |")?;
    for row in &group.rows {
        write_cell(page, row.name, "GET", &row.get)?;
        write_cell(page, "", "POST", &row.post)?;
    }
    Ok(())
}

fn write_cell(page: &mut String, name: &str, call: &str, expected: &Cell) -> std::fmt::Result {
    let gets = if expected.gets == "success" { expected.gets.to_owned() } else { format!("`{}`", expected.gets) };
    let sent = if expected.may_have_been_sent { "yes" } else { "no" };
    let reason = match expected.not_retried {
        None => "",
        Some(NotRetried::Pointless) => "pointless",
        Some(NotRetried::Exhausted) => "exhausted",
        Some(NotRetried::Unsafe) => "unsafe",
        Some(NotRetried::RetryAfter(_)) => "asked to wait",
        Some(other) => panic!("{other:?} has no word"),
    };
    let line = expected.line().replace('|', "\\|");
    let says = if line.is_empty() { line } else { format!("`{line}`") };
    writeln!(
        page,
        "| {name} | {call} | {gets} | {sent} | {} | {} | {reason} | {says} |",
        expected.requests, expected.attempts
    )
}

#[test]
fn the_page_of_faults_is_the_matrix() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, page, "docs/faults.md is stale: run `UPDATE=1 cargo test --test faults`");
}

#[test]
fn no_two_rows_have_the_same_name() {
    for group in rows::all() {
        let mut names: Vec<_> = group.rows.iter().map(|row| row.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{}", group.title);
    }
}
