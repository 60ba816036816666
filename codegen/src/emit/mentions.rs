//! Operations that descriptions mention: documents call them by their ids, callers by the way to their methods.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cx, readme};
use crate::ir::{Api, Docs, Place, TypeKind};

/// The API with every mention of an operation made the way to its method: `account(..).messages().list`.
pub fn in_rust(cx: &Cx<'_>) -> Api {
    let ways = ways(cx);
    let mut api = cx.api.clone();
    each_text(&mut api, &mut |text| {
        let pieces: Vec<&str> = text.split('`').collect();
        if pieces.iter().any(|piece| ways.contains_key(piece)) {
            *text =
                pieces.iter().map(|piece| ways.get(piece).map_or(*piece, String::as_str)).collect::<Vec<_>>().join("`");
        }
    });
    api
}

/// The ways to methods by the ids of their operations; but for ids that may well mean something else.
fn ways<'a>(cx: &Cx<'a>) -> BTreeMap<&'a str, String> {
    let words = words(cx.api);
    let named = cx.api.ops().filter(|(_, op)| op.id.contains('_') && !words.contains(op.id.as_str()));
    let way = |(id, op): (crate::ir::OpId, &'a crate::ir::Operation)| {
        let plan = &cx.plan[id];
        Some((op.id.as_str(), readme::call(cx, op, plan, &plan.calls.first()?.method)))
    };
    named.filter_map(way).collect()
}

/// What else a word in code may be: a key, a parameter, a value, an event.
fn words(api: &Api) -> BTreeSet<&str> {
    fn constant(place: &Place) -> Option<&str> {
        place.constant.as_ref().and_then(serde_json::Value::as_str)
    }
    let mut words: BTreeSet<&str> = BTreeSet::new();
    for def in &api.types {
        match &def.kind {
            TypeKind::Struct(object) => {
                words.extend(object.fields.iter().map(|field| field.wire.as_str()));
                words.extend(object.fields.iter().filter_map(|field| constant(&field.place)));
            }
            TypeKind::Enum(list) => words.extend(list.values.iter().map(|value| value.wire.as_str())),
            TypeKind::Union(union) => {
                words.extend(union.variants.iter().flat_map(|variant| variant.tags.iter().map(String::as_str)));
            }
            TypeKind::Id(_) | TypeKind::Alias(_) => {}
        }
    }
    words.extend(api.ops.iter().flat_map(|op| op.params.iter().map(|param| param.wire.as_str())));
    words.extend(api.events.iter().flat_map(|group| group.events.iter().map(|event| event.name.as_str())));
    words
}

/// Does something with every text that the emitter shows.
fn each_text(api: &mut Api, then: &mut dyn FnMut(&mut String)) {
    let mut of_docs = |docs: &mut Docs| docs.summary.iter_mut().chain(&mut docs.description).for_each(&mut *then);
    of_docs(&mut api.docs);
    for def in &mut api.types {
        of_docs(&mut def.docs);
        match &mut def.kind {
            TypeKind::Struct(object) => object.fields.iter_mut().for_each(|field| of_docs(&mut field.docs)),
            TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| of_docs(&mut variant.docs)),
            TypeKind::Enum(_) | TypeKind::Id(_) | TypeKind::Alias(_) => {}
        }
    }
    for op in &mut api.ops {
        of_docs(&mut op.docs);
        op.params.iter_mut().for_each(|param| of_docs(&mut param.docs));
        op.body.iter_mut().for_each(|body| of_docs(&mut body.docs));
    }
    api.tags.iter_mut().for_each(|tag| of_docs(&mut tag.docs));
    api.handles.iter_mut().for_each(|handle| of_docs(&mut handle.docs));
    api.events.iter_mut().flat_map(|group| &mut group.events).for_each(|event| of_docs(&mut event.docs));
    api.auth.iter_mut().for_each(|scheme| of_docs(&mut scheme.docs));
    for op in &mut api.ops {
        op.unpaginated.iter_mut().for_each(&mut *then);
    }
    for def in &mut api.types {
        if let TypeKind::Enum(list) = &mut def.kind {
            list.values.iter_mut().flat_map(|value| &mut value.description).for_each(&mut *then);
        }
    }
}
