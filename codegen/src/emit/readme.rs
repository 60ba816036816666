//! Emits the README: what the crate is and how it is used; and beside it the tables of all operations and events, which
//! would make the front page of the crate's documentation too long.

use minijinja::{Environment, Value, context};

use super::Cx;
use super::client::title;
use super::docs;
use super::operation::credentials;
use super::pages;
use super::rt::{self, At};
use super::sample;
use super::smoke;
use crate::ir::{Event, EventGroup, OpId, Operation, TagId, TypeKind};
use crate::plan::{Carrier, OpPlan, ReplyPlan, Role, ident};

/// The text of `README.md`, without its header.
pub fn file(cx: &Cx<'_>) -> String {
    let config = cx.config;
    let intro = if config.intro.trim().is_empty() { intro(cx) } else { config.intro.trim().to_owned() };
    let context = context! {
        crate_name => config.crate_name.clone(),
        crate_ident => config.lib_name(),
        crate_version => config.version.clone(),
        intro => intro,
        title => title(cx),
        example => example(cx),
        events => !cx.api.events.is_empty(),
        event_streams => cx.api.ops().any(|(id, _)| has_event_stream(&cx.plan[id])),
        login => cx.plan.logins.first().map(|login| login.setter.as_str()),
        paged => paged(cx) > 0,
        count => cx.api.ops.len(),
        features => !cx.plan.tags.iter().all(|tag| tag.feature.is_none()),
        lists => !config.lists.is_empty(),
        license => docs::in_text(&config.license),
    };
    rendered(include_str!("templates/README.md.j2"), context)
}

/// The text of `OPERATIONS.md`, without its header.
pub fn operations(cx: &Cx<'_>) -> String {
    let groups: Vec<Value> = tags(cx).into_iter().map(|tag| group(cx, tag)).collect();
    let has_since = cx.api.ops.iter().any(|op| op.docs.since.is_some());
    let context = context! {
        crate_name => cx.config.crate_name.clone(),
        title => title(cx),
        groups => groups,
        events => cx.api.events.iter().map(|group| events(cx, group)).collect::<Vec<_>>(),
        count => cx.api.ops.len(),
        paged => paged(cx),
        undocumented => cx.api.ops.iter().filter(|op| op.docs.undocumented).count(),
        head => head(has_since, !cx.api.auth.is_empty()),
    };
    rendered(include_str!("templates/OPERATIONS.md.j2"), context)
}

fn has_event_stream(plan: &OpPlan) -> bool {
    plan.events.is_some() || matches!(plan.reply, ReplyPlan::Events(_))
}

fn rendered(template: &str, context: Value) -> String {
    // The templates are part of this file's crate and rendered by every test of the emitter.
    Environment::new().render_str(template, context).unwrap_or_default() + "\n"
}

fn intro(cx: &Cx<'_>) -> String {
    let mut intro = format!("A typed, async client of the {} API", title(cx));
    if !cx.api.version.is_empty() {
        push!(intro, ", version {}", docs::in_text(&cx.api.version));
    }
    intro.push('.');
    intro
}

/// How many operations answer in pages.
fn paged(cx: &Cx<'_>) -> usize {
    let is_paged = |(id, op): &(OpId, &Operation)| is_paged(cx, op, &cx.plan[*id]);
    cx.api.ops().filter(is_paged).count()
}

fn is_paged(cx: &Cx<'_>, op: &Operation, plan: &OpPlan) -> bool {
    plan.calls.iter().any(|call| pages::table(cx, op, plan, call).is_some())
}

fn head(has_since: bool, has_auth: bool) -> String {
    let mut columns = vec!["Call", "Operation", "HTTP"];
    columns.extend(has_since.then_some("Since"));
    columns.extend(has_auth.then_some("Credentials"));
    let line = vec!["---"; columns.len()];
    format!("| {} |\n| {} |", columns.join(" | "), line.join(" | "))
}

/// The tags that have operations, in the order of the document.
fn tags(cx: &Cx<'_>) -> Vec<TagId> {
    (0..).map(TagId).zip(&cx.plan.tags).filter(|(_, plan)| plan.used).map(|(id, _)| id).collect()
}

fn group(cx: &Cx<'_>, tag: TagId) -> Value {
    let def = &cx.api[tag];
    let name = if def.name.is_empty() { "Without a group".to_owned() } else { docs::in_text(&def.name) };
    let rows: Vec<String> =
        cx.api.ops().filter(|(_, op)| op.tag == tag).flat_map(|(id, op)| rows(cx, id, op)).collect();
    context! { name => name, feature => cx.plan[tag].feature.clone(), rows => rows }
}

/// The events of one tag.
fn events(cx: &Cx<'_>, group: &EventGroup) -> Value {
    // What a receiver meets is the value on the wire; the document's own name of an event may be another.
    let values = |event: &Event| match group.union.map(|id| &cx.api[id].kind) {
        Some(TypeKind::Union(union)) => union
            .variants
            .iter()
            .filter(|variant| variant.place.ty == event.place.ty)
            .flat_map(|variant| variant.leads().into_iter().map(|tag| docs::in_code(&tag)))
            .collect(),
        _ => Vec::new(),
    };
    let row = |event: &Event| {
        let values = values(event);
        let name = if values.is_empty() { docs::in_code(&event.name) } else { values.join("`, `") };
        let ty = rt::spell(cx, &cx.typer.item(&event.place, Carrier::Json), At::Elsewhere).replace("rt::", "");
        let since = event.docs.since.as_deref().map(docs::in_text).unwrap_or_default();
        let said = docs::brief(&event.docs, "");
        format!("| `{name}` | `{ty}` | {since} | {} |", said.replace('|', "\\|"))
    };
    context! {
        name => docs::in_text(&cx.api[group.tag].name),
        feature => cx.plan[group.tag].feature.clone(),
        union => group.union.map(|id| cx.plan[id].name.clone()),
        rows => group.events.iter().map(row).collect::<Vec<_>>(),
    }
}

fn rows(cx: &Cx<'_>, id: OpId, op: &Operation) -> Vec<String> {
    let plan = &cx.plan[id];
    let has_since = cx.api.ops.iter().any(|op| op.docs.since.is_some());
    let mark = if is_paged(cx, op, plan) { " ‡" } else { "" };
    let row = |method: &str| {
        let mut cells = vec![
            format!("`{}`{mark}", call(cx, op, plan, method)),
            format!("`{}`", docs::in_code(&op.id).replace('|', "\\|")),
            format!("`{} {}`", op.method, docs::in_code(&op.path).replace('|', "\\|")),
        ];
        if has_since {
            let since = op.docs.since.as_deref().map(docs::in_text).unwrap_or_default();
            cells.push(if op.docs.undocumented { format!("{since} †") } else { since });
        }
        if !cx.api.auth.is_empty() {
            let said = credentials(cx, op).unwrap_or_default();
            let names = said.trim_start_matches("Needs ").trim_start_matches("May be sent with ").trim_end_matches('.');
            cells.push(if names == "no credential" { "none".to_owned() } else { names.to_owned() });
        }
        format!("| {} |", cells.join(" | "))
    };
    plan.calls.iter().map(|call| row(&call.method)).collect()
}

/// A method and the way to it, without arguments: `account(..).messages().list`.
pub fn call(cx: &Cx<'_>, op: &Operation, plan: &OpPlan, method: &str) -> String {
    format!("{}.{}", path(cx, op, plan), ident::written(method))
}

/// The way to a method, without arguments: `account(..).messages()`.
fn path(cx: &Cx<'_>, op: &Operation, plan: &OpPlan) -> String {
    let mut steps = Vec::new();
    let mut handle = op.handle;
    while let Some(id) = handle {
        let arguments = if cx.api[id].params.is_empty() { "" } else { ".." };
        steps.insert(0, format!("{}({arguments})", ident::written(&cx.plan[id].method)));
        handle = cx.api[id].parent;
    }
    if let Some(own) = &cx.plan.groups[plan.group].own {
        steps.push(format!("{}()", ident::written(&own.accessor)));
    }
    if steps.is_empty() {
        return "client".to_owned();
    }
    steps.join(".")
}

/// A first call: the simplest of those that read something.
fn example(cx: &Cx<'_>) -> Option<String> {
    let simple = |(_, op): &(OpId, &Operation)| op.method == "GET" && !op.docs.deprecated;
    let weight = |(id, op): &(OpId, &Operation)| {
        let plan = &cx.plan[*id];
        let arguments = plan.params.iter().filter(|param| param.role == Role::Argument).count();
        let required = op.params.iter().zip(&plan.params).filter(|(_, plan)| plan.role == Role::Argument);
        let odd = required.filter(|(param, plan)| {
            sample::expression(cx, &plan.ty, &sample::json(cx, &param.place)).contains("support::")
        });
        (odd.count(), !matches!(plan.reply, ReplyPlan::Json(_)), op.auth.is_empty(), arguments)
    };
    let (id, op) = cx.api.ops().filter(simple).min_by_key(weight)?;
    let plan = &cx.plan[id];
    let call = plan.calls.first()?;
    let values = op.params.iter().zip(&plan.params).filter(|(_, plan)| plan.role == Role::Argument);
    let values: Vec<String> =
        values.map(|(param, plan)| sample::expression(cx, &plan.ty, &sample::json(cx, &param.place))).collect();
    let way = smoke::way(cx, op, plan);
    if values.iter().chain([&way]).any(|text| text.contains("support::")) {
        return None;
    }
    let lib = cx.config.lib_name();
    let server = cx.server().unwrap_or("https://api.example.com");
    let credential = op.auth.iter().find(|set| !set.is_empty()).map(|set| {
        let index = |name: &String| cx.api.auth.iter().position(|scheme| scheme.name == *name);
        let lines = set
            .iter()
            .filter_map(index)
            .map(|index| format!("        .{}(\"...\")\n", ident::written(&cx.plan.credentials[index])));
        lines.collect::<String>()
    });
    let models = if values.iter().chain([&way]).any(|text| text.contains("models::")) { ", models" } else { "" };
    let import =
        if models.is_empty() { format!("use {lib}::Client;") } else { format!("use {lib}::{{Client{models}}};") };
    let arguments = values.join(", ");
    let answer = if plan.reply == ReplyPlan::Empty { "" } else { "let answer = " };
    let print = if plan.reply == ReplyPlan::Empty { "" } else { "    println!(\"{answer:?}\");\n" };
    Some(format!(
        "{import}\n\nasync fn example() -> Result<(), {lib}::Error> {{\n    let client = Client::builder()\n        .base_url({server:?})\n{}        .build()?;\n    {answer}client{way}.{}({arguments}).await?;\n{print}    Ok(())\n}}",
        credential.unwrap_or_default(),
        ident::written(&call.method),
    ))
}
