//! URLs of requests, and where they must not lead.

use url::{Host, Url};

use crate::encode;
use crate::error::BuildError;
use crate::options::RequestOptions;

/// A path behind that of a URL.
pub(crate) fn join(base: &Url, path: &str) -> Result<Url, BuildError> {
    parse(&format!("{}{path}", base.as_str().trim_end_matches('/')))
}

/// The URL of an operation: what `write` appends behind the path of its server, then a query, that which is written
/// already and that of a caller.
pub(crate) fn of_operation(
    server: &Url,
    write: impl FnOnce(&mut String) -> Result<(), BuildError>,
    mut query: String,
    options: &RequestOptions,
) -> Result<Url, BuildError> {
    add(&mut query, options);
    let (server, own) = match server.as_str().split_once('?') {
        Some((server, own)) => (server, own),
        None => (server.as_str(), ""),
    };
    let mut text = String::with_capacity(server.len() + own.len() + query.len() + ROOM);
    text.push_str(server.trim_end_matches('/'));
    write(&mut text)?;
    for (part, before) in [(own, '?'), (&query, if own.is_empty() { '?' } else { '&' })] {
        if !part.is_empty() {
            text.push(before);
            text.push_str(part);
        }
    }
    parse(&text)
}

/// What most paths have room in, filled.
const ROOM: usize = 128;

fn parse(text: &str) -> Result<Url, BuildError> {
    let reason = "makes no URL with the base URL";
    Url::parse(text).map_err(|_| BuildError::InvalidPath { reason })
}

fn add(query: &mut String, options: &RequestOptions) {
    for (name, value) in &options.query {
        encode::pair(query, name, value);
    }
}

/// Adds a caller's query to that of a URL.
pub(crate) fn with_query(url: &mut Url, options: &RequestOptions) {
    let mut all = String::new();
    add(&mut all, options);
    if all.is_empty() {
        return;
    }
    if let Some(own) = url.query().filter(|own| !own.is_empty()) {
        all = format!("{own}&{all}");
    }
    url.set_query(Some(&all));
}

/// The URL of a request made by hand: below the base URL, or anywhere if it is a whole one (as the links of some answers
/// are). Where it leads to another origin is for the caller to check.
pub(crate) fn by_hand(base: &Url, path: &str) -> Result<Url, BuildError> {
    let fail = |reason| Err(BuildError::InvalidPath { reason });
    let mut url = if path.starts_with("http://") || path.starts_with("https://") {
        match Url::parse(path) {
            Ok(url) => url,
            Err(_) => return fail("is no URL"),
        }
    } else {
        let slash = if path.starts_with('/') { "" } else { "/" };
        let url = join(base, &format!("{slash}{path}"))?;
        let root = base.path().trim_end_matches('/');
        if !url.path().strip_prefix(root).is_some_and(|rest| rest.starts_with('/')) {
            return fail("leads out of the base URL");
        }
        url
    };
    if !url.username().is_empty() || url.password().is_some() {
        return fail("has a user name in it");
    }
    url.set_fragment(None);
    Ok(url)
}

/// Whether a URL is of this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw_path(base: &str, path: &str) -> Result<String, BuildError> {
        let base = Url::parse(base).unwrap();
        by_hand(&base, path).map(String::from)
    }

    #[test]
    fn paths_made_by_hand_stay_below_the_base_url() {
        let base = "https://h.example/api";
        let cases = [
            ("/x", "https://h.example/api/x"),
            ("x", "https://h.example/api/x"),
            ("/x?a=b", "https://h.example/api/x?a=b"),
            ("/x#y", "https://h.example/api/x"),
            ("//evil.example/x", "https://h.example/api//evil.example/x"),
            ("@evil.example/x", "https://h.example/api/@evil.example/x"),
            ("/a/../b", "https://h.example/api/b"),
            ("https://h.example/other", "https://h.example/other"),
            ("https://cdn.example/x?sig=a%2Fb", "https://cdn.example/x?sig=a%2Fb"),
        ];
        for (path, url) in cases {
            assert_eq!(raw_path(base, path).as_deref(), Ok(url), "{path}");
        }
        for path in
            ["/../x", "/%2e%2e/x", "/../apis/x", "https://a:b@h.example/x", "https://h.example@evil.example:port/x"]
        {
            assert!(raw_path(base, path).is_err(), "{path}");
        }
        assert_eq!(raw_path("https://h.example", "x").as_deref(), Ok("https://h.example/x"));
    }

    #[test]
    fn loopback_is_this_machine_alone() {
        for (url, loopback) in [
            ("http://localhost", true),
            ("http://a.localhost", true),
            ("http://127.8.9.1", true),
            ("http://[::1]:80", true),
            ("http://localhost.evil", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), loopback, "{url}");
        }
    }

    #[test]
    fn options_add_to_a_query() {
        let base = Url::parse("https://h").unwrap();
        let options = RequestOptions::new().query("a b", "c&d");
        let write = |text: &mut String| {
            text.push_str("/x");
            Ok(())
        };
        let url = |server: &str| of_operation(&server.parse().unwrap(), write, "q=1".to_owned(), &options).unwrap();
        assert_eq!(url("https://h").as_str(), "https://h/x?q=1&a%20b=c%26d");
        assert_eq!(url("https://h/a?v=2").as_str(), "https://h/a/x?v=2&q=1&a%20b=c%26d");
        let mut url = by_hand(&base, "/x?z").unwrap();
        with_query(&mut url, &options);
        assert_eq!(url.as_str(), "https://h/x?z&a%20b=c%26d");
    }
}
