//! The stages in their order: a document is read, lowered, planned and emitted.

use crate::config::{Config, Lint};
use crate::diag::{Diagnostic, Mode, Sink};
use crate::diff::{self, Comparison, Side};
use crate::document::{self, to_json_text};
use crate::emit::{self, stats::Stats};
use crate::ir::Api;
use crate::lint;
use crate::lower;
use crate::output::OutFiles;
use crate::plan::{self, Plan};
use crate::source::{Read, SourceSet};

/// What came of a document.
#[derive(Debug)]
pub struct Reading {
    /// The files that were read, for printing what was found.
    pub sources: SourceSet,
    /// What was found, in the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// What the document means, as far as it could be read.
    pub api: Option<Api>,
    /// The decisions on its crate, where they were asked for.
    pub plan: Option<Plan>,
    /// The files of the crate; none where an error was found.
    pub files: Option<OutFiles>,
    /// Counts of what was emitted.
    pub stats: Option<Stats>,
}

/// Reads a document and says what it means.
pub fn inspect(reader: &dyn Read, root: &str, mode: Mode) -> Reading {
    let mut sink = Sink::new(mode);
    let mut sources = SourceSet::default();
    let document = document::load(&mut sink, &mut sources, reader, root);
    let api = document.map(|document| lower::lower(&mut sink, &document));
    Reading { sources, diagnostics: sink.into_sorted(), api, plan: None, files: None, stats: None }
}

/// Reads a document and decides on its crate, without writing it: what [`diff()`] compares.
pub fn survey(reader: &dyn Read, root: &str, mode: Mode, config: &Config) -> Reading {
    let mut sink = Sink::new(mode);
    let mut sources = SourceSet::default();
    let document = document::load(&mut sink, &mut sources, reader, root);
    let api = document.map(|document| lower::lower(&mut sink, &document));
    let plan = api.as_ref().map(|api| plan::build(&mut sink, api, config));
    Reading { sources, diagnostics: sink.into_sorted(), api, plan, files: None, stats: None }
}

fn side(reading: &Reading) -> Option<Side<'_>> {
    Some(Side { api: reading.api.as_ref()?, plan: reading.plan.as_ref()? })
}

/// Compares what two documents mean and what becomes of their crates; both come from [`survey`] or [`generate`].
///
/// Where one of them could not be read at all there is nothing to compare, and nothing is found.
pub fn diff(base: &Reading, revision: &Reading) -> Comparison {
    match (side(base), side(revision)) {
        (Some(base), Some(revision)) => diff::compare(base, revision),
        _ => Comparison::default(),
    }
}

/// Reads a document and generates its crate.
///
/// Nothing depends on the time, the machine, or the order in which a hash map gives its entries: the same document gives
/// the same bytes.
pub fn generate(reader: &dyn Read, root: &str, mode: Mode, config: &Config) -> Reading {
    let mut sink = Sink::new(mode);
    let mut sources = SourceSet::default();
    let Some(document) = document::load(&mut sink, &mut sources, reader, root) else {
        return Reading { sources, diagnostics: sink.into_sorted(), api: None, plan: None, files: None, stats: None };
    };
    let api = lower::lower(&mut sink, &document);
    if config.lint == Lint::Truth && mode == Mode::Curated {
        lint::run(&mut sink, &api);
    }
    let plan = plan::build(&mut sink, &api, config);
    let (mut files, mut stats) = (None, None);
    if !sink.has_errors() {
        let emitted = emit::emit(&api, &plan, config, &to_json_text(&document.bundled));
        stats = Some(Stats::of(&api, &emitted));
        files = Some(emitted);
    }
    Reading { sources, diagnostics: sink.into_sorted(), api: Some(api), plan: Some(plan), files, stats }
}
