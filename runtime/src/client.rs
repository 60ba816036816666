//! Clients: their settings, and the core that all handles and requests share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};
use url::Url;

use crate::api::{Api, Scheme};
use crate::call::Scope;
use crate::error::{BoxError, BuildError, Error};
use crate::hooks::Hooks;
use crate::login::{ClientCredentials, Login};
use crate::options::parse_header;
use crate::retry::{Budget, RetryPolicy};
use crate::secret::Secret;
use crate::transport::{ConnectionSettings, ProxySetting, RequestInfo, Transport, TransportRequest, TransportResponse};

const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;
const RETRY_BUDGET: u32 = 100;

/// What all handles and requests of a client share.
#[derive(Clone)]
pub struct Core {
    pub(crate) api: &'static Api,
    /// Without a slash at the end of its path.
    pub(crate) base: Url,
    /// Those beside it that the caller named, by their setters.
    pub(crate) servers: Vec<(&'static str, Url)>,
    /// Whether the caller named another base URL than the API's.
    pub(crate) is_elsewhere: bool,
    /// By the index of the scheme.
    pub(crate) credentials: Vec<Option<Secret>>,
    /// What gives tokens for schemes without a credential.
    pub(crate) logins: Vec<Arc<Login>>,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Arc<Budget>,
    pub(crate) hooks: Hooks,
    pub(crate) connection: ConnectionSettings,
    pub(crate) max_response_bytes: usize,
    pub(crate) allow_insecure_http: bool,
    pub(crate) transport: Arc<dyn Transport>,
}

impl Core {
    /// The names of the credentials that it holds.
    fn held(&self) -> Vec<&'static str> {
        let has_login = |scheme: &Scheme| self.logins.iter().any(|login| login.scheme == scheme.name);
        let schemes = self.api.schemes.iter().zip(&self.credentials);
        let held = schemes.filter(|(scheme, credential)| credential.is_some() || has_login(scheme));
        held.map(|(scheme, _)| scheme.name).collect()
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.api.name)
            .field("base_url", &self.base.as_str())
            .field("credentials", &self.held())
            .finish_non_exhaustive()
    }
}

/// Settings of a client. What is wrong with them waits for [`Setup::build`].
#[derive(Clone)]
pub struct Setup {
    api: &'static Api,
    base_url: Option<String>,
    servers: Vec<(&'static str, String)>,
    credentials: Vec<Option<Secret>>,
    logins: Vec<LoginSetting>,
    headers: HeaderMap,
    timeout: Duration,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    retry_budget: u32,
    hooks: Hooks,
    max_response_bytes: usize,
    allow_insecure_http: bool,
    connection: ConnectionSettings,
    transport: Option<Arc<dyn Transport>>,
    problem: Option<BuildError>,
}

/// A login that the caller asked for.
#[derive(Clone)]
struct LoginSetting {
    setter: &'static str,
    scheme: &'static str,
    token_url: &'static str,
    client: ClientCredentials,
}

impl Setup {
    /// The settings that hold unless changed.
    pub fn new(api: &'static Api) -> Self {
        let mut headers = HeaderMap::new();
        let agent = format!("{}/{} inboxkit/{}", api.name, api.version, env!("CARGO_PKG_VERSION"));
        if let Ok(agent) = HeaderValue::from_str(&agent) {
            headers.insert(USER_AGENT, agent);
        }
        Self {
            api,
            base_url: None,
            servers: Vec::new(),
            credentials: vec![None; api.schemes.len()],
            logins: Vec::new(),
            headers,
            timeout: TIMEOUT,
            deadline: None,
            retry: RetryPolicy::new(),
            retry_budget: RETRY_BUDGET,
            hooks: Hooks::default(),
            max_response_bytes: MAX_RESPONSE_BYTES,
            allow_insecure_http: false,
            connection: ConnectionSettings {
                connect_timeout: CONNECT_TIMEOUT,
                proxy: ProxySetting::Environment,
                roots_pem: Vec::new(),
                accept_invalid_certificates: false,
            },
            transport: None,
            problem: None,
        }
    }

    /// A credential, by the name of its setter.
    #[must_use]
    pub fn credential(mut self, scheme: &'static str, secret: Secret) -> Self {
        let index = self.api.schemes.iter().position(|own| own.name == scheme);
        let secret = index.and_then(|index| self.api.schemes[index].without_word(&secret)).unwrap_or(secret);
        match index.and_then(|index| self.credentials.get_mut(index)) {
            None => self.fail(BuildError::setting(scheme, "is no scheme of the API")),
            // A variable of the environment that is not set, most often.
            Some(_) if secret.expose().is_empty() => self.fail(BuildError::setting(scheme, "is empty")),
            Some(slot) => *slot = Some(secret),
        }
        self
    }

    /// Signs in for the tokens of a scheme, by the name of the setter. `token_url` is where the document says that they are given
    /// out. The last call counts, and a token that is given by itself counts more.
    #[must_use]
    pub fn login(
        mut self,
        setter: &'static str,
        scheme: &'static str,
        token_url: &'static str,
        client: ClientCredentials,
    ) -> Self {
        self.logins.retain(|own| own.scheme != scheme);
        self.logins.push(LoginSetting { setter, scheme, token_url, client });
        self
    }

    /// Where the API is.
    #[must_use]
    pub fn base_url(mut self, url: String) -> Self {
        self.base_url = Some(url);
        self
    }

    /// Where a server of single operations is, by the name of its setter. The last call counts.
    #[must_use]
    pub fn server(mut self, setter: &'static str, url: String) -> Self {
        self.servers.retain(|(own, _)| *own != setter);
        self.servers.push((setter, url));
        self
    }

    /// How long an attempt may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a request may take with all its attempts.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// When requests are sent again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries the client has.
    #[must_use]
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// A hook for what is sent.
    #[must_use]
    pub fn before_send(
        mut self,
        hook: impl Fn(&mut TransportRequest) -> Result<(), BoxError> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.before_send(hook);
        self
    }

    /// A hook for what is received.
    #[must_use]
    pub fn after_response(
        mut self,
        hook: impl Fn(&RequestInfo, &mut TransportResponse) + Send + Sync + 'static,
    ) -> Self {
        self.hooks.after_response(hook);
        self
    }

    /// How long connecting may take.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connection.connect_timeout = timeout;
        self
    }

    /// The proxy.
    #[must_use]
    pub fn proxy(mut self, url: Secret) -> Self {
        self.connection.proxy = ProxySetting::Url(url);
        self
    }

    /// No proxy at all.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.connection.proxy = ProxySetting::None;
        self
    }

    /// Certificates to trust.
    #[must_use]
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.connection.roots_pem.push(pem.to_owned());
        self
    }

    /// Whether to accept any certificate.
    #[must_use]
    pub fn danger_accept_invalid_certificates(mut self, accept: bool) -> Self {
        self.connection.accept_invalid_certificates = accept;
        self
    }

    /// Another user agent.
    #[must_use]
    pub fn user_agent(self, name: &str) -> Self {
        self.default_header(USER_AGENT.as_str(), name)
    }

    /// A header for all requests.
    #[must_use]
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match parse_header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => self.fail(problem),
        }
        self
    }

    /// Whether credentials may go over plain http.
    #[must_use]
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// How large an answer may be.
    #[must_use]
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Another transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The first problem is the one to report.
    fn fail(&mut self, problem: BuildError) {
        self.problem.get_or_insert(problem);
    }

    /// The client.
    pub fn build(self) -> Result<Scope, Error> {
        self.try_build().map_err(Error::client)
    }

    fn try_build(self) -> Result<Scope, BuildError> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let base = address("base_url", self.base_url.as_deref().or(self.api.server))?;
        let given = self.servers.iter().map(|(setter, url)| Ok((*setter, address(setter, Some(url))?)));
        let servers = given.collect::<Result<Vec<_>, BuildError>>()?;
        let own = self.api.server.and_then(|url| Url::parse(url).ok());
        let is_elsewhere = own.is_some_and(|own| own.origin() != base.origin());
        let login = |LoginSetting { setter, scheme, token_url, client }| {
            Login::new((scheme, setter), client, token_url, &base, is_elsewhere).map(Arc::new)
        };
        let logins = self.logins.into_iter().map(login).collect::<Result<_, _>>()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&self.connection.towards(&base))?,
        };
        Ok(Scope::new(Arc::new(Core {
            api: self.api,
            is_elsewhere,
            base,
            servers,
            credentials: self.credentials,
            logins,
            headers: self.headers,
            timeout: self.timeout,
            deadline: self.deadline,
            retry: self.retry,
            budget: Arc::new(Budget::new(self.retry_budget)),
            hooks: self.hooks,
            connection: self.connection,
            max_response_bytes: self.max_response_bytes,
            allow_insecure_http: self.allow_insecure_http,
            transport,
        })))
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("api", &self.api.name).finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(settings: &ConnectionSettings) -> Result<Arc<dyn Transport>, BuildError> {
    crate::transport::reqwest::build(settings)
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &ConnectionSettings) -> Result<Arc<dyn Transport>, BuildError> {
    let reason = "is needed: the feature `reqwest`, which brings one, is off";
    Err(BuildError::setting("transport", reason))
}

/// The URL of a server, checked.
fn address(setter: &'static str, url: Option<&str>) -> Result<Url, BuildError> {
    let fail = |reason: &str| Err(BuildError::setting(setter, reason));
    let Some(url) = url else {
        return fail("is needed: the API has no server of its own");
    };
    let Ok(mut url) = Url::parse(url) else {
        return fail("is no URL (it begins with https://)");
    };
    if !matches!(url.scheme(), "http" | "https") {
        return fail("is neither https nor http");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return fail("has a user name in it: credentials have setters of their own");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return fail("has a query or a fragment");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_checked_before_they_are_used() {
        assert_eq!(address("base_url", Some("https://h/a/")).unwrap().as_str(), "https://h/a");
        assert_eq!(address("base_url", Some("http://h:8080")).unwrap().as_str(), "http://h:8080/");
        for url in ["", "h.example", "ftp://h", "https://u:p@h", "https://h?x=1", "https://h#x"] {
            assert!(address("base_url", Some(url)).is_err(), "{url}");
        }
        assert!(address("base_url", None).is_err());
    }

    #[test]
    fn a_user_name_in_the_base_url_is_not_repeated_in_the_error() {
        let error = address("base_url", Some("https://ada:s3cret@h")).unwrap_err();
        assert!(!error.to_string().contains("s3cret"));
    }
}
