//! The items of calls: handles, groups, methods, requests and their setters; see `emit::operation` and `emit::resource`.

use super::{Part, Surface};
use crate::diff::delta::Origin;
use crate::diff::pair::op_id;
use crate::ir::ops::is_plain_json;
use crate::ir::{HandleId, Location, Operation, PageStyle, Param, TypeKind};
use crate::plan::{BodyKind, BodyPlan, CallPlan, Carrier, EventData, OpPlan, Presence, ReplyPlan, Role, RustTy, Shape};

impl<'a> Surface<'a> {
    /// Adds all that calls are made with.
    pub fn calls(&mut self) {
        self.handles();
        self.groups();
        let (api, plan) = (self.api, self.plan);
        for (index, (op, plan)) in api.ops.iter().zip(&plan.ops).enumerate() {
            self.operation(index, op, plan);
        }
    }

    fn handles(&mut self) {
        let api = self.api;
        for (index, handle) in api.handles.iter().enumerate() {
            let id = HandleId(u32::try_from(index).unwrap_or(u32::MAX));
            let (plan, origin) = (&self.plan[id], Origin::Handle(id));
            let key = format!("handle {}", plan.name);
            self.public(key.clone(), None, format!("handles::{}", plan.name), Vec::new(), origin);
            let part = |(wire, place): &(String, crate::ir::Place)| {
                Part::new(wire, self.argument(&self.typer.value(place, Carrier::Json)), origin)
            };
            let parts = handle.params.iter().map(part).collect();
            let name = format!("{}::{}", self.handle_name(handle.parent), plan.method);
            self.public(format!("{key} accessor"), Some(&key), name, parts, origin);
        }
    }

    fn handle_name(&self, handle: Option<HandleId>) -> String {
        handle.map_or_else(|| "Client".to_owned(), |id| format!("handles::{}", self.plan[id].name))
    }

    fn groups(&mut self) {
        let plan = self.plan;
        for group in &plan.groups {
            let Some(own) = &group.own else { continue };
            let origin = Origin::Tag(group.tag);
            let handle = self.handle_name(group.handle);
            let key = format!("group {} of {handle}", self.labels.tags[group.tag.0 as usize]);
            let module = &plan[group.tag].module;
            self.public(key.clone(), None, format!("operations::{module}::{}", own.name), Vec::new(), origin);
            self.public(
                format!("{key} accessor"),
                Some(&key),
                format!("{handle}::{}", own.accessor),
                Vec::new(),
                origin,
            );
        }
    }

    fn operation(&mut self, index: usize, op: &'a Operation, plan: &'a OpPlan) {
        let key = format!("op {}", self.labels.ops[index]);
        let id = op_id(index);
        for (number, call) in plan.calls.iter().enumerate() {
            // A further way to call it is known by what it sends.
            let further = call.body.as_ref().filter(|_| number > 0).map(|body| format!(" as {}", body.media_type));
            let key = format!("{key}{}", further.unwrap_or_default());
            self.call(index, &key, op, plan, call);
        }
        self.facts(index, &key, op, plan);
        let answer = match &plan.reply {
            ReplyPlan::Empty => "()".to_owned(),
            ReplyPlan::Json(ty) => self.spell(ty),
            ReplyPlan::Optional(ty) => format!("Option<{}>", self.spell(ty)),
            ReplyPlan::Text => "String".to_owned(),
            ReplyPlan::Bytes => "Bytes".to_owned(),
            ReplyPlan::Events(data) => self.events(data),
        };
        let parts = vec![Part::new("", answer, Origin::Reply(id))];
        let name = format!("what {} gives back", self.method_name(plan, &plan.calls[0]));
        self.called(format!("{key} answer"), Some(&key), (name, String::new()), parts, Origin::Reply(id));
        if let Some(data) = &plan.events {
            let parts = vec![Part::new("", self.events(data), Origin::Reply(id))];
            let name = format!("{}::events", self.request_name(plan, &plan.calls[0]));
            self.public(format!("{key} events"), Some(&key), name, parts, Origin::Reply(id));
        }
        if let Some(item) = self.paged(op, plan) {
            let parts = vec![Part::new("", item, Origin::Pages(id))];
            let name = format!("{}::items", self.request_name(plan, &plan.calls[0]));
            self.public(format!("{key} items"), Some(&key), name, parts, Origin::Pages(id));
        }
    }

    fn events(&self, data: &EventData) -> String {
        match data {
            EventData::Json(ty) => format!("EventStream<{}>", self.spell(ty)),
            EventData::Text => "EventStream<String>".to_owned(),
        }
    }

    fn request_name(&self, plan: &OpPlan, call: &CallPlan) -> String {
        let group = &self.plan.groups[plan.group];
        format!("operations::{}::{}", self.plan[group.tag].module, call.request)
    }

    fn method_name(&self, plan: &OpPlan, call: &CallPlan) -> String {
        let group = &self.plan.groups[plan.group];
        match &group.own {
            Some(own) => format!("{}::{}::{}", self.handle_name(group.handle), own.accessor, call.method),
            None => format!("{}::{}", self.handle_name(group.handle), call.method),
        }
    }

    /// The method as it is told whichever name its group has.
    fn call(&mut self, index: usize, key: &str, op: &'a Operation, plan: &'a OpPlan, call: &'a CallPlan) {
        let id = op_id(index);
        // What a further way to call it comes of is what the body can be.
        let is_main = call.method == plan.calls[0].method;
        let origin = if is_main { Origin::Op(id) } else { Origin::Body(id) };
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for (number, own) in plan.params.iter().enumerate() {
            let origin = Origin::Param(id, number);
            let label = label(op, number);
            match &own.role {
                Role::Argument => arguments.push(Part::new(label, self.argument(&own.ty), origin)),
                Role::Setter => setters.push((label, own.name.clone(), self.argument(&own.ty), origin)),
                Role::Flag(value) => {
                    setters.push((label, own.name.clone(), String::new(), origin));
                    let value = format!("sets {value}");
                    self.fact(format!("{key} flag {}", own.name), Some(key), value, origin);
                }
                Role::Fixed(text) => self.fact(format!("{key} fixed {label}"), Some(key), text.clone(), origin),
                Role::Held => {}
            }
        }
        if let Some(body) = &call.body {
            let (ty, origin) = (self.body(&body.kind), Origin::Body(id));
            if body.required {
                arguments.push(Part::new("body", ty, origin));
            } else {
                setters.push(("the body".to_owned(), "body".to_owned(), ty, origin));
            }
        }
        // Another name of the group is told with the group.
        let group = &self.plan.groups[plan.group];
        let tag = &self.labels.tags[group.tag.0 as usize];
        let home = if group.own.is_some() { tag.as_str() } else { "" };
        let called = format!("{home} of {}: {}", self.handle_name(group.handle), call.method);
        self.called(key.to_owned(), None, (self.method_name(plan, call), called), arguments, origin);
        let request = self.request_name(plan, call);
        let called = format!("{tag}: {}", call.request);
        self.called(format!("{key} request"), Some(key), (request.clone(), called), Vec::new(), origin);
        for (label, name, ty, origin) in setters {
            let parts = vec![Part::new("", ty, origin)];
            self.public(format!("{key} set {label}"), Some(key), format!("{request}::{name}"), parts, origin);
        }
    }

    /// What the static table of an operation says.
    fn facts(&mut self, index: usize, key: &str, op: &Operation, plan: &OpPlan) {
        let id = op_id(index);
        let origin = Origin::Op(id);
        let table = format!("{} {} {} {}", op.id, op.method, op.path, op.idempotent);
        self.fact(format!("{key} table"), Some(key), table, origin);
        // Another name of a scheme is told with the scheme.
        let setter = |name: &String| {
            self.api.auth.iter().position(|scheme| scheme.name == *name).map(|at| self.labels.schemes[at].as_str())
        };
        let sets: Vec<String> =
            op.auth.iter().map(|set| set.iter().filter_map(setter).collect::<Vec<_>>().join("+")).collect();
        self.fact(format!("{key} auth"), Some(key), format!("{} {}", sets.len(), sets.join("|")), origin);
        let server = op.server.clone().unwrap_or_default();
        self.fact(format!("{key} server"), Some(key), server, origin);
        self.fact(format!("{key} accept"), Some(key), plan.accept.clone().unwrap_or_default(), Origin::Reply(id));
        for (number, param) in op.params.iter().enumerate() {
            let label = label(op, number);
            let row = format!(
                "{} {:?} {:?} {} {}",
                param.wire, param.location, param.style, param.explode, param.allow_reserved
            );
            self.fact(format!("{key} row {label}"), Some(key), row, Origin::Param(id, number));
        }
        let row = |body: &BodyPlan| {
            // A wildcard goes as plain JSON.
            let is_json = matches!(body.kind, BodyKind::Json(_)) && is_plain_json(&body.media_type);
            format!("{} {}", if is_json { "application/json" } else { &body.media_type }, kind_word(body))
        };
        let bodies: Vec<String> = plan.calls.iter().filter_map(|call| call.body.as_ref()).map(row).collect();
        self.fact(format!("{key} bodies"), Some(key), bodies.join(", "), Origin::Body(id));
        let pages =
            op.pagination.as_ref().map(|pages| format!("{:?} {} {}", pages.style, pages.parameter, pages.items));
        self.fact(format!("{key} paging"), Some(key), pages.unwrap_or_default(), Origin::Pages(id));
    }

    /// What the items of a listing are, where it has a stream of them; see `emit::pages`.
    fn paged(&self, op: &Operation, plan: &OpPlan) -> Option<String> {
        let pages = op.pagination.as_ref()?;
        let (ReplyPlan::Json(answer) | ReplyPlan::Optional(answer)) = &plan.reply else { return None };
        let list = self.along(answer.clone(), &pages.items)?;
        let RustTy::Vec(item) = self.typer.base(&self.there(list)) else { return None };
        match &pages.style {
            PageStyle::Page => {}
            PageStyle::Item { key, .. } => drop(self.along((*item).clone(), key)?),
            PageStyle::Token { token } => drop(self.along(answer.clone(), token)?),
        }
        Some(self.spell(&item))
    }

    fn along(&self, ty: RustTy, keys: &str) -> Option<RustTy> {
        let mut keys = keys.split('.').filter(|key| !key.is_empty());
        keys.try_fold(ty, |ty, key| self.member(&self.there(ty), key))
    }

    fn there(&self, ty: RustTy) -> RustTy {
        match self.typer.base(&ty) {
            RustTy::Option(inner) | RustTy::Maybe(inner) | RustTy::Boxed(inner) => self.there(*inner),
            _ => ty,
        }
    }

    fn member(&self, ty: &RustTy, key: &str) -> Option<RustTy> {
        match self.typer.base(ty) {
            RustTy::Map(inner) => Some(*inner),
            RustTy::Model(id) => {
                let (TypeKind::Struct(object), Shape::Struct(shape)) = (&self.api[id].kind, &self.plan[id].shape)
                else {
                    return None;
                };
                let index = object.fields.iter().position(|field| field.wire == key)?;
                let field = shape.fields.get(index)?;
                let has_field = !matches!(field.mode, Presence::Constant(_) | Presence::Chosen | Presence::Omitted);
                has_field.then(|| field.ty.clone())
            }
            _ => None,
        }
    }
}

const fn kind_word(body: &BodyPlan) -> &'static str {
    match body.kind {
        BodyKind::Json(_) => "json",
        BodyKind::Multipart(_) => "multipart",
        BodyKind::Form(_) => "form",
        BodyKind::Text => "text",
        BodyKind::Bytes => "bytes",
    }
}

/// What a parameter is known by: its name, with its place where two share one. Those of a path go by their position, since
/// their names are never written.
fn label(op: &Operation, index: usize) -> String {
    let Some(param) = op.params.get(index) else { return String::new() };
    if param.location == Location::Path {
        let before = op.params[..index].iter().filter(|other| other.location == Location::Path).count();
        return format!("path {}", before + 1);
    }
    let name = wire(param);
    let twins = op.params.iter().filter(|other| wire(other) == name).count() > 1;
    if twins { format!("{name} in {:?}", param.location) } else { name }
}

/// The name of a parameter; those of headers go without regard to case.
fn wire(param: &Param) -> String {
    if param.location == Location::Header { param.wire.to_ascii_lowercase() } else { param.wire.clone() }
}
