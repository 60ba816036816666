//! What an error may say of an answer: where it was not as expected and what kind of value stood there, never the
//! value itself. Answers hold tokens, and what people write to each other.

use std::collections::VecDeque;

use crate::excerpt;
use crate::json_path::scalar_end;
use crate::redact::SHORTEST;

/// What stands for a text that is not shown.
const HIDDEN: char = '…';

/// Longer keys are no names, and longer numbers no numbers, that anybody gave in a document.
const LONGEST: usize = 60;

/// A key, fit for a message.
pub(crate) fn key(key: &[u8]) -> String {
    if key.len() > LONGEST { HIDDEN.to_string() } else { excerpt::line(key, LONGEST) }
}

/// What a decoder says of a value that does not fit, without the value; `last` is the text that it read last.
pub(crate) fn message(said: &str, last: Option<&str>) -> String {
    // These name keys.
    if ["missing field `", "unknown field `", "duplicate field `"].iter().any(|start| said.starts_with(start)) {
        return said.to_owned();
    }
    if let Some(rest) = said.strip_prefix("unknown variant `") {
        let expected = rest.rsplit_once("`, expected ").map(|(_, expected)| expected);
        return expected
            .map_or_else(|| "unknown value".to_owned(), |expected| format!("unknown value, expected {expected}"));
    }
    if said.starts_with("invalid type: ") || said.starts_with("invalid value: ") {
        let said = hide(said, '"');
        let (what, expected) = said.rsplit_once(", expected ").unwrap_or((&said, "something else"));
        let kind = what.split(['`', HIDDEN]).next().unwrap_or_default().trim_end();
        return format!("{kind}, expected {expected}");
    }
    // The words of a type of its own, which may repeat the text without quotes.
    let said = match last.filter(|last| last.len() >= SHORTEST) {
        Some(last) => said.replace(last, "…"),
        None => said.to_owned(),
    };
    hide(&hide(&said, '"'), '`')
}

/// A text with what stands between such quotes hidden, and they themselves.
fn hide(text: &str, quote: char) -> String {
    let mut shown = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != quote {
            shown.push(character);
            continue;
        }
        shown.push(HIDDEN);
        while let Some(hidden) = characters.next().filter(|hidden| *hidden != quote) {
            if hidden == '\\' {
                characters.next();
            }
        }
    }
    shown
}

/// The shape of a JSON text around a place, so many characters before it and as many behind: brackets, keys, numbers and
/// the like, but no texts. Nothing of what is no JSON.
pub(crate) fn around(text: &[u8], at: usize, reach: usize) -> String {
    let first = text.trim_ascii_start().first();
    if !first.is_some_and(|first| b"{[\"-tfn".contains(first) || first.is_ascii_digit()) {
        return String::new();
    }
    // Every piece is shown by a character at least: no more of them can be needed.
    let mut starts: VecDeque<usize> = VecDeque::with_capacity(reach + 1);
    let mut place = 0;
    while place < at.min(text.len()) {
        starts.push_back(place);
        if starts.len() > reach {
            starts.pop_front();
        }
        place = piece_end(text, place);
    }
    let mut shape = String::new();
    for start in starts.into_iter().rev() {
        let piece = shown(text, start, piece_end(text, start));
        if shape.chars().count() + piece.chars().count() > reach {
            break;
        }
        shape.insert_str(0, &piece);
    }
    let before = shape.chars().count();
    while place < text.len() {
        let end = piece_end(text, place);
        let piece = shown(text, place, end);
        if shape.chars().count() - before + piece.chars().count() > reach {
            break;
        }
        shape.push_str(&piece);
        place = end;
    }
    shape
}

/// The index behind the piece that begins at an index.
fn piece_end(text: &[u8], start: usize) -> usize {
    match text[start] {
        b'{' | b'}' | b'[' | b']' | b',' | b':' => start + 1,
        first if first.is_ascii_whitespace() => start + spaces(&text[start..]),
        first => scalar_end(text, start, first).min(text.len()),
    }
}

fn spaces(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// What is shown of a piece.
fn shown(text: &[u8], start: usize, end: usize) -> String {
    let piece = &text[start..end];
    match piece {
        b"{" | b"}" | b"[" | b"]" | b"," | b":" | b"true" | b"false" | b"null" | b"\"\"" => {
            excerpt::line(piece, LONGEST)
        }
        [b'"', inner @ .., b'"'] if text.get(end + spaces(&text[end..])) == Some(&b':') => {
            format!("\"{}\"", key(inner))
        }
        [b'"', ..] => format!("\"{HIDDEN}\""),
        [first, ..] if first.is_ascii_whitespace() => " ".to_owned(),
        number if number.len() <= LONGEST && number.iter().all(|byte| b"+-.eE0123456789".contains(byte)) => {
            excerpt::line(number, LONGEST)
        }
        _ => HIDDEN.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_core::de::{DeserializeOwned, Error, IntoDeserializer};
    use serde_core::{Deserialize, Deserializer};

    use super::*;
    use crate::{Json, Secret, Timestamp};

    fn said<T: DeserializeOwned>(text: &str) -> String {
        match serde_json::from_str::<T>(text) {
            Ok(_) => panic!("{text} decodes"),
            Err(error) => message(&error.to_string(), None),
        }
    }

    #[test]
    fn messages_name_the_kind_of_a_value_and_not_the_value() {
        let kinds = [
            ("\"s3cret\"", "invalid type: string, expected u8"),
            ("\"a \\\" `s3cret`, expected s3cret\"", "invalid type: string, expected u8"),
            ("true", "invalid type: boolean, expected u8"),
            ("4711", "invalid value: integer, expected u8"),
            ("47.11", "invalid type: floating point, expected u8"),
            ("null", "invalid type: null, expected u8"),
            ("[]", "invalid type: sequence, expected u8"),
            ("{}", "invalid type: map, expected u8"),
        ];
        for (text, expected) in kinds {
            assert!(said::<u8>(text).starts_with(expected), "{text}: {}", said::<u8>(text));
        }
        assert!(said::<Secret>("4711").starts_with("invalid type: integer, expected a string"));
        assert!(said::<char>("\"s3cret\"").starts_with("invalid value: string, expected a character"));
        assert!(said::<Timestamp>("\"s3cret\"").starts_with("invalid value: string, expected a timestamp"));
        assert!(said::<(u8, u8)>("[1]").starts_with("invalid length 1, expected a tuple of size 2"));
    }

    /// A type of a caller, whose message is anything.
    #[derive(Debug)]
    struct Own;

    impl<'de> Deserialize<'de> for Own {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Err(D::Error::custom(format!("no colour `{text}` or {text:?}")))
        }
    }

    #[test]
    fn messages_of_other_types_lose_what_they_quote() {
        assert!(said::<Own>("\"s3cret\"").starts_with("no colour … or …"));
        let variant: serde_json::Error = Error::unknown_variant("a`, expected s3cret", &["b", "c"]);
        assert_eq!(message(&variant.to_string(), None), "unknown value, expected `b` or `c`");
        let variant: serde_json::Error = Error::unknown_variant("s3cret", &[]);
        assert_eq!(message(&variant.to_string(), None), "unknown value");
        let field: serde_json::Error = Error::missing_field("id");
        assert_eq!(message(&field.to_string(), None), "missing field `id`");
        let type_of: Result<u8, serde_json::Error> = u8::deserialize("s3cret".into_deserializer());
        assert_eq!(message(&type_of.unwrap_err().to_string(), None), "invalid type: string, expected u8");
    }

    #[test]
    fn a_message_that_is_clean_stays_as_it_is() {
        for said in ["invalid type: string, expected a string (X)", "Order has no value …", "missing field `x`"] {
            assert_eq!(message(said, None), said);
        }
    }

    #[test]
    fn shapes_have_keys_and_numbers_and_no_texts() {
        let text = br#"{"token": "s3cret", "id" : -1.5e3, "a": ["s3cret:", "", true, {"b": null}]}"#;
        let whole = r#"{"token": "…", "id" : -1.5e3, "a": ["…", "", true, {"b": null}]}"#;
        assert_eq!(around(text, 40, 100), whole);
        assert_eq!(around(text, 0, 5), "{");
        assert_eq!(around(text, 18, 12), r#""token": "…", "id" : "#);
        assert_eq!(around(text, text.len(), 12), r#"{"b": null}]}"#.split_at(1).1);
    }

    #[test]
    fn shapes_of_broken_texts_hide_what_they_cannot_tell() {
        let cases = [
            (r#"{"a": "s3cret"#, r#"{"a": "…""#),
            (r#"{"a": "s3cret\"#, r#"{"a": "…""#),
            (r#"{"a": s3cret}"#, r#"{"a": …}"#),
            (r#"{"a": 1s3cret}"#, r#"{"a": …}"#),
            ("<html>s3cret</html>", ""),
            ("s3cret", ""),
            ("", ""),
            (" \n", ""),
        ];
        for (text, expected) in cases {
            for at in 0..=text.len() {
                assert_eq!(around(text.as_bytes(), at, 100), expected, "{text}");
            }
        }
        let long = format!("{{\"{}\": {}}}", "k".repeat(61), "1".repeat(61));
        assert_eq!(around(long.as_bytes(), 0, 100), r#"{"…": …}"#);
    }

    #[test]
    fn a_shape_is_as_far_from_long_texts_as_from_short_ones() {
        let text = format!(r#"{{"a": "{}", "b": [], "c": "{}"}}"#, "x".repeat(100_000), "y".repeat(100_000));
        let at = text.find('[').unwrap();
        assert_eq!(around(text.as_bytes(), at, 20), r#"{"a": "…", "b": [], "c": "…"}"#);
        let decoded = serde_json::from_str::<BTreeMap<String, Json>>(&text);
        assert!(decoded.is_ok());
    }
}
