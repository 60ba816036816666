//! JSON pointers as they stand in the fragment of a reference: split, decoded, written.

use std::borrow::Cow;

/// The steps of a fragment such as `/components/schemas/Contact`, decoded.
///
/// Percent-encoding is undone first, then `~1` and `~0`. `None` where the fragment is not a pointer: it does not begin
/// with a slash, or what it encodes is not UTF-8. The empty fragment has no steps.
pub fn steps(fragment: &str) -> Option<Vec<String>> {
    if fragment.is_empty() {
        return Some(Vec::new());
    }
    let decoded = percent_decoded(fragment)?;
    let steps = decoded.strip_prefix('/')?;
    Some(steps.split('/').map(|step| unescaped(step).into_owned()).collect())
}

/// A fragment, with its `#`, that leads along these steps.
pub fn fragment<'a>(steps: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::from("#");
    for step in steps {
        text.push('/');
        push_escaped(&mut text, step);
    }
    text
}

/// A step without its `~0` and `~1`.
fn unescaped(step: &str) -> Cow<'_, str> {
    if step.contains('~') {
        // In this order: `~01` stands for `~1`, not for a slash.
        Cow::Owned(step.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(step)
    }
}

/// Adds a step as it must be written in a reference.
fn push_escaped(text: &mut String, step: &str) {
    for letter in step.chars() {
        match letter {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            // What a URI may not hold; letters beyond ASCII are left readable, as in an IRI.
            '\0'..=' ' | '"' | '#' | '%' | '<' | '>' | '[' | '\\' | ']' | '^' | '`' | '{' | '|' | '}' | '\x7f' => {
                text.push('%');
                let byte = letter as u32;
                for digit in [byte >> 4, byte & 15] {
                    text.extend(char::from_digit(digit, 16).map(|digit| digit.to_ascii_uppercase()));
                }
            }
            _ => text.push(letter),
        }
    }
}

/// A text without its percent-encoding; a `%` that encodes nothing stands for itself.
pub fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = if byte == b'%' { bytes.get(at + 1).zip(bytes.get(at + 2)) } else { None };
        if let Some((high, low)) = pair.and_then(|(high, low)| hex(*high).zip(hex(*low))) {
            decoded.push(high << 4 | low);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_decoded_and_written_back() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("", &[], "#"),
            ("/", &[""], "#/"),
            ("/components/schemas/A", &["components", "schemas", "A"], "#/components/schemas/A"),
            ("/paths/~1a~1%7Bid%7D/get", &["paths", "/a/{id}", "get"], "#/paths/~1a~1%7Bid%7D/get"),
            ("/a~01", &["a~1"], "#/a~01"),
            ("/a~10", &["a/0"], "#/a~10"),
            ("/50%", &["50%"], "#/50%25"),
            ("/%C3%A9t%c3%a9", &["été"], "#/été"),
            ("/application~1json", &["application/json"], "#/application~1json"),
            ("/a%2Fb", &["a", "b"], "#/a/b"),
        ];
        for (text, expected, written) in cases {
            let found = steps(text).unwrap();
            assert_eq!(&found, expected, "{text}");
            assert_eq!(&fragment(found.iter().map(String::as_str)), written);
        }
    }

    #[test]
    fn what_is_not_a_pointer_has_no_steps() {
        for text in ["a", "Contact", "/%ff", "%2"] {
            assert_eq!(steps(text), None, "{text}");
        }
    }
}
