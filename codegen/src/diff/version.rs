//! Whether the version of a crate says what happened to it: the rules of semantic versioning as Cargo reads them.

use std::fmt;

use super::Semver;

/// A version: three numbers, and what follows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    /// What stands behind a hyphen: `rc.1`.
    pre: Option<String>,
}

impl Version {
    /// Reads a version such as `1.2.3` or `1.2.3-rc.1`; what stands behind a `+` says nothing about it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (numbers, pre) =
            text.split_once('-').map_or((text, None), |(numbers, pre)| (numbers, Some(pre.to_owned())));
        let mut parts = numbers.split('.').map(|part| part.parse().ok());
        let numbers = [parts.next()??, parts.next()??, parts.next()??];
        (parts.next().is_none() && pre.as_deref() != Some("")).then_some(Self { numbers, pre })
    }

    /// The lowest version that may follow this one after changes of a kind.
    ///
    /// Before 1.0 the second number takes the part of the first, and the third that of both others; before 0.1 the third has all
    /// parts. A version with a pre-release promises nothing, and is followed by any other.
    #[must_use]
    pub fn after(&self, changes: Semver) -> Self {
        let [major, minor, patch] = self.numbers;
        let numbers = match (changes, self.numbers) {
            (Semver::None, _) => return self.clone(),
            _ if self.pre.is_some() => return self.clone(),
            (Semver::Major, [0, 0, _]) => [0, 0, patch + 1],
            (Semver::Major, [0, ..]) => [0, minor + 1, 0],
            (Semver::Major, _) => [major + 1, 0, 0],
            (Semver::Minor, _) if major > 0 => [major, minor + 1, 0],
            (Semver::Minor | Semver::Patch, _) => [major, minor, patch + 1],
        };
        Self { numbers, pre: None }
    }

    /// Whether this version may follow another after changes of a kind.
    pub fn follows(&self, base: &Self, changes: Semver) -> bool {
        // A pre-release of the next version announces it, and its own order of names is nobody's promise.
        let enough = self.numbers >= base.after(changes).numbers;
        let moved = changes == Semver::None || self != base;
        let back = self.numbers == base.numbers && base.pre.is_none() && self.pre.is_some();
        enough && moved && !back
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(out, "{major}.{minor}.{patch}")?;
        self.pre.as_ref().map_or(Ok(()), |pre| write!(out, "-{pre}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
    }

    #[test]
    fn versions_are_read_and_written() {
        for text in ["0.1.0", "10.20.30", "1.0.0-rc.1"] {
            assert_eq!(version(text).to_string(), text);
        }
        assert_eq!(version("1.2.3+build-5").to_string(), "1.2.3");
        for text in ["", "1", "1.2", "1.2.3.4", "a.b.c", "1.2.3-", "1..3", "v1.2.3", "-1.2.3"] {
            assert_eq!(Version::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn each_kind_of_change_moves_the_number_that_cargo_looks_at() {
        for (base, changes, next) in [
            ("1.2.3", Semver::Major, "2.0.0"),
            ("1.2.3", Semver::Minor, "1.3.0"),
            ("1.2.3", Semver::Patch, "1.2.4"),
            ("1.2.3", Semver::None, "1.2.3"),
            ("0.2.3", Semver::Major, "0.3.0"),
            ("0.2.3", Semver::Minor, "0.2.4"),
            ("0.2.3", Semver::Patch, "0.2.4"),
            ("0.0.3", Semver::Major, "0.0.4"),
            ("0.0.3", Semver::Patch, "0.0.4"),
        ] {
            assert_eq!(version(base).after(changes), version(next), "{base} after {changes:?}");
            assert!(version(next).follows(&version(base), changes));
        }
    }

    #[test]
    fn a_version_may_be_higher_than_it_must_and_never_lower() {
        for (base, new, changes, fine) in [
            ("0.1.0", "0.1.0", Semver::None, true),
            ("0.1.0", "0.1.0", Semver::Patch, false),
            ("0.1.0", "0.1.1", Semver::Major, false),
            ("0.1.0", "1.0.0", Semver::Major, true),
            ("0.1.0", "0.2.0", Semver::None, true),
            ("0.1.0", "0.0.9", Semver::None, false),
            ("1.0.0", "0.9.0", Semver::Patch, false),
            ("1.0.0", "2.0.0-rc.1", Semver::Major, true),
            ("1.0.0", "1.0.0-rc.1", Semver::None, false),
            ("2.0.0-rc.1", "2.0.0-rc.1", Semver::Major, false),
            ("2.0.0-rc.1", "2.0.0-rc.2", Semver::Major, true),
            ("2.0.0-rc.1", "2.0.0", Semver::Major, true),
        ] {
            assert_eq!(version(new).follows(&version(base), changes), fine, "{base} to {new} after {changes:?}");
        }
    }
}
