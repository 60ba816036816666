//! The verdict on the crate, held against what another tool sees: `public-api`, which compares the public items of compiled
//! crates as rustdoc writes them down.
//!
//! `cargo test -p inboxkit-tests --test diff_truth -- --ignored` runs it, in some minutes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::diff::{Comparison, Semver};
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{Reading, diff, generate};
use public_api::{Builder, MINIMUM_NIGHTLY_RUST_VERSION};

/// Why the tool sees something else. `docs/reviewing-a-change.md` tells it to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// It writes the name of an alias; who names the alias and who names its type mean the same.
    Alias,
    /// It shows no marks of deprecation; they are a minor change, as in the specification of semantic versioning.
    Deprecated,
    /// It shows how a struct becomes a form; the trait is one that only what is generated can name.
    Hidden,
    /// It shows arguments without names; two of one type that change places are a break that compiles.
    Reordered,
}

/// Where the verdicts differ: the case, whether it is the step back, what the tool sees, and why.
const DIFFERENCES: [(&str, bool, Semver, Reason); 13] = [
    ("none-inlined-reference", true, Semver::Major, Reason::Alias),
    ("operation-deprecated", false, Semver::None, Reason::Deprecated),
    ("parameter-deprecated", false, Semver::None, Reason::Deprecated),
    ("property-deprecated", false, Semver::None, Reason::Deprecated),
    ("property-deprecated--with-sunset", false, Semver::None, Reason::Deprecated),
    ("request-media-type-added", false, Semver::Minor, Reason::Hidden),
    ("request-media-type-added", true, Semver::Major, Reason::Hidden),
    ("request-media-type-removed--another", false, Semver::Major, Reason::Hidden),
    ("rust-arguments-reordered", false, Semver::None, Reason::Reordered),
    ("rust-arguments-reordered", true, Semver::None, Reason::Reordered),
    ("rust-arguments-reordered--parameters", false, Semver::None, Reason::Reordered),
    ("rust-arguments-reordered--parameters", true, Semver::None, Reason::Reordered),
    ("schema-deprecated", false, Semver::None, Reason::Deprecated),
];

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of all cases; where a whole document is new, there is no other crate.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(here().join("diff")).expect("the directory of the cases can be read");
    let directories = entries.flatten().filter(|entry| entry.path().join("old.yaml").is_file());
    let mut found: Vec<String> =
        directories.map(|entry| entry.file_name().into_string().expect("names are UTF-8")).collect();
    found.sort();
    found
}

/// Generates the crate of one side, and gives what was read.
fn write_crate(workspace: &Path, case: &str, side: &str, name: &str) -> Reading {
    let path = here().join("../runtime").to_str().map(str::to_owned);
    let config = Config::lenient(name, "case.yaml", Runtime { path, ..Runtime::default() });
    let directory = here().join("diff").join(case);
    let reading = generate(&DiskReader::new(&directory), &format!("{side}.yaml"), Mode::Lenient, &config);
    let files = reading.files.as_ref().unwrap_or_else(|| panic!("{case}: {:?}", reading.diagnostics));
    for (path, text) in files.iter() {
        let file = workspace.join(name).join(path);
        fs::create_dir_all(file.parent().expect("files stand in the crate")).expect("directories can be made");
        fs::write(file, text).expect("files can be written");
    }
    reading
}

/// Has rustdoc write down what is public in each crate of a workspace, and gives the directory.
fn document(workspace: &Path) -> PathBuf {
    let target = workspace.join("target");
    let output = Command::new(env!("CARGO"))
        .args(["doc", "--workspace", "--no-deps", "--color", "never"])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", &target)
        // Stable toolchains have the format too, but for this variable.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTDOCFLAGS", "-Z unstable-options --output-format json")
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("doc")
}

/// The public items of a crate, one a line, with the same name for both sides.
fn items(docs: &Path, name: &str) -> BTreeSet<String> {
    let file = docs.join(format!("{name}.json"));
    let api = Builder::from_rustdoc_json(&file).omit_blanket_impls(true).build().unwrap_or_else(|error| {
        panic!(
            "{}: {error}; the format of this toolchain is another one: use one of {MINIMUM_NIGHTLY_RUST_VERSION} or \
             later, or the version of `public-api` that reads it",
            file.display()
        )
    });
    let found: BTreeSet<String> = api.items().map(|item| item.to_string().replace(name, "case")).collect();
    assert!(found.len() > 10, "{name} has no items");
    found
}

/// What the tool sees in the step from one crate to another.
fn seen(old: &BTreeSet<String>, new: &BTreeSet<String>) -> (Semver, Vec<String>) {
    let gone: Vec<&String> = old.difference(new).collect();
    let came: Vec<&String> = new.difference(old).collect();
    // Who names all members of what is not marked as growing must know a new one.
    let name = |item: &str| {
        let item = item.strip_prefix("pub enum ").or_else(|| item.strip_prefix("pub struct "))?;
        item.split(['<', '(', ' ']).next().map(|name| format!("pub {name}::"))
    };
    let closed: Vec<String> = old.iter().filter_map(|item| name(item)).collect();
    let is_member = |item: &&String| closed.iter().any(|name| item.starts_with(name.as_str()));
    let verdict = match (gone.is_empty(), came.is_empty()) {
        (true, true) => Semver::None,
        (true, false) if !came.iter().any(is_member) => Semver::Minor,
        _ => Semver::Major,
    };
    let gone = gone.into_iter().map(|item| format!("- {item}"));
    (verdict, gone.chain(came.into_iter().map(|item| format!("+ {item}"))).collect())
}

/// The verdict on a crate; what changes nothing that is public is as nothing.
fn said(comparison: &Comparison) -> Semver {
    let verdict = comparison.rust();
    if verdict == Semver::Patch { Semver::None } else { verdict }
}

#[test]
#[ignore = "compiles two crates for each case, which takes minutes"]
fn the_verdict_on_the_crate_is_what_public_api_sees() {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-truth");
    let cases = cases();
    assert!(cases.len() >= 40, "the cases are not where they are looked for");
    for case in fs::read_dir(&workspace).into_iter().flatten().flatten() {
        // What was compiled is kept.
        if case.path().join("Cargo.toml").is_file() {
            fs::remove_dir_all(case.path()).expect("directories can be removed");
        }
    }
    fs::create_dir_all(&workspace).expect("directories can be made");
    fs::write(workspace.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"old_*\", \"new_*\"]\n")
        .expect("files can be written");
    fs::copy(here().join("golden/Cargo.lock"), workspace.join("Cargo.lock")).expect("files can be copied");
    let mut readings = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let names = [format!("old_{index}"), format!("new_{index}")];
        let old = write_crate(&workspace, case, "old", &names[0]);
        let new = write_crate(&workspace, case, "new", &names[1]);
        readings.push((case, names, old, new));
    }
    let docs = document(&workspace);
    let mut known: BTreeMap<(&str, bool), (Semver, Reason)> =
        DIFFERENCES.iter().map(|(case, back, seen, reason)| ((*case, *back), (*seen, *reason))).collect();
    let mut wrong = String::new();
    for (case, names, old, new) in &readings {
        let (one, other) = (items(&docs, &names[0]), items(&docs, &names[1]));
        let forth = (false, said(&diff(old, new)), seen(&one, &other));
        let back = (true, said(&diff(new, old)), seen(&other, &one));
        for (is_back, ours, (theirs, lines)) in [forth, back] {
            let reason = known.remove(&(case.as_str(), is_back));
            let is_as_told = reason.map_or(ours == theirs, |(told, _)| ours != theirs && told == theirs);
            if !is_as_told {
                let back = if is_back { " and back" } else { "" };
                let _ = writeln!(wrong, "{case}{back}: {ours:?}, but seen is {theirs:?}\n{}", lines.join("\n"));
            }
        }
    }
    assert!(known.is_empty(), "no such cases: {known:?}");
    assert!(wrong.is_empty(), "{wrong}");
}
