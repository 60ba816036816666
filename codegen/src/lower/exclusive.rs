//! Keys of an object of which exactly one is there: `oneOf` of schemas that demand one key each.

use super::facts::Facts;
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::Span;

impl<'a> Facts<'a> {
    /// The indices of the properties of which exactly one is there. Where the branches do not say so clearly, that is
    /// reported, and each key may be there or not.
    pub fn exclusive(&self, sink: &mut Sink) -> Vec<usize> {
        let branches: Vec<Facts<'a>> = self.branches.iter().map(|node| Facts::of(node)).collect();
        if branches.len() < 2 || branches.iter().all(|branch| branch.required.is_empty()) {
            return Vec::new();
        }
        let mut seen: Vec<(&str, Span)> = self.required.clone();
        let mut indices = Vec::with_capacity(branches.len());
        for branch in &branches {
            self.check_known(&branch.required, sink);
            let [(key, span)] = *branch.required.as_slice() else {
                let message = format!("this branch demands {} keys, and not one", branch.required.len());
                let help = "let each branch of the `oneOf` demand one key; several keys that go together are an object";
                sink.refuse(Diagnostic::new(Code::AmbiguousUnion, branch.span, message, help));
                return Vec::new();
            };
            if let Some((_, before)) = seen.iter().find(|(name, _)| *name == key) {
                let message = format!("`{key}` does not tell which branch is meant: it is demanded elsewhere, too");
                let help = "let each branch demand a key of its own, and `required` of the object none of them";
                let found = Diagnostic::new(Code::AmbiguousUnion, span, message, help);
                sink.refuse(found.related(*before, "the other place"));
                return Vec::new();
            }
            seen.push((key, span));
            indices.extend(self.properties.iter().position(|property| property.name == key));
        }
        if indices.len() < branches.len() {
            return Vec::new();
        }
        // By their names, so that moving a key within the document renames nothing.
        indices.sort_by_key(|index| self.properties[*index].name);
        indices
    }
}
