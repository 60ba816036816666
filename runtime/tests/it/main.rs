//! The runtime as generated code uses it, against servers on the loopback.

mod answers;
mod api;
mod models;
mod pages;
mod redirects;
mod requests;
mod secrets;
mod server;
mod transports;
mod troubles;
mod upgrades;
mod uploads;
mod walks;
