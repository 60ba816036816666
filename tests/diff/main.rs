//! Pairs of small documents, one change each: what is found in the step from the old one to the new one, and in the step
//! back, stands beside them and must come out again. Where there is only a new one, a whole document is new.
//!
//! `UPDATE=1 cargo test --test diff` rewrites what stands there; read the difference before it is committed.

mod crates;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::diff::{Comparison, Document, Finding, Semver, Wire, rules};
use inboxkit_codegen::source::{DiskReader, Span};
use inboxkit_codegen::{Reading, diff, survey};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("diff")
}

/// The names of all cases.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(root()).expect("the directory of the cases can be read");
    let mut found: Vec<String> = entries
        .map(|entry| entry.expect("an entry can be read"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("names are UTF-8"))
        .collect();
    found.sort();
    assert!(found.len() > 50, "the cases are not where they are looked for");
    found
}

fn read_at(directory: &Path, file: &str) -> Reading {
    let config = Config::lenient("case", file, Runtime::default());
    let reading = survey(&DiskReader::new(directory), file, Mode::Lenient, &config);
    assert!(reading.api.is_some(), "{} cannot be read: {:?}", directory.display(), reading.diagnostics);
    reading
}

/// What is found in the step of a case, and in the step back.
fn steps(case: &str) -> (Comparison, Comparison) {
    let directory = root().join(case);
    if !directory.join("old.yaml").is_file() {
        let alone = |gone: bool| {
            let reading = read_at(&directory, "new.yaml");
            Document::alone("things", "new.yaml", gone, reading.api.as_ref(), reading.sources).comparison
        };
        return (alone(false), alone(true));
    }
    let (old, new) = (read_at(&directory, "old.yaml"), read_at(&directory, "new.yaml"));
    (diff(&old, &new), diff(&new, &old))
}

/// A finding in one line.
fn line(finding: &Finding) -> String {
    let mut text = format!("[{}/{}] {}", finding.wire.as_str(), finding.rust.as_str(), finding.rule.code);
    let place: Vec<&str> = std::iter::once(&finding.subject).chain(&finding.path).map(String::as_str).collect();
    let _ = write!(text, " {}: {}", place.join(" → "), finding.what);
    if finding.old.is_some() || finding.new.is_some() {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let _ = write!(text, " ({} → {})", value(&finding.old), value(&finding.new));
    }
    text
}

fn text(comparison: &Comparison) -> String {
    let lines: Vec<String> = comparison.findings.iter().map(line).collect();
    let total = format!("{}/{}\n", comparison.wire().as_str(), comparison.rust().as_str());
    lines.into_iter().map(|line| line + "\n").collect::<String>() + &total
}

#[test]
fn each_pair_gives_what_stands_beside_it() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (forth, back) = steps(&case);
        let found = format!("{}\nAnd back:\n{}", text(&forth), text(&back));
        let path = root().join(&case).join("expect.txt");
        if fs::read_to_string(&path).ok().as_deref() == Some(found.as_str()) {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, found).expect("the file can be written");
        } else {
            wrong.push(format!("{case}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "these differ; UPDATE=1 rewrites them:\n{}", wrong.join("\n"));
}

/// The codes that a comparison found.
fn codes(comparison: &Comparison) -> BTreeSet<&'static str> {
    comparison.findings.iter().map(|finding| finding.rule.code).collect()
}

#[test]
fn every_rule_has_a_case() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let (forth, back) = steps(&case);
        seen.extend(codes(&forth));
        seen.extend(codes(&back));
    }
    let missing: Vec<&str> = rules::all().map(|rule| rule.code).filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn a_case_is_named_after_a_rule_that_it_shows_or_after_what_is_none() {
    let all: BTreeSet<&str> = rules::all().map(|rule| rule.code).collect();
    for case in cases() {
        let (found, _) = steps(&case);
        if case.starts_with("none-") {
            let told: Vec<&Finding> = found.findings.iter().filter(|finding| finding.wire != Wire::None).collect();
            assert!(told.is_empty(), "{case}: {told:?}");
        } else if all.contains(case.as_str()) {
            assert!(codes(&found).contains(case.as_str()), "{case} does not show what it is named after");
        } else {
            assert!(case.contains("--"), "{case} is no rule; say more about one after two dashes");
        }
    }
}

/// What the opposite of a change is called.
fn mirrored(code: &str) -> String {
    const OPPOSITES: [(&str, &str); 13] = [
        ("deprecated-operation-removed", "operation-added"),
        ("added", "removed"),
        ("widened", "narrowed"),
        ("tightened", "loosened"),
        ("became-required", "became-optional"),
        ("became-nullable", "became-not-nullable"),
        ("became-read-only", "became-not-read-only"),
        ("became-write-only", "became-not-write-only"),
        ("deprecated", "reactivated"),
        ("earlier", "later"),
        ("enum-closed", "enum-opened"),
        ("fixed", "freed"),
        ("", ""),
    ];
    for (one, other) in OPPOSITES.iter().filter(|(one, _)| !one.is_empty()) {
        if code.contains(one) {
            return code.replace(one, other);
        }
        if code.contains(other) && code != "operation-added" {
            return code.replace(other, one);
        }
    }
    if code == "operation-added" { "operation-removed".to_owned() } else { code.to_owned() }
}

#[test]
fn the_step_back_shows_the_opposite() {
    // A date that cannot be read is none to compare with, and a deprecated operation is gone by a rule of its own.
    let told = |code: &&str| !code.starts_with("rust-") && !code.contains("sunset");
    let plain = |code: &str| code.replace("deprecated-operation-", "operation-");
    for case in cases() {
        let (forth, back) = steps(&case);
        let forth: BTreeSet<String> =
            codes(&forth).into_iter().filter(told).map(|code| mirrored(&plain(code))).collect();
        let back: BTreeSet<String> = codes(&back).into_iter().filter(told).map(plain).collect();
        assert_eq!(forth, back, "{case}");
    }
}

#[test]
fn a_document_does_not_differ_from_itself() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut documents: Vec<(PathBuf, String)> = Vec::new();
    // What `diag` holds is wrong in some way, and cannot be read.
    let sound = |entry: &fs::DirEntry| entry.path().is_dir() && entry.file_name() != "diag";
    for area in fs::read_dir(&golden).expect("there are goldens").flatten().filter(sound) {
        for case in fs::read_dir(area.path()).expect("an area can be read").flatten() {
            for file in ["spec.yaml", "spec.json"] {
                if case.path().join(file).is_file() {
                    documents.push((case.path(), file.to_owned()));
                }
            }
        }
    }
    assert!(documents.len() > 20);
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let apis = fs::read_dir(spec).expect("there are documents of ours").flatten().map(|entry| entry.path());
    documents.extend(apis.filter(|path| path.is_dir()).map(|path| (path, "openapi.yaml".to_owned())));
    for (directory, file) in documents {
        let config = Config::lenient("case", file.as_str(), Runtime::default());
        let reading = survey(&DiskReader::new(&directory), &file, Mode::Lenient, &config);
        let again = survey(&DiskReader::new(&directory), &file, Mode::Lenient, &config);
        assert!(reading.api.is_some(), "{}: {:?}", directory.display(), reading.diagnostics);
        let found = diff(&reading, &again);
        assert!(found.findings.is_empty(), "{}:\n{}", directory.display(), text(&found));
    }
}

#[test]
fn every_finding_on_the_wire_has_a_place_and_a_fingerprint_of_its_own() {
    for case in cases() {
        let (found, _) = steps(&case);
        let mut prints = BTreeSet::new();
        for finding in &found.findings {
            let placed = |span: Option<Span>| span.is_some_and(|span| span.line > 0);
            let somewhere = placed(finding.base) || placed(finding.revision);
            assert!(somewhere || finding.wire == Wire::None, "{case}: {finding:?}");
            assert!(prints.insert(finding.fingerprint()), "{case}: {} is found twice", line(finding));
        }
    }
}

#[test]
fn the_verdict_on_the_crate_is_within_what_its_rule_says() {
    for case in cases() {
        let (forth, back) = steps(&case);
        for finding in forth.findings.iter().chain(&back.findings) {
            let allowed = match finding.rust {
                Semver::None | Semver::Patch => true,
                Semver::Minor => !finding.rule.rust.starts_with("none") && !finding.rule.rust.starts_with("patch"),
                Semver::Major => finding.rule.rust.contains("major"),
            };
            // What comes with a type of its own may be more than its row says.
            assert!(allowed || finding.rust == Semver::Minor, "{case}: {}", line(finding));
        }
    }
}
