//! `cargo xtask soak`: many requests through a server of which some fail, and what must be true after them.

mod run;
mod server;

use std::process::ExitCode;

fn main() -> ExitCode {
    let count = match std::env::args().nth(1).map(|text| text.parse()) {
        None => 100_000,
        Some(Ok(count)) => count,
        Some(Err(_)) => {
            eprintln!("error: the number of requests is no number");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no runtime: {error}");
            return ExitCode::from(2);
        }
    };
    let report = runtime.block_on(run::run(count));
    for property in &report {
        println!("{property}");
    }
    ExitCode::from(u8::from(report.iter().any(|property| !property.holds)))
}
