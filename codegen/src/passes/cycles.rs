//! Finds the edges between types that must be boxed, so that every type has a size.
//!
//! A field or variant needs a box where its type contains the type it stands in, by value. Lists and maps hold their items
//! behind a pointer and break a cycle by themselves.

use std::collections::BTreeSet;

use crate::ir::walk::places_of_type;
use crate::ir::{Api, Place, Ty, TypeId};

/// The edges to box: a type and the index of its field, variant or (after the last field) kept keys.
///
/// All edges within a cycle are boxed, not just the ones that a walk happens to close it with: the result then does not
/// depend on where the walk began.
pub fn boxed(api: &Api) -> BTreeSet<(TypeId, usize)> {
    let component = components(api);
    let mut edges = BTreeSet::new();
    for (id, def) in api.types() {
        for (index, place) in places_of_type(&def.kind).into_iter().enumerate() {
            if let Some(to) = by_value(place)
                && component[to.0 as usize] == component[id.0 as usize]
            {
                edges.insert((id, index));
            }
        }
    }
    edges
}

/// The type that a place holds by value.
const fn by_value(place: &Place) -> Option<TypeId> {
    match place.ty {
        Ty::Named(id) => Some(id),
        _ => None,
    }
}

/// The strongly connected component of every type (Tarjan's algorithm, without recursion). A type that does not reach
/// itself is alone in its component; it has no edge to itself either, so it is never boxed.
fn components(api: &Api) -> Vec<u32> {
    let edges: Vec<Vec<usize>> = api
        .types
        .iter()
        .map(|def| places_of_type(&def.kind).into_iter().filter_map(by_value).map(|id| id.0 as usize).collect())
        .collect();
    let count = edges.len();
    let mut walk =
        Walk { order: vec![0; count], low: vec![0; count], component: vec![u32::MAX; count], ..Walk::default() };
    for root in 0..count {
        if walk.order[root] == 0 {
            walk.from(root, &edges);
        }
    }
    walk.component
}

#[derive(Default)]
struct Walk {
    order: Vec<u32>,
    low: Vec<u32>,
    component: Vec<u32>,
    stack: Vec<usize>,
    visited: u32,
    found: u32,
}

impl Walk {
    fn from(&mut self, root: usize, edges: &[Vec<usize>]) {
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((node, next)) = path.pop() {
            if let Some(&to) = edges[node].get(next) {
                path.push((node, next + 1));
                if self.order[to] == 0 {
                    self.enter(to);
                    path.push((to, 0));
                } else if self.component[to] == u32::MAX {
                    self.low[node] = self.low[node].min(self.order[to]);
                }
                continue;
            }
            if self.low[node] == self.order[node] {
                self.close(node);
            }
            if let Some(&(parent, _)) = path.last() {
                self.low[parent] = self.low[parent].min(self.low[node]);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.visited += 1;
        self.order[node] = self.visited;
        self.low[node] = self.visited;
        self.stack.push(node);
    }

    fn close(&mut self, root: usize) {
        while let Some(node) = self.stack.pop() {
            self.component[node] = self.found;
            if node == root {
                break;
            }
        }
        self.found += 1;
    }
}
