//! Answers that cannot be decoded.

use std::fmt;

use crate::discreet;
use crate::json_path::Failure;
use crate::redact::Redactor;

/// An answer that could not be decoded.
///
/// It says where, what kind of value stood there, and what was expected. It never says the value: answers hold
/// tokens, and what people write to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    message: String,
    excerpt: String,
}

/// How many characters of the shape of an answer are shown before and from where decoding stopped.
const EXCERPT: usize = 40;

impl DecodeError {
    /// Of an answer as a whole.
    pub(crate) fn whole(message: String) -> Self {
        Self { path: String::new(), message, excerpt: String::new() }
    }

    /// Of JSON.
    pub(crate) fn json(body: &[u8], error: &serde_json::Error, redactor: &Redactor) -> Self {
        Self::at(body, || Failure::new(body, error), redactor)
    }

    /// Of bytes that are no text from one of them on, and so no JSON either.
    pub(crate) fn not_text(body: &[u8], offset: usize, redactor: &Redactor) -> Self {
        Self::at(body, || Failure::at(body, offset, format!("not UTF-8 from byte {offset} on")), redactor)
    }

    fn at(body: &[u8], failure: impl FnOnce() -> Failure, redactor: &Redactor) -> Self {
        match body.trim_ascii_start().first() {
            None => return Self::whole("the body is empty".to_owned()),
            // A page for people, from a proxy or from beside the API.
            Some(b'<') => return Self::whole("it is HTML or XML, not JSON; check the base URL".to_owned()),
            // Nobody asked for it, and nothing here undoes it.
            Some(0x1f) if body.starts_with(b"\x1f\x8b") => {
                return Self::whole("it is compressed (gzip), which was not asked for".to_owned());
            }
            Some(_) => {}
        }
        let failure = failure();
        let shape = discreet::around(body, failure.offset, EXCERPT);
        Self {
            path: redactor.line(failure.path.as_bytes(), 300),
            message: redactor.line(failure.message.as_bytes(), 300),
            excerpt: redactor.line(shape.as_bytes(), 2 * EXCERPT),
        }
    }

    /// Where in the JSON, as `payload[3].sender.id`; empty for the answer as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was wrong there: the kind of the value, and what was expected.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The shape of the JSON around, on one line: keys, numbers and brackets, with `…` in the place of texts. Empty
    /// for the answer as a whole.
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }
}

/// Path, message, shape.
impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer is not as documented: ")?;
        if !self.path.is_empty() {
            write!(f, "at {}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if !self.excerpt.is_empty() {
            write!(f, " (in: {})", self.excerpt)?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}
