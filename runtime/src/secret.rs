//! Text that must not be seen: credentials and what is made of them.

use std::fmt;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::form::{Form, FormField};
use crate::value::Value;

/// A credential: a token, or a user name with a password. Also the type of a field that holds one.
///
/// It never shows in `Debug`, has no `Display`, and its memory is overwritten when it is dropped. It is sent
/// and received as text. Comparing two takes the same time wherever they differ.
///
/// ```
/// use inboxkit_runtime::Secret;
///
/// let token = Secret::from("s3cret");
/// assert_eq!(format!("{token:?}"), "Secret(***)");
/// assert_eq!(token.expose(), "s3cret");
/// let login = Secret::from(("ada", "s3cret"));
/// # let _ = login;
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself: what is done with it, and who sees it, is the caller's business from here on.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl FormField for Secret {
    fn add(&self, name: &'static str, form: &mut Form) {
        form.text(name, self.expose().to_owned());
    }
}

impl From<Secret> for Value {
    fn from(mut secret: Secret) -> Self {
        Self::from(std::mem::take(&mut *secret.0))
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

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Maybe;

    #[test]
    fn forms_carry_it() {
        let mut form = Form::default();
        Secret::from("a&b").add("token", &mut form);
        Some(Secret::from("c")).add("old", &mut form);
        Maybe::<Secret>::Absent.add("next", &mut form);
        assert_eq!(form.urlencoded().as_deref(), Ok("token=a%26b&old=c"));
    }
}
