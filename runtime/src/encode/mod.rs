//! Parameters as text: the styles of `OpenAPI`, and what may stand unescaped where.

mod header;
mod path;
mod query;

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub(crate) use self::header::{cookies, header};
pub(crate) use self::path::fill;
pub(crate) use self::query::{append, pair};

use crate::error::BuildError;
use crate::operation::Param;
use crate::value::Value;

/// Everything but what RFC 3986 leaves unreserved.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// As [`STRICT`], without the reserved characters that mean nothing in a query. Those that do are
/// escaped even where a document allows them: `&` and `+` would be read as something else, `#` would end
/// the query, brackets are no part of one.
const RESERVED: &AsciiSet = &STRICT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// What a cookie cannot hold as it is (RFC 6265), and the escape character itself.
const COOKIE: &AsciiSet = &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

fn escape<'a>(text: &'a str, set: &'static AsciiSet) -> Cow<'a, str> {
    utf8_percent_encode(text, set).into()
}

/// A text as it is sent in a URL, where no document allows more of it.
pub(crate) fn strictly(text: &str) -> Cow<'_, str> {
    escape(text, STRICT)
}

/// A value taken apart, its texts not yet escaped: what the styles arrange.
enum Parts<'a> {
    Nothing,
    Scalar(Cow<'a, str>),
    List(Vec<Cow<'a, str>>),
    Object(Vec<(&'a str, Cow<'a, str>)>),
}

/// Takes a value apart. Nulls are left out, as nothing stands for them in any style.
fn parts<'a>(param: &Param, value: &'a Value) -> Result<Parts<'a>, BuildError> {
    if param.json && *value != Value::Null {
        return Ok(Parts::Scalar(json(param, value)?.into()));
    }
    Ok(match value {
        Value::Null => Parts::Nothing,
        Value::List(values) => {
            let values = values.iter().filter(|value| **value != Value::Null);
            let values = values.map(|value| scalar(param, value));
            Parts::List(values.collect::<Result<_, _>>()?)
        }
        Value::Object(entries) => {
            let entries = entries.iter().filter(|(_, value)| *value != Value::Null);
            let entries = entries.map(|(key, value)| Ok((&**key, scalar(param, value)?)));
            Parts::Object(entries.collect::<Result<_, _>>()?)
        }
        _ => Parts::Scalar(scalar(param, value)?),
    })
}

fn scalar<'a>(param: &Param, value: &'a Value) -> Result<Cow<'a, str>, BuildError> {
    if let Some(text) = value.scalar() {
        return Ok(text);
    }
    let reason = match value {
        Value::Broken(reason) => format!("cannot be written: {reason}"),
        Value::Float(_) => "is no finite number".to_owned(),
        _ => "has lists or objects inside others, which its style cannot write".to_owned(),
    };
    Err(BuildError::parameter(param.name, reason))
}

fn json(param: &Param, value: &Value) -> Result<String, BuildError> {
    serde_json::to_string(value)
        .map_err(|error| BuildError::parameter(param.name, format!("cannot be written: {error}")))
}

/// Keys and values of an object in one list, as the styles without explode have them.
fn flat<'a>(entries: Vec<(&'a str, Cow<'a, str>)>) -> Vec<Cow<'a, str>> {
    let pairs = entries.into_iter();
    pairs.flat_map(|(key, value)| [Cow::Borrowed(key), value]).collect()
}

/// Escapes texts and joins them.
fn join(texts: &[Cow<'_, str>], separator: &str, set: &'static AsciiSet) -> String {
    let texts: Vec<_> = texts.iter().map(|text| escape(text, set)).collect();
    texts.join(separator)
}

/// Escapes pairs and joins them.
fn join_pairs(pairs: &[(&str, Cow<'_, str>)], separator: &str, set: &'static AsciiSet) -> String {
    let pairs = pairs.iter().map(|(key, value)| format!("{}={}", escape(key, set), escape(value, set)));
    pairs.collect::<Vec<_>>().join(separator)
}
