//! Days of the calendar, without a time or a zone.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde_core::de::{Unexpected, Visitor};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::timestamp::ParseTimeError;

/// A day (`2024-05-01`), written as it was read.
///
/// ```
/// use inboxkit_runtime::Date;
///
/// let day: Date = "2024-05-01".parse()?;
/// assert_eq!(day, Date::from(jiff::civil::date(2024, 5, 1)));
/// # Ok::<(), inboxkit_runtime::ParseTimeError>(())
/// ```
#[derive(Clone)]
pub struct Date {
    day: jiff::civil::Date,
    /// The text, where we would print another.
    text: Option<Box<str>>,
}

const EXPECTED: &str = "a date (year-month-day)";

impl Date {
    /// The day, for arithmetic.
    pub fn to_jiff(&self) -> jiff::civil::Date {
        self.day
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(day: jiff::civil::Date) -> Self {
        let text = None;
        Self { day, text }
    }
}

impl From<Date> for jiff::civil::Date {
    fn from(date: Date) -> Self {
        date.day
    }
}

impl FromStr for Date {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        let day: jiff::civil::Date = text.parse().map_err(|_| ParseTimeError(EXPECTED))?;
        let text = (day.to_string() != text).then(|| text.into());
        Ok(Self { day, text })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => fmt::Display::fmt(&self.day, f),
        }
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({})", self.day)
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Self) -> bool {
        self.day == other.day
    }
}

impl Eq for Date {}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        self.day.cmp(&other.day)
    }
}

impl Hash for Date {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.day.hash(state);
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateVisitor)
    }
}

struct DateVisitor;

impl Visitor<'_> for DateVisitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_back_as_they_were_read() {
        for json in [r#""2024-05-01""#, r#""20240501""#, r#""0001-01-01""#] {
            let date: Date = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&date).unwrap(), json);
        }
    }

    #[test]
    fn what_is_no_day_is_an_error() {
        for json in ["20240501", r#""2024-02-30""#, r#""""#, r#""May""#] {
            assert!(serde_json::from_str::<Date>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn days_are_ordered() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(day("2024-05-01") < day("2024-05-02"));
        assert_eq!(day("20240501"), day("2024-05-01"));
    }
}
