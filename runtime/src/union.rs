//! Unions: which variant a value is, and how variants are written.
//!
//! The key that decides may be the last of a value. So the text of the value is taken whole, looked through, and decoded
//! as the variant that it turns out to be: nothing is copied, every model is compiled for one kind of input only, and
//! errors get their paths in one way only.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_core::ser::Error as _;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Json;
use crate::json_path::{self, Failure};
use crate::record::{self, Keyed};

/// By this name, of a newtype and of the only key of a map, `serde_json` gives out the text of a value. The name is private
/// to it. Under another one, and from other decoders, the value would come as itself and be written down again: that
/// takes several times as long, and gives the same.
const TEXT: &str = "$serde_json::private::RawValue";

/// How deep a value may be nested: what `serde_json` allows for the whole of a text. It does not look at that when it
/// gives out text.
const DEEPEST: usize = 127;

/// Decodes a union, by what its type makes of the text of the value.
pub fn read_union<'de, U, D: Deserializer<'de>>(
    deserializer: D,
    choose: fn(&str) -> Result<U, String>,
) -> Result<U, D::Error> {
    let text = TextVisitor.deserialize(deserializer)?;
    let chosen = if is_deeper(&text, DEEPEST) { Err("recursion limit exceeded".to_owned()) } else { choose(&text) };
    json_path::note_union(&text, chosen.as_ref().err());
    chosen.map_err(D::Error::custom)
}

/// Reads the JSON text of a value.
struct TextVisitor;

impl<'de> DeserializeSeed<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT, self)
    }
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        Ok(written(Json::deserialize(deserializer)?))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cow<'de, str>, A::Error> {
        match map.next_key_seed(KeyVisitor)? {
            None => Ok(Cow::Borrowed("{}")),
            Some(key) if record::same(key.as_bytes(), TEXT.as_bytes()) => map.next_value_seed(RawVisitor),
            Some(key) => {
                let first = (key.into_owned(), map.next_value()?);
                let Json::Object(mut entries) = Json::deserialize(MapAccessDeserializer::new(map))? else {
                    return Err(A::Error::custom("invalid type: no object, expected an object"));
                };
                // Of a repeated key the last counts.
                entries.entry(first.0).or_insert(first.1);
                Ok(written(entries))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Cow<'de, str>, A::Error> {
        Ok(written(Json::deserialize(SeqAccessDeserializer::new(seq))?))
    }

    fn visit_unit<E: Error>(self) -> Result<Cow<'de, str>, E> {
        Ok(written(Json::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Cow<'de, str>, E> {
        Ok(written(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Cow<'de, str>, E> {
        Ok(written(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Cow<'de, str>, E> {
        Ok(written(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Cow<'de, str>, E> {
        Ok(written(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Cow<'de, str>, E> {
        Ok(written(value))
    }
}

/// The text of a value that came as itself.
fn written<'de>(value: impl Into<Json>) -> Cow<'de, str> {
    Cow::Owned(value.into().to_string())
}

/// Reads a text that is JSON text already.
struct RawVisitor;

impl<'de> DeserializeSeed<'de> for RawVisitor {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cow<'de, str>, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text))
    }
}

/// Reads a key.
struct KeyVisitor;

impl<'de> DeserializeSeed<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_identifier(RawVisitor)
    }
}

/// Whether a JSON text is nested deeper than that.
fn is_deeper(text: &str, limit: usize) -> bool {
    // Every level takes two brackets.
    if text.len() <= 2 * limit {
        return false;
    }
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    text.bytes().any(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > limit
    })
}

/// The text that a key of an object has as its value, or the digits of an integer. Nothing of what is no object.
pub fn json_tag<'a>(text: &'a str, key: &str) -> Option<Cow<'a, str>> {
    if let Some(tag) = tag_near_end(text, key) {
        return Some(Cow::Borrowed(tag));
    }
    let value = entries(text, TagVisitor(key))??;
    if value.strip_prefix('-').unwrap_or(value).bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Cow::Borrowed(value));
    }
    match value.strip_prefix('"')?.strip_suffix('"') {
        Some(tag) if !tag.contains('\\') => Some(Cow::Borrowed(tag)),
        _ => serde_json::from_str(value).ok().map(Cow::Owned),
    }
}

/// The same where no object and no list stands behind it, as is usual, and nothing is escaped: a glance instead of a
/// second reading. Of a repeated key the last counts.
fn tag_near_end<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let entries = text.as_bytes().strip_suffix(b"}")?;
    for at in (0..entries.len()).rev() {
        match entries[at] {
            b'}' | b']' => return None,
            b':' => {
                let before = entries[..at].strip_suffix(b"\"").and_then(|before| before.strip_suffix(key.as_bytes()));
                // Behind a backslash the quote is of a longer key. Within a text, it would stand behind one.
                if before.is_some_and(|before| before.ends_with(b"\"") && !before.ends_with(b"\\\"")) {
                    let value = text.get(at + 1..)?.trim_ascii_start().strip_prefix('"')?;
                    let end = value.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
                    return value.get(..end).filter(|_| value.as_bytes()[end] == b'"');
                }
            }
            _ => {}
        }
    }
    None
}

/// Visits the entries of an object.
fn entries<'a, V: Visitor<'a>>(text: &'a str, visitor: V) -> Option<V::Value> {
    // Others would be an error, and one that costs more than this look at it.
    if !text.starts_with('{') {
        return None;
    }
    serde_json::Deserializer::from_str(text).deserialize_map(visitor).ok()
}

/// Finds the value of a key.
struct TagVisitor<'k>(&'k str);

impl<'de> Visitor<'de> for TagVisitor<'_> {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<&'de str>, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key_seed(KeyVisitor)? {
            if key != self.0 {
                map.next_value::<IgnoredAny>()?;
            } else if let Cow::Borrowed(text) = map.next_value_seed(TextVisitor)? {
                found = Some(text);
            }
        }
        Ok(found)
    }
}

/// Decodes a variant of a tagged union. The error says where in the value.
pub fn decode_variant<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| Failure::new(text.as_bytes(), &error).to_string())
}

/// Says that a value is none of those that a closed union takes.
pub fn no_variant<U>() -> Result<U, String> {
    Err("the value is no member of the union".to_owned())
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
pub struct Choice<'a, U> {
    text: &'a str,
    /// Those of the value, once they have been needed.
    keys: Option<Vec<Cow<'a, str>>>,
    best: Option<Candidate<U>>,
}

/// A variant that decodes.
struct Candidate<U> {
    variant: U,
    is_exact: bool,
    /// The keys that it knows, and how many of them the value has at least.
    table: &'static [&'static str],
    least: usize,
}

impl<'a, U> Choice<'a, U> {
    /// Over a value.
    pub fn new(text: &'a str) -> Self {
        Self { text, keys: None, best: None }
    }

    /// Offers a variant.
    pub fn offer<T: DeserializeOwned + Serialize + Keyed>(&mut self, variant: fn(T) -> U) {
        if self.best.as_ref().is_some_and(|best| best.is_exact) && !self.knows_more(T::KEYS) {
            return;
        }
        if let Ok(value) = serde_json::from_str::<T>(self.text) {
            let is_exact = !self.text.starts_with('"') || is_written_so(&value, self.text);
            let wins = match &self.best {
                Some(best) if best.is_exact == is_exact => self.knows_more(T::KEYS),
                Some(best) => is_exact && !best.is_exact,
                None => true,
            };
            if wins {
                let (table, least) = (T::KEYS, T::REQUIRED);
                self.best = Some(Candidate { variant: variant(value), is_exact, table, least });
            }
        }
    }

    /// The variant that won, or else the unknown one, where there is one.
    pub fn finish(self, unknown: Option<fn(Json) -> U>) -> Result<U, String> {
        match (self.best, unknown) {
            (Some(best), _) => Ok(best.variant),
            (None, Some(unknown)) => decode_variant(self.text).map(unknown),
            (None, None) => no_variant(),
        }
    }

    /// Whether more keys of the value are in a table than in that of the best variant.
    fn knows_more(&mut self, table: &'static [&'static str]) -> bool {
        let Some(best) = &self.best else { return true };
        if table.len() <= best.least {
            return false;
        }
        let keys = self.keys.get_or_insert_with(|| entries(self.text, KeysVisitor).unwrap_or_default());
        let count = |table: &[&str]| {
            let mut next = 0;
            keys.iter().filter(|key| record::find(table, &mut next, key).is_some()).count()
        };
        count(table) > count(best.table)
    }
}

fn is_written_so<T: Serialize>(value: &T, text: &str) -> bool {
    serde_json::to_value(value).is_ok_and(|back| serde_json::from_str::<Json>(text).is_ok_and(|value| value == back))
}

/// Collects the keys of an object.
struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Vec<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Cow<'de, str>>, A::Error> {
        let mut keys = Vec::with_capacity(16);
        while let Some(key) = map.next_key_seed(KeyVisitor)? {
            map.next_value::<IgnoredAny>()?;
            keys.push(key);
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a union is chosen by.
    fn text_of<'de, D: Deserializer<'de>>(deserializer: D) -> String {
        read_union(deserializer, |text| Ok(text.to_owned())).ok().unwrap()
    }

    #[test]
    fn a_union_is_read_from_the_text_itself() {
        // A tree would sort the keys, and write the number otherwise.
        for text in [r#"{ "b": 1.50,"a": [] }"#, "[ 1.50 ]", "1.50", "null", r#""\u0041""#] {
            assert_eq!(text_of(&mut serde_json::Deserializer::from_str(text)), text);
        }
    }

    #[test]
    fn decoders_that_give_no_text_give_the_same_value() {
        let text = r#"{"a":[1,null,true],"b":{"c":"d"}}"#;
        let value: Json = serde_json::from_str(text).unwrap();
        assert_eq!(text_of(&value), text);
        let Json::Object(entries) = value else { panic!("it is an object") };
        let entries = || entries.clone().into_iter();
        assert_eq!(text_of(serde_core::de::value::MapDeserializer::<_, serde_json::Error>::new(entries())), text);
        let none = entries().take(0);
        assert_eq!(text_of(serde_core::de::value::MapDeserializer::<_, serde_json::Error>::new(none)), "{}");
    }

    #[test]
    fn a_tag_is_found_wherever_it_stands() {
        let cases = [
            (r#"{"type":"x"}"#, Some("x")),
            (r#"{ "a" : "}" , "type" : "x" , "b" : 1 }"#, Some("x")),
            (r#"{"type":"x","a":{"type":"y"}}"#, Some("x")),
            (r#"{"type":"x","a":["type",":"]}"#, Some("x")),
            (r#"{"a":{"type":"y"},"type":"x"}"#, Some("x")),
            (r#"{"a":{"type":"y"}}"#, None),
            (r#"{"a":"\"type\":\"y\""}"#, None),
            (r#"{"\"type":"y"}"#, None),
            (r#"{"atype":"y"}"#, None),
            (r#"{"type":"x\u0041\""}"#, Some("xA\"")),
            (r#"{"ty\u0070e":"x"}"#, Some("x")),
            (r#"{"type":"x","type":"z"}"#, Some("z")),
            (r#"{"type":3}"#, Some("3")),
            (r#"{"a":[],"type": -3 }"#, Some("-3")),
            (r#"{"type":2.5}"#, None),
            (r#"{"type":true}"#, None),
            (r#"{"type":null,"a":"b"}"#, None),
            (r#"["type","x"]"#, None),
            (r#""type""#, None),
            ("{}", None),
        ];
        for (text, tag) in cases {
            assert_eq!(json_tag(text, "type").as_deref(), tag, "{text}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let quoted = format!("[\"{}\"]", "[".repeat(500));
        assert!(!is_deeper(&nested(127), 127));
        assert!(is_deeper(&nested(128), 127));
        assert!(!is_deeper(&quoted, 127));
        let read = |text: String| {
            let decoder = &mut serde_json::Deserializer::from_str(&text);
            read_union(decoder, |_| Ok(())).map_err(|error| error.to_string())
        };
        assert_eq!(read(nested(127)), Ok(()));
        assert_eq!(read(nested(100_000)), Err("recursion limit exceeded".to_owned()));
    }
}
