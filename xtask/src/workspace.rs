//! Where things are in this workspace.

use std::io;
use std::path::{Path, PathBuf};

use inboxkit_codegen::config::{Config, ListedCall};

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
        [] => all_names().map_err(|error| eprintln!("error: spec/ cannot be read: {error}")).ok()?,
        names => names.to_vec(),
    };
    let mut found = Vec::with_capacity(names.len());
    for name in &names {
        match api(name) {
            Ok(api) => found.push(api),
            Err(message) => eprintln!("error: {message}"),
        }
    }
    (found.len() == names.len()).then_some(found)
}

fn all_names() -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root().join("spec"))? {
        let entry = entry?;
        if entry.path().join("codegen.yaml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn api(name: &str) -> Result<ApiDir, String> {
    let spec = root().join("spec").join(name);
    let read = |file: &str| {
        std::fs::read_to_string(spec.join(file)).map_err(|error| format!("spec/{name}/{file} cannot be read: {error}"))
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
