//! Checks the parameters of a request: path, query, headers, cookies.

use std::collections::BTreeMap;

use crate::applying::{applying, property};
use crate::document::{Place, View};
use crate::incoming::{Incoming, Violation, decode, decode_form};
use crate::operation::{Location, Operation, Param, Style};
use crate::style::{Decode, readings};
use crate::template::Captures;
use crate::text::{self, Tree};

/// Everything that is wrong with the parameters. `credentials` are the query parameters that are none.
pub fn check(
    view: View<'_>,
    operation: &Operation,
    captures: &Captures,
    request: &Incoming,
    credentials: &[&str],
) -> Vec<Violation> {
    let mut check = Check { view, found: Vec::new() };
    for (name, raw) in captures {
        let param = operation.params.iter().find(|param| param.location == Location::Path && param.name == *name);
        match param {
            Some(param) => check.single(param, &[raw], decode),
            // A name that no parameter declares is a text.
            None => check.keep(&format!("path parameter {name}"), decode(raw).map(|_| ())),
        }
    }
    check.query(operation, &request.query_pairs(), credentials);
    let cookies = request.cookies();
    for param in &operation.params {
        match param.location {
            Location::Header => {
                let values = request.header_values(&param.name);
                // A header is text as it stands, nothing is percent-encoded; its items may have spaces around them.
                let joined = (values.len() > 1).then(|| values.join(","));
                let values = joined.as_deref().map_or(values, |joined| vec![joined]);
                check.single(param, &values, |raw| Ok(raw.trim().to_owned()));
            }
            Location::Cookie => {
                let own = cookies.iter().filter(|(name, _)| *name == param.name);
                check.repeated(param, &own.map(|(_, raw)| *raw).collect::<Vec<_>>(), decode_form);
            }
            Location::Path | Location::Query => {}
        }
    }
    check.found
}

struct Check<'d> {
    view: View<'d>,
    found: Vec<Violation>,
}

impl<'d> Check<'d> {
    fn keep(&mut self, at: &str, outcome: Result<(), String>) {
        if let Err(why) = outcome {
            self.found.push(Violation::new(at, why));
        }
    }

    fn schema(&self, param: &Param) -> Option<Place<'d>> {
        self.view.at(param.schema.as_deref()?)
    }

    /// A parameter whose value is one piece of text.
    fn single(&mut self, param: &Param, values: &[&str], decode: Decode) {
        let at = at(param);
        let raw = match values {
            [] if param.required => return self.found.push(Violation::new(at, "is required")),
            [] => return,
            [raw] => *raw,
            _ => return self.found.push(Violation::new(at, "is sent more than once")),
        };
        if param.style == Style::Json {
            return self.json(param, &at, raw, decode);
        }
        let Some(schema) = self.schema(param) else { return self.keep(&at, decode(raw).map(|_| ())) };
        let shapes = text::shapes(self.view, std::slice::from_ref(&schema));
        match readings(param, shapes, raw, decode) {
            Ok(trees) => self.trees(&schema, &trees, &at),
            Err(why) => self.found.push(Violation::new(at, why)),
        }
    }

    fn json(&mut self, param: &Param, at: &str, raw: &str, decode: Decode) {
        let value =
            decode(raw).and_then(|text| serde_json::from_str(&text).map_err(|error| format!("is not JSON: {error}")));
        match (value, self.schema(param)) {
            (Ok(value), Some(schema)) => {
                let faults = self.view.faults(&schema, &value).into_iter();
                self.found.extend(faults.map(|fault| Violation::new(format!("{at} {}", fault.path), fault.why)));
            }
            (Ok(_), None) => {}
            (Err(why), _) => self.found.push(Violation::new(at, why)),
        }
    }

    fn trees(&mut self, schema: &Place<'d>, trees: &[Tree], at: &str) {
        if let Err(violations) = text::check(self.view, schema, trees, at) {
            self.found.extend(violations);
        }
    }

    /// A parameter of style `form` that is spread out: a list is the same name several times.
    fn repeated(&mut self, param: &Param, values: &[&str], decode: Decode) {
        let schema = self.schema(param);
        let shapes = schema.as_ref().map(|schema| text::shapes(self.view, std::slice::from_ref(schema)));
        let is_list = shapes.is_some_and(|shapes| shapes.list);
        let (Some(schema), true, true) = (schema, is_list && !values.is_empty(), param.explode) else {
            return self.single(param, values, decode);
        };
        let at = at(param);
        let decoded: Result<Vec<String>, String> = values.iter().map(|raw| decode(raw)).collect();
        match decoded {
            Err(why) => self.found.push(Violation::new(at, why)),
            Ok(texts) => {
                let scalar = match &texts[..] {
                    [text] if shapes.is_some_and(|shapes| shapes.scalar) => Some(Tree::Text(text.clone())),
                    _ => None,
                };
                let trees: Vec<_> = [Tree::list(texts)].into_iter().chain(scalar).collect();
                self.trees(&schema, &trees, &at);
            }
        }
    }

    fn query(&mut self, operation: &Operation, pairs: &[(String, &str)], credentials: &[&str]) {
        let mut used = vec![false; pairs.len()];
        let params = || operation.params.iter().filter(|param| param.location == Location::Query);
        // What is named plainly is claimed first, so that objects that take any key get only what is left.
        let mut objects = Vec::new();
        for param in params() {
            let own: Vec<usize> = (0..pairs.len()).filter(|at| pairs[*at].0 == param.name).collect();
            let values: Vec<&str> = own.iter().map(|at| pairs[*at].1).collect();
            for at in own {
                used[at] = true;
            }
            if values.is_empty() && self.is_spread_object(param) {
                objects.push(param);
            } else if !(param.allow_empty && values == [""]) {
                self.repeated(param, &values, decode_form);
            }
        }
        for name in credentials {
            pairs.iter().zip(&mut used).filter(|((key, _), _)| key == name).for_each(|(_, used)| *used = true);
        }
        objects.sort_by_key(|param| param.style != Style::DeepObject);
        for param in objects {
            self.object(param, pairs, &mut used);
        }
        let mut unknown: Vec<&str> =
            pairs.iter().zip(&used).filter(|(_, used)| !**used).map(|((key, _), _)| key.as_str()).collect();
        unknown.dedup();
        for key in unknown {
            self.found.push(Violation::new(format!("query parameter {key}"), "is not declared"));
        }
    }

    /// Whether a query parameter is an object whose keys are query parameters themselves.
    fn is_spread_object(&self, param: &Param) -> bool {
        let spread = param.style == Style::DeepObject || (param.style == Style::Form && param.explode);
        let schema = self.schema(param).filter(|_| spread);
        schema.is_some_and(|schema| text::shapes(self.view, &[schema]).map) || param.style == Style::DeepObject
    }

    fn object(&mut self, param: &Param, pairs: &[(String, &str)], used: &mut [bool]) {
        let at = at(param);
        let Some(schema) = self.schema(param) else { return };
        let places = applying(self.view, std::slice::from_ref(&schema), None);
        let mut tree = Tree::Map(BTreeMap::new());
        let mut any = false;
        for ((key, raw), used) in pairs.iter().zip(used) {
            let steps = match param.style {
                Style::DeepObject => deep_steps(&param.name, key),
                _ if !property(&places, key).is_empty() || free(&places) => Some(vec![key.as_str()]),
                _ => None,
            };
            let Some(steps) = steps.filter(|_| !*used) else { continue };
            *used = true;
            any = true;
            match decode_form(raw) {
                Ok(text) => tree.insert(&steps, text),
                Err(why) => self.found.push(Violation::new(&at, why)),
            }
        }
        if any {
            self.trees(&schema, &[tree], &at);
        } else if param.required {
            self.found.push(Violation::new(at, "is required"));
        }
    }
}

/// Whether schemas say that an object may have keys of any name.
fn free(places: &[Place<'_>]) -> bool {
    places.iter().any(|place| place.flag("additionalProperties"))
}

fn at(param: &Param) -> String {
    let word = if param.location == Location::Cookie || param.location == Location::Header { "" } else { " parameter" };
    format!("{}{word} {}", param.location.word(), param.name)
}

/// The keys of `name[a][b]`.
fn deep_steps<'k>(name: &str, key: &'k str) -> Option<Vec<&'k str>> {
    let inner = key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split("][").collect())
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

    /// What is said of a request for `/things/{id}`.
    fn judge(params: &Value, id: &str, query: &str, headers: &[(&str, &str)]) -> Vec<String> {
        let text = json!({"openapi": "3.1.0", "paths": {"/things/{id}": {"get": {"parameters": params}}}});
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Request);
        let operations = crate::operation::read(view).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let (path, query) = (String::new(), query.to_owned());
        let request = Incoming { method: Method::GET, path, query, headers: map, body: Bytes::new() };
        let captures = vec![("id".to_owned(), id.to_owned())];
        let found = check(view, &operations[0], &captures, &request, &["key"]);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_path_parameter_decodes_and_matches_its_schema() {
        let params =
            json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}}]);
        assert!(judge(&params, "7", "", &[]).is_empty());
        assert_eq!(judge(&params, "0", "", &[]), ["path parameter id: 0 is less than the minimum of 1"]);
        assert_eq!(judge(&params, "%32x", "", &[]), [r#"path parameter id: "2x" is not of type "integer""#]);
        assert_eq!(judge(&json!([]), "%F", "", &[]).len(), 1);
    }

    #[test]
    fn query_parameters_are_declared_and_the_required_are_there() {
        let params = json!([
            {"name": "page", "in": "query", "required": true, "schema": {"type": "integer"}},
            {"name": "flag", "in": "query", "allowEmptyValue": true, "schema": {"type": "boolean"}},
        ]);
        assert!(judge(&params, "1", "page=2&flag&key=secret", &[]).is_empty());
        let found = judge(&params, "1", "pgae=2", &[]);
        assert_eq!(found, ["query parameter page: is required", "query parameter pgae: is not declared"]);
        assert_eq!(judge(&params, "1", "page=1&page=2", &[]), ["query parameter page: is sent more than once"]);
        assert_eq!(judge(&params, "1", "page=", &[]), [r#"query parameter page: "" is not of type "integer""#]);
    }

    #[test]
    fn lists_are_repeated_or_joined() {
        let list = json!({"type": "array", "items": {"type": "integer"}, "maxItems": 2});
        let params = json!([
            {"name": "ids[]", "in": "query", "schema": list},
            {"name": "csv", "in": "query", "explode": false, "schema": list},
        ]);
        assert!(judge(&params, "1", "ids[]=1&ids%5B%5D=2&csv=3,4", &[]).is_empty());
        assert_eq!(
            judge(&params, "1", "ids[]=1&ids[]=x", &[]),
            [r#"query parameter ids[] /1: "x" is not of type "integer""#]
        );
        assert_eq!(judge(&params, "1", "csv=1,2,3", &[]), ["query parameter csv: [1,2,3] has more than 2 items"]);
        assert_eq!(judge(&params, "1", "csv=1&csv=2", &[]), ["query parameter csv: is sent more than once"]);
        assert_eq!(judge(&params, "1", "ids=1", &[]), ["query parameter ids: is not declared"]);
    }

    #[test]
    fn one_value_may_stand_for_a_list_where_the_schema_says_so() {
        let schema = json!({"oneOf": [{"type": "string", "minLength": 3}, {"type": "array", "minItems": 2}]});
        let params = json!([{"name": "p", "in": "query", "schema": schema}]);
        assert!(judge(&params, "1", "p=abc", &[]).is_empty());
        assert!(judge(&params, "1", "p=a&p=b", &[]).is_empty());
        assert_eq!(judge(&params, "1", "p=a", &[]).len(), 1);
    }

    #[test]
    fn objects_are_spread_over_the_query() {
        let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}});
        let deep = json!([{"name": "f", "in": "query", "style": "deepObject", "required": true, "schema": schema}]);
        assert!(judge(&deep, "1", "f[a]=1", &[]).is_empty());
        assert_eq!(judge(&deep, "1", "f%5Ba%5D=x", &[]), [r#"query parameter f /a: "x" is not of type "integer""#]);
        assert_eq!(judge(&deep, "1", "", &[]), ["query parameter f: is required"]);
        assert_eq!(judge(&deep, "1", "f[a]=1&g[a]=1", &[]), ["query parameter g[a]: is not declared"]);
        let form = json!([{"name": "f", "in": "query", "schema": schema}]);
        assert!(judge(&form, "1", "a=1", &[]).is_empty());
        assert!(judge(&form, "1", "", &[]).is_empty());
        assert_eq!(judge(&form, "1", "a=1&b=2", &[]), ["query parameter b: is not declared"]);
    }

    #[test]
    fn headers_and_cookies_match_their_schemas() {
        let params = json!([
            {"name": "X-Count", "in": "header", "required": true, "schema": {"type": "integer"}},
            {"name": "X-Tags", "in": "header", "schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
            {"name": "mode", "in": "cookie", "schema": {"enum": ["on"]}},
        ]);
        assert!(judge(&params, "1", "", &[("x-count", "3"), ("x-tags", "a,b"), ("cookie", "mode=on; x=y")]).is_empty());
        let found = judge(&params, "1", "", &[("x-tags", "c"), ("cookie", "mode=off")]);
        let expected = [
            "header X-Count: is required",
            r#"header X-Tags /0: "c" is not one of "a" or "b""#,
            r#"cookie mode: "off" is not "on""#,
        ];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert_eq!(found[..2], expected[..2]);
    }

    #[test]
    fn a_parameter_may_hold_json() {
        let content = json!({"application/json": {"schema": {"type": "object", "required": ["a"]}}});
        let params = json!([{"name": "q", "in": "query", "content": content}]);
        assert!(judge(&params, "1", "q=%7B%22a%22:1%7D", &[]).is_empty());
        assert_eq!(judge(&params, "1", "q=%7B%7D", &[]).len(), 1);
        assert!(judge(&params, "1", "q=x", &[])[0].starts_with("query parameter q: is not JSON"));
    }
}
