//! Emits the manifest of the crate.

use minijinja::{Environment, context};

use super::table::literal;
use super::{Cx, rt};

/// The text of `Cargo.toml`, without its header.
pub fn file(cx: &Cx<'_>) -> String {
    let config = cx.config;
    let mut features: Vec<String> = cx.plan.tags.iter().filter_map(|tag| tag.feature.clone()).collect();
    features.sort_unstable();
    let quoted = |texts: &[String]| texts.iter().map(|text| toml(text)).collect::<Vec<_>>().join(", ");
    let default: Vec<String> = std::iter::once("reqwest".to_owned()).chain(features.iter().cloned()).collect();
    let environment = Environment::new();
    let context = context! {
        name => toml(&config.crate_name),
        version => toml(&config.version),
        description => toml(&config.description),
        has_description => !config.description.is_empty(),
        rust_version => toml(&config.rust_version),
        license => toml(&config.license),
        repository => config.repository.as_deref().map(toml),
        keywords => quoted(&config.keywords),
        categories => quoted(&config.categories),
        publish => config.publish,
        default => filled(&default),
        // The generated tests call everything there is.
        tests_need => config.tests && !features.is_empty(),
        features => features,
        runtime => rt::CRATE,
        runtime_source => runtime(config),
        more_features => config.features.clone(),
        dependencies => config.dependencies.clone(),
        dev_dependencies => config.dev_dependencies.clone(),
        tables => config.manifest.iter().map(|table| table.trim_end().to_owned()).collect::<Vec<_>>(),
    };
    // The template is part of this file's crate and rendered by every test of the emitter.
    environment.render_str(include_str!("templates/Cargo.toml.j2"), context).unwrap_or_default() + "\n"
}

/// A list of features: in one line if it fits, else one per line.
fn filled(features: &[String]) -> String {
    let quoted: Vec<String> = features.iter().map(|feature| toml(feature)).collect();
    let line = format!("[{}]", quoted.join(", "));
    if line.len() <= 90 { line } else { format!("[\n    {},\n]", quoted.join(",\n    ")) }
}

fn runtime(config: &crate::config::Config) -> String {
    if config.runtime.workspace {
        return "workspace = true".to_owned();
    }
    let path = config.runtime.path.as_deref().map(|path| format!("path = {}", toml(path)));
    let version = config.runtime.version.as_deref().map(|version| format!("version = {}", toml(version)));
    version.into_iter().chain(path).collect::<Vec<_>>().join(", ")
}

/// A text as TOML; its basic strings are those of Rust but for the escapes of control characters, which do not occur here.
fn toml(text: &str) -> String {
    let calm: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    literal(&calm).replace("\\'", "'")
}
