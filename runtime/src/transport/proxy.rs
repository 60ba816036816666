//! Which proxy a request goes through, to say so when it does not.

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::ProxySetting;
use crate::error::BuildError;

/// The rules by which a client's requests go through proxies: the same as the connections follow.
pub(super) struct Rules(Option<Matcher>);

impl Rules {
    /// Of a setting.
    pub(super) fn new(setting: &ProxySetting) -> Result<Self, BuildError> {
        Ok(Self(match setting {
            ProxySetting::None => None,
            ProxySetting::Environment => Some(Matcher::from_system()),
            ProxySetting::Url(url) => {
                check(url.expose())?;
                Some(Matcher::builder().all(url.expose()).build())
            }
        }))
    }

    /// Host and port of the proxy for a URL.
    pub(super) fn proxy_for(&self, url: &Url) -> Option<String> {
        let uri: Uri = url.as_str().parse().ok()?;
        let found = self.0.as_ref()?.intercept(&uri)?;
        let proxy = found.uri();
        let host = proxy.host()?;
        Some(match proxy.port_u16() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        })
    }
}

/// Whether the URL is one of a proxy.
fn check(text: &str) -> Result<(), BuildError> {
    let fail = |reason: &str| Err(BuildError::setting("proxy", reason));
    match Url::parse(text) {
        Err(_) => fail("is no URL (it begins with http://)"),
        Ok(url) if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") => {
            fail("is of no kind that is supported: http, https, socks5, socks5h")
        }
        Ok(url) if !url.has_host() => fail("has no host"),
        Ok(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn a_proxy_is_named_without_its_credentials() {
        let url = Secret::from("http://ada:s3cret@proxy.example:3128");
        let rules = Rules::new(&ProxySetting::Url(url)).unwrap();
        let name = rules.proxy_for(&"https://h.example/x".parse().unwrap());
        assert_eq!(name.as_deref(), Some("proxy.example:3128"));
        let none = Rules::new(&ProxySetting::None).unwrap();
        assert_eq!(none.proxy_for(&"https://h/x".parse().unwrap()), None);
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_repeating_it() {
        for url in ["proxy:3128", "ftp://ada:s3cret@h", "http://", "s3cret"] {
            let setting = ProxySetting::Url(Secret::from(url));
            let error = Rules::new(&setting).err().unwrap();
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }
}
