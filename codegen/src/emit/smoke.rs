//! Emits the smoke tests: every operation is called against a server that knows the document, with every example of its
//! body, then with all optional parameters.
//!
//! What these tests call stands in `support.rs` beside them:
//!
//! - `fn clients(schemes) -> [(Mode, Client)]`: clients of servers that answer in different ways, with credentials of all
//!   kinds, and with that of each of the schemes alone;
//! - `fn sent<T>(mode, Result<T, Error>)`: fails where the call did;
//! - `fn example<T>(pointer) -> T`: decodes the value at a JSON pointer of the document;
//! - `fn parse<T>(json) -> T`: decodes a text;
//! - `fn round_trip<T>(pointers)`: decodes and encodes values of the document, and compares.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::Cx;
use super::sample;
use super::table::{Table, literal};
use crate::ir::{HandleId, OpId, Operation, Param, Place, TypeKind};
use crate::plan::{BodyKind, BodyPlan, CallPlan, OpPlan, ParamPlan, Presence, Role, RustTy, Shape, ident};

/// The text of `tests/generated/main.rs`, without its header.
pub fn main() -> String {
    "//! Tests made from the document.\n\n\
     #[rustfmt::skip]\nmod fixtures;\n#[rustfmt::skip]\nmod smoke;\n\
     // A document without examples needs less of it.\n#[allow(dead_code)]\n#[rustfmt::skip]\nmod support;\n"
        .to_owned()
}

/// The text of the smoke tests, without their header.
pub fn file(cx: &Cx<'_>) -> String {
    let mut table = Table::new();
    let mut names = BTreeSet::new();
    for (id, op) in cx.api.ops() {
        for call in &cx.plan[id].calls {
            let mut name = ident::snake(&ident::words(&call.request));
            if !names.insert(name.clone()) {
                // Requests of two groups may share a name.
                name = format!("{}_{name}", cx.plan[op.tag].module);
                while !names.insert(name.clone()) {
                    name.push('_');
                }
            }
            table.line(0, "");
            test(cx, &mut table, &name, id, call);
        }
    }
    let body = table.finish();
    let lib = cx.config.lib_name();
    let models = if body.contains("models::") { format!("use {lib}::models;\n\n") } else { String::new() };
    format!("//! Every operation is sent, and what comes back is understood.\n\n{models}use crate::support;\n{body}")
}

fn test(cx: &Cx<'_>, table: &mut Table, name: &str, id: OpId, call: &CallPlan) {
    let (op, plan) = (&cx.api[id], &cx.plan[id]);
    table.line(0, "#[tokio::test]");
    if op.docs.deprecated {
        table.line(0, "#[allow(deprecated)]");
    }
    table.line(0, &format!("async fn {}() {{", ident::written(name)));
    let alone: Vec<String> = alternatives(op).iter().map(|scheme| literal(scheme)).collect();
    table.line(4, &format!("for (mode, client) in support::clients(&[{}]) {{", alone.join(", ")));
    let begin = format!("let call = client{}.{}", way(cx, op, plan), ident::written(&call.method));
    let given = arguments(cx, op, plan);
    let body = call.body.as_ref().map(|body| (body, bodies(cx, op, body)));
    let call_line = |body: Option<&str>| {
        let (argument, setter) = match &call.body {
            Some(plan) if plan.required => (body, String::new()),
            _ => (None, body.map(|body| format!(".body({body})")).unwrap_or_default()),
        };
        let arguments: Vec<&str> = given.iter().map(String::as_str).chain(argument).collect();
        format!("{begin}({}){setter};", arguments.join(", "))
    };
    let mut said = false;
    match &body {
        Some((plan, Bodies::Examples(ty, pointers))) if !pointers.is_empty() => {
            let pointers: Vec<String> = pointers.iter().map(|pointer| literal(pointer)).collect();
            table.list(8, "for pointer in [", &pointers, "] {");
            table.line(12, &format!("let body = support::example::<{ty}>(pointer);"));
            table.line(12, &call_line(Some(by_reference(plan))));
            table.line(12, "support::sent(mode, call.await);");
            table.line(8, "}");
            said = true;
        }
        _ => {}
    }
    let setters = setters(cx, op, plan);
    if said && setters.is_empty() {
        return end(table);
    }
    let with_body = match &body {
        Some((plan, one)) => {
            one.lines(table);
            Some(by_reference(plan))
        }
        None => None,
    };
    if !said {
        table.line(8, &call_line(with_body));
        table.line(8, "support::sent(mode, call.await);");
    }
    if !setters.is_empty() {
        if !said && body.is_some() {
            // A form is given away with the first call.
            if let Some((_, one)) = &body {
                one.lines(table);
            }
        }
        table.line(8, &call_line(with_body));
        for setter in setters {
            table.line(8, &format!("let call = call{setter};"));
        }
        table.line(8, "support::sent(mode, call.await);");
    }
    end(table);
}

/// The schemes each of which does as well as all credentials together, but for the first, which those begin with.
fn alternatives(op: &Operation) -> Vec<&str> {
    if op.auth.iter().any(|set| set.len() != 1) {
        return Vec::new();
    }
    op.auth.iter().flatten().skip(1).map(String::as_str).collect()
}

fn end(table: &mut Table) {
    table.line(4, "}");
    table.line(0, "}");
}

/// The way from the client to the group of an operation: `.account(1).messages()`.
pub fn way(cx: &Cx<'_>, op: &Operation, plan: &OpPlan) -> String {
    let mut way = op.handle.map(|handle| to_handle(cx, op, handle)).unwrap_or_default();
    if let Some(own) = &cx.plan.groups[plan.group].own {
        push!(way, ".{}()", ident::written(&own.accessor));
    }
    way
}

fn to_handle(cx: &Cx<'_>, op: &Operation, id: HandleId) -> String {
    let handle = &cx.api[id];
    let before = handle.parent.map(|parent| to_handle(cx, op, parent)).unwrap_or_default();
    let argument = |(wire, place): &(String, Place)| {
        let declared = op.params.iter().find(|param| param.wire == *wire);
        let value = declared.map_or_else(|| sample::json(cx, place), |param| of_param(cx, param));
        sample::expression(cx, &cx.typer.value(place, crate::plan::Carrier::Json), &value)
    };
    let arguments: Vec<String> = handle.params.iter().map(argument).collect();
    format!("{before}.{}({})", ident::written(&cx.plan[id].method), arguments.join(", "))
}

/// The value that a test sends for a parameter: the document's, or one made up.
fn of_param(cx: &Cx<'_>, param: &Param) -> Json {
    param.examples.first().map_or_else(|| sample::json(cx, &param.place), |example| example.value.clone())
}

fn arguments(cx: &Cx<'_>, op: &Operation, plan: &OpPlan) -> Vec<String> {
    let params = op.params.iter().zip(&plan.params).filter(|(_, plan)| plan.role == Role::Argument);
    params.map(|(param, plan)| sample::expression(cx, &plan.ty, &of_param(cx, param))).collect()
}

fn setters(cx: &Cx<'_>, op: &Operation, plan: &OpPlan) -> Vec<String> {
    let set = |(param, plan): (&Param, &ParamPlan)| {
        let value = match plan.role {
            Role::Flag(_) => String::new(),
            _ => sample::expression(cx, &plan.ty, &of_param(cx, param)),
        };
        format!(".{}({value})", ident::written(&plan.name))
    };
    op.params.iter().zip(&plan.params).filter(|(_, plan)| plan.role.is_set()).map(set).collect()
}

/// The bodies that a test sends.
enum Bodies {
    /// Every example of the document: their type, and pointers to them.
    Examples(String, Vec<String>),
    /// One that is made up: the lines of an expression.
    MadeUp(Vec<String>),
}

impl Bodies {
    /// The statement that makes one of them.
    fn lines(&self, table: &mut Table) {
        match self {
            Self::Examples(ty, pointers) => {
                let pointer = pointers.first().map(String::as_str).unwrap_or_default();
                table.line(8, &format!("let body = support::example::<{ty}>({});", literal(pointer)));
            }
            Self::MadeUp(lines) => {
                let last = lines.len().saturating_sub(1);
                for (index, line) in lines.iter().enumerate() {
                    let (begin, indent) = if index == 0 { ("let body = ", 8) } else { ("", 12) };
                    let end = if index == last { ";" } else { "" };
                    table.line(indent, &format!("{begin}{line}{end}"));
                }
            }
        }
    }
}

fn bodies(cx: &Cx<'_>, op: &Operation, body: &BodyPlan) -> Bodies {
    let content = op.body.as_ref().and_then(|whole| whole.contents.get(body.content));
    match &body.kind {
        BodyKind::Json(ty) => {
            let base = cx.typer.base(ty);
            let examples = content.map(|content| content.examples.as_slice()).unwrap_or_default();
            let place = content.and_then(crate::ir::walk::place_of_content);
            if let Some(place) = place.filter(|_| examples.is_empty()) {
                return Bodies::MadeUp(vec![sample::parsed(cx, &base, &sample::json(cx, place))]);
            }
            let pointers = examples.iter().map(|example| example.pointer.clone()).collect();
            Bodies::Examples(sample::spelled(cx, &base), pointers)
        }
        BodyKind::Multipart(id) | BodyKind::Form(id) => Bodies::MadeUp(form(cx, *id)),
        BodyKind::Text | BodyKind::Bytes => {
            Bodies::MadeUp(vec![if body.media_type.contains("json") { "\"{}\"" } else { "\"x1\"" }.to_owned()])
        }
    }
}

/// How the variable `body` is handed over.
fn by_reference(body: &BodyPlan) -> &'static str {
    match &body.kind {
        BodyKind::Json(
            RustTy::Bool | RustTy::I32 | RustTy::I64 | RustTy::U32 | RustTy::U64 | RustTy::F32 | RustTy::F64,
        )
        | BodyKind::Multipart(_)
        | BodyKind::Text
        | BodyKind::Bytes => "body",
        BodyKind::Json(RustTy::Option(_)) => "body.as_ref()",
        BodyKind::Json(_) | BodyKind::Form(_) => "&body",
    }
}

/// A form with everything set, a line each.
fn form(cx: &Cx<'_>, id: crate::ir::TypeId) -> Vec<String> {
    let (TypeKind::Struct(object), Shape::Struct(shape)) = (&cx.api[id].kind, &cx.plan[id].shape) else {
        return Vec::new();
    };
    let name = shape.twin.as_ref().unwrap_or(&cx.plan[id].name);
    let as_form = shape.twin.is_some() || !shape.carriers.json;
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (field, plan) in object.fields.iter().zip(&shape.fields) {
        let ty = if as_form { &plan.form_ty } else { &plan.ty };
        let value = sample::json(cx, &field.place);
        match (&plan.mode, ty) {
            (Presence::Required, RustTy::Option(inner)) => {
                arguments.push(format!("Some({}.into())", sample::expression(cx, inner, &value)));
            }
            (Presence::Required, ty) => arguments.push(sample::expression(cx, ty, &value)),
            (Presence::Optional | Presence::Maybe, RustTy::Option(inner) | RustTy::Maybe(inner)) => {
                setters.push(format!(".{}({})", ident::written(&plan.setter), sample::expression(cx, inner, &value)));
            }
            _ => {}
        }
    }
    std::iter::once(format!("models::{name}::new({})", arguments.join(", "))).chain(setters).collect()
}
