//! What a target does with one input: it must end, and what it says of itself must hold.

use std::ffi::OsString;
use std::sync::LazyLock;

use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::{Mode, Severity, Sink, render};
use inboxkit_codegen::output::OutFiles;
use inboxkit_codegen::source::{MemoryReader, SourceSet};
use inboxkit_codegen::{Reading, diff, document, generate};

/// What stands before each further file of an input, with its path behind it.
const NEXT_FILE: &str = "\n#file ";

/// Does that with an input. The input is in the file that `FUZZ_LAST` names meanwhile, for a fault that kills the process
/// before anyone could write it down: of a stack that overflows libFuzzer says nothing.
///
/// # Panics
///
/// Where the file cannot be written.
pub fn watched(text: &str, run: fn(&str)) {
    static LAST: LazyLock<Option<OsString>> = LazyLock::new(|| std::env::var_os("FUZZ_LAST"));
    if let Some(path) = &*LAST {
        std::fs::write(path, text).expect("the file for the last input can be written");
    }
    run(text);
}

/// Loads a text, which may be several files, in both modes.
pub fn load(text: &str) {
    let mut parts = text.split(NEXT_FILE);
    let first = parts.next().unwrap_or_default();
    // The ending of the name decides how a file is read.
    let root = if first.trim_start().starts_with('{') { "openapi.json" } else { "openapi.yaml" };
    let further = parts.map(|part| part.split_once('\n').unwrap_or((part, "")));
    let reader = MemoryReader::new(std::iter::once((root, first)).chain(further));
    for mode in [Mode::Lenient, Mode::Curated] {
        let (mut sink, mut sources) = (Sink::new(mode), SourceSet::default());
        let loaded = document::load(&mut sink, &mut sources, &reader, root);
        let found = sink.into_sorted();
        assert!(loaded.is_some() || !found.is_empty(), "a document was refused without a word");
        for coloured in [false, true] {
            let _ = render::text(&found, &sources, coloured);
        }
    }
}

/// Takes a document through all stages, in both modes, and compares it with itself.
pub fn pipeline(text: &str) {
    let root = if text.trim_start().starts_with('{') { "openapi.json" } else { "openapi.yaml" };
    let reader = MemoryReader::new([(root, text)]);
    let config = Config::lenient("fuzzed", root, Runtime::default());
    for mode in [Mode::Lenient, Mode::Curated] {
        let reading = generate(&reader, root, mode, &config);
        let _ = render::text(&reading.diagnostics, &reading.sources, false);
        let refused = reading.diagnostics.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(
            reading.files.is_none(),
            refused,
            "files come of every document without an error, and of these alone"
        );
        if let Some(files) = &reading.files {
            is_rust(files);
            is_itself(&reading);
        }
    }
}

fn is_rust(files: &OutFiles) {
    for (path, text) in files.iter().filter(|(path, _)| OutFiles::is_rust(path)) {
        if let Err(error) = syn::parse_file(text) {
            panic!("{path} is not Rust: {error}");
        }
    }
}

fn is_itself(reading: &Reading) {
    let comparison = diff(reading, reading);
    assert!(comparison.findings.is_empty(), "a document differs from itself: {:?}", comparison.findings);
}
