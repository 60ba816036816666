//! What an API is to its client, as data: a name, a server, and the schemes of its credentials.

use crate::secret::Secret;

/// An API: the constant part of a generated client.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    /// A short name, used in the user agent.
    pub name: &'static str,
    /// The version of the generated crate, used in the user agent.
    pub version: &'static str,
    /// Where the API is, unless the client is told otherwise.
    pub server: Option<&'static str>,
    /// How callers show who they are.
    pub schemes: &'static [Scheme],
}

/// A way of sending a credential, by the name of the builder's setter for it: errors name what a caller can call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
}

/// Where a credential goes in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A header: its name, and what stands before the credential.
    Header(&'static str, &'static str),
    /// A query parameter.
    Query(&'static str),
    /// A cookie.
    Cookie(&'static str),
    /// `Authorization: Basic`, the credential being `user:password`.
    Basic,
}

impl Scheme {
    /// A header with nothing but the credential.
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self::header_prefix(name, header, "")
    }

    /// A header with a word before the credential (`AccessKey `, with its space).
    pub const fn header_prefix(name: &'static str, header: &'static str, prefix: &'static str) -> Self {
        let place = Place::Header(header, prefix);
        Self { name, place }
    }

    /// `Authorization: Bearer`.
    pub const fn bearer(name: &'static str) -> Self {
        Self::header_prefix(name, "authorization", "Bearer ")
    }

    /// `Authorization: Basic`. The credential is a user name and a password (see [`Secret`](crate::Secret)).
    pub const fn basic(name: &'static str) -> Self {
        let place = Place::Basic;
        Self { name, place }
    }

    /// A credential without the word that will be put before it (`AccessKey `), where it was given with it: copied from
    /// another program's settings, most often. Only what follows is the secret, and only that is looked for in answers.
    pub(crate) fn without_word(&self, secret: &Secret) -> Option<Secret> {
        let Place::Header(_, prefix) = self.place else { return None };
        let word = prefix.strip_suffix(' ')?;
        let (first, rest) = secret.expose().trim_start().split_once(' ')?;
        first.eq_ignore_ascii_case(word).then(|| Secret::from(rest.trim()))
    }

    /// A query parameter.
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        let place = Place::Query(parameter);
        Self { name, place }
    }

    /// A cookie.
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        let place = Place::Cookie(cookie);
        Self { name, place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_the_credential_came_with_is_not_its_own() {
        let scheme = Scheme::header_prefix("key", "authorization", "AccessKey ");
        for (given, bare) in [
            ("AccessKey k1", Some("k1")),
            ("accesskey  k1 ", Some("k1")),
            ("AccessKey ", Some("")),
            ("k1", None),
            ("AccessKeyk1", None),
            ("Bearer k1", None),
        ] {
            let found = scheme.without_word(&Secret::from(given));
            assert_eq!(found.as_ref().map(Secret::expose), bare, "{given}");
        }
        let prefixed = Scheme::header_prefix("key", "x-key", "v1:");
        assert_eq!(prefixed.without_word(&Secret::from("v1:k")), None, "no word of its own");
        assert_eq!(Scheme::header("key", "x-key").without_word(&Secret::from("AccessKey k")), None);
        assert_eq!(Scheme::basic("login").without_word(&Secret::from("Basic a:b")), None);
        assert_eq!(Scheme::bearer("token").without_word(&Secret::from("Bearer t")), Some(Secret::from("t")));
    }
}
