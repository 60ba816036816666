//! `x-pagination`: how a list is paged, checked against what the operation takes and gives.

use super::context::Lowering;
use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::{Api, ContentKind, Location, Operation, PageStyle, Pagination, Place, Ty, TypeKind};
use crate::source::{Node, Span};

impl Lowering<'_, '_> {
    /// Reads `x-pagination` of an operation.
    pub fn pagination(&mut self, node: &Node) -> Option<Pagination> {
        let stated = node.get("x-pagination")?;
        let text = |key: &str| stated.get(key).and_then(Node::as_str).map(str::to_owned);
        let style = match text("style").as_deref() {
            Some("page") => Some(PageStyle::Page),
            Some("item") => {
                text("key").map(|key| PageStyle::Item { key, first: text("from").as_deref() != Some("last") })
            }
            Some("token") => text("token").map(|token| PageStyle::Token { token }),
            _ => None,
        };
        match (style, text("parameter"), text("items")) {
            (Some(style), Some(parameter), Some(items)) => {
                Some(Pagination { style, parameter, items, total: text("total"), span: stated.span })
            }
            (style, _, _) => {
                let named = stated.get("style").and_then(Node::as_str).unwrap_or_default();
                let message = match style {
                    None if !["", "item", "page", "token"].contains(&named) => {
                        format!("`x-pagination` has no style `{named}`")
                    }
                    _ => "`x-pagination` is not complete".to_owned(),
                };
                let help = "give `style` (page, item with `key`, token with `token`), `parameter` and `items`";
                self.refuse(Code::Extension, stated.span, message, help);
                None
            }
        }
    }
}

/// Checks that what the pagination of each operation names is there; takes away what cannot work.
pub fn check(sink: &mut Sink, api: &mut Api) {
    for index in 0..api.ops.len() {
        let op = &api.ops[index];
        let Some(pagination) = &op.pagination else { continue };
        let missing = missing(api, op, pagination);
        let span = pagination.span;
        for what in &missing {
            report(sink, span, &api.ops[index].id, what);
        }
        if !missing.is_empty() {
            api.ops[index].pagination = None;
        }
    }
}

fn report(sink: &mut Sink, span: Span, id: &str, what: &str) {
    let message = format!("the pagination of `{id}` names {what}");
    sink.refuse(Diagnostic::new(Code::Pagination, span, message, "name what the operation takes and its answer holds"));
}

fn missing(api: &Api, op: &Operation, pagination: &Pagination) -> Vec<String> {
    let mut missing = Vec::new();
    let takes = |param: &crate::ir::Param| param.location == Location::Query && param.wire == pagination.parameter;
    if !op.params.iter().any(takes) {
        missing.push(format!("the parameter `{}`, which is not in the query", pagination.parameter));
    }
    let answer = op.ok.iter().flat_map(|reply| &reply.contents).find_map(|content| match &content.kind {
        ContentKind::Json(place) => Some(place),
        _ => None,
    });
    let Some(answer) = answer else {
        missing.push("items, but there is no JSON answer".to_owned());
        return missing;
    };
    let items = at(api, answer, &pagination.items);
    let item = items.and_then(|place| match &resolved(api, place).ty {
        Ty::List(item) => Some(&**item),
        _ => None,
    });
    if item.is_none() {
        missing.push(format!("the items `{}`, which are no list in the answer", pagination.items));
    }
    match &pagination.style {
        PageStyle::Item { key, .. } if item.is_some_and(|item| at(api, item, key).is_none()) => {
            missing.push(format!("the key `{key}`, which the items do not have"));
        }
        PageStyle::Token { token } if at(api, answer, token).is_none() => {
            missing.push(format!("the token `{token}`, which is not in the answer"));
        }
        _ => {}
    }
    if let Some(total) = pagination.total.as_deref().filter(|total| at(api, answer, total).is_none()) {
        missing.push(format!("the total `{total}`, which is not in the answer"));
    }
    missing
}

/// The place at the end of a way of keys with dots.
pub fn at<'a>(api: &'a Api, place: &'a Place, way: &str) -> Option<&'a Place> {
    way.split('.').filter(|key| !key.is_empty()).try_fold(place, |place, key| match &resolved(api, place).ty {
        Ty::Named(id) => match &api[*id].kind {
            TypeKind::Struct(object) => object.fields.iter().find(|field| field.wire == key).map(|field| &field.place),
            _ => None,
        },
        Ty::Map(value) => Some(&**value),
        _ => None,
    })
}

/// A place behind other names of it.
fn resolved<'a>(api: &'a Api, mut place: &'a Place) -> &'a Place {
    for _ in 0..16 {
        match &place.ty {
            Ty::Named(id) => match &api[*id].kind {
                TypeKind::Alias(target) => place = target,
                _ => return place,
            },
            _ => return place,
        }
    }
    place
}
