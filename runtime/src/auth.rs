//! Credentials: which of them a request carries, and where they go in it.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use smallvec::SmallVec;
use url::Url;
use zeroize::Zeroizing;

use crate::api::{Place, Scheme};
use crate::client::Core;
use crate::encode;
use crate::error::BuildError;
use crate::login::Login;
use crate::secret::Secret;

/// A credential that a request carries.
#[derive(Debug, Clone)]
pub(crate) struct Credential {
    pub(crate) scheme: &'static Scheme,
    /// Empty until there is a token, where that is still to be asked for.
    pub(crate) secret: Secret,
    /// What gives the token, where the caller did not.
    pub(crate) login: Option<Arc<Login>>,
    /// Whether the token was given for this request.
    pub(crate) is_new: bool,
}

/// Those that a request carries: one, nearly always.
pub(crate) type Credentials = SmallVec<[Credential; 1]>;

/// The credentials of the first alternative that the client holds wholly.
///
/// An empty alternative says that it goes without: that is done only if no other can be had, as an
/// answer to someone known says more.
pub(crate) fn choose(core: &Core, alternatives: &[&[&'static str]]) -> Result<Credentials, BuildError> {
    if alternatives.is_empty() {
        return Ok(Credentials::new());
    }
    let held = alternatives.iter().filter(|set| !set.is_empty());
    let mut held = held.filter_map(|set| set.iter().map(|name| find(core, name)).collect());
    if let Some(credentials) = held.next() {
        return Ok(credentials);
    }
    if alternatives.iter().any(|set| set.is_empty()) {
        return Ok(Credentials::new());
    }
    Err(missing(alternatives))
}

/// The credential of one scheme.
pub(crate) fn one(core: &Core, name: &str) -> Result<Credential, BuildError> {
    let names = core.api.schemes.iter().map(|scheme| scheme.name);
    if !names.clone().any(|own| own == name) {
        // It is not repeated: whoever takes the name for the credential gives that.
        let setters = names.collect::<Vec<_>>().join(", ");
        return Err(BuildError::parameter("auth", format!("is no setter of the client's builder: {setters}")));
    }
    find(core, name).ok_or_else(|| missing(&[&[name]]))
}

/// The first credential that the client holds.
pub(crate) fn first(core: &Core) -> Option<Credential> {
    core.api.schemes.iter().find_map(|scheme| find(core, scheme.name))
}

fn find(core: &Core, name: &str) -> Option<Credential> {
    let mut schemes = core.api.schemes.iter().zip(&core.credentials);
    let (scheme, secret) = schemes.find(|(scheme, _)| scheme.name == name)?;
    if let Some(secret) = secret.clone() {
        return Some(Credential { scheme, secret, login: None, is_new: false });
    }
    let login = core.logins.iter().find(|login| login.scheme == name)?.clone();
    Some(Credential { scheme, secret: Secret::from(""), login: Some(login), is_new: false })
}

fn missing(alternatives: &[&[&str]]) -> BuildError {
    let names = |set: &&[&str]| set.iter().map(|name| (*name).to_owned()).collect();
    BuildError::MissingCredential { setters: alternatives.iter().map(names).collect() }
}

impl Credential {
    /// Whether it goes into the URL.
    pub(crate) fn is_in_query(&self) -> bool {
        matches!(self.scheme.place, Place::Query(_))
    }

    /// Takes it out of a URL that a server made of that of the request: it is not to be taken elsewhere, nor to
    /// be sent twice.
    pub(crate) fn take_from(&self, url: &mut Url) {
        let (Place::Query(name), Some(query)) = (self.scheme.place, url.query()) else {
            return;
        };
        let pair = Zeroizing::new(self.pair(name));
        if query.split('&').any(|own| own == *pair) {
            let others: Vec<_> = query.split('&').filter(|own| own != &*pair).collect();
            let others = (!others.is_empty()).then(|| others.join("&"));
            url.set_query(others.as_deref());
        }
    }

    fn pair(&self, name: &str) -> String {
        let mut pair = String::new();
        encode::pair(&mut pair, name, self.secret.expose());
        pair
    }

    /// Puts it into a request.
    pub(crate) fn apply(&self, headers: &mut HeaderMap, url: &mut Cow<'_, Url>) -> Result<(), BuildError> {
        let secret = self.secret.expose();
        match self.scheme.place {
            Place::Query(name) => {
                let mut query = url.query().map(str::to_owned).unwrap_or_default();
                encode::pair(&mut query, name, secret);
                url.to_mut().set_query(Some(&query));
            }
            Place::Header(name, prefix) => {
                let value = if prefix.is_empty() {
                    self.header(secret)?
                } else {
                    self.header(&Zeroizing::new(format!("{prefix}{secret}")))?
                };
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| self.invalid("has no header name"))?;
                headers.insert(name, value);
            }
            Place::Basic => {
                let encoded = Zeroizing::new(BASE64_STANDARD.encode(secret));
                let text = Zeroizing::new(format!("Basic {}", *encoded));
                headers.insert(AUTHORIZATION, self.header(&text)?);
            }
            Place::Cookie(name) => {
                if secret.contains(';') {
                    return Err(self.invalid("has a semicolon, which would end the cookie"));
                }
                let others = headers.get(COOKIE).map(HeaderValue::as_bytes);
                let mut text = Zeroizing::new(others.unwrap_or_default().to_owned());
                if !text.is_empty() {
                    text.extend_from_slice(b"; ");
                }
                text.extend_from_slice(name.as_bytes());
                text.push(b'=');
                text.extend_from_slice(secret.as_bytes());
                let mut value = HeaderValue::from_bytes(&text).map_err(|_| self.invalid("has a control character"))?;
                value.set_sensitive(true);
                headers.insert(COOKIE, value);
            }
        }
        Ok(())
    }

    fn header(&self, text: &str) -> Result<HeaderValue, BuildError> {
        let mut value =
            HeaderValue::from_bytes(text.as_bytes()).map_err(|_| self.invalid("has a control character"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn invalid(&self, reason: &str) -> BuildError {
        BuildError::parameter(self.scheme.name, reason)
    }
}
