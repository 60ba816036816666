//! Forms: fields and files, before one of the two encodings turns them into a body.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_core::Serialize;

use crate::error::BuildError;
use crate::{Base64, Date, Json, JsonObject, Maybe, Timestamp};

/// A file to send.
///
/// A file of the disk is opened when the request is sent, and read piece by piece.
///
/// ```
/// use inboxkit_runtime::FilePart;
///
/// let note = FilePart::from_bytes("note.txt", "hello");
/// let photo = FilePart::from_path("holiday/beach.jpg").file_name("beach at noon.jpg");
/// # let _ = (note, photo);
/// ```
#[derive(Debug, Clone)]
pub struct FilePart {
    pub(crate) source: Source,
    pub(crate) file_name: String,
    /// Guessed from the file name, unless it is set.
    pub(crate) media_type: Option<String>,
}

/// Where the bytes of a file are.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Path(path) => path.fmt(f),
        }
    }
}

impl FilePart {
    /// A file whose bytes are at hand.
    pub fn from_bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { source: Source::Bytes(bytes.into()), file_name: file_name.into(), media_type: None }
    }

    /// A file of the disk, under its own name.
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or_default();
        Self { source: Source::Path(path.to_owned()), file_name: name.to_string_lossy().into_owned(), media_type: None }
    }

    /// Another name than its own.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// Another media type than the one that its name suggests.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    pub(crate) fn resolved_media_type(&self) -> String {
        match &self.media_type {
            Some(media_type) => media_type.clone(),
            None => mime_guess::from_path(&self.file_name).first_raw().unwrap_or("application/octet-stream").to_owned(),
        }
    }
}

/// Fields and files in their order.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub(crate) parts: Vec<Part>,
    pub(crate) problem: Option<BuildError>,
}

/// One field of a form.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
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
        f.write_str(self.name)
    }
}

impl Form {
    /// Adds a field of text.
    pub fn text(&mut self, name: &'static str, text: String) {
        let content = Content::Text(text);
        self.parts.push(Part { name, content });
    }

    /// Adds a file.
    pub fn file(&mut self, name: &'static str, file: FilePart) {
        let content = Content::File(file);
        self.parts.push(Part { name, content });
    }

    /// Adds a field of JSON text, unless the value is null.
    pub fn json<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        match serde_json::to_string(value) {
            Ok(text) if text == "null" => {}
            Ok(text) => self.text(name, text),
            Err(error) => self.problem = Some(BuildError::parameter(name, error.to_string())),
        }
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
                return Err(BuildError::parameter(part.name, reason));
            };
            if !encoded.is_empty() {
                encoded.push('&');
            }
            escape(&mut encoded, part.name);
            encoded.push('=');
            escape(&mut encoded, text);
        }
        Ok(encoded)
    }
}

/// What forms leave as it is; a space, which they write as `+`, is dealt with apart.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

fn escape(encoded: &mut String, text: &str) {
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
