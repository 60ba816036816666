//! Rules of style for our own documents: a document says all that it knows of the server.
//!
//! They look at the representation, after lowering, and only in curated mode of documents whose settings say `lint: truth`.
//! [`page`] describes them, and all other findings.

mod entries;
mod operations;
pub mod page;
#[cfg(test)]
mod tests;
mod types;
mod words;

use crate::diag::Sink;
use crate::ir::{Api, Place, Ty, TypeKind};

/// Reports all that breaks a rule.
pub fn run(sink: &mut Sink, api: &Api) {
    operations::check(sink, api);
    types::check(sink, api);
    words::check(sink, api);
}

/// A place behind other names of it.
fn resolved<'a>(api: &'a Api, mut place: &'a Place) -> &'a Place {
    // Aliases of aliases end soon; only a loop of them goes on.
    for _ in 0..16 {
        let Ty::Named(id) = place.ty else { break };
        let TypeKind::Alias(target) = &api[id].kind else { break };
        place = target;
    }
    place
}
