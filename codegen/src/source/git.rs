//! Reads files as they were at a revision of a git repository, through one process of `git`.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::Read;

/// What `git` says when it is called in a directory, without the line end; an error is what it complained of, which may be
/// nothing where its arguments ask it to be quiet.
pub fn git(directory: &Path, arguments: &[&str]) -> Result<String, String> {
    let output =
        command(directory, arguments).output().map_err(|error| format!("the program `git` cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).args(arguments).stdin(Stdio::null());
    // A hook of git sets these; the directory alone shall say which repository is meant.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
    command
}

/// Reads from a revision of a repository.
///
/// All files come through one `git cat-file`, which lives as long as the reader.
#[derive(Debug)]
pub struct GitReader {
    directory: PathBuf,
    commit: String,
    objects: Mutex<Objects>,
}

/// A running `git cat-file --batch`: a name goes in, its object comes out.
#[derive(Debug)]
struct Objects {
    process: Child,
    names: Option<ChildStdin>,
    contents: BufReader<ChildStdout>,
}

impl GitReader {
    /// Reads relative to a directory of a working tree, from a branch, tag or commit; an error says why that cannot be.
    pub fn open(directory: impl Into<PathBuf>, revision: &str) -> Result<Self, String> {
        let directory = directory.into();
        let wanted = format!("{revision}^{{commit}}");
        let commit = if revision.starts_with('-') {
            Err("it is an option".to_owned())
        } else {
            git(&directory, &["rev-parse", "--verify", "--quiet", &wanted])
        };
        let commit = commit.map_err(|why| {
            let colon = if why.is_empty() { "" } else { ": " };
            format!("`{revision}` is no revision of this repository{colon}{why}")
        })?;
        let mut process = command(&directory, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("the program `git` cannot be run: {error}"))?;
        let names = process.stdin.take();
        let contents = process.stdout.take().ok_or("the output of `git` cannot be read")?;
        let objects = Mutex::new(Objects { process, names, contents: BufReader::new(contents) });
        Ok(Self { directory, commit, objects })
    }

    /// The commit that is read from, in full.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// The names of what a directory holds at the revision, in order; none where there is no such directory.
    pub fn names(&self, directory: &str) -> Result<Vec<String>, String> {
        let inside = format!("{directory}/");
        let listed = git(&self.directory, &["ls-tree", "-z", "--name-only", &self.commit, "--", &inside])?;
        let names = listed.split('\0').filter_map(|path| path.rsplit('/').next()).filter(|name| !name.is_empty());
        Ok(names.map(str::to_owned).collect())
    }
}

impl Read for GitReader {
    fn read(&self, path: &str) -> io::Result<String> {
        if path.contains('\n') {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a line break in the name of a file"));
        }
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        // The dot makes the path relative to the directory, which need not be the root of the repository.
        let bytes = objects.blob(&format!("{}:./{path}", self.commit))?;
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

impl Objects {
    fn blob(&mut self, name: &str) -> io::Result<Vec<u8>> {
        let names = self.names.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(names, "{name}")?;
        names.flush()?;
        let mut head = String::new();
        self.contents.read_line(&mut head)?;
        // `<hash> <kind> <size>`, or `<name> missing`.
        let missing = || io::Error::new(io::ErrorKind::NotFound, "no such file at this revision");
        let (rest, size) = head.trim_end().rsplit_once(' ').ok_or(io::ErrorKind::UnexpectedEof)?;
        let size: u64 = size.parse().map_err(|_| missing())?;
        let mut bytes = Vec::new();
        (&mut self.contents).take(size).read_to_end(&mut bytes)?;
        self.contents.read_exact(&mut [0])?;
        if rest.ends_with(" blob") { Ok(bytes) } else { Err(missing()) }
    }
}

impl Drop for Objects {
    /// Ends the process, which ends by itself when no more names can come.
    fn drop(&mut self) {
        drop(self.names.take());
        // Nothing can be done about a process that cannot be waited for.
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with two commits, in a directory of its own that is removed in the end.
    struct Repository(PathBuf);

    impl Repository {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("inboxkit-git-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&root).unwrap();
            let repository = Self(root);
            repository.git(&["init", "--quiet", "--initial-branch=main"]);
            repository
        }

        fn git(&self, arguments: &[&str]) -> String {
            let who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
            git(&self.0, &[&who, arguments].concat()).unwrap()
        }

        fn commit(&self, files: &[(&str, &[u8])]) {
            for (path, bytes) in files {
                let path = self.0.join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
            self.git(&["add", "--all"]);
            self.git(&["commit", "--quiet", "--message=More"]);
        }
    }

    impl Drop for Repository {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn files_are_read_as_they_were() {
        let repository = Repository::new("read");
        let long = "é\n".repeat(100_000);
        repository.commit(&[
            ("spec/one/a b.yaml", "a: é\n".as_bytes()),
            ("spec/one/empty.yaml", b""),
            ("spec/one/long.yaml", long.as_bytes()),
            ("spec/bytes.yaml", b"a: \xff\n"),
        ]);
        repository.commit(&[("spec/one/a b.yaml", b"a: 2\n"), ("spec/two/new.yaml", b"b: 1\n")]);
        let old = GitReader::open(&repository.0, "HEAD^").unwrap();
        assert_eq!(old.commit().len(), 40);
        for _ in 0..2 {
            assert_eq!(old.read("spec/one/a b.yaml").unwrap(), "a: é\n");
            assert_eq!(old.read("spec/one/empty.yaml").unwrap(), "");
            assert_eq!(old.read("spec/one/long.yaml").unwrap(), long);
            for (path, kind) in [
                ("spec/two/new.yaml", io::ErrorKind::NotFound),
                ("spec/one", io::ErrorKind::NotFound),
                ("spec/bytes.yaml", io::ErrorKind::InvalidData),
                ("a\nb", io::ErrorKind::InvalidInput),
            ] {
                assert_eq!(old.read(path).unwrap_err().kind(), kind, "{path:?}");
            }
        }
        assert_eq!(old.names("spec").unwrap(), ["bytes.yaml", "one"]);
        assert_eq!(old.names("none").unwrap(), Vec::<String>::new());
        let new = GitReader::open(&repository.0, "main").unwrap();
        assert_eq!(new.read("spec/two/new.yaml").unwrap(), "b: 1\n");
    }

    #[test]
    fn paths_are_relative_to_the_directory() {
        let repository = Repository::new("below");
        repository.commit(&[("work/spec/a.yaml", b"a: 1\n"), ("b.yaml", b"b: 1\n")]);
        let reader = GitReader::open(repository.0.join("work"), "HEAD").unwrap();
        assert_eq!(reader.read("spec/a.yaml").unwrap(), "a: 1\n");
        assert_eq!(reader.read("../b.yaml").unwrap(), "b: 1\n");
        assert_eq!(reader.names("spec").unwrap(), ["a.yaml"]);
    }

    #[test]
    fn what_is_no_revision_is_refused() {
        let repository = Repository::new("none");
        repository.commit(&[("a.yaml", b"a: 1\n")]);
        for revision in ["nowhere", "--all", "", "HEAD:a.yaml"] {
            let refused = GitReader::open(&repository.0, revision).map(|reader| reader.commit().to_owned());
            let message = refused.unwrap_err();
            assert!(message.starts_with(&format!("`{revision}` is no revision")), "{message}");
        }
    }
}
