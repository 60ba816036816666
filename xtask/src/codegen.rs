//! `cargo xtask codegen`: documents become crates, and the tables of findings and of rules pages.

use std::path::{Component, Path, PathBuf};

use clap::Args;
use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::diff::page::text as diff_page;
use inboxkit_codegen::lint::page::text as lint_page;
use inboxkit_codegen::output::OutFiles;
use inboxkit_codegen::output::write::{check as check_files, write};
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{Reading, generate};

use crate::{Format, Outcome, lint, workspace};

/// What to generate.
#[derive(Debug, Args)]
pub struct Arguments {
    /// APIs of spec/; all of them where none is named
    apis: Vec<String>,
    /// Write nothing; list the files that are stale, missing or orphaned, and fail if there are any
    #[arg(long)]
    check: bool,
    /// Generate from this document instead, whatever its API
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with = "apis")]
    spec: Option<PathBuf>,
    /// The directory of the crate that is generated from --spec
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// Its name; that of the directory where it is not given
    #[arg(long, value_name = "CRATE", requires = "spec")]
    name: Option<String>,
    /// The directory of inboxkit-runtime that the crate depends on; this workspace's where it is not given
    #[arg(long, value_name = "DIR", requires = "spec")]
    runtime: Option<PathBuf>,
}

/// Generates.
pub fn run(arguments: &Arguments) -> Outcome {
    if let (Some(spec), Some(out)) = (&arguments.spec, &arguments.out) {
        return foreign(arguments, spec, out);
    }
    let Some(apis) = workspace::apis(&arguments.apis) else { return Outcome::Unusable };
    let mut outcome = Outcome::Fine;
    for api in &apis {
        let reading = generate(&DiskReader::new(workspace::root()), &api.document(), Mode::Curated, &api.config);
        let one = settle(&reading, &api.generated(), &format!("generated/{}", api.name), arguments.check);
        outcome = if outcome == Outcome::Fine { one } else { outcome };
    }
    let one = pages(arguments.check);
    if outcome == Outcome::Fine { one } else { outcome }
}

/// The pages of `docs/` that are not written by hand.
fn pages(check: bool) -> Outcome {
    let mut files = OutFiles::default();
    files.add("diff-rules.md", diff_page());
    files.add("lints.md", lint_page());
    let directory = workspace::root().join("docs");
    if check { compare(&directory, &files, "docs") } else { store(&directory, &files, "docs") }
}

/// Generates from a document that is not ours.
fn foreign(arguments: &Arguments, spec: &Path, out: &Path) -> Outcome {
    let name = arguments.name.clone().or_else(|| Some(out.file_name()?.to_string_lossy().into_owned()));
    let (Some(name), Some(file), Some(path)) = (name, spec.file_name().and_then(|name| name.to_str()), spec.to_str())
    else {
        eprintln!("error: --out needs a directory with a name, and --spec a file");
        return Outcome::Unusable;
    };
    let runtime = arguments.runtime.clone().unwrap_or_else(|| workspace::root().join("runtime"));
    let runtime = match relative(&runtime, out) {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {}: {error}", runtime.display());
            return Outcome::Unusable;
        }
    };
    let config = Config::lenient(name, file, Runtime { path: Some(runtime), ..Runtime::default() });
    let reading = generate(&DiskReader::new(""), path, Mode::Lenient, &config);
    settle(&reading, out, &out.display().to_string(), arguments.check)
}

/// Prints what was found, then writes or compares.
fn settle(reading: &Reading, directory: &Path, label: &str, check: bool) -> Outcome {
    let printed = lint::print(reading, Format::Text);
    let Some(files) = &reading.files else { return printed };
    if check { compare(directory, files, label) } else { store(directory, files, label) }
}

fn compare(directory: &Path, files: &OutFiles, label: &str) -> Outcome {
    match check_files(directory, files) {
        Ok(difference) if difference.is_empty() => Outcome::Fine,
        Ok(difference) => {
            for (word, paths) in
                [("stale", &difference.stale), ("missing", &difference.missing), ("orphaned", &difference.orphaned)]
            {
                for path in paths {
                    eprintln!("{word}: {label}/{path}");
                }
            }
            eprintln!("{label} does not match what it is generated from; run `cargo xtask codegen`");
            Outcome::Findings
        }
        Err(error) => {
            eprintln!("error: {label} cannot be read: {error}");
            Outcome::Unusable
        }
    }
}

fn store(directory: &Path, files: &OutFiles, label: &str) -> Outcome {
    match write(directory, files) {
        Ok(report) => {
            let total = files.len();
            println!("{label}: {} of {total} files written, {} removed", report.written.len(), report.removed.len());
            Outcome::Fine
        }
        Err(error) => {
            eprintln!("error: {error}");
            Outcome::Unusable
        }
    }
}

/// The way from one directory to another, with `/` between its steps.
fn relative(to: &Path, from: &Path) -> std::io::Result<String> {
    let to = std::path::absolute(to)?;
    let from = std::path::absolute(from)?;
    let (to, from): (Vec<Component<'_>>, Vec<Component<'_>>) = (to.components().collect(), from.components().collect());
    let shared = to.iter().zip(&from).take_while(|(one, other)| one == other).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|step| step.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<String>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_directories_goes_up_and_down() {
        for (to, from, way) in
            [("/a/b", "/a/c/d", "../../b"), ("/a/b", "/a/b", ""), ("/a", "/a/b", ".."), ("/x/y", "/", "x/y")]
        {
            assert_eq!(relative(Path::new(to), Path::new(from)).expect("both are absolute"), way);
        }
    }

    #[test]
    fn what_is_checked_in_matches_the_documents() {
        let arguments = Arguments { apis: Vec::new(), check: true, spec: None, out: None, name: None, runtime: None };
        assert_eq!(run(&arguments), Outcome::Fine, "run `cargo xtask codegen`");
    }
}
