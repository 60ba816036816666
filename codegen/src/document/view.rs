//! Reads typed values of `openapiv3` from the tree, item by item, so that one bad item does not hide the others.

use serde::de::DeserializeOwned;

use crate::diag::{Code, Diagnostic, Sink};
use crate::source::de::{self, Error};
use crate::source::{Entry, Map, Node, Value};

/// How many levels are read on the stack at hand.
///
/// The types keep what they read in buffers, level by level, and take up to 80 kilobytes of stack for one when they are
/// not optimised. Real documents stay below this; for deeper ones a thread with a larger stack is started.
const SHALLOW: usize = 20;

/// How much stack one level may take.
const STACK_PER_LEVEL: usize = 96 << 10;

/// How many values may be read again, all in all, to find the one that is to blame.
const MAX_READ_AGAIN: usize = 100_000;

/// Reads one item; `what` names it in the message.
///
/// Where it cannot be read, the finding stands at the deepest value that is to blame.
pub fn view<T: DeserializeOwned + Send>(sink: &mut Sink, node: &Node, what: &str) -> Option<T> {
    let height = node.height();
    let read = || de::from_node::<T>(node).map_err(|error| blame::<T>(node, error));
    let outcome = if height <= SHALLOW { read() } else { on_large_stack(height, read) };
    match outcome {
        Ok(value) => Some(value),
        Err(error) => {
            let span = error.span.unwrap_or(node.span);
            let message = format!("{what} cannot be read: {}", error.message);
            sink.refuse(Diagnostic::new(Code::KeywordType, span, message, ""));
            None
        }
    }
}

/// Runs a reading with room for so many levels.
fn on_large_stack<T: Send>(height: usize, read: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    let fail = |message: &str| Error { span: None, message: message.to_owned() };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size((height + 8) * STACK_PER_LEVEL).spawn_scoped(scope, read);
        match thread {
            Ok(thread) => thread.join().unwrap_or_else(|_| Err(fail("its reader gave up"))),
            Err(_) => Err(fail("it is nested too deeply")),
        }
    })
}

/// The error with the place of the deepest value that is to blame.
///
/// Untagged and flattened types are read from a buffer that knows no places, so the error stands at the item as a whole.
/// The one entry without which the item can be read is to blame, and within it the same again.
fn blame<T: DeserializeOwned>(node: &Node, error: Error) -> Error {
    let mut whole = node.clone();
    let mut path = Vec::new();
    let mut tries = MAX_READ_AGAIN / node.count();
    while let Some(step) = guilty::<T>(&mut whole, &path, &mut tries) {
        path.push(step);
    }
    let found = at(&mut whole, &path).map(|node| node.span);
    // The reader's own place is at least as deep where nothing could be found out.
    Error { span: if path.is_empty() { error.span } else { found }, ..error }
}

/// Which child of the value at a path is to blame, where it is one alone.
fn guilty<T: DeserializeOwned>(whole: &mut Node, path: &[usize], tries: &mut usize) -> Option<usize> {
    let count = match &at(whole, path)?.value {
        Value::Map(map) => map.entries.len(),
        Value::List(items) => items.len(),
        _ => 0,
    };
    for index in 0..count {
        *tries = tries.checked_sub(1)?;
        let taken = take(at(whole, path)?, index);
        let readable = de::from_node::<T>(whole).is_ok();
        put_back(at(whole, path)?, index, taken);
        if readable || emptied::<T>(whole, path, index)? {
            return Some(index);
        }
    }
    None
}

/// Whether all can be read when a child that must be there is empty.
fn emptied<T: DeserializeOwned>(whole: &mut Node, path: &[usize], index: usize) -> Option<bool> {
    let child = at(at(whole, path)?, &[index])?;
    let empty = match &child.value {
        Value::Map(map) if !map.entries.is_empty() => Value::Map(Map::default()),
        Value::List(items) if !items.is_empty() => Value::List(Vec::new()),
        _ => return Some(false),
    };
    let full = std::mem::replace(&mut child.value, empty);
    let readable = de::from_node::<T>(whole).is_ok();
    at(at(whole, path)?, &[index])?.value = full;
    Some(readable)
}

/// A child of a mapping or a list that was taken out.
enum Taken {
    Entry(Entry),
    Item(Node),
    Nothing,
}

fn take(node: &mut Node, index: usize) -> Taken {
    match &mut node.value {
        Value::Map(map) => Taken::Entry(map.entries.remove(index)),
        Value::List(items) => Taken::Item(items.remove(index)),
        _ => Taken::Nothing,
    }
}

fn put_back(node: &mut Node, index: usize, taken: Taken) {
    match (&mut node.value, taken) {
        (Value::Map(map), Taken::Entry(entry)) => map.entries.insert(index, entry),
        (Value::List(items), Taken::Item(item)) => items.insert(index, item),
        _ => {}
    }
}

fn at<'n>(node: &'n mut Node, path: &[usize]) -> Option<&'n mut Node> {
    path.iter().try_fold(node, |node, &index| match &mut node.value {
        Value::Map(map) => map.entries.get_mut(index).map(|entry| &mut entry.value),
        Value::List(items) => items.get_mut(index),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use openapiv3::{PathItem, ReferenceOr, Schema};

    use super::*;
    use crate::diag::Mode;
    use crate::source::{FileId, MAX_DEPTH, parse};

    fn place_of_error<T: DeserializeOwned + Send>(text: &str) -> Option<(u32, u32)> {
        let mut sink = Sink::new(Mode::Curated);
        let node = parse(&mut sink, FileId(0), text).unwrap();
        let value = view::<T>(&mut sink, &node, "it");
        assert_eq!(value.is_none(), !sink.found().is_empty(), "{text}");
        sink.found().first().map(|found| (found.span.line, found.span.column))
    }

    #[test]
    fn what_is_right_is_read() {
        assert_eq!(place_of_error::<ReferenceOr<Schema>>("{type: string, enum: [a]}"), None);
        assert_eq!(place_of_error::<PathItem>("get: {responses: {200: {$ref: '#/x'}, 4XX: {description: d}}}"), None);
    }

    #[test]
    fn errors_stand_at_the_deepest_value_to_blame() {
        let cases = [
            ("type: object\nproperties:\n  a:\n    type: string\n    minLength: many\n", (5, 16)),
            ("type: 5", (1, 7)),
            ("allOf:\n  - $ref: '#/x'\n  - type: object\n    required: [a, [b]]\n", (4, 19)),
        ];
        for (text, expected) in cases {
            assert_eq!(place_of_error::<ReferenceOr<Schema>>(text), Some(expected), "{text}");
        }
        let item = "get:\n  responses:\n    200:\n      content: {}\n";
        assert_eq!(place_of_error::<PathItem>(item), Some((4, 7)), "a missing keyword is the fault of its object");
    }

    #[test]
    fn the_search_for_the_deepest_value_is_bounded() {
        let wrong = "{minLength: x}, ".repeat(5_000);
        assert!(place_of_error::<ReferenceOr<Schema>>(&format!("{{allOf: [{wrong}]}}")).is_some());
    }

    #[test]
    fn deep_schemas_do_not_overflow_the_stack() {
        let depth = MAX_DEPTH / 2 - 1;
        let text = format!("{}{{}}{}", r#"{"allOf":["#.repeat(depth), "]}".repeat(depth));
        assert_eq!(place_of_error::<ReferenceOr<Schema>>(&text), None);
    }
}
