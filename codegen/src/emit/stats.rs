//! Counts what an API has and what became of it, for figures and budgets.

use std::collections::BTreeMap;
use std::fmt;

use crate::ir::walk::{places_of_type, request_places, response_places};
use crate::ir::{AnyReason, Api, Place, Ty, TypeKind};
use crate::output::OutFiles;

/// Figures of one API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Operations.
    pub operations: usize,
    /// Groups that have operations.
    pub groups: usize,
    /// Types by what they are.
    pub types: BTreeMap<&'static str, usize>,
    /// Places that take any value, by the reason.
    pub untyped: BTreeMap<AnyReason, usize>,
    /// All places that hold a value.
    pub places: usize,
    /// Emitted lines by the kind of file, blank ones and documentation left out.
    pub lines: BTreeMap<&'static str, usize>,
    /// Emitted lines of documentation.
    pub doc_lines: usize,
}

impl Stats {
    /// Counts.
    pub fn of(api: &Api, files: &OutFiles) -> Self {
        let mut stats = Self { operations: api.ops.len(), ..Self::default() };
        let mut tags: Vec<_> = api.ops.iter().map(|op| op.tag).collect();
        tags.sort_unstable();
        tags.dedup();
        stats.groups = tags.len();
        for def in &api.types {
            *stats.types.entry(kind(&def.kind)).or_default() += 1;
            for place in places_of_type(&def.kind) {
                stats.count(place);
            }
        }
        for op in &api.ops {
            request_places(op).into_iter().chain(response_places(op)).for_each(|place| stats.count(place));
        }
        for (path, text) in files.iter().filter(|(path, _)| OutFiles::is_rust(path)) {
            let docs = text.lines().filter(|line| line.trim_start().starts_with("//")).count();
            let blank = text.lines().filter(|line| line.trim().is_empty()).count();
            stats.doc_lines += docs;
            *stats.lines.entry(part(path)).or_default() += text.lines().count() - docs - blank;
        }
        stats
    }

    fn count(&mut self, place: &Place) {
        self.places += 1;
        match &place.ty {
            Ty::List(inner) | Ty::Map(inner) => self.count(inner),
            Ty::Any(reason) => *self.untyped.entry(*reason).or_default() += 1,
            Ty::Scalar(_) | Ty::Named(_) => {}
        }
    }

    /// Emitted lines per operation: groups, methods, tables, requests and setters, without models.
    pub fn lines_per_operation(&self) -> usize {
        self.lines.get("operations").copied().unwrap_or_default().div_ceil(self.operations.max(1))
    }
}

const fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "structs",
        TypeKind::Enum(_) => "enums",
        TypeKind::Union(_) => "unions",
        TypeKind::Id(_) => "ids",
        TypeKind::Alias(_) => "aliases",
    }
}

fn part(path: &str) -> &'static str {
    match path {
        _ if path.contains("/operations/") => "operations",
        _ if path.contains("/models/") => "models",
        _ if path.starts_with("tests/") => "tests",
        _ => "rest",
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "operations: {} in {} groups", self.operations, self.groups)?;
        let list = |counts: &BTreeMap<&'static str, usize>| {
            counts.iter().map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
        };
        writeln!(f, "types: {}", list(&self.types))?;
        writeln!(f, "lines: {}, {} of documentation", list(&self.lines), self.doc_lines)?;
        writeln!(f, "lines per operation: {}", self.lines_per_operation())?;
        let untyped: usize = self.untyped.values().sum();
        writeln!(f, "untyped values: {untyped} of {}", self.places)?;
        for (reason, count) in &self.untyped {
            writeln!(f, "  {count} {reason:?}")?;
        }
        Ok(())
    }
}
