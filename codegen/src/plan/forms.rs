//! Finds out which structs travel as JSON and which as forms: a form can hold files, JSON cannot.

use super::types::Typer;
use crate::ir::walk::{event_types, named_in, reach, struct_of_form};
use crate::ir::{Api, Content, ContentKind, TypeId, TypeKind};

/// How values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Carriers {
    /// As JSON, by themselves or within something else.
    pub json: bool,
    /// As the whole of a `multipart/form-data` body.
    pub multipart: bool,
    /// As the whole of an `application/x-www-form-urlencoded` body.
    pub form: bool,
}

impl Carriers {
    /// Whether they travel as the whole of a form.
    pub const fn any_form(self) -> bool {
        self.multipart || self.form
    }
}

/// How values of each type travel, by [`TypeId`].
pub fn carriers(api: &Api) -> Vec<Carriers> {
    let typer = Typer::new(api);
    let mut carriers = vec![Carriers::default(); api.types.len()];
    let mut json: Vec<TypeId> = api.error.into_iter().collect();
    let mut forms: Vec<TypeId> = Vec::new();
    for op in &api.ops {
        op.params.iter().for_each(|param| named_in(&param.place, &mut json));
        for content in op.body.iter().flat_map(|body| &body.contents) {
            let whole = whole_form(api, content);
            if let Some((id, multipart)) = whole {
                forms.push(id);
                let found = &mut carriers[id.0 as usize];
                found.multipart |= multipart;
                found.form |= !multipart;
            } else if let Some(place) = crate::ir::walk::place_of_content(content) {
                named_in(place, &mut json);
            }
        }
        for reply in op.ok.iter().chain(&op.errors) {
            let bodies = reply.contents.iter().filter_map(crate::ir::walk::place_of_content);
            bodies.chain(reply.headers.iter().map(|header| &header.place)).for_each(|place| named_in(place, &mut json));
        }
    }
    json.extend(api.events.iter().flat_map(event_types));
    for handle in &api.handles {
        handle.params.iter().for_each(|(_, place)| named_in(place, &mut json));
    }
    for id in &forms {
        if let TypeKind::Struct(structure) = &api[*id].kind {
            let places = structure.fields.iter().map(|field| &field.place);
            places.filter(|place| !typer.is_file(place)).for_each(|place| named_in(place, &mut json));
        }
    }
    let reached = reach(api, json);
    for (id, def) in api.types() {
        let found = &mut carriers[id.0 as usize];
        // A type that no operation reaches stands for what comes by another way, such as a webhook.
        found.json = reached[id.0 as usize] || !found.any_form() && !matches!(def.kind, TypeKind::Alias(_));
    }
    carriers
}

/// The struct that is the whole of a form, and whether the form is multipart; `None` for other bodies.
pub fn whole_form(api: &Api, content: &Content) -> Option<(TypeId, bool)> {
    let (place, multipart) = match &content.kind {
        ContentKind::Multipart(place) => (place, true),
        ContentKind::Form(place) => (place, false),
        _ => return None,
    };
    Some((struct_of_form(api, place)?, multipart))
}
