//! From a call to what is sent: everything that can be said before there is a connection.

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use url::Url;

use crate::address;
use crate::auth::{self, Credential};
use crate::call::{Call, Payload};
use crate::client::Core;
use crate::encode;
use crate::error::{BuildError, Error, ErrorKind, Target};
use crate::operation::{Location, Operation, Param};
use crate::options::{RequestOptions, header_name, header_value};
use crate::raw_request::{Auth, RawRequest};
use crate::redact::Redactor;
use crate::redirect::Hop;
use crate::value::Value;

/// The header by which servers recognise a request that is sent twice.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A request that is ready to be sent, as often as it has to be.
pub(crate) struct Prepared {
    pub(crate) core: Arc<Core>,
    pub(crate) target: Target,
    pub(crate) start: Hop,
    /// Those of the client and of the operation.
    pub(crate) headers: HeaderMap,
    /// Those that the caller gave for this request, which come before all others.
    pub(crate) caller_headers: HeaderMap,
    pub(crate) payload: Payload,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) timeout: Duration,
    pub(crate) redactor: Redactor,
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
    let values = Values { own: &call.values, shared: &scope.values };
    let mut headers = core.headers.clone();
    headers.insert(ACCEPT, accept(operation)?);
    let mut query = String::new();
    values.write(operation.params, &mut headers, &mut query)?;
    let path = values.path(operation)?;
    let mut url = address::join(&server(core, operation)?, &path)?;
    let options = scope.options.clone().unwrap_or_default();
    address::with_query(&mut url, &query, &options);
    let mut target = Target::of(operation);
    // A server that knows the key carries the request out once, however often it comes. One that does not leaves
    // the header alone: it counts only where the operation has it.
    let has_key = headers.contains_key(IDEMPOTENCY_KEY) || options.headers.contains_key(IDEMPOTENCY_KEY);
    target.idempotent |= has_key && operation.takes_header(IDEMPOTENCY_KEY);
    let draft = Draft {
        target,
        url,
        headers,
        payload: call.payload,
        credentials: auth::choose(core, operation.auth)?,
        redactor: values.redactor(operation),
    };
    draft.finish(core, &options)
}

fn try_raw(request: RawRequest) -> Result<Prepared, BuildError> {
    if let Some(problem) = request.problem {
        return Err(problem);
    }
    let core = &request.scope.core;
    let mut url = address::by_hand(&core.base, &request.path)?;
    let mut headers = core.headers.clone();
    let options = match &request.scope.options {
        Some(client) => client.merged(&request.options),
        None => request.options.clone(),
    };
    let options = if url.origin() == core.base.origin() {
        options
    } else if matches!(request.auth, Auth::None) {
        // Of the client's headers and queries any may be a secret: only those of this request go along.
        let agent = headers.remove(USER_AGENT);
        headers = agent.into_iter().map(|agent| (USER_AGENT, agent)).collect();
        RequestOptions { headers: request.options.headers, query: request.options.query, ..options }
    } else {
        let reason = "is a URL of another origin than the base URL, which only a request with no_auth() may have";
        return Err(BuildError::InvalidPath { reason });
    };
    headers.insert(ACCEPT, JSON);
    address::with_query(&mut url, "", &options);
    let draft = Draft {
        target: request.target,
        redactor: Redactor::of_query(&url),
        url,
        headers,
        payload: request.payload,
        credentials: match &request.auth {
            Auth::First => auth::first(core).into_iter().collect(),
            Auth::None => Vec::new(),
            Auth::Named(name) => vec![auth::one(core, name)?],
        },
    };
    draft.finish(core, &options)
}

/// The values of a call: its own, and those of its handle.
struct Values<'a> {
    own: &'a [(usize, Value)],
    shared: &'a [(&'static str, Value)],
}

impl Values<'_> {
    fn own(&self, index: usize) -> Option<&Value> {
        let found = self.own.iter().find(|(set, _)| *set == index)?;
        Some(&found.1)
    }

    /// The value of a parameter of the path: its own, or that of the innermost handle.
    fn of_path(&self, index: usize, name: &str) -> Option<&Value> {
        let shared = || self.shared.iter().rev().find(|(set, _)| *set == name);
        self.own(index).or_else(|| shared().map(|(_, value)| value))
    }

    fn path(&self, operation: &Operation) -> Result<String, BuildError> {
        encode::fill(operation.path, operation.params, |index, name| self.of_path(index, name))
    }

    /// Writes all but the path.
    fn write(&self, params: &[Param], headers: &mut HeaderMap, query: &mut String) -> Result<(), BuildError> {
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
                        headers.insert(header_name(param.name)?, text);
                    }
                }
            }
        }
        if !cookies.is_empty() {
            headers.insert(COOKIE, header_value("cookie", &cookies)?);
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
    headers: HeaderMap,
    payload: Payload,
    credentials: Vec<Credential>,
    redactor: Redactor,
}

impl Draft {
    fn finish(mut self, core: &Arc<Core>, options: &RequestOptions) -> Result<Prepared, BuildError> {
        if let Some(problem) = &options.problem {
            return Err(problem.clone());
        }
        let exposed = !core.connection.keep_secrets(&self.url);
        if exposed && !core.allow_insecure_http && !self.credentials.is_empty() {
            return Err(BuildError::InsecureHttp);
        }
        for credential in &self.credentials {
            self.redactor.add(credential.secret.expose());
        }
        if let Payload::Bytes { media_type, .. } = &self.payload {
            let media_type = header_value("content-type", media_type)?;
            self.headers.insert(CONTENT_TYPE, media_type);
        }
        Ok(Prepared {
            start: Hop::start(self.target.method.clone(), self.url, !matches!(self.payload, Payload::None)),
            timeout: options.timeout.unwrap_or(core.timeout),
            caller_headers: options.headers.clone(),
            core: core.clone(),
            target: self.target,
            headers: self.headers,
            payload: self.payload,
            credentials: self.credentials,
            redactor: self.redactor,
        })
    }
}

fn accept(operation: &Operation) -> Result<HeaderValue, BuildError> {
    match operation.accept {
        Some(media_type) => header_value("accept", media_type),
        None => Ok(JSON),
    }
}

/// The server of an operation.
fn server(core: &Core, operation: &Operation) -> Result<Url, BuildError> {
    let Some(server) = operation.server else {
        return Ok(core.base.clone());
    };
    match Url::parse(server) {
        Ok(url) => Ok(url),
        Err(_) => address::join(&core.base, server),
    }
}
