//! What is said about a generated crate beside its document: `spec/<api>/codegen.yaml`.

use serde::Deserialize;

/// The version of a crate whose settings give none.
pub const FIRST_VERSION: &str = "0.1.0";

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
    /// Lists of calls that others make of the API; `COVERAGE.md` tells the method for each.
    #[serde(default)]
    pub lists: Vec<CallList>,
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
    /// Features that belong together, such as all that one part of the API needs: each family is checked to compile alone.
    #[serde(default)]
    pub feature_families: Vec<Vec<String>>,
    /// Lines of TOML to add to `[dev-dependencies]`.
    #[serde(default)]
    pub dev_dependencies: Vec<String>,
    /// Further tables of the manifest as TOML, such as `[[example]]`; they stand at its end.
    #[serde(default)]
    pub manifest: Vec<String>,
}

/// A list of calls that others make of the API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CallList {
    /// What the list is.
    pub title: String,
    /// Markdown that stands above it.
    #[serde(default)]
    pub intro: String,
    /// The file of the list, relative to the settings; see [`ListedCall::read`].
    pub file: String,
    /// What the file holds.
    #[serde(skip)]
    pub calls: Vec<ListedCall>,
}

/// A call that others make of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCall {
    /// The group it is listed under.
    pub group: String,
    /// Its method, in capitals.
    pub method: String,
    /// Its path template.
    pub path: String,
    /// The method and path of the operation that does it, where it is not the one that is listed.
    pub instead: Option<(String, String)>,
    /// Why that is so.
    pub note: String,
}

impl ListedCall {
    /// Reads a list: a call per line, its columns parted by tabs: group, method, path, and where another operation does it
    /// that one's method and path and the reason. Lines that begin with `#` are comments. An error says which line is wrong.
    pub fn read(text: &str) -> Result<Vec<Self>, String> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        lines
            .map(|(index, line)| {
                let own = str::to_owned;
                match line.split('\t').collect::<Vec<_>>().as_slice() {
                    [group, method, path] => {
                        let (instead, note) = (None, String::new());
                        Ok(Self { group: own(group), method: own(method), path: own(path), instead, note })
                    }
                    [group, method, path, routed, at, note] => {
                        let (instead, note) = (Some((own(routed), own(at))), own(note));
                        Ok(Self { group: own(group), method: own(method), path: own(path), instead, note })
                    }
                    columns => Err(format!("line {}: {} columns where 3 or 6 belong", index + 1, columns.len())),
                }
            })
            .collect()
    }
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
    FIRST_VERSION.to_owned()
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
            lists: Vec::new(),
            ext: false,
            tests: false,
            lint: Lint::Off,
            dependencies: Vec::new(),
            features: Vec::new(),
            feature_families: Vec::new(),
            dev_dependencies: Vec::new(),
            manifest: Vec::new(),
        }
    }

    /// The name of the crate in Rust code.
    pub fn lib_name(&self) -> String {
        self.crate_name.replace('-', "_")
    }

    /// The names of the features that the settings add.
    pub fn feature_names(&self) -> impl Iterator<Item = &str> {
        let lines = self.features.iter().filter(|line| !line.trim_start().starts_with('#'));
        lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_calls_are_read_and_wrong_lines_named() {
        let text = "# A list.\n\nThings\tGET\t/things\nThings\tPUT\t/a\tPATCH\t/b\tMoved.\n";
        let calls = ListedCall::read(text).expect("the list is well-formed");
        assert_eq!((calls[0].path.as_str(), &calls[0].instead), ("/things", &None));
        assert_eq!(calls[1].instead, Some(("PATCH".to_owned(), "/b".to_owned())));
        assert_eq!(ListedCall::read("a\tb\n"), Err("line 1: 2 columns where 3 or 6 belong".to_owned()));
    }

    #[test]
    fn settings_are_read_and_unknown_keys_refused() {
        let text = "crate: chatwoot\nspec: spec/chatwoot/openapi.yaml\nruntime: {workspace: true}\nfeatures: ['# Events.', 'realtime = []']\n";
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
