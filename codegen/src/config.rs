//! What is said about a generated crate beside its document: `spec/<api>/codegen.yaml`.

use serde::Deserialize;

/// The settings of one generated crate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The name of the crate.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// Its version.
    #[serde(default = "first_version")]
    pub version: String,
    /// One sentence on it.
    #[serde(default)]
    pub description: String,
    /// At most five words to find it by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Categories of crates.io.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Where its source is.
    #[serde(default)]
    pub repository: Option<String>,
    /// Its licence.
    #[serde(default = "license")]
    pub license: String,
    /// The compiler that it needs.
    #[serde(default = "rust_version")]
    pub rust_version: String,
    /// Whether it may be published.
    #[serde(default = "yes")]
    pub publish: bool,
    /// The path of the document, as headers name it.
    pub spec: String,
    /// The command that makes the crate, as headers name it.
    #[serde(default = "command")]
    pub command: String,
    /// Where the runtime comes from.
    pub runtime: Runtime,
    /// A file of Markdown that opens the README, relative to this one; its text goes to [`Config::intro`].
    #[serde(default)]
    pub readme: Option<String>,
    /// The text that opens the README, after its title.
    #[serde(skip)]
    pub intro: String,
    /// Whether `src/ext/mod.rs` exists: hand-written code that belongs to the crate. Its public items stand at the root.
    #[serde(default)]
    pub ext: bool,
    /// Whether tests are generated.
    #[serde(default)]
    pub tests: bool,
    /// Which rules beyond those of OpenAPI a curated document keeps.
    #[serde(default)]
    pub lint: Lint,
    /// Lines of TOML to add to `[dependencies]`.
    #[serde(default)]
    pub dependencies: Vec<String>,
    /// Lines of TOML to add to `[features]`.
    #[serde(default)]
    pub features: Vec<String>,
    /// Lines of TOML to add to `[dev-dependencies]`.
    #[serde(default)]
    pub dev_dependencies: Vec<String>,
}

/// Which rules beyond those of OpenAPI a curated document keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lint {
    /// None.
    #[default]
    Off,
    /// Those by which a document says all that it knows of the server: see [`crate::lint`].
    Truth,
}

/// Where the runtime comes from: a version, a path, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Runtime {
    /// A version of crates.io.
    #[serde(default)]
    pub version: Option<String>,
    /// A directory, relative to the generated crate.
    #[serde(default)]
    pub path: Option<String>,
    /// Taken from the workspace that the crate belongs to.
    #[serde(default)]
    pub workspace: bool,
}

fn first_version() -> String {
    "0.1.0".to_owned()
}

fn license() -> String {
    "MIT OR Apache-2.0".to_owned()
}

fn rust_version() -> String {
    "1.88".to_owned()
}

fn command() -> String {
    "cargo xtask codegen".to_owned()
}

const fn yes() -> bool {
    true
}

impl Config {
    /// Reads the settings; an error says what is wrong and where.
    pub fn from_yaml(text: &str) -> Result<Self, serde_yaml::Error> {
        serde_yaml::from_str(text)
    }

    /// Settings for anybody's document.
    pub fn lenient(crate_name: impl Into<String>, spec: impl Into<String>, runtime: Runtime) -> Self {
        Self {
            crate_name: crate_name.into(),
            version: first_version(),
            description: String::new(),
            keywords: Vec::new(),
            categories: Vec::new(),
            repository: None,
            license: license(),
            rust_version: rust_version(),
            publish: false,
            spec: spec.into(),
            command: command(),
            runtime,
            readme: None,
            intro: String::new(),
            ext: false,
            tests: false,
            lint: Lint::Off,
            dependencies: Vec::new(),
            features: Vec::new(),
            dev_dependencies: Vec::new(),
        }
    }

    /// The name of the crate in Rust code.
    pub fn lib_name(&self) -> String {
        self.crate_name.replace('-', "_")
    }

    /// The names of the features that the settings add.
    pub fn feature_names(&self) -> impl Iterator<Item = &str> {
        self.features.iter().filter_map(|line| line.split('=').next()).map(str::trim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_unknown_keys_refused() {
        let text = "crate: chatwoot\nspec: spec/chatwoot/openapi.yaml\nruntime: {workspace: true}\nfeatures: ['realtime = []']\n";
        let config = Config::from_yaml(text).expect("these are valid settings");
        assert_eq!(config.version, "0.1.0");
        assert_eq!(config.feature_names().collect::<Vec<_>>(), ["realtime"]);
        assert_eq!(config.lint, Lint::Off);
        let strict = Config::from_yaml(&format!("{text}lint: truth\n")).expect("these are valid settings");
        assert_eq!(strict.lint, Lint::Truth);
        assert!(Config::from_yaml(&format!("{text}lint: everything\n")).is_err());
        assert!(Config::from_yaml(&format!("{text}colour: blue\n")).is_err());
    }
}
