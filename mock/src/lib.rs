//! A mock server of any API, driven by its OpenAPI document alone.
//!
//! It checks every request against the document and answers with the document's examples. It shares no code with the
//! generator of clients, so it can tell whether a generated client does what the document says.
//!
//! ```
//! # fn main() -> Result<(), inboxkit_mock::Error> {
//! let document = r#"{
//!     "openapi": "3.1.0",
//!     "paths": {"/ping": {"get": {
//!         "operationId": "ping",
//!         "responses": {"200": {"content": {"text/plain": {"example": "pong"}}}}
//!     }}}
//! }"#;
//! let running = inboxkit_mock::Mock::from_json(document)?.serve(([127, 0, 0, 1], 0))?;
//! // … a client calls `running.base_url()` …
//! assert!(running.violations().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! Paths are served as the document has them, whatever its `servers` say.
//!
//! Two headers of a request choose the answer: `x-mock-status: 422` asks for the response that documents this status,
//! `x-mock-example: NAME` for an example by its name.

mod answer;
mod applying;
mod body;
mod credential;
mod dialect;
mod document;
mod drift;
mod error;
mod examples;
mod form;
mod incoming;
mod lossless;
mod media;
mod operation;
mod params;
mod respond;
mod schema;
mod server;
mod sites;
mod style;
mod synth;
mod template;
mod text;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::credential::Schemes;
use crate::document::Document;
use crate::drift::Drift;
use crate::operation::Operation;
use crate::sites::Side;
use crate::template::{Router, Template};

pub use crate::error::{Error, Result};
pub use crate::incoming::Violation;
pub use crate::lossless::Lossless;
pub use crate::server::{Recorded, Running};

/// A mock of an API. Copies are cheap and share what was worked out of the document.
#[derive(Clone)]
pub struct Mock {
    api: Arc<Api>,
    settings: Settings,
}

struct Api {
    document: Document,
    operations: Vec<Operation>,
    router: Router,
    schemes: Schemes,
}

#[derive(Clone, Default)]
struct Settings {
    echo: bool,
    drift: Drift,
    log: bool,
    credentials: BTreeMap<String, String>,
}

/// What a document says an operation is called and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listed<'m> {
    /// Its `operationId`, or method and path where it has none.
    pub id: &'m str,
    /// The method, in capitals.
    pub method: &'m str,
    /// The path template.
    pub path: &'m str,
}

impl Mock {
    /// Reads an OpenAPI 3.0 or 3.1 document: one JSON file, all references within it.
    pub fn from_json(text: &str) -> Result<Self> {
        let document = Document::parse(text)?;
        let view = document.view(Side::Request);
        let operations = operation::read(view)?;
        let schemes = credential::read(view)?;
        let templates = operations.iter().enumerate();
        let router = Router::new(templates.map(|(number, operation)| (Template::parse(&operation.path), number)));
        Ok(Self { api: Arc::new(Api { document, operations, router, schemes }), settings: Settings::default() })
    }

    /// Lets scalar keys of a JSON request come back in the JSON answer where it has keys of the same name and type.
    #[must_use]
    pub const fn echo(mut self, on: bool) -> Self {
        self.settings.echo = on;
        self
    }

    /// Answers as a newer server would: objects that are not closed have one more key, `x_added_later`, and values of
    /// open lists (`enum`, unless `x-open-enum` is `false`) become `added_later` or 9999.
    #[must_use]
    pub const fn drift(mut self, on: bool) -> Self {
        self.settings.drift.values = on;
        self
    }

    /// Answers with unknown tags: the values of the keys that discriminators name become `added_later`.
    #[must_use]
    pub const fn drift_tags(mut self, on: bool) -> Self {
        self.settings.drift.tags = on;
        self
    }

    /// Prints one line per request to the standard output. Queries, headers and bodies are not printed.
    #[must_use]
    pub const fn log(mut self, on: bool) -> Self {
        self.settings.log = on;
        self
    }

    /// Accepts only this value for a security scheme (`user:password` for HTTP basic). A scheme for which nothing is set
    /// accepts any value that has its form.
    #[must_use]
    pub fn credential(mut self, scheme: &str, value: &str) -> Self {
        self.settings.credentials.insert(scheme.to_owned(), value.to_owned());
        self
    }

    /// The operations, in the order of paths and methods.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = Listed<'_>> {
        self.api.operations.iter().map(|operation| Listed {
            id: &operation.id,
            method: operation.method.as_str(),
            path: &operation.path,
        })
    }

    /// Checks every example of the document against its schema; each line is a place and what is wrong there.
    pub fn check_examples(&self) -> Vec<String> {
        examples::check(&self.api.document)
    }

    /// Serves the mock on an address until the result is dropped; port 0 takes a free one.
    pub fn serve(&self, address: impl Into<SocketAddr>) -> Result<Running> {
        Running::start(self.clone(), address.into())
    }
}

impl fmt::Debug for Mock {
    /// Leaves out the accepted credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("operations", &self.api.operations.len()).finish_non_exhaustive()
    }
}
