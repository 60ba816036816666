//! Path items become operations.

use std::collections::HashMap;

use openapiv3::Operation as Shell;

use super::context::Lowering;
use super::examples::step;
use super::facts::docs;
use super::param::template_names;
use crate::diag::{Code, Diagnostic, Mode};
use crate::document::view::view;
use crate::ir::{Handle, HandleId, Operation, Param, Reply, StatusSet, TagId};
use crate::source::{Entry, Map, Node, Span, Value};

/// The methods that a path item can have (OpenAPI 3.0, Path Item Object).
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Methods that do no more when repeated (RFC 9110, section 9.2.2).
const IDEMPOTENT: [&str; 6] = ["get", "put", "delete", "options", "head", "trace"];

impl<'a> Lowering<'a, '_> {
    /// Lowers all operations, in the order of the document.
    pub fn operations(&mut self) {
        let paths = self.root.get("paths").and_then(Node::as_map);
        let mut seen: HashMap<String, Span> = HashMap::new();
        for item in paths.map(|map| map.entries.as_slice()).unwrap_or_default() {
            // `x-` entries stand among the paths, too.
            if !item.key.starts_with('/') {
                continue;
            }
            let (_, Some(node)) = self.follow(&item.value) else { continue };
            for entry in node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
                if METHODS.contains(&entry.key.as_str())
                    && let Some(op) = self.operation(&item.key, node, entry, &mut seen)
                {
                    self.api.ops.push(op);
                }
            }
        }
    }

    fn operation(
        &mut self,
        path: &str,
        item: &'a Node,
        entry: &'a Entry,
        seen: &mut HashMap<String, Span>,
    ) -> Option<Operation> {
        let node = &entry.value;
        let shell: Shell = view(self.sink, &shell(node), "an operation")?;
        self.operation_span = entry.key_span;
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
        Some(Operation {
            tag: self.tag_of(&shell, entry.key_span),
            handle: self.handle_of(path),
            auth: self.auth_of(shell.security.as_deref(), entry.key_span),
            pin: text("x-rust-name"),
            method: entry.key.to_ascii_uppercase(),
            path: path.to_owned(),
            params,
            body,
            ok,
            errors,
            pagination,
            unpaginated: text("x-unpaginated"),
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
            _ => {
                let message = format!("`{} {path}` has no `operationId`", entry.key.to_ascii_uppercase());
                self.refuse(Code::MissingOperationId, entry.key_span, message, "name it: `resource_verb`");
                by_path()
            }
        };
        let Some(first) = seen.get(&id).copied() else {
            seen.insert(id.clone(), entry.key_span);
            return id;
        };
        let message = format!("the `operationId` `{id}` is taken");
        let found = Diagnostic::new(Code::DuplicateOperationId, entry.key_span, message, "give each operation its own");
        self.sink.refuse(found.related(first, "the first one"));
        let id = format!("{id}_{}", by_path());
        seen.insert(id.clone(), entry.key_span);
        id
    }

    fn replies(&mut self, node: Option<&'a Node>, here: &str) -> Vec<Reply> {
        let entries = node.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
        let statuses: Vec<(StatusSet, &'a Entry)> = entries
            .iter()
            .filter(|entry| !entry.key.starts_with("x-"))
            .filter_map(|entry| Some((self.status(&entry.key, entry.key_span)?, entry)))
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

    fn tag_of(&mut self, shell: &Shell, span: Span) -> TagId {
        let named = shell.tags.first().map(|name| self.tag_named(name, span));
        if shell.tags.len() != 1 && self.sink.mode() == Mode::Curated {
            let message = format!("the operation has {} tags", shell.tags.len());
            self.refuse(Code::Tag, span, message, "give it exactly one: it decides where the method stands");
        }
        named.unwrap_or_else(|| self.untagged(span))
    }

    /// The innermost handle whose path is the beginning of another.
    fn handle_of(&self, path: &str) -> Option<HandleId> {
        let length = |handle: &Handle| {
            let begins = |prefix: &&String| path.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            handle.paths.iter().filter(begins).map(String::len).max()
        };
        let candidates = (0..).map(HandleId).zip(&self.api.handles);
        candidates.filter_map(|(id, handle)| Some((length(handle)?, id))).max().map(|(_, id)| id)
    }

    fn auth_of(&mut self, own: Option<&[openapiv3::SecurityRequirement]>, span: Span) -> Vec<Vec<String>> {
        let shared = self.security.clone();
        let needs = own.unwrap_or(&shared);
        let sets: Vec<Vec<String>> = needs.iter().map(|set| set.keys().cloned().collect()).collect();
        for name in sets.iter().flatten() {
            if !self.api.auth.iter().any(|scheme| scheme.name == *name) {
                let message = format!("the security scheme `{name}` is not declared");
                self.refuse(Code::Security, span, message, "declare it under `components/securitySchemes`");
            }
        }
        sets
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
    let held: Vec<&str> = parent.map(|parent| parent.paths.iter().flat_map(|path| template_names(path)).collect()).unwrap_or_default();
    template_names(path).into_iter().filter(|name| !held.contains(name)).map(str::to_owned).collect()
}
