//! The documents of `spec/`, compared with themselves at a revision.

use std::path::Path;

use inboxkit::diff::readable;
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::diff::Document;
use inboxkit_codegen::source::{DiskReader, GitReader, Read, SourceSet, Span, parse};
use inboxkit_codegen::{Reading, diff, survey};

use crate::workspace::{self, ApiDir};

/// An API that was compared.
pub struct Compared {
    /// Its name.
    pub name: String,
    /// What was found.
    pub document: Document,
    /// The version of its crate at the base; none where there was no such API.
    pub base: Option<Version>,
    /// The version of its crate now; none where it is gone.
    pub revision: Option<Version>,
}

/// The version of a crate, and where it is written.
pub struct Version {
    /// The version as it is written.
    pub text: String,
    /// `spec/<api>/codegen.yaml:3:10`.
    pub at: (String, u32, u32),
}

/// Compares the APIs of these names, all that there are on either side where none is named.
pub fn compare(root: &Path, base: &GitReader, names: &[String]) -> Result<Vec<Compared>, String> {
    let disk = DiskReader::new(root);
    let names = if names.is_empty() { all(root, base)? } else { names.to_vec() };
    names.into_iter().map(|name| one(name, base, &disk)).collect()
}

/// The names of the APIs that there are on either side.
fn all(root: &Path, base: &GitReader) -> Result<Vec<String>, String> {
    let mut names = workspace::names(root).map_err(|error| format!("error: spec/ cannot be read: {error}"))?;
    let there = base.names("spec").map_err(|why| format!("error: spec/ cannot be listed: {why}"))?;
    names.extend(there.into_iter().filter(|name| base.read(&settings(name)).is_ok()));
    names.sort();
    names.dedup();
    Ok(names)
}

fn settings(name: &str) -> String {
    format!("spec/{name}/codegen.yaml")
}

fn one(name: String, base: &GitReader, disk: &DiskReader) -> Result<Compared, String> {
    let versions = (version(base, &name), version(disk, &name));
    let api = |reader: &dyn Read| workspace::api(reader, &name).map_err(|why| format!("error: {why}"));
    let before = || format!("{name}, as it was at {},", base.commit());
    let document = match (&versions.0, &versions.1) {
        (None, None) => return Err(format!("error: there is no spec/{name}, and was none")),
        (Some(_), None) => {
            let api = api(base)?;
            let gone = readable(read(base, &api), &before())?;
            Document::alone(&name, &api.document(), true, gone.api.as_ref(), gone.sources)
        }
        (None, Some(_)) => {
            let api = api(disk)?;
            let new = readable(read(disk, &api), &name)?;
            Document::alone(&name, &api.document(), false, new.api.as_ref(), new.sources)
        }
        (Some(_), Some(_)) => {
            let revision = api(disk)?;
            // Settings that this generator does not know any more say nothing about the API: those of today stand in.
            let old = workspace::api(base, &name).unwrap_or_else(|why| {
                eprintln!("note: at the base {why}; the settings of today are used");
                ApiDir { name: name.clone(), config: revision.config.clone() }
            });
            let (old, new) = (readable(read(base, &old), &before())?, readable(read(disk, &revision), &name)?);
            let comparison = diff(&old, &new);
            Document { name: name.clone(), comparison, base: old.sources, revision: new.sources }
        }
    };
    Ok(Compared { name, document, base: versions.0, revision: versions.1 })
}

/// Reads a document. What is doubtful in it is no error here: a reviewer sees the change although `lint` complains.
fn read(reader: &dyn Read, api: &ApiDir) -> Reading {
    survey(reader, &api.document(), Mode::Lenient, &api.config)
}

/// The version that the settings of an API give its crate.
fn version(reader: &dyn Read, name: &str) -> Option<Version> {
    use inboxkit_codegen::config::FIRST_VERSION;
    use inboxkit_codegen::diag::Sink;

    let path = settings(name);
    let text = reader.read(&path).ok()?;
    let file = SourceSet::default().add(path.as_str(), "");
    // Whoever reads the settings as a whole says what is wrong with them.
    let node = parse(&mut Sink::new(Mode::Lenient), file, &text);
    let written = node.as_ref().and_then(|node| node.get("version"));
    let text = written.and_then(|version| version.as_str()).unwrap_or(FIRST_VERSION).to_owned();
    let span = written.map_or_else(Span::default, |version| version.span);
    Some(Version { text, at: (path, span.line, span.column) })
}
