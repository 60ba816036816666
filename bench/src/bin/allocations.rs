//! Counts the allocations of a task: a program of its own, as an allocator that counts is not free.

use std::process::ExitCode;

use allocation_counter::measure;
use inboxkit_bench::{Failure, prepare};

/// Connecting, and what libraries prepare once, is behind us then.
const WARM: u32 = 5;

fn main() -> ExitCode {
    match run() {
        Ok(count) => {
            println!("{count}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `allocations TASK BY TIMES ADDRESS`: the allocations of so many times.
fn run() -> Result<u64, Failure> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [task, by, times, address] = arguments.as_slice() else {
        return Err("usage: allocations TASK BY TIMES ADDRESS".into());
    };
    let mut work = prepare(task.parse()?, by.parse()?, address)?;
    let times = times.parse()?;
    work(WARM)?;
    let mut outcome = Ok(());
    let counted = measure(|| outcome = work(times));
    outcome.map(|()| counted.count_total)
}
