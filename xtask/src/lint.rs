//! `cargo xtask lint`: what is wrong with a document, without generating from it.

use clap::Args;
use inboxkit_codegen::diag::{Mode, Severity, render};
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{Reading, generate};

use crate::{Format, Outcome, coloured, workspace};

/// What to look at, and how to print it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// APIs of spec/; all of them where none is named
    apis: Vec<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Looks at documents.
pub fn run(arguments: &Arguments) -> Outcome {
    let Some(apis) = workspace::apis(&arguments.apis) else { return Outcome::Unusable };
    let mut outcome = Outcome::Fine;
    for api in &apis {
        // Names are part of what can be wrong, so that everything but writing is done.
        let reading = generate(&DiskReader::new(workspace::root()), &api.document(), Mode::Curated, &api.config);
        if print(&reading, arguments.format) == Outcome::Findings || !reading.diagnostics.is_empty() {
            outcome = Outcome::Findings;
        }
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
