//! `inboxkit diff`: what a change to a document does to those who call the API, and to those who compile the crate.

use std::path::Path;

use clap::{Args, ValueEnum};
use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::render::text as findings;
use inboxkit_codegen::diag::{Mode, Severity};
use inboxkit_codegen::diff::{Acceptances, Document, Report, render};
use inboxkit_codegen::source::{DiskReader, Read};
use inboxkit_codegen::{Reading, diff, survey};

use crate::{Outcome, coloured, say, width};

/// What to compare, and how to print it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The document as it was
    #[arg(value_name = "OLD")]
    old: String,
    /// The document as it is
    #[arg(value_name = "NEW")]
    new: String,
    /// How changes are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// A list of accepted changes
    #[arg(long, value_name = "FILE")]
    accept: Option<String>,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, at a terminal
    Text,
    /// For the comment of a pull request
    Markdown,
    /// One JSON object
    Json,
    /// Annotations of GitHub workflows
    Github,
}

/// Compares.
pub fn run(arguments: &Arguments) -> Outcome {
    let report = compare(&arguments.old, &arguments.new).and_then(|document| {
        let accepted = accepted(&DiskReader::new(""), arguments.accept.as_deref())?;
        Ok(Report { documents: vec![document], accepted })
    });
    match report {
        Ok(report) => conclude(&report, arguments.format),
        Err(message) => {
            eprintln!("{}", message.trim_end());
            Outcome::Unusable
        }
    }
}

/// Compares two files; an error is what is printed where that cannot be done.
pub fn compare(old: &str, new: &str) -> Result<Document, String> {
    if let Some(none) = [old, new].into_iter().find(|path| !Path::new(path).is_file()) {
        return Err(format!("error: `{none}` is no file; two arguments are the files of two documents"));
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

/// The list of accepted changes at a path, none of which is an empty one; an error is what is printed where it cannot be read.
pub fn accepted(reader: &dyn Read, path: Option<&str>) -> Result<Acceptances, String> {
    let Some(path) = path else { return Ok(Acceptances::default()) };
    Acceptances::read(reader, path).map_err(|(found, sources)| findings(&found, &sources, coloured(&std::io::stderr())))
}

/// Prints what was found, and says whether it is to be looked at.
pub fn conclude(report: &Report, format: Format) -> Outcome {
    match format {
        Format::Text => say(&render::text(report, width(), coloured(&std::io::stdout()))),
        Format::Markdown => say(&render::markdown(report)),
        Format::Json => {
            for (at, why) in report.stale() {
                eprintln!("warning: {at}: {why}");
            }
            say(&render::json(report));
        }
        Format::Github => say(&render::annotations(report)),
    }
    if report.fails() { Outcome::Findings } else { Outcome::Fine }
}
