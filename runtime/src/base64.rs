//! Bytes that travel as base64 text.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes as base64 text (RFC 4648, section 4), kept as they were written.
///
/// Nothing is checked while an answer is decoded: a text that is no base64 is found when its bytes are asked for.
///
/// ```
/// use inboxkit_runtime::Base64;
///
/// let data = Base64::encode(b"hello");
/// assert_eq!(data.as_str(), "aGVsbG8=");
/// assert_eq!(data.decode()?, b"hello");
/// # Ok::<(), inboxkit_runtime::Base64Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64(String);

/// A text is no base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64Error(base64::DecodeError);

impl fmt::Display for Base64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not base64: {}", self.0)
    }
}

impl std::error::Error for Base64Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Writes padding and does without it when reading: servers are not agreed on it.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Base64 {
    /// Writes bytes as base64.
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self(ENGINE.encode(bytes))
    }

    /// Text that is base64 already, such as the value of a header. Whether it is shows when it is decoded.
    pub fn from_encoded(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The bytes.
    ///
    /// # Errors
    /// If the text is no base64; missing padding is none.
    pub fn decode(&self) -> Result<Vec<u8>, Base64Error> {
        ENGINE.decode(&self.0).map_err(Base64Error)
    }

    /// The text as it travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::encode(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::encode(bytes)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<Base64> for crate::value::Value {
    fn from(data: Base64) -> Self {
        data.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_may_be_missing_and_the_text_stays_as_it_was() {
        for text in ["aGVsbG8=", "aGVsbG8"] {
            let data: Base64 = serde_json::from_value(text.into()).expect("it is a string");
            assert_eq!(data.decode().expect("it is base64"), b"hello");
            assert_eq!(serde_json::to_value(&data).expect("it encodes"), text);
        }
    }

    #[test]
    fn what_is_no_base64_is_found_when_its_bytes_are_asked_for() {
        let data: Base64 = serde_json::from_value("?".into()).expect("it is a string");
        assert!(data.decode().is_err());
    }
}
