//! Signing in as a client: a token is asked for, kept, and renewed before it ends (OAuth 2.0, RFC 6749, section 4.4).

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use tokio::time::Instant;
use url::Url;
use zeroize::Zeroizing;

use crate::Json;
use crate::address;
use crate::call::Scope;
use crate::client::Core;
use crate::error::{BuildError, DecodeError, Error, ErrorKind, Result};
use crate::form::Form;
use crate::prepare::{self, Prepared};
use crate::raw_request::RawRequest;
use crate::response::RawResponse;
use crate::secret::Secret;
use crate::send;

/// A token is renewed in the last tenth of its time, but not earlier than this before its end.
const EARLIEST: Duration = Duration::from_secs(60);

/// How long others go on with a token that one request is renewing.
const RENEWING: Duration = Duration::from_secs(10);

const FORM: &str = "application/x-www-form-urlencoded";

/// What a program shows a server of tokens (OAuth 2.0) to sign in as itself: an id and a secret, the *client credentials* of
/// [RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).
///
/// Given to the builder of a client, they get it a token when the first request needs one. All clones of the client share the
/// token; one request renews it in the last tenth of its time, at most a minute before its end, while others go on with it. A
/// token that the server refuses (401) is given up, and the request is sent once more with a new one.
///
/// ```
/// use inboxkit_runtime::ClientCredentials;
///
/// let login = ClientCredentials::new("my-program", "s3cret").scope("messages:read messages:write");
/// assert!(!format!("{login:?}").contains("s3cret"));
/// ```
#[derive(Debug, Clone)]
#[must_use = "the builder of a client takes it"]
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    params: Vec<(String, String)>,
    token_url: Option<String>,
    is_in_body: bool,
}

impl ClientCredentials {
    /// An id and a secret, as the API issued them.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        let (id, secret) = (id.into(), secret.into());
        Self { id, secret, params: Vec::new(), token_url: None, is_in_body: false }
    }

    /// What the token is to permit: names with spaces between them (RFC 6749, section 3.3). Unless set, the server decides.
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.param("scope", scope)
    }

    /// A parameter that this server wants beside those of the standard, such as `audience`. In the place of one of that name.
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.params.retain(|(own, _)| *own != name);
        self.params.push((name, value.into()));
        self
    }

    /// Where tokens are given out. Unless set, where the document of the API says; needed if `base_url` leads to another server
    /// than the API's, for the secret is sent there.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sends id and secret in the body, for servers that do not take them as a user name and a password, which RFC 6749
    /// (section 2.3.1) prefers.
    pub fn in_body(mut self) -> Self {
        self.is_in_body = true;
        self
    }
}

/// The login of a client with one of its schemes, and the token that it has.
pub(crate) struct Login {
    pub(crate) scheme: &'static str,
    setter: &'static str,
    url: Url,
    client: ClientCredentials,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    token: Option<Token>,
    /// When a request set out to renew it.
    renewing: Option<Instant>,
}

struct Token {
    secret: Secret,
    /// When it is to be renewed, and when it ends; never, if the server does not say.
    ends: Option<(Instant, Instant)>,
}

impl Token {
    fn is_valid(&self, now: Instant) -> bool {
        self.ends.is_none_or(|(_, end)| now < end)
    }

    fn is_old(&self, now: Instant) -> bool {
        self.ends.is_some_and(|(renewal, _)| now >= renewal)
    }
}

impl Login {
    /// `documented` is where the document says that tokens are given out, `is_elsewhere` whether `base` is another server than
    /// the document's.
    pub(crate) fn new(
        (scheme, setter): (&'static str, &'static str),
        client: ClientCredentials,
        documented: &str,
        base: &Url,
        is_elsewhere: bool,
    ) -> Result<Self, BuildError> {
        let fail = |reason| Err(BuildError::setting(setter, reason));
        if client.id.is_empty() || client.secret.expose().is_empty() {
            return fail("has an empty id or secret");
        }
        let url = match &client.token_url {
            Some(url) => Url::parse(url).ok(),
            None => match Url::parse(documented) {
                // A secret for one's own server, or a test's, is not to be sent to the API's.
                Ok(url) if is_elsewhere && url.origin() != base.origin() => {
                    return fail("needs a token_url, because base_url leads to another server");
                }
                Ok(url) => Some(url),
                Err(_) => address::join(base, documented).ok(),
            },
        };
        match url {
            Some(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
                Ok(Self { scheme, setter, url, client, held: Mutex::default() })
            }
            _ => fail("has a token_url that is no URL of http or https"),
        }
    }

    /// The same login without a token.
    pub(crate) fn anew(&self) -> Self {
        let (url, client) = (self.url.clone(), self.client.clone());
        Self { scheme: self.scheme, setter: self.setter, url, client, held: Mutex::default() }
    }

    /// A token, and whether it is new.
    pub(crate) async fn token(&self, core: &Arc<Core>) -> Result<(Secret, bool)> {
        if let Some(secret) = self.current() {
            return Ok((secret, false));
        }
        // Nothing is locked while it is waited for: a request that nobody polls any more would stop all others.
        match self.fetch(core).await {
            Ok(token) => {
                let secret = token.secret.clone();
                *self.lock() = Held { token: Some(token), renewing: None };
                Ok((secret, true))
            }
            Err(error) => match &self.lock().token {
                Some(token) if token.is_valid(Instant::now()) => Ok((token.secret.clone(), false)),
                _ => Err(error),
            },
        }
    }

    /// Gives a token up that the server refused.
    pub(crate) fn forget(&self, secret: &Secret) {
        let mut held = self.lock();
        if held.token.as_ref().is_some_and(|token| token.secret == *secret) {
            *held = Held::default();
        }
    }

    /// The token that a request may go with; none for the one that is to renew it.
    fn current(&self) -> Option<Secret> {
        let now = Instant::now();
        let mut held = self.lock();
        let token = held.token.as_ref().filter(|token| token.is_valid(now))?;
        let is_due = token.is_old(now) && held.renewing.is_none_or(|since| now - since > RENEWING);
        let secret = (!is_due).then(|| token.secret.clone());
        if is_due {
            held.renewing = Some(now);
        }
        secret
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self, core: &Arc<Core>) -> Result<Token> {
        let asked = Instant::now();
        let answer = send::whole(self.request(core)?).await;
        let answer = answer.map_err(|error| error.with_credentials(vec![self.setter], true))?;
        read(&answer, asked)
    }

    fn request(&self, core: &Arc<Core>) -> Result<Prepared> {
        let ClientCredentials { id, secret, params, is_in_body, .. } = &self.client;
        let mut form = Form::default();
        form.text("grant_type", "client_credentials".to_owned());
        for (name, value) in params {
            form.text(name.clone(), value.clone());
        }
        let mut request = RawRequest::new(&Scope::new(core.clone()), Method::POST, self.url.as_str()).no_auth();
        request.target.operation = self.setter;
        // Another token does no harm.
        request.target.idempotent = true;
        let target = request.target.clone();
        let mut login = Zeroizing::new(String::new());
        if *is_in_body {
            form.text("client_id", id.clone());
            form.text("client_secret", secret.expose().to_owned());
        } else {
            // RFC 6749, section 2.3.1: both are encoded as in a form before they become a user name and a password.
            crate::form::escape(&mut login, id);
            login.push(':');
            crate::form::escape(&mut login, secret.expose());
            let encoded = Zeroizing::new(BASE64_STANDARD.encode(&*login));
            request = request.header("authorization", &*Zeroizing::new(format!("Basic {}", *encoded)));
        }
        let failed = |error| Error::new(ErrorKind::Build(error), target.clone());
        if !core.allow_insecure_http && !core.connection.keep_secrets(&core.base, &self.url) {
            return Err(failed(BuildError::InsecureHttp));
        }
        request = request.body(FORM, form.urlencoded().map_err(failed)?);
        let mut prepared = prepare::raw(request)?;
        prepared.follows_redirects = false;
        prepared.redactor.add_secret(secret);
        prepared.redactor.add(&login);
        Ok(prepared)
    }
}

/// The token of an answer (RFC 6749, section 5.1).
fn read(answer: &RawResponse, asked: Instant) -> Result<Token> {
    let body: Json = answer.json()?;
    let fail = |what: &str| Err(answer.failed(DecodeError::whole(what.to_owned())));
    let text = |key: &str| body.get(key).and_then(Json::as_str);
    let Some(secret) = text("access_token").filter(|token| !token.is_empty()) else {
        return fail("it has no access_token (RFC 6749, section 5.1)");
    };
    if text("token_type").is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return fail("its token_type is not Bearer, which is all that this client can send");
    }
    let life = body.get("expires_in").and_then(|life| match life {
        // Not by the standard, but seen.
        Json::String(text) => text.parse().ok(),
        other => other.as_f64(),
    });
    let life = life.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let ends = life.and_then(|life| {
        let end = asked.checked_add(life)?;
        Some((end - (life / 10).min(EARLIEST), end))
    });
    Ok(Token { secret: Secret::from(secret), ends })
}

/// Neither the secret nor the token.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}
