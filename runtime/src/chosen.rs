//! Keys of an object of which exactly one is there, as one field that holds that one.

use serde_core::Deserialize;
use serde_core::de::{Error, MapAccess};
use serde_core::ser::SerializeMap;

use crate::JsonObject;
use crate::record::{self, Writer};

/// What one of several keys of an object holds.
pub trait Chosen: Sized {
    /// The keys.
    const KEYS: &'static [&'static str];

    /// Reads the value of a key, by its index. `null` is none.
    fn read<'de, A: MapAccess<'de>>(index: usize, map: &mut A) -> Result<Option<Self>, A::Error>;

    /// Writes the key and its value.
    fn write<M: SerializeMap>(&self, out: &mut Writer<'_, M>);

    /// What keeps the keys that came where it was not exactly one; nothing where that is an error.
    fn unknown(keys: JsonObject) -> Option<Self>;
}

/// Reads the value of one of the keys.
pub fn choice<'de, T: Deserialize<'de>, C, A: MapAccess<'de>>(
    make: fn(T) -> C,
    map: &mut A,
) -> Result<Option<C>, A::Error> {
    Ok(map.next_value::<Option<T>>()?.map(make))
}

/// Reads one of the keys.
pub fn read<'de, T: Chosen, A: MapAccess<'de>>(index: usize, found: &mut Vec<T>, map: &mut A) -> Result<(), A::Error> {
    if let Some(value) = T::read(index, map)? {
        // Of a repeated key the last counts.
        let kind = std::mem::discriminant(&value);
        found.retain(|other| std::mem::discriminant(other) != kind);
        found.push(value);
    }
    Ok(())
}

/// The one that was found.
pub fn take<T: Chosen, E: Error>(mut found: Vec<T>) -> Result<T, E> {
    if found.len() == 1
        && let Some(only) = found.pop()
    {
        return Ok(only);
    }
    let count = found.len();
    let keys = found.iter().flat_map(keys_of).collect();
    T::unknown(keys).ok_or_else(|| {
        let keys: Vec<String> = T::KEYS.iter().map(|key| format!("`{key}`")).collect();
        E::custom(format_args!("{count} of the keys {}, of which exactly one must be there", keys.join(", ")))
    })
}

/// A key and its value, as JSON.
fn keys_of<T: Chosen>(value: &T) -> JsonObject {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut text);
    let written = record::write_entries(&mut serializer, |out| value.write(out));
    written.ok().and_then(|()| serde_json::from_slice(&text).ok()).unwrap_or_default()
}
