//! `inboxkit lint`: what is wrong with a document, without generating from it.

use std::path::Path;

use clap::{Args, ValueEnum};
use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::{Mode, Severity, render};
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{Reading, generate};

use crate::{Outcome, can_be_read, coloured};

/// What to look at, and how to print it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// OpenAPI documents, each by its root file
    #[arg(required = true, value_name = "FILE")]
    documents: Vec<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object a line
    Json,
    /// Annotations of GitHub workflows
    Github,
}

/// Looks at documents.
pub fn run(arguments: &Arguments) -> Outcome {
    let mut outcome = Outcome::Fine;
    for document in &arguments.documents {
        if !can_be_read(Path::new(document)) {
            outcome = Outcome::Unusable;
            continue;
        }
        let config = Config::lenient("client", document, Runtime::default());
        // Names are part of what can be wrong, so that everything but writing is done.
        let reading = generate(&DiskReader::new(""), document, Mode::Lenient, &config);
        print(&reading, arguments.format);
        outcome = match outcome {
            Outcome::Fine if !reading.diagnostics.is_empty() => Outcome::Findings,
            before => before,
        };
    }
    outcome
}

/// Prints what was found; errors are findings, warnings alone are not.
pub fn print(reading: &Reading, format: Format) -> Outcome {
    let (found, sources) = (&reading.diagnostics, &reading.sources);
    match format {
        Format::Text if found.is_empty() => {}
        Format::Text => {
            eprint!("{}", render::text(found, sources, coloured(&std::io::stderr())));
            eprintln!("\n{}", render::summary(found));
        }
        Format::Json => print!("{}", render::json_lines(found, sources)),
        Format::Github => print!("{}", render::annotations(found, sources)),
    }
    let failed = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if failed { Outcome::Findings } else { Outcome::Fine }
}
