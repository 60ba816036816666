//! Instants, in whichever of the forms APIs write them, and back in the same form.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_core::de::{Unexpected, Visitor};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Value;

/// An instant.
///
/// It is read from seconds since the epoch (a whole number, a fraction, or either as text) and from ISO
/// 8601 text, and is written as it was read. Two timestamps of one instant are equal, whatever their form.
///
/// ```
/// use inboxkit_runtime::Timestamp;
///
/// let seconds: Timestamp = serde_json::from_str("1714558830")?;
/// let text: Timestamp = serde_json::from_str(r#""2024-05-01T10:20:30.000Z""#)?;
/// assert_eq!(seconds, text);
/// assert_eq!(serde_json::to_string(&seconds)?, "1714558830");
/// assert_eq!(serde_json::to_string(&text)?, r#""2024-05-01T10:20:30.000Z""#);
/// assert_eq!(seconds.in_text().to_string(), "2024-05-01T10:20:30Z");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Timestamp(Form);

/// How a timestamp is written, and with it its instant: models hold many, so that it is kept small.
#[derive(Clone)]
enum Form {
    /// Whole seconds.
    Seconds(i64),
    /// Seconds with a fraction. The float is kept, as an instant holds fewer digits than some of them.
    Float(f64),
    /// ISO 8601 in UTC, with so many digits of a second, or with those that are no zeros at its end.
    Text { second: i64, nanosecond: i32, digits: Option<u8> },
    /// Text that we would print otherwise: another offset, a number.
    TextAs(Box<(jiff::Timestamp, Box<str>)>),
}

impl Timestamp {
    /// The current time, to the millisecond, in the form of text.
    pub fn now() -> Self {
        let instant = jiff::Timestamp::now();
        // The clock is within the range of instants, so that the fallback never counts.
        let instant = jiff::Timestamp::from_millisecond(instant.as_millisecond());
        Self::from(instant.unwrap_or_default())
    }

    /// Seconds since the epoch, in the form of a whole number. Years beyond 9999 become the last second
    /// that there is.
    pub fn from_second(second: i64) -> Self {
        let instant = jiff::Timestamp::from_second(second).unwrap_or(if second < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        });
        Self(Form::Seconds(instant.as_second()))
    }

    /// Whole seconds since the epoch.
    pub fn as_second(&self) -> i64 {
        match &self.0 {
            Form::Seconds(second) => *second,
            _ => self.to_jiff().as_second(),
        }
    }

    /// The instant, for arithmetic and time zones.
    pub fn to_jiff(&self) -> jiff::Timestamp {
        let instant = match &self.0 {
            Form::Seconds(second) => jiff::Timestamp::from_second(*second).ok(),
            Form::Float(float) => instant_of_float(*float),
            Form::Text { second, nanosecond, .. } => jiff::Timestamp::new(*second, *nanosecond).ok(),
            Form::TextAs(text) => Some(text.0),
        };
        // Whatever is kept has been an instant before.
        instant.unwrap_or_default()
    }

    /// Whether this is the epoch itself, by which some APIs say "never".
    pub fn is_zero(&self) -> bool {
        self.to_jiff().is_zero()
    }

    /// The same instant, written as whole seconds (what is below a second is cut off).
    #[must_use]
    pub fn in_seconds(&self) -> Self {
        Self::from_second(self.as_second())
    }

    /// The same instant, written as ISO 8601 text.
    #[must_use]
    pub fn in_text(&self) -> Self {
        Self::from(self.to_jiff())
    }

    pub(crate) fn to_value(&self) -> Value {
        match &self.0 {
            Form::Seconds(second) => Value::Int(*second),
            Form::Float(float) => Value::Float(*float),
            Form::Text { digits, .. } => Value::from(Text(self.to_jiff(), *digits).to_string()),
            Form::TextAs(text) => Value::from(text.1.to_string()),
        }
    }

    fn from_float(float: f64) -> Option<Self> {
        instant_of_float(float).map(|_| Self(Form::Float(float)))
    }

    fn from_whole(second: i64) -> Option<Self> {
        jiff::Timestamp::from_second(second).ok().map(|_| Self(Form::Seconds(second)))
    }

    fn text(instant: jiff::Timestamp, digits: Option<u8>) -> Self {
        let (second, nanosecond) = (instant.as_second(), instant.subsec_nanosecond());
        Self(Form::Text { second, nanosecond, digits })
    }
}

fn instant_of_float(float: f64) -> Option<jiff::Timestamp> {
    // A float of today's seconds holds a quarter of a microsecond: what is below is noise.
    #[allow(clippy::cast_possible_truncation)] // floats saturate, and saturated ones are out of range
    let microsecond = (float * 1e6).round() as i64;
    let instant = jiff::Timestamp::from_microsecond(microsecond).ok()?;
    float.is_finite().then_some(instant)
}

/// In the form of text.
impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self::text(instant, None)
    }
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.to_jiff()
    }
}

/// Text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseTimeError(pub(crate) &'static str);

impl fmt::Display for ParseTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not {}", self.0)
    }
}

impl std::error::Error for ParseTimeError {}

const EXPECTED: &str = "a timestamp: seconds since the epoch or ISO 8601 text";

/// From the text of any of the forms.
impl FromStr for Timestamp {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        if let Some(digits) = digits_of_second(text)
            && let Ok(instant) = text.parse()
        {
            return Ok(Self::text(instant, Some(digits)));
        }
        let instant = instant_of_seconds(text).or_else(|| instant_of_iso(text)).ok_or(ParseTimeError(EXPECTED))?;
        Ok(Self(Form::TextAs(Box::new((instant, text.into())))))
    }
}

/// Seconds in decimal digits, perhaps with a fraction.
fn instant_of_seconds(text: &str) -> Option<jiff::Timestamp> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let second: i64 = whole.parse().ok()?;
    let nanosecond = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let nanosecond = nanosecond.fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'));
    let sign = if negative { -1 } else { 1 };
    jiff::Timestamp::new(second * sign, nanosecond * i32::try_from(sign).ok()?).ok()
}

/// ISO 8601, with an offset or in UTC; ` UTC` behind it is how some frameworks print.
fn instant_of_iso(text: &str) -> Option<jiff::Timestamp> {
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    let local: DateTime = text.strip_suffix(" UTC").unwrap_or(text).parse().ok()?;
    TimeZone::UTC.to_timestamp(local).ok()
}

/// An instant as ISO 8601 in UTC.
struct Text(jiff::Timestamp, Option<u8>);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(digits) => write!(f, "{:.*}", usize::from(digits), self.0),
            None => self.0.fmt(f),
        }
    }
}

/// The digits behind the point of a second, in a text that we would print with as many of them just so if it is that of an
/// instant: its parts have their places then, and hold digits.
fn digits_of_second(text: &str) -> Option<u8> {
    const MARKS: [(usize, u8); 5] = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let (time, fraction) = text.strip_suffix('Z')?.as_bytes().split_first_chunk::<19>()?;
    // A leap second is read as the one before it.
    if MARKS.iter().any(|(at, mark)| time[*at] != *mark) || time.ends_with(b"60") {
        return None;
    }
    match fraction {
        [] => Some(0),
        [b'.', digits @ ..] if !digits.is_empty() => u8::try_from(digits.len()).ok(),
        _ => None,
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.to_jiff() == other.to_jiff()
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.to_jiff().cmp(&other.to_jiff())
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_jiff().hash(state);
    }
}

/// ISO 8601 in UTC, whatever the form.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_jiff(), f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({})", self.to_jiff())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_i64<E: serde_core::de::Error>(self, second: i64) -> Result<Timestamp, E> {
        Timestamp::from_whole(second).ok_or_else(|| E::invalid_value(Unexpected::Signed(second), &self))
    }

    fn visit_u64<E: serde_core::de::Error>(self, second: u64) -> Result<Timestamp, E> {
        let whole = i64::try_from(second).ok();
        whole.and_then(Timestamp::from_whole).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(second), &self))
    }

    fn visit_f64<E: serde_core::de::Error>(self, second: f64) -> Result<Timestamp, E> {
        Timestamp::from_float(second).ok_or_else(|| E::invalid_value(Unexpected::Float(second), &self))
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Seconds(second) => serializer.serialize_i64(*second),
            Form::Float(float) => serializer.serialize_f64(*float),
            Form::Text { digits, .. } => serializer.collect_str(&Text(self.to_jiff(), *digits)),
            Form::TextAs(text) => serializer.serialize_str(&text.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_written_back_as_it_was_read() {
        let cases = [
            ("1714558830", "2024-05-01T10:20:30Z"),
            ("0", "1970-01-01T00:00:00Z"),
            ("-5", "1969-12-31T23:59:55Z"),
            ("1714558830.5", "2024-05-01T10:20:30.5Z"),
            ("1714558830.123456", "2024-05-01T10:20:30.123456Z"),
            ("1714558830.0", "2024-05-01T10:20:30Z"),
            (r#""1714558830""#, "2024-05-01T10:20:30Z"),
            (r#""1714558830.25""#, "2024-05-01T10:20:30.25Z"),
            (r#""-0.5""#, "1969-12-31T23:59:59.5Z"),
            (r#""2024-05-01T10:20:30Z""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01T10:20:30.000Z""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01T10:20:30.120Z""#, "2024-05-01T10:20:30.12Z"),
            (r#""2024-05-01T10:20:30.000000000Z""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01T10:20:30,5Z""#, "2024-05-01T10:20:30.5Z"),
            (r#""2024-05-01t10:20:30z""#, "2024-05-01T10:20:30Z"),
            (r#""20240501T102030Z""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01T10:20Z""#, "2024-05-01T10:20:00Z"),
            (r#""2016-12-31T23:59:60Z""#, "2016-12-31T23:59:59Z"),
            (r#""0001-01-01T00:00:00Z""#, "0001-01-01T00:00:00Z"),
            (r#""-000001-01-01T00:00:00Z""#, "-000001-01-01T00:00:00Z"),
            (r#""2024-05-01T12:20:30+02:00""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01T10:20:30+00:00""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01 10:20:30 UTC""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01T10:20:30""#, "2024-05-01T10:20:30Z"),
            (r#""2024-05-01""#, "2024-05-01T00:00:00Z"),
        ];
        for (json, iso) in cases {
            let timestamp: Timestamp = serde_json::from_str(json).unwrap();
            assert_eq!(timestamp.to_string(), iso, "{json}");
            assert_eq!(serde_json::to_string(&timestamp).unwrap(), json);
            assert_eq!(serde_json::to_string(&timestamp.to_value()).unwrap(), json);
        }
    }

    #[test]
    fn what_is_no_instant_is_an_error() {
        for json in ["true", "null", r#""""#, r#""soon""#, r#"".5""#, r#""1.""#, "1e300", "99999999999999"] {
            assert!(serde_json::from_str::<Timestamp>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn order_and_equality_are_of_the_instant() {
        let early: Timestamp = "2024-05-01T10:20:30Z".parse().unwrap();
        let late = Timestamp::from_second(1_714_558_831);
        assert!(early < late);
        assert_eq!(early, Timestamp::from_second(1_714_558_830));
        assert!(Timestamp::from_second(0).is_zero());
        assert!(Timestamp::now() > late);
    }

    #[test]
    fn a_form_can_be_chosen() {
        let text: Timestamp = "2024-05-01T10:20:30.9Z".parse().unwrap();
        let seconds = serde_json::to_string(&text.in_seconds()).unwrap();
        assert_eq!(seconds, "1714558830");
        let now = serde_json::to_string(&Timestamp::now()).unwrap();
        assert!(now.starts_with('"') && now.ends_with("Z\""));
    }

    #[test]
    fn it_is_small_as_models_hold_many() {
        assert_eq!(size_of::<Option<Timestamp>>(), 16);
    }

    #[test]
    fn seconds_out_of_range_become_its_end() {
        let (first, last) = (jiff::Timestamp::MIN, jiff::Timestamp::MAX);
        assert_eq!(Timestamp::from_second(i64::MAX).as_second(), last.as_second());
        assert_eq!(Timestamp::from_second(i64::MIN).as_second(), first.as_second());
    }
}
