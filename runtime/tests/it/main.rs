//! The runtime as generated code uses it, against servers on the loopback.

mod answers;
mod api;
mod batches;
mod cancelling;
mod downloads;
mod events;
mod hooks;
mod integer_tags;
mod logins;
mod mocks;
mod models;
mod pages;
mod redirects;
mod requests;
mod retries;
mod script;
mod secrets;
mod server;
mod transports;
mod troubles;
mod upgrades;
mod uploads;
mod walks;
