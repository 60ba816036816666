//! `cargo xtask bench --peers` runs this: this generator beside others, on the same documents, in one run.
//!
//! Each generator that is installed writes a client for each document, several times, in turns. What it wrote is made a crate
//! where it is none, and that crate alone is checked and built, its dependencies being there already. Prints a table for each
//! document, and how far the others are from us.

mod emitted;
mod measure;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use emitted::{Emitted, Profile};
use measure::Cost;
use tools::Tool;

/// Whatever goes wrong in measuring.
type Failure = Box<dyn std::error::Error>;

/// How often each document is generated with each tool; the median counts.
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Takes the binary of this generator, the runtime that its crates depend on, a directory to work in, and documents.
fn run(arguments: Vec<String>) -> Result<(), Failure> {
    let mut arguments = arguments.into_iter();
    let (Some(ours), Some(runtime), Some(scratch)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: peers BINARY RUNTIME SCRATCH DOCUMENT..".into());
    };
    let (scratch, documents) = (PathBuf::from(scratch), arguments.map(PathBuf::from).collect::<Vec<_>>());
    let tools = tools::installed(Path::new(&ours), Path::new(&runtime));
    for tool in &tools {
        println!("{:<18} {}", tool.name, tool.version);
    }
    for document in &documents {
        let rows = compare(&tools, document, &scratch)?;
        print(document, &rows);
    }
    Ok(())
}

/// What one tool made of one document.
struct Row {
    tool: &'static str,
    /// The time and memory that generating took; what it said, where it failed.
    generated: Result<Cost, String>,
    /// Lines of Rust.
    lines: usize,
    /// The time that checking took, or how many errors there were.
    checked: Option<Result<Duration, usize>>,
    /// The time that the release build took.
    built: Option<Duration>,
}

fn compare(tools: &[Tool], document: &Path, scratch: &Path) -> Result<Vec<Row>, Failure> {
    let stem: String = document.file_stem().map(|stem| stem.to_string_lossy().replace('.', "-")).unwrap_or_default();
    let place = |tool: &Tool| scratch.join(tool.name).join(&stem);
    let mut costs: Vec<Result<Vec<Cost>, String>> = tools.iter().map(|_| Ok(Vec::new())).collect();
    for _ in 0..ROUNDS {
        for (tool, costs) in tools.iter().zip(&mut costs) {
            if let Ok(known) = costs {
                match tool.generate(document, &place(tool))? {
                    Ok(cost) => known.push(cost),
                    Err(said) => *costs = Err(said),
                }
            }
        }
    }
    let mut rows = Vec::new();
    for (tool, costs) in tools.iter().zip(costs) {
        let generated = costs.map(measure::median);
        let mut row = Row { tool: tool.name, generated, lines: 0, checked: None, built: None };
        if row.generated.is_ok()
            && let Err(error) = compile(tool, &place(tool), scratch, &mut row)
        {
            // It may say that all went well, and have written nothing.
            row.generated = Err(format!("what it wrote cannot be compiled: {error}"));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Compiles what a tool wrote, and takes the times.
fn compile(tool: &Tool, root: &Path, scratch: &Path, row: &mut Row) -> Result<(), Failure> {
    let emitted = Emitted::prepare(tool, root, scratch)?;
    row.lines = emitted.lines()?;
    let checked = emitted.time(Profile::Check)?;
    if checked.is_ok() {
        row.built = emitted.time(Profile::Release)?.ok();
    }
    row.checked = Some(checked);
    Ok(())
}

fn print(document: &Path, rows: &[Row]) {
    println!("\n{}", document.file_name().unwrap_or_default().to_string_lossy());
    println!("{:<18} {:>10} {:>9} {:>9} {:>12} {:>10}", "", "seconds", "peak MiB", "lines", "check", "release");
    for row in rows {
        match &row.generated {
            Err(said) => println!("{:<18} failed: {said}", row.tool),
            Ok(cost) => {
                let checked = match row.checked {
                    Some(Ok(time)) => format!("{:.2} s", time.as_secs_f64()),
                    Some(Err(errors)) => format!("{errors} errors"),
                    None => String::new(),
                };
                let built = row.built.map(|time| format!("{:.2} s", time.as_secs_f64())).unwrap_or_default();
                let (seconds, memory) = (cost.time.as_secs_f64(), cost.mebibytes());
                println!("{:<18} {seconds:>10.3} {memory:>9.1} {:>9} {checked:>12} {built:>10}", row.tool, row.lines);
            }
        }
    }
    let Some((ours, others)) = rows.split_first() else { return };
    for row in others {
        if let (Ok(we), Ok(they)) = (&ours.generated, &row.generated) {
            let ratio = |they: Option<f64>, we: Option<f64>| match (they, we) {
                (Some(they), Some(we)) => format!("{:.1}x", they / we),
                _ => "-".to_owned(),
            };
            let check = |row: &Row| row.checked.and_then(Result::ok).map(|time| time.as_secs_f64());
            let built = |row: &Row| row.built.map(|time| time.as_secs_f64());
            println!(
                "{:<18} {:>10} {:>9} {:>9} {:>12} {:>10}",
                format!("{} / ours", row.tool),
                ratio(Some(they.time.as_secs_f64()), Some(we.time.as_secs_f64())),
                ratio(Some(they.mebibytes()), Some(we.mebibytes())),
                "",
                ratio(check(row), check(ours)),
                ratio(built(row), built(ours)),
            );
        }
    }
}
