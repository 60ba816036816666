//! Where in a JSON text decoding failed, as a path.
//!
//! The decoder says at which byte it stopped; the path of that byte is found by walking the text once
//! more. Decoding again with a decoder that tracks its path would say the same, but compile every model
//! twice.

use std::cell::Cell;
use std::fmt::{self, Write};

use crate::discreet;

/// A failure to decode: where, and what was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// As `payload[3].sender.id`; empty for the whole text.
    pub(crate) path: String,
    /// What was wrong, without a position and without the value.
    pub(crate) message: String,
    /// The byte at which decoding stopped.
    pub(crate) offset: usize,
}

impl Failure {
    /// What an error of the decoder says of its text.
    pub(crate) fn new(text: &[u8], error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let position = format!(" at line {} column {}", error.line(), error.column());
        let mut message = message.strip_suffix(&position).unwrap_or(&message);
        let of_union = end_of_union(text, message);
        let offset = of_union.unwrap_or_else(|| offset(text, error.line(), error.column()));
        let mut path = path_at(text, offset);
        // A union decodes its variant from a text of its own: the path continues in its message.
        if let Some((inner, rest)) = message.strip_prefix(OPEN).and_then(|rest| rest.split_once(CLOSE)) {
            join(&mut path, inner);
            message = rest;
        }
        // What is wrong with the text as JSON quotes nothing of it.
        let message = if error.is_data() {
            discreet::message(message, last_text(text, offset).as_deref())
        } else {
            message.to_owned()
        };
        Self { path, message, offset }
    }

    /// What is wrong at a byte of a text.
    pub(crate) fn at(text: &[u8], offset: usize, message: String) -> Self {
        Self { path: path_at(text, offset), message, offset }
    }
}

const OPEN: &str = "at `";
const CLOSE: &str = "`: ";

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{OPEN}{}{CLOSE}{}", self.path, self.message)
        }
    }
}

/// A union that failed to decode: the address of its text and of what is behind it, and what was wrong.
struct FailedUnion {
    start: usize,
    end: usize,
    message: String,
}

thread_local! {
    /// The union that failed last, unless another has been decoded since.
    ///
    /// The decoder gives out the text of a value without its position, and places what is then wrong with it only
    /// when it has gone on, perhaps out of the object that the value is in.
    static FAILED_UNION: Cell<Option<Box<FailedUnion>>> = const { Cell::new(None) };
}

/// Notes what has become of a union: nothing, or what was wrong.
pub(crate) fn note_union(text: &str, message: Option<&String>) {
    FAILED_UNION.set(message.map(|message| {
        let start = text.as_ptr().addr();
        Box::new(FailedUnion { start, end: start + text.len(), message: message.clone() })
    }));
}

/// The byte behind the union that failed with a message, if it is one of a text.
fn end_of_union(text: &[u8], message: &str) -> Option<usize> {
    let start = text.as_ptr().addr();
    let failed = FAILED_UNION.take()?;
    let is_within = start <= failed.start && failed.end <= start + text.len();
    (is_within && failed.message == message).then(|| failed.end - start)
}

/// The text that was decoded last before a byte.
fn last_text(text: &[u8], offset: usize) -> Option<String> {
    // Where a type makes an error of a text that it has already read, the decoder has gone on to what is behind.
    let is_behind = |byte: &u8| b" \t\r\n,]}".contains(byte);
    let behind = text[..offset].iter().rev().take_while(|byte| is_behind(byte)).count();
    let read = &text[..offset - behind];
    let before = read.strip_suffix(b"\"")?;
    // Within a text, a quote has an odd number of backslashes before it.
    let escapes = |end: usize| before[..end].iter().rev().take_while(|byte| **byte == b'\\').count();
    let start = (0..before.len()).rev().find(|at| before[*at] == b'"' && escapes(*at) % 2 == 0)?;
    serde_json::from_slice(&read[start..]).ok()
}

fn join(path: &mut String, inner: &str) {
    if !path.is_empty() && !inner.starts_with('[') {
        path.push('.');
    }
    path.push_str(inner);
}

/// The index of a position, given as a line and the number of bytes read of it.
fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let newlines = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let start = match line {
        0 | 1 => 0,
        _ => newlines.map(|(index, _)| index + 1).nth(line - 2).unwrap_or(text.len()),
    };
    (start + column).min(text.len())
}

/// A value that is being walked through.
enum Frame<'a> {
    /// A list, at an item.
    List(usize),
    /// An object, at a key once it has been read.
    Object(Option<&'a [u8]>),
}

/// The path of the value that ends at a byte, or else of the one that begins or continues there.
fn path_at(text: &[u8], target: usize) -> String {
    let mut frames: Vec<Frame<'_>> = Vec::new();
    let mut at = 0;
    let mut is_first = false;
    while at < target {
        let start = at;
        match text[at] {
            b' ' | b'\t' | b'\r' | b'\n' | b':' => {
                at += 1;
                continue;
            }
            b'{' => {
                frames.push(Frame::Object(None));
                at += 1;
            }
            b'[' => {
                frames.push(Frame::List(0));
                is_first = true;
                at += 1;
                continue;
            }
            b',' => {
                match frames.last_mut() {
                    Some(Frame::List(index)) => *index += 1,
                    Some(Frame::Object(key)) => *key = None,
                    None => {}
                }
                at += 1;
            }
            b'}' | b']' => {
                frames.pop();
                at += 1;
            }
            byte => {
                at = scalar_end(text, at, byte);
                if let Some(Frame::Object(key @ None)) = frames.last_mut()
                    && at < target
                {
                    *key = text.get(start + 1..at - 1);
                }
            }
        }
        is_first = false;
    }
    // Stopped behind the bracket of a list: if its first item was to blame and is a scalar, it would have
    // been read. So it is the list itself, where something else was expected.
    if is_first && !matches!(text.get(target), Some(b'[' | b'{')) {
        frames.pop();
    }
    render(&frames)
}

/// The index behind a scalar, or the length of the text or a little more where it does not end.
pub(crate) fn scalar_end(text: &[u8], start: usize, first: u8) -> usize {
    let mut at = start + 1;
    if first == b'"' {
        while at < text.len() {
            match text[at] {
                b'"' => return at + 1,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        return text.len();
    }
    while at < text.len() && !b" \t\r\n,:{}[]\"".contains(&text[at]) {
        at += 1;
    }
    at
}

fn render(frames: &[Frame<'_>]) -> String {
    let mut path = String::new();
    for frame in frames {
        match frame {
            Frame::List(index) => {
                // Writing to a string does not fail.
                let _ = write!(path, "[{index}]");
            }
            Frame::Object(Some(key)) => join(&mut path, &discreet::key(key)),
            Frame::Object(None) => {}
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_core::de::DeserializeOwned;

    use super::*;
    use crate::{Json, Maybe, Timestamp};

    /// What the decoder that tracks its path would say.
    fn tracked<T: DeserializeOwned>(text: &str) -> String {
        let decoder = &mut serde_json::Deserializer::from_str(text);
        match serde_path_to_error::deserialize::<_, T>(decoder) {
            Ok(_) => panic!("{text} decodes"),
            Err(error) => match error.path().to_string() {
                path if path == "." => String::new(),
                path => path,
            },
        }
    }

    fn found<T: DeserializeOwned>(text: &str) -> Failure {
        match serde_json::from_slice::<T>(text.as_bytes()) {
            Ok(_) => panic!("{text} decodes"),
            Err(error) => Failure::new(text.as_bytes(), &error),
        }
    }

    fn check<T: DeserializeOwned>(text: &str, path: &str) {
        assert_eq!(found::<T>(text).path, path, "{text}");
        assert_eq!(tracked::<T>(text), path, "{text}");
    }

    #[derive(Debug, PartialEq)]
    struct Tree {
        id: u8,
        name: Option<String>,
        at: Maybe<Timestamp>,
        children: Vec<Tree>,
        extra: BTreeMap<String, bool>,
    }
    crate::record! { Tree {
        id: "id" required,
        name: "name" optional,
        at: "at" maybe,
        children: "children" required,
    } rest extra }

    #[test]
    fn paths_are_those_of_a_decoder_that_tracks_them() {
        type Numbers = BTreeMap<String, Vec<u8>>;
        check::<u8>("true", "");
        check::<Vec<u8>>("[1, 2, \"x\"]", "[2]");
        check::<Vec<u8>>("[1,\n 2,\n 300 ]", "[2]");
        check::<Vec<u8>>("[1, [2]]", "[1]");
        check::<Vec<u8>>("[{\"a\": 1}]", "[0]");
        check::<Vec<Vec<u8>>>("[[], [1], [1, null]]", "[2][1]");
        check::<Numbers>("{\"a\": [], \"b]\": [1, -1]}", "b][1]");
        check::<(u8, u8)>("[1]", "");
    }

    #[test]
    fn paths_go_through_records() {
        let tree =
            |id: &str, rest: &str, children: &str| format!("{{\"id\": {id}{rest},\r\n\t\"children\": [{children}]}}");
        let leaf = tree("1", "", "");
        let cases = [
            (tree("-1", "", ""), "id"),
            (tree("1", ", \"name\": {}", ""), "name"),
            (tree("1", ", \"at\": \"soon\"", ""), "at"),
            (tree("1", ", \"at\": [5]", ""), "at"),
            (tree("1", ", \"more\": 3", ""), "more"),
            (tree("1", "", &format!("{leaf}, {leaf}, 7")), "children[2]"),
            (tree("1", "", &format!("{leaf}, {{\"id\": 1}}")), "children[1]"),
            (tree("1", "", &tree("1", "", &tree("x", "", ""))), "children[0].children[0].id"),
            ("{\"id\": 1}".to_owned(), ""),
            ("[]".to_owned(), ""),
        ];
        for (text, path) in cases {
            assert_eq!(found::<Tree>(&text).path, path, "{text}");
            if path != "children[0].children[0].id" {
                assert_eq!(tracked::<Tree>(&text), path, "{text}");
            }
        }
    }

    #[test]
    fn texts_that_are_no_json_are_placed_too() {
        let cases = [
            ("", ""),
            ("{", ""),
            ("{\"a\"", ""),
            ("{\"a\": ", "a"),
            ("{\"a\": [1, ", "a[1]"),
            ("{\"a\": [1, tru", "a[1]"),
            ("{\"a\": {\"b\": \"unfinished", "a.b"),
            ("{\"a\": {\"b\": \"\\x\"}}", "a.b"),
            ("<html>", ""),
        ];
        for (text, path) in cases {
            assert_eq!(found::<Json>(text).path, path, "{text}");
        }
    }

    #[test]
    fn messages_come_without_their_position_and_with_the_path_inside() {
        let failure = found::<Vec<u8>>("[1, true]");
        assert_eq!(failure.message, "invalid type: boolean, expected u8");
        assert_eq!(failure.to_string(), format!("at `[1]`: {}", failure.message));
        let nested = Failure { path: "b[0]".to_owned(), message: "bad".to_owned(), offset: 0 };
        let error = <serde_json::Error as serde_core::de::Error>::custom(&nested);
        let outer = Failure::new(b"", &error);
        assert_eq!((&*outer.path, &*outer.message), ("b[0]", "bad"));
    }

    /// A type of a caller, with a message of its own.
    #[derive(Debug)]
    struct Own;

    impl<'de> serde_core::Deserialize<'de> for Own {
        fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Err(serde_core::de::Error::custom(format!("{text} is no colour")))
        }
    }

    #[test]
    fn a_message_does_not_repeat_the_text_that_it_is_about() {
        let texts =
            [r#"["s3cret-1"]"#, r#"["s3cret-1" , "a"]"#, r#"["s3cret \" 2"]"#, r#"["s3cret\\"]"#, r#"["\u00733cret"]"#];
        for text in texts {
            assert_eq!(found::<Vec<Own>>(text).message, "… is no colour", "{text}");
        }
    }

    #[test]
    fn keys_that_are_not_plain_are_shown_plainly() {
        let text = "{\"a\\u0007b\": {\"\": [true]}}";
        let failure = found::<BTreeMap<String, BTreeMap<String, Vec<u8>>>>(text);
        assert_eq!(failure.path, "a\\u0007b.[0]");
    }
}
