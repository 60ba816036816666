//! Changes an answer as a newer server would: keys and values that the document does not know.

use serde_json::{Map, Value, json};

use crate::applying::{applying, element, property};
use crate::document::{Place, View};
use crate::synth;

/// The key that is added to objects.
pub const ADDED_KEY: &str = "x_added_later";
/// The text that takes the place of listed texts and of tags.
pub const ADDED_TEXT: &str = "added_later";
/// The number that takes the place of listed numbers.
pub const ADDED_NUMBER: i64 = 9999;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drift {
    /// Objects get a key, values of open lists become unknown.
    pub values: bool,
    /// The keys that tell the members of unions apart become unknown.
    pub tags: bool,
}

impl Drift {
    /// Changes a value of a schema.
    pub fn apply(self, view: View<'_>, schema: &Place<'_>, value: &Value) -> Value {
        if self == Self::default() { value.clone() } else { self.change(view, std::slice::from_ref(schema), value) }
    }

    fn change(self, view: View<'_>, roots: &[Place<'_>], value: &Value) -> Value {
        // Which alternatives apply is judged by the value as it was.
        let places = applying(view, roots, Some(value));
        match value {
            Value::Object(map) => self.object(view, &places, map),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.map(|(index, item)| self.change(view, &element(&places, index), item)).collect()
            }
            _ if self.values && is_open_list(&places) => match value {
                Value::String(_) => json!(ADDED_TEXT),
                Value::Number(number) if !number.is_f64() => json!(ADDED_NUMBER),
                other => other.clone(),
            },
            other => other.clone(),
        }
    }

    fn object(self, view: View<'_>, places: &[Place<'_>], map: &Map<String, Value>) -> Value {
        let tags: Vec<&str> =
            places.iter().filter_map(|place| place.child("discriminator")?.text("propertyName")).collect();
        let mut changed = Map::new();
        for (key, value) in map {
            let value = match value {
                Value::String(_) if tags.contains(&key.as_str()) && self.tags => json!(ADDED_TEXT),
                value if tags.contains(&key.as_str()) => value.clone(),
                value => self.change(view, &property(places, key), value),
            };
            changed.insert(key.clone(), value);
        }
        if self.values && takes_keys(places) {
            changed.insert(ADDED_KEY.to_owned(), added(view, places, map));
        }
        Value::Object(changed)
    }
}

/// Whether some schema speaks of an object and none closes it.
fn takes_keys(places: &[Place<'_>]) -> bool {
    let closed = |place: &Place<'_>| {
        let forbids = |keyword: &str| place.value.get(keyword) == Some(&Value::Bool(false));
        forbids("additionalProperties") || forbids("unevaluatedProperties")
    };
    let speaks = |place: &Place<'_>| {
        let named = match place.value.get("type") {
            Some(Value::String(name)) => name == "object",
            Some(Value::Array(names)) => names.contains(&json!("object")),
            _ => false,
        };
        named || place.value.get("properties").is_some()
    };
    places.iter().any(speaks) && !places.iter().any(closed)
}

/// What an added key holds: in a map of values of one kind, such a value.
fn added(view: View<'_>, places: &[Place<'_>], map: &Map<String, Value>) -> Value {
    let kind = property(places, ADDED_KEY).into_iter().next();
    let Some(kind) = kind.filter(|kind| kind.value.as_object().is_some_and(|schema| !schema.is_empty())) else {
        return json!({"nested": [1, null]});
    };
    let alike = map.values().find(|value| view.accepts(&kind, value));
    alike.cloned().unwrap_or_else(|| synth::value(view, &kind))
}

/// Whether a value comes from a list that a newer server may have made longer.
fn is_open_list(places: &[Place<'_>]) -> bool {
    let listed = |place: &Place<'_>| {
        let values = place.value.get("enum").and_then(Value::as_array);
        values.map_or(0, |values| values.iter().filter(|value| !value.is_null()).count())
    };
    let fixed = |place: &Place<'_>| {
        place.value.get("const").is_some()
            || place.value.get("x-open-enum") == Some(&Value::Bool(false))
            || listed(place) == 1
    };
    places.iter().any(|place| listed(place) > 1) && !places.iter().any(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    const VALUES: Drift = Drift { values: true, tags: false };
    const TAGS: Drift = Drift { values: false, tags: true };

    fn drifted(drift: Drift, schema: &Value, value: &Value) -> Value {
        let text = json!({"openapi": "3.1.0", "components": {"schemas": {
            "S": schema,
            "State": {"type": "string", "enum": ["open", "closed"]},
            "Code": {"type": "integer", "enum": [0, 1, 2]},
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "type"},
            },
            "Cat": {"type": "object", "required": ["type"], "properties": {"type": {"const": "cat"}, "state": {"$ref": "#/components/schemas/State"}}},
            "Dog": {"type": "object", "required": ["type"], "additionalProperties": false, "properties": {"type": {"enum": ["dog", "hound"]}}},
        }}});
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Response);
        drift.apply(view, &view.at("/components/schemas/S").unwrap(), value)
    }

    #[test]
    fn open_lists_get_values_that_nobody_knows() {
        let state = json!({"$ref": "#/components/schemas/State"});
        assert_eq!(drifted(VALUES, &state, &json!("open")), "added_later");
        assert_eq!(drifted(VALUES, &json!({"$ref": "#/components/schemas/Code"}), &json!(1)), 9999);
        assert_eq!(drifted(VALUES, &json!({"oneOf": [state, {"type": "null"}]}), &json!("open")), "added_later");
        assert_eq!(drifted(VALUES, &json!({"oneOf": [state, {"type": "null"}]}), &json!(null)), json!(null));
        assert_eq!(drifted(VALUES, &json!({"items": {"allOf": [state]}}), &json!(["open"])), json!(["added_later"]));
        for fixed in [
            json!({"enum": ["open", "closed"], "x-open-enum": false}),
            json!({"enum": ["open", null]}),
            json!({"const": "open"}),
            json!({"type": "string"}),
        ] {
            assert_eq!(drifted(VALUES, &fixed, &json!("open")), "open", "{fixed}");
        }
        assert_eq!(drifted(TAGS, &state, &json!("open")), "open");
    }

    #[test]
    fn objects_that_are_not_closed_get_a_key() {
        let extra = json!({"nested": [1, null]});
        let object = json!({"properties": {"a": {"type": "object"}, "b": {"type": "object", "additionalProperties": false}, "any": {}}});
        let value = json!({"a": {}, "b": {}, "any": {}});
        let expected = json!({"a": {"x_added_later": extra}, "b": {}, "any": {}, "x_added_later": extra});
        assert_eq!(drifted(VALUES, &object, &value), expected);
        assert_eq!(drifted(TAGS, &object, &value), value);
    }

    #[test]
    fn a_map_of_one_kind_gets_one_more_of_that_kind() {
        let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
        assert_eq!(drifted(VALUES, &map, &json!({"a": 7})), json!({"a": 7, "x_added_later": 7}));
        assert_eq!(drifted(VALUES, &map, &json!({})), json!({"x_added_later": 1}));
        let free = json!({"type": "object", "additionalProperties": true});
        assert_eq!(drifted(VALUES, &free, &json!({"a": 7}))["x_added_later"], json!({"nested": [1, null]}));
    }

    #[test]
    fn tags_of_unions_change_only_when_asked_for() {
        let pets = json!({"items": {"$ref": "#/components/schemas/Pet"}});
        let value = json!([{"type": "cat", "state": "open"}, {"type": "dog"}]);
        let values =
            json!([{"type": "cat", "state": "added_later", "x_added_later": {"nested": [1, null]}}, {"type": "dog"}]);
        assert_eq!(drifted(VALUES, &pets, &value), values);
        let tags = json!([{"type": "added_later", "state": "open"}, {"type": "added_later"}]);
        assert_eq!(drifted(TAGS, &pets, &value), tags);
    }
}
