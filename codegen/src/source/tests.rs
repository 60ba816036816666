//! What the readers of texts must get right together: values, places, refusals, and no harm from any input.

use std::fmt::Write as _;

use super::*;
use crate::diag::{Code, Mode, Severity, Sink};

fn parsed(mode: Mode, text: &str) -> (Option<Node>, Vec<crate::diag::Diagnostic>) {
    let mut sink = Sink::new(mode);
    let node = parse(&mut sink, FileId(0), text);
    (node, sink.into_sorted())
}

fn value(text: &str) -> Node {
    let (node, found) = parsed(Mode::Curated, text);
    assert!(found.is_empty(), "{text}: {found:?}");
    node.unwrap()
}

fn place(span: Span) -> (u32, u32, u32) {
    (span.line, span.column, span.width)
}

/// All keys and values with their places, in the order of the text.
fn places(node: &Node) -> Vec<(String, (u32, u32, u32))> {
    fn walk(node: &Node, found: &mut Vec<(String, (u32, u32, u32))>) {
        let name = match &node.value {
            Value::String(text) => text.clone(),
            _ => node.kind().to_owned(),
        };
        found.push((name, place(node.span)));
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Map(map) => {
                for entry in &map.entries {
                    found.push((format!("{}:", entry.key), place(entry.key_span)));
                    walk(&entry.value, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(node, &mut found);
    found
}

#[test]
fn places_are_those_that_an_editor_shows() {
    type Places<'t> = &'t [(&'t str, (u32, u32, u32))];
    let cases: &[(&str, Places<'_>)] = &[
        ("a: b\n", &[("a mapping", (1, 1, 1)), ("a:", (1, 1, 1)), ("b", (1, 4, 1))]),
        (
            "- é: \"x y\"  # c\n",
            &[("a list", (1, 1, 1)), ("a mapping", (1, 3, 1)), ("é:", (1, 3, 1)), ("x y", (1, 6, 5))],
        ),
        ("'a''b': ''  # c", &[("a mapping", (1, 1, 6)), ("a'b:", (1, 1, 6)), ("", (1, 9, 2))]),
        (
            r#"{"k\"k": "v\\", "é": [1]}"#,
            &[
                ("a mapping", (1, 1, 1)),
                ("k\"k:", (1, 2, 6)),
                ("v\\", (1, 10, 5)),
                ("é:", (1, 17, 3)),
                ("a list", (1, 22, 1)),
                ("an integer", (1, 23, 1)),
            ],
        ),
        // What is left out stands where its key does.
        (
            "a:\n\n\nb: ~\n",
            &[("a mapping", (1, 1, 1)), ("a:", (1, 1, 1)), ("null", (1, 1, 1)), ("b:", (4, 1, 1)), ("null", (4, 4, 1))],
        ),
        // A text of several lines is marked on the first of them.
        (
            "a: |-\n  x\n  y\nb: one\n  two\n",
            &[
                ("a mapping", (1, 1, 1)),
                ("a:", (1, 1, 1)),
                ("x\ny", (2, 3, 1)),
                ("b:", (4, 1, 1)),
                ("one two", (4, 4, 3)),
            ],
        ),
        ("\u{feff}a: b", &[("a mapping", (1, 1, 1)), ("a:", (1, 1, 1)), ("b", (1, 4, 1))]),
        (
            "a:\r\n  b: c\r\n",
            &[
                ("a mapping", (1, 1, 1)),
                ("a:", (1, 1, 1)),
                ("a mapping", (2, 3, 1)),
                ("b:", (2, 3, 1)),
                ("c", (2, 6, 1)),
            ],
        ),
    ];
    for (text, expected) in cases {
        let found = places(&value(text));
        let found: Vec<_> = found.iter().map(|(name, place)| (name.as_str(), *place)).collect();
        assert_eq!(found, *expected, "{text:?}");
    }
}

#[test]
fn json_and_yaml_give_the_same_tree_with_the_same_places() {
    let text = "{\n\t\"a\": [1, -2.5e3, true, null, \"é\\n\\u00e9😀\"],\n  \"b\": {\"c\": {}, \"d\": []}\n}";
    let json = value(text);
    let mut sink = Sink::new(Mode::Curated);
    let mut builder = build::Builder::new(&mut sink);
    // Tabs may not indent in YAML, so only the values and places of the rest can agree.
    assert!(yaml::read(&mut builder, FileId(0), &text.replace('\t', " ")).is_ok());
    let yaml = builder.finish().unwrap();
    assert_eq!(json, yaml);
    assert_eq!(json.get("a").unwrap().as_list().unwrap()[4].as_str(), Some("é\né😀"));
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

#[test]
fn json_is_read_as_its_standard_has_it() {
    let cases = [
        ("[0, -0, 12]", Some(vec![Value::Int(0), Value::Int(0), Value::Int(12)])),
        ("[18446744073709551615, 1e2, 1.0]", Some(vec![Value::UInt(u64::MAX), Value::Float(100.0), Value::Float(1.0)])),
        (r#"["\ud800", "\ud800x", "\udc00"]"#, Some(vec![text("\u{fffd}"), text("\u{fffd}x"), text("\u{fffd}")])),
        (r#"["\"\\\/\b\f\n\r\t"]"#, Some(vec![text("\"\\/\u{8}\u{c}\n\r\t")])),
    ];
    for (written, expected) in cases {
        let (node, found) = parsed(Mode::Curated, written);
        let values =
            node.and_then(|node| Some(node.as_list()?.iter().map(|item| item.value.clone()).collect::<Vec<_>>()));
        assert_eq!(values, expected, "{written} {found:?}");
    }
}

#[test]
fn broken_texts_are_reported_at_their_place() {
    let cases = [
        ("{\"a\": 1,\n  \"b\" 2}", (2, 7), "expected `:`"),
        ("{\"a\": 1\n  \"b\": 2}", (2, 3), "expected `,` or `}`"),
        ("[\"abc", (1, 6), "the string has no end"),
        ("{\"a\": @}", (1, 7), "expected a value"),
        ("[1, 2]]", (1, 7), "nothing may follow the value"),
        ("{\"é\": \"\\x\"}", (1, 9), "there is no such escape"),
        ("a: b\n c: d\n", (2, 3), ""),
        ("a: [1, 2\n", (2, 1), ""),
        ("a: *none\n", (1, 4), ""),
        ("? [a]\n: b\n", (1, 3), "a key must be text, not a list or a mapping"),
        ("&a [*a]", (1, 5), "the alias stands within what it repeats"),
        ("", (1, 1), "the file holds nothing"),
        ("# only a comment\n", (1, 1), "the file holds nothing"),
    ];
    for (text, expected, message) in cases {
        let (node, found) = parsed(Mode::Lenient, text);
        assert!(node.is_none(), "{text}");
        let [found] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!((found.code, found.severity), (Code::Syntax, Severity::Error), "{text}");
        assert_eq!((found.span.line, found.span.column), expected, "{text}: {}", found.message);
        assert!(message.is_empty() || found.message == message, "{text}: {}", found.message);
    }
}

#[test]
fn twins_are_reported_with_both_places() {
    let many = (0..40).map(|number| format!("\"k{number}\": 0,\n")).collect::<Vec<_>>().concat();
    for (text, first, second) in [
        ("a: 1\nb: 2\na: 3\n".to_owned(), (1, 1), (3, 1)),
        ("{\"a\": 1, \"a\": 3}".to_owned(), (1, 2), (1, 10)),
        (format!("{{{many}\"a\": 1,\n\"a\": 2}}"), (41, 1), (42, 1)),
    ] {
        for mode in [Mode::Curated, Mode::Lenient] {
            let (node, found) = parsed(mode, &text);
            let [found] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!((found.code, found.severity), (Code::DuplicateKey, Severity::Error));
            assert_eq!((found.span.line, found.span.column), second);
            assert_eq!((found.related[0].span.line, found.related[0].span.column), first);
            assert_eq!(node.unwrap().get("a").unwrap().value, Value::Int(1), "the first one stays");
        }
    }
}

#[test]
fn aliases_copy_what_they_repeat() {
    let node = value("a: &x {k: [1]}\nb: *x\nc: &s text\nd: *s\ne: {*s : 1}\n");
    assert_eq!(node.get("a"), node.get("b"), "with the places of the original");
    assert_eq!(node.get("d").unwrap().as_str(), Some("text"));
    assert!(node.get("e").unwrap().get("text").is_some());
}

#[test]
fn what_documents_must_not_use_is_refused_and_settled() {
    let cases = [
        ("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  k: 3\n", (3, 3), r#"{"a":{"k":1,"l":2},"b":{"k":3,"l":2}}"#),
        ("a: !own 5\n", (1, 4), r#"{"a":5}"#),
        ("a: !!set {x: 1}\n", (1, 4), r#"{"a":{"x":1}}"#),
        ("a: 1\n---\nb: 2\n", (2, 1), r#"{"a":1}"#),
    ];
    for (text, place, expected) in cases {
        for (mode, severity) in [(Mode::Curated, Severity::Error), (Mode::Lenient, Severity::Warning)] {
            let (node, found) = parsed(mode, text);
            let [found] = found.as_slice() else { panic!("{text}: {found:?}") };
            assert_eq!((found.code, found.severity), (Code::YamlFeature, severity), "{text}");
            assert_eq!((found.span.line, found.span.column), place, "{text}");
            assert_eq!(node.unwrap().to_json().to_string(), expected);
        }
    }
    assert_eq!(value("a: !!str 5\nb: '<<'\nc: !!map {}\n").to_json().to_string(), r#"{"a":"5","b":"<<","c":{}}"#);
}

#[test]
fn a_bomb_of_aliases_is_an_error_and_not_a_billion_values() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", vec![before; 9].join(", ")).unwrap();
    }
    let (node, found) = parsed(Mode::Lenient, &text);
    assert!(node.is_none());
    assert!(found[0].message.contains("anchors and aliases"), "{found:?}");
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = 100_000;
    for text in [
        "[".repeat(deep),
        "{\"a\":".repeat(deep),
        "- ".repeat(deep),
        format!("a: {}", "[".repeat(deep)),
        (0..500).map(|level| format!("{}a:\n", " ".repeat(level))).collect::<Vec<_>>().concat(),
        format!("{}1{}", "[".repeat(deep), "]".repeat(deep)),
    ] {
        let (node, found) = parsed(Mode::Lenient, &text);
        assert!(node.is_none() && found.len() == 1, "{found:?}");
        assert!(found[0].span.line > 0);
    }
    let fits = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(value(&fits).height(), MAX_DEPTH);
    // An alias may not make a tree deeper than its text.
    let half = MAX_DEPTH / 2;
    let text = format!("a: &x {0}{1}\nb: {0}*x{1}\n", "[".repeat(half), "]".repeat(half));
    assert!(parsed(Mode::Lenient, &text).0.is_none());
}

#[test]
fn long_lines_are_read_in_one_go() {
    let item = "{\"é\": \"ü\"},";
    let text = format!("[{}0]", item.repeat(100_000));
    let started = std::time::Instant::now();
    let node = value(&text);
    assert!(started.elapsed().as_secs() < 5, "columns must not be counted from the start of the line each time");
    let last = node.as_list().unwrap().last().unwrap();
    assert_eq!(last.span.column as usize, 2 + 100_000 * item.chars().count());
}

#[test]
fn mangled_texts_never_panic() {
    let seeds = [
        "openapi: 3.1.0\ninfo: {title: \"a\", version: '1'}\npaths:\n  /a:\n    get: &x\n      - *x\n      - |\n        é\n",
        "{\"openapi\": \"3.0.0\", \"a\": [1.5e3, true, null, \"\\u00e9\\ud83d\\ude00\"], \"b\": {\"c\": -0}}",
        "a: !!str b\n? c\n: d\n<<: {e: >-\n f}\n---\n%TAG ! x\n",
    ];
    let inserts = [
        "\"", "'", "{", "[", "]", "}", ":", ",", "&", "*", "!", "|", ">", "%", "#", "\t", "\n", "\\", "\u{0}", "é",
        "\u{feff}", "- ", "? ", "<<: ",
    ];
    // A small generator of its own: the same mangled texts on every machine.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for _ in 0..3_000 {
        let mut letters: Vec<char> = seeds[random(seeds.len())].chars().collect();
        for _ in 0..=random(4) {
            let at = random(letters.len().max(1));
            match random(3) {
                0 if !letters.is_empty() => {
                    letters.remove(at);
                }
                1 => letters.truncate(at + 1),
                _ => {
                    let at = at.min(letters.len());
                    let insert: Vec<char> = inserts[random(inserts.len())].chars().collect();
                    letters.splice(at..at, insert);
                }
            }
        }
        let text: String = letters.into_iter().collect();
        let (node, found) = parsed(Mode::Lenient, &text);
        assert!(node.is_some() || !found.is_empty(), "{text:?}");
    }
}
