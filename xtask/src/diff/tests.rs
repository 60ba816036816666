//! Comparing in repositories and directories made for it.

use std::fs;
use std::path::{Path, PathBuf};

use inboxkit_codegen::diff::{Semver, Wire};
use inboxkit_codegen::source::git::git;

use super::*;

/// A directory of its own, perhaps with a repository, that is removed in the end.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("inboxkit-diff-{name}-{}", std::process::id()));
        fs::create_dir_all(&root).expect("the directory can be made");
        Self(root)
    }

    fn repository(name: &str) -> Self {
        let scratch = Self::new(name);
        scratch.git(&["init", "--quiet", "--initial-branch=main"]);
        scratch
    }

    fn git(&self, arguments: &[&str]) -> String {
        let who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
        git(&self.0, &[&who, arguments].concat()).expect("git does it")
    }

    pub fn write(&self, path: &str, text: &str) -> String {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("it is in a directory")).expect("the directory can be made");
        fs::write(&path, text).expect("the file can be written");
        path.to_str().expect("the path is UTF-8").to_owned()
    }

    /// Commits all that there is, and says what the commit is called.
    fn commit(&self, what: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", &format!("--message={what}")]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// An API of `spec/` whose operations are these.
    pub fn api(&self, name: &str, version: &str, paths: &str) {
        let settings = format!("crate: {name}\nversion: \"{version}\"\nspec: x\nruntime: {{workspace: true}}\n");
        self.write(&format!("spec/{name}/codegen.yaml"), &settings);
        self.write(&format!("spec/{name}/openapi.yaml"), &document(paths));
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub const CATS: &str = "  /cats:\n    get: {operationId: cats_list, responses: {\"204\": {description: None.}}}\n";
pub const DOGS: &str = "  /dogs:\n    get: {operationId: dogs_list, responses: {\"204\": {description: None.}}}\n";

pub fn document(paths: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: Pets, version: \"1\"}}\npaths:\n{paths}")
}

/// The commit that is compared with where none is named, and why.
fn base(root: &Path) -> (String, String) {
    let base = base::of_branch(root).unwrap_or_else(|why| panic!("{why}"));
    (base.reader.commit().to_owned(), base.what.split_once(' ').expect("a reason follows").1.to_owned())
}

#[test]
fn a_branch_is_compared_with_where_it_left_main() {
    let repository = Scratch::repository("branch");
    repository.api("pets", "0.1.0", CATS);
    let first = repository.commit("One");
    assert_eq!(base(&repository.0), (first.clone(), "(the only commit)".to_owned()));
    repository.git(&["checkout", "--quiet", "-b", "mine"]);
    let mine = repository.commit("Mine");
    repository.git(&["checkout", "--quiet", "main"]);
    let second = repository.commit("Two");
    assert_eq!(base(&repository.0), (first.clone(), "(the commit before the last)".to_owned()));
    repository.write("README.md", "Not a document.\n");
    assert_eq!(base(&repository.0).0, first, "what is not in spec/ is no change to a document");
    repository.write("spec/pets/new.yaml", "{}\n");
    let dirty = "(the last commit; spec/ has changes that are not committed)";
    assert_eq!(base(&repository.0), (second.clone(), dirty.to_owned()));
    repository.commit("Three");
    repository.git(&["checkout", "--quiet", "mine"]);
    assert_eq!(base(&repository.0), (first.clone(), "(where this branch left main)".to_owned()));
    // A main that was fetched and not pulled: the branch has taken it in, and what it brought is not the branch's own.
    repository.git(&["update-ref", "refs/remotes/origin/main", &second]);
    repository.git(&["branch", "--force", "main", &first]);
    repository.git(&["merge", "--quiet", "--no-edit", "origin/main"]);
    assert_eq!(base(&repository.0), (second, "(where this branch left main)".to_owned()));
    repository.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    repository.git(&["branch", "--quiet", "--delete", "--force", "main"]);
    let why = base::of_branch(&repository.0).err().expect("there is no main");
    assert!(why.contains("neither `main` nor `origin/main`"), "{why}");
    let named = base::named(&repository.0, "mine^").unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(named.reader.commit(), mine);
}

#[test]
fn documents_that_are_new_or_gone_are_said_to_be() {
    let repository = Scratch::repository("specs");
    repository.api("cats", "0.1.0", CATS);
    repository.api("dogs", "0.1.0", DOGS);
    repository.commit("Pets");
    fs::remove_dir_all(repository.0.join("spec/dogs")).expect("it is there");
    repository.api("birds", "0.3.0", CATS);
    let base = base::of_branch(&repository.0).unwrap_or_else(|why| panic!("{why}"));
    let compared = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        specs::compare(&repository.0, &base.reader, &names)
    };
    let all = compared(&[]).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(all.iter().map(|api| api.name.as_str()).collect::<Vec<_>>(), ["birds", "cats", "dogs"]);
    let verdicts: Vec<_> =
        all.iter().map(|api| (api.document.comparison.wire(), api.document.comparison.rust())).collect();
    assert_eq!(verdicts, [(Wire::Safe, Semver::Minor), (Wire::None, Semver::None), (Wire::Breaking, Semver::Major)]);
    assert_eq!(all[2].document.comparison.findings[0].what, "`spec/dogs/openapi.yaml` is gone; it had 1 operation");
    let new = all[0].revision.as_ref().expect("it is there now");
    assert_eq!((new.text.as_str(), &new.at), ("0.3.0", &("spec/birds/codegen.yaml".to_owned(), 2, 10)));
    assert!(all[0].base.is_none() && all[2].revision.is_none());
    assert_eq!(compared(&["dogs"]).map(|some| some.len()), Ok(1));
    assert_eq!(compared(&["fish"]).err().as_deref(), Some("error: there is no spec/fish, and was none"));
}

#[test]
fn the_base_is_read_with_the_settings_of_today_where_its_own_are_not_known_any_more() {
    let repository = Scratch::repository("settings");
    repository.api("cats", "0.1.0", CATS);
    repository.write("spec/cats/codegen.yaml", "crate: cats\nversion: 0.4.0\ncolour: tabby\n");
    repository.commit("Pets");
    repository.api("cats", "0.5.0", CATS);
    let base = base::of_branch(&repository.0).unwrap_or_else(|why| panic!("{why}"));
    let compared = specs::compare(&repository.0, &base.reader, &[]).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(compared[0].base.as_ref().map(|version| version.text.as_str()), Some("0.4.0"));
    assert_eq!(compared[0].document.comparison.findings, []);
}

/// How comparing two files ends.
fn ends(old: &str, new: &str, accept: Option<&str>) -> Outcome {
    run(&Arguments {
        compared: vec![old.to_owned(), new.to_owned()],
        apis: Vec::new(),
        format: Format::Json,
        accept: accept.map(str::to_owned),
        check_version: false,
    })
}

#[test]
fn the_end_of_a_comparison_says_whether_anything_breaks() {
    let scratch = Scratch::new("files");
    let both = scratch.write("both.yaml", &document(&format!("{CATS}{DOGS}")));
    let one = scratch.write("one.yaml", &document(CATS));
    let none = scratch.write("none.yaml", "openapi: 3.1.0\npaths: [\n");
    assert_eq!(ends(&both, &both, None), Outcome::Fine);
    assert_eq!(ends(&one, &both, None), Outcome::Fine);
    assert_eq!(ends(&both, &one, None), Outcome::Findings);
    for unreadable in [&none, "nowhere.yaml", scratch.0.to_str().expect("the path is UTF-8")] {
        assert_eq!(ends(&one, unreadable, None), Outcome::Unusable, "{unreadable}");
        assert_eq!(ends(unreadable, &one, None), Outcome::Unusable, "{unreadable}");
    }
    let findings = compare(&both, &one).unwrap_or_else(|why| panic!("{why}")).comparison.findings;
    let entries = findings.iter().map(|found| format!("- {{fingerprint: {}, reason: Meant}}\n", found.fingerprint()));
    let list = scratch.write("accepted.yaml", &entries.collect::<String>());
    assert_eq!(ends(&both, &one, Some(&list)), Outcome::Fine, "everything that breaks is accepted");
    let other = scratch.write("other.yaml", "- {fingerprint: 0123456789abcdef, reason: Something else}\n");
    assert_eq!(ends(&both, &one, Some(&other)), Outcome::Findings);
    let malformed = scratch.write("malformed.yaml", "- {fingerprint: 0123456789abcdef}\n");
    assert_eq!(ends(&both, &one, Some(&malformed)), Outcome::Unusable);
    assert_eq!(ends(&both, &one, Some("nowhere.yaml")), Outcome::Unusable);
}

#[test]
fn a_version_that_does_not_say_what_happened_fails_the_check() {
    let repository = Scratch::repository("version");
    repository.api("pets", "0.1.0", &format!("{CATS}{DOGS}"));
    repository.commit("Pets");
    let base = base::of_branch(&repository.0).unwrap_or_else(|why| panic!("{why}"));
    let check = |version: &str, paths: &str| {
        repository.api("pets", version, paths);
        let compared = specs::compare(&repository.0, &base.reader, &[]).unwrap_or_else(|why| panic!("{why}"));
        version::check(&compared, false)
    };
    assert_eq!(check("0.1.0", &format!("{CATS}{DOGS}")), Outcome::Fine, "nothing changed");
    assert_eq!(check("0.1.1", CATS), Outcome::Findings, "an operation is gone");
    assert_eq!(check("0.2.0", CATS), Outcome::Fine);
    assert_eq!(check("0.0.9", &format!("{CATS}{DOGS}")), Outcome::Findings, "versions do not go back");
}
