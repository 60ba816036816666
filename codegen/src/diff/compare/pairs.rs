//! Pairs of types that were met in the same place, and how often: what changed in a type is told once for all its places.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diff::delta::Delta;
use crate::diff::finding::Direction;
use crate::ir::TypeId;
use crate::source::Span;

/// Two types that were met in the same place.
pub struct Pair {
    /// The one of the base and the one of the revision.
    pub types: (TypeId, TypeId),
    /// The pairs that it leads to.
    pub leads_to: Vec<usize>,
}

/// All pairs of types, each once for each way that it travels.
#[derive(Default)]
pub struct Pairs {
    /// The pairs in the order in which they were met.
    pub list: Vec<Pair>,
    /// Which they are: the types, their direction, and whether they are written as text.
    pub known: HashMap<(TypeId, TypeId, Direction, bool), usize>,
    /// The pairs that each subject leads to: an operation, an event.
    pub subjects: Vec<Vec<usize>>,
}

/// What makes two changes one: the rule, the places in both documents, and what they say.
type Same = (&'static str, Option<Span>, Option<Span>, Option<String>, Option<String>);

impl Pairs {
    /// Tells each change once: types that lend their keys to others by `allOf`, and parameters that several operations refer
    /// to, stand at one place of the document. Tells of each how many more subjects it hits.
    pub fn told_once(&self, deltas: Vec<Delta>) -> Vec<Delta> {
        let mut kept: Vec<(Delta, BTreeSet<usize>)> = Vec::with_capacity(deltas.len());
        let mut known: HashMap<Same, usize> = HashMap::new();
        let hit: HashSet<usize> = deltas.iter().filter_map(|delta| delta.pair).collect();
        let subjects = self.subjects_of(&hit);
        for delta in deltas {
            let hits = match delta.pair {
                Some(pair) => subjects.get(&pair).cloned().unwrap_or_default(),
                None => BTreeSet::from([delta.subject]),
            };
            let first = same(&delta).map(|same| *known.entry(same).or_insert(kept.len()));
            let same = first.filter(|first| *first < kept.len());
            match same {
                Some(index) => {
                    kept[index].0.absorb(delta);
                    kept[index].1.extend(hits);
                }
                None => kept.push((delta, hits)),
            }
        }
        kept.into_iter().map(counted).collect()
    }

    /// The subjects that lead to some pairs.
    fn subjects_of(&self, hit: &HashSet<usize>) -> HashMap<usize, BTreeSet<usize>> {
        let mut found: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        if hit.is_empty() {
            return found;
        }
        let mut seen = vec![usize::MAX; self.list.len()];
        for (subject, roots) in self.subjects.iter().enumerate() {
            let mut open = roots.clone();
            while let Some(pair) = open.pop() {
                if std::mem::replace(&mut seen[pair], subject) == subject {
                    continue;
                }
                if hit.contains(&pair) {
                    found.entry(pair).or_default().insert(subject);
                }
                open.extend(&self.list[pair].leads_to);
            }
        }
        found
    }
}

/// What a change is one with others by; nothing where it stands for itself.
fn same(delta: &Delta) -> Option<Same> {
    let finding = &delta.finding;
    // An operation that refers to a parameter anew is told, whoever else refers to it.
    let within = delta.pair.is_some() || finding.base.is_some() && finding.revision.is_some();
    let placed = finding.base.is_some() || finding.revision.is_some();
    (within && placed)
        .then(|| (finding.rule.code, finding.base, finding.revision, finding.old.clone(), finding.new.clone()))
}

fn counted((mut delta, hits): (Delta, BTreeSet<usize>)) -> Delta {
    let more = hits.len().saturating_sub(1);
    if more > 0 {
        let places = if more == 1 { "place" } else { "places" };
        delta.finding.what = format!("{} (and so in {more} more {places} of the API)", delta.finding.what);
    }
    delta
}
