//! Where a page of a listing begins, as text that can be kept.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Value;

/// Where a page of a listing begins: the number of the page, an id, or a token of the server.
///
/// It is text that can be stored, and given to [`Pages::resume`](crate::Pages::resume) or
/// [`Items::resume`](crate::Items::resume) of a request like the one that it came from, days later too. How long a
/// server keeps the place is for the server to say. The default is the beginning of the listing.
///
/// `Debug` does not show it: what servers put into it is not known.
///
/// ```
/// use inboxkit_runtime::Cursor;
///
/// let cursor: Cursor = "812".parse()?;
/// assert_eq!(cursor.to_string(), "812");
/// assert_eq!(serde_json::to_string(&cursor).unwrap(), r#""812""#);
/// assert!(Cursor::default().is_beginning());
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Cursor(String);

impl Cursor {
    /// Whether it is that of the first page.
    pub fn is_beginning(&self) -> bool {
        self.0.is_empty()
    }

    /// That of a page with a number.
    pub(super) fn of_number(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The number of the page that begins here.
    pub(super) fn number(&self) -> Option<u64> {
        if self.is_beginning() { Some(1) } else { self.0.parse().ok() }
    }
}

/// The cursor of a key or a token; `None` for one that is absent, null or empty.
pub fn cursor<T: Clone + Into<Value>>(value: &T) -> Option<Cursor> {
    let text = value.clone().into().scalar()?.into_owned();
    Some(Cursor(text)).filter(|cursor| !cursor.is_beginning())
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor(..)")
    }
}

/// From what `Display` gave.
impl FromStr for Cursor {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Json, Maybe};

    #[test]
    fn what_is_absent_null_or_empty_is_no_cursor() {
        assert_eq!(cursor(&None::<String>), None);
        assert_eq!(cursor(&Maybe::<String>::Null), None);
        assert_eq!(cursor(&Maybe::<i64>::Absent), None);
        assert_eq!(cursor(&String::new()), None);
        assert_eq!(cursor(&Json::Null), None);
    }

    #[test]
    fn numbers_and_texts_are_cursors_by_their_text() {
        let text = |cursor: Option<Cursor>| cursor.map(|cursor| cursor.to_string());
        assert_eq!(text(cursor(&Some(7_i64))).as_deref(), Some("7"));
        assert_eq!(text(cursor(&Maybe::from("a/b".to_owned()))).as_deref(), Some("a/b"));
    }

    #[test]
    fn debug_does_not_show_it() {
        assert_eq!(format!("{:?}", Cursor("s3cret".to_owned())), "Cursor(..)");
    }
}
