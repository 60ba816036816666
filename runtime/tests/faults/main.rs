//! The fault matrix: what callers get when servers, connections and proxies go wrong, against real ones on the loopback.
//!
//! `UPDATE=1 cargo test --test faults` writes the table to `docs/faults.md`.

mod api;
mod docs;
mod dropped;
mod http2;
mod matrix;
mod peer;
mod proxy;
mod rows;
#[path = "../../examples/soak/run.rs"]
mod run;
mod secure;
#[path = "../../examples/soak/server.rs"]
mod server;
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

/// The short form of `cargo xtask soak`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_is_done_twice() {
    let report = run::run(2_000).await;
    for property in report {
        assert!(property.holds, "{property}");
    }
}
