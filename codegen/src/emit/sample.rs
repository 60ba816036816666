//! Makes up values that fit: for the calls of the smoke tests, where the document has no example.

mod pattern;

use serde_json::{Map, Number, Value as Json, json};

use super::Cx;
use super::rt::{self, At};
use super::table::literal;
use crate::ir::{Enum, EnumBase, Place, Scalar, Struct, Tagging, Ty, TypeKind, Union};
use crate::plan::{RustTy, Shape};

/// A value for a place, as JSON.
pub fn json(cx: &Cx<'_>, place: &Place) -> Json {
    value(cx, place, 0)
}

/// Deeper than this, only what is needed for a value to be one.
const DEEPEST: usize = 6;

fn value(cx: &Cx<'_>, place: &Place, depth: usize) -> Json {
    if let Some(known) = place.constant.as_ref().or(place.default.as_ref()).filter(|known| !known.is_null()) {
        return known.clone();
    }
    match &place.ty {
        Ty::Scalar(scalar) => of_scalar(*scalar, place),
        Ty::Any(_) | Ty::Map(_) => json!({}),
        Ty::List(_) if depth > DEEPEST => json!([]),
        Ty::List(item) => {
            let count = place.limits.min_items.unwrap_or(1).clamp(1, 4);
            (0..count).map(|_| value(cx, item, depth + 1)).collect()
        }
        Ty::Named(_) if depth > DEEPEST && place.nullable => Json::Null,
        Ty::Named(_) if depth > 4 * DEEPEST => Json::Null,
        Ty::Named(id) => match &cx.api[*id].kind {
            TypeKind::Struct(object) => of_struct(cx, object, depth + 1),
            TypeKind::Enum(list) => of_enum(list),
            TypeKind::Union(union) => of_union(cx, union, depth + 1),
            // What an id looks like is said where it is declared, not at each place.
            TypeKind::Id(scalar) => of_scalar(*scalar, &cx.api[*id].own),
            TypeKind::Alias(inner) => value(cx, inner, depth + 1),
        },
    }
}

fn of_scalar(scalar: Scalar, place: &Place) -> Json {
    match scalar {
        Scalar::Bool => json!(true),
        Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 => json!(whole_number(place)),
        Scalar::F32 | Scalar::F64 => Number::from_f64(number(place)).map_or(json!(1), Json::Number),
        Scalar::Timestamp if place.format.as_deref() == Some("unix-time") => json!(1_700_000_000),
        Scalar::Timestamp => json!("2024-01-02T03:04:05Z"),
        Scalar::Date => json!("2024-01-02"),
        Scalar::Base64 => json!("eA=="),
        Scalar::SecretObject => json!({}),
        Scalar::String | Scalar::Secret | Scalar::Binary => json!(text(place)),
    }
}

/// A number within the bounds: 1 if that is possible.
fn number(place: &Place) -> f64 {
    let least = place.limits.minimum.map_or(f64::MIN, |(least, excluded)| if excluded { least + 1.0 } else { least });
    let most = place.limits.maximum.map_or(f64::MAX, |(most, excluded)| if excluded { most - 1.0 } else { most });
    let step = place.limits.multiple_of.unwrap_or(1.0);
    step.max(least).min(most)
}

fn whole_number(place: &Place) -> i64 {
    // Bounds beyond these are of no use to a test; the cast of a float saturates.
    #[allow(clippy::cast_possible_truncation)]
    let number = number(place).ceil().clamp(-9.0e15, 9.0e15) as i64;
    number
}

fn text(place: &Place) -> String {
    if let Some(text) = place.limits.pattern.as_deref().and_then(pattern::matching).filter(|text| fits(place, text)) {
        return text;
    }
    let known = match place.format.as_deref() {
        Some("email") => "a@example.com",
        Some("uri" | "url" | "iri") => "https://example.com/a",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("hostname") => "example.com",
        Some("ipv4" | "ip") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("time") => "03:04:05Z",
        Some("duration") => "P1D",
        _ => "x1",
    };
    let mut text = known.to_owned();
    let least = usize::try_from(place.limits.min_length.unwrap_or(0)).unwrap_or(0).min(1_000);
    while text.len() < least {
        text.push('x');
    }
    if let Some(most) = place.limits.max_length.and_then(|most| usize::try_from(most).ok()) {
        text.truncate(most);
    }
    text
}

/// Whether a text is neither too short nor too long.
fn fits(place: &Place, text: &str) -> bool {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let (least, most) = (place.limits.min_length.unwrap_or(0), place.limits.max_length.unwrap_or(u64::MAX));
    (least..=most).contains(&length) && !text.is_empty()
}

fn of_struct(cx: &Cx<'_>, object: &Struct, depth: usize) -> Json {
    let fields = object.fields.iter().enumerate();
    let required = fields.filter(|(index, field)| {
        object.one_of.first() == Some(index) || field.required && field.access != crate::ir::Access::ReadOnly
    });
    required
        .map(|(_, field)| (field.wire.clone(), value(cx, &field.place, depth)))
        .collect::<Map<String, Json>>()
        .into()
}

fn of_enum(list: &Enum) -> Json {
    let first = list.values.first().map(|value| value.wire.as_str()).unwrap_or_default();
    match list.base {
        EnumBase::String => json!(first),
        EnumBase::Int => json!(first.parse::<i64>().unwrap_or_default()),
    }
}

fn of_union(cx: &Cx<'_>, union: &Union, depth: usize) -> Json {
    let Some(first) = union.variants.first() else { return Json::Null };
    let mut member = value(cx, &first.place, depth);
    if let (Tagging::Key(key), Json::Object(entries), Some(tag)) = (&union.tagging, &mut member, first.tags.first()) {
        // An integer is always there: the member writes it.
        if !entries.get(key).is_some_and(Json::is_i64) {
            entries.insert(key.clone(), json!(tag));
        }
    }
    member
}

/// The name of a type in a test, which sees the crate from outside.
pub fn spelled(cx: &Cx<'_>, ty: &RustTy) -> String {
    let lib = cx.config.lib_name();
    rt::spell(cx, ty, At::Elsewhere)
        .replace("rt::Map<", "std::collections::BTreeMap<String, ")
        .replace("rt::", &format!("{lib}::"))
}

/// An expression for an argument of a type, from a value as JSON.
pub fn expression(cx: &Cx<'_>, ty: &RustTy, value: &Json) -> String {
    let base = cx.typer.base(ty);
    match (&base, value) {
        (RustTy::Bool, Json::Bool(value)) => value.to_string(),
        (RustTy::I32 | RustTy::I64 | RustTy::U32 | RustTy::U64, Json::Number(number)) if number.is_i64() => {
            number.to_string()
        }
        (RustTy::F32 | RustTy::F64, Json::Number(number)) => format!("{:?}", number.as_f64().unwrap_or_default()),
        (RustTy::String | RustTy::Secret, Json::String(text)) => literal(text),
        (RustTy::FilePart, _) => format!("{}::FilePart::from_bytes(\"file.txt\", \"content\")", cx.config.lib_name()),
        (RustTy::Boxed(inner), _) => expression(cx, inner, value),
        (RustTy::Model(id), _) => match (&cx.plan[*id].shape, value) {
            (Shape::Id(true), Json::Number(number)) if number.is_i64() => number.to_string(),
            (Shape::Id(false), Json::String(text)) => literal(text),
            (Shape::Enum(names), _) => of_variant(cx, *id, names, value).unwrap_or_else(|| parsed(cx, &base, value)),
            _ => parsed(cx, &base, value),
        },
        (RustTy::Vec(item), Json::Array(values)) if !values.is_empty() && is_plain(cx, item) => {
            let items: Vec<String> = values.iter().map(|value| expression(cx, item, value)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => parsed(cx, &base, value),
    }
}

fn of_variant(cx: &Cx<'_>, id: crate::ir::TypeId, names: &[String], value: &Json) -> Option<String> {
    let TypeKind::Enum(list) = &cx.api[id].kind else { return None };
    let wire = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let index = list.values.iter().position(|value| value.wire == wire)?;
    Some(format!("models::{}::{}", cx.plan[id].name, names[index]))
}

/// Whether a list of such items is taken as anything that can be iterated.
fn is_plain(cx: &Cx<'_>, item: &RustTy) -> bool {
    match cx.typer.base(item) {
        RustTy::String | RustTy::Bool | RustTy::I32 | RustTy::I64 | RustTy::FilePart => true,
        RustTy::Model(id) => matches!(cx.plan[id].shape, Shape::Id(_) | Shape::Enum(_)),
        _ => false,
    }
}

/// A value that is read from JSON when the test runs.
pub fn parsed(cx: &Cx<'_>, ty: &RustTy, value: &Json) -> String {
    format!("support::parse::<{}>({})", spelled(cx, ty), literal(&value.to_string()))
}
