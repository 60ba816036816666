//! The program `inboxkit`: reads its arguments, and leaves the rest to the commands.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
#[cfg(feature = "mock")]
use inboxkit::mock;
use inboxkit::{diff, generate, lint};

/// Typed, async Rust clients from OpenAPI documents.
#[derive(Debug, Parser)]
#[command(name = "inboxkit", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate a client crate from a document
    Generate(generate::Arguments),
    /// Say what is wrong with documents
    Lint(lint::Arguments),
    /// Say what a change to a document does to those who use its API
    Diff(diff::Arguments),
    /// Serve an API from its document, for trying a client without the server
    #[cfg(feature = "mock")]
    Mock(mock::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        #[cfg(feature = "mock")]
        Command::Mock(arguments) => mock::run(&arguments),
    };
    outcome.into()
}
