//! Emits `COVERAGE.md`: for lists of calls that others make of the API, the method of the crate that makes each.

use std::collections::{BTreeMap, BTreeSet};

use super::Cx;
use super::docs;
use super::readme::call;
use crate::config::{CallList, ListedCall};
use crate::ir::{OpId, Operation};

/// The text of `COVERAGE.md`, without its header.
pub fn file(cx: &Cx<'_>) -> String {
    let mut text = format!("# What `{}` covers\n\n", cx.config.crate_name);
    push!(text, "| list | calls | have a method |\n| --- | --- | --- |\n");
    let operations = routes(cx);
    for list in &cx.config.lists {
        let covered = list.calls.iter().filter(|call| operations.contains_key(&key_of(call))).count();
        push!(text, "| {} | {} | {covered} |\n", docs::in_text(&list.title), list.calls.len());
    }
    for list in &cx.config.lists {
        text.push('\n');
        section(cx, &operations, list, &mut text);
    }
    text
}

fn section(cx: &Cx<'_>, operations: &BTreeMap<String, OpId>, list: &CallList, text: &mut String) {
    push!(*text, "## {}\n\n{}\n", docs::in_text(&list.title), list.intro.trim());
    let groups: BTreeSet<&str> = list.calls.iter().map(|call| call.group.as_str()).collect();
    for group in groups {
        push!(*text, "\n### {}\n\n| Call | Method |\n| --- | --- |\n", docs::in_text(group));
        for listed in list.calls.iter().filter(|call| call.group == group) {
            let method = match operations.get(&key_of(listed)) {
                Some(id) => method(cx, *id, &listed.note),
                None => "none".to_owned(),
            };
            push!(*text, "| `{} {}` | {method} |\n", listed.method, docs::in_code(&listed.path));
        }
    }
}

fn method(cx: &Cx<'_>, id: OpId, note: &str) -> String {
    let op: &Operation = &cx.api[id];
    let plan = &cx.plan[id];
    let calls: Vec<String> = plan.calls.iter().map(|one| format!("`{}`", call(cx, op, plan, &one.method))).collect();
    let calls = calls.join(", ");
    if note.is_empty() { calls } else { format!("{calls}. {}", docs::in_text(note)) }
}

/// Operations by their method and path, parameters without their names.
fn routes(cx: &Cx<'_>) -> BTreeMap<String, OpId> {
    cx.api.ops().map(|(id, op)| (key(&op.method, &op.path), id)).collect()
}

fn key_of(call: &ListedCall) -> String {
    match &call.instead {
        Some((method, path)) => key(method, path),
        None => key(&call.method, &call.path),
    }
}

fn key(method: &str, path: &str) -> String {
    let steps: Vec<&str> = path.split('/').map(|step| if step.starts_with('{') { "{}" } else { step }).collect();
    format!("{method} {}", steps.join("/"))
}
