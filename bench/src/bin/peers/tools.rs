//! The generators that are compared: how each is called, and what becomes of its files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Failure;
use super::measure::{self, Cost};

/// A generator that is there.
pub struct Tool {
    /// What it is called.
    pub name: &'static str,
    /// What it says of its version.
    pub version: String,
    /// The dependencies of what it writes, where that is a module and not a crate.
    pub dependencies: Option<&'static str>,
    program: PathBuf,
    /// Words, of which those in braces stand for others.
    arguments: &'static str,
    runtime: PathBuf,
}

/// What a module of `oas3-gen` needs; it leaves finding out to its users.
const OAS3_GEN: &str = r#"
anyhow = "1"
chrono = { version = "0.4", features = ["serde"] }
http = "1"
indexmap = { version = "2", features = ["serde"] }
oas3-gen-support = "0.29"
regex = "1"
reqwest = { version = "0.13", features = ["form", "json", "multipart", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_html_form = "0.4"
serde_json = "1"
serde_with = { version = "3", features = ["chrono_0_4"] }
uuid = { version = "1", features = ["serde"] }
validator = { version = "0.20", features = ["derive"] }
"#;

/// What a module of `openapi-to-rust` needs at most: it writes down which of these it uses.
const OPENAPI_TO_RUST: &str = r#"
async-trait = "0.1"
base64 = "0.22"
bytes = { version = "1", features = ["serde"] }
chrono = { version = "0.4", features = ["serde"] }
futures-util = "0.3"
mime = "0.3"
reqwest = { version = "0.13", default-features = false, features = ["form", "json", "multipart", "query", "rustls", "stream"] }
reqwest-eventsource = "0.6"
reqwest-middleware = { version = "0.5", features = ["form", "json", "multipart", "query"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde_urlencoded = "0.7"
thiserror = "2"
url = { version = "2", features = ["serde"] }
uuid = { version = "1", features = ["serde"] }
"#;

/// The generators, ours first: name, program, how it is called, and what a module that it writes depends on.
const KNOWN: [(&str, &str, &str, Option<&str>); 6] = [
    ("inboxkit", "", "codegen --spec {document} --out {out} --name {name} --runtime {runtime}", None),
    ("openapi-to-rust", "openapi-to-rust", "generate {document} --output-dir {out}", Some(OPENAPI_TO_RUST)),
    ("oas3-gen", "oas3-gen", "generate client-mod -i {document} -o {out}", Some(OAS3_GEN)),
    ("openapi-nexus", "openapi-nexus", "generate -i {document} -o {out} -g rust-reqwest", None),
    ("progenitor", "cargo-progenitor", "progenitor -i {document} -o {out} -n {name} -v 0.1.0", None),
    (
        "openapi-generator",
        "openapi-generator-cli",
        "generate -g rust -i {document} -o {out} --skip-validate-spec",
        None,
    ),
];

/// Those that are installed.
pub fn installed(ours: &Path, runtime: &Path) -> Vec<Tool> {
    let tools = KNOWN.into_iter().filter_map(|(name, program, arguments, dependencies)| {
        let program = if program.is_empty() { ours.to_path_buf() } else { program.into() };
        let version = version(&program)?;
        Some(Tool { name, version, dependencies, program, arguments, runtime: runtime.to_path_buf() })
    });
    tools.collect()
}

/// What a program says of its version; nothing where it is not there.
fn version(program: &Path) -> Option<String> {
    let said = ["--version", "version"].iter().find_map(|argument| {
        let output = Command::new(program).arg(argument).output().ok()?;
        (output.status.success() && !output.stdout.is_empty()).then_some(output.stdout)
    });
    let there = said.is_some() || Command::new(program).arg("--help").output().is_ok();
    there.then(|| {
        said.map_or_else(|| "version unknown".to_owned(), |said| String::from_utf8_lossy(&said).trim().to_owned())
    })
}

impl Tool {
    /// Writes a client anew; where the tool fails, gives why instead.
    pub fn generate(&self, document: &Path, out: &Path) -> Result<Result<Cost, String>, Failure> {
        if out.exists() {
            std::fs::remove_dir_all(out)?;
        }
        if let Some(parent) = out.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // A module is the source directory of its crate.
        let target = if self.dependencies.is_some() { out.join("src").join("api") } else { out.to_path_buf() };
        if self.dependencies.is_some() {
            std::fs::create_dir_all(out.join("src"))?;
        }
        let arguments = self.arguments.split(' ').map(|word| match word {
            "{document}" => document.into(),
            "{out}" => target.clone().into(),
            "{name}" => out.file_name().unwrap_or_default().to_owned(),
            "{runtime}" => self.runtime.clone().into(),
            word => OsString::from(word),
        });
        Ok(measure::run(Command::new(&self.program).args(arguments))?)
    }
}
