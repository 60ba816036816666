//! Rules of the house that a compiler does not know.

use std::fs;
use std::path::{Path, PathBuf};

/// Longer than this, and a noun inside wants a file of its own.
const LONGEST: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Rust files below some directories, with their texts.
fn files(directories: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = directories.iter().map(|directory| root().join(directory)).collect();
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("the directory can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("the file can be read");
                let name = path.strip_prefix(root()).expect("it is below the root").display().to_string();
                found.push((name, text));
            }
        }
    }
    assert!(found.len() > 5, "the files are not where they are looked for");
    found.sort();
    found
}

const WRITTEN_BY_HAND: &[&str] = &[
    "bench/src",
    "codegen/src",
    "generated/chatwoot/src/ext",
    "runtime/src",
    "runtime/tests",
    "mock/src",
    "xtask/src",
    "tests/coverage",
    "tests/diff",
    "tests/house",
    "tests/payloads",
    "tests/resellers",
    "tests/traps",
    "tests/compile",
];

/// The generator's files, without those that hold tests.
fn stages() -> Vec<(String, String)> {
    let tests = |name: &str| name.ends_with("tests.rs") || name.ends_with("testing.rs");
    files(&["codegen/src"]).into_iter().filter(|(name, _)| !tests(name)).collect()
}

/// The part of a file before its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn every_file_opens_with_its_reason_to_be() {
    let silent: Vec<String> =
        files(WRITTEN_BY_HAND).into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "these do not open with `//!`: {silent:?}");
}

#[test]
fn no_file_is_too_long_to_hold_in_mind() {
    let long: Vec<String> = files(WRITTEN_BY_HAND)
        .into_iter()
        .filter(|(_, text)| without_tests(text).lines().count() > LONGEST)
        .map(|(name, _)| name)
        .collect();
    assert!(long.is_empty(), "these have more than {LONGEST} lines: {long:?}");
}

#[test]
fn each_tool_is_used_where_it_belongs() {
    let rules: [(&str, &[&str]); 5] = [
        ("openapiv3::", &["codegen/src/document/view.rs", "codegen/src/lower/"]),
        ("quote::", &["codegen/src/emit/", "codegen/src/output/format.rs"]),
        ("proc_macro2::", &["codegen/src/emit/", "codegen/src/output/format.rs"]),
        ("syn::", &["codegen/src/emit/", "codegen/src/output/format.rs"]),
        ("heck::", &["codegen/src/plan/ident.rs"]),
    ];
    let mut wrong = Vec::new();
    for (name, text) in stages() {
        for (tool, homes) in rules {
            let used = without_tests(&text).lines().any(|line| {
                let code = line.trim_start();
                !code.starts_with("//") && (code.contains(&format!(" {tool}")) || code.contains(&format!("<{tool}")))
            });
            if used && !homes.iter().any(|home| name.starts_with(home)) {
                wrong.push(format!("{name} uses {tool}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn stages_look_back_and_never_ahead() {
    let forbidden: [(&str, &[&str]); 8] = [
        ("codegen/src/diff/", &["document", "lower", "emit", "output"]),
        ("codegen/src/emit/", &["document", "lower", "source"]),
        ("codegen/src/source/", &["document", "lower", "ir", "plan", "emit", "output"]),
        ("codegen/src/document/", &["lower", "ir", "plan", "emit", "output"]),
        ("codegen/src/ir/", &["document", "lower", "plan", "emit", "output"]),
        ("codegen/src/lower/", &["plan", "emit", "output"]),
        ("codegen/src/lint/", &["document", "lower", "plan", "emit", "output"]),
        ("codegen/src/plan/", &["document", "lower", "emit", "output"]),
    ];
    let mut wrong = Vec::new();
    for (name, text) in stages() {
        for (home, stages) in forbidden {
            let names = |stage: &str| {
                let path = format!("crate::{stage}");
                let mut after = without_tests(&text).split(&path).skip(1);
                after.any(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_'))
            };
            let ahead = stages.iter().find(|stage| names(stage));
            if let Some(stage) = ahead.filter(|_| name.starts_with(home)) {
                wrong.push(format!("{name} uses {stage}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_program_of_the_readme_is_the_example() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("the file can be read");
    let readme = read("README.md");
    let program =
        readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it shows a program");
    let why =
        "//! Sends a message and prints the answer; `cargo xtask mock chatwoot --port 3000` is there to answer it.\n\n";
    assert_eq!(read("generated/chatwoot/examples/send_message.rs"), format!("{why}{program}"));
    let second = readme.split("```rust\n").nth(2).and_then(|rest| rest.split("```").next()).expect("it shows two");
    assert!(read("tests/compile/pass/bird_readme.rs").contains(second), "the second one is compiled, too");
}

#[test]
fn every_method_that_the_runtime_gives_is_reserved() {
    use inboxkit_codegen::plan::reserved::{BUILDER_METHODS, CLIENT_METHODS, EVENTS_METHODS, REQUEST_METHODS};
    let mut found = 0;
    for file in ["client", "request", "page"] {
        let text = fs::read_to_string(root().join(format!("runtime/src/macros/{file}.rs"))).expect("there is a macro");
        for text in text.split("pub fn ").skip(1) {
            let name: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            // A setter of each credential, which is what must not be named so.
            if name.is_empty() {
                continue;
            }
            let reserved = [BUILDER_METHODS, CLIENT_METHODS, EVENTS_METHODS, REQUEST_METHODS].concat();
            assert!(reserved.contains(&name.as_str()), "{name} of `{file}!` is not in plan/reserved.rs");
            found += 1;
        }
    }
    assert!(found > 30, "the methods are not where they are looked for: {found}");
}
