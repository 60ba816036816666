//! From a call to what is sent: everything that can be said before there is a connection.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use smallvec::{SmallVec, smallvec};
use tokio::time::Instant;
use url::Url;

use crate::address;
use crate::auth::{self, Credentials};
use crate::call::{Call, Payload, Scope};
use crate::client::Core;
use crate::encode;
use crate::error::{BuildError, Error, ErrorKind, Target};
use crate::operation::{Location, Operation, Param, Server};
use crate::options::{RequestOptions, header_name, header_value};
use crate::raw_request::{Auth, RawRequest};
use crate::redact::Redactor;
use crate::redirect::Hop;
use crate::retry::{Deadline, Limits, RetryPolicy};
use crate::value::Value;

/// The header by which servers recognise a request that is sent twice.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A request that is ready to be sent, as often as it has to be.
pub(crate) struct Prepared {
    pub(crate) core: Arc<Core>,
    pub(crate) target: Target,
    pub(crate) start: Hop,
    /// Whether it begins at another origin than the client's: nothing of the client goes there that may be a secret.
    pub(crate) is_foreign: bool,
    /// The media type to ask for.
    pub(crate) accept: HeaderValue,
    /// Those of the operation.
    pub(crate) headers: Headers,
    /// Those that the caller gave for this request, which come before all others.
    pub(crate) caller_headers: HeaderMap,
    pub(crate) payload: Payload,
    pub(crate) credentials: Credentials,
    pub(crate) timeout: Duration,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    pub(crate) max_response_bytes: usize,
    pub(crate) redactor: Redactor,
    /// Not where a secret would go along in the body.
    pub(crate) follows_redirects: bool,
}

/// A few headers, each once.
pub(crate) type Headers = SmallVec<[(HeaderName, HeaderValue); 2]>;

impl Prepared {
    /// What it may spend on attempts, from now on.
    pub(crate) fn limits(&self, now: Instant) -> Limits {
        // What is too far away to be written down never comes.
        let at = |given| now.checked_add(given).map(|at| Deadline { at, given });
        Limits { policy: self.retry, deadline: self.deadline.and_then(at) }
    }
}

/// Prepares a request of an operation.
pub(crate) fn call(call: Call) -> Result<Prepared, Error> {
    let operation = call.operation;
    try_call(call).map_err(|error| failed(error, Target::of(operation)))
}

/// Prepares a request made by hand.
pub(crate) fn raw(request: RawRequest) -> Result<Prepared, Error> {
    let target = request.target.clone();
    try_raw(request).map_err(|error| failed(error, target))
}

fn failed(error: BuildError, target: Target) -> Error {
    Error::new(ErrorKind::Build(error), target)
}

fn try_call(call: Call) -> Result<Prepared, BuildError> {
    if let Some(problem) = call.problem {
        return Err(problem);
    }
    let (operation, scope) = (call.operation, &call.scope);
    let core = &scope.core;
    let values = Values { own: &call.values, scope };
    let mut headers = Headers::new();
    let mut query = String::new();
    values.write(operation.params, &mut headers, &mut query)?;
    let options = match &scope.options {
        Some(options) => options,
        None => &RequestOptions::new(),
    };
    let write = |text: &mut String| {
        encode::fill(text, operation.path, operation.params, |index, name| values.of_path(index, name))
    };
    let url = address::of_operation(&*server(core, operation)?, write, query, options)?;
    let mut target = Target::of(operation);
    // A server that knows the key carries the request out once, however often it comes. One that does not leaves
    // the header alone: it counts only where the operation has it.
    if operation.takes_header(IDEMPOTENCY_KEY) {
        target.idempotent |= headers.iter().any(|(name, _)| name == IDEMPOTENCY_KEY)
            || [&core.headers, &options.headers].iter().any(|headers| headers.contains_key(IDEMPOTENCY_KEY));
    }
    let draft = Draft {
        target,
        url,
        is_foreign: false,
        accept: accept(call.accept.or(operation.accept))?,
        headers,
        payload: call.payload,
        credentials: auth::choose(core, operation.auth)?,
        redactor: values.redactor(operation),
    };
    draft.finish(core, options)
}

fn try_raw(request: RawRequest) -> Result<Prepared, BuildError> {
    if let Some(problem) = request.problem {
        return Err(problem);
    }
    let core = &request.scope.core;
    let mut url = address::by_hand(&core.base, &request.path)?;
    let is_foreign = url.origin() != core.base.origin();
    let options = match &request.scope.options {
        Some(client) => client.merged(&request.options),
        None => request.options.clone(),
    };
    // A server of the API is as good as the one of the base URL.
    let is_foreign = is_foreign && !is_home(core, request.home, &url);
    let bare = matches!(request.auth, Auth::None) || is_foreign && request.home.is_some();
    let options = if !is_foreign {
        options
    } else if bare {
        // Of the client's queries and headers any may be a secret: only those of this request go along.
        RequestOptions { headers: request.options.headers, query: request.options.query, ..options }
    } else {
        let reason = "is a URL of another origin than the base URL, which only a request with no_auth() may have";
        return Err(BuildError::InvalidPath { reason });
    };
    address::with_query(&mut url, &options);
    let draft = Draft {
        target: request.target,
        redactor: Redactor::of_query(&url),
        url,
        is_foreign,
        accept: JSON,
        headers: Headers::new(),
        payload: request.payload,
        credentials: match &request.auth {
            _ if bare => Credentials::new(),
            Auth::First => auth::first(core).into_iter().collect(),
            Auth::None => Credentials::new(),
            Auth::Named(name) => smallvec![auth::one(core, name)?],
        },
    };
    draft.finish(core, &options)
}

/// Whether a URL is at a server that a client has beside the one of its base URL.
fn is_home(core: &Core, home: Option<(&str, &[&str])>, url: &Url) -> bool {
    let Some((setter, servers)) = home else { return false };
    if let Some((_, server)) = core.servers.iter().find(|(own, _)| *own == setter) {
        return server.origin() == url.origin();
    }
    let is_it = |server: &&str| Url::parse(server).is_ok_and(|server| server.origin() == url.origin());
    !core.is_elsewhere && servers.iter().any(is_it)
}

/// The values of a call: its own, and those of its handle.
struct Values<'a> {
    own: &'a [(usize, Value)],
    scope: &'a Scope,
}

impl Values<'_> {
    fn own(&self, index: usize) -> Option<&Value> {
        let found = self.own.iter().find(|(set, _)| *set == index)?;
        Some(&found.1)
    }

    /// The value of a parameter of the path: its own, or that of the innermost handle.
    fn of_path(&self, index: usize, name: &str) -> Option<&Value> {
        self.own(index).or_else(|| self.scope.value(name))
    }

    /// Writes all but the path.
    fn write(&self, params: &[Param], headers: &mut Headers, query: &mut String) -> Result<(), BuildError> {
        let mut cookies = String::new();
        for (index, param) in params.iter().enumerate() {
            let Some(value) = self.own(index) else {
                continue;
            };
            match param.location {
                Location::Path => {}
                Location::Query => encode::append(query, param, value)?,
                Location::Cookie => encode::cookies(&mut cookies, param, value)?,
                Location::Header => {
                    if let Some(text) = encode::header(param, value)? {
                        headers.push((header_name(param.name)?, text));
                    }
                }
            }
        }
        if !cookies.is_empty() {
            headers.push((COOKIE, header_value("cookie", &cookies)?));
        }
        Ok(())
    }

    /// Texts in paths can be secrets: identifiers that open a conversation to whoever has them.
    fn redactor(&self, operation: &Operation) -> Redactor {
        let mut redactor = Redactor::default();
        for (index, param) in operation.params.iter().enumerate() {
            if param.location == Location::Path
                && let Some(Value::Text(text)) = self.of_path(index, param.name)
            {
                redactor.add(text);
            }
        }
        redactor
    }
}

/// A request before its options are looked at.
struct Draft {
    target: Target,
    url: Url,
    is_foreign: bool,
    accept: HeaderValue,
    headers: Headers,
    payload: Payload,
    credentials: Credentials,
    redactor: Redactor,
}

impl Draft {
    fn finish(mut self, core: &Arc<Core>, options: &RequestOptions) -> Result<Prepared, BuildError> {
        if let Some(problem) = &options.problem {
            return Err(problem.clone());
        }
        let exposed = !core.connection.keep_secrets(&core.base, &self.url);
        if exposed && !core.allow_insecure_http && !self.credentials.is_empty() {
            return Err(BuildError::InsecureHttp);
        }
        for credential in &self.credentials {
            self.redactor.add_secret(&credential.secret);
        }
        if let Payload::Bytes { media_type, .. } = &self.payload {
            let media_type = match &**media_type {
                "application/json" => JSON,
                other => header_value("content-type", other)?,
            };
            self.headers.push((CONTENT_TYPE, media_type));
        }
        if let Some(idempotent) = options.idempotent {
            self.target.idempotent = idempotent;
        }
        Ok(Prepared {
            start: Hop::start(self.target.method.clone(), self.url, !matches!(self.payload, Payload::None)),
            timeout: options.timeout.unwrap_or(core.timeout),
            deadline: options.deadline.or(core.deadline),
            retry: options.retry.unwrap_or(core.retry),
            max_response_bytes: options.max_response_bytes.unwrap_or(core.max_response_bytes),
            caller_headers: options.headers.clone(),
            core: core.clone(),
            target: self.target,
            is_foreign: self.is_foreign,
            accept: self.accept,
            headers: self.headers,
            payload: self.payload,
            credentials: self.credentials,
            redactor: self.redactor,
            follows_redirects: true,
        })
    }
}

fn accept(media_type: Option<&str>) -> Result<HeaderValue, BuildError> {
    match media_type {
        Some(media_type) => header_value("accept", media_type),
        None => Ok(JSON),
    }
}

/// The server of an operation.
fn server<'a>(core: &'a Core, operation: &Operation) -> Result<Cow<'a, Url>, BuildError> {
    let server = match operation.server {
        None => return Ok(Cow::Borrowed(&core.base)),
        Some(Server::Fixed(server)) => server,
        Some(Server::Other(setter, server)) => match core.servers.iter().find(|(own, _)| *own == setter) {
            Some((_, url)) => return Ok(Cow::Borrowed(url)),
            // A key for one's own server, or a test's, is not to be sent to the API's.
            None if core.is_elsewhere => {
                return Err(BuildError::setting(setter, "is needed, because base_url leads to another server"));
            }
            None => server,
        },
    };
    match Url::parse(server) {
        Ok(url) => Ok(Cow::Owned(url)),
        Err(_) => address::join(&core.base, server).map(Cow::Owned),
    }
}
