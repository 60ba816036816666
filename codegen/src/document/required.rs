//! Checks that objects have what they must have, and puts stand-ins where they have not.

use super::Version;
use super::keywords::Verdict::{self, Drop, Keep};
use super::keywords::{Checker, quoted};
use super::shape::{Kind, Need, Shape};
use crate::diag::{Code, Diagnostic};
use crate::source::{Map, Node, Span, Value};

impl Checker<'_> {
    /// What must be there: a stand-in is put in its place, or the object goes.
    ///
    /// What was there and had to go, in `dropped`, has been reported already.
    pub(super) fn required(&mut self, kind: Kind, map: &mut Map, span: Span, dropped: &[String]) -> Verdict {
        let mut verdict = Keep;
        for keyword in kind.keywords() {
            if keyword.need == Need::Optional || map.contains(keyword.name) {
                continue;
            }
            // The one was looked at before, the other may be left out in 3.1.
            let paths = kind == Kind::Document && keyword.name == "paths";
            let responses = kind == Kind::Operation && self.version == Version::V31;
            let known = dropped.iter().any(|dropped| dropped == keyword.name);
            if !paths && !responses && !known {
                self.missing(kind, keyword.name, span);
            }
            if keyword.need == Need::Vital {
                verdict = Drop;
            }
        }
        fill(kind, map, span);
        if verdict == Drop {
            return Drop;
        }
        match kind {
            Kind::Parameter => self.parameter(map, span),
            Kind::Header => self.schema_or_content(kind, map, span),
            Kind::Link => return self.one_of(kind, map, &["operationId", "operationRef"], span),
            Kind::SecurityScheme => return self.security_scheme(map, span),
            Kind::OauthFlows => self.flows(map),
            _ => {}
        }
        Keep
    }

    fn parameter(&mut self, map: &mut Map, span: Span) {
        self.schema_or_content(Kind::Parameter, map, span);
        let (styles, in_path): (&[&str], bool) = match map.get("in").and_then(Node::as_str) {
            Some("path") => (&["simple", "label", "matrix"], true),
            Some("query") => (&["form", "spaceDelimited", "pipeDelimited", "deepObject"], false),
            Some("header") => (&["simple"], false),
            _ => (&["form"], false),
        };
        if let Some(style) = map.get("style")
            && style.as_str().is_some_and(|style| !styles.contains(&style))
        {
            let message = format!("the `style` of this parameter can only be one of {}", quoted(styles));
            self.sink.refuse(Diagnostic::new(Code::KeywordType, style.span, message, ""));
            map.remove("style");
        }
        if in_path && map.get("required").and_then(Node::as_bool) != Some(true) {
            let span = map.get("required").map_or(span, |required| required.span);
            let message = "a parameter in the path is always required";
            self.sink.refuse(Diagnostic::new(Code::MissingKeyword, span, message, "add `required: true`"));
            map.set("required", Node::new(span, Value::Bool(true)));
        }
    }

    fn schema_or_content(&mut self, kind: Kind, map: &mut Map, span: Span) {
        if self.one_of(kind, map, &["schema", "content"], span) == Drop {
            map.set("schema", Node::new(span, Value::Map(Map::default())));
        }
    }

    fn one_of(&mut self, kind: Kind, map: &Map, keywords: &[&str], span: Span) -> Verdict {
        if keywords.iter().any(|keyword| map.contains(keyword)) {
            return Keep;
        }
        let message = format!("{} needs one of {}", kind.title(), quoted(keywords));
        self.sink.refuse(Diagnostic::new(Code::MissingKeyword, span, message, ""));
        Drop
    }

    /// What a security scheme needs depends on its type.
    fn security_scheme(&mut self, map: &Map, span: Span) -> Verdict {
        let needed: &[&str] = match map.get("type").and_then(Node::as_str) {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            _ => &[],
        };
        let mut verdict = Keep;
        for keyword in needed.iter().filter(|keyword| !map.contains(keyword)) {
            self.missing(Kind::SecurityScheme, keyword, span);
            verdict = Drop;
        }
        verdict
    }

    /// Which addresses a flow needs depends on its name.
    fn flows(&mut self, flows: &mut Map) {
        for entry in &mut flows.entries {
            let needed: &[&str] = match entry.key.as_str() {
                "implicit" => &["authorizationUrl"],
                "password" | "clientCredentials" => &["tokenUrl"],
                "authorizationCode" => &["authorizationUrl", "tokenUrl"],
                _ => &[],
            };
            let span = entry.value.span;
            let Some(flow) = entry.value.as_map_mut() else { continue };
            for keyword in needed {
                if !flow.contains(keyword) {
                    self.missing(Kind::OauthFlow, keyword, span);
                    flow.set(*keyword, Node::new(span, Value::String(String::new())));
                }
            }
        }
    }

    /// Reports a keyword that must be there.
    pub(super) fn missing(&mut self, kind: Kind, keyword: &str, span: Span) {
        let message = format!("{} needs `{keyword}`", kind.title());
        self.sink.refuse(Diagnostic::new(Code::MissingKeyword, span, message, ""));
    }
}

/// Puts stand-ins where something is missing that must be there.
fn fill(kind: Kind, map: &mut Map, span: Span) {
    for keyword in kind.keywords() {
        if map.contains(keyword.name) {
            continue;
        }
        let value = match (keyword.need, keyword.shape) {
            (Need::Text(text), _) => Value::String(text.to_owned()),
            (Need::Empty, Shape::Object(inner)) => {
                let mut empty = Map::default();
                fill(inner, &mut empty, span);
                Value::Map(empty)
            }
            (Need::Empty, _) => Value::Map(Map::default()),
            (Need::Optional | Need::Vital, _) => continue,
        };
        map.set(keyword.name, Node::new(span, value));
    }
}
