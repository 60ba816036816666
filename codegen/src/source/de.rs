//! Lets serde read typed values from a tree; an error knows the place of the innermost value it is about.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor,
};

use super::node::Entry;
use super::{Node, Span, Value};

/// Why a value is not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The innermost value that is known to be wrong.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
}

impl Error {
    /// The same at a place, where it has none yet: the inner place was set before.
    fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { span: None, message: message.to_string() }
    }
}

/// Reads a typed value from a tree.
pub fn from_node<'de, T: serde::Deserialize<'de>>(node: &'de Node) -> Result<T, Error> {
    T::deserialize(node)
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::UInt(value) => visitor.visit_u64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => {
                let mut list = List(items.iter());
                let value = visitor.visit_seq(&mut list);
                value.and_then(|value| match list.0.len() {
                    0 => Ok(value),
                    rest => Err(de::Error::invalid_length(items.len(), &Fewer(items.len() - rest))),
                })
            }
            Value::Map(map) => visitor.visit_map(Entries { rest: map.entries.iter(), current: None }),
        }
        .map_err(|error: Error| error.at(self.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
            .map_err(|error| error.at(self.span))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self).map_err(|error| error.at(self.span))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.value {
            Value::String(text) => visitor.visit_enum(IntoDeserializer::<Error>::into_deserializer(text.as_str())),
            Value::Map(map) => match map.entries.as_slice() {
                [entry] => visitor.visit_enum(Variant(entry)),
                _ => Err(de::Error::invalid_value(Unexpected::Map, &"a mapping with one key")),
            },
            _ => Err(de::Error::custom(format_args!("expected a variant, found {}", self.kind()))),
        }
        .map_err(|error: Error| error.at(self.span))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

impl<'de> IntoDeserializer<'de, Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// What a list that is too long was expected to be.
struct Fewer(usize);

impl de::Expected for Fewer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a list of {}", self.0)
    }
}

struct List<'de>(std::slice::Iter<'de, Node>);

impl<'de> SeqAccess<'de> for &mut List<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|node| seed.deserialize(node).map_err(|error| error.at(node.span))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Entries<'de> {
    rest: std::slice::Iter<'de, Entry>,
    current: Option<&'de Entry>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.current = self.rest.next();
        let Some(entry) = self.current else { return Ok(None) };
        seed.deserialize(Key(&entry.key)).map(Some).map_err(|error| error.at(entry.key_span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(entry) = self.current.take() else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        seed.deserialize(&entry.value).map_err(|error| error.at(entry.value.span))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A key: text, but a type that asks for a number or a truth value gets one where the text is one.
struct Key<'de>(&'de str);

/// Methods that read the key as a scalar of another type where it is one.
macro_rules! parsed {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visitor.visit_borrowed_str(self.0),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    parsed! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_i128 visit_i128
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_u128 visit_u128
        deserialize_f32 visit_f32
        deserialize_f64 visit_f64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(StrDeserializer::<Error>::new(self.0))
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A variant with data: one key that names it.
struct Variant<'de>(&'de Entry);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'de>), Error> {
        let variant = seed.deserialize(Key(&self.0.key)).map_err(|error| error.at(self.0.key_span))?;
        Ok((variant, Content(&self.0.value)))
    }
}

/// What a variant holds.
struct Content<'de>(&'de Node);

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        if self.0.is_null() {
            Ok(())
        } else {
            let message = format!("expected nothing, found {}", self.0.kind());
            Err(Error { span: Some(self.0.span), message })
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.0).map_err(|error| error.at(self.0.span))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::diag::{Mode, Sink};
    use crate::source::{FileId, parse};

    fn node(text: &str) -> Node {
        parse(&mut Sink::new(Mode::Curated), FileId(0), text).unwrap()
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Shape {
        Unit,
        New(u8),
        Tuple(u8, u8),
        Named { a: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapper(Option<String>);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Everything {
        shapes: Vec<Shape>,
        wrapped: Wrapper,
        codes: BTreeMap<u16, Shape>,
        any: serde_json::Value,
        #[serde(default)]
        missing: Option<u8>,
        null: Option<u8>,
        letter: char,
        pair: (i8, f64),
        nothing: (),
    }

    #[test]
    fn all_of_the_data_model_can_be_read() {
        let text = "shapes: [unit, {new: 1}, {tuple: [1, 2]}, {named: {a: 3}}, {unit: null}]\nwrapped: x\n\
                    codes: {200: unit, '404': {new: 4}}\nany: {a: [1, -1, 1.5, 18446744073709551615, null, true]}\n\
                    null:\nletter: é\npair: [-1, 2]\nnothing: ~\nignored: {deep: [1]}\n";
        let expected = Everything {
            shapes: vec![Shape::Unit, Shape::New(1), Shape::Tuple(1, 2), Shape::Named { a: 3 }, Shape::Unit],
            wrapped: Wrapper(Some("x".to_owned())),
            codes: BTreeMap::from([(200, Shape::Unit), (404, Shape::New(4))]),
            any: serde_json::json!({"a": [1, -1, 1.5, u64::MAX, null, true]}),
            missing: None,
            null: None,
            letter: 'é',
            pair: (-1, 2.0),
            nothing: (),
        };
        assert_eq!(from_node::<Everything>(&node(text)), Ok(expected));
    }

    #[test]
    fn errors_know_the_innermost_place() {
        #[derive(Debug, Deserialize)]
        #[expect(dead_code, reason = "only its reading is looked at")]
        struct Outer {
            inner: BTreeMap<String, Vec<u8>>,
            #[serde(default)]
            shape: Option<Shape>,
        }
        let cases = [
            ("inner:\n  a: [1, 2,\n    x]\n", (3, 5), "invalid type: string \"x\", expected u8"),
            ("inner:\n  a: [300]\n", (2, 7), "invalid value: integer `300`, expected u8"),
            (
                "inner: {}\nshape: unti\n",
                (2, 8),
                "unknown variant `unti`, expected one of `unit`, `new`, `tuple`, `named`",
            ),
            (
                "inner: {}\nshape: {tuple: [1]}\n",
                (2, 16),
                "invalid length 1, expected tuple variant Shape::Tuple with 2 elements",
            ),
            ("inner: {}\nshape: {tuple: [1, 2, 3]}\n", (2, 16), "invalid length 3, expected a list of 2"),
            ("shape: unit\n", (1, 1), "missing field `inner`"),
        ];
        for (text, place, message) in cases {
            let error = from_node::<Outer>(&node(text)).unwrap_err();
            assert_eq!(error.span.map(|span| (span.line, span.column)), Some(place), "{text}");
            assert_eq!(error.message, message);
        }
    }
}
