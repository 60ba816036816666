//! Finds out which tag owns each type: the one whose operations alone reach it.

use crate::ir::walk::{event_types, named_in, reach, request_places, response_places};
use crate::ir::{Api, TagId, TypeId};

/// The owner of each type, by [`TypeId`]; `None` for what several tags, none, a handle or the error type need.
pub fn homes(api: &Api) -> Vec<Option<TagId>> {
    let mut homes = vec![None; api.types.len()];
    let seeds = seeds(api);
    let mut shared = reach(api, common(api, &seeds));
    for (tag, seeds) in (0..).map(TagId).zip(seeds) {
        if seeds.is_empty() {
            continue;
        }
        for (index, reached) in reach(api, seeds).into_iter().enumerate() {
            if reached && homes[index].replace(tag).is_some() {
                shared[index] = true;
            }
        }
    }
    for (home, shared) in homes.iter_mut().zip(shared) {
        if shared {
            *home = None;
        }
    }
    homes
}

/// Types that no feature may switch off: handles and errors are always there, and what no operation names.
fn common(api: &Api, seeds: &[Vec<TypeId>]) -> Vec<TypeId> {
    let named = reach(api, seeds.iter().flatten().copied());
    let mut found: Vec<TypeId> = api.error.into_iter().collect();
    for handle in &api.handles {
        handle.params.iter().for_each(|(_, place)| named_in(place, &mut found));
    }
    found.extend(api.types().map(|(id, _)| id).filter(|id| !named[id.0 as usize]));
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
