//! `inboxkit mock`: serves an API from its document, for trying a client without the server.

use std::path::PathBuf;

use clap::Args;
use inboxkit_codegen::diag::{Mode, Sink, render};
use inboxkit_codegen::document::{load, to_json_text};
use inboxkit_codegen::source::{DiskReader, SourceSet};
use inboxkit_mock::Mock;

use crate::{Outcome, coloured, say};

/// What to serve, and where.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An OpenAPI document, by its root file
    #[arg(value_name = "FILE")]
    document: PathBuf,
    /// The port on 127.0.0.1; 0 is one that is free
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Answer as a newer server would, with keys and values that the document does not know
    #[arg(long)]
    drift: bool,
    /// Do not print a line for each request
    #[arg(long)]
    quiet: bool,
}

/// Serves until it is interrupted.
pub fn run(arguments: &Arguments) -> Outcome {
    let Some(path) = arguments.document.to_str() else {
        eprintln!("error: the document needs a path in UTF-8");
        return Outcome::Unusable;
    };
    let (mut sink, mut sources) = (Sink::new(Mode::Lenient), SourceSet::default());
    let document = load(&mut sink, &mut sources, &DiskReader::new(""), path);
    let Some(document) = document.filter(|_| !sink.has_errors()) else {
        eprint!("{}", render::text(&sink.into_sorted(), &sources, coloured(&std::io::stderr())));
        return Outcome::Unusable;
    };
    match serve(&to_json_text(&document.bundled), arguments) {
        Ok(()) => Outcome::Fine,
        Err(why) => {
            eprintln!("error: {path}: {why}");
            Outcome::Unusable
        }
    }
}

fn serve(document: &str, arguments: &Arguments) -> Result<(), String> {
    let mock = Mock::from_json(document).map_err(|error| chain(&error))?;
    let mock = mock.echo(true).drift(arguments.drift).log(!arguments.quiet);
    let running = mock.serve(([127, 0, 0, 1], arguments.port)).map_err(|error| chain(&error))?;
    say(&format!("{} operations at {}\n", mock.operations().len(), running.base_url()));
    running.until_interrupted().map_err(|error| chain(&error))
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
