//! The time and the memory of a process.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// From its start to its end.
    pub time: Duration,
    /// The most memory that it held at once, in bytes.
    pub memory: u64,
}

impl Cost {
    #[allow(clippy::cast_precision_loss)] // memory is far below 2^52 bytes
    pub fn mebibytes(&self) -> f64 {
        self.memory as f64 / f64::from(1 << 20)
    }
}

/// Runs a process to its end without a word; where it fails, gives why instead.
pub fn run(command: &mut Command) -> std::io::Result<Result<Cost, String>> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let used = child.wait4()?;
    let time = start.elapsed();
    Ok(if used.status.success() { Ok(Cost { time, memory: used.rusage.maxrss }) } else { Err(used.status.to_string()) })
}

/// The one in the middle by time, with the most memory of any.
pub fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by_key(|cost| cost.time);
    let memory = costs.iter().map(|cost| cost.memory).max().unwrap_or_default();
    Cost { memory, ..costs[costs.len() / 2] }
}
