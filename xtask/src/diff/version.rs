//! Whether the version of each crate says what happened to it since the base.

use inboxkit::Outcome;
use inboxkit_codegen::diff::Semver;
use inboxkit_codegen::diff::render::annotation;
use inboxkit_codegen::diff::report::At;
use inboxkit_codegen::diff::version::Version;

use super::specs::Compared;

/// Checks the versions of all APIs, and prints a line for each; wrong ones as annotations where `github` is set.
pub fn check(compared: &[Compared], github: bool) -> Outcome {
    let mut outcome = Outcome::Fine;
    for api in compared {
        let changes = api.document.comparison.rust();
        let (Some(base), Some(revision)) = (&api.base, &api.revision) else {
            let what = if api.base.is_some() { "is gone" } else { "is new" };
            println!("{}: the crate {what}; there is no version to compare", api.name);
            continue;
        };
        match judge(&base.text, &revision.text, changes) {
            Ok(line) => println!("{}: {line}", api.name),
            Err(why) => {
                outcome = Outcome::Findings;
                let (file, line, column) = &revision.at;
                let at = At { file, line: *line, column: *column };
                if github {
                    print!("{}", annotation("error", Some(at), "version", &format!("{}: {why}", api.name)));
                } else {
                    eprintln!("error: {at}: {}: {why}", api.name);
                }
            }
        }
    }
    outcome
}

/// What is to be said of a version after changes of a kind; an error where it is too low.
fn judge(base: &str, revision: &str, changes: Semver) -> Result<String, String> {
    let read = |text: &str| Version::parse(text).ok_or_else(|| format!("`{text}` is no version such as 0.1.0"));
    let (old, new) = (read(base)?, read(revision)?);
    let what = match changes {
        Semver::None => "the crate is the same".to_owned(),
        changes => format!("the changes of the crate are {}", changes.as_str()),
    };
    if new.follows(&old, changes) {
        return Ok(format!("{what}, and {old} became {new}"));
    }
    let least = old.after(changes);
    Err(format!("{what}: after {old} the version is at least {least}, and {new} is there"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_says_too_little_is_named_with_the_one_that_is_needed() {
        assert_eq!(
            judge("0.1.0", "0.2.0", Semver::Major),
            Ok("the changes of the crate are major, and 0.1.0 became 0.2.0".to_owned())
        );
        assert_eq!(
            judge("0.1.0", "0.1.0", Semver::Major),
            Err("the changes of the crate are major: after 0.1.0 the version is at least 0.2.0, and 0.1.0 is there"
                .to_owned())
        );
        assert_eq!(
            judge("0.1.0", "0.1.0", Semver::None),
            Ok("the crate is the same, and 0.1.0 became 0.1.0".to_owned())
        );
        assert_eq!(judge("0.1.0", "next", Semver::None), Err("`next` is no version such as 0.1.0".to_owned()));
    }
}
