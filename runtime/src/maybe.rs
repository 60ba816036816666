//! A field that may be absent, null, or a value, where the three are three different things to say.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that is both optional and nullable.
///
/// In a request, absent leaves things as they are and null clears them. There is no `From<Option<T>>`:
/// whether `None` means absent or null is for the caller to say.
///
/// ```
/// use inboxkit_runtime::Maybe;
///
/// let phone = Maybe::null_if_none(None::<String>);
/// assert!(phone.is_null());
/// assert_eq!(Maybe::from(7).as_option(), Some(&7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Maybe<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// The key is there, with `null`.
    Null,
    /// The key is there, with a value.
    Value(T),
}

impl<T> Maybe<T> {
    /// `None` becomes null.
    pub fn null_if_none(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// `None` becomes absent.
    pub fn absent_if_none(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }

    /// Whether the key is not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the key is there with `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub const fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one, to be changed.
    pub const fn as_option_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same state with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Maybe<U> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(change(value)),
        }
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// What is there is null or a value: only the struct around it knows of absence.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::null_if_none)
    }
}

impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_states_convert_without_mixing() {
        assert!(Maybe::absent_if_none(None::<u8>).is_absent());
        assert!(Maybe::null_if_none(None::<u8>).is_null());
        assert_eq!(Maybe::<u8>::default(), Maybe::Absent);
        assert_eq!(Maybe::from(1).map(|n| n + 1).into_option(), Some(2));
        assert_eq!(Maybe::<u8>::Null.map(|n| n + 1), Maybe::Null);
    }

    #[test]
    fn null_and_value_go_through_json() {
        let read = |text| serde_json::from_str::<Maybe<u8>>(text).unwrap();
        assert_eq!(read("null"), Maybe::Null);
        assert_eq!(read("3"), Maybe::Value(3));
        assert_eq!(serde_json::to_string(&Maybe::Value(3)).unwrap(), "3");
        assert_eq!(serde_json::to_string(&Maybe::<u8>::Null).unwrap(), "null");
    }
}
