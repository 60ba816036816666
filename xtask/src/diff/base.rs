//! What `spec/` is compared with: the revision that a reviewer means.

use std::path::Path;

use inboxkit_codegen::source::GitReader;
use inboxkit_codegen::source::git::git;

/// A revision to compare with.
pub struct Base {
    /// Its files.
    pub reader: GitReader,
    /// What it is, for people: a commit, and why it was chosen.
    pub what: String,
}

/// The revision of this name.
pub fn named(root: &Path, revision: &str) -> Result<Base, String> {
    let reader = GitReader::open(root, revision).map_err(|why| {
        let file = Path::new(revision).is_file();
        let hint = if file { "\n(it is a file: name the document that it is compared with, too)" } else { "" };
        format!("{why}{hint}")
    })?;
    let what = format!("{} ({revision})", short(reader.commit()));
    Ok(Base { reader, what })
}

/// The revision that a reviewer expects where none is named.
///
/// On a branch that is where it left main, so that what main got meanwhile is nobody's change. Where there are no commits
/// since, as on main itself, it is the last commit if there is anything in `spec/` that it does not hold, else the commit before:
/// of a merge the first parent, so that the whole merge is shown.
pub fn of_branch(root: &Path) -> Result<Base, String> {
    let exists =
        |branch: &&str| git(root, &["rev-parse", "--verify", "--quiet", &format!("{branch}^{{commit}}")]).is_ok();
    // A main that was not pulled for a while is as good as one that is fresh: the better of the two bases is taken.
    let mains: Vec<&str> = ["main", "origin/main"].into_iter().filter(exists).collect();
    if mains.is_empty() {
        return Err("there is neither `main` nor `origin/main` here; name the revision to compare with".to_owned());
    }
    let base = git(root, &[&["merge-base", "HEAD"], mains.as_slice()].concat()).map_err(|_| {
        "HEAD and main have no commit in common here, as in a shallow clone; name the revision to compare with"
            .to_owned()
    })?;
    let head = git(root, &["rev-parse", "HEAD"])?;
    let (commit, why) = if base != head {
        (base, "where this branch left main")
    } else if !git(root, &["status", "--porcelain", "--", "spec"])?.is_empty() {
        (head, "the last commit; spec/ has changes that are not committed")
    } else if let Ok(parent) = git(root, &["rev-parse", "--verify", "--quiet", "HEAD^"]) {
        (parent, "the commit before the last")
    } else {
        (head, "the only commit")
    };
    Ok(Base { reader: GitReader::open(root, &commit)?, what: format!("{} ({why})", short(&commit)) })
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
