//! Path items become operations.

use std::collections::HashMap;

use openapiv3::Operation as Shell;

use super::context::{Callbacks, Lowering};
use super::examples::step;
use super::facts::docs;
use super::param::template_names;
use crate::diag::{Code, Diagnostic, Mode};
use crate::document::spelling::nearest;
use crate::document::view::view;
use crate::ir::{Handle, HandleId, Operation, Param, Reply, StatusSet, TagId};
use crate::source::{Entry, Map, Node, Span, Value};

/// The methods that a path item can have (OpenAPI 3.0, Path Item Object).
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Methods that do no more when repeated (RFC 9110, section 9.2.2).
const IDEMPOTENT: [&str; 6] = ["get", "put", "delete", "options", "head", "trace"];

impl<'a> Lowering<'a, '_> {
    /// Lowers all operations, in the order of the document.
    pub fn operations(&mut self) {
        let paths = self.root.get("paths").and_then(Node::as_map);
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut shapes: HashMap<String, Span> = HashMap::new();
        for item in paths.map(|map| map.entries.as_slice()).unwrap_or_default() {
            // `x-` entries stand among the paths, too.
            if !item.key.starts_with('/') {
                continue;
            }
            let (_, Some(node)) = self.follow(&item.value) else { continue };
            self.check_template(item, &mut shapes);
            for entry in node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
                if METHODS.contains(&entry.key.as_str())
                    && let Some(op) = self.operation(item, node, entry, &mut seen)
                {
                    self.api.ops.push(op);
                }
            }
        }
    }

    /// Reports braces that do not close, and two templates that match the same paths (OpenAPI 3.0, Paths Object).
    fn check_template(&mut self, item: &Entry, shapes: &mut HashMap<String, Span>) {
        if item.key.matches('{').count() != item.key.matches('}').count() {
            let message = format!("the braces of `{}` do not close", item.key);
            self.refuse(Code::PathParameter, item.key_span, message, "write parameters as `{name}`");
        }
        let shape: Vec<&str> =
            item.key.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
        if let Some(first) = shapes.insert(shape.join("/"), item.key_span) {
            let message = format!("`{}` matches the same paths as another template", item.key);
            let help = "write both with the same names, as one path";
            self.sink.refuse(
                Diagnostic::new(Code::PathParameter, item.key_span, message, help).related(first, "the other one"),
            );
        }
    }

    fn operation(
        &mut self,
        path_entry: &'a Entry,
        item: &'a Node,
        entry: &'a Entry,
        seen: &mut HashMap<String, Span>,
    ) -> Option<Operation> {
        let (path, path_span, node) = (path_entry.key.as_str(), path_entry.key_span, &entry.value);
        let shell: Shell = view(self.sink, &shell(node), "an operation")?;
        self.path_span = path_span;
        let id = self.operation_id(&shell, path, entry, seen);
        let at = format!("/paths/{}", step(path));
        let here = format!("{at}/{}", entry.key);
        let pointers = [format!("{at}/parameters"), format!("{here}/parameters")];
        let (params, body, replies) = self.from(vec![id.clone()], |this| {
            let pointers = [pointers[0].as_str(), pointers[1].as_str()];
            let params = this.params(path, item.get("parameters"), node.get("parameters"), pointers);
            let body = node.get("requestBody").and_then(|body| this.body(body, &format!("{here}/requestBody")));
            (params, body, this.replies(node.get("responses"), &here))
        });
        let (ok, errors) = split(replies);
        let pagination = self.pagination(node);
        let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let server = shell.servers.first().map(super::root::server_url);
        let server = server.or_else(|| super::root::first_server(self.sink, item));
        let idempotent = node.get("x-idempotent").and_then(Node::as_bool);
        let tag = self.tag_of(node, entry.key_span);
        if let Some(node) = node.get("x-callbacks") {
            self.callbacks.push(Callbacks { operation: id.clone(), tag, at: format!("{here}/callbacks"), node });
        }
        Some(Operation {
            tag,
            handle: self.handle_of(path),
            auth: self
                .auth_of(node.get("security").or_else(|| self.root.get("security")), node.get("security").is_some()),
            scopes: scopes_of(node.get("security").or_else(|| self.root.get("security"))),
            pin: text("x-rust-name"),
            method: entry.key.to_ascii_uppercase(),
            path: path.to_owned(),
            params,
            body,
            ok,
            errors,
            pagination,
            unpaginated: text("x-unpaginated"),
            paging_stated: node.get("x-pagination").is_some()
                || text("x-unpaginated").is_some_and(|why| !why.trim().is_empty()),
            idempotent: idempotent.unwrap_or(IDEMPOTENT.contains(&entry.key.as_str())),
            server,
            docs: docs(node, "summary"),
            span: entry.key_span,
            id,
        })
    }

    fn operation_id(&mut self, shell: &Shell, path: &str, entry: &Entry, seen: &mut HashMap<String, Span>) -> String {
        let by_path = || id_by_path(&entry.key, path);
        let id = match &shell.operation_id {
            Some(id) if !id.trim().is_empty() => id.clone(),
            // One of the wrong type has been reported as such.
            None if entry.value.get("operationId").is_some() => by_path(),
            _ => {
                let message = format!("`{} {path}` has no `operationId`", entry.key.to_ascii_uppercase());
                self.refuse(Code::MissingOperationId, entry.key_span, message, "name it: `resource_verb`");
                by_path()
            }
        };
        let span = entry.value.get("operationId").map_or(entry.key_span, |id| id.span);
        let Some(first) = seen.get(&id).copied() else {
            seen.insert(id.clone(), span);
            return id;
        };
        let message = format!("the `operationId` `{id}` is taken");
        let found = Diagnostic::new(Code::DuplicateOperationId, span, message, "give each operation its own");
        self.sink.refuse(found.related(first, "the first one"));
        let id = format!("{id}_{}", by_path());
        seen.insert(id.clone(), span);
        id
    }

    fn replies(&mut self, node: Option<&'a Node>, here: &str) -> Vec<Reply> {
        let entries = node.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
        let statuses: Vec<(StatusSet, &'a Entry)> = entries
            .iter()
            .filter(|entry| !entry.key.starts_with("x-"))
            // A key that is no status has been reported as an unknown keyword.
            .filter_map(|entry| Some((status(&entry.key)?, entry)))
            .collect();
        // The first success is named after the operation alone, all others also after their status.
        let main = statuses.iter().filter(|(status, _)| is_success(*status)).map(|(status, _)| *status).min();
        statuses
            .into_iter()
            .filter_map(|(status, entry)| {
                let word = (Some(status) != main).then_some(entry.key.as_str());
                self.reply(&entry.value, status, word, &format!("{here}/responses/{}", step(&entry.key)))
            })
            .collect()
    }

    /// The tag of an operation or an event.
    pub fn tag_of(&mut self, node: &'a Node, span: Span) -> TagId {
        let listed = node.get("tags");
        let tags = listed.and_then(Node::as_list).unwrap_or_default();
        let first = tags.first().and_then(|tag| Some((tag.as_str()?, tag.span)));
        let named = first.map(|(name, span)| self.tag_named(name, span));
        let readable = listed.is_none_or(|listed| listed.as_list().is_some());
        if tags.len() != 1 && readable && self.sink.mode() == Mode::Curated {
            let span = tags.get(1).map_or(span, |tag| tag.span);
            let message = format!("there are {} tags here", tags.len());
            self.refuse(Code::Tag, span, message, "give it exactly one: it decides where the method stands");
        }
        named.unwrap_or_else(|| self.untagged(span))
    }

    /// The innermost handle whose path is the beginning of another.
    fn handle_of(&self, path: &str) -> Option<HandleId> {
        let length = |handle: &Handle| {
            let begins = |prefix: &&String| {
                path.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            handle.paths.iter().filter(begins).map(String::len).max()
        };
        let candidates = (0..).map(HandleId).zip(&self.api.handles);
        candidates.filter_map(|(id, handle)| Some((length(handle)?, id))).max().map(|(_, id)| id)
    }

    /// The alternatives of a requirement; names are checked where they stand, those of the root by the root.
    fn auth_of(&mut self, requirement: Option<&'a Node>, own: bool) -> Vec<Vec<String>> {
        if own && let Some(node) = requirement {
            self.check_schemes(node);
        }
        let sets = requirement.and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::as_map);
        sets.map(|set| set.entries.iter().map(|entry| entry.key.clone()).collect()).collect()
    }

    /// Reports schemes that are required and not declared.
    pub fn check_schemes(&mut self, requirement: &Node) {
        let sets = requirement.as_list().unwrap_or_default().iter().filter_map(Node::as_map);
        for entry in sets.flat_map(|set| &set.entries) {
            let declared: Vec<&str> = self.api.auth.iter().map(|scheme| scheme.name.as_str()).collect();
            if declared.contains(&entry.key.as_str()) || self.unusable_schemes.contains(&entry.key) {
                continue;
            }
            let help = match nearest(&entry.key, declared) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it under `components/securitySchemes`".to_owned(),
            };
            let message = format!("the security scheme `{}` is not declared", entry.key);
            self.refuse(Code::Security, entry.key_span, message, help);
        }
    }

    /// Gives handles the types of their parameters, once the operations are known.
    pub fn type_handle_params(&mut self) {
        let params: Vec<Param> = self.api.ops.iter().flat_map(|op| op.params.clone()).collect();
        for handle in &mut self.api.handles {
            for (name, place) in &mut handle.params {
                let declared = |param: &&Param| param.location == crate::ir::Location::Path && param.wire == *name;
                if let Some(param) = params.iter().find(declared) {
                    *place = param.place.clone();
                }
            }
        }
    }
}

/// The scopes that a requirement lists, by their schemes.
fn scopes_of(requirement: Option<&Node>) -> Vec<(String, String)> {
    let sets = requirement.and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::as_map);
    let mut scopes: Vec<(String, String)> = Vec::new();
    for entry in sets.flat_map(|set| &set.entries) {
        let listed = entry.value.as_list().unwrap_or_default().iter().filter_map(Node::as_str);
        scopes.extend(listed.map(|scope| (entry.key.clone(), scope.to_owned())));
    }
    scopes.sort();
    scopes.dedup();
    scopes
}

/// An operation's name where the document has none: its method and path.
fn id_by_path(method: &str, path: &str) -> String {
    let mut id = method.to_owned();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        id.push('_');
        if part.starts_with('{') {
            id.push_str("by_");
        }
        id.push_str(&part.replace(['{', '}'], ""));
    }
    id
}

/// The status that a key of `responses` speaks of.
fn status(key: &str) -> Option<StatusSet> {
    match key.as_bytes() {
        b"default" => Some(StatusSet::Default),
        [digit @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(StatusSet::Range(digit - b'0')),
        _ => key.parse().ok().filter(|code| (100..600).contains(code)).map(StatusSet::Code),
    }
}

const fn is_success(status: StatusSet) -> bool {
    matches!(status, StatusSet::Code(200..=299) | StatusSet::Range(2))
}

/// Success answers and others. `default` is a success only where nothing else is.
fn split(replies: Vec<Reply>) -> (Vec<Reply>, Vec<Reply>) {
    let some_success = replies.iter().any(|reply| is_success(reply.status));
    let (mut ok, errors): (Vec<Reply>, Vec<Reply>) = replies
        .into_iter()
        .partition(|reply| is_success(reply.status) || !some_success && reply.status == StatusSet::Default);
    ok.sort_by_key(|reply| reply.status);
    (ok, errors)
}

/// The operation without what is lowered from the tree.
fn shell(node: &Node) -> Node {
    let heavy = ["parameters", "requestBody", "responses", "callbacks"];
    let entries = node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    let light = entries.iter().filter(|entry| !heavy.contains(&entry.key.as_str()) && !entry.key.starts_with("x-"));
    let mut map = Map { entries: light.cloned().collect() };
    map.set("responses", Node::new(node.span, Value::Map(Map::default())));
    Node::new(node.span, Value::Map(map))
}

/// The parameters that a handle's path has and its parent's has not.
pub fn own_names(path: &str, parent: Option<&Handle>) -> Vec<String> {
    let held: Vec<&str> =
        parent.map(|parent| parent.paths.iter().flat_map(|path| template_names(path)).collect()).unwrap_or_default();
    template_names(path).into_iter().filter(|name| !held.contains(name)).map(str::to_owned).collect()
}
