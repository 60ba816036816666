//! The fault matrix: what callers get when servers, connections and proxies go wrong, against real ones on the loopback.
//!
//! `UPDATE=1 cargo test --test faults` writes the table to `docs/faults.md`.

mod api;
mod docs;
mod http2;
mod matrix;
mod peer;
mod proxy;
mod rows;
mod secure;
mod stale;
mod table;

#[tokio::test]
async fn connections_that_fail() {
    matrix::check(rows::connections()).await;
}

#[tokio::test]
async fn answers_that_are_no_http() {
    matrix::check(rows::protocol()).await;
}

#[tokio::test]
async fn bodies_that_are_not_what_was_promised() {
    matrix::check(rows::bodies()).await;
}

#[tokio::test]
async fn time_that_runs_out() {
    matrix::check(rows::time()).await;
}

#[tokio::test]
async fn statuses_of_refusal() {
    matrix::check(rows::statuses()).await;
}

#[tokio::test]
async fn redirects() {
    matrix::check(rows::redirects()).await;
}

#[tokio::test]
async fn secure_connections() {
    matrix::check(rows::tls()).await;
}

#[tokio::test]
async fn proxies() {
    matrix::check(rows::proxies()).await;
}

#[tokio::test]
async fn http2() {
    matrix::check(rows::http2()).await;
}
