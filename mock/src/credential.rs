//! Whether a request holds the credentials that its operation asks for, and no others.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::AUTHORIZATION;

use crate::document::View;
use crate::incoming::{Incoming, Violation, decode_form};
use crate::operation::{Location, Operation};
use crate::{Error, Result};

/// The security schemes of a document, by name.
pub type Schemes = BTreeMap<String, Scheme>;

/// A place in requests that credentials travel in.
type Slot = (Location, String);

/// A security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// A key at a place of its own, after a prefix that may be empty.
    Key(Location, String, String),
    /// `Authorization: Bearer …`; tokens of OAuth2 and OpenID Connect travel so, too.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// `Authorization` with another word, in lower case.
    Other(String),
    /// Settled by the connection; a request shows nothing of it.
    Connection,
}

/// What a look at the credentials found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong.
    pub violations: Vec<Violation>,
    /// Whether a credential is missing or wrong.
    pub unauthorized: bool,
}

/// Reads the security schemes.
pub fn read(view: View<'_>) -> Result<Schemes> {
    let declared = view.at("/components").map(|components| components.children("securitySchemes")).unwrap_or_default();
    let mut schemes = Schemes::new();
    for (name, place) in declared {
        let place = view.resolve(place)?;
        let unknown = || Error::document(&place.pointer, "a security scheme of a kind that is not known");
        let scheme = match place.text("type").ok_or_else(unknown)? {
            "apiKey" => {
                let location = place.text("in").and_then(Location::from_word).ok_or_else(unknown)?;
                let name = place.text("name").ok_or_else(unknown)?;
                let name = if location == Location::Header { name.to_ascii_lowercase() } else { name.to_owned() };
                Scheme::Key(location, name, place.text("x-prefix").unwrap_or_default().to_owned())
            }
            "http" => match place.text("scheme").ok_or_else(unknown)?.to_ascii_lowercase().as_str() {
                "bearer" => Scheme::Bearer,
                "basic" => Scheme::Basic,
                other => Scheme::Other(other.to_owned()),
            },
            "oauth2" | "openIdConnect" => Scheme::Bearer,
            "mutualTLS" => Scheme::Connection,
            _ => return Err(unknown()),
        };
        schemes.insert(name.to_owned(), scheme);
    }
    Ok(schemes)
}

impl Scheme {
    fn slot(&self) -> Option<Slot> {
        match self {
            Self::Key(location, name, _) => Some((*location, name.clone())),
            Self::Bearer | Self::Basic | Self::Other(_) => Some((Location::Header, AUTHORIZATION.to_string())),
            Self::Connection => None,
        }
    }

    /// Whether a credential is there, has the right form, and is the expected one if one is.
    fn check(&self, request: &Incoming, expected: Option<&str>) -> Held {
        let Some(slot) = self.slot() else { return Held::Yes };
        let values = values(request, &slot);
        let Some(value) = values.first() else { return Held::No };
        let inner = match self {
            Self::Key(_, _, prefix) => value.strip_prefix(prefix.as_str()).map(str::to_owned),
            Self::Bearer => after_word(value, "bearer"),
            Self::Basic => after_word(value, "basic").and_then(|code| decode_basic(&code)),
            Self::Other(word) => after_word(value, word).filter(|rest| after_word(rest, word).is_none()),
            Self::Connection => None,
        };
        match inner.filter(|inner| !inner.is_empty()) {
            None => Held::Wrong("does not have the form that it asks for"),
            Some(inner) if expected.is_some_and(|expected| expected != inner) => {
                Held::Wrong("is not the one that is accepted")
            }
            Some(_) => Held::Yes,
        }
    }
}

enum Held {
    Yes,
    No,
    Wrong(&'static str),
}

fn after_word(value: &str, word: &str) -> Option<String> {
    let (first, rest) = value.split_once(' ')?;
    first.eq_ignore_ascii_case(word).then(|| rest.trim().to_owned())
}

fn decode_basic(code: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(code).ok()?).ok()?;
    text.contains(':').then_some(text)
}

fn values(request: &Incoming, (location, name): &Slot) -> Vec<String> {
    let decoded = |pairs: Vec<(String, &str)>| {
        let own = pairs.into_iter().filter(|(key, _)| key == name);
        own.map(|(_, raw)| decode_form(raw).unwrap_or_default()).collect()
    };
    match location {
        Location::Header => request.header_values(name).into_iter().map(str::to_owned).collect(),
        Location::Query => decoded(request.query_pairs()),
        Location::Cookie => decoded(request.cookies()),
        Location::Path => Vec::new(),
    }
}

fn describe(slot: &Slot) -> String {
    format!("{} {}", slot.0.word(), slot.1)
}

/// The query parameters that are credentials.
pub fn query_names(schemes: &Schemes) -> impl Iterator<Item = &str> {
    schemes.values().filter_map(|scheme| match scheme {
        Scheme::Key(Location::Query, name, _) => Some(name.as_str()),
        _ => None,
    })
}

/// Looks at the credentials of a request. `expected` holds the values that are accepted, by scheme; for a scheme that is
/// not in it any value is. No value ever gets into a message.
pub fn check(
    schemes: &Schemes,
    operation: &Operation,
    request: &Incoming,
    expected: &BTreeMap<String, String>,
) -> Verdict {
    let mut verdict = Verdict::default();
    check_alternatives(schemes, operation, request, expected, &mut verdict);

    let asked: Vec<Slot> = operation.security.iter().flatten().filter_map(|name| schemes.get(name)?.slot()).collect();
    let authorization = (Location::Header, AUTHORIZATION.to_string());
    let mut known: Vec<Slot> = schemes.values().filter_map(Scheme::slot).chain([authorization]).collect();
    known.sort_by_key(|(location, name)| (location.word(), name.clone()));
    known.dedup();
    for slot in &known {
        let is_param =
            operation.params.iter().any(|param| param.location == slot.0 && param.name.eq_ignore_ascii_case(&slot.1));
        let count = values(request, slot).len();
        let why = match count {
            0 => continue,
            _ if !asked.contains(slot) && !is_param => "a credential is sent that the operation does not ask for",
            1 => continue,
            _ => "is sent more than once",
        };
        verdict.violations.push(Violation::new(describe(slot), why));
    }
    verdict
}

fn check_alternatives(
    schemes: &Schemes,
    operation: &Operation,
    request: &Incoming,
    expected: &BTreeMap<String, String>,
    verdict: &mut Verdict,
) {
    let mut wrong = None;
    let mut needs = Vec::new();
    for alternative in &operation.security {
        let mut all = true;
        let mut words = Vec::new();
        for name in alternative {
            let Some(scheme) = schemes.get(name) else {
                all = false;
                words.push(format!("{name} (which the document does not declare)"));
                continue;
            };
            let place = scheme.slot().map_or_else(|| "connection".to_owned(), |slot| describe(&slot));
            match scheme.check(request, expected.get(name).map(String::as_str)) {
                Held::Yes => {}
                Held::No => all = false,
                Held::Wrong(why) => {
                    all = false;
                    wrong.get_or_insert_with(|| format!("{place} {why} ({name})"));
                }
            }
            words.push(format!("{name} ({place})"));
        }
        if all {
            return;
        }
        needs.push(words.join(" and "));
    }
    if !needs.is_empty() {
        let why = wrong.unwrap_or_else(|| format!("needs {}", needs.join(", or ")));
        verdict.violations.push(Violation::new("credentials", why));
        verdict.unauthorized = true;
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::Method;
    use hyper::header::{HeaderMap, HeaderName};
    use serde_json::{Value, json};

    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    /// What is said of a request, with its headers and query, to an operation with this `security`.
    fn judge(security: &Value, headers: &[(&str, &str)], query: &str, expected: &[(&str, &str)]) -> (bool, String) {
        let text = json!({
            "openapi": "3.1.0",
            "components": {"securitySchemes": {
                "user": {"type": "apiKey", "in": "header", "name": "Api_Token"},
                "bot": {"type": "apiKey", "in": "header", "name": "api_token"},
                "key": {"type": "apiKey", "in": "query", "name": "key"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
                "prefixed": {"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "AccessKey "},
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "Basic"},
                "word": {"type": "http", "scheme": "AccessKey"},
            }},
            "paths": {"/": {"get": {"security": security}}},
        });
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Request);
        let operations = crate::operation::read(view).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let (path, query) = ("/".to_owned(), query.to_owned());
        let request = Incoming { method: Method::GET, path, query, headers: map, body: Bytes::new() };
        let expected = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let verdict = check(&read(view).unwrap(), &operations[0], &request, &expected);
        let lines: Vec<_> = verdict.violations.iter().map(ToString::to_string).collect();
        (verdict.unauthorized, lines.join("; "))
    }

    #[test]
    fn one_alternative_is_enough_and_must_be_whole() {
        let either = json!([{"user": []}, {"key": [], "session": []}]);
        assert_eq!(judge(&either, &[("api_token", "t")], "", &[]), (false, String::new()));
        assert_eq!(judge(&either, &[("cookie", "a=b; sid=1")], "key=k", &[]), (false, String::new()));
        let needs = "credentials: needs user (header api_token), or key (query key) and session (cookie sid)";
        assert_eq!(judge(&either, &[], "key=k", &[]), (true, needs.to_owned()));
        assert_eq!(judge(&json!([{"user": []}, {}]), &[], "", &[]), (false, String::new()));
    }

    #[test]
    fn a_public_operation_takes_no_credential() {
        let sent = "a credential is sent that the operation does not ask for";
        assert_eq!(judge(&json!([]), &[], "", &[]), (false, String::new()));
        assert_eq!(judge(&json!([]), &[("api_token", "t")], "", &[]), (false, format!("header api_token: {sent}")));
        assert_eq!(
            judge(&json!([]), &[("authorization", "x")], "", &[]),
            (false, format!("header authorization: {sent}"))
        );
        assert_eq!(
            judge(&json!([{"user": []}]), &[("api_token", "t")], "key=k", &[]),
            (false, format!("query key: {sent}"))
        );
    }

    #[test]
    fn a_shared_header_is_sent_once() {
        let either = json!([{"user": []}, {"bot": []}]);
        let twice = [("api_token", "t"), ("api_token", "u")];
        assert_eq!(judge(&either, &twice, "", &[]), (false, "header api_token: is sent more than once".to_owned()));
    }

    #[test]
    fn schemes_with_one_header_differ_by_the_accepted_values() {
        let accepted = [("user", "u"), ("bot", "b")];
        assert_eq!(
            judge(&json!([{"user": []}, {"bot": []}]), &[("api_token", "b")], "", &accepted),
            (false, String::new())
        );
        let wrong = "credentials: header api_token is not the one that is accepted (user)";
        assert_eq!(judge(&json!([{"user": []}]), &[("api_token", "b")], "", &accepted), (true, wrong.to_owned()));
    }

    #[test]
    fn authorization_has_the_form_of_its_scheme() {
        for (scheme, value, right) in [
            ("bearer", "Bearer t", true),
            ("bearer", "bearer t", true),
            ("bearer", "Bearer ", false),
            ("bearer", "t", false),
            ("basic", "Basic YTpi", true),
            ("basic", "Basic YQ==", false),
            ("basic", "Basic a:b", false),
            ("prefixed", "AccessKey k", true),
            ("prefixed", "k", false),
            ("word", "AccessKey k", true),
            ("word", "accesskey k", true),
            ("word", "AccessKey AccessKey k", false),
            ("word", "AccessKey ", false),
            ("word", "Bearer k", false),
            ("word", "k", false),
        ] {
            let (unauthorized, why) = judge(&json!([{scheme: []}]), &[("authorization", value)], "", &[]);
            assert_eq!(unauthorized, !right, "{scheme} {value}: {why}");
        }
        assert_eq!(judge(&json!([{"basic": []}]), &[("authorization", "Basic YTpi")], "", &[("basic", "a:b")]).1, "");
    }
}
