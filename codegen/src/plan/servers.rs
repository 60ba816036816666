//! Decides on servers: which is the client's, and how callers name those that single operations have beside it.

use std::collections::BTreeMap;

use super::models;
use super::names::{self, Claim, Scope};
use super::{ident, reserved::BUILDER_METHODS};
use crate::diag::Sink;
use crate::ir::{Api, Operation};
use crate::source::Span;

/// A server that some operations have beside that of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerPlan {
    /// Its URL, without a slash at the end.
    pub url: String,
    /// The builder's setter for another URL.
    pub setter: String,
}

/// Where the API is, if the document says so: its first server, or the one that all operations name.
pub fn main(api: &Api) -> Option<&str> {
    let own = api.servers.first().map(|server| server.url.as_str());
    let common = api.ops.first().and_then(|op| op.server.as_deref());
    let common = common.filter(|url| api.ops.iter().all(|op| op.server.as_deref() == Some(*url)));
    let url = own.filter(|url| is_absolute(url)).or(common)?;
    is_absolute(url).then(|| url.trim_end_matches('/'))
}

/// The server of an operation, where it is another than the API's; without a slash at its end. One that is the API's anyway
/// must not take the place of the base URL that a caller gives.
pub fn own<'a>(api: &Api, op: &'a Operation) -> Option<&'a str> {
    op.server.as_deref().map(|url| url.trim_end_matches('/')).filter(|url| main(api) != Some(*url))
}

/// Whether a URL leads to a server, and not only to another path of the client's.
pub fn is_absolute(url: &str) -> bool {
    url.contains("://")
}

/// The servers beside the client's, by their URLs. Names that are taken are those of the builder's other setters.
pub fn plan(sink: &mut Sink, api: &Api, credentials: &[&str]) -> Vec<ServerPlan> {
    let main = main(api);
    let mut found: BTreeMap<&str, Span> = BTreeMap::new();
    for op in &api.ops {
        if let Some(url) = own(api, op).filter(|url| is_absolute(url)) {
            found.entry(url).or_insert(op.span);
        }
    }
    let claim = |(url, span): (&&str, &Span)| {
        let names = names_of(url, main.unwrap_or_default());
        Claim { wire: (*url).to_owned(), span: *span, pin: None, names, rank: 0 }
    };
    let claims: Vec<Claim> = found.iter().map(claim).collect();
    let taken: Vec<&str> = BUILDER_METHODS.iter().copied().chain(credentials.iter().copied()).collect();
    let scope = Scope { title: "the servers", kind: "server", taken: &taken, harsher: &models::spelled_snake };
    let setters = names::resolve(sink, &scope, &claims);
    found.into_keys().zip(setters).map(|(url, setter)| ServerPlan { url: url.to_owned(), setter }).collect()
}

/// Names to try: the first part of the host that the API's own has not, all of them, the whole host with its path.
fn names_of(url: &str, main: &str) -> Vec<String> {
    let rest = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let (own, main) = (rest(url), rest(main));
    let parts = |text: &str| -> Vec<String> {
        text.split(['.', '/', ':']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let known = parts(&main);
    let all = parts(&own);
    let new: Vec<String> = all.iter().filter(|part| !known.contains(part)).cloned().collect();
    let tries = [new.first().cloned().unwrap_or_default(), new.join(" "), all.join(" ")];
    let mut names: Vec<String> = Vec::new();
    for text in tries.into_iter().filter(|text| !text.is_empty()) {
        let name = ident::snake(&ident::words(&format!("{text} url")));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_by_what_its_host_has_and_that_of_the_api_has_not() {
        for (url, main, first, count) in [
            ("https://media.api.example.com", "https://api.example.com", "media_url", 2),
            ("https://eu.uploads.example.com/v1", "https://api.example.com/v1", "eu_url", 3),
            ("https://api.example.com:8443", "https://api.example.com", "n8443_url", 2),
            ("https://api.example.com", "https://api.example.com/v1", "api_example_com_url", 1),
            ("https://files.example.com", "", "files_url", 2),
        ] {
            let names = names_of(url, main);
            assert_eq!((names[0].as_str(), names.len()), (first, count), "{url}: {names:?}");
        }
    }
}
