//! `cargo xtask fuzz`: the fuzz targets, begun with the documents of the tests.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use inboxkit::Outcome;
use inboxkit_codegen::diag::{Mode, Sink};
use inboxkit_codegen::source::{FileId, parse};

use crate::{run, workspace};

/// What to fuzz.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Any text for the loader, or mutated documents for all stages
    target: Target,
    /// For how long
    #[arg(long, default_value_t = 60)]
    minutes: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    Load,
    Pipeline,
}

impl Target {
    const fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Pipeline => "pipeline",
        }
    }
}

/// The largest document to begin with, in bytes: larger ones make each step slow.
const LARGEST: usize = 30_000;

/// Fuzzes; what is found stands in `fuzz/artifacts`.
pub fn run(arguments: &Arguments) -> Outcome {
    let fuzz = workspace::root().join("fuzz");
    let (target, corpus) = (arguments.target, fuzz.join("corpus").join(arguments.target.name()));
    if let Err(error) = seed(target, &corpus) {
        eprintln!("error: {}: {error}", corpus.display());
        return Outcome::Unusable;
    }
    let seconds = format!("-max_total_time={}", u64::from(arguments.minutes) * 60);
    // Without a sanitizer, which finds nothing in safe code, the stable toolchain will do.
    let mut command = run::cargo(&["fuzz", "run", "--sanitizer", "none", target.name(), "--"]);
    command.args([seconds.as_str(), "-timeout=20", "-rss_limit_mb=2048", "-max_len=32768"]).current_dir(&fuzz);
    command.env("FUZZ_LAST", fuzz.join(format!("last-{}", target.name())));
    match command.status() {
        Ok(status) if status.success() => Outcome::Fine,
        Ok(_) => {
            eprintln!(
                "error: cargo fuzz ended: see fuzz/artifacts, and fuzz/last-{} for a stack that overflowed",
                target.name()
            );
            Outcome::Findings
        }
        Err(error) => {
            eprintln!("error: cargo cannot be run: {error}");
            Outcome::Unusable
        }
    }
}

/// Puts the documents of the tests where the fuzzer begins.
fn seed(target: Target, corpus: &Path) -> io::Result<()> {
    fs::create_dir_all(corpus)?;
    let mut found = Vec::new();
    for area in ["tests/golden", "tests/diff"] {
        documents(&workspace::root().join(area), &mut found)?;
    }
    for (number, path) in found.iter().enumerate() {
        // Some are not UTF-8, which is what they are there for.
        let Ok(text) = fs::read_to_string(path) else { continue };
        let seed = match target {
            Target::Load => Some(text),
            Target::Pipeline => {
                parse(&mut Sink::new(Mode::Lenient), FileId(0), &text).map(|node| node.to_json().to_string())
            }
        };
        if let Some(seed) = seed.filter(|seed| seed.len() <= LARGEST) {
            fs::write(corpus.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}

/// The documents below a directory, but for those that were generated.
fn documents(directory: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("out") {
            documents(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "json") {
            found.push(path);
        }
    }
    Ok(())
}
