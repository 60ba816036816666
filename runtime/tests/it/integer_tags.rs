//! Unions whose members are told apart by integers.

use inboxkit_runtime::Json;
use inboxkit_runtime::private as rt;

use crate::models::round_trip;

#[derive(Debug, Clone, PartialEq)]
struct Button {
    label: String,
}
rt::record! { Button { label: "label" required } const { "type" = 2i64 } }
#[derive(Debug, Clone, PartialEq)]
struct Row {
    parts: Vec<Part>,
}
rt::record! { Row { parts: "parts" required } const { "type" = 1i64 } }
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Row(Row),
    Button(Button),
    Unknown(Json),
}
rt::tagged_union! { Part by "type" { "1" => Row, "2" | "-3" => Button } }

#[test]
fn integers_tell_variants_too() {
    let json = r#"{"type": 1, "parts": [{"label": "a", "type": 2}, {"type": 4, "label": "b"}, {"type": 2.5}, {"type": null}]}"#;
    let Part::Row(row) = round_trip(json) else { panic!("another variant") };
    assert!(matches!(&row.parts[0], Part::Button(button) if button.label == "a"));
    assert!(row.parts[1..].iter().all(|part| matches!(part, Part::Unknown(_))));
    let negative: Part = serde_json::from_str(r#"{"type": -3, "label": "c"}"#).unwrap();
    assert!(matches!(negative, Part::Button(_)));
}
