//! Requests made by hand, for what a document does not say.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, HeaderValue};
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;

use crate::call::{Payload, Scope};
use crate::decode;
use crate::download::Download;
use crate::error::{BuildError, Result, Target};
use crate::file_part::FilePart;
use crate::form::Form;
use crate::options::RequestOptions;
use crate::pending::Pending;
use crate::response::RawResponse;
use crate::transport::BoxFuture;

/// A request made by hand: any method, any path of the API.
///
/// It carries the first credential that the client holds, unless [`RawRequest::auth`] says otherwise. Instead of a path it
/// may have a URL: of the origin of the base URL, or, with [`RawRequest::no_auth`], of any.
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest {
    pub(crate) scope: Scope,
    pub(crate) target: Target,
    pub(crate) path: String,
    pub(crate) options: RequestOptions,
    pub(crate) payload: Payload,
    pub(crate) auth: Auth,
    /// Beside the base URL: a setter of the client's builder, and the servers that it stands for unless it is called.
    pub(crate) home: Option<(&'static str, &'static [&'static str])>,
    pub(crate) problem: Option<BuildError>,
}

/// Which credential a request made by hand carries.
#[derive(Clone)]
pub(crate) enum Auth {
    /// The first that the client holds, or none.
    First,
    None,
    Named(String),
}

impl RawRequest {
    /// To a path below the base URL, or to a URL of the same origin.
    pub fn new(scope: &Scope, method: Method, path: &str) -> Self {
        let idempotent = method.is_idempotent();
        Self {
            scope: scope.clone(),
            target: Target { operation: "request", method, path: "", idempotent },
            path: path.to_owned(),
            options: RequestOptions::new(),
            payload: Payload::None,
            auth: Auth::First,
            home: None,
            problem: None,
        }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.options = self.options.query(name, value);
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// Changes the options of this request.
    #[allow(clippy::needless_pass_by_value)] // as everywhere else
    pub fn with(mut self, options: RequestOptions) -> Self {
        self.options = self.options.merged(&options);
        self
    }

    /// Sends JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.body("application/json", text),
            Err(error) => {
                self.problem.get_or_insert(BuildError::body(error));
                self
            }
        }
    }

    /// Sends bytes of a media type.
    pub fn body(mut self, media_type: impl Into<Cow<'static, str>>, bytes: impl Into<Bytes>) -> Self {
        self.payload = Payload::Bytes { media_type: media_type.into(), bytes: bytes.into() };
        self
    }

    /// Sends a form (`multipart/form-data`) and adds a field to it. Fields and files are sent in the order in which they are
    /// added.
    pub fn field(self, name: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        self.form(|form| form.text(name, text))
    }

    /// Sends a form (`multipart/form-data`) and adds a file to it.
    pub fn file(self, name: impl Into<Cow<'static, str>>, file: FilePart) -> Self {
        let name = name.into();
        self.form(|form| form.file(name, file))
    }

    fn form(mut self, add: impl FnOnce(&mut Form)) -> Self {
        let mut form = match self.payload {
            Payload::Multipart(form) => form,
            Payload::None | Payload::Bytes { .. } => Arc::default(),
        };
        add(Arc::make_mut(&mut form));
        self.payload = Payload::Multipart(form);
        self
    }

    /// May go to a URL of any origin, and carries its credential only to the servers of this client: to that of the base URL,
    /// and to the one that was given to this setter of the client's builder. Where it was not called, these are its servers,
    /// unless the base URL is another one than the API's. To other origins it goes as with [`RawRequest::no_auth`].
    pub fn auth_at_home(mut self, setter: &'static str, servers: &'static [&'static str]) -> Self {
        self.home = Some((setter, servers));
        self
    }

    /// Carries the credential that was given to this setter of the client's builder.
    pub fn auth(mut self, setter: impl Into<String>) -> Self {
        self.auth = Auth::Named(setter.into());
        self
    }

    /// Carries no credential. It may then go to a URL of another origin (a file on the servers of a CDN, say), which gets
    /// the headers and the query of this request alone: of the client's only the user agent goes along.
    pub fn no_auth(mut self) -> Self {
        self.auth = Auth::None;
        self
    }

    /// Sends it; the answer is left as it is.
    pub fn send(self) -> Pending<RawResponse> {
        Pending::new(crate::send::start_raw(self), decode::raw)
    }

    /// Sends it; the body of the answer is left to be read: piece by piece, or into a file. Unless the request has an
    /// `Accept` header, any media type will do.
    pub fn stream(mut self) -> BoxFuture<Result<Download>> {
        self.options.headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        crate::send::start_raw_streaming(self)
    }

    /// Sends it; the answer is decoded as JSON.
    pub fn json_as<T: DeserializeOwned>(self) -> Pending<T> {
        Pending::new(crate::send::start_raw(self), decode::json)
    }
}

/// Awaiting a request sends it; the answer is left as it is.
impl IntoFuture for RawRequest {
    type Output = Result<RawResponse>;
    type IntoFuture = Pending<RawResponse>;

    fn into_future(self) -> Pending<RawResponse> {
        self.send()
    }
}

/// Not the path, which may hold identifiers that are secrets.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.target.method)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
