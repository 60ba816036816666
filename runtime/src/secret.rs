//! Text that must not be seen: credentials and what is made of them.

use std::fmt;

use zeroize::Zeroizing;

/// A credential: a token, or a user name with a password.
///
/// It never shows in `Debug`, and its memory is overwritten when it is dropped.
///
/// ```
/// use inboxkit_runtime::Secret;
///
/// let token = Secret::from("s3cret");
/// assert_eq!(format!("{token:?}"), "Secret(***)");
/// let login = Secret::from(("ada", "s3cret"));
/// # let _ = login;
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

/// A user name and a password, for the basic scheme.
impl From<(&str, &str)> for Secret {
    fn from((user, password): (&str, &str)) -> Self {
        Self::from(format!("{user}:{password}"))
    }
}
