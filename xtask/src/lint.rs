//! `cargo xtask lint`: what is wrong with the documents of `spec/`, without generating from them.

use clap::Args;
use inboxkit::Outcome;
use inboxkit::lint::{Format, print};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::generate;
use inboxkit_codegen::source::DiskReader;

use crate::workspace;

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
