//! Where the texts come from: a directory, or memory; a revision of a repository is in [`super::git`].

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// Gives the text of a file by its path: relative, with `/` between its parts.
pub trait Read {
    /// The text of a file.
    fn read(&self, path: &str) -> io::Result<String>;
}

/// Reads from a directory.
#[derive(Debug, Clone)]
pub struct DiskReader {
    /// The directory that paths are relative to.
    pub root: PathBuf,
}

impl DiskReader {
    /// Reads relative to a directory.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl Read for DiskReader {
    fn read(&self, path: &str) -> io::Result<String> {
        std::fs::read_to_string(self.root.join(path))
    }
}

/// Reads from memory: what is not there does not exist.
#[derive(Debug, Clone, Default)]
pub struct MemoryReader {
    /// The files: path and text.
    pub files: BTreeMap<String, String>,
}

impl MemoryReader {
    /// A reader of these files.
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl Read for MemoryReader {
    fn read(&self, path: &str) -> io::Result<String> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_give_texts_and_say_why_they_cannot() {
        let folder = std::env::temp_dir().join(format!("inboxkit-read-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("sub")).unwrap();
        std::fs::write(folder.join("sub/a.yaml"), "a: é\n").unwrap();
        std::fs::write(folder.join("bytes.yaml"), b"a: \xff\n").unwrap();
        let disk = DiskReader::new(&folder);
        let memory = MemoryReader::new([("sub/a.yaml", "a: é\n")]);
        for reader in [&disk as &dyn Read, &memory] {
            assert_eq!(reader.read("sub/a.yaml").unwrap(), "a: é\n");
            assert_eq!(reader.read("none.yaml").unwrap_err().kind(), io::ErrorKind::NotFound);
        }
        assert_eq!(disk.read("bytes.yaml").unwrap_err().kind(), io::ErrorKind::InvalidData, "only UTF-8 is text");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
