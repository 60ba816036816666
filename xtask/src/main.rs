//! The commands of this workspace: reading arguments and printing, over the generator library.

mod bench;
mod codegen;
mod diff;
mod drift;
mod features;
mod fuzz;
mod inspect;
mod lint;
mod run;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The commands of the inboxkit workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate the client crates from the documents in spec/, or one crate from any document
    Codegen(codegen::Arguments),
    /// Say what is wrong with the documents in spec/
    Lint(lint::Arguments),
    /// Say what a change to the documents in spec/ does to its users, or what two documents differ in
    Diff(diff::Arguments),
    /// Say what a vendor's document and ours differ in, and what of it is new
    Drift(drift::Arguments),
    /// Serve an API from its document, for trying a client without an account
    Mock {
        /// The API, a directory of generated/
        #[arg(default_value = "chatwoot")]
        api: String,
        /// The port on 127.0.0.1
        #[arg(long, default_value_t = 3000)]
        port: u16,
    },
    /// Run every test
    Test {
        /// Passed on to `cargo test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Print what a document means, in the generator's own words
    Ir {
        /// An API of spec/, or the file of a document
        document: PathBuf,
    },
    /// Count what is emitted for a document, and what of it is untyped
    Stats {
        /// An API of spec/, or the file of a document
        document: PathBuf,
    },
    /// Check that each group of operations of a crate compiles alone
    Features(features::Arguments),
    /// Measure the generator, and what it emits beside code written by hand
    Bench {
        /// Measure other generators that are installed beside this one instead, on these documents
        #[arg(long)]
        peers: bool,
        /// OpenAPI documents for --peers; those of generated/ where none is named
        #[arg(requires = "peers")]
        documents: Vec<PathBuf>,
    },
    /// Feed the generator mutated documents until it fails (needs cargo-fuzz)
    Fuzz(fuzz::Arguments),
    /// Send many requests through a server of which some fail; nothing may be lost, nothing done twice
    Soak {
        /// How many
        #[arg(long, default_value_t = 100_000)]
        requests: usize,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Codegen(arguments) => codegen::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Mock { api, port } => run::mock(&api, port),
        Command::Test { rest } => run::test(&rest),
        Command::Ir { document } => inspect::ir(&document),
        Command::Stats { document } => inspect::stats(&document),
        Command::Features(arguments) => features::run(&arguments),
        Command::Bench { peers: false, .. } => bench::run(),
        Command::Bench { peers: true, documents } => bench::peers(&documents),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Soak { requests } => run::soak(requests),
    };
    outcome.into()
}
