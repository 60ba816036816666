//! Emits operations: the static table that says what each is on the wire, the request types and their setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use super::argument::{Argument, wire_argument};
use super::docs;
use super::model::constant;
use super::pages;
use super::rt::{self, At};
use super::table::{Table, literal};
use crate::ir::ops::is_plain_json;
use crate::ir::{AuthKind, Location, OpId, Operation, Param, Style, TypeId};
use crate::output::format::items;
use crate::plan::{
    BodyKind, BodyPlan, CallPlan, EventData, OpPlan, ParamPlan, ReplyPlan, Role, RustTy, Shape, ident, servers,
};

/// The text of one operation: its table and its request types.
pub fn item(cx: &Cx<'_>, id: OpId) -> String {
    let (op, plan) = (&cx.api[id], &cx.plan[id]);
    let mut text = table(cx, op, plan);
    for call in &plan.calls {
        text.push('\n');
        text.push_str(&request(cx, id, op, plan, call));
    }
    text
}

/// The static table.
fn table(cx: &Cx<'_>, op: &Operation, plan: &OpPlan) -> String {
    let mut table = Table::new();
    let mut rows: Vec<(String, Vec<String>, &str)> = Vec::new();
    if !op.params.is_empty() {
        rows.push((".params(&[".to_owned(), op.params.iter().map(param).collect(), "])"));
    }
    if !op.auth.is_empty() {
        let set = |set: &Vec<String>| {
            let names: Vec<String> = set.iter().filter_map(|name| setter_of(cx, name)).map(literal).collect();
            format!("&[{}]", names.join(", "))
        };
        rows.push((".auth(&[".to_owned(), op.auth.iter().map(set).collect(), "])"));
    }
    if op.idempotent != is_idempotent(&op.method) {
        rows.push((format!(".idempotent({}", op.idempotent), Vec::new(), ")"));
    }
    if let Some(url) = servers::own(cx.api, op) {
        let row = match cx.plan.servers.iter().find(|server| server.url == url) {
            Some(server) => format!(".other_server({}, {}", literal(&server.setter), literal(url)),
            None => format!(".server({}", literal(url)),
        };
        rows.push((row, Vec::new(), ")"));
    }
    if let Some(accept) = &plan.accept {
        rows.push((format!(".accept({}", literal(accept)), Vec::new(), ")"));
    }
    let end = if rows.is_empty() { ";" } else { "" };
    let method = format!("rt::Method::{}", op.method);
    let open = format!("static {}: rt::Operation = rt::Operation::new(", plan.table);
    let broken = table.list(0, &open, &[literal(&op.id), method, literal(&op.path)], &format!("){end}"));
    let indent = if broken { 0 } else { 4 };
    let last = rows.len().saturating_sub(1);
    for (index, (open, items, close)) in rows.into_iter().enumerate() {
        let end = if index == last { ";" } else { "" };
        table.list(indent, &open, &items, &format!("{close}{end}"));
    }
    table.finish()
}

/// Methods that do no more when repeated (RFC 9110, section 9.2.2).
fn is_idempotent(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE")
}

/// A row of the table for a parameter; what goes without saying for its place is not said.
fn param(param: &Param) -> String {
    let (place, usual) = match param.location {
        Location::Path => ("path", Style::Simple),
        Location::Query => ("query", Style::Form),
        Location::Header => ("header", Style::Simple),
        Location::Cookie => ("cookie", Style::Form),
    };
    let mut row = format!("rt::Param::{place}({})", literal(&param.wire));
    let style = match param.style {
        Style::Json => {
            row.push_str(".json()");
            return row;
        }
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    };
    if param.style != usual {
        push!(row, ".style(rt::Style::{style})");
    }
    if param.explode != (param.style == Style::Form) {
        push!(row, ".explode({})", param.explode);
    }
    if param.allow_reserved {
        row.push_str(".allow_reserved()");
    }
    row
}

/// A request type with its setters; one that has none, and whose answer is neither pages nor events, is one of the runtime's.
fn request(cx: &Cx<'_>, id: OpId, op: &Operation, plan: &OpPlan, call: &CallPlan) -> String {
    let name = rt::name(&call.request);
    // A link spells keywords without `r#`.
    let doc = format!(" Request of [`{}::{}`].", cx.owner(plan), call.method);
    if let Some((_, ty)) = runtime_request(cx, op, plan, call) {
        return format!("///{doc}\npub type {} = rt::Request<{ty}>;\n", call.request);
    }
    let params = op.params.iter().zip(&plan.params);
    let setters: Vec<TokenStream> =
        params.filter(|(_, plan)| plan.role.is_set()).map(|(param, plan)| setter(cx, id, param, plan)).collect();
    let body = call.body.as_ref().filter(|body| !body.required).map(|body| body_setter(cx, op, body));
    let methods = (!setters.is_empty() || body.is_some()).then(|| quote! { impl #name { #(#setters)* #body } });
    let mut text = items(&quote! {
        #[doc = #doc]
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is awaited"]
        pub struct #name(rt::Call);
        #methods
    });
    if methods_end(&text) {
        text.push('\n');
    }
    push!(text, "rt::request!({} -> {});\n", call.request, reply(cx, &plan.reply));
    if let Some(data) = &plan.events {
        push!(text, "rt::events!({} -> {});\n", call.request, events(cx, data));
    }
    text.push_str(&pages::table(cx, op, plan, call).unwrap_or_default());
    text
}

/// The kind and the type of the answer, where the request is one of the runtime's.
fn runtime_request(cx: &Cx<'_>, op: &Operation, plan: &OpPlan, call: &CallPlan) -> Option<(&'static str, String)> {
    let is_set = plan.params.iter().any(|param| param.role.is_set());
    let has_body_setter = call.body.as_ref().is_some_and(|body| !body.required);
    if is_set || has_body_setter || plan.events.is_some() || pages::table(cx, op, plan, call).is_some() {
        return None;
    }
    Some(match &plan.reply {
        ReplyPlan::Empty => ("empty", "()".to_owned()),
        ReplyPlan::Json(ty) => ("json", rt::spell(cx, ty, At::Elsewhere)),
        ReplyPlan::Optional(ty) => ("optional", format!("Option<{}>", rt::spell(cx, ty, At::Elsewhere))),
        ReplyPlan::Text => ("text", "String".to_owned()),
        ReplyPlan::Bytes => ("bytes", "rt::Bytes".to_owned()),
        ReplyPlan::Events(_) => return None,
    })
}

/// Whether a text ends in an `impl`.
fn methods_end(text: &str) -> bool {
    text.ends_with("}\n")
}

/// What a request gives back, as the macro of the runtime has it.
fn reply(cx: &Cx<'_>, reply: &ReplyPlan) -> String {
    match reply {
        ReplyPlan::Empty => "empty".to_owned(),
        ReplyPlan::Json(ty) => format!("json {}", rt::spell(cx, ty, At::Elsewhere)),
        ReplyPlan::Optional(ty) => format!("optional {}", rt::spell(cx, ty, At::Elsewhere)),
        ReplyPlan::Text => "text".to_owned(),
        ReplyPlan::Bytes => "bytes".to_owned(),
        ReplyPlan::Events(data) => events(cx, data),
    }
}

/// What the events of a stream hold, as the macros of the runtime have it.
fn events(cx: &Cx<'_>, data: &EventData) -> String {
    match data {
        EventData::Json(ty) => format!("events {}", rt::spell(cx, ty, At::Elsewhere)),
        EventData::Text => "text_events".to_owned(),
    }
}

fn setter(cx: &Cx<'_>, id: OpId, param: &Param, plan: &ParamPlan) -> TokenStream {
    let (docs, name) = (docs::of_param(param), rt::name(&plan.name));
    if let Role::Flag(value) = &plan.role {
        let set = rt::code(&set(cx, id, param, &constant(value)));
        return quote! {
            #(#[doc = #docs])*
            pub fn #name(self) -> Self { Self(self.0 #set) }
        };
    }
    let argument = wire_argument(cx, &plan.ty, &ident::written(&plan.name));
    let (ty, before) = (rt::code(&argument.ty), rt::code(&argument.before));
    let set = rt::code(&set(cx, id, param, &argument.value));
    quote! {
        #(#[doc = #docs])*
        pub fn #name(self, #name: #ty) -> Self { #before Self(self.0 #set) }
    }
}

/// The part of a chain that sets a parameter: by its name, and where two share one by its place as well.
pub fn set(cx: &Cx<'_>, id: OpId, param: &Param, value: &str) -> String {
    let twins = cx.api[id].params.iter().filter(|other| other.wire == param.wire).count();
    let wire = literal(&param.wire);
    if twins < 2 {
        return format!(".set({wire}, {value})");
    }
    let place = match param.location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    };
    format!(".set_in(rt::Location::{place}, {wire}, {value})")
}

fn body_setter(cx: &Cx<'_>, op: &Operation, body: &BodyPlan) -> TokenStream {
    let docs = op.body.as_ref().map(|body| docs::Lines::begin(&body.docs, "The body.").finish()).unwrap_or_default();
    let Argument { ty, value } = body_argument(cx, body);
    let (ty, value) = (rt::code(&ty), rt::code(&value));
    let inline = inline(body);
    quote! {
        #(#[doc = #docs])*
        #inline
        pub fn body(self, body: #ty) -> Self { Self(self.0 #value) }
    }
}

/// What encodes a model is compiled where the request is made, not for every operation that there is.
fn inline(body: &BodyPlan) -> Option<TokenStream> {
    let of_model = matches!(body.kind, BodyKind::Json(_) | BodyKind::Multipart(_) | BodyKind::Form(_));
    of_model.then(|| quote! { #[inline] })
}

/// The parameter for a body, and the part of a chain that sends it.
pub fn body_argument(cx: &Cx<'_>, body: &BodyPlan) -> Argument {
    let (ty, value) = match &body.kind {
        BodyKind::Json(ty) => {
            let Argument { ty, value } = json_argument(cx, ty);
            let send = match body.media_type.as_str() {
                name if is_plain_json(name) => format!(".json({value})"),
                name => format!(".json_of_type({}, {value})", literal(name)),
            };
            (ty, send)
        }
        BodyKind::Multipart(id) => (form_type(cx, *id), ".multipart(body)".to_owned()),
        BodyKind::Form(id) => (format!("&{}", form_type(cx, *id)), ".form(body)".to_owned()),
        BodyKind::Text => {
            ("impl Into<String>".to_owned(), format!(".body({}, body.into())", literal(&body.media_type)))
        }
        BodyKind::Bytes => ("impl Into<rt::Bytes>".to_owned(), format!(".body({}, body)", literal(&body.media_type))),
    };
    Argument { ty, value }
}

/// The struct of a form: the twin of a schema's struct, where it has one.
fn form_type(cx: &Cx<'_>, id: TypeId) -> String {
    let own = &cx.plan[id].name;
    match &cx.plan[id].shape {
        Shape::Struct(shape) => format!("models::{}", shape.twin.as_ref().unwrap_or(own)),
        _ => format!("models::{own}"),
    }
}

/// JSON bodies are taken by reference, for nothing of them is kept: lists as slices, texts as `&str`, numbers as they are.
fn json_argument(cx: &Cx<'_>, ty: &RustTy) -> Argument {
    let base = cx.typer.base(ty);
    let spelled = |ty: &RustTy| rt::spell(cx, ty, At::Elsewhere);
    let (ty, value) = match &base {
        RustTy::String => ("&str".to_owned(), "body"),
        RustTy::Vec(item) => (format!("&[{}]", spelled(item)), "body"),
        RustTy::Bool | RustTy::I32 | RustTy::I64 | RustTy::U32 | RustTy::U64 | RustTy::F32 | RustTy::F64 => {
            (spelled(&base), "&body")
        }
        RustTy::Option(inner) => (format!("Option<&{}>", spelled(inner)), "&body"),
        RustTy::Model(_) => (format!("&{}", spelled(ty)), "body"),
        _ => (format!("&{}", spelled(&base)), "body"),
    };
    Argument { ty, value: value.to_owned() }
}

/// The method that begins a request, in an `impl` of its group or handle.
pub fn method(cx: &Cx<'_>, id: OpId, call: &CallPlan) -> TokenStream {
    let (op, plan) = (&cx.api[id], &cx.plan[id]);
    let mut arguments: Vec<TokenStream> = Vec::new();
    let mut steps: Vec<String> = Vec::new();
    let mut before = String::new();
    for (param, plan) in op.params.iter().zip(&plan.params) {
        match &plan.role {
            Role::Argument => {
                let argument = wire_argument(cx, &plan.ty, &ident::written(&plan.name));
                let (name, ty) = (rt::name(&plan.name), rt::code(&argument.ty));
                arguments.push(quote! { #name: #ty });
                before.push_str(&argument.before);
                steps.push(set(cx, id, param, &argument.value));
            }
            Role::Fixed(text) => steps.push(set(cx, id, param, &literal(text))),
            Role::Held | Role::Setter | Role::Flag(_) => {}
        }
    }
    let body = call.body.as_ref().filter(|body| body.required);
    let kind = runtime_request(cx, op, plan, call).map(|(kind, _)| kind);
    // What decodes an answer is compiled where it is asked for, too.
    let decodes = matches!(kind, Some("json" | "optional")).then(|| quote! { #[inline] });
    let inline = body.and_then(inline).or(decodes);
    if let Some(body) = body {
        let argument = body_argument(cx, body);
        let ty = rt::code(&argument.ty);
        arguments.push(quote! { body: #ty });
        steps.push(argument.value);
    }
    let (docs, name, request) = (of_operation(cx, op, plan, call), rt::name(&call.method), rt::name(&call.request));
    let deprecated = op.docs.deprecated.then(|| quote! { #[deprecated(note = "the document marks it so")] });
    let (before, body) = (rt::code(&before), chain(plan, &made(&call.request, kind), &steps));
    quote! {
        #(#[doc = #docs])*
        #deprecated
        #inline
        pub fn #name(&self, #(#arguments),*) -> #request { #before #body }
    }
}

/// What makes a request of a call.
fn made(request: &str, kind: Option<&str>) -> String {
    kind.map_or_else(|| request.to_owned(), |kind| format!("{request}::{kind}"))
}

/// How much of a line the expression of a method may take.
const WIDTH: usize = 78;

/// The expression that makes a request: one line if it fits, else a line for every step.
fn chain(plan: &OpPlan, request: &str, steps: &[String]) -> TokenStream {
    let begin = format!("self.0.call(&{})", plan.table);
    let whole = format!("{request}({begin}{})", steps.concat());
    if whole.len() <= WIDTH {
        return rt::code(&whole);
    }
    let mut text = format!("let call = {begin};");
    let mut line = "call".to_owned();
    for step in steps {
        if line.len() > 4 && line.len() + step.len() + 12 > WIDTH {
            push!(text, "let call = {line};");
            "call".clone_into(&mut line);
        }
        line.push_str(step);
    }
    if line.len() + request.len() + 2 > WIDTH {
        push!(text, "let call = {line};");
        "call".clone_into(&mut line);
    }
    rt::code(&format!("{text}{request}({line})"))
}

/// What is said of an operation.
fn of_operation(cx: &Cx<'_>, op: &Operation, plan: &OpPlan, call: &CallPlan) -> Vec<String> {
    let route = format!("`{} {}`", op.method, docs::in_code(&op.path));
    let otherwise = format!("{}.", docs::capital(&ident::words(&op.id).join(" ")));
    let main = &plan.calls[0];
    let further = call.body.as_ref().filter(|_| call.method != main.method);
    let mut lines = match further {
        // What is said of the operation is said once, at its main method.
        Some(body) => {
            let mut lines = docs::Lines::default();
            let brief = docs::brief(&op.docs, &otherwise);
            let form = in_words(&body.kind, &body.media_type);
            lines.paragraph(&brief.strip_suffix('.').map_or(brief.clone(), |text| format!("{text}, {form}.")));
            let main = &main.method;
            lines.paragraph(&format!(
                "Like [`{main}`](Self::{main}), but the body is `{}`.",
                docs::in_code(&body.media_type)
            ));
            lines
        }
        None => docs::Lines::begin(&op.docs, &otherwise),
    };
    lines.paragraph(&route);
    let mut facts: Vec<String> = docs::since(&op.docs).into_iter().collect();
    if op.docs.undocumented {
        facts.push("Not in the vendor's documents.".to_owned());
    }
    facts.extend(credentials(cx, op));
    if pages::table(cx, op, plan, call).is_some() {
        facts.push(format!("In pages: [`items`]({}::items) goes through all of them.", call.request));
    }
    if plan.events.is_some() {
        facts.push(format!("[`events`]({}::events) asks for its answer as a stream of events.", call.request));
    }
    if let Some(reason) = &op.unpaginated {
        facts.push(format!("Not paged: {}", docs::sentence(&docs::in_text(reason))));
    }
    lines.paragraph(&facts.join(" "));
    lines.finish()
}

/// What a body is sent as, in words.
fn in_words(kind: &BodyKind, media_type: &str) -> String {
    match kind {
        BodyKind::Multipart(_) | BodyKind::Form(_) => "as a form".to_owned(),
        BodyKind::Json(_) if is_plain_json(media_type) => "as JSON".to_owned(),
        BodyKind::Text if media_type == "text/plain" => "as text".to_owned(),
        _ => format!("as `{}`", docs::in_code(media_type)),
    }
}

/// The builder's setter of a scheme's credential.
fn setter_of<'a>(cx: &Cx<'a>, scheme: &str) -> Option<&'a str> {
    let index = cx.api.auth.iter().position(|own| own.name == *scheme)?;
    Some(&cx.plan.credentials[index])
}

/// Which credentials an operation takes, in words.
pub fn credentials(cx: &Cx<'_>, op: &Operation) -> Option<String> {
    let name = |name: &String| setter_of(cx, name).map(|setter| format!("`{setter}`"));
    let sets: Vec<String> = op
        .auth
        .iter()
        .filter(|set| !set.is_empty())
        .map(|set| set.iter().filter_map(name).collect::<Vec<_>>().join(" and "))
        .filter(|set| !set.is_empty())
        .collect();
    if sets.is_empty() {
        return (!cx.api.auth.is_empty()).then(|| "Needs no credential.".to_owned());
    }
    let optional = op.auth.iter().any(Vec::is_empty);
    let verb = if optional { "May be sent with" } else { "Needs" };
    Some(format!("{verb} {}.", sets.join(" or ")))
}

/// Whether a credential travels as a user name and a password.
pub const fn is_basic(kind: &AuthKind) -> bool {
    matches!(kind, AuthKind::Basic)
}
