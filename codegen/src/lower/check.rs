//! Checks that examples match their schemas, and says where they do not.

use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::{Api, EnumBase, Extra, Limits, Place, Scalar, Struct, Tagging, Ty, TypeKind, Union};
use crate::source::{Node, Span, Value};

/// A value in the document and the place that it must match.
pub struct Check<'a> {
    /// What the value is.
    pub what: &'static str,
    /// The place.
    pub place: Place,
    /// The example.
    pub value: &'a Node,
}

/// What is wrong with a value, and where.
type Mismatch = (Span, String);

/// Reports every example that does not match.
pub fn run(sink: &mut Sink, api: &Api, checks: &[Check<'_>]) {
    for check in checks {
        let mut found = Vec::new();
        place(api, &check.place, check.value, &mut found);
        for (span, message) in found {
            let help = format!("mend the {}, or the schema if the server does send this", check.what);
            sink.refuse(Diagnostic::new(
                Code::ExampleMismatch,
                span,
                format!("the {} has {message}", check.what),
                help,
            ));
        }
    }
}

fn place(api: &Api, expected: &Place, node: &Node, found: &mut Vec<Mismatch>) {
    if node.is_null() {
        if !expected.nullable && !admits_null(api, &expected.ty) {
            found.push((node.span, format!("`null` where the schema wants {}", describe(api, &expected.ty))));
        }
        return;
    }
    if let Some(constant) = &expected.constant
        && node.to_json() != *constant
    {
        found.push((node.span, format!("another value than `{constant}`, which is fixed here")));
        return;
    }
    let before = found.len();
    ty(api, &expected.ty, node, found);
    if found.len() == before {
        limits(&expected.limits, node, found);
    }
}

fn admits_null(api: &Api, ty: &Ty) -> bool {
    match ty {
        Ty::Any(_) => true,
        Ty::Named(id) => match &api[*id].kind {
            TypeKind::Alias(place) => place.nullable || matches!(place.ty, Ty::Any(_)),
            _ => false,
        },
        _ => false,
    }
}

fn ty(api: &Api, expected: &Ty, node: &Node, found: &mut Vec<Mismatch>) {
    let wrong = |found: &mut Vec<Mismatch>| {
        found.push((node.span, format!("{} where the schema wants {}", shown(node), describe(api, expected))));
    };
    match (expected, &node.value) {
        (Ty::Any(_), _) => {}
        (Ty::Scalar(kind), _) if scalar(*kind, node) => {}
        (Ty::List(item), Value::List(items)) => items.iter().for_each(|node| place(api, item, node, found)),
        (Ty::Map(value), Value::Map(map)) => map.iter().for_each(|(_, node)| place(api, value, node, found)),
        (Ty::Named(id), _) => match (&api[*id].kind, &node.value) {
            (TypeKind::Alias(target), _) => place(api, target, node, found),
            (TypeKind::Id(kind), _) if scalar(*kind, node) => {}
            (TypeKind::Enum(list), value) => {
                let text = match (list.base, value) {
                    (EnumBase::String, Value::String(text)) => text.clone(),
                    (EnumBase::Int, Value::Int(number)) => number.to_string(),
                    (EnumBase::Int, Value::UInt(number)) => number.to_string(),
                    _ => return wrong(found),
                };
                if !list.values.iter().any(|value| value.wire == text) {
                    found.push((node.span, format!("`{text}`, which is not a listed value")));
                }
            }
            (TypeKind::Struct(object), Value::Map(_)) => structure(api, object, node, found),
            (TypeKind::Union(union), _) => member(api, union, node, found),
            _ => wrong(found),
        },
        _ => wrong(found),
    }
}

fn structure(api: &Api, object: &Struct, node: &Node, found: &mut Vec<Mismatch>) {
    for field in &object.fields {
        match node.get(&field.wire) {
            Some(value) => place(api, &field.place, value, found),
            None if field.required => found.push((node.span, format!("no `{}`, which is required", field.wire))),
            None => {}
        }
    }
    let of_one = || object.one_of.iter().map(|index| object.fields[*index].wire.as_str());
    let there = of_one().filter(|key| node.get(key).is_some_and(|value| !value.is_null())).count();
    if !object.one_of.is_empty() && there != 1 {
        let keys: Vec<String> = of_one().map(|key| format!("`{key}`")).collect();
        found.push((node.span, format!("{there} of {}, of which exactly one must be there", keys.join(" and "))));
    }
    for entry in node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
        if object.fields.iter().any(|field| field.wire == entry.key) {
            continue;
        }
        match &object.extra {
            Extra::Keep(value) => place(api, value, &entry.value, found),
            // The schema lets it pass, but an example that shows an undescribed key documents nothing.
            Extra::Ignore | Extra::Deny => {
                found.push((entry.key_span, format!("the key `{}`, which the schema does not describe", entry.key)));
            }
        }
    }
}

fn member(api: &Api, union: &Union, node: &Node, found: &mut Vec<Mismatch>) {
    if let Tagging::Key(key) = &union.tagging {
        let tag = node.get(key).and_then(|tag| match &tag.value {
            Value::String(text) => Some(text.clone()),
            Value::Int(number) => Some(number.to_string()),
            _ => None,
        });
        match tag.and_then(|tag| union.member(&tag)) {
            Some(variant) => place(api, &variant.place, node, found),
            None => found.push((node.span, format!("no value of `{key}` that leads to a member of the union"))),
        }
        return;
    }
    let mut nearest: Option<Vec<Mismatch>> = None;
    for variant in &union.variants {
        let mut mismatches = Vec::new();
        place(api, &variant.place, node, &mut mismatches);
        if nearest.as_ref().is_none_or(|nearest| mismatches.len() < nearest.len()) {
            nearest = Some(mismatches);
        }
    }
    found.extend(nearest.unwrap_or_default());
}

fn scalar(kind: Scalar, node: &Node) -> bool {
    match &node.value {
        Value::Bool(_) => kind == Scalar::Bool,
        Value::Int(value) => match kind {
            Scalar::I32 => i32::try_from(*value).is_ok(),
            Scalar::U32 => u32::try_from(*value).is_ok(),
            Scalar::U64 => *value >= 0,
            kind => matches!(kind, Scalar::I64 | Scalar::Timestamp | Scalar::F32 | Scalar::F64),
        },
        Value::UInt(_) => matches!(kind, Scalar::U64 | Scalar::F32 | Scalar::F64),
        Value::Float(_) => matches!(kind, Scalar::F32 | Scalar::F64 | Scalar::Timestamp),
        Value::String(text) => match kind {
            Scalar::Timestamp => text.len() >= 10 && text.as_bytes()[0].is_ascii_digit(),
            Scalar::Date => is_date(text),
            kind => matches!(kind, Scalar::String | Scalar::Secret | Scalar::Base64 | Scalar::Binary),
        },
        Value::Map(_) => kind == Scalar::SecretObject,
        Value::Null | Value::List(_) => false,
    }
}

/// Whether a text is a full-date of RFC 3339 in form.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

#[allow(clippy::cast_precision_loss)] // Bounds beyond 2^53 are not checked to the unit.
fn limits(limits: &Limits, node: &Node, found: &mut Vec<Mismatch>) {
    let number = match node.value {
        Value::Int(value) => Some(value as f64),
        Value::UInt(value) => Some(value as f64),
        Value::Float(value) => Some(value),
        _ => None,
    };
    if let (Some(number), Some((minimum, excluded))) = (number, limits.minimum)
        && (number < minimum || excluded && number <= minimum)
    {
        found.push((node.span, format!("{number}, below the minimum of {minimum}")));
    }
    if let (Some(number), Some((maximum, excluded))) = (number, limits.maximum)
        && (number > maximum || excluded && number >= maximum)
    {
        found.push((node.span, format!("{number}, above the maximum of {maximum}")));
    }
    let (size, least, most, unit) = match &node.value {
        Value::String(text) => (text.chars().count(), limits.min_length, limits.max_length, "characters"),
        Value::List(items) => (items.len(), limits.min_items, limits.max_items, "items"),
        Value::Map(map) => (map.entries.len(), limits.min_properties, limits.max_properties, "keys"),
        _ => return,
    };
    let size = size as u64;
    if let Some(least) = least.filter(|least| size < *least) {
        found.push((node.span, format!("{size} {unit}, less than {least}")));
    }
    if let Some(most) = most.filter(|most| size > *most) {
        found.push((node.span, format!("{size} {unit}, more than {most}")));
    }
}

/// A value in words; integers as they are, since their size may be what is wrong.
fn shown(node: &Node) -> String {
    match node.value {
        Value::Int(number) => format!("the integer {number}"),
        Value::UInt(number) => format!("the integer {number}"),
        _ => node.kind().to_owned(),
    }
}

/// What a type wants, in words.
fn describe(api: &Api, ty: &Ty) -> String {
    match ty {
        Ty::Any(_) => "anything".to_owned(),
        Ty::List(_) => "a list".to_owned(),
        Ty::Map(_) | Ty::Scalar(Scalar::SecretObject) => "an object".to_owned(),
        Ty::Scalar(Scalar::Bool) => "a boolean".to_owned(),
        Ty::Scalar(Scalar::I32) => "an integer of 32 bits".to_owned(),
        Ty::Scalar(Scalar::U32) => "an integer of 32 bits from 0".to_owned(),
        Ty::Scalar(Scalar::U64) => "an integer from 0".to_owned(),
        Ty::Scalar(Scalar::I64) => "an integer".to_owned(),
        Ty::Scalar(Scalar::F32 | Scalar::F64) => "a number".to_owned(),
        Ty::Scalar(Scalar::Timestamp) => "a moment".to_owned(),
        Ty::Scalar(Scalar::Date) => "a date".to_owned(),
        Ty::Scalar(_) => "a string".to_owned(),
        Ty::Named(id) => match &api[*id].kind {
            TypeKind::Alias(place) => match place.ty {
                Ty::Named(_) => "another type".to_owned(),
                _ => describe(api, &place.ty),
            },
            TypeKind::Id(kind) => describe(api, &Ty::Scalar(*kind)),
            TypeKind::Enum(list) if list.base == EnumBase::Int => "a listed integer".to_owned(),
            TypeKind::Enum(_) => "a listed string".to_owned(),
            TypeKind::Struct(_) => "an object".to_owned(),
            TypeKind::Union(_) => "a member of a union".to_owned(),
        },
    }
}
