//! Forms: fields and files, before one of the two encodings turns them into a body.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_core::Serialize;

use crate::error::BuildError;
use crate::file_part::{FileError, FilePart};
use crate::{Base64, Date, Json, JsonObject, Maybe, Timestamp};

/// Fields and files in their order.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub(crate) parts: Vec<Part>,
    pub(crate) problem: Option<BuildError>,
}

/// One field of a form.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) name: Cow<'static, str>,
    pub(crate) content: Content,
}

#[derive(Clone)]
pub(crate) enum Content {
    Text(String),
    File(FilePart),
}

/// Only names: what is in forms is nobody's business.
impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Form {
    /// Adds a field of text.
    pub fn text(&mut self, name: impl Into<Cow<'static, str>>, text: String) {
        let content = Content::Text(text);
        self.parts.push(Part { name: name.into(), content });
    }

    /// Adds a file.
    pub fn file(&mut self, name: impl Into<Cow<'static, str>>, file: FilePart) {
        let content = Content::File(file);
        self.parts.push(Part { name: name.into(), content });
    }

    /// Adds a field of JSON text, unless the value is null.
    pub fn json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        match serde_json::to_string(value) {
            Ok(text) if text == "null" => {}
            Ok(text) => self.text(name, text),
            Err(error) => self.problem = Some(BuildError::parameter(name, error.to_string())),
        }
    }

    fn files(&self) -> impl Iterator<Item = &FilePart> {
        self.parts.iter().filter_map(|part| match &part.content {
            Content::Text(_) => None,
            Content::File(file) => Some(file),
        })
    }

    /// Whether it can be sent: no reader of it has been taken.
    pub(crate) fn is_repeatable(&self) -> bool {
        !self.files().any(FilePart::is_spent)
    }

    /// The file whose reader keeps the form from being sent to its end.
    pub(crate) fn stalled(&self) -> Option<FileError> {
        let file = self.files().find(|file| file.is_awaited())?;
        Some(FileError::stalled(&file.file_name))
    }

    /// As `application/x-www-form-urlencoded`.
    pub(crate) fn urlencoded(&self) -> Result<String, BuildError> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let mut encoded = String::new();
        for part in &self.parts {
            let Content::Text(text) = &part.content else {
                let reason = "is a file, which this form cannot carry";
                return Err(BuildError::parameter(&part.name, reason));
            };
            if !encoded.is_empty() {
                encoded.push('&');
            }
            escape(&mut encoded, &part.name);
            encoded.push('=');
            escape(&mut encoded, text);
        }
        Ok(encoded)
    }
}

/// What forms leave as it is; a space, which they write as `+`, is dealt with apart.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// Writes a text as forms have it.
pub(crate) fn escape(encoded: &mut String, text: &str) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            encoded.push('+');
        }
        encoded.extend(utf8_percent_encode(word, FORM));
    }
}

/// A struct that is sent as `multipart/form-data`.
pub trait Multipart {
    /// Its fields.
    fn to_form(&self) -> Form;
}

/// A struct that is sent as `application/x-www-form-urlencoded`.
pub trait UrlEncoded {
    /// Its fields.
    fn to_form(&self) -> Form;
}

/// What can be a field of a form.
pub trait FormField {
    /// Adds itself; more than once for a list, not at all for what is absent.
    fn add(&self, name: &'static str, form: &mut Form);
}

macro_rules! display_fields {
    ($($type:ty)*) => { $(
        impl FormField for $type {
            fn add(&self, name: &'static str, form: &mut Form) {
                form.text(name, self.to_string());
            }
        }
    )* };
}
display_fields! { bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 String Date }

impl FormField for FilePart {
    fn add(&self, name: &'static str, form: &mut Form) {
        form.file(name, self.clone());
    }
}

impl FormField for Timestamp {
    fn add(&self, name: &'static str, form: &mut Form) {
        if let Some(text) = self.to_value().scalar() {
            form.text(name, text.into_owned());
        }
    }
}

impl FormField for Json {
    fn add(&self, name: &'static str, form: &mut Form) {
        match self {
            Json::String(text) => form.text(name, text.clone()),
            other => form.json(name, other),
        }
    }
}

impl FormField for Base64 {
    fn add(&self, name: &'static str, form: &mut Form) {
        form.text(name, self.as_str().to_owned());
    }
}

/// As JSON text.
impl FormField for JsonObject {
    fn add(&self, name: &'static str, form: &mut Form) {
        form.json(name, self);
    }
}

/// As JSON text.
impl<T: Serialize> FormField for std::collections::BTreeMap<String, T> {
    fn add(&self, name: &'static str, form: &mut Form) {
        form.json(name, self);
    }
}

impl<T: FormField> FormField for Option<T> {
    fn add(&self, name: &'static str, form: &mut Form) {
        if let Some(value) = self {
            value.add(name, form);
        }
    }
}

/// Null is empty text: forms have no other way to clear a field.
impl<T: FormField> FormField for Maybe<T> {
    fn add(&self, name: &'static str, form: &mut Form) {
        match self {
            Maybe::Absent => {}
            Maybe::Null => form.text(name, String::new()),
            Maybe::Value(value) => value.add(name, form),
        }
    }
}

impl<T: FormField> FormField for Vec<T> {
    fn add(&self, name: &'static str, form: &mut Form) {
        for value in self {
            value.add(name, form);
        }
    }
}

impl<T: FormField> FormField for Box<T> {
    fn add(&self, name: &'static str, form: &mut Form) {
        (**self).add(name, form);
    }
}
