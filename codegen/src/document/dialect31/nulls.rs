//! `null` as a type or a value becomes `nullable`.

use super::is_annotation;
use crate::source::{Entry, MAX_DEPTH, Map, Node, Value};

/// Takes the members that allow only `null` out of `anyOf` and `oneOf`; where one member is left, it moves up.
pub(super) fn unions(map: &mut Map) {
    // A member that moved up may be such a union in its turn; each turn takes one level away.
    for _ in 0..MAX_DEPTH {
        let moved = ["anyOf", "oneOf"].into_iter().any(|keyword| union(map, keyword));
        if !moved {
            return;
        }
    }
}

/// Whether a member moved up.
fn union(map: &mut Map, keyword: &str) -> bool {
    let Some(Node { value: Value::List(members), .. }) = map.get_mut(keyword) else { return false };
    let before = members.len();
    let null_at = members.iter().find(|member| is_null_only(member)).map(|member| member.span);
    members.retain(|member| !is_null_only(member));
    let Some(span) = null_at else { return false };
    if members.len() == 1 {
        let Some(entry) = map.entries.iter().position(|entry| entry.key == keyword) else { return false };
        let Entry { key_span, value, .. } = map.entries.remove(entry);
        let Value::List(mut members) = value.value else { return false };
        let Some(member) = members.pop() else { return false };
        map.set("nullable", Node::new(span, Value::Bool(true)));
        move_up(map, entry, Entry { key: "allOf".to_owned(), key_span, value: member });
        return true;
    }
    if members.is_empty() {
        map.remove(keyword);
        only_null(map, span);
    } else if before > members.len() {
        map.set("nullable", Node::new(span, Value::Bool(true)));
    }
    false
}

/// Puts the keywords of a member among those of the schema, or the member into `allOf` where they would clash.
fn move_up(map: &mut Map, at: usize, member: Entry) {
    let span = member.value.span;
    let fits = match &member.value.value {
        Value::Map(inner) => {
            !inner.contains("$ref")
                && inner.entries.iter().all(|entry| {
                    is_annotation(&entry.key)
                        || map.get(&entry.key).is_none_or(|own| own.value == entry.value.value)
                        || (entry.key == "allOf" && !map.contains("allOf"))
                })
        }
        _ => false,
    };
    match member.value.value {
        Value::Map(inner) if fits => {
            let mut at = at;
            for entry in inner.entries {
                if !map.contains(&entry.key) {
                    map.entries.insert(at.min(map.entries.len()), entry);
                    at += 1;
                }
            }
        }
        value => {
            let node = Node::new(span, value);
            if let Some(Node { value: Value::List(items), .. }) = map.get_mut("allOf") {
                items.push(node);
            } else {
                let value = Node::new(span, Value::List(vec![node]));
                map.entries
                    .insert(at.min(map.entries.len()), Entry { value, ..member_key(member.key, member.key_span) });
            }
        }
    }
}

/// An entry whose value is to be set.
fn member_key(key: String, key_span: crate::source::Span) -> Entry {
    Entry { key, key_span, value: Node::new(key_span, Value::Null) }
}

/// Whether a schema allows `null` and nothing else, and says nothing that would be lost with it.
fn is_null_only(node: &Node) -> bool {
    let Some(map) = node.as_map() else { return false };
    if map
        .entries
        .iter()
        .any(|entry| !is_annotation(&entry.key) && !matches!(entry.key.as_str(), "type" | "enum" | "const"))
    {
        return false;
    }
    let null_name = |node: &Node| node.as_str() == Some("null");
    let by_type = map.get("type").is_some_and(|kind| {
        null_name(kind) || kind.as_list().is_some_and(|names| !names.is_empty() && names.iter().all(null_name))
    });
    let by_values = map
        .get("enum")
        .and_then(Node::as_list)
        .is_some_and(|values| !values.is_empty() && values.iter().all(Node::is_null));
    by_type || by_values || map.get("const").is_some_and(Node::is_null)
}

/// Makes a schema allow `null` alone.
pub(super) fn only_null(map: &mut Map, span: crate::source::Span) {
    map.remove("type");
    map.set("nullable", Node::new(span, Value::Bool(true)));
    map.set("enum", Node::new(span, Value::List(vec![Node::new(span, Value::Null)])));
}

/// Lists that run beside `enum`, one item per value.
const BESIDE_ENUM: [&str; 2] = ["x-enum-varnames", "x-enum-descriptions"];

/// Takes `null` out of `enum`, where other values are left.
pub(super) fn values(map: &mut Map) {
    let Some(Node { value: Value::List(values), .. }) = map.get_mut("enum") else { return };
    let Some(null) = values.iter().find(|value| value.is_null()).map(|value| value.span) else { return };
    let stays: Vec<bool> = values.iter().map(|value| !value.is_null()).collect();
    if stays.contains(&true) {
        values.retain(|value| !value.is_null());
        for keyword in BESIDE_ENUM {
            if let Some(Node { value: Value::List(beside), .. }) = map.get_mut(keyword)
                && beside.len() == stays.len()
            {
                let mut stays = stays.iter();
                beside.retain(|_| stays.next().copied().unwrap_or(true));
            }
        }
    }
    map.set("nullable", Node::new(null, Value::Bool(true)));
}
