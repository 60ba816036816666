//! Small documents, one feature each: the representation they are lowered to, what is found wrong with them, and the crate
//! that is emitted stand beside them and must come out again, byte for byte.
//!
//! `UPDATE=1 cargo test --test golden` rewrites what stands there; read the difference before it is committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use inboxkit_codegen::config::{Config, Lint, Runtime};
use inboxkit_codegen::diag::{Code, Mode, render};
use inboxkit_codegen::ir::dump::dump;
use inboxkit_codegen::ir::{Example, Operation};
use inboxkit_codegen::output::OutFiles;
use inboxkit_codegen::output::write::{check, write};
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{Reading, generate};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// The directories of all cases, as `area/case`.
fn cases() -> Vec<String> {
    let mut found = Vec::new();
    for area in directories(&root()) {
        for case in directories(&root().join(&area)) {
            found.push(format!("{area}/{case}"));
        }
    }
    assert!(found.len() > 20, "the cases are not where they are looked for");
    found
}

fn directories(parent: &Path) -> Vec<String> {
    let entries = fs::read_dir(parent).expect("the directory of the cases can be read");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry can be read"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("names are UTF-8"))
        .collect();
    names.sort();
    names
}

/// The file of a case's document.
fn document(case: &str) -> &'static str {
    let name = |file: &str| root().join(case).join(file).is_file();
    ["spec.yaml", "spec.json"].into_iter().find(|file| name(file)).expect("a case has a spec.yaml or a spec.json")
}

fn read(case: &str) -> Reading {
    let directory = root().join(case);
    let file = document(case);
    // Not every case is UTF-8.
    let text = fs::read(directory.join(file)).expect("the document can be read");
    let says = |what: &str| String::from_utf8_lossy(&text).lines().take(5).any(|line| line.trim() == what);
    let mode = if says("# mode: lenient") { Mode::Lenient } else { Mode::Curated };
    let lint = if says("# lint: truth") { Lint::Truth } else { Lint::Off };
    let runtime = Runtime { path: Some("../../../../../runtime".to_owned()), ..Runtime::default() };
    let name = format!("golden-{}", case.replace(['/', '_'], "-"));
    let config = Config { lint, ..Config::lenient(name, file, runtime) };
    generate(&DiskReader::new(directory), file, mode, &config)
}

/// A text that must be what a file holds; nothing where there must be no file.
fn expect(path: &Path, text: Option<&str>, wrong: &mut Vec<String>) {
    let stands = fs::read_to_string(path).ok();
    if stands.as_deref() == text {
        return;
    }
    if std::env::var_os("UPDATE").is_none() {
        wrong.push(path.display().to_string());
        return;
    }
    match text {
        Some(text) => fs::write(path, text).expect("the file can be written"),
        None => fs::remove_file(path).expect("the file can be removed"),
    }
}

#[test]
fn each_document_gives_what_stands_beside_it() {
    let mut wrong = Vec::new();
    for case in cases() {
        let directory = root().join(&case);
        let reading = read(&case);
        let found = render::text(&reading.diagnostics, &reading.sources, false);
        expect(&directory.join("diag.txt"), Some(found.as_str()).filter(|text| !text.is_empty()), &mut wrong);
        let emits = reading.files.is_some();
        let meaning = reading.api.as_ref().filter(|_| emits).map(dump);
        expect(&directory.join("ir.txt"), meaning.as_deref(), &mut wrong);
        let out = directory.join("out");
        match &reading.files {
            Some(files) if std::env::var_os("UPDATE").is_some() => {
                write(&out, files).expect("the crate can be written");
            }
            Some(files) => {
                let difference = check(&out, files).expect("the crate can be read");
                let paths = difference.stale.iter().chain(&difference.missing).chain(&difference.orphaned);
                wrong.extend(paths.map(|path| format!("{}/{path}", out.display())));
                let expected: BTreeSet<String> = files.iter().map(|(path, _)| path.to_owned()).collect();
                let extra = all_files(&out).into_iter().filter(|path| !expected.contains(path));
                wrong.extend(extra.map(|path| format!("{}/{path} (extra)", out.display())));
            }
            None if out.exists() => wrong.push(format!("{} (extra)", out.display())),
            None => {}
        }
    }
    assert!(wrong.is_empty(), "these differ; UPDATE=1 rewrites them:\n{}", wrong.join("\n"));
}

fn all_files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).into_iter().flatten() {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(below) = path.strip_prefix(directory) {
                found.push(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for case in cases() {
        let (one, other) = (read(&case), read(&case));
        assert_eq!(one.diagnostics, other.diagnostics, "{case}");
        let texts = |reading: &Reading| {
            let files = reading.files.iter().flat_map(OutFiles::iter);
            files.map(|(path, text)| (path.to_owned(), text.to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(texts(&one), texts(&other), "{case}");
    }
}

#[test]
fn every_example_stands_where_its_pointer_leads() {
    let mut found = 0;
    for case in cases() {
        let Reading { api: Some(api), files: Some(files), .. } = read(&case) else { continue };
        let text = files.get("openapi.json").expect("the document is a file of the crate");
        let document: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
        let replies = |op: &Operation| op.ok.iter().flat_map(|reply| reply.contents.clone()).collect::<Vec<_>>();
        let bodies = |op: &Operation| op.body.iter().flat_map(|body| body.contents.clone()).collect::<Vec<_>>();
        let contents = api.ops.iter().flat_map(|op| [replies(op), bodies(op)].concat());
        let mut examples: Vec<Example> = contents.flat_map(|content| content.examples).collect();
        examples.extend(api.events.iter().flat_map(|group| &group.events).flat_map(|event| event.examples.clone()));
        for example in examples {
            assert_eq!(document.pointer(&example.pointer), Some(&example.value), "{case}: {}", example.pointer);
            found += 1;
        }
    }
    assert!(found > 5, "there are few examples: {found}");
}

#[test]
fn every_finding_has_a_place_and_a_remedy() {
    for case in cases() {
        for found in read(&case).diagnostics {
            // A file that cannot be read at all has no lines.
            assert!(found.span.line > 0 || found.code == Code::Unreadable, "{case}: {found:?}");
            assert!(!found.help.is_empty(), "{case}: {found:?}");
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let shown: BTreeSet<Code> =
        cases().iter().flat_map(|case| read(case).diagnostics).map(|diagnostic| diagnostic.code).collect();
    let missing: Vec<&str> = Code::ALL.iter().filter(|code| !shown.contains(code)).map(|code| code.as_str()).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

#[test]
fn what_is_emitted_compiles_without_a_warning() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    // The lock file follows the runtime's dependencies.
    let locked = if std::env::var_os("UPDATE").is_some() { "--offline" } else { "--locked" };
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", locked, "--color", "never"])
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo can be run");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
}
