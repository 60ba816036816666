//! `cargo xtask bench` runs this: it measures every task both ways, and prints one table of ratios.
//!
//! - Instructions are those of the process that calls, outside the kernel, counted by valgrind. The server is another
//!   process. What is done once (starting, connecting) cancels out: the count is the difference of two runs, one of which
//!   does the task twice as often.
//! - Allocations are counted by an allocator, in `allocations`.
//! - Times are the median of several rounds, in which both take turns.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use inboxkit_bench::{By, Failure, Task, prepare, serve};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => measure(),
        ["serve"] => serve(|address| println!("{address}")),
        ["work", task, by, times, address] => work(task, by, times, address),
        _ => Err("usage: inboxkit-bench [serve | work TASK BY TIMES ADDRESS]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does a task so many times, for those who look on from outside.
fn work(task: &str, by: &str, times: &str, address: &str) -> Result<(), Failure> {
    prepare(task.parse()?, by.parse()?, address)?(times.parse()?)
}

fn measure() -> Result<(), Failure> {
    let server = Server::start()?;
    println!("{:<28} {:<13} {:>13} {:>13} {:>7}", "each time", "", "by hand", "client", "ratio");
    for task in Task::ALL {
        let both =
            |count: &dyn Fn(By) -> Result<f64, Failure>| Ok::<_, Failure>((count(By::Hand)?, count(By::Client)?));
        let allocations = both(&|by| allocations(task, by, &server.address))?;
        print(task.title(), "allocations", allocations);
        match both(&|by| instructions(task, by, &server.address)) {
            Ok(counts) => print("", "instructions", counts),
            Err(error) => println!("{:<28} {:<13} not counted: {error}", "", "instructions"),
        }
        print("", "microseconds", times(task, &server.address)?);
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss)] // counts are far below 2^52
fn print(title: &str, unit: &str, (hand, client): (f64, f64)) {
    println!("{title:<28} {unit:<13} {hand:>13.0} {client:>13.0} {:>7.3}", client / hand);
}

/// How often a task is done to be measured.
const fn times_of(task: Task) -> u32 {
    match task {
        Task::CreateMessage | Task::ListConversations => 200,
        Task::DecodeConversations => 4,
    }
}

/// Allocations, each time.
fn allocations(task: Task, by: By, address: &str) -> Result<f64, Failure> {
    let times = times_of(task);
    let program =
        std::env::current_exe()?.with_file_name("allocations").with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(program);
    command.args([task.name(), by.name(), &times.to_string(), address]);
    let count: f64 = output(&mut command)?.0.trim().parse()?;
    Ok(count / f64::from(times))
}

/// Instructions, each time.
fn instructions(task: Task, by: By, address: &str) -> Result<f64, Failure> {
    let times = times_of(task);
    let counted = |times: u32| -> Result<f64, Failure> {
        let mut command = Command::new("valgrind");
        command.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
        command.arg(std::env::current_exe()?);
        command.args(["work", task.name(), by.name(), &times.to_string(), address]);
        let (_, report) = output(&mut command)?;
        // ==1== I   refs:      1,234,567
        let count = report.lines().find_map(|line| line.split_once("refs:")).ok_or("valgrind reports no count")?;
        Ok(count.1.trim().replace(',', "").parse()?)
    };
    Ok((counted(2 * times)? - counted(times)?) / f64::from(times))
}

/// Microseconds, each time: by hand, and by the client.
fn times(task: Task, address: &str) -> Result<(f64, f64), Failure> {
    const ROUNDS: usize = 21;
    let times = times_of(task);
    let mut all = By::ALL.map(|_| Vec::with_capacity(ROUNDS));
    let mut works = [prepare(task, By::Hand, address)?, prepare(task, By::Client, address)?];
    for _ in 0..ROUNDS {
        for (work, taken) in works.iter_mut().zip(&mut all) {
            let start = Instant::now();
            work(times)?;
            taken.push(start.elapsed());
        }
    }
    let [hand, client] = all.map(|mut taken| {
        taken.sort();
        taken.get(ROUNDS / 2).copied().unwrap_or(Duration::ZERO).as_secs_f64() * 1e6 / f64::from(times)
    });
    Ok((hand, client))
}

/// What a program prints, and what it reports beside.
fn output(command: &mut Command) -> Result<(String, String), Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name} cannot be run: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok((String::from_utf8_lossy(&output.stdout).into_owned(), report))
    } else {
        Err(format!("{name} failed: {report}").into())
    }
}

/// The server, which ends with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Result<Self, Failure> {
        let mut process = Command::new(std::env::current_exe()?).arg("serve").stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        if let Some(printed) = process.stdout.take() {
            BufReader::new(printed).read_line(&mut address)?;
        }
        Ok(Self { process, address: address.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended on its own.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
