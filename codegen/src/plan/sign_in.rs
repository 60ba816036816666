//! Plans how callers sign in: setters of credentials, and of logins that get a token by themselves.

use super::ident;
use super::models;
use super::names::{self, Claim, Scope};
use super::reserved::BUILDER_METHODS;
use crate::diag::Sink;
use crate::ir::{Api, AuthScheme};

/// A scheme for whose tokens a client can ask itself: it has the flow `clientCredentials` (RFC 6749, section 4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPlan {
    /// The index of the scheme.
    pub scheme: usize,
    /// The builder's setter.
    pub setter: String,
    /// Where tokens are given out.
    pub token_url: String,
    /// The scopes that the document knows, sorted.
    pub scopes: Vec<String>,
}

/// The setters of credentials, by the index of their schemes.
pub fn credentials(sink: &mut Sink, api: &Api) -> Vec<String> {
    let claim = |scheme: &AuthScheme| {
        let name = ident::snake(&ident::words(&scheme.name));
        let longer = format!("{name}_credential");
        let names = if BUILDER_METHODS.contains(&name.as_str()) { vec![longer] } else { vec![name, longer] };
        Claim { wire: scheme.name.clone(), span: scheme.span, pin: scheme.pin.clone(), names, rank: 0 }
    };
    let claims: Vec<Claim> = api.auth.iter().map(claim).collect();
    let scope = Scope {
        title: "the credentials",
        kind: "security scheme",
        taken: BUILDER_METHODS,
        harsher: &models::spelled_snake,
    };
    names::resolve(sink, &scope, &claims)
}

/// The logins, in the order of their schemes, named after the setters of those.
pub fn logins(sink: &mut Sink, api: &Api, credentials: &[String]) -> Vec<LoginPlan> {
    let mut plans = Vec::new();
    let mut claims = Vec::new();
    for (index, (scheme, setter)) in api.auth.iter().zip(credentials).enumerate() {
        let Some(url) = text(scheme, "tokenUrl") else { continue };
        let names = vec![format!("{setter}_client"), format!("{setter}_client_credentials")];
        claims.push(Claim { wire: scheme.name.clone(), span: scheme.span, pin: None, names, rank: 0 });
        let prefix = "flows clientCredentials scopes ";
        let scopes = scheme.flows.iter().filter_map(|(way, _)| way.strip_prefix(prefix)).map(str::to_owned).collect();
        plans.push(LoginPlan { scheme: index, setter: String::new(), token_url: url.to_owned(), scopes });
    }
    let taken: Vec<&str> = BUILDER_METHODS.iter().copied().chain(credentials.iter().map(String::as_str)).collect();
    let scope = Scope { title: "the logins", kind: "security scheme", taken: &taken, harsher: &models::spelled_snake };
    for (plan, setter) in plans.iter_mut().zip(names::resolve(sink, &scope, &claims)) {
        plan.setter = setter;
    }
    plans
}

/// What the flow of client credentials says under a key.
fn text<'a>(scheme: &'a AuthScheme, key: &str) -> Option<&'a str> {
    let said = scheme.flows.iter().find(|(way, _)| way.strip_prefix("flows clientCredentials ") == Some(key));
    said.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
}
