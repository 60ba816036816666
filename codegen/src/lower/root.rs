//! The root of a document: what it is, where it is, how to sign in, what operations are grouped by and hang from.

use openapiv3::{APIKeyLocation, SecurityScheme};

use super::context::{Lowering, reference};
use super::facts::docs;
use super::operation::own_names;
use crate::diag::{Code, Diagnostic, Mode, Sink};
use crate::document::spelling::nearest;
use crate::document::view::view;
use crate::ir::{AuthKind, AuthScheme, Docs, Handle, HandleId, Place, Scalar, Server, Tag, TagId, Ty};
use crate::source::{Node, Span};

impl<'a> Lowering<'a, '_> {
    /// Lowers everything but paths and schemas.
    pub fn root(&mut self) {
        let root = self.root;
        if let Some(node) = root.get("info")
            && let Some(info) = view::<openapiv3::Info>(self.sink, node, "`info`")
        {
            self.api.title = info.title;
            self.api.version = info.version;
            // The dialect keeps what OpenAPI 3.0 does not know as an extension.
            let summary = node.get("summary").or_else(|| node.get("x-summary")).and_then(Node::as_str);
            self.api.docs = Docs { summary: summary.map(str::to_owned), ..docs(node, "summary") };
        }
        self.api.servers = servers(self.sink, root);
        self.schemes();
        if let Some(node) = root.get("security") {
            self.check_schemes(node);
        }
        for node in root.get("tags").and_then(Node::as_list).unwrap_or_default() {
            self.tag(node);
        }
        self.handles(root.get("x-handles").and_then(Node::as_list).unwrap_or_default());
        if let Some(node) = root.get("x-error-schema") {
            let target = node.as_str().or_else(|| reference(node));
            self.api.error = target.and_then(|target| self.type_of(target, node.span));
        }
    }

    fn schemes(&mut self) {
        let schemes = self.root.get("components").and_then(|components| components.get("securitySchemes"));
        for entry in schemes.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default() {
            let (_, Some(node)) = self.follow(&entry.value) else { continue };
            let Some(typed) = view::<SecurityScheme>(self.sink, node, "a security scheme") else { continue };
            let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
            let kind = match typed {
                SecurityScheme::APIKey { location: APIKeyLocation::Header, name, .. } => {
                    AuthKind::Header(name, text("x-prefix").unwrap_or_default())
                }
                SecurityScheme::APIKey { location: APIKeyLocation::Query, name, .. } => AuthKind::Query(name),
                SecurityScheme::APIKey { location: APIKeyLocation::Cookie, name, .. } => AuthKind::Cookie(name),
                // What the dialect makes of `mutualTLS`, which OpenAPI 3.0 does not know.
                SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("mutualTLS") => {
                    let message = format!(
                        "the security scheme `{}` is not supported: it needs a certificate of the client",
                        entry.key
                    );
                    self.refuse(
                        Code::Security,
                        entry.key_span,
                        message,
                        "leave it out, and give the certificate to the transport",
                    );
                    self.unusable_schemes.insert(entry.key.clone());
                    continue;
                }
                SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => AuthKind::Basic,
                SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("bearer") => AuthKind::Bearer,
                // RFC 9110, section 11.4: the scheme's name stands before the credentials.
                SecurityScheme::HTTP { scheme, .. } => {
                    AuthKind::Header("Authorization".to_owned(), format!("{scheme} "))
                }
                SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. } => AuthKind::Bearer,
            };
            let (pin, docs, span) = (text("x-rust-name"), docs(node, "summary"), entry.key_span);
            let flows = flows(node);
            self.api.auth.push(AuthScheme { name: entry.key.clone(), pin, kind, flows, docs, span });
        }
    }

    fn tag(&mut self, node: &'a Node) {
        let Some(name) = node.get("name").and_then(Node::as_str) else { return };
        let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let (pin, accessor) = (text("x-rust-name"), text("x-accessor"));
        if let Some(first) = self.api.tags.iter().find(|tag| tag.name == name).map(|tag| tag.span) {
            let found = Diagnostic::new(
                Code::Tag,
                node.span,
                format!("the tag `{name}` is declared twice"),
                "describe it once",
            );
            self.sink.refuse(found.related(first, "the first one"));
            return;
        }
        self.api.tags.push(Tag { name: name.to_owned(), pin, accessor, docs: docs(node, "summary"), span: node.span });
    }

    /// The tag of a name; one that the root does not list is added.
    pub fn tag_named(&mut self, name: &str, span: Span) -> TagId {
        if let Some(index) = self.api.tags.iter().position(|tag| tag.name == name) {
            return tag_id(index);
        }
        if self.sink.mode() == Mode::Curated {
            let declared = self.api.tags.iter().map(|tag| tag.name.as_str());
            let help = match nearest(name, declared) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "describe it under `tags` of the root".to_owned(),
            };
            self.refuse(Code::Tag, span, format!("the tag `{name}` is not declared"), help);
        }
        self.add_tag(name, span)
    }

    /// The tag that stands for operations without one.
    pub fn untagged(&mut self, span: Span) -> TagId {
        if let Some(id) = self.api.untagged {
            return id;
        }
        let id = self.add_tag("", span);
        self.api.untagged = Some(id);
        id
    }

    fn add_tag(&mut self, name: &str, span: Span) -> TagId {
        self.api.tags.push(Tag { name: name.to_owned(), pin: None, accessor: None, docs: Docs::default(), span });
        tag_id(self.api.tags.len() - 1)
    }

    fn handles(&mut self, nodes: &'a [Node]) {
        // Parents first: a handle's path is longer than the one it hangs from.
        let mut ordered: Vec<&'a Node> = nodes.iter().collect();
        ordered.sort_by_key(|node| paths(node).first().map_or(0, String::len));
        for node in ordered {
            let text = |key: &str| node.get(key).and_then(Node::as_str);
            let paths = paths(node);
            let (Some(name), Some(first)) = (text("name"), paths.first()) else {
                self.refuse(Code::Extension, node.span, "a handle without `name` or `paths`", "give both");
                continue;
            };
            let parent = self.parent_of(first);
            let names = own_names(first, parent.map(|id| &self.api[id]));
            let text_place = || Place::of(Ty::Scalar(Scalar::String));
            let mut direct = Vec::new();
            for tag in node.get("direct").and_then(Node::as_list).unwrap_or_default() {
                direct.extend(tag.as_str().map(|name| self.tag_named(name, tag.span)));
            }
            self.api.handles.push(Handle {
                name: name.to_owned(),
                pin: text("type").map(str::to_owned),
                parent,
                params: names.into_iter().map(|name| (name, text_place())).collect(),
                paths,
                direct,
                docs: docs(node, "summary"),
                span: node.span,
            });
        }
    }

    fn parent_of(&self, path: &str) -> Option<HandleId> {
        let begins = |handle: &Handle| handle.paths.iter().any(|prefix| path.starts_with(&format!("{prefix}/")));
        let candidates = (0..).map(HandleId).zip(&self.api.handles);
        candidates.filter(|(_, handle)| begins(handle)).map(|(id, _)| id).last()
    }
}

/// The texts below `flows` and `openIdConnectUrl`, each with the way to it; of a scope only its name counts.
fn flows(node: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<(String, &Node)> = Vec::new();
    for key in ["flows", "openIdConnectUrl"] {
        open.extend(node.get(key).map(|node| (key.to_owned(), node)));
    }
    while let Some((way, node)) = open.pop() {
        if let Some(text) = node.as_str() {
            let is_scope = way.contains(" scopes ");
            found.push((way, if is_scope { String::new() } else { text.to_owned() }));
            continue;
        }
        for entry in node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
            open.push((format!("{way} {}", entry.key), &entry.value));
        }
    }
    found.sort();
    found
}

fn tag_id(index: usize) -> TagId {
    TagId(u32::try_from(index).unwrap_or(u32::MAX))
}

fn paths(node: &Node) -> Vec<String> {
    let list = node.get("paths").and_then(Node::as_list).unwrap_or_default();
    list.iter().filter_map(|path| path.as_str().map(str::to_owned)).collect()
}

fn servers(sink: &mut Sink, node: &Node) -> Vec<Server> {
    let list = node.get("servers").and_then(Node::as_list).unwrap_or_default();
    list.iter()
        .filter_map(|node| {
            let typed: openapiv3::Server = view(sink, node, "a server")?;
            Some(Server { url: server_url(&typed), description: typed.description, span: node.span })
        })
        .collect()
}

/// The first server of a node, where it has any.
pub fn first_server(sink: &mut Sink, node: &Node) -> Option<String> {
    servers(sink, node).into_iter().next().map(|server| server.url)
}

/// The URL of a server, its variables replaced by their defaults.
pub fn server_url(server: &openapiv3::Server) -> String {
    let variables = server.variables.iter().flatten();
    variables.fold(server.url.clone(), |url, (name, variable)| url.replace(&format!("{{{name}}}"), &variable.default))
}
