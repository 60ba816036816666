//! The macros that generated code consists of. Their expansions are small, as they are many: what can be
//! a function of the runtime is one.

mod chosen;
mod client;
mod form;
mod page;
mod record;
mod request;
mod scalar;
mod union;
