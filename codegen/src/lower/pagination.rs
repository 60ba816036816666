//! `x-pagination`: how a list is paged, checked against what the operation takes and gives.

use super::context::Lowering;
use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::{
    Api, ContentKind, Location, Operation, PageStyle, Pagination, Param, Place, Scalar, Style, Ty, TypeKind,
};
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
    let takes = |param: &&Param| param.location == Location::Query && param.wire == pagination.parameter;
    let name = &pagination.parameter;
    match op.params.iter().find(takes) {
        None => missing.push(format!("the parameter `{name}`, which is not in the query")),
        Some(param) if pagination.style == PageStyle::Page && !is_whole_number(api, &param.place) => {
            missing.push(format!("the parameter `{name}`, which is no whole number"));
        }
        Some(param) if !is_plain(api, &param.place) || param.style == Style::Json => {
            missing.push(format!("the parameter `{name}`, which takes no plain value"));
        }
        Some(_) => {}
    }
    let answer = op.ok.iter().flat_map(|reply| &reply.contents).find_map(|content| match &content.kind {
        ContentKind::Json(place) => Some(place),
        _ => None,
    });
    let Some(answer) = answer else {
        missing.push("items, but there is no JSON answer".to_owned());
        return missing;
    };
    let item = at(api, answer, &pagination.items).and_then(|place| match &resolved(api, place).ty {
        Ty::List(item) => Some(&**item),
        _ => None,
    });
    match (&pagination.style, item) {
        (_, None) => missing.push(format!("the items `{}`, which are no list in the answer", pagination.items)),
        (PageStyle::Item { key, .. }, Some(item)) => missing.extend(wrong_key(api, item, key)),
        _ => {}
    }
    if let PageStyle::Token { token } = &pagination.style {
        match at(api, answer, token) {
            None => missing.push(format!("the token `{token}`, which is not in the answer")),
            Some(place) if !is_plain(api, place) => {
                missing.push(format!("the token `{token}`, which is no plain value"));
            }
            Some(_) => {}
        }
    }
    if let Some(total) = pagination.total.as_deref().filter(|total| at(api, answer, total).is_none()) {
        missing.push(format!("the total `{total}`, which is not in the answer"));
    }
    missing
}

/// What keeps a key of an item from leading to the next page.
fn wrong_key(api: &Api, item: &Place, key: &str) -> Option<String> {
    let Some(place) = at(api, item, key) else {
        return Some(format!("the key `{key}`, which the items do not have"));
    };
    if !is_plain(api, place) {
        return Some(format!("the key `{key}`, which is no plain value"));
    }
    let lacks = item.nullable || !is_always_there(api, item, key);
    lacks.then(|| format!("the key `{key}`, which an item may lack: the list would seem to end there"))
}

/// Whether an object always has what stands at the end of a way.
fn is_always_there<'a>(api: &'a Api, mut place: &'a Place, way: &str) -> bool {
    for key in way.split('.') {
        let Ty::Named(id) = resolved(api, place).ty else { return false };
        let TypeKind::Struct(object) = &api[id].kind else { return false };
        let field = object.fields.iter().find(|field| field.wire == key && field.required);
        let Some(field) = field.filter(|field| !field.place.nullable) else { return false };
        place = &field.place;
    }
    !resolved(api, place).nullable
}

/// Whether a place holds one value that can be text in a query.
fn is_plain(api: &Api, place: &Place) -> bool {
    match resolved(api, place).ty {
        // A secret would be seen there.
        Ty::Scalar(scalar) => !matches!(scalar, Scalar::Binary | Scalar::Secret | Scalar::SecretObject),
        Ty::Named(id) => matches!(api[id].kind, TypeKind::Id(_) | TypeKind::Enum(_)),
        Ty::List(_) | Ty::Map(_) | Ty::Any(_) => false,
    }
}

fn is_whole_number(api: &Api, place: &Place) -> bool {
    matches!(resolved(api, place).ty, Ty::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64))
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
