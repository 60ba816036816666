//! Plans the field of a struct that holds the one of several keys that is there.

use std::collections::BTreeSet;

use super::forms::Carriers;
use super::ident;
use super::models::{Context, FieldPlan, Presence, TAKEN_VARIANTS, VariantPlan, spelled_pascal, variant_name};
use super::names::{self, Claim, Scope};
use super::types::Carrier;
use crate::diag::Sink;
use crate::ir::{Access, Api, Field, Struct, TypeKind};

/// What is decided on such a field.
#[derive(Debug, Clone)]
pub struct ChoicePlan {
    /// Its name in Rust.
    pub name: String,
    /// The name of its type, an enum.
    pub ty: String,
    /// The variants, in the order of the keys.
    pub variants: Vec<VariantPlan>,
    /// Whether values without exactly one of the keys decode: those of answers do.
    pub open: bool,
}

/// The types that have such a field: objects of JSON that callers send. What is only received has a field for each key, for
/// whatever the server sends.
pub(super) fn choices(api: &Api, carriers: &[Carriers]) -> BTreeSet<usize> {
    let is_one = |index: &usize| {
        let (def, carriers) = (&api.types[*index], carriers[*index]);
        let TypeKind::Struct(object) = &def.kind else { return false };
        let free = |field: &Field| field.access == Access::Both && field.place.constant.is_none();
        let is_free = object.one_of.iter().all(|index| free(&object.fields[*index]));
        !object.one_of.is_empty() && is_free && def.usage.request && carriers.json && !carriers.any_form()
    };
    (0..api.types.len()).filter(is_one).collect()
}

/// The words of its name: `body or template`.
pub(super) fn words(object: &Struct) -> Vec<String> {
    let keys: Vec<&str> = object.one_of.iter().map(|index| object.fields[*index].wire.as_str()).collect();
    match keys.as_slice() {
        [_, _] | [_, _, _] => ident::words(&keys.join(" or ")),
        _ => vec!["choice".to_owned()],
    }
}

impl Context<'_> {
    /// One of the keys.
    pub(super) fn chosen(&self, index: usize, name: String, field: &Field) -> FieldPlan {
        let ty = self.boxed(index, self.typer.value(&field.place, Carrier::Json));
        FieldPlan {
            form_ty: ty.clone(),
            ty,
            mode: Presence::Chosen,
            setter: name.clone(),
            clear: format!("clear_{name}"),
            name,
        }
    }

    /// The field that holds one of them.
    pub(super) fn choice(
        &self,
        sink: &mut Sink,
        object: &Struct,
        fields: &[FieldPlan],
        name: String,
        ty: String,
    ) -> ChoicePlan {
        let claim = |index: &usize| {
            let field = &object.fields[*index];
            let pin = field.pin.as_deref().map(variant_name).filter(|pin| ident::is_identifier(pin));
            let names = pin.into_iter().chain([variant_name(&field.wire)]).collect();
            Claim { wire: field.wire.clone(), span: field.span, names, ..Claim::default() }
        };
        let claims: Vec<Claim> = object.one_of.iter().map(claim).collect();
        let title = format!("the variants of `{ty}`");
        let scope = Scope { title: &title, kind: "field", taken: TAKEN_VARIANTS, harsher: &spelled_pascal };
        let names = names::resolve(sink, &scope, &claims);
        let types = object.one_of.iter().map(|index| fields[*index].ty.clone()).collect();
        ChoicePlan { name, ty, variants: self.variants(names, types), open: self.api[self.id].usage.response }
    }
}
