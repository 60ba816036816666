//! Finds out which tag owns each type: the one whose operations alone reach it.

use crate::ir::walk::{event_types, named_in, reach, request_places, response_places};
use crate::ir::{Api, TagId, TypeId};

/// The owner of each type, by [`TypeId`]; `None` for what several tags need, none, a handle or the error type, and for what
/// a type without an owner is made of.
pub fn homes(api: &Api) -> Vec<Option<TagId>> {
    let mut homes = vec![None; api.types.len()];
    let mut reached_at_all = vec![false; api.types.len()];
    let mut shared = reach(api, common(api));
    for (tag, seeds) in (0..).map(TagId).zip(seeds(api)) {
        if seeds.is_empty() {
            continue;
        }
        for (index, reached) in reach(api, seeds).into_iter().enumerate() {
            reached_at_all[index] |= reached;
            if reached && homes[index].replace(tag).is_some() {
                shared[index] = true;
            }
        }
    }
    // What no tag needs is always there, and so must be what it is made of.
    let loose = (0..).map(TypeId).zip(&reached_at_all).filter(|(_, reached)| !**reached).map(|(id, _)| id);
    for (shared, needed) in shared.iter_mut().zip(reach(api, loose)) {
        *shared |= needed;
    }
    for (home, shared) in homes.iter_mut().zip(shared) {
        if shared {
            *home = None;
        }
    }
    homes
}

/// Types that no feature may switch off: handles and errors are always there.
fn common(api: &Api) -> Vec<TypeId> {
    let mut found: Vec<TypeId> = api.error.into_iter().collect();
    for handle in &api.handles {
        handle.params.iter().for_each(|(_, place)| named_in(place, &mut found));
    }
    found
}

/// The types that the operations and events of each tag name.
fn seeds(api: &Api) -> Vec<Vec<TypeId>> {
    let mut seeds = vec![Vec::new(); api.tags.len()];
    for op in &api.ops {
        let found = &mut seeds[op.tag.0 as usize];
        request_places(op).into_iter().chain(response_places(op)).for_each(|place| named_in(place, found));
    }
    for group in &api.events {
        seeds[group.tag.0 as usize].extend(event_types(group));
    }
    seeds
}
