//! What reports look like, in each format, to the letter; the expected texts are files in `expected/`.

use super::testing::{accepted, accepting, document, finding, property, report};
use super::*;
use crate::diff::report::summary;
use crate::diff::{Document, Finding, Report, Wire, rules};
use crate::source::SourceSet;

/// A report on so many findings that are safe.
fn many(count: usize) -> Report {
    let findings = (0..count).map(|index| property(&format!("key_{index:05}"))).collect();
    Report { documents: vec![document("cats", findings)], ..Report::default() }
}

#[test]
fn text_is_grouped_by_what_changed_and_the_worst_comes_first() {
    assert_eq!(text(&report(), 100, false), include_str!("expected/wide.txt"));
}

#[test]
fn what_is_alike_has_one_title_and_one_advice() {
    let values = ["a", "b"].map(|value| Finding { new: Some(value.to_owned()), ..finding() });
    let page = text(&Report { documents: vec![document("cats", values.to_vec())], ..Report::default() }, 100, false);
    for (words, times) in [("breaking[", 1), ("= help:", 1), ("fingerprint:", 2), ("new: ", 2), ("took `string`", 2)] {
        assert_eq!(page.matches(words).count(), times, "{words} in {page}");
    }
}

#[test]
fn text_keeps_to_the_width_of_the_window() {
    let narrow = text(&accepting(), 60, false);
    assert_eq!(narrow, include_str!("expected/narrow.txt"));
    for width in [0, 40, 60, 80, 120] {
        for line in text(&accepting(), width, false).lines() {
            // A word that fits into no line is the only excuse.
            let longest = line.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
            assert!(line.chars().count() <= width.max(40) || longest > 30, "{width}: {line}");
        }
    }
}

#[test]
fn colours_of_text_change_nothing_but_colours() {
    let coloured = text(&accepting(), 60, true);
    assert!(coloured.contains("\u{1b}[1;33mwarning[response-value-added]\u{1b}[0m"), "{coloured}");
    let mut plain = String::new();
    for part in coloured.split('\u{1b}') {
        plain.push_str(part.strip_prefix('[').and_then(|code| code.split_once('m')).map_or(part, |(_, rest)| rest));
    }
    assert_eq!(plain, text(&accepting(), 60, false));
}

#[test]
fn markdown_means_nothing_that_a_document_says() {
    assert_eq!(markdown(&accepting()), include_str!("expected/comment.md"));
    // What cannot be paired is not code.
    let odd = Finding { what: "`a`b` is *gone*".to_owned(), ..finding() };
    let page = markdown(&Report { documents: vec![document("cats", vec![odd])], ..Report::default() });
    assert!(page.contains(r"| \`a\`b\` is \*gone\*<br>"), "{page}");
}

#[test]
fn long_tables_are_folded_and_long_comments_cut() {
    assert!(!markdown(&many(20)).contains("<details"));
    let folded = markdown(&many(21));
    assert!(folded.contains("\n<details><summary>Safe on the wire: 21</summary>\n\n| Where"), "{folded}");
    assert!(folded.ends_with(" |\n\n</details>\n"), "{folded}");
    let mut cut = many(5000);
    cut.documents.push(document("dogs", vec![finding()]));
    let page = markdown(&cut);
    let shown = page.matches("| `POST").count();
    assert!(page.len() < 65_536 && shown > 100, "{} bytes, {shown} rows", page.len());
    assert!(page.contains(&format!("\n{} more do not fit into a comment;", 5001 - shown)), "{shown} rows");
    let breaking = (0..21).map(|index| Finding { subject: format!("GET /{index}"), ..finding() }).collect();
    let page = markdown(&Report { documents: vec![document("cats", breaking)], ..Report::default() });
    assert!(page.contains("<details open><summary>Breaking on the wire: 21</summary>"), "what breaks is seen at once");
}

#[test]
fn json_has_the_keys_that_programs_rely_on() {
    assert_eq!(json(&accepting()), include_str!("expected/report.json"));
}

#[test]
fn annotations_stand_beside_the_lines_of_the_revision() {
    assert_eq!(annotations(&accepting()), include_str!("expected/annotations.txt"));
    let gone = Finding { revision: None, new: None, ..finding() };
    let said = annotations(&Report { documents: vec![document("cats", vec![gone])], ..Report::default() });
    assert!(said.starts_with("::error title=request-property-type-changed::POST"), "{said}");
    assert!(said.contains("%0Ait was at spec/a,b.yaml:11:5%0A"), "{said}");
    assert!(said.contains("%0ASend the new type.%0Afingerprint: "), "{said}");
}

#[test]
fn nothing_found_is_said_in_every_format() {
    for report in [many(0), Report::default()] {
        assert_eq!(text(&report, 100, true), "\u{1b}[1mno changes\u{1b}[0m\n");
        assert_eq!(markdown(&report), format!("{MARKER}\n### no changes\n"));
        assert_eq!(json(&report), "{\n  \"wire\": \"none\",\n  \"rust\": \"none\",\n  \"changes\": []\n}\n");
        assert_eq!(annotations(&report), "");
        assert!(!report.fails());
    }
}

#[test]
fn several_documents_have_a_heading_each_and_one_sum() {
    let both = Report {
        documents: vec![document("cats", vec![finding()]), document("dogs", vec![property("colour")])],
        ..Report::default()
    };
    let page = text(&both, 100, false);
    assert!(page.starts_with("== cats: 1 breaking on the wire; crate: major\n\nPOST "), "{page}");
    assert!(page.contains("\n== dogs: 1 safe on the wire; crate: minor\n\nPOST "), "{page}");
    assert!(page.ends_with("\n1 breaking on the wire, 1 safe; crate: major\n"), "{page}");
    assert!(markdown(&both).contains("\n#### dogs: 1 safe on the wire; crate: minor\n"));
}

#[test]
fn the_summary_counts_by_verdict() {
    let warning = || Finding { wire: Wire::Warning, ..property("a") };
    let of = |findings| {
        let report = Report { documents: vec![document("cats", findings)], ..Report::default() };
        summary(report.rows())
    };
    assert_eq!(of(vec![finding(), finding(), warning()]), "2 breaking on the wire, 1 warning; crate: major");
    assert_eq!(of(vec![warning(), warning()]), "2 warnings on the wire; crate: minor");
    assert_eq!(of(vec![finding(), warning(), warning()]), "1 breaking on the wire, 2 warnings; crate: major");
    assert_eq!(of(vec![Finding { wire: Wire::None, ..property("a") }]), "1 not on the wire; crate: minor");
}

#[test]
fn what_is_accepted_does_not_fail() {
    assert!(report().fails());
    assert!(!accepting().fails());
    assert_eq!(accepting().wire(), Wire::Breaking, "it breaks all the same");
    let list = format!("- {{fingerprint: {}, reason: Meant}}\n", property("colour").fingerprint());
    assert!(Report { accepted: accepted(&list), ..report() }.fails(), "something else was accepted");
}

#[test]
fn a_document_that_is_there_on_one_side_is_one_finding() {
    let sources = || {
        let mut sources = SourceSet::default();
        sources.add("spec/cats/openapi.yaml", "openapi: 3.1.0\n");
        sources
    };
    let gone = Document::alone("cats", "spec/cats/openapi.yaml", true, None, sources());
    let new = Document::alone("dogs", "spec/cats/openapi.yaml", false, None, sources());
    let report = Report { documents: vec![gone, new], ..Report::default() };
    assert!(report.fails());
    let rows: Vec<_> = report.rows().collect();
    assert_eq!((rows[0].finding.rule, rows[1].finding.rule), (&rules::DOCUMENT_REMOVED, &rules::DOCUMENT_ADDED));
    assert_eq!(rows[0].finding.what, "`spec/cats/openapi.yaml` is gone; it had 0 operations");
    assert_eq!(rows[0].base.map(|at| at.to_string()).as_deref(), Some("spec/cats/openapi.yaml:1:1"));
    assert_eq!((rows[0].revision, rows[1].base), (None, None));
    assert_eq!(rows[1].revision.map(|at| at.to_string()).as_deref(), Some("spec/cats/openapi.yaml:1:1"));
}

#[test]
fn the_workflow_finds_its_comment_by_the_marker() {
    let workflow = include_str!("../../../../.github/workflows/spec.yml");
    assert!(workflow.contains(&format!("startswith(\"{MARKER}\")")));
}
