//! Where things are in this workspace.

use std::io;
use std::path::{Path, PathBuf};

use inboxkit_codegen::config::{Config, ListedCall};
use inboxkit_codegen::source::{DiskReader, Read};

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// One API of `spec/`.
pub struct ApiDir {
    /// The name of its directories in `spec/` and `generated/`.
    pub name: String,
    /// Its settings.
    pub config: Config,
}

impl ApiDir {
    /// The root file of its document, relative to the workspace: findings name it so.
    pub fn document(&self) -> String {
        format!("spec/{}/openapi.yaml", self.name)
    }

    /// The directory of its crate.
    pub fn generated(&self) -> PathBuf {
        root().join("generated").join(&self.name)
    }
}

/// The APIs of these names, all of `spec/` where none is named; what cannot be read is printed, all of it at once.
pub fn apis(names: &[String]) -> Option<Vec<ApiDir>> {
    let names = match names {
        [] => self::names(&root()).map_err(|error| eprintln!("error: spec/ cannot be read: {error}")).ok()?,
        names => names.to_vec(),
    };
    let mut found = Vec::with_capacity(names.len());
    for name in &names {
        match api(&DiskReader::new(root()), name) {
            Ok(api) => found.push(api),
            Err(message) => eprintln!("error: {message}"),
        }
    }
    (found.len() == names.len()).then_some(found)
}

/// The names of all APIs of `spec/` in a directory, in order.
pub fn names(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root.join("spec"))? {
        let entry = entry?;
        if entry.path().join("codegen.yaml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The API of this name, read relative to the root of the workspace or of a revision of it.
pub fn api(reader: &dyn Read, name: &str) -> Result<ApiDir, String> {
    let read = |file: &str| {
        let path = format!("spec/{name}/{file}");
        reader.read(&path).map_err(|error| format!("{path} cannot be read: {error}"))
    };
    let mut config =
        Config::from_yaml(&read("codegen.yaml")?).map_err(|error| format!("spec/{name}/codegen.yaml: {error}"))?;
    if let Some(readme) = config.readme.clone() {
        config.intro = read(&readme)?;
    }
    for list in &mut config.lists {
        list.calls =
            ListedCall::read(&read(&list.file)?).map_err(|error| format!("spec/{name}/{}: {error}", list.file))?;
    }
    Ok(ApiDir { name: name.to_owned(), config })
}
