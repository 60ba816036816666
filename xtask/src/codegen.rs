//! `cargo xtask codegen`: documents become crates, and the tables of findings and of rules pages.

use std::path::PathBuf;

use clap::Args;
use inboxkit::Outcome;
use inboxkit::generate::{Order, deliver, settle};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::diff::page::text as diff_page;
use inboxkit_codegen::generate;
use inboxkit_codegen::lint::page::text as lint_page;
use inboxkit_codegen::output::OutFiles;
use inboxkit_codegen::source::DiskReader;

use crate::workspace;

/// How its users call this command.
const COMMAND: &str = "cargo xtask codegen";

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
        let runtime = arguments.runtime.clone().unwrap_or_else(|| workspace::root().join("runtime"));
        let (name, runtime, check) = (arguments.name.as_deref(), Some(runtime.as_path()), arguments.check);
        return Order { document: spec, out, name, runtime, command: COMMAND, check }.carry_out();
    }
    let Some(apis) = workspace::apis(&arguments.apis) else { return Outcome::Unusable };
    let remedy = arguments.check.then_some(COMMAND);
    let mut outcome = Outcome::Fine;
    for api in &apis {
        let reading = generate(&DiskReader::new(workspace::root()), &api.document(), Mode::Curated, &api.config);
        let one = settle(&reading, &api.generated(), &format!("generated/{}", api.name), remedy);
        outcome = if outcome == Outcome::Fine { one } else { outcome };
    }
    let one = pages(remedy);
    if outcome == Outcome::Fine { one } else { outcome }
}

/// The pages of `docs/` that are not written by hand.
fn pages(remedy: Option<&str>) -> Outcome {
    let mut files = OutFiles::default();
    files.add("diff-rules.md", diff_page());
    files.add("lints.md", lint_page());
    deliver(&workspace::root().join("docs"), &files, "docs", remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_checked_in_matches_the_documents() {
        let arguments = Arguments { apis: Vec::new(), check: true, spec: None, out: None, name: None, runtime: None };
        assert_eq!(run(&arguments), Outcome::Fine, "run `cargo xtask codegen`");
    }
}
