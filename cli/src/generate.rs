//! `inboxkit generate`: a document becomes a crate.

use std::path::{Component, Path, PathBuf};

use clap::Args;
use inboxkit_codegen::Reading;
use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::generate;
use inboxkit_codegen::output::OutFiles;
use inboxkit_codegen::output::write::{check as differences, write};
use inboxkit_codegen::source::DiskReader;

use crate::lint::{self, Format};
use crate::{Outcome, can_be_read};

/// The version of the runtime that the crates of this generator stand on: they are released together.
const RUNTIME: &str = env!("CARGO_PKG_VERSION");

/// What to generate.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An OpenAPI document, by its root file
    #[arg(value_name = "FILE")]
    document: PathBuf,
    /// The directory of the crate; files in it that were generated before and are not any more are removed
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The name of the crate; that of the directory where it is not given
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// A directory that holds inboxkit-runtime, for the crate to depend on instead of the released one
    #[arg(long, value_name = "DIR")]
    runtime: Option<PathBuf>,
    /// Write nothing; list the files that are stale, missing or orphaned, and fail if there are any
    #[arg(long)]
    check: bool,
}

/// Generates.
pub fn run(arguments: &Arguments) -> Outcome {
    let order = Order {
        document: &arguments.document,
        out: &arguments.out,
        name: arguments.name.as_deref(),
        runtime: arguments.runtime.as_deref(),
        command: "inboxkit generate",
        check: arguments.check,
    };
    order.carry_out()
}

/// A crate that is wanted of anybody's document.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The root file of the document.
    pub document: &'a Path,
    /// The directory of the crate.
    pub out: &'a Path,
    /// The name of the crate; that of the directory where it is `None`.
    pub name: Option<&'a str>,
    /// The directory of the runtime; `None` is the released one of the version of this generator.
    pub runtime: Option<&'a Path>,
    /// The command that makes the crate, as its files name it.
    pub command: &'a str,
    /// Whether to compare only.
    pub check: bool,
}

impl Order<'_> {
    /// Generates, prints what was found, and writes or compares.
    pub fn carry_out(&self) -> Outcome {
        let name = self.name.map(str::to_owned).or_else(|| Some(self.out.file_name()?.to_string_lossy().into_owned()));
        let (Some(name), Some(file), Some(path)) =
            (name, self.document.file_name().and_then(|name| name.to_str()), self.document.to_str())
        else {
            eprintln!("error: --out needs a directory with a name, and the document a path in UTF-8");
            return Outcome::Unusable;
        };
        if !can_be_read(self.document) {
            return Outcome::Unusable;
        }
        let runtime = match self.runtime.map(|runtime| relative(runtime, self.out)).transpose() {
            Ok(Some(path)) => Runtime { path: Some(path), ..Runtime::default() },
            Ok(None) => Runtime { version: Some(RUNTIME.to_owned()), ..Runtime::default() },
            Err(why) => {
                eprintln!("error: the way from {} to the runtime is not known: {why}", self.out.display());
                return Outcome::Unusable;
            }
        };
        let config = Config { command: self.command.to_owned(), ..Config::lenient(name, file, runtime) };
        let reading = generate(&DiskReader::new(""), path, Mode::Lenient, &config);
        settle(&reading, self.out, &self.out.display().to_string(), self.check.then_some(self.command))
    }
}

/// Prints what was found in a document, then writes its crate; where `remedy` is given it compares only, and names that
/// command to whoever finds differences.
pub fn settle(reading: &Reading, directory: &Path, label: &str, remedy: Option<&str>) -> Outcome {
    let printed = lint::print(reading, Format::Text);
    match &reading.files {
        Some(files) => deliver(directory, files, label, remedy),
        None => printed,
    }
}

/// Writes files to a directory, or compares them with what is there; see [`settle`].
pub fn deliver(directory: &Path, files: &OutFiles, label: &str, remedy: Option<&str>) -> Outcome {
    match remedy {
        Some(remedy) => compare(directory, files, label, remedy),
        None => store(directory, files, label),
    }
}

fn compare(directory: &Path, files: &OutFiles, label: &str, remedy: &str) -> Outcome {
    match differences(directory, files) {
        Ok(difference) if difference.is_empty() => Outcome::Fine,
        Ok(difference) => {
            for (word, paths) in
                [("stale", &difference.stale), ("missing", &difference.missing), ("orphaned", &difference.orphaned)]
            {
                for path in paths {
                    eprintln!("{word}: {label}/{path}");
                }
            }
            eprintln!("{label} does not match what it is generated from; run `{remedy}`");
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
}
