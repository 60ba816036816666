//! The operations of a document, with all that is needed to judge a request to them.

use hyper::Method;
use serde_json::Value;

use crate::document::{Place, View};
use crate::template::Template;
use crate::{Error, Result};

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `operationId`, or method and path where it has none.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path template as the document has it.
    pub path: String,
    /// Its parameters, those of the path item included.
    pub params: Vec<Param>,
    /// Its body, if it takes one.
    pub body: Option<Body>,
    /// Statuses (`200`, `4XX`, `default`) and pointers to their responses.
    pub responses: Vec<(String, String)>,
    /// Alternatives, each a set of names of security schemes; none at all: no credential is taken.
    pub security: Vec<Vec<String>>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be there.
    pub required: bool,
    /// How its value is written.
    pub style: Style,
    /// Whether lists and objects are spread out.
    pub explode: bool,
    /// Whether it may be there without a value.
    pub allow_empty: bool,
    /// Pointer to its schema.
    pub schema: Option<String>,
}

/// Where a parameter or a credential travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How the value of a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b` in paths and headers.
    Simple,
    /// `.a.b` in paths.
    Label,
    /// `;name=a` in paths.
    Matrix,
    /// `name=a` in queries and cookies.
    Form,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a|b`.
    PipeDelimited,
    /// `name[key]=a`.
    DeepObject,
    /// JSON text.
    Json,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether it must be there.
    pub required: bool,
    /// Media types and pointers to their objects.
    pub media: Vec<(String, String)>,
}

impl Location {
    /// The word of the document.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The location that a document names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Path, Self::Query, Self::Header, Self::Cookie].into_iter().find(|location| location.word() == word)
    }
}

impl Style {
    /// The style of a parameter or of a form field.
    pub fn of(place: &Place<'_>, location: Location) -> Self {
        match place.text("style") {
            Some("simple") => Self::Simple,
            Some("label") => Self::Label,
            Some("matrix") => Self::Matrix,
            Some("spaceDelimited") => Self::SpaceDelimited,
            Some("pipeDelimited") => Self::PipeDelimited,
            Some("deepObject") => Self::DeepObject,
            Some("form") => Self::Form,
            _ => match location {
                Location::Path | Location::Header => Self::Simple,
                Location::Query | Location::Cookie => Self::Form,
            },
        }
    }
}

/// Reads all operations, in the order of paths and methods.
pub fn read(view: View<'_>) -> Result<Vec<Operation>> {
    let Some(root) = view.at("") else { return Ok(Vec::new()) };
    let default_security = security(&root);
    let mut operations = Vec::new();
    for (path, item) in root.children("paths") {
        if path.starts_with("x-") {
            continue;
        }
        let item = view.resolve(item)?;
        for (method, place) in item.entries() {
            let Some(method) = method_of(method) else { continue };
            operations.push(operation(view, path, method, &item, &place, default_security.as_ref())?);
        }
    }
    if operations.is_empty() {
        return Err(Error::document("/paths", "the document has no operations"));
    }
    Ok(operations)
}

fn method_of(word: &str) -> Option<Method> {
    let known = ["get", "put", "post", "delete", "options", "head", "patch", "trace"].contains(&word);
    if known { word.to_ascii_uppercase().parse().ok() } else { None }
}

fn operation(
    view: View<'_>,
    path: &str,
    method: Method,
    item: &Place<'_>,
    place: &Place<'_>,
    default_security: Option<&Vec<Vec<String>>>,
) -> Result<Operation> {
    let mut params: Vec<Param> = Vec::new();
    let listed = [item, place].into_iter().flat_map(|owner| owner.children("parameters"));
    for (_, param) in listed {
        if let Some(param) = self::param(view, view.resolve(param)?)? {
            // What an operation says of a parameter replaces what its path says.
            params.retain(|known| (known.location, &known.name) != (param.location, &param.name));
            params.push(param);
        }
    }
    let template = Template::parse(path);
    params.retain(|param| param.location != Location::Path || template.names().any(|name| name == param.name));

    let body = place.child("requestBody").map(|body| self::body(view, body)).transpose()?;
    let mut responses = Vec::new();
    for (status, response) in place.children("responses") {
        if !status.starts_with("x-") {
            responses.push((status.to_owned(), view.resolve(response)?.pointer));
        }
    }
    Ok(Operation {
        id: place.text("operationId").map_or_else(|| format!("{method} {path}"), str::to_owned),
        method,
        path: path.to_owned(),
        params,
        body,
        responses,
        security: security(place).or_else(|| default_security.cloned()).unwrap_or_default(),
    })
}

fn param(view: View<'_>, place: Place<'_>) -> Result<Option<Param>> {
    let (Some(name), Some(location)) = (place.text("name"), place.text("in")) else {
        return Err(Error::document(place.pointer, "a parameter needs `name` and `in`"));
    };
    let Some(location) = Location::from_word(location) else {
        return Err(Error::document(place.pointer, format!("a parameter cannot be in {location}")));
    };
    // These three are said elsewhere: OpenAPI has parameters of these names ignored.
    let elsewhere = ["accept", "authorization", "content-type"];
    if location == Location::Header && elsewhere.contains(&name.to_ascii_lowercase().as_str()) {
        return Ok(None);
    }
    let content = place.children("content").into_iter().next().map(|(media, object)| (media, view.resolve(object)));
    let (json, schema) = match content {
        Some((media, object)) => (crate::media::is_json(media), object?.child("schema")),
        None => (false, place.child("schema")),
    };
    let style = if json { Style::Json } else { Style::of(&place, location) };
    let explode = place.value.get("explode").and_then(Value::as_bool).unwrap_or(style == Style::Form);
    Ok(Some(Param {
        name: name.to_owned(),
        location,
        required: place.flag("required") || location == Location::Path,
        style,
        explode,
        allow_empty: place.flag("allowEmptyValue"),
        schema: schema.map(|schema| schema.pointer),
    }))
}

fn body(view: View<'_>, place: Place<'_>) -> Result<Body> {
    let place = view.resolve(place)?;
    let mut media = Vec::new();
    for (name, object) in place.children("content") {
        media.push((name.to_owned(), view.resolve(object)?.pointer));
    }
    Ok(Body { required: place.flag("required"), media })
}

fn security(place: &Place<'_>) -> Option<Vec<Vec<String>>> {
    let alternatives = place.value.get("security")?.as_array()?.iter();
    let names = |alternative: &Value| {
        let schemes = alternative.as_object().into_iter().flatten();
        schemes.map(|(name, _)| name.clone()).collect()
    };
    Some(alternatives.map(names).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    fn read_text(root: &Value) -> Result<Vec<Operation>> {
        read(Document::parse(&root.to_string()).unwrap().view(Side::Request))
    }

    #[test]
    fn an_operation_takes_over_what_its_path_and_the_document_say() {
        let operations = read_text(&json!({
            "openapi": "3.1.0",
            "security": [{"token": []}],
            "components": {"parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {}}}},
            "paths": {"/a/{id}": {
                "parameters": [{"$ref": "#/components/parameters/Id"}, {"name": "q", "in": "query"}],
                "get": {"parameters": [{"name": "q", "in": "query", "required": true, "style": "pipeDelimited"}]},
                "put": {"operationId": "a_put", "security": [], "parameters": [{"name": "Accept", "in": "header"}]},
            }},
        }))
        .unwrap();
        let [get, put] = &operations[..] else { panic!("two operations") };
        assert_eq!((get.id.as_str(), put.id.as_str()), ("GET /a/{id}", "a_put"));
        assert_eq!((get.security.len(), put.security.len()), (1, 0));
        assert_eq!(get.params.len(), 2);
        assert!(get.params[1].required && get.params[1].style == Style::PipeDelimited && !get.params[1].explode);
        assert_eq!(put.params.len(), 2);
        assert!(put.params[1].explode && !put.params[1].required);
    }

    #[test]
    fn a_document_that_cannot_be_served_says_where() {
        let cases = [
            (json!({}), "/paths: the document has no operations"),
            (
                json!({"/a": {"get": {"parameters": [{"$ref": "#/b"}]}}}),
                "/paths/~1a/get/parameters/0: the reference #/b leads nowhere",
            ),
            (
                json!({"/a": {"get": {"parameters": [{"name": "b", "in": "body"}]}}}),
                "/paths/~1a/get/parameters/0: a parameter cannot be in body",
            ),
        ];
        for (paths, why) in cases {
            let error = read_text(&json!({"openapi": "3.1.0", "paths": paths})).unwrap_err();
            assert_eq!(error.to_string(), why);
        }
    }
}
