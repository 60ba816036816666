//! Compares which credentials a call needs.

use std::collections::BTreeSet;

use super::{Here, Walk};
use crate::diff::delta::Origin;
use crate::diff::finding::Rule;
use crate::diff::rules;
use crate::ir::{Api, Operation};
use crate::source::Span;

/// A change of what a call needs, before it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    rule: &'static Rule,
    what: String,
    old: Option<String>,
    new: Option<String>,
}

/// Alternatives of schemes, each by what the revision calls it.
type Sets = BTreeSet<BTreeSet<String>>;

impl Walk<'_> {
    /// Tells once what changed for all operations alike, and keeps it from being told again.
    pub fn common_requirements(&mut self, both: &[(usize, usize)]) {
        let mut all: Option<Vec<Need>> = None;
        for (old, new) in both {
            let needs = self.needs(&self.base.ops[*old], &self.revision.ops[*new]);
            match &mut all {
                None => all = Some(needs),
                Some(all) => all.retain(|need| needs.contains(need)),
            }
        }
        self.common = if both.len() > 1 { all.unwrap_or_default() } else { Vec::new() };
        if self.common.is_empty() {
            return;
        }
        let spans = |api: &Api| api.auth.first().map_or_else(Span::default, |scheme| scheme.span);
        let here = Here::both((Origin::Api, spans(self.base)), (Origin::Api, spans(self.revision)));
        let needs = self.common.clone();
        self.subject("every operation", here, |walk| {
            walk.at("security", |walk| {
                for need in needs {
                    walk.need(need);
                    walk.about_all_operations();
                }
            });
        });
    }

    /// Compares what two operations need.
    pub fn requirements(&mut self, old: &Operation, new: &Operation) {
        let needs = self.needs(old, new);
        self.at("security", |walk| {
            for need in needs {
                if !walk.common.contains(&need) {
                    walk.need(need);
                }
            }
        });
    }

    fn need(&mut self, need: Need) {
        self.report_of(need.rule, need.what, need.old, need.new);
    }

    fn needs(&self, old: &Operation, new: &Operation) -> Vec<Need> {
        if old.auth == new.auth && old.scopes == new.scopes && self.schemes_keep_their_names() {
            return Vec::new();
        }
        let before: Sets = alternatives(old, |name| self.renamed(name));
        let after: Sets = alternatives(new, str::to_owned);
        let mut needs = Vec::new();
        let free = |sets: &Sets| sets.iter().any(BTreeSet::is_empty);
        let words = |sets: &Sets| {
            sets.iter().filter(|set| !set.is_empty()).map(|set| set_words(set)).collect::<Vec<_>>().join(" or ")
        };
        match (free(&before), free(&after)) {
            (true, false) => needs.push(Need {
                rule: &rules::SECURITY_ADDED,
                what: format!("it needs {} now", words(&after)),
                old: None,
                new: Some(words(&after)),
            }),
            (false, true) => needs.push(Need {
                rule: &rules::SECURITY_REMOVED,
                what: "it needs no credential any more".to_owned(),
                old: Some(words(&before)),
                new: None,
            }),
            // Who needs none is not hit by which would do.
            (true, true) => {}
            (false, false) => needs.extend(alternatives_differ(&before, &after)),
        }
        needs.extend(self.scopes(old, new));
        needs
    }

    fn scopes(&self, old: &Operation, new: &Operation) -> Vec<Need> {
        let of = |op: &Operation, rename: &dyn Fn(&str) -> String| {
            op.scopes.iter().map(|(scheme, scope)| (rename(scheme), scope.clone())).collect::<BTreeSet<_>>()
        };
        let (before, after) = (of(old, &|name| self.renamed(name)), of(new, &str::to_owned));
        // What is said of a scheme that came or went is said with it.
        let known = |op: &Operation, scheme: &str| {
            op.auth.iter().flatten().any(|name| name == scheme || self.renamed(name) == scheme)
        };
        let told = |pair: &&(String, String)| known(old, &pair.0) && known(new, &pair.0);
        let gone = before.difference(&after).filter(told).map(|(scheme, scope)| Need {
            rule: &rules::SECURITY_SCOPE_REMOVED,
            what: format!("it no longer needs the scope `{scope}` of `{scheme}`"),
            old: Some(scope.clone()),
            new: None,
        });
        let came = after.difference(&before).filter(told).map(|(scheme, scope)| Need {
            rule: &rules::SECURITY_SCOPE_ADDED,
            what: format!("it needs the scope `{scope}` of `{scheme}` now"),
            old: None,
            new: Some(scope.clone()),
        });
        gone.chain(came).collect()
    }

    fn schemes_keep_their_names(&self) -> bool {
        self.schemes.both.iter().all(|(old, new)| self.base.auth[*old].name == self.revision.auth[*new].name)
    }

    /// What the revision calls a scheme of the base.
    fn renamed(&self, name: &str) -> String {
        let found = self.schemes.both.iter().find(|(old, _)| self.base.auth[*old].name == name);
        found.map_or_else(|| name.to_owned(), |(_, new)| self.revision.auth[*new].name.clone())
    }
}

fn alternatives(op: &Operation, rename: impl Fn(&str) -> String) -> Sets {
    if op.auth.is_empty() {
        return Sets::from([BTreeSet::new()]);
    }
    op.auth.iter().map(|set| set.iter().map(|name| rename(name)).collect()).collect()
}

fn alternatives_differ(before: &Sets, after: &Sets) -> Vec<Need> {
    let mut needs = Vec::new();
    // Credentials that were enough are so if some of them are enough now.
    for set in before.iter().filter(|set| !after.iter().any(|other| other.is_subset(set))) {
        needs.push(Need {
            rule: &rules::SECURITY_ALTERNATIVE_REMOVED,
            what: format!("{} alone is no longer enough", set_words(set)),
            old: Some(set_words(set)),
            new: None,
        });
    }
    for set in after.iter().filter(|set| !before.iter().any(|other| other.is_subset(set))) {
        needs.push(Need {
            rule: &rules::SECURITY_ALTERNATIVE_ADDED,
            what: format!("{} is enough now", set_words(set)),
            old: None,
            new: Some(set_words(set)),
        });
    }
    needs
}

fn set_words(set: &BTreeSet<String>) -> String {
    set.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
