//! `cargo xtask features`: groups of operations compile alone, and none does too.

use std::process::Stdio;

use clap::Args;
use inboxkit::Outcome;

use crate::{run, workspace};

/// What to check.
#[derive(Debug, Args)]
pub struct Arguments {
    /// APIs of spec/; all of them where none is named
    apis: Vec<String>,
    /// Only the families of codegen.yaml and the features that are off unless asked for, beside none and all
    #[arg(long)]
    families: bool,
}

/// Checks crates without features, with each family and each feature alone, and with all.
pub fn run(arguments: &Arguments) -> Outcome {
    let Some(apis) = workspace::apis(&arguments.apis) else { return Outcome::Unusable };
    let mut failed = Vec::new();
    for api in &apis {
        let package = &api.config.crate_name;
        let manifest = api.generated().join("Cargo.toml");
        let Ok(text) = std::fs::read_to_string(&manifest) else {
            eprintln!("error: {} cannot be read; run `cargo xtask codegen {}`", manifest.display(), api.name);
            return Outcome::Unusable;
        };
        let alone = |names: &String| ["--no-default-features", "--features", names].map(str::to_owned).to_vec();
        let mut sets = vec![vec!["--no-default-features".to_owned()], vec!["--all-features".to_owned()]];
        sets.extend(api.config.feature_families.iter().map(|family| alone(&family.join(","))));
        let extra: Vec<String> = api.config.feature_names().map(str::to_owned).collect();
        let one_by_one = if arguments.families { extra } else { features(&text) };
        sets.extend(one_by_one.iter().map(alone));
        for set in &sets {
            if !is_clean(package, set) {
                failed.push(format!("{package} {}", set.join(" ")));
            }
        }
        println!("{package}: {} sets of features checked", sets.len());
    }
    for set in &failed {
        eprintln!("does not compile without a warning: {set}");
    }
    if failed.is_empty() { Outcome::Fine } else { Outcome::Findings }
}

/// The names in the section `[features]` of a manifest, without `default`.
fn features(manifest: &str) -> Vec<String> {
    let section = manifest.lines().skip_while(|line| line.trim() != "[features]").skip(1);
    let lines = section.take_while(|line| !line.starts_with('['));
    // Continuation lines of a list are indented.
    let names = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let names = names.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().to_owned());
    names.filter(|name| name != "default").collect()
}

/// Whether `cargo check` has nothing to say.
fn is_clean(package: &str, features: &[String]) -> bool {
    let mut command = run::cargo(&["check", "--quiet", "--locked", "--lib", "--package", package]);
    command.args(features).stdout(Stdio::null()).stderr(Stdio::piped());
    match command.output() {
        Ok(output) => {
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
            output.status.success() && output.stderr.is_empty()
        }
        Err(error) => {
            eprintln!("error: cargo cannot be run: {error}");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::features;

    #[test]
    fn names_of_features_are_those_of_the_section() {
        let manifest = "[package]\nname = \"a\"\n\n[features]\ndefault = [\n    \"b\",\n]\n# A comment.\nb = []\nc-d = [\"b\"]\n\n[dependencies]\ne = \"1\"\n";
        assert_eq!(features(manifest), ["b", "c-d"]);
    }
}
