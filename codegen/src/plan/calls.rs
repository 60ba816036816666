//! Plans the operations: methods, request types, arguments and bodies.

use std::collections::BTreeSet;

use super::forms::whole_form;
use super::groups::{self, GroupPlan, HandlePlan, TagPlan};
use super::ident;
use super::models::spelled_snake;
use super::names::{self, Claim, Scope};
use super::reply::{self, Answer, EventData, ReplyPlan};
use super::reserved::{CLIENT_METHODS, EVENTS_METHODS, REQUEST_METHODS};
use super::types::{Carrier, RustTy, Typer};
use crate::diag::Sink;
use crate::ir::ops::is_plain_json;
use crate::ir::{Api, Content, ContentKind, HandleId, Location, Operation, Param, TagId, TypeId};

/// What is decided on one operation.
#[derive(Debug, Clone)]
pub struct OpPlan {
    /// Its group, as an index into the groups.
    pub group: usize,
    /// The name of its static table.
    pub table: String,
    /// The ways to call it: one, and one more for each further media type of the body.
    pub calls: Vec<CallPlan>,
    /// Its parameters, by their index in the document.
    pub params: Vec<ParamPlan>,
    /// What it gives back.
    pub reply: ReplyPlan,
    /// The media type to ask for, where it is not `application/json`.
    pub accept: Option<String>,
    /// What the events hold that can be asked for in place of that.
    pub events: Option<EventData>,
}

/// One way to call an operation.
#[derive(Debug, Clone)]
pub struct CallPlan {
    /// The method.
    pub method: String,
    /// The type of the request.
    pub request: String,
    /// What it sends.
    pub body: Option<BodyPlan>,
}

/// What a call sends.
#[derive(Debug, Clone)]
pub struct BodyPlan {
    /// Which of the contents of the body it is.
    pub content: usize,
    /// How it is written.
    pub kind: BodyKind,
    /// The media type.
    pub media_type: String,
    /// Whether it must be given; else a setter gives it.
    pub required: bool,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyKind {
    /// As JSON.
    Json(RustTy),
    /// As a form with a struct of its own.
    Multipart(TypeId),
    /// As a form with a struct of its own.
    Form(TypeId),
    /// As text.
    Text,
    /// As bytes.
    Bytes,
}

/// What is decided on one parameter.
#[derive(Debug, Clone)]
pub struct ParamPlan {
    /// Its name in Rust.
    pub name: String,
    /// Its type.
    pub ty: RustTy,
    /// How it is given.
    pub role: Role,
}

/// How a parameter is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// By the handle.
    Held,
    /// As an argument of the method.
    Argument,
    /// By a setter of the request.
    Setter,
    /// By a setter of the request without an argument: this is its only value.
    Flag(serde_json::Value),
    /// Always this text.
    Fixed(String),
}

impl Role {
    /// Whether a setter of the request gives it.
    pub const fn is_set(&self) -> bool {
        matches!(self, Self::Setter | Self::Flag(_))
    }
}

/// Plans all operations, by their ids, and gives the groups their names.
pub fn plan(
    sink: &mut Sink,
    api: &Api,
    typer: &Typer<'_>,
    tags: &[TagPlan],
    handles: &mut [HandlePlan],
    groups: &mut [GroupPlan],
) -> Vec<OpPlan> {
    let mut plans: Vec<OpPlan> = Vec::with_capacity(api.ops.len());
    for op in &api.ops {
        let group =
            groups.iter().position(|group| (group.tag, group.handle) == (op.tag, op.handle)).unwrap_or_default();
        let Answer { reply, accept, events } = reply::plan(sink, typer, op);
        let calls = bodies(api, typer, op).into_iter().map(|body| CallPlan {
            method: String::new(),
            request: String::new(),
            body,
        });
        let calls: Vec<CallPlan> = calls.collect();
        let mut taken = REQUEST_METHODS.to_vec();
        taken.extend(calls.iter().any(|call| call.body.is_some()).then_some("body"));
        taken.extend(events.iter().flat_map(|_| EVENTS_METHODS));
        let params = params(sink, api, typer, op, &taken);
        plans.push(OpPlan { group, table: String::new(), calls, params, reply, accept, events });
    }
    for index in 0..tags.len() {
        name_requests(sink, api, TagId(u32::try_from(index).unwrap_or(u32::MAX)), groups, &mut plans);
    }
    name_methods(sink, api, groups, &mut plans);
    name_accessors(sink, api, handles, groups, &mut plans);
    plans
}

/// The bodies of an operation, each of which is a way to call it.
fn bodies(api: &Api, typer: &Typer<'_>, op: &Operation) -> Vec<Option<BodyPlan>> {
    let Some(body) = &op.body else { return vec![None] };
    let mut plans: Vec<BodyPlan> = Vec::new();
    let is_json = |content: &Content| matches!(content.kind, ContentKind::Json(_));
    let plain = body.contents.iter().position(|content| is_json(content) && is_plain_json(&content.media_type));
    let first = plain.or_else(|| body.contents.iter().position(is_json)).unwrap_or_default();
    let order = std::iter::once(first).chain((0..body.contents.len()).filter(|index| *index != first));
    let mut said: Vec<&crate::ir::Ty> = Vec::new();
    for index in order {
        let Some(content) = body.contents.get(index) else { continue };
        // The same schema in another media type says nothing new; JSON can say it all, but for files.
        let place = crate::ir::walk::place_of_content(content);
        if place.is_some_and(|place| said.contains(&&place.ty)) {
            continue;
        }
        said.extend(place.map(|place| &place.ty));
        let kind = match (&content.kind, whole_form(api, content)) {
            (ContentKind::Json(place), _) => BodyKind::Json(typer.item(place, Carrier::Json)),
            (_, Some((id, true))) => BodyKind::Multipart(id),
            (_, Some((id, false))) => BodyKind::Form(id),
            (ContentKind::Text, _) => BodyKind::Text,
            _ => BodyKind::Bytes,
        };
        let required = body.required || !plans.is_empty();
        plans.push(BodyPlan { content: index, kind, media_type: content.media_type.clone(), required });
    }
    if plans.is_empty() { vec![None] } else { plans.into_iter().map(Some).collect() }
}

fn params(sink: &mut Sink, api: &Api, typer: &Typer<'_>, op: &Operation, taken: &[&str]) -> Vec<ParamPlan> {
    let held: Vec<&str> = api.handle_params(op.handle).into_iter().map(|(name, _)| name.as_str()).collect();
    let role = |param: &Param| match &param.place.constant {
        _ if param.location == Location::Path && held.contains(&param.wire.as_str()) => Role::Held,
        Some(serde_json::Value::String(text)) if param.required => Role::Fixed(text.clone()),
        _ if param.required => Role::Argument,
        Some(value) if value.is_string() || value.is_boolean() || value.is_i64() => Role::Flag(value.clone()),
        _ => Role::Setter,
    };
    let claims: Vec<Claim> = op.params.iter().map(|param| param_claim(param, taken)).collect();
    let title = format!("the parameters of `{}`", op.id);
    let scope = Scope { title: &title, kind: "parameter", taken: &[], harsher: &spelled_snake };
    let names = names::resolve(sink, &scope, &claims);
    let plan = |(name, param): (String, &Param)| ParamPlan {
        name,
        ty: typer.value(&param.place, Carrier::Json),
        role: role(param),
    };
    names.into_iter().zip(&op.params).map(plan).collect()
}

fn param_claim(param: &Param, taken: &[&str]) -> Claim {
    let words = ident::words(&param.wire);
    let mut name = ident::snake(&words);
    if taken.contains(&name.as_str()) {
        name.push_str("_param");
    }
    let place = match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let names = vec![name.clone(), ident::snake(&[words, vec![place.to_owned()]].concat())];
    Claim { wire: param.wire.clone(), span: param.span, pin: param.pin.clone(), names, rank: 0 }
}

/// The request types of one tag and the types of its groups, which stand in one module.
fn name_requests(sink: &mut Sink, api: &Api, tag: TagId, groups: &mut [GroupPlan], plans: &mut [OpPlan]) {
    let mut claims = Vec::new();
    let mut group_slots = Vec::new();
    let mut call_slots = Vec::new();
    for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.tag == tag && group.own.is_some()) {
        let names = vec![names::type_name(&groups::group_words(api, groups, group), "Group")];
        claims.push(Claim { wire: api[tag].name.clone(), span: api[tag].span, pin: None, names, rank: 0 });
        group_slots.push(index);
    }
    for (op, (index, plan)) in api.ops.iter().zip(plans.iter().enumerate()).filter(|(op, _)| op.tag == tag) {
        for (call, each) in plan.calls.iter().enumerate() {
            let mut words = ident::words(&op.id);
            words.extend(content_words(op, plan, call, each));
            let name = names::type_name(&words, "Request");
            let names = vec![name.clone(), name + "Request"];
            let wire = words.join("_");
            claims.push(Claim { wire, span: op.span, pin: None, names, rank: 1 });
            call_slots.push((index, call));
        }
    }
    let harsher = |index: usize, claim: &Claim, level: usize| {
        let slot = index.checked_sub(group_slots.len()).and_then(|index| call_slots.get(index));
        match (level, slot) {
            (0, Some((op, _))) => Some(ident::pascal(&ident::spelled(&api.ops[*op].id, ident::Spelling::Symbols))),
            (1, Some((op, _))) => {
                let op = &api.ops[*op];
                Some(ident::pascal(&ident::words(&format!("{} {}", op.method.to_lowercase(), op.path))))
            }
            (0, None) => Some(ident::pascal(&ident::words(&claim.wire)) + "Group"),
            _ => None,
        }
    };
    let title = format!("the requests of `{}`", api[tag].name);
    let scope = Scope { title: &title, kind: "operation", taken: names::reserved_types(), harsher: &harsher };
    let resolved = names::resolve(sink, &scope, &claims);
    let mut tables: BTreeSet<String> = resolved.iter().cloned().collect();
    let mut resolved = resolved.into_iter();
    for (slot, name) in group_slots.iter().zip(resolved.by_ref()) {
        if let Some(own) = &mut groups[*slot].own {
            own.name = name;
        }
    }
    for ((op, call), name) in call_slots.iter().zip(resolved) {
        if *call == 0 {
            let mut table = ident::shouty(&ident::words(&name));
            // Types that are written in capitals or differ only in case: rare, and nobody sees the table.
            while !tables.insert(table.clone()) {
                table.push('_');
            }
            plans[*op].table = table;
        }
        plans[*op].calls[*call].request = name;
    }
}

/// What tells a further way to call an operation from the first: its pin, or the kind of its media type.
fn content_words(op: &Operation, plan: &OpPlan, call: usize, each: &CallPlan) -> Vec<String> {
    let Some(body) = each.body.as_ref().filter(|_| call > 0) else { return Vec::new() };
    let pin =
        op.body.as_ref().and_then(|whole| whole.contents.get(body.content)).and_then(|content| content.pin.as_deref());
    if let Some(pin) = pin {
        // The pin names the method: what it has more than the operation's own words is told here.
        let own: Vec<String> = ident::words(&op.id);
        return ident::words(pin).into_iter().filter(|word| !own.contains(word)).collect();
    }
    vec![content_word(plan, call, body)]
}

fn content_word(plan: &OpPlan, call: usize, body: &BodyPlan) -> String {
    let word = |kind: &BodyKind| match kind {
        BodyKind::Json(_) => "json",
        BodyKind::Multipart(_) => "multipart",
        BodyKind::Form(_) => "form",
        BodyKind::Text => "text",
        BodyKind::Bytes => "bytes",
    };
    let mine = word(&body.kind);
    let kinds =
        plan.calls.iter().enumerate().filter(|(index, _)| *index != call).filter_map(|(_, call)| call.body.as_ref());
    if !kinds.into_iter().any(|other| word(&other.kind) == mine) {
        return mine.to_owned();
    }
    // Several of a kind: the media type itself tells them apart.
    let subtype = body.media_type.split(';').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    ident::words(subtype).join("_")
}

/// The methods of each group: the operation's words without the tag's.
fn name_methods(sink: &mut Sink, api: &Api, groups: &[GroupPlan], plans: &mut [OpPlan]) {
    for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.own.is_some()) {
        let slots = slots(plans, index);
        let claims: Vec<Claim> = slots.iter().map(|slot| method_claim(api, plans, *slot)).collect();
        let title = format!("the group `{}`", api[group.tag].name);
        let harsher = method_harsher(api, &slots);
        let scope = Scope { title: &title, kind: "operation", taken: &["clone"], harsher: &harsher };
        for ((op, call), name) in slots.iter().zip(names::resolve(sink, &scope, &claims)) {
            plans[*op].calls[*call].method = name;
        }
    }
}

fn slots(plans: &[OpPlan], group: usize) -> Vec<(usize, usize)> {
    let of_group = plans.iter().enumerate().filter(|(_, plan)| plan.group == group);
    of_group.flat_map(|(op, plan)| (0..plan.calls.len()).map(move |call| (op, call))).collect()
}

fn method_harsher<'a>(
    api: &'a Api,
    slots: &'a [(usize, usize)],
) -> impl Fn(usize, &Claim, usize) -> Option<String> + 'a {
    |index, _, level| {
        let op = &api.ops[slots.get(index)?.0];
        match level {
            0 => Some(ident::snake(&ident::spelled(&op.id, ident::Spelling::Symbols))),
            1 => Some(ident::snake(&ident::words(&format!("{} {}", op.method.to_lowercase(), op.path)))),
            _ => None,
        }
    }
}

fn method_claim(api: &Api, plans: &[OpPlan], (op, call): (usize, usize)) -> Claim {
    let (plan, op) = (&plans[op], &api.ops[op]);
    let each = &plan.calls[call];
    let pin = match &each.body {
        Some(body) => {
            op.body.as_ref().and_then(|whole| whole.contents.get(body.content)).and_then(|content| content.pin.clone())
        }
        None => None,
    };
    let pin = pin.or_else(|| op.pin.clone().filter(|_| call == 0));
    let further = if call == 0 { Vec::new() } else { content_words(op, plan, call, each) };
    let whole = ident::words(&op.id);
    let short = match &op.pin {
        Some(pin) => ident::words(pin),
        None => without_tag(&whole, &api[op.tag]),
    };
    let name = |words: Vec<String>| ident::snake(&words.into_iter().chain(further.clone()).collect::<Vec<_>>());
    let mut names = vec![name(short), name(whole)];
    // `new` would make readers think of something else.
    names.retain(|name| name != "new" && name != "clone");
    names.dedup();
    if names.is_empty() {
        names.push(format!("{}_call", op.id));
    }
    Claim { wire: format!("{}{}", op.id, further.join("_")), span: op.span, pin, names, rank: 0 }
}

/// The words of an operation without those of its tag, where they stand at its beginning or end.
fn without_tag(words: &[String], tag: &crate::ir::Tag) -> Vec<String> {
    let named = [tag.pin.as_deref(), Some(tag.name.as_str())];
    for name in named.into_iter().flatten().filter(|name| !name.is_empty()) {
        let tag = ident::words(name);
        let same =
            |part: &[String]| part.iter().zip(&tag).all(|(one, other)| ident::singular(one) == ident::singular(other));
        if words.len() <= tag.len() {
            continue;
        }
        let (begin, end) = (&words[..tag.len()], &words[words.len() - tag.len()..]);
        let rest = if same(begin) {
            &words[tag.len()..]
        } else if same(end) {
            &words[..words.len() - tag.len()]
        } else {
            continue;
        };
        // `delete-a-message` is `delete`, not `delete_a`.
        let kept = rest.iter().rposition(|word| !["a", "an", "the"].contains(&word.as_str()));
        return rest[..kept.map_or(0, |last| last + 1)].to_vec();
    }
    words.to_vec()
}

/// The methods of handles and of the client: what hangs from them, and the operations that are their own.
fn name_accessors(
    sink: &mut Sink,
    api: &Api,
    handles: &mut [HandlePlan],
    groups: &mut [GroupPlan],
    plans: &mut [OpPlan],
) {
    let ids = (0..).map(HandleId).take(handles.len()).map(Some);
    for parent in std::iter::once(None).chain(ids) {
        let children: Vec<usize> = (0..handles.len()).filter(|index| api.handles[*index].parent == parent).collect();
        let own: Vec<usize> =
            (0..groups.len()).filter(|index| groups[*index].handle == parent && groups[*index].own.is_some()).collect();
        let direct = (0..groups.len()).filter(|index| groups[*index].handle == parent && groups[*index].own.is_none());
        let direct: Vec<(usize, usize)> = direct.flat_map(|group| slots(plans, group)).collect();
        let mut claims: Vec<Claim> = Vec::new();
        for index in &children {
            let handle = &api.handles[*index];
            let names = reserved_suffix(parent, &handles[*index].method, "handle");
            claims.push(Claim { wire: handle.name.clone(), span: handle.span, pin: None, names, rank: 0 });
        }
        for index in &own {
            let group = &groups[*index];
            let accessor = group.own.as_ref().map(|own| own.accessor.as_str()).unwrap_or_default();
            let tag = &api[group.tag];
            let names = reserved_suffix(parent, accessor, "group");
            claims.push(Claim { wire: tag.name.clone(), span: tag.span, pin: None, names, rank: 1 });
        }
        let before = claims.len();
        for slot in &direct {
            let mut claim = method_claim(api, plans, *slot);
            if parent.is_none() && CLIENT_METHODS.contains(&claim.names[0].as_str()) {
                claim.names.insert(0, format!("{}_call", claim.names[0]));
            }
            claims.push(Claim { rank: 2, ..claim });
        }
        let by_slot = method_harsher(api, &direct);
        let harsher = |index: usize, claim: &Claim, level: usize| match index.checked_sub(before) {
            Some(index) => by_slot(index, claim, level),
            None => (level == 0).then(|| ident::snake(&ident::spelled(&claim.wire, ident::Spelling::Symbols))),
        };
        let title = match parent {
            Some(id) => format!("the handle `{}`", api[id].name),
            None => "the client".to_owned(),
        };
        let taken = if parent.is_none() { CLIENT_METHODS } else { &["clone"] };
        let scope = Scope { title: &title, kind: "method", taken, harsher: &harsher };
        let mut names = names::resolve(sink, &scope, &claims).into_iter();
        for (index, name) in children.iter().zip(names.by_ref()) {
            handles[*index].method = name;
        }
        for (index, name) in own.iter().zip(names.by_ref()) {
            if let Some(own) = &mut groups[*index].own {
                own.accessor = name;
            }
        }
        for ((op, call), name) in direct.iter().zip(names) {
            plans[*op].calls[*call].method = name;
        }
    }
}

fn reserved_suffix(parent: Option<HandleId>, name: &str, suffix: &str) -> Vec<String> {
    let taken = name == "clone" || parent.is_none() && CLIENT_METHODS.contains(&name);
    let longer = format!("{name}_{suffix}");
    if taken { vec![longer] } else { vec![name.to_owned(), longer] }
}
