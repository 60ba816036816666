//! Which schemas apply to a value: through references, `allOf`, and those alternatives that the value fits.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::{Place, View};

/// All schemas that apply to a value, or to any value if none is given; the ones asked for come first.
pub fn applying<'d>(view: View<'d>, roots: &[Place<'d>], value: Option<&Value>) -> Vec<Place<'d>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open: Vec<Place<'d>> = roots.iter().rev().cloned().collect();
    while let Some(place) = open.pop() {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        let mut next = Vec::new();
        next.extend(place.text("$ref").and_then(|reference| view.target(reference)));
        next.extend(place.children("allOf").into_iter().map(|(_, member)| member));
        for keyword in ["oneOf", "anyOf"] {
            next.extend(fitting(view, &place.children(keyword), value));
        }
        open.extend(next.into_iter().rev());
        found.push(place);
    }
    found
}

/// The alternatives that a value fits; if it fits none (or there is no value), all of them.
fn fitting<'d>(view: View<'d>, members: &[(&str, Place<'d>)], value: Option<&Value>) -> Vec<Place<'d>> {
    let all = || members.iter().map(|(_, member)| member.clone());
    let Some(value) = value else { return all().collect() };
    let fitting: Vec<_> = all().filter(|member| view.accepts(member, value)).collect();
    if fitting.is_empty() { all().collect() } else { fitting }
}

/// The JSON types that schemas name or show by the values they list; empty if they say nothing.
pub fn types(places: &[Place<'_>]) -> Vec<&'static str> {
    let mut found = Vec::new();
    for place in places {
        match place.value.get("type") {
            Some(Value::String(name)) => found.extend(known(name)),
            Some(Value::Array(names)) => found.extend(names.iter().filter_map(Value::as_str).filter_map(known)),
            _ => {
                let listed = place.value.get("enum").and_then(Value::as_array).into_iter().flatten();
                found.extend(listed.chain(place.value.get("const")).map(type_of));
                if place.value.get("properties").is_some() {
                    found.push("object");
                }
                if place.value.get("items").is_some() {
                    found.push("array");
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn known(name: &str) -> Option<&'static str> {
    ["array", "boolean", "integer", "null", "number", "object", "string"].into_iter().find(|known| *known == name)
}

/// The JSON type of a value; whole numbers are integers.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The schemas of a key among schemas of an object.
pub fn property<'d>(places: &[Place<'d>], name: &str) -> Vec<Place<'d>> {
    let named: Vec<_> = places.iter().filter_map(|place| place.child("properties")?.child(name)).collect();
    if !named.is_empty() {
        return named;
    }
    // Patterns of names are rare and only their union is of use here.
    let patterns = places.iter().flat_map(|place| place.children("patternProperties")).map(|(_, schema)| schema);
    let rest = places.iter().filter_map(|place| place.child("additionalProperties"));
    patterns.chain(rest).filter(|place| place.value.is_object()).collect()
}

/// The schemas of an element among schemas of an array.
pub fn element<'d>(places: &[Place<'d>], index: usize) -> Vec<Place<'d>> {
    let of = |place: &Place<'d>| {
        let first = place.child("prefixItems").and_then(|first| first.child_at(index));
        first.or_else(|| place.child("items").filter(|items| items.value.is_object()))
    };
    places.iter().filter_map(of).collect()
}

/// Whether schemas of an object name keys and leave it open that there are others, or say that any may come.
pub fn names_its_keys(places: &[Place<'_>]) -> bool {
    let free = ["additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties"];
    let open = |place: &Place<'_>| free.iter().any(|keyword| place.value.get(keyword).is_some());
    places.iter().any(|place| place.value.get("properties").is_some()) && !places.iter().any(open)
}

impl Place<'_> {
    fn child_at(&self, index: usize) -> Option<Self> {
        self.entries().into_iter().nth(index).map(|(_, child)| child)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    fn document() -> Document {
        let text = json!({"openapi": "3.1.0", "components": {"schemas": {
            "Loop": {"allOf": [{"$ref": "#/components/schemas/Loop"}], "properties": {"next": {"$ref": "#/components/schemas/Loop"}}},
            "Either": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"enum": [1, 2.5]}}, {"type": "null"}]},
        }}});
        Document::parse(&text.to_string()).unwrap()
    }

    #[test]
    fn schemas_that_refer_to_themselves_end() {
        let document = document();
        let view = document.view(Side::Response);
        let roots = [view.at("/components/schemas/Loop").unwrap()];
        let found = applying(view, &roots, Some(&json!({"next": {}})));
        assert_eq!(found.len(), 2);
        assert_eq!(property(&found, "next").len(), 1);
    }

    #[test]
    fn only_the_alternative_that_fits_applies() {
        let document = document();
        let view = document.view(Side::Response);
        let roots = [view.at("/components/schemas/Either").unwrap()];
        assert_eq!(types(&applying(view, &roots, None)), ["array", "null", "string"]);
        assert_eq!(types(&applying(view, &roots, Some(&json!("x")))), ["string"]);
        let list = applying(view, &roots, Some(&json!([1])));
        assert_eq!(types(&list), ["array"]);
        assert_eq!(types(&element(&list, 0)), ["integer", "number"]);
    }
}
