//! `cargo xtask drift`: what a vendor's document and ours say of the same server.

#[cfg(test)]
mod tests;

use std::path::Path;

use clap::{Args, ValueEnum};
use inboxkit::diff::readable;
use inboxkit::{Outcome, coloured, say, width};
use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::diag::render::text as findings;
use inboxkit_codegen::diff::drift::{Drift, Settled};
use inboxkit_codegen::diff::render::drift as render;
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{Reading, diff, survey};

use crate::workspace;

/// What to compare, and how to print it.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The vendor's OpenAPI document
    #[arg(value_name = "VENDOR_FILE")]
    vendor: String,
    /// The API of spec/ that it describes
    #[arg(long, value_name = "API", default_value = "chatwoot")]
    api: String,
    /// The vendor has replaced the document: what is settled of older ones counts, too
    #[arg(long)]
    older: bool,
    /// How differences are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show what is settled, too
    #[arg(long)]
    all: bool,
}

/// How differences are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, at a terminal.
    Text,
    /// For issues and pull requests.
    Markdown,
    /// One JSON object.
    Json,
}

/// Compares.
pub fn run(arguments: &Arguments) -> Outcome {
    let drift = match compare(&workspace::root(), &arguments.vendor, &arguments.api, arguments.older) {
        Ok(drift) => drift,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            return Outcome::Unusable;
        }
    };
    match arguments.format {
        Format::Text => say(&render::text(&drift, arguments.all, width(), coloured(&std::io::stdout()))),
        Format::Markdown => say(&render::markdown(&drift, arguments.all)),
        Format::Json => say(&render::json(&drift, arguments.all)),
    }
    outcome(&drift)
}

fn outcome(drift: &Drift) -> Outcome {
    if drift.is_new() { Outcome::Findings } else { Outcome::Fine }
}

/// Compares a vendor's document with the one of `spec/`; an error is what is printed where that cannot be done.
fn compare(root: &Path, vendor: &str, name: &str, older: bool) -> Result<Drift, String> {
    if !Path::new(vendor).is_file() {
        return Err(format!("error: `{vendor}` is no file"));
    }
    let disk = DiskReader::new(root);
    let api = workspace::api(&disk, name).map_err(|why| format!("error: {why}"))?;
    let settled = Settled { older, ..settled(root, name)? };
    let config = Config::lenient("vendor", vendor, Runtime::default());
    let theirs = readable(survey(&DiskReader::new(""), vendor, Mode::Lenient, &config), vendor)?;
    let ours = readable(survey(&disk, &api.document(), Mode::Lenient, &api.config), name)?;
    let comparison = diff(&theirs, &ours);
    let parts = |reading: Reading| reading.api.map(|api| (api, reading.sources));
    let (Some((theirs, vendor_files)), Some((ours, our_files))) = (parts(theirs), parts(ours)) else {
        return Err("error: a document without an API cannot be compared".to_owned());
    };
    Ok(Drift::new(comparison, (&theirs, vendor_files), (&ours, our_files), settled))
}

/// What is settled of an API.
fn settled(root: &Path, name: &str) -> Result<Settled, String> {
    let path = format!("spec/{name}/drift.yaml");
    if !root.join(&path).is_file() {
        return Ok(Settled::default());
    }
    Settled::read(&DiskReader::new(root), &path)
        .map_err(|(found, sources)| findings(&found, &sources, coloured(&std::io::stderr())))
}
