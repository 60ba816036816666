//! Commands that look into a document: what it means, and what comes of it.

use std::path::{Path, PathBuf};

use inboxkit::lint::{self, Format};
use inboxkit::{Outcome, say};
use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::ir::dump::dump;
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{generate, inspect};

use crate::workspace;

/// A document, and how to read it.
struct Subject {
    root: PathBuf,
    file: String,
    mode: Mode,
    config: Config,
}

/// `cargo xtask ir`.
pub fn ir(document: &Path) -> Outcome {
    let Some(subject) = subject(document) else { return Outcome::Unusable };
    let reading = inspect(&DiskReader::new(&subject.root), &subject.file, subject.mode);
    let printed = lint::print(&reading, Format::Text);
    match &reading.api {
        Some(api) => {
            say(&dump(api));
            printed
        }
        None => Outcome::Unusable,
    }
}

/// `cargo xtask stats`.
pub fn stats(document: &Path) -> Outcome {
    let Some(subject) = subject(document) else { return Outcome::Unusable };
    let reading = generate(&DiskReader::new(&subject.root), &subject.file, subject.mode, &subject.config);
    let printed = lint::print(&reading, Format::Text);
    match &reading.stats {
        Some(stats) => {
            println!("{stats}");
            printed
        }
        None => Outcome::Unusable,
    }
}

/// An API of `spec/` by its name, else the file of a document.
fn subject(document: &Path) -> Option<Subject> {
    let name = document.to_str()?.to_owned();
    if workspace::root().join("spec").join(&name).join("codegen.yaml").is_file() {
        let api = workspace::apis(&[name])?.pop()?;
        return Some(Subject {
            root: workspace::root(),
            file: api.document(),
            mode: Mode::Curated,
            config: api.config,
        });
    }
    if !document.is_file() {
        eprintln!("error: {name} is neither an API of spec/ nor a file");
        return None;
    }
    let config = Config::lenient("client", &name, Runtime::default());
    Some(Subject { root: PathBuf::new(), file: name, mode: Mode::Lenient, config })
}
