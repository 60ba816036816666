//! A crate that a generator wrote: what the compiler takes for it alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Failure;
use super::tools::Tool;

/// How a crate is compiled.
#[derive(Debug, Clone, Copy)]
pub enum Profile {
    /// `cargo check`.
    Check,
    /// `cargo build --release`.
    Release,
}

/// A crate that can be compiled.
pub struct Emitted {
    root: PathBuf,
    target: PathBuf,
}

impl Emitted {
    /// Makes a crate of what a tool wrote, and a workspace of its own of that.
    pub fn prepare(tool: &Tool, root: &Path, scratch: &Path) -> Result<Self, Failure> {
        let manifest = root.join("Cargo.toml");
        if let Some(dependencies) = tool.dependencies {
            let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let package = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
            fs::write(&manifest, format!("{package}\n[dependencies]{dependencies}"))?;
            fs::write(root.join("src/lib.rs"), "pub mod api;\n")?;
        }
        let text = fs::read_to_string(&manifest)?;
        if !text.contains("[workspace]") {
            fs::write(&manifest, format!("{text}\n[workspace]\n"))?;
        }
        // Tools differ in their dependencies, documents do not: one target directory for each tool.
        Ok(Self { root: root.to_path_buf(), target: scratch.join("target").join(tool.name) })
    }

    /// How many lines of Rust there are, tests apart.
    pub fn lines(&self) -> Result<usize, Failure> {
        let mut lines = 0;
        let mut open = vec![self.root.join("src")];
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(directory)? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    lines += fs::read_to_string(path)?.lines().count();
                }
            }
        }
        Ok(lines)
    }

    /// The time that the crate alone takes, or how many errors there are in it.
    pub fn time(&self, profile: Profile) -> Result<Result<Duration, usize>, Failure> {
        // Once for the dependencies; then for the crate alone, as one of its files is new.
        let errors = self.compile(profile)?;
        if errors > 0 {
            return Ok(Err(errors));
        }
        let lib = self.root.join("src/lib.rs");
        fs::write(&lib, fs::read(&lib)?)?;
        let start = Instant::now();
        let errors = self.compile(profile)?;
        Ok(if errors > 0 { Err(errors) } else { Ok(start.elapsed()) })
    }

    /// Compiles; gives the number of errors.
    fn compile(&self, profile: Profile) -> Result<usize, Failure> {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        match profile {
            Profile::Check => command.arg("check"),
            Profile::Release => command.args(["build", "--release"]),
        };
        command.args(["--quiet", "--message-format", "short"]).current_dir(&self.root);
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "0");
        let output = command.stdout(Stdio::null()).output()?;
        if output.status.success() {
            return Ok(0);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Ok(said.lines().filter(|line| line.contains(": error")).count().max(1))
    }
}
