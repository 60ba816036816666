//! The document as the mock reads it: by JSON pointers, once for requests and once for responses.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::dialect::{self, OneWay, Version};
use crate::schema::Compiled;
use crate::sites::{self, Side, Sites};
use crate::{Error, Result};

/// How many references may follow one another before the chain counts as a loop.
const LONGEST_CHAIN: usize = 64;

/// A document.
#[derive(Debug)]
pub struct Document {
    request: Arc<Value>,
    response: Arc<Value>,
    /// Where its schemas and examples are.
    pub sites: Sites,
    /// Validators that were needed so far, by the pointer of their schema.
    compiled: Mutex<HashMap<(Side, String), Arc<Compiled>>>,
}

/// A value of a document and the JSON pointer that leads to it.
#[derive(Debug, Clone)]
pub struct Place<'d> {
    /// JSON pointer.
    pub pointer: String,
    /// What is there.
    pub value: &'d Value,
}

/// A document seen from one side.
#[derive(Debug, Clone, Copy)]
pub struct View<'d> {
    document: &'d Document,
    /// The side.
    pub side: Side,
}

impl Document {
    /// Reads a document.
    pub fn parse(text: &str) -> Result<Self> {
        let mut response: Value = serde_json::from_str(text).map_err(Error::Json)?;
        let version = match response.get("openapi").and_then(Value::as_str) {
            Some(version) if version.starts_with("3.0") => Version::V30,
            Some(version) if version.starts_with("3.") => Version::V31,
            Some(version) => {
                return Err(Error::document("/openapi", format!("version {version} is not served, only 3.x")));
            }
            None => return Err(Error::document("", "the JSON is not an OpenAPI 3 document: it has no key `openapi`")),
        };
        let sites = sites::find(&response);
        let one_way = OneWay::find(&response, &sites.schemas);
        // Both sides are the same, and are kept once, unless something travels one way only.
        let request = one_way.any.then(|| {
            let mut request = response.clone();
            dialect::rewrite(&mut request, &sites.schemas, version, Side::Request, &one_way);
            Arc::new(request)
        });
        dialect::rewrite(&mut response, &sites.schemas, version, Side::Response, &one_way);
        let response = Arc::new(response);
        let request = request.unwrap_or_else(|| Arc::clone(&response));
        Ok(Self { request, response, sites, compiled: Mutex::default() })
    }

    /// The document from one side.
    pub const fn view(&self, side: Side) -> View<'_> {
        View { document: self, side }
    }

    /// The validator of a schema, made when it is first asked for.
    pub fn validator(&self, side: Side, pointer: &str) -> Arc<Compiled> {
        let key = (side, pointer.to_owned());
        // A panic while the lock was held leaves a map that is whole: entries are added in one step.
        let compiled = || self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = compiled().get(&key) {
            return Arc::clone(found);
        }
        let made = Arc::new(Compiled::new(self.view(side).root(), pointer));
        compiled().insert(key, Arc::clone(&made));
        made
    }
}

impl<'d> View<'d> {
    /// The document.
    pub const fn document(self) -> &'d Document {
        self.document
    }

    /// The whole document.
    pub fn root(self) -> &'d Value {
        match self.side {
            Side::Request => &self.document.request,
            Side::Response => &self.document.response,
        }
    }

    /// The place that a JSON pointer leads to.
    pub fn at(self, pointer: &str) -> Option<Place<'d>> {
        let value = self.root().pointer(pointer)?;
        Some(Place { pointer: pointer.to_owned(), value })
    }

    /// The place that a local reference such as `#/components/schemas/Contact` leads to.
    pub fn target(self, reference: &str) -> Option<Place<'d>> {
        let fragment = reference.strip_prefix('#')?;
        self.at(&percent_decode_str(fragment).decode_utf8().ok()?)
    }

    /// Follows references until there is a value.
    pub fn resolve(self, place: Place<'d>) -> Result<Place<'d>> {
        let start = place.pointer.clone();
        let mut place = place;
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = place.value.get("$ref").and_then(Value::as_str) else { return Ok(place) };
            let dangling = || Error::document(&place.pointer, format!("the reference {reference} leads nowhere"));
            place = self.target(reference).ok_or_else(dangling)?;
        }
        Err(Error::document(start, "the references from here lead in a circle"))
    }

    /// The value of a key behind references, where it is there.
    pub fn resolved_child(self, place: &Place<'d>, key: &str) -> Option<Place<'d>> {
        place.child(key).and_then(|child| self.resolve(child).ok())
    }
}

impl<'d> Place<'d> {
    /// The value of a key.
    pub fn child(&self, key: &str) -> Option<Self> {
        self.value.get(key).map(|value| self.step(key, value))
    }

    /// The entries of the mapping or the elements of the list at a key, in order.
    pub fn children(&self, key: &str) -> Vec<(&'d str, Self)> {
        self.child(key).map(|child| child.entries()).unwrap_or_default()
    }

    /// The entries of a mapping (with their keys) or the elements of a list (with empty keys).
    pub fn entries(&self) -> Vec<(&'d str, Self)> {
        match self.value {
            Value::Object(map) => map.iter().map(|(key, value)| (key.as_str(), self.step(key, value))).collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(at, value)| ("", self.step(&at.to_string(), value))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// Whether a key is `true`.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    fn step(&self, key: &str, value: &'d Value) -> Self {
        let mut pointer = self.pointer.clone();
        sites::push(&mut pointer, key);
        Self { pointer, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed_and_their_circles_found() {
        let text = r##"{"openapi": "3.1.0", "a": {"$ref": "#/b%20b"}, "b b": {"x": 1}, "c": {"$ref": "#/d"}, "d": {"$ref": "#/c"},
                       "e": {"$ref": "#/f"}}"##;
        let document = Document::parse(text).unwrap();
        let view = document.view(Side::Request);
        assert_eq!(view.resolve(view.at("/a").unwrap()).unwrap().pointer, "/b b");
        assert!(view.resolve(view.at("/c").unwrap()).unwrap_err().to_string().contains("circle"));
        assert_eq!(
            view.resolve(view.at("/e").unwrap()).unwrap_err().to_string(),
            "/e: the reference #/f leads nowhere"
        );
    }

    #[test]
    fn what_is_not_openapi_3_is_refused() {
        for (text, why) in [
            ("{", "the document is not JSON"),
            ("{}", "the JSON is not an OpenAPI 3 document: it has no key `openapi`"),
            (r#"{"openapi": "2.0"}"#, "/openapi: version 2.0 is not served, only 3.x"),
        ] {
            assert_eq!(Document::parse(text).unwrap_err().to_string(), why);
        }
    }
}
