//! Enums and ids: what `open_enum!`, `closed_enum!` and `id!` share, so that their expansions stay small.

use std::fmt;
use std::marker::PhantomData;

use serde_core::Deserializer;
use serde_core::de::{Error, Unexpected, Visitor};

/// Text that an enum does not name.
///
/// Sealed: a later release may name it, and code that could write one down here would break then. Compare
/// through `as_str` of the enum.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownText(Box<str>);

impl UnknownText {
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A number that an enum does not name. Sealed, as [`UnknownText`] is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnknownNumber(i64);

impl UnknownNumber {
    #[doc(hidden)]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for UnknownNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Text or a number that a closed enum does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValueError {
    name: &'static str,
    value: Box<str>,
}

impl UnknownValueError {
    #[doc(hidden)]
    pub fn new(name: &'static str, value: &dyn fmt::Display) -> Self {
        let value = value.to_string().into();
        Self { name, value }
    }
}

impl fmt::Display for UnknownValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no value {:?}", self.name, self.value)
    }
}

impl std::error::Error for UnknownValueError {}

/// A scalar that is text on the wire.
pub trait TextScalar: Sized {
    /// The name in messages.
    const NAME: &'static str;

    /// Of a text.
    fn of_text(text: &str) -> Result<Self, UnknownValueError>;
}

/// A scalar that is a whole number on the wire.
pub trait NumberScalar: Sized {
    /// The name in messages.
    const NAME: &'static str;
    /// Whether text of digits will do as well.
    const FROM_TEXT: bool;

    /// Of a number.
    fn of_number(number: i64) -> Result<Self, UnknownValueError>;
}

/// Decodes a scalar of text.
pub fn read_text<'de, T: TextScalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: TextScalar> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "text ({})", T::NAME)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::of_text(text).map_err(E::custom)
    }
}

/// Decodes a scalar of a number.
pub fn read_number<'de, T: NumberScalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if T::FROM_TEXT {
        deserializer.deserialize_any(NumberVisitor(PhantomData))
    } else {
        deserializer.deserialize_i64(NumberVisitor(PhantomData))
    }
}

struct NumberVisitor<T>(PhantomData<T>);

impl<T: NumberScalar> Visitor<'_> for NumberVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number ({})", T::NAME)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::of_number(number).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        match text.parse() {
            Ok(number) if T::FROM_TEXT => self.visit_i64(number),
            _ => Err(E::invalid_type(Unexpected::Str(text), &self)),
        }
    }
}
