//! What an operation is on the wire, as data: generated code states it, the runtime acts on it.

use http::Method;

/// One operation of an API: a row of the static tables that generated code consists of.
#[derive(Debug)]
#[must_use]
pub struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) params: &'static [Param],
    pub(crate) auth: &'static [&'static [&'static str]],
    pub(crate) idempotent: Option<bool>,
    pub(crate) server: Option<Server>,
    pub(crate) accept: Option<&'static str>,
}

/// Where an operation is that is not at the server of its client.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Server {
    /// A path below the client's server, or an absolute URL that stands fast.
    Fixed(&'static str),
    /// Another server: the builder's setter for it, and where it is unless that is called.
    Other(&'static str, &'static str),
}

impl Operation {
    /// An operation with its path template (`/things/{thing_id}`).
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self { id, method, path, params: &[], auth: &[], idempotent: None, server: None, accept: None }
    }

    /// The parameters that it takes.
    pub const fn params(mut self, params: &'static [Param]) -> Self {
        self.params = params;
        self
    }

    /// Alternatives of sets of credential schemes. An empty set says that no credential will do too.
    pub const fn auth(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.auth = alternatives;
        self
    }

    /// Whether sending it twice is the same as sending it once, where that differs from its method.
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }

    /// The server of this operation alone: an absolute URL, or a path below the client's server.
    pub const fn server(mut self, server: &'static str) -> Self {
        self.server = Some(Server::Fixed(server));
        self
    }

    /// A server beside the client's, by the name of the builder's setter for its URL, which comes before this one.
    pub const fn other_server(mut self, setter: &'static str, url: &'static str) -> Self {
        self.server = Some(Server::Other(setter, url));
        self
    }

    /// The media type to ask for, where it is not `application/json`.
    pub const fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = Some(media_type);
        self
    }

    pub(crate) fn is_idempotent(&self) -> bool {
        self.idempotent.unwrap_or_else(|| self.method.is_idempotent())
    }

    /// Whether it has a header of that name among its parameters.
    pub(crate) fn takes_header(&self, name: &str) -> bool {
        self.params.iter().any(|param| param.location == Location::Header && param.name.eq_ignore_ascii_case(name))
    }

    /// The index of a parameter in the table.
    pub(crate) fn find(&self, location: Option<Location>, name: &str) -> Option<usize> {
        self.params.iter().position(|param| param.name == name && location.is_none_or(|at| at == param.location))
    }
}

/// The names between braces in a path template.
pub(crate) fn template_names(template: &'static str) -> impl Iterator<Item = &'static str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the place of `{name}` in the path.
    Path,
    /// Behind the `?`.
    Query,
    /// A header.
    Header,
    /// A part of the `Cookie` header.
    Cookie,
}

/// How a list or an object becomes text, as `OpenAPI` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b` (path, header).
    Simple,
    /// `.a.b` (path).
    Label,
    /// `;name=a,b` (path).
    Matrix,
    /// `name=a,b` or `name=a&name=b` (query, cookie).
    Form,
    /// `name=a%20b` (query).
    SpaceDelimited,
    /// `name=a|b` (query).
    PipeDelimited,
    /// `name[key]=value` (query).
    DeepObject,
}

/// One parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Param {
    pub(crate) name: &'static str,
    pub(crate) location: Location,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) reserved: bool,
    pub(crate) json: bool,
}

impl Param {
    const fn new(name: &'static str, location: Location, style: Style, explode: bool) -> Self {
        Self { name, location, style, explode, reserved: false, json: false }
    }

    /// A parameter of the path, in simple style.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple, false)
    }

    /// A parameter of the query, in form style, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form, true)
    }

    /// A header, in simple style.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple, false)
    }

    /// A cookie, in form style, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form, true)
    }

    /// The same parameter in another style. As in `OpenAPI`, form explodes unless told otherwise, the
    /// other styles do not.
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self.explode = matches!(style, Style::Form);
        self
    }

    /// Whether lists and objects are spread out. To be called after [`Param::style`].
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// Leaves the reserved characters as they are that do no harm in a query.
    pub const fn allow_reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// The value is sent as JSON text (`content: application/json`).
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }

    pub(crate) fn is(&self, location: Location, name: &str) -> bool {
        self.location == location && self.name == name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_template_come_in_its_order() {
        let names: Vec<_> = template_names("/a/{b}/c/{d}.{e}").collect();
        assert_eq!(names, ["b", "d", "e"]);
    }

    #[test]
    fn a_style_brings_its_own_default_of_explode() {
        assert!(Param::query("x").explode);
        assert!(!Param::query("x").style(Style::PipeDelimited).explode);
        assert!(Param::query("x").style(Style::DeepObject).explode(true).explode);
    }
}
