//! The document becomes the intermediate representation.
//!
//! Component schemas get their ids first, so that references can be lowered in any order; their content, and that of
//! whatever else is referred to, follows from a list, so that neither loops nor chains of references recurse.

mod check;
mod compose;
mod content;
mod context;
mod ends;
mod event;
mod examples;
mod exclusive;
mod facts;
mod operation;
mod pagination;
mod param;
mod root;
mod schema;
mod union;

use crate::diag::Sink;
use crate::document::Document;
use crate::ir::Api;
use crate::passes;

/// Lowers a document; what it says wrongly goes to the sink, and what can be read is there.
pub fn lower(sink: &mut Sink, document: &Document) -> Api {
    let mut lowering = context::Lowering::new(sink, document);
    lowering.reserve_components();
    lowering.root();
    lowering.operations();
    lowering.events();
    lowering.type_handle_params();
    lowering.lower_open();
    let context::Lowering { mut api, checks, sink, .. } = lowering;
    union::break_loops(sink, &mut api);
    content::check_forms(sink, &mut api);
    pagination::check(sink, &mut api);
    check::run(sink, &api, &checks);
    passes::usage::mark(&mut api);
    api
}
