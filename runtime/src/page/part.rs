//! The part of a JSON text that holds the items: what two pages are compared by. What stands around it may repeat the
//! question (`"current_page": 2`), and differ where the items do not.

use crate::json_path::scalar_end;

/// The part of a text at keys with dots. The innermost part that is found, where the keys lead no further.
pub(super) fn at<'a>(text: &'a [u8], keys: &str) -> &'a [u8] {
    let mut part = text;
    for key in keys.split('.').filter(|key| !key.is_empty()) {
        match member(part, key) {
            Some(value) => part = value,
            None => break,
        }
    }
    part
}

/// The value of a key. A key that is written with escapes is not found.
fn member<'a>(object: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let mut at = start(object, 0);
    if object.get(at) != Some(&b'{') {
        return None;
    }
    at += 1;
    loop {
        let name_at = start(object, at);
        let name_end = end(object, name_at);
        let name = object.get(name_at..name_end)?.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        let value_at = start(object, name_end);
        let value_end = end(object, value_at);
        if name == key.as_bytes() {
            return object.get(value_at..value_end);
        }
        at = value_end;
    }
}

/// The index of the next byte that is more than space between values.
fn start(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| b" \t\r\n,:".contains(byte)).count()
}

/// The index behind the value that starts at an index.
fn end(text: &[u8], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    while let Some(byte) = text.get(at) {
        at = match byte {
            b'{' | b'[' => {
                depth += 1;
                at + 1
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                at + 1
            }
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => at + 1,
            byte => scalar_end(text, at, *byte).min(text.len()),
        };
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, keys: &str) -> String {
        String::from_utf8(at(text.as_bytes(), keys).to_vec()).unwrap()
    }

    #[test]
    fn the_part_is_found_behind_everything_else() {
        let text = r#" {"meta": {"a": "}\"{", "n": [1, {}]}, "data": { "x":1 ,"payload" : [ {"id": 1}, "]" ] } }"#;
        assert_eq!(found(text, "data.payload"), r#"[ {"id": 1}, "]" ]"#);
        assert_eq!(found(text, "meta.a"), r#""}\"{""#);
        assert_eq!(found(text, "data.x"), "1");
        assert_eq!(found("[1]", ""), "[1]");
    }

    #[test]
    fn what_is_not_there_leaves_what_is_around_it() {
        assert_eq!(found(r#"{"a": {"b": 1}}"#, "a.c"), r#"{"b": 1}"#);
        for text in ["", "null", "[{\"a\": 1}]", "{}", "{\"\\u0061\": 1}", "{\"a", "}", "{]", "{{}", "{\"b\\"] {
            assert_eq!(found(text, "a"), text);
        }
    }
}
