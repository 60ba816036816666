//! Whole documents: from files to one tree, what is wrong with their references, and that nothing stops a lenient run.

use super::*;
use crate::diag::{Code, Diagnostic, Mode, Severity, Sink};
use crate::source::{MemoryReader, SourceSet, Value};

/// A document from files in memory, the first of them the root, with findings as `code file:line text`.
fn loaded(mode: Mode, files: &[(&str, &str)]) -> (Option<Document>, Vec<String>) {
    let mut sink = Sink::new(mode);
    let mut sources = SourceSet::default();
    let reader = MemoryReader::new(files.iter().copied());
    let document = load(&mut sink, &mut sources, &reader, files[0].0);
    let describe = |found: Diagnostic| {
        let file = sources.file(found.span.file).map_or("?", |file| file.path.as_str());
        let related: Vec<String> = found.related.iter().map(|label| format!(" [{}]", label.span.line)).collect();
        format!("{} {file}:{} {}{}", found.code.as_str(), found.span.line, found.message, related.concat())
    };
    (document, sink.into_sorted().into_iter().map(describe).collect())
}

fn line(node: Option<&Node>) -> String {
    node.map(to_json_text).unwrap_or_default().lines().map(str::trim_start).collect::<String>().replace('"', "")
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

fn root(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

#[test]
fn files_become_one_document_with_local_references() {
    let (document, found) = loaded(
        Mode::Curated,
        &[
            (
                "spec/openapi.yaml",
                &root(
                    "paths:\n  /contacts/{id}: {$ref: './paths/contacts.yaml#/contact'}\nx-error-schema: './schemas/errors.yaml#/Error'\ncomponents:\n  securitySchemes:\n    token: {type: http, scheme: bearer}\n",
                ),
            ),
            (
                "spec/paths/contacts.yaml",
                "contact:\n  parameters:\n    - $ref: '../parameters.yaml#/Id'\n  get:\n    responses:\n      '200':\n        description: d\n        content:\n          application/json:\n            schema: {$ref: '../schemas/contact.yaml#/Contact'}\n            examples: {full: {$ref: '../examples/contact.yaml#/contact_full'}}\n      default: {$ref: '../responses.yaml#/Failed'}\n",
            ),
            (
                "spec/parameters.yaml",
                "Id: {name: id, in: path, required: true, schema: {$ref: './schemas/contact.yaml#/Id'}}\n",
            ),
            (
                "spec/schemas/contact.yaml",
                "Id: {type: integer}\nContact:\n  properties:\n    id: {$ref: '#/Id'}\n    friends: {type: array, items: {$ref: '#/Contact'}}\n  discriminator: {propertyName: kind, mapping: {a: '#/Id', b: './contact.yaml#/Contact', c: Id}}\nUnused: {type: string}\n",
            ),
            ("spec/schemas/errors.yaml", "Error: {type: object}\n"),
            (
                "spec/responses.yaml",
                "Failed: {description: no, content: {application/json: {schema: {$ref: './schemas/errors.yaml#/Error'}}}}\n",
            ),
            ("spec/examples/contact.yaml", "contact_full: {value: {$ref: 'not a reference', id: 1}}\n"),
        ],
    );
    assert_eq!(found, ["E0105 spec/schemas/contact.yaml:7 nothing refers to `Unused`"]);
    let document = document.unwrap();
    let bundled = &document.bundled;
    let item = bundled.get("paths").and_then(|paths| paths.get("/contacts/{id}"));
    assert_eq!(
        line(item),
        "{parameters: [{$ref: #/components/parameters/Id}],get: {responses: {200: {description: d,content: {application/json: \
         {schema: {$ref: #/components/schemas/Contact},examples: {full: {$ref: #/components/examples/contact_full}}}}},\
         default: {$ref: #/components/responses/Failed}}}}"
    );
    assert_eq!(line(bundled.get("x-error-schema")), "#/components/schemas/Error");
    assert_eq!(
        line(bundled.get("components")),
        "{securitySchemes: {token: {type: http,scheme: bearer}},\
         schemas: {Contact: {properties: {id: {$ref: #/components/schemas/Id},friends: {type: array,items: \
         {$ref: #/components/schemas/Contact}}},discriminator: {propertyName: kind,mapping: {a: #/components/schemas/Id,\
         b: #/components/schemas/Contact,c: Id}}},Error: {type: object},Id: {type: integer}},\
         responses: {Failed: {description: no,content: {application/json: {schema: {$ref: #/components/schemas/Error}}}}},\
         parameters: {Id: {name: id,in: path,required: true,schema: {$ref: #/components/schemas/Id}}},\
         examples: {contact_full: {value: {$ref: not a reference,id: 1}}}}"
    );
    let place = item.map(|item| item.span).map(|span| (span.file.0, span.line));
    assert_eq!(place, Some((2, 2)), "what was moved keeps its place");
}

#[test]
fn one_file_is_left_in_its_order() {
    let text = root("paths: {}\ncomponents: {schemas: {B: {}, A: {$ref: '#/components/schemas/B'}}}\n");
    let (document, found) = loaded(Mode::Curated, &[("a.yaml", &text)]);
    assert!(found.is_empty());
    let document = document.unwrap();
    assert_eq!(line(document.bundled.get("components")), "{schemas: {B: {},A: {$ref: #/components/schemas/B}}}");
}

#[test]
fn a_component_that_only_refers_to_the_thing_of_its_name_becomes_it() {
    let text = root("paths: {}\ncomponents: {schemas: {A: {$ref: './s.yaml#/A'}, Other: {$ref: './s.yaml#/A'}}}\n");
    let (document, found) = loaded(Mode::Curated, &[("a.yaml", &text), ("s.yaml", "A: {type: string}\n")]);
    assert_eq!(found, Vec::<String>::new());
    let expected = "{schemas: {A: {type: string},Other: {$ref: #/components/schemas/A}}}";
    assert_eq!(line(document.unwrap().bundled.get("components")), expected);
}

#[test]
fn two_things_of_one_name_are_refused_and_settled_whatever_the_order() {
    let one = "paths:\n  /a: {get: {responses: {'200': {description: d, content: {a/a: {schema: {$ref: './x.yaml#/A'}}, b/b: {schema: {$ref: './y/z.yaml#/A'}}}}}}}\n";
    let two = one.replace("./x.yaml", "./!").replace("./y/z.yaml", "./x.yaml").replace("./!", "./y/z.yaml");
    for text in [one, &two] {
        let files =
            [("r.yaml", &*root(text)), ("x.yaml", "A: {type: string}\n"), ("y/z.yaml", "\nA: {type: integer}\n")];
        let (_, found) = loaded(Mode::Curated, &files);
        assert_eq!(found, ["E0104 y/z.yaml:2 two entries become `components/schemas/A` [1]"]);
        let (document, _) = loaded(Mode::Lenient, &files);
        let expected = "{schemas: {A: {type: string},y_z_A: {type: integer}}}";
        assert_eq!(line(document.unwrap().bundled.get("components")), expected);
    }
    let own = root("paths: {}\ncomponents: {schemas: {A: {type: object}, B: {$ref: './x.yaml#/A'}}}\n");
    let (document, found) = loaded(Mode::Lenient, &[("r.yaml", &own), ("x.yaml", "A: {type: string}\n")]);
    assert_eq!(found, ["E0104 x.yaml:1 two entries become `components/schemas/A` [4]"]);
    let expected = "{schemas: {A: {type: object},B: {$ref: #/components/schemas/x_A},x_A: {type: string}}}";
    assert_eq!(line(document.unwrap().bundled.get("components")), expected);
}

#[test]
fn references_that_cannot_be_followed_are_all_reported() {
    let schemas = "A: {$ref: 'https://example.org/a.yaml#/A'}\n    B: {$ref: './none.yaml#/B'}\n    C: {$ref: './s.yaml#/Strnig'}\n    \
                   D: {$ref: '#/components/schemas/Aa'}\n    E: {$ref: './s.yaml#anchor'}\n    F: {$ref: '../out.yaml#/F'}\n    \
                   G: {$ref: './s.yaml'}\n    H: {$ref: './s.yaml#/String/items'}\n    I: {$ref: '#/components/responses/R'}\n    \
                   J: {$ref: '#'}\n    K: {$ref: './s.yaml#/Inner'}";
    let text =
        root(&format!("paths: {{}}\ncomponents:\n  responses: {{R: {{description: d}}}}\n  schemas:\n    {schemas}\n"));
    let files =
        [("spec/r.yaml", text.as_str()), ("spec/s.yaml", "String: {type: string}\nInner: {$ref: '#/Nowhere'}\n")];
    let (_, found) = loaded(Mode::Curated, &files);
    let expected = [
        "E0103 spec/r.yaml:7 `https://example.org/a.yaml#/A`: references to other addresses are not followed",
        "E0001 spec/r.yaml:8 `spec/none.yaml` cannot be read: no such file",
        "E0101 spec/r.yaml:9 `./s.yaml#/Strnig` leads nowhere",
        "E0101 spec/r.yaml:10 `#/components/schemas/Aa` leads nowhere",
        "E0103 spec/r.yaml:11 `./s.yaml#anchor`: a fragment must be a pointer, which begins with a slash",
        "E0103 spec/r.yaml:12 `../out.yaml#/F` leads out of the directory of the document",
        "E0103 spec/r.yaml:13 `./s.yaml` leads to a whole file",
        "E0101 spec/r.yaml:14 `./s.yaml#/String/items` leads nowhere",
        "E0101 spec/r.yaml:15 `R` is one of the responses, and a schema is needed here",
        "E0103 spec/r.yaml:16 `#` leads to the whole document",
        "E0101 spec/s.yaml:2 `#/Nowhere` leads nowhere",
    ];
    assert_eq!(found, expected);
    let (document, _) = loaded(Mode::Lenient, &files);
    let document = document.unwrap();
    let resolver = document.resolver();
    let schemas = document.root.get("components").and_then(|components| components.get("schemas")?.as_map()).unwrap();
    for (name, schema) in schemas.iter() {
        assert!(resolver.follow(schema).is_some(), "in a lenient run `{name}` leads to something");
    }
}

#[test]
fn a_lenient_run_follows_what_others_write() {
    let text = root(
        "paths: {}\ncomponents:\n  schemas:\n    Own: {}\n    Whole: {$ref: './Pet.yaml'}\n    Deep: {$ref: '../shared/all.yaml#/components/schemas/Cat'}\n",
    );
    let (document, found) = loaded(
        Mode::Lenient,
        &[
            ("spec/r.yaml", &text),
            ("spec/Pet.yaml", "type: object\nproperties: {own: {$ref: '#/components/schemas/Own'}}\n"),
            (
                "spec/../shared/all.yaml",
                "components: {schemas: {Cat: {$ref: '#/components/schemas/Dog'}, Dog: {type: string}}}\n",
            ),
        ],
    );
    assert!(found.iter().all(|found| found.starts_with("E010")), "{found:?}");
    let expected = "{schemas: {Cat: {$ref: #/components/schemas/Dog},Deep: {$ref: #/components/schemas/Cat},Dog: {type: string},Own: {},\
                    Pet: {type: object,properties: {own: {$ref: #/components/schemas/Own}}},Whole: {$ref: #/components/schemas/Pet}}}";
    assert_eq!(line(document.unwrap().bundled.get("components")), expected);
}

#[test]
fn circles_of_references_are_reported_once() {
    let text = root(
        "paths: {}\ncomponents:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n    \
         Self: {$ref: '#/components/schemas/Self'}\n    Fine: {items: {$ref: '#/components/schemas/Fine'}}\n    Into: {$ref: '#/components/schemas/A'}\n",
    );
    let (document, found) = loaded(Mode::Lenient, &[("r.yaml", &text)]);
    assert_eq!(
        found,
        [
            "E0102 r.yaml:6 `#/components/schemas/B` leads back to itself and never to a value [7]",
            "E0102 r.yaml:8 `#/components/schemas/Self` leads back to itself and never to a value",
        ]
    );
    let document = document.unwrap();
    let schemas = document.root.get("components").and_then(|components| components.get("schemas")).unwrap();
    assert!(schemas.as_map().unwrap().iter().all(|(_, schema)| document.resolver().follow(schema).is_some()));
    assert!(schemas.get("Fine").unwrap().get("items").unwrap().get("$ref").is_some());
    let files = [
        ("r.yaml", &*root("paths: {/a: {$ref: './p.yaml#/a'}}\n")),
        ("p.yaml", "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n"),
    ];
    let (_, found) = loaded(Mode::Curated, &files);
    assert_eq!(found, ["E0102 p.yaml:2 what is referred to leads back to itself"]);
}

#[test]
fn path_items_that_multiply_are_bounded() {
    let levels = (0..30).map(|level| {
        let next = format!("{{$ref: '#/p{}'}}", level + 1);
        format!("p{level}: {{post: {{responses: {{}}, callbacks: {{a: {{x: {next}}}, b: {{y: {next}}}}}}}}}\n")
    });
    let mut text = levels.collect::<Vec<_>>().concat();
    text.push_str("p30: {}\n");
    let files = [("r.yaml", &*root("paths: {/a: {$ref: './p.yaml#/p0'}}\n")), ("p.yaml", &text)];
    let (document, found) = loaded(Mode::Lenient, &files);
    assert!(document.is_some());
    assert!(found.iter().any(|found| found.contains("too many times")), "{found:?}");
}

#[test]
fn references_into_things_stay_right_when_rules_move_them() {
    let text = root(
        "paths:\n  /a:\n    get:\n      responses:\n        '200': {description: d, content: {application/json: {schema: {oneOf: [{type: 'null'}, {type: string}, {type: integer}]}}}}\n\
         components:\n  schemas:\n    A: {$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema/oneOf/2'}\n    \
         B: {properties: {b: {anyOf: [{type: object, title: moved}, {type: 'null'}]}}}\n    C: {$ref: '#/components/schemas/B/properties/b/anyOf/0'}\n",
    );
    let (document, found) = loaded(Mode::Curated, &[("r.yaml", &text)]);
    assert!(found.is_empty(), "{found:?}");
    let document = document.unwrap();
    let resolver = document.resolver();
    let target = |name| resolver.follow(resolver.component("schemas", name)?).map(|target| target.node);
    assert_eq!(line(target("A")), "{type: integer}");
    assert_eq!(line(target("C")), "{type: object,title: moved,nullable: true}");
    assert_eq!(
        line(document.bundled.get("components").unwrap().get("schemas").unwrap().get("C")),
        "{$ref: #/components/schemas/B/properties/b/anyOf/0}"
    );
    assert!(!to_json_text(&document.root).contains("x-ref-target"));
}

#[test]
fn path_items_are_in_place_for_the_typed_view() {
    let text = root(
        "paths:\n  /a: {$ref: '#/components/pathItems/P', summary: own}\n  /b: {$ref: '#/paths/~1a'}\nwebhooks: {w: {$ref: '#/components/pathItems/P'}}\n\
         components: {pathItems: {P: {summary: s, get: {callbacks: {c: {$ref: '#/components/callbacks/C'}}}}}, callbacks: {C: {'{$url}': {}}}}\n",
    );
    let (document, found) = loaded(Mode::Curated, &[("r.yaml", &text)]);
    assert!(found.is_empty(), "{found:?}");
    let document = document.unwrap();
    let get = "get: {callbacks: {c: {$ref: #/components/callbacks/C}},responses: {}}"
        .replace("callbacks: {c", "x-callbacks: {c");
    let paths = format!("{{/a: {{summary: own,{get}}},/b: {{summary: own,{get}}}}}");
    assert_eq!(line(document.root.get("paths")), paths);
    assert!(line(document.root.get("x-webhooks")).starts_with("{w: {summary: s,get:"));
    assert!(line(document.bundled.get("paths")).contains("$ref"), "the bundle stays as it was written");
}

#[test]
fn documents_as_deep_as_can_be_do_not_overflow() {
    let wrappers = [
        (r#"{"items":"#, "}"),
        (r#"{"properties":{"a":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"type":["object","array","null"],"items":"#, "}"),
        (r#"{"anyOf":[{"type":"null"},"#, "]}"),
        (r#"{"$defs":{"a":"#, "}}"),
        (r#"{"$ref":"\#/components/schemas/S","not":"#, "}"),
    ];
    for (open, close) in wrappers {
        let depth = (crate::source::MAX_DEPTH - 4) / open.matches(['{', '[']).count().clamp(1, 2);
        let schema = format!("{}{{}}{}", open.repeat(depth), close.repeat(depth)).replace("\\#", "#");
        let text = format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"","version":""}},"paths":{{}},"components":{{"schemas":{{"S":{schema}}}}}}}"#
        );
        let (document, found) = loaded(Mode::Lenient, &[("r.json", &text)]);
        let document = document.unwrap_or_else(|| panic!("{open}: {found:?}"));
        let mut sink = Sink::new(Mode::Lenient);
        let schema = document.resolver().component("schemas", "S").unwrap();
        assert!(view::<openapiv3::ReferenceOr<openapiv3::Schema>>(&mut sink, schema, "S").is_some(), "{open}");
        assert!(to_json_text(&document.root).ends_with("}\n"));
    }
}

#[test]
fn versions_other_than_3_0_and_3_1_are_refused() {
    let cases = [
        ("swagger: '2.0'\ninfo: {}\n", "E0005 r.yaml:1 this is a Swagger 2.0 document"),
        ("openapi: 3.2.0\n", "E0005 r.yaml:1 OpenAPI 3.2.0 is not read, only 3.0 and 3.1"),
        ("openapi: [3]\n", "E0005 r.yaml:1 OpenAPI  is not read, only 3.0 and 3.1"),
        ("info: {}\n", "E0005 r.yaml:1 this is no OpenAPI document: it has no `openapi`"),
        ("- 1\n", "E0005 r.yaml:1 this is no OpenAPI document: it has no `openapi`"),
    ];
    for (text, expected) in cases {
        let (document, found) = loaded(Mode::Lenient, &[("r.yaml", text)]);
        assert!(document.is_none());
        assert_eq!(found, [expected]);
    }
    for (text, version) in
        [("openapi: 3.0", Version::V30), ("openapi: 3.1", Version::V31), ("openapi: 3.0.4", Version::V30)]
    {
        let (document, _) = loaded(Mode::Lenient, &[("r.yaml", text)]);
        assert_eq!(document.map(|document| document.version), Some(version));
    }
}

#[test]
fn a_root_that_cannot_be_read_is_an_error() {
    let mut sink = Sink::new(Mode::Lenient);
    let mut sources = SourceSet::default();
    assert!(load(&mut sink, &mut sources, &MemoryReader::default(), "none.yaml").is_none());
    assert_eq!(sink.found()[0].code, Code::Unreadable);
    assert_eq!(sink.found()[0].severity, Severity::Error);
}

#[test]
fn recursion_of_json_schema_becomes_a_reference() {
    let text = root(
        "paths: {}\ncomponents: {schemas: {T: {$dynamicAnchor: t, items: {$dynamicRef: '#t'}, not: {$recursiveRef: '#'}}}}\n",
    );
    let (document, found) = loaded(Mode::Lenient, &[("r.yaml", &text)]);
    assert_eq!(found.len(), 2, "{found:?}");
    let schema =
        document.unwrap().root.get("components").and_then(|components| components.get("schemas")?.get("T").cloned());
    assert_eq!(line(schema.as_ref()), "{items: {$ref: #/components/schemas/T},not: {$ref: #/components/schemas/T}}");
}

#[test]
fn chains_of_references_are_followed_to_their_end() {
    let text = root(
        "paths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/b%20b'}, 'b b': {$ref: '#/components/schemas/C~1c'}, C/c: {type: string}}}\n",
    );
    let (document, found) = loaded(Mode::Curated, &[("r.yaml", &text)]);
    assert!(found.is_empty(), "{found:?}");
    let document = document.unwrap();
    let resolver = document.resolver();
    let target = resolver.follow(resolver.resolve("#/components/schemas/A").unwrap()).unwrap();
    assert_eq!(target.component(), Some(("schemas", "C/c".to_owned())));
    assert_eq!(target.node.get("type").and_then(Node::as_str), Some("string"));
    assert!(resolver.resolve("#/components/schemas/None").is_none());
    assert!(resolver.resolve("#/info/title/x").is_none());
    assert_eq!(resolver.resolve("#/info/title").and_then(Node::as_str), Some("T"));
    assert_eq!(resolver.resolve("#").map(Node::kind), Some("a mapping"));
}

#[test]
fn json_text_is_what_other_readers_read() {
    let text =
        "{\"b\": [1, -2, 18446744073709551615, 1.5, 1e300, true, null, [], {}], \"a\": \"\\\"\\\\\\n\\u0007\u{e9}\"}";
    let mut sink = Sink::new(Mode::Curated);
    let node = crate::source::parse(&mut sink, FileId(0), text).unwrap();
    let written = to_json_text(&node);
    assert!(written.starts_with("{\n  \"b\": [\n    1,\n    -2,\n"), "in the order of the document: {written}");
    assert!(written.ends_with("}\n"));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&written).unwrap(),
        serde_json::from_str::<serde_json::Value>(text).unwrap()
    );
    let odd = Node::new(
        node.span,
        Value::List([f64::INFINITY, f64::NAN].map(|value| Node::new(node.span, Value::Float(value))).into()),
    );
    assert!(serde_json::from_str::<serde_json::Value>(&to_json_text(&odd)).is_ok());
}
