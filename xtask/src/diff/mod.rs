//! `cargo xtask diff`: what a change to a document does to those who call the API, and to those who compile the crate.

mod base;
mod specs;
#[cfg(test)]
pub mod tests;
mod version;

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::{Args, ValueEnum};
use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::render::text as findings;
use inboxkit_codegen::diag::{Mode, Severity};
use inboxkit_codegen::diff::{Acceptances, Document, Report, render};
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{Reading, diff, survey};

use crate::{Outcome, coloured, say, workspace};

/// Where accepted changes of `spec/` are listed, relative to the workspace.
const ACCEPTED: &str = "spec/accepted-changes.yaml";

/// The width of lines where there is no window.
pub const WIDTH: usize = 100;

/// What to compare, and how to print it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A revision that spec/ is compared with, or two documents: the old file and the new
    ///
    /// Without a revision it is the commit at which this branch left main. Where the branch has no commits of its own, as main
    /// itself, it is the last commit if spec/ has changes that are not committed, else the commit before that.
    #[arg(value_names = ["BASE_REV | OLD", "NEW"], num_args = 0..=2)]
    compared: Vec<String>,
    /// APIs of spec/; all of them where none is named
    #[arg(long = "api", value_name = "API")]
    apis: Vec<String>,
    /// How changes are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The list of accepted changes; spec/accepted-changes.yaml for the documents of spec/
    #[arg(long, value_name = "FILE")]
    accept: Option<String>,
    /// Check instead that the version of each crate says what happened to it
    #[arg(long)]
    check_version: bool,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, at a terminal.
    Text,
    /// For the comment of a pull request.
    Markdown,
    /// One JSON object.
    Json,
    /// Annotations of GitHub workflows.
    Github,
}

/// Compares.
pub fn run(arguments: &Arguments) -> Outcome {
    match outcome(arguments) {
        Ok(outcome) => outcome,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            Outcome::Unusable
        }
    }
}

/// The same; an error is what is printed where nothing could be compared.
fn outcome(arguments: &Arguments) -> Result<Outcome, String> {
    let (documents, list) = match arguments.compared.as_slice() {
        [old, new] => {
            if arguments.check_version || !arguments.apis.is_empty() {
                return Err("error: two files have no version and no API; name a revision instead".to_owned());
            }
            (vec![files(old, new)?], accepted("", arguments.accept.as_deref(), None)?)
        }
        one => {
            let root = workspace::root();
            let base = match one.first() {
                Some(revision) => base::named(&root, revision),
                None => base::of_branch(&root),
            };
            let base = base.map_err(|why| format!("error: {why}"))?;
            eprintln!("compared with {}", base.what);
            let compared = specs::compare(&root, &base.reader, &arguments.apis)?;
            if arguments.check_version {
                return Ok(version::check(&compared, arguments.format == Format::Github));
            }
            let documents = compared.into_iter().map(|api| api.document).collect();
            (documents, accepted(&root, arguments.accept.as_deref(), Some(ACCEPTED))?)
        }
    };
    let report = Report { documents, accepted: list };
    print(&report, arguments.format);
    Ok(if report.fails() { Outcome::Findings } else { Outcome::Fine })
}

/// Compares two files of any kind.
fn files(old: &str, new: &str) -> Result<Document, String> {
    if let Some(none) = [old, new].into_iter().find(|path| !Path::new(path).is_file()) {
        return Err(format!("error: `{none}` is no file; two arguments are two documents, one is a revision"));
    }
    let read = |file: &str| {
        let config = Config::lenient("client", file, Runtime::default());
        readable(survey(&DiskReader::new(""), file, Mode::Lenient, &config), file)
    };
    let (base, revision) = (read(old)?, read(new)?);
    let comparison = diff(&base, &revision);
    Ok(Document { name: new.to_owned(), comparison, base: base.sources, revision: revision.sources })
}

/// A document that can be compared: what is only doubtful is the business of `lint`.
pub fn readable(reading: Reading, what: &str) -> Result<Reading, String> {
    let failed = |severity: Severity| severity == Severity::Error;
    let errors: Vec<_> = reading.diagnostics.iter().filter(|found| failed(found.severity)).cloned().collect();
    if errors.is_empty() && reading.api.is_some() {
        return Ok(reading);
    }
    let said = findings(&errors, &reading.sources, coloured(&std::io::stderr()));
    Err(format!("{said}\nerror: {what} cannot be compared before it can be read"))
}

/// The list of accepted changes: the one that is named, else the usual one where it exists.
fn accepted(root: impl AsRef<Path>, named: Option<&str>, usual: Option<&str>) -> Result<Acceptances, String> {
    let (reader, path) = match (named, usual) {
        (Some(path), _) => (DiskReader::new(""), path),
        (None, Some(path)) if root.as_ref().join(path).is_file() => (DiskReader::new(root.as_ref()), path),
        (None, _) => return Ok(Acceptances::default()),
    };
    Acceptances::read(&reader, path)
        .map_err(|(found, sources)| findings(&found, &sources, coloured(&std::io::stderr())))
}

fn print(report: &Report, format: Format) {
    match format {
        Format::Text => {
            let out = std::io::stdout();
            let width = if out.is_terminal() { window().unwrap_or(WIDTH) } else { WIDTH };
            say(&render::text(report, width, coloured(&out)));
        }
        Format::Markdown => say(&render::markdown(report)),
        Format::Json => {
            for (at, why) in report.stale() {
                eprintln!("warning: {at}: {why}");
            }
            say(&render::json(report));
        }
        Format::Github => say(&render::annotations(report)),
    }
}

/// The width of the terminal's window in letters, where it can be known.
pub fn window() -> Option<usize> {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    // A shell does not hand its COLUMNS on, and asking the terminal itself takes a library; `stty` is on every Unix.
    columns.or_else(|| {
        let terminal = std::fs::File::open("/dev/tty").ok()?;
        let output = Command::new("stty").arg("size").stdin(terminal).stderr(Stdio::null()).output().ok()?;
        String::from_utf8(output.stdout).ok()?.split_whitespace().nth(1)?.parse().ok()
    })
}
