//! Commands that run other programs of the workspace.

use std::process::Command;

use inboxkit::Outcome;

use crate::workspace;

/// `cargo xtask mock`.
pub fn mock(api: &str, port: u16) -> Outcome {
    let document = workspace::root().join("generated").join(api).join("openapi.json");
    if !document.is_file() {
        eprintln!("error: there is no generated/{api}/openapi.json; run `cargo xtask codegen {api}`");
        return Outcome::Unusable;
    }
    // A program of its own, so that the other commands need not wait for its dependencies to compile.
    let mut command = cargo(&["run", "--quiet", "--package", "inboxkit", "--", "mock"]);
    command.arg(document).args(["--port", &port.to_string()]);
    status(command)
}

/// `cargo xtask test`.
pub fn test(rest: &[String]) -> Outcome {
    let mut command = cargo(&["test", "--workspace", "--locked"]);
    command.args(rest);
    status(command)
}

/// `cargo xtask soak`.
pub fn soak(requests: usize) -> Outcome {
    let mut command =
        cargo(&["run", "--quiet", "--release", "--package", "inboxkit-runtime", "--example", "soak", "--"]);
    command.arg(requests.to_string());
    status(command)
}

/// A call of the cargo that runs us, in the root of the workspace.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace::root());
    command
}

fn status(mut command: Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Outcome::Fine,
        Ok(status) if status.code() == Some(2) => Outcome::Unusable,
        Ok(_) => Outcome::Findings,
        Err(error) => {
            eprintln!("error: cargo cannot be run: {error}");
            Outcome::Unusable
        }
    }
}
