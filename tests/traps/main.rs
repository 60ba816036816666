//! What surprises about the server's answers, one test each, with the very bytes.
//!
//! Whoever wonders how a client meets one of these looks here first: `values` has what is surprising in JSON, `answers` what
//! is surprising in an answer as a whole, `pages` what is surprising in a listing, `requests` what must be sent otherwise than
//! it seems.

mod answers;
mod pages;
mod requests;
// It serves more tests than these.
#[allow(dead_code)]
#[path = "../../runtime/tests/it/server.rs"]
mod server;
mod values;
