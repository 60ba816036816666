//! Unions: which variant a value is, and how variants are written.
//!
//! A value is read into a tree first, as the key that decides may be its last. The variant is then decoded
//! from the tree's text rather than from the tree: so every model is compiled for one kind of input only,
//! and errors get their paths in one way only.

use std::fmt;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde_core::ser::Error as _;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Json;
use crate::json_path::Failure;
use crate::record::Keyed;

/// Decodes a union, by what its type makes of the value.
///
/// That is done within the visitor, so that the decoder adds the position of the value to an error.
pub fn read_union<'de, U, D: Deserializer<'de>>(
    deserializer: D,
    choose: fn(Json) -> Result<U, String>,
) -> Result<U, D::Error> {
    deserializer.deserialize_any(UnionVisitor(choose))
}

struct UnionVisitor<U>(fn(Json) -> Result<U, String>);

impl<U> UnionVisitor<U> {
    fn choose<E: Error>(self, value: impl Into<Json>) -> Result<U, E> {
        self.0(value.into()).map_err(E::custom)
    }
}

impl<'de, U> Visitor<'de> for UnionVisitor<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<U, A::Error> {
        self.choose(Json::deserialize(MapAccessDeserializer::new(map))?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<U, A::Error> {
        self.choose(Json::deserialize(SeqAccessDeserializer::new(seq))?)
    }

    fn visit_unit<E: Error>(self) -> Result<U, E> {
        self.choose(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<U, E> {
        self.choose(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<U, E> {
        self.choose(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<U, E> {
        self.choose(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<U, E> {
        self.choose(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<U, E> {
        self.choose(value)
    }
}

/// The tag of a value, if it has one.
pub fn json_tag<'a>(value: &'a Json, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// Decodes a variant of a tagged union. The error says where in the value.
pub fn decode_variant<T: DeserializeOwned>(value: &Json) -> Result<T, String> {
    let text = value.to_string();
    let text = text.as_bytes();
    serde_json::from_slice(text).map_err(|error| Failure::new(text, &error).to_string())
}

/// Encodes a variant of a tagged union, with the tag if the variant does not write it itself.
pub fn write_tagged<T: Serialize, S: Serializer>(
    value: &T,
    key: &str,
    tag: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    tagged(serde_json::to_vec(value), key, tag).map_err(S::Error::custom)?.serialize(serializer)
}

fn tagged(text: Result<Vec<u8>, serde_json::Error>, key: &str, tag: &str) -> Result<Json, serde_json::Error> {
    let mut value = serde_json::from_slice(&text?)?;
    if let Json::Object(entries) = &mut value
        && !entries.contains_key(key)
    {
        entries.insert(key.to_owned(), Json::from(tag));
    }
    Ok(value)
}

/// The choice between the variants of an untagged union.
///
/// Of the variants that decode, one that gives a text back as it was wins over one that does not
/// (an id reads `"6"`, but writes `6`), then the one that knows the most keys of the value, then the first.
pub struct Choice<U> {
    value: Json,
    text: String,
    best: Option<(bool, usize, U)>,
}

impl<U> Choice<U> {
    /// Over a value.
    pub fn new(value: Json) -> Self {
        let text = value.to_string();
        let best = None;
        Self { value, text, best }
    }

    /// Offers a variant.
    pub fn offer<T: DeserializeOwned + Serialize + Keyed>(&mut self, variant: fn(T) -> U) {
        let known = self.count(T::KEYS);
        if self.best.as_ref().is_none_or(|(exact, best, _)| !exact || known > *best)
            && let Ok(value) = serde_json::from_slice::<T>(self.text.as_bytes())
        {
            let exact = !self.value.is_string() || serde_json::to_value(&value).is_ok_and(|back| back == self.value);
            if self.best.as_ref().is_none_or(|(best, count, _)| (exact, known) > (*best, *count)) {
                self.best = Some((exact, known, variant(value)));
            }
        }
    }

    /// The variant that won, or else the unknown one.
    pub fn finish(self, unknown: fn(Json) -> U) -> U {
        match self.best {
            Some((_, _, variant)) => variant,
            None => unknown(self.value),
        }
    }

    fn count(&self, keys: &[&str]) -> usize {
        let known =
            |object: &serde_json::Map<String, Json>| keys.iter().filter(|key| object.contains_key(**key)).count();
        self.value.as_object().map_or(0, known)
    }
}
