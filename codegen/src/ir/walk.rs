//! Visits every place of types and operations.

use super::{Api, Content, ContentKind, EventGroup, Extra, Operation, Place, Ty, TypeId, TypeKind};

/// The places that a type holds directly.
pub fn places_of_type(kind: &TypeKind) -> Vec<&Place> {
    match kind {
        TypeKind::Struct(object) => {
            let mut places: Vec<&Place> = object.fields.iter().map(|field| &field.place).collect();
            if let Extra::Keep(place) = &object.extra {
                places.push(place);
            }
            places
        }
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.place).collect(),
        TypeKind::Alias(place) => vec![place],
        TypeKind::Enum(_) | TypeKind::Id(_) => Vec::new(),
    }
}

/// The place of a body or an answer, where it has one.
pub const fn place_of_content(content: &Content) -> Option<&Place> {
    match &content.kind {
        ContentKind::Json(place)
        | ContentKind::Form(place)
        | ContentKind::Multipart(place)
        | ContentKind::EventStream(place) => Some(place),
        ContentKind::Text | ContentKind::Bytes => None,
    }
}

/// The struct whose fields are those of a form, if a place leads to one.
pub fn struct_of_form(api: &Api, place: &Place) -> Option<TypeId> {
    let mut place = place;
    // Aliases of aliases end soon; only a loop of them goes on.
    for _ in 0..16 {
        let Ty::Named(id) = place.ty else { return None };
        match &api[id].kind {
            // A form has no place for keys of any name, so a struct that keeps them loses them there.
            TypeKind::Struct(object) if !object.fields.is_empty() || !matches!(object.extra, Extra::Keep(_)) => {
                return Some(id);
            }
            TypeKind::Alias(inner) => place = inner,
            _ => return None,
        }
    }
    None
}

/// The places that an operation sends.
pub fn request_places(op: &Operation) -> Vec<&Place> {
    let bodies = op.body.iter().flat_map(|body| &body.contents).filter_map(place_of_content);
    op.params.iter().map(|param| &param.place).chain(bodies).collect()
}

/// The places that an operation receives.
pub fn response_places(op: &Operation) -> Vec<&Place> {
    let replies = || op.ok.iter().chain(&op.errors);
    let bodies = replies().flat_map(|reply| &reply.contents).filter_map(place_of_content);
    bodies.chain(replies().flat_map(|reply| &reply.headers).map(|header| &header.place)).collect()
}

/// The types that events of a group name, their union among them.
pub fn event_types(group: &EventGroup) -> Vec<TypeId> {
    let mut found: Vec<TypeId> = group.union.into_iter().collect();
    group.events.iter().for_each(|event| named_in(&event.place, &mut found));
    found
}

/// The named types that a place leads to without passing through another named type.
pub fn named_in(place: &Place, found: &mut Vec<TypeId>) {
    match &place.ty {
        Ty::Named(id) => found.push(*id),
        Ty::List(inner) | Ty::Map(inner) => named_in(inner, found),
        Ty::Scalar(_) | Ty::Any(_) => {}
    }
}

/// Marks everything that can be reached from some types, themselves included.
pub fn reach(api: &Api, from: impl IntoIterator<Item = TypeId>) -> Vec<bool> {
    let mut seen = vec![false; api.types.len()];
    let mut open: Vec<TypeId> = from.into_iter().collect();
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut seen[id.0 as usize], true) {
            continue;
        }
        for place in places_of_type(&api[id].kind) {
            named_in(place, &mut open);
        }
    }
    seen
}
