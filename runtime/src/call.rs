//! A request in the making: an operation, values for its parameters, a body.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use smallvec::SmallVec;

use crate::client::Core;
use crate::decode;
use crate::download::Download;
use crate::error::BuildError;
use crate::events::{self, EventStream, PendingEvents};
use crate::file_part::FileError;
use crate::form::{Form, Multipart, UrlEncoded};
use crate::operation::{Location, Operation};
use crate::options::RequestOptions;
use crate::pending::Pending;
use crate::response::RawResponse;
use crate::transport::{BoxFuture, Transport};
use crate::value::Value;

/// What a handle holds: the client, and values for the parameters that all requests of the handle share.
#[derive(Clone)]
pub struct Scope {
    pub(crate) core: Arc<Core>,
    /// The innermost, which leads to those around it: handles are cloned at every step.
    values: Option<Arc<Held>>,
    pub(crate) options: Option<Arc<RequestOptions>>,
}

/// A value of a handle, and those of the handles around it.
struct Held {
    name: &'static str,
    value: Value,
    outer: Option<Arc<Held>>,
}

impl Scope {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core, values: None, options: None }
    }

    fn held(&self) -> impl Iterator<Item = &Held> {
        std::iter::successors(self.values.as_deref(), |held| held.outer.as_deref())
    }

    /// The value of a parameter: that of the innermost handle that has one.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.held().find(|held| held.name == name).map(|held| &held.value)
    }

    /// The same with one more value, for the operations that have a parameter of that name in their path.
    #[must_use]
    pub fn with(&self, name: &'static str, value: impl Into<Value>) -> Self {
        let held = Held { name, value: value.into(), outer: self.values.clone() };
        Self { core: self.core.clone(), values: Some(Arc::new(held)), options: self.options.clone() }
    }

    /// The same with other options.
    #[must_use]
    pub fn with_options(&self, options: &RequestOptions) -> Self {
        let mut scope = self.clone();
        scope.options = Some(Arc::new(match &self.options {
            Some(own) => own.merged(options),
            None => options.clone(),
        }));
        scope
    }

    /// The same over another transport. What was made of this scope before keeps its own.
    #[must_use]
    pub fn with_transport(&self, transport: impl Transport) -> Self {
        let mut scope = self.clone();
        let core = Arc::make_mut(&mut scope.core);
        core.transport = Arc::new(transport);
        // What a mock gives out is no token for the server, and the other way round.
        core.logins = core.logins.iter().map(|login| Arc::new(login.anew())).collect();
        scope
    }

    /// A request of an operation.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call {
            scope: self.clone(),
            operation,
            values: SmallVec::new(),
            payload: Payload::None,
            accept: None,
            problem: None,
        }
    }
}

/// Names of parameters, never their values: identifiers can be secrets.
impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.held().map(|held| held.name).collect();
        f.debug_struct("Scope").field("client", &self.core).field("parameters", &names).finish_non_exhaustive()
    }
}

/// A request in the making. Whatever is wrong with it waits until it is sent.
#[derive(Clone)]
pub struct Call {
    pub(crate) scope: Scope,
    pub(crate) operation: &'static Operation,
    /// By the index of the parameter in the table.
    pub(crate) values: SmallVec<[(usize, Value); 2]>,
    pub(crate) payload: Payload,
    /// The media type to ask for, where it is not that of the operation.
    pub(crate) accept: Option<&'static str>,
    pub(crate) problem: Option<BuildError>,
}

/// A body, from which it can be made as often as it has to be sent.
#[derive(Clone)]
pub(crate) enum Payload {
    None,
    Bytes { media_type: Cow<'static, str>, bytes: Bytes },
    Multipart(Arc<Form>),
}

impl Payload {
    /// Whether it can be sent: it holds no reader that has been taken.
    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self, Self::Multipart(form) if !form.is_repeatable())
    }

    /// The file whose reader keeps it from being sent to its end.
    pub(crate) fn stalled(&self) -> Option<FileError> {
        match self {
            Self::Multipart(form) => form.stalled(),
            _ => None,
        }
    }
}

impl Call {
    /// Sets a parameter. Of several with the name, that which comes first in the table.
    #[must_use]
    pub fn set(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.put(None, name, value.into())
    }

    /// Sets the parameter of a location, where several have the same name.
    #[must_use]
    pub fn set_in(self, at: Location, name: &'static str, value: impl Into<Value>) -> Self {
        self.put(Some(at), name, value.into())
    }

    fn put(mut self, location: Option<Location>, name: &'static str, value: Value) -> Self {
        match self.operation.find(location, name) {
            Some(index) => {
                self.values.retain(|(other, _)| *other != index);
                self.values.push((index, value));
            }
            None => self.fail(BuildError::parameter(name, "is none of the operation's")),
        }
        self
    }

    /// Sends JSON.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_of_type("application/json", body)
    }

    /// Sends JSON by the name of another media type (`application/merge-patch+json`).
    #[must_use]
    pub fn json_of_type<T: Serialize + ?Sized>(self, media_type: &'static str, body: &T) -> Self {
        self.json_text(media_type, serde_json::to_vec(body))
    }

    fn json_text(mut self, media_type: &'static str, text: Result<Vec<u8>, serde_json::Error>) -> Self {
        match text {
            Ok(text) => self.body(media_type, text),
            Err(error) => {
                self.fail(BuildError::body(error));
                self
            }
        }
    }

    /// Sends a form with files.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // so that requests read alike: the form is made for one
    pub fn multipart(mut self, body: impl Multipart) -> Self {
        self.payload = Payload::Multipart(Arc::new(body.to_form()));
        self
    }

    /// Sends a form.
    #[must_use]
    pub fn form(self, body: &impl UrlEncoded) -> Self {
        self.form_text(body.to_form().urlencoded())
    }

    fn form_text(mut self, text: Result<String, BuildError>) -> Self {
        match text {
            Ok(text) => self.body("application/x-www-form-urlencoded", text),
            Err(problem) => {
                self.fail(problem);
                self
            }
        }
    }

    /// Sends bytes of a media type.
    #[must_use]
    pub fn body(mut self, media_type: impl Into<Cow<'static, str>>, bytes: impl Into<Bytes>) -> Self {
        self.payload = Payload::Bytes { media_type: media_type.into(), bytes: bytes.into() };
        self
    }

    /// Changes the options of this request.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // called through `request!`, with options made for it
    pub fn with(mut self, options: RequestOptions) -> Self {
        self.scope = self.scope.with_options(&options);
        self
    }

    /// The first problem is the one to report.
    fn fail(&mut self, problem: BuildError) {
        self.problem.get_or_insert(problem);
    }

    fn start<T>(self, decode: fn(RawResponse) -> crate::Result<T>) -> Pending<T> {
        Pending::new(crate::send::start(self), decode)
    }

    /// Sends it; the answer is JSON.
    pub fn send_json<T: DeserializeOwned>(self) -> Pending<T> {
        self.start(decode::json)
    }

    /// Sends it; the answer is JSON, null, or nothing.
    pub fn send_optional<T: DeserializeOwned>(self) -> Pending<Option<T>> {
        self.start(decode::optional)
    }

    /// Sends it; the answer is text.
    pub fn send_text(self) -> Pending<String> {
        self.start(decode::text)
    }

    /// Sends it; the answer is bytes.
    pub fn send_bytes(self) -> Pending<Bytes> {
        self.start(decode::bytes)
    }

    /// Sends it; the answer is not looked at.
    pub fn send_empty(self) -> Pending<()> {
        self.start(decode::empty)
    }

    /// Sends it; the body of the answer is left to be read.
    pub fn stream(self) -> BoxFuture<crate::Result<Download>> {
        crate::send::start_streaming(self)
    }

    /// Sends it and asks for a stream of events, whose data is JSON.
    pub fn send_events<T: DeserializeOwned + 'static>(self) -> PendingEvents<T> {
        self.start_events(events::json)
    }

    /// Sends it and asks for a stream of events, whose data is text.
    pub fn send_text_events(self) -> PendingEvents<String> {
        self.start_events(events::text)
    }

    fn start_events<T: 'static>(mut self, decode: events::Decode<T>) -> PendingEvents<T> {
        self.accept = Some("text/event-stream");
        let body = self.stream();
        Box::pin(async move { Ok(EventStream::new(body.await?, decode)) })
    }

    /// Sends it; the answer is left as it is.
    pub fn send_raw(self) -> Pending<RawResponse> {
        self.start(decode::raw)
    }
}

/// Names of parameters, never their values: identifiers can be secrets.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.values.iter().map(|(index, _)| self.operation.params[*index].name).collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method)
            .field("path", &self.operation.path)
            .field("parameters", &names)
            .finish_non_exhaustive()
    }
}
