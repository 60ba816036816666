//! Values of parameters: what setters take, before a style turns it into text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_core::{Serialize, Serializer};

use crate::{Date, Json, JsonObject, Maybe, Timestamp};

/// A value of a parameter.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing: the parameter is left out.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number beyond [`i64`].
    Uint(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Cow<'static, str>),
    /// A list.
    List(Vec<Value>),
    /// An object, in the order of its keys.
    Object(Vec<(String, Value)>),
    /// What could not be made a value, and why: reported when the request is sent.
    Broken(String),
}

impl Value {
    /// The value of anything that can be written as JSON (a struct, for a parameter that is an object).
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        match serde_json::to_vec(value).and_then(|text| serde_json::from_slice::<Json>(&text)) {
            Ok(json) => Self::from(json),
            Err(error) => Self::Broken(error.to_string()),
        }
    }

    /// The text of a scalar, as JSON has it (text without its quotes).
    pub(crate) fn scalar(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Int(value) => Cow::Owned(value.to_string()),
            Self::Uint(value) => Cow::Owned(value.to_string()),
            Self::Float(value) => Cow::Owned(serde_json::Number::from_f64(*value)?.to_string()),
            Self::Text(value) => Cow::Borrowed(value),
            Self::Null | Self::List(_) | Self::Object(_) | Self::Broken(_) => return None,
        })
    }
}

/// Only the kind: values of parameters can be secrets.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool(..)",
            Self::Int(_) => "Int(..)",
            Self::Uint(_) => "Uint(..)",
            Self::Float(_) => "Float(..)",
            Self::Text(_) => "Text(..)",
            Self::List(_) => "List(..)",
            Self::Object(_) => "Object(..)",
            Self::Broken(_) => "Broken(..)",
        })
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde_core::ser::Error;
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Uint(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
            Self::Broken(reason) => Err(S::Error::custom(reason)),
        }
    }
}

macro_rules! from_numbers {
    ($($variant:ident($wide:ty): $($number:ty)*;)*) => { $($(
        impl From<$number> for Value {
            fn from(value: $number) -> Self {
                Self::$variant(<$wide>::from(value))
            }
        }
    )*)* };
}
from_numbers! { Int(i64): i8 i16 i32 i64 u8 u16 u32; Float(f64): f64; }

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Uint(value), Self::Int)
    }
}

/// By its shortest text: `0.1_f32` is 0.1, not the 0.10000000149 that widening makes of it.
impl From<f32> for Value {
    fn from(value: f32) -> Self {
        Self::Float(value.to_string().parse().unwrap_or(f64::NAN))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&'static str> for Value {
    fn from(value: &'static str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<BTreeMap<String, T>> for Value {
    fn from(entries: BTreeMap<String, T>) -> Self {
        let entries = entries.into_iter();
        Self::Object(entries.map(|(key, value)| (key, value.into())).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Maybe<T>> for Value {
    fn from(value: Maybe<T>) -> Self {
        Self::from(value.into_option())
    }
}

impl<T: Into<Value>> From<Box<T>> for Value {
    fn from(value: Box<T>) -> Self {
        (*value).into()
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => number.as_i64().map_or_else(
                || match number.as_u64() {
                    Some(value) => Self::Uint(value),
                    None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
                },
                Self::Int,
            ),
            Json::String(text) => Self::from(text),
            Json::Array(values) => Self::from(values),
            Json::Object(entries) => {
                Self::Object(entries.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl From<JsonObject> for Value {
    fn from(entries: JsonObject) -> Self {
        Self::Object(entries.into_iter().map(|(key, value)| (key, value.into())).collect())
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        value.to_value()
    }
}

impl From<Date> for Value {
    fn from(value: Date) -> Self {
        Self::from(value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_written_as_in_json() {
        let cases: &[(Value, &str)] = &[
            (true.into(), "true"),
            ((-3).into(), "-3"),
            (u64::MAX.into(), "18446744073709551615"),
            (1.5.into(), "1.5"),
            (0.1_f32.into(), "0.1"),
            ("a b".into(), "a b"),
        ];
        for (value, text) in cases {
            assert_eq!(value.scalar().as_deref(), Some(*text), "{text}");
        }
        assert_eq!(Value::from(f64::NAN).scalar(), None);
    }

    #[test]
    fn debug_shows_no_value() {
        let value = Value::from(vec!["secret"]);
        assert_eq!(format!("{value:?}"), "List(..)");
    }

    #[test]
    fn what_has_a_json_form_has_a_value() {
        let json = serde_json::json!({"a": [1, null, "x"]});
        let list = vec![Value::Int(1), Value::Null, Value::from("x")];
        let object = Value::Object(vec![("a".to_owned(), Value::List(list))]);
        assert_eq!(Value::of(&json), object);
    }
}
