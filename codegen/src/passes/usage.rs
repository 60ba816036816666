//! Marks which types are sent and which are received. A type that nothing names is for callers, who may do either.

use crate::ir::walk::{event_types, named_in, reach, request_places, response_places};
use crate::ir::{Api, Place, TypeId};

/// Fills [`TypeDef::usage`](crate::ir::TypeDef::usage) of every type.
pub fn mark(api: &mut Api) {
    let sent = reach(api, roots(api.ops.iter().flat_map(request_places)));
    let received = reach(
        api,
        roots(api.ops.iter().flat_map(response_places))
            .into_iter()
            .chain(api.error)
            .chain(api.events.iter().flat_map(event_types)),
    );
    for (index, def) in api.types.iter_mut().enumerate() {
        let is_loose = !sent[index] && !received[index];
        def.usage.request = sent[index] || is_loose;
        def.usage.response = received[index] || is_loose;
    }
}

fn roots<'a>(places: impl Iterator<Item = &'a Place>) -> Vec<TypeId> {
    let mut found = Vec::new();
    places.for_each(|place| named_in(place, &mut found));
    found
}
