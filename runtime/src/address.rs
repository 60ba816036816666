//! URLs of requests, and where they must not lead.

use url::{Host, Url};

use crate::encode;
use crate::error::BuildError;
use crate::options::RequestOptions;

/// A path behind that of a URL.
pub(crate) fn join(base: &Url, path: &str) -> Result<Url, BuildError> {
    let text = format!("{}{path}", base.as_str().trim_end_matches('/'));
    let reason = "makes no URL with the base URL";
    Url::parse(&text).map_err(|_| BuildError::InvalidPath { reason })
}

/// Adds to the query of a URL: what is written already, then that of a caller.
pub(crate) fn with_query(url: &mut Url, query: &str, options: &RequestOptions) {
    let mut all = query.to_owned();
    for (name, value) in &options.query {
        encode::pair(&mut all, name, value);
    }
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
        let mut url = join(&base, "/x").unwrap();
        with_query(&mut url, "q=1", &options);
        assert_eq!(url.as_str(), "https://h/x?q=1&a%20b=c%26d");
        let mut url = by_hand(&base, "/x?z").unwrap();
        with_query(&mut url, "", &options);
        assert_eq!(url.as_str(), "https://h/x?z&a%20b=c%26d");
    }
}
