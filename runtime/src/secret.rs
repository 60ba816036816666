//! What must not be seen: credentials, and objects that hold some.

use std::fmt;
use std::sync::Arc;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::JsonObject;
use crate::form::{Form, FormField};
use crate::value::Value;

/// A credential: a token, or a user name with a password. Also the type of a field that holds one.
///
/// It never shows in `Debug`, has no `Display`, and its memory, which all clones share, is overwritten when the last of
/// them is dropped. It is sent
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
pub struct Secret(Arc<Zeroizing<String>>);

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
    fn from(secret: Secret) -> Self {
        Self::from(secret.expose().to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Arc::new(Zeroizing::new(text)))
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

/// An object of any keys, some of which hold credentials.
///
/// `Debug` shows nothing of it, not even its keys. It is sent and received as the object it is. Unlike that of a
/// [`Secret`], its memory is not overwritten when it is dropped.
///
/// ```
/// use inboxkit_runtime::{JsonObject, SecretObject};
///
/// let config = SecretObject::from(JsonObject::from_iter([("api_key".to_owned(), "s3cret".into())]));
/// assert_eq!(format!("{config:?}"), "SecretObject(***)");
/// assert_eq!(config.expose()["api_key"], "s3cret");
/// ```
#[derive(Clone, PartialEq, Default)]
pub struct SecretObject(JsonObject);

impl SecretObject {
    /// The object itself: what is done with it, and who sees it, is the caller's business from here on.
    pub const fn expose(&self) -> &JsonObject {
        &self.0
    }
}

impl fmt::Debug for SecretObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretObject(***)")
    }
}

impl Serialize for SecretObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SecretObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonObject::deserialize(deserializer).map(Self)
    }
}

/// As JSON text.
impl FormField for SecretObject {
    fn add(&self, name: &'static str, form: &mut Form) {
        self.0.add(name, form);
    }
}

impl From<SecretObject> for Value {
    fn from(object: SecretObject) -> Self {
        Self::from(object.0)
    }
}

impl From<JsonObject> for SecretObject {
    fn from(entries: JsonObject) -> Self {
        Self(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Json, Maybe};

    #[test]
    fn forms_carry_it() {
        let mut form = Form::default();
        Secret::from("a&b").add("token", &mut form);
        Some(Secret::from("c")).add("old", &mut form);
        Maybe::<Secret>::Absent.add("next", &mut form);
        assert_eq!(form.urlencoded().as_deref(), Ok("token=a%26b&old=c"));
    }
    #[test]
    fn objects_are_hidden_and_travel_as_they_are() {
        let text = r#"{"api_key":"s3cret","deep":{"list":[1,null]}}"#;
        let object: SecretObject = serde_json::from_str(text).expect("it is an object");
        assert_eq!(serde_json::to_string(&object).expect("it can be written"), text);
        assert_eq!(format!("{:?}", Some(&object)), "Some(SecretObject(***))");
        let mut form = Form::default();
        object.add("config", &mut form);
        assert_eq!(form.urlencoded(), {
            let mut plain = Form::default();
            object.expose().add("config", &mut plain);
            plain.urlencoded()
        });
        let error = serde_json::from_str::<SecretObject>("[]").expect_err("it is no object");
        assert!(error.to_string().contains("expected a map"), "{error}");
        assert_ne!(object, SecretObject::from(serde_json::Map::<String, Json>::new()));
    }
}
