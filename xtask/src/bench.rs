//! `cargo xtask bench`: how fast the generator is, and what its output costs to check and to run.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use inboxkit::Outcome;
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::generate;
use inboxkit_codegen::source::DiskReader;

use crate::workspace::ApiDir;
use crate::{run, workspace};

/// Measures, in a release build.
pub fn run() -> Outcome {
    if cfg!(debug_assertions) {
        return in_release(&mut run::cargo(&["run", "--quiet", "--release", "--package", "xtask", "--", "bench"]));
    }
    let Some(apis) = workspace::apis(&[]) else { return Outcome::Unusable };
    match generator(&apis) {
        Outcome::Fine => client(),
        outcome => outcome,
    }
}

/// This generator beside others, each called as its users call it: a program that measures them, and prints.
pub fn peers(documents: &[PathBuf]) -> Outcome {
    let absolute: Result<Vec<PathBuf>, _> = documents.iter().map(std::path::absolute).collect();
    let Ok(mut documents) = absolute else {
        eprintln!("error: the current directory cannot be read");
        return Outcome::Unusable;
    };
    if cfg!(debug_assertions) {
        let mut command = run::cargo(&["run", "--quiet", "--release", "--package", "xtask", "--", "bench", "--peers"]);
        return in_release(command.args(documents));
    }
    if documents.is_empty() {
        let Some(apis) = workspace::apis(&[]) else { return Outcome::Unusable };
        documents.extend(apis.iter().map(|api| api.generated().join("openapi.json")));
    }
    let Ok(ours) = std::env::current_exe() else {
        eprintln!("error: this program cannot be found");
        return Outcome::Unusable;
    };
    let root = workspace::root();
    let mut command =
        run::cargo(&["run", "--quiet", "--release", "--package", "inboxkit-bench", "--bin", "peers", "--"]);
    command.arg(ours).arg(root.join("runtime")).arg(root.join("target").join("peers"));
    in_release(command.args(documents))
}

fn in_release(command: &mut Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Outcome::Fine,
        _ => Outcome::Unusable,
    }
}

/// What the generated client costs beside code written by hand: a program that measures both, and prints.
fn client() -> Outcome {
    // All of its programs first: the one that is run calls the other.
    let steps: [&[&str]; 2] = [&["build"], &["run", "--bin", "inboxkit-bench"]];
    for step in steps {
        let mut command = run::cargo(step);
        match command.args(["--quiet", "--release", "--package", "inboxkit-bench"]).status() {
            Ok(status) if status.success() => {}
            _ => return Outcome::Unusable,
        }
    }
    Outcome::Fine
}

/// How fast the generator is, and how long what it emits takes to check.
fn generator(apis: &[ApiDir]) -> Outcome {
    for api in apis {
        let mut times = Vec::new();
        let mut stats = None;
        for _ in 0..20 {
            let start = Instant::now();
            let reading = generate(&DiskReader::new(workspace::root()), &api.document(), Mode::Curated, &api.config);
            times.push(start.elapsed());
            stats = reading.stats;
        }
        println!(
            "{}: codegen, read to formatted text: {} s (median of {})",
            api.name,
            seconds(median(&mut times)),
            times.len()
        );
        let Some(stats) = stats else {
            eprintln!("error: the document of {} has errors; run `cargo xtask lint {}`", api.name, api.name);
            return Outcome::Findings;
        };
        println!("{stats}");
        match check_time(&api.config.crate_name) {
            Ok(time) => println!(
                "{}: cargo check of the crate alone: {} s (median of 3), {} s per operation",
                api.name,
                seconds(time),
                seconds(time / u32::try_from(stats.operations.max(1)).unwrap_or(u32::MAX))
            ),
            Err(message) => {
                eprintln!("error: {message}");
                return Outcome::Unusable;
            }
        }
    }
    Outcome::Fine
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

/// How long `cargo check` takes for one crate whose dependencies are built.
fn check_time(package: &str) -> Result<Duration, String> {
    let target = workspace::root().join("target").join("bench");
    let check = || {
        let mut command = run::cargo(&["check", "--quiet", "--lib", "--package", package]);
        // Incremental state would measure what was remembered.
        command.env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0").stdout(Stdio::null());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(format!("`cargo check --package {package}` failed")),
        }
    };
    check()?;
    let mut times = Vec::new();
    for _ in 0..3 {
        let mut clean = run::cargo(&["clean", "--quiet", "--package", package]);
        clean.env("CARGO_TARGET_DIR", &target);
        clean.status().map_err(|error| format!("cargo cannot be run: {error}"))?;
        let start = Instant::now();
        check()?;
        times.push(start.elapsed());
    }
    Ok(median(&mut times))
}
