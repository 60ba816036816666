//! Objects: what `record!` writes for a struct, and the one visitor that all structs share.
//!
//! A derive writes a visitor, a field enum and its visitor for every struct; here a struct is a table of
//! keys and a match on an index. That is most of why a generated crate of hundreds of models compiles in
//! seconds.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde_core::ser::SerializeMap;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Maybe;

/// A struct that is an object in JSON.
pub trait Record: Sized {
    /// The name in messages.
    const NAME: &'static str;
    /// The keys that it knows: those of its fields in their order, then its constant ones.
    const KEYS: &'static [&'static str];

    /// Reads the fields. Unknown keys are skipped or kept; of a repeated key the last counts.
    fn read<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;

    /// Writes the fields.
    fn write<M: SerializeMap>(&self, out: &mut Writer<'_, M>);
}

/// A type that may be a variant of an untagged union: how many keys of an object it knows decides between
/// several that fit.
pub trait Keyed {
    /// The keys that it knows.
    const KEYS: &'static [&'static str] = &[];
    /// How many of them an object has that decodes.
    const REQUIRED: usize = 0;
}

macro_rules! keyless {
    ($($type:ty)*) => { $(impl Keyed for $type {})* };
}
keyless! {
    bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 String
    crate::Base64 crate::Json crate::JsonObject crate::Secret crate::SecretObject crate::Timestamp crate::Date
}

impl<T> Keyed for Vec<T> {}
impl<T> Keyed for BTreeMap<String, T> {}
impl<T: Keyed> Keyed for Box<T> {
    const KEYS: &'static [&'static str] = T::KEYS;
    const REQUIRED: usize = T::REQUIRED;
}
impl<T: Keyed> Keyed for Option<T> {
    const KEYS: &'static [&'static str] = T::KEYS;
}

/// Reads keys as their indices in a table.
pub struct Keys {
    table: &'static [&'static str],
    /// Servers send keys in the same order again and again, and documents list them in it: the next key
    /// is most often the one after the last.
    next: usize,
    /// Where to put unknown keys, if they are to be kept.
    unknown: Option<String>,
}

impl Keys {
    /// The index of a key that is not in the table.
    pub const UNKNOWN: usize = usize::MAX;

    /// Of a table.
    pub const fn new(keys: &'static [&'static str], keep_unknown: bool) -> Self {
        Self { table: keys, next: 0, unknown: if keep_unknown { Some(String::new()) } else { None } }
    }

    /// The index of the next key.
    #[inline]
    pub fn next<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<Option<usize>, A::Error> {
        map.next_key_seed(self)
    }

    /// The key that was unknown just now.
    pub fn take_unknown(&mut self) -> String {
        self.unknown.as_mut().map(std::mem::take).unwrap_or_default()
    }

    #[inline]
    fn find(&mut self, key: &str) -> usize {
        if let Some(index) = find(self.table, &mut self.next, key) {
            return index;
        }
        self.keep(key);
        Self::UNKNOWN
    }

    #[cold]
    fn keep(&mut self, key: &str) {
        if let Some(unknown) = &mut self.unknown {
            unknown.push_str(key);
        }
    }
}

/// The index of a key in a table, looked for from the one that is likely to be `next`.
#[inline]
pub(crate) fn find(table: &[&str], next: &mut usize, key: &str) -> Option<usize> {
    let index = match table.get(*next) {
        Some(known) if same(known.as_bytes(), key.as_bytes()) => *next,
        _ => search(table, *next, key)?,
    };
    *next = index + 1;
    Some(index)
}

/// Whether two keys are equal. Most are short, so that comparing their ends is cheaper than calling what compares any
/// memory; the ends overlap, or meet.
#[inline]
pub(crate) fn same(known: &[u8], key: &[u8]) -> bool {
    fn ends<const N: usize>(known: &[u8], key: &[u8]) -> bool {
        known.first_chunk::<N>() == key.first_chunk::<N>() && known.last_chunk::<N>() == key.last_chunk::<N>()
    }
    known.len() == key.len()
        && match key.len() {
            4..8 => ends::<4>(known, key),
            8..16 => ends::<8>(known, key),
            16..=32 => ends::<16>(known, key),
            _ => known == key,
        }
}

/// The index of a key that is not the one that was likely: mostly one of those behind it, where some are missing.
#[inline(never)]
fn search(table: &[&str], from: usize, key: &str) -> Option<usize> {
    let (before, behind) = table.split_at_checked(from)?;
    let position = |keys: &[&str]| keys.iter().position(|known| same(known.as_bytes(), key.as_bytes()));
    position(behind).map(|index| from + index).or_else(|| position(before))
}

impl<'de> DeserializeSeed<'de> for &mut Keys {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Keys {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        Ok(self.find(key))
    }
}

/// Reads past a value.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Reads a value into its place.
pub fn read_value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    place: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *place = Some(map.next_value()?);
    Ok(())
}

/// Reads a value that may be null into its place.
pub fn read_optional<'de, T: Deserialize<'de>, A: MapAccess<'de>>(place: &mut T, map: &mut A) -> Result<(), A::Error> {
    *place = map.next_value()?;
    Ok(())
}

/// Reads a value under a key that no field has.
pub fn keep<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    rest: &mut BTreeMap<String, T>,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    rest.insert(key, map.next_value()?);
    Ok(())
}

/// Says that a key is missing.
pub fn missing<E: Error>(key: &'static str) -> E {
    E::missing_field(key)
}

/// Writes the entries of an object. The first error ends it: what is written after that goes nowhere.
///
/// Its methods answer nothing, because a check after each entry is most of what writing costs to compile.
pub struct Writer<'a, M: SerializeMap> {
    map: &'a mut M,
    done: Result<(), M::Error>,
}

impl<M: SerializeMap> Writer<'_, M> {
    /// An entry that is always there.
    pub fn required<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) {
        if self.done.is_ok() {
            self.done = self.map.serialize_entry(key, value);
        }
    }

    /// An entry that may be missing.
    pub fn optional<T: Serialize>(&mut self, key: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(key, value);
        }
    }

    /// An entry that may be missing or null.
    pub fn maybe<T: Serialize>(&mut self, key: &str, value: &Maybe<T>) {
        if !value.is_absent() {
            self.required(key, value);
        }
    }

    /// The entries that have no field of their own, unless a field has their key after all.
    pub fn rest<T: Serialize>(&mut self, keys: &[&str], rest: &BTreeMap<String, T>) {
        for (key, value) in rest {
            if !keys.contains(&key.as_str()) {
                self.required(key, value);
            }
        }
    }
}

/// Decodes a record from an object.
pub fn read<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

/// Encodes a record as an object.
pub fn write<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    write_entries(serializer, |out| record.write(out))
}

/// Encodes an object, of the entries that are written.
pub(crate) fn write_entries<S: Serializer>(
    serializer: S,
    write: impl FnOnce(&mut Writer<'_, S::SerializeMap>),
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let mut out = Writer { map: &mut map, done: Ok(()) };
    write(&mut out);
    out.done?;
    map.end()
}

/// A record as an object of JSON, such as what a free-form field of another record holds.
pub fn to_object<T: Record + Serialize>(record: &T) -> crate::JsonObject {
    // Through text, so that models are compiled for one kind of output only. Objects of texts and JSON can always be written.
    serde_json::to_vec(record).and_then(|text| serde_json::from_slice(&text)).unwrap_or_default()
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        T::read(&mut map)
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn keys_of_every_length_are_told_apart_at_every_byte() {
        for length in 0..40 {
            let key: Vec<u8> = (0..length).collect();
            assert!(same(&key, &key.clone()));
            for at in 0..key.len() {
                let mut other = key.clone();
                other[at] = b'x';
                assert!(!same(&key, &other), "{length} {at}");
                assert!(!same(&key, &key[..at]));
            }
        }
    }
}
