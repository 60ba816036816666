//! `cargo xtask diff`: what a change to a document does to those who call the API, and to those who compile the crate.

mod base;
mod specs;
#[cfg(test)]
pub mod tests;
mod version;

use std::path::Path;

use clap::Args;
use inboxkit::Outcome;
use inboxkit::diff::{Format, accepted, compare, conclude};
use inboxkit_codegen::diff::{Acceptances, Report};
use inboxkit_codegen::source::DiskReader;

use crate::workspace;

/// Where accepted changes of `spec/` are listed, relative to the workspace.
const ACCEPTED: &str = "spec/accepted-changes.yaml";

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
            (vec![compare(old, new)?], accepted(&DiskReader::new(""), arguments.accept.as_deref())?)
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
            (documents, of_workspace(&root, arguments.accept.as_deref())?)
        }
    };
    let report = Report { documents, accepted: list };
    Ok(conclude(&report, arguments.format))
}

/// The list of accepted changes: the one that is named, else that of `spec/` where it exists.
fn of_workspace(root: &Path, named: Option<&str>) -> Result<Acceptances, String> {
    match named {
        Some(path) => accepted(&DiskReader::new(""), Some(path)),
        None => accepted(&DiskReader::new(root), root.join(ACCEPTED).is_file().then_some(ACCEPTED)),
    }
}
