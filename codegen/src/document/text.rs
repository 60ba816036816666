//! Writes a tree as JSON text, in the order of its keys.

use std::fmt::Write as _;

use crate::source::{Node, Value};

/// Pretty JSON: two spaces, one line per value, a line end at the end.
pub fn to_json_text(node: &Node) -> String {
    let mut text = String::new();
    write(&mut text, node, 0);
    text.push('\n');
    text
}

fn write(text: &mut String, node: &Node, depth: usize) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => text.push_str(&value.to_string()),
        Value::UInt(value) => text.push_str(&value.to_string()),
        Value::Float(value) => float(text, *value),
        Value::String(value) => string(text, value),
        Value::List(items) if items.is_empty() => text.push_str("[]"),
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                line(text, index, depth + 1);
                write(text, item, depth + 1);
            }
            line_end(text, depth);
            text.push(']');
        }
        Value::Map(map) if map.entries.is_empty() => text.push_str("{}"),
        Value::Map(map) => {
            text.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                line(text, index, depth + 1);
                string(text, key);
                text.push_str(": ");
                write(text, value, depth + 1);
            }
            line_end(text, depth);
            text.push('}');
        }
    }
}

fn line(text: &mut String, index: usize, depth: usize) {
    if index > 0 {
        text.push(',');
    }
    line_end(text, depth);
}

fn line_end(text: &mut String, depth: usize) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}

/// JSON has no word for what is not finite: the largest number stands for infinity, `null` for what is no number.
fn float(text: &mut String, value: f64) {
    if value.is_nan() {
        text.push_str("null");
    } else if let Some(number) = serde_json::Number::from_f64(value.clamp(f64::MIN, f64::MAX)) {
        text.push_str(&number.to_string());
    }
}

fn string(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.find(|letter| matches!(letter, '"' | '\\' | '\0'..='\x1f')) {
        text.push_str(&rest[..at]);
        // `find` stops at a letter of one byte.
        let letter = rest.as_bytes()[at];
        match letter {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            0x8 => text.push_str("\\b"),
            0xc => text.push_str("\\f"),
            _ => {
                let _ = write!(text, "\\u{letter:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
    text.push('"');
}
