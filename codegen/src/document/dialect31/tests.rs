//! Each rule as a table of before and after.

use super::*;
use crate::diag::{Code, Mode};
use crate::source::{FileId, parse};

fn node(text: &str) -> Node {
    parse(&mut Sink::new(Mode::Curated), FileId(0), text).unwrap()
}

/// A schema after the rules, with the codes of what was found.
fn rewritten(version: Version, schema: &str) -> (String, Vec<Code>) {
    let mut root = node(&format!("openapi: x\npaths: {{}}\ncomponents: {{schemas: {{S: {schema}}}}}"));
    let mut sink = Sink::new(Mode::Lenient);
    rewrite(&mut sink, &mut root, version);
    let schema = root.get("components").and_then(|components| components.get("schemas")?.get("S")).unwrap();
    (line(schema), sink.found().iter().map(|found| found.code).collect())
}

/// A tree on one line, in the order of its keys.
fn line(node: &Node) -> String {
    crate::document::to_json_text(node).lines().map(str::trim_start).collect::<String>().replace('"', "")
}

fn check(cases: &[(&str, &str)]) {
    for (before, after) in cases {
        let (found, codes) = rewritten(Version::V31, before);
        assert_eq!(found, line(&node(after)), "{before}");
        assert!(codes.is_empty(), "{before}");
        let (again, _) = rewritten(Version::V31, after);
        assert_eq!(again, found, "what is in the shape of 3.0 stays as it is: {before}");
    }
}

#[test]
fn null_becomes_nullable() {
    check(&[
        ("{type: [string, 'null']}", "{type: string, nullable: true}"),
        ("{type: ['null', string], minLength: 1}", "{type: string, minLength: 1, nullable: true}"),
        ("{type: [string]}", "{type: string}"),
        ("{type: 'null'}", "{nullable: true, enum: [null]}"),
        ("{type: ['null']}", "{nullable: true, enum: [null]}"),
        ("{const: null}", "{enum: [null], x-const: true, nullable: true}"),
        ("{type: [string, 'null'], enum: [a, null]}", "{type: string, enum: [a], nullable: true}"),
        ("{enum: [a, null]}", "{enum: [a], nullable: true}"),
        (
            "{enum: [1, null, 2], x-enum-varnames: [One, Null, Two], x-enum-descriptions: [one, two]}",
            "{enum: [1, 2], x-enum-varnames: [One, Two], x-enum-descriptions: [one, two], nullable: true}",
        ),
        ("{enum: [null]}", "{enum: [null], nullable: true}"),
    ]);
}

#[test]
fn null_leaves_unions() {
    check(&[
        ("{oneOf: [{$ref: '#/a'}, {type: 'null'}]}", "{allOf: [{$ref: '#/a'}], nullable: true}"),
        (
            "{description: d, anyOf: [{type: 'null'}, {$ref: '#/a'}]}",
            "{description: d, allOf: [{$ref: '#/a'}], nullable: true}",
        ),
        (
            "{anyOf: [{type: string, title: t}, {type: 'null'}], title: own}",
            "{type: string, title: own, nullable: true}",
        ),
        (
            "{oneOf: [{$ref: '#/a'}, {$ref: '#/b'}, {type: 'null'}]}",
            "{oneOf: [{$ref: '#/a'}, {$ref: '#/b'}], nullable: true}",
        ),
        ("{oneOf: [{type: integer}, {enum: [null]}]}", "{type: integer, nullable: true}"),
        ("{oneOf: [{type: integer}, {const: null, description: d}]}", "{type: integer, nullable: true}"),
        ("{oneOf: [{type: 'null'}]}", "{nullable: true, enum: [null]}"),
        // What would clash with the schema's own keywords stays a schema of its own.
        (
            "{type: object, oneOf: [{type: string}, {type: 'null'}]}",
            "{type: object, allOf: [{type: string}], nullable: true}",
        ),
        (
            "{allOf: [{$ref: '#/b'}], oneOf: [{$ref: '#/a'}, {type: 'null'}]}",
            "{allOf: [{$ref: '#/b'}, {$ref: '#/a'}], nullable: true}",
        ),
        ("{anyOf: [{anyOf: [{type: string}, {type: 'null'}]}, {type: 'null'}]}", "{type: string, nullable: true}"),
        ("{anyOf: [{type: [string, 'null']}, {type: 'null'}]}", "{type: string, nullable: true}"),
    ]);
}

#[test]
fn several_types_become_a_union() {
    check(&[
        ("{type: [integer, number]}", "{type: number}"),
        ("{type: [string, string]}", "{type: string}"),
        (
            "{description: d, type: [string, integer], minLength: 1, maximum: 9, x-a: 1}",
            "{description: d, oneOf: [{type: string, minLength: 1}, {type: integer, maximum: 9}], x-a: 1}",
        ),
        (
            "{type: [object, array, 'null'], properties: {a: {}}, required: [a], items: {type: [string, 'null']}}",
            "{oneOf: [{type: object, properties: {a: {}}, required: [a]}, \
             {type: array, items: {type: string, nullable: true}}], nullable: true}",
        ),
        (
            "{type: [string, integer, boolean], enum: [a, 1]}",
            "{oneOf: [{type: string, enum: [a]}, {type: integer, enum: [1]}]}",
        ),
        ("{type: [string, number], format: date}", "{oneOf: [{type: string, format: date}, {type: number}]}"),
        ("{type: [string, integer], format: int64}", "{oneOf: [{type: string}, {type: integer, format: int64}]}"),
        (
            "{type: [string, integer, number], minimum: 1, format: int64, enum: [a, 1, 1.5]}",
            "{oneOf: [{type: string, enum: [a]}, {type: integer, minimum: 1, format: int64, enum: [1]}, \
             {type: number, minimum: 1, enum: [1.5]}]}",
        ),
        ("{oneOf: [{}], type: [string, integer]}", "{oneOf: [{}], anyOf: [{type: string}, {type: integer}]}"),
    ]);
}

#[test]
fn values_are_spelled_as_in_3_0() {
    check(&[
        ("{const: a}", "{enum: [a], x-const: true}"),
        ("{type: string, const: a, enum: [a, b]}", "{type: string, enum: [a], x-const: true}"),
        ("{exclusiveMinimum: 5}", "{exclusiveMinimum: true, minimum: 5}"),
        ("{minimum: 1, exclusiveMinimum: 5}", "{minimum: 5, exclusiveMinimum: true}"),
        ("{minimum: 7, exclusiveMinimum: 5}", "{minimum: 7}"),
        ("{maximum: 5, exclusiveMaximum: 5}", "{maximum: 5, exclusiveMaximum: true}"),
        ("{examples: [1, 2, 3]}", "{example: 1, x-examples: [2, 3]}"),
        ("{examples: [1]}", "{example: 1, x-examples: []}"),
        ("{example: 0, examples: [1]}", "{example: 0, x-examples: [1]}"),
        ("{examples: []}", "{}"),
        ("{contentEncoding: base64}", "{type: string, format: byte}"),
        (
            "{contentEncoding: base64, contentMediaType: image/png}",
            "{type: string, format: byte, x-content-media-type: image/png}",
        ),
        (
            "{contentMediaType: application/octet-stream}",
            "{type: string, format: binary, x-content-media-type: application/octet-stream}",
        ),
        (
            "{type: string, contentMediaType: application/json}",
            "{type: string, x-content-media-type: application/json}",
        ),
        ("{type: string, contentEncoding: quoted-printable}", "{type: string, x-content-encoding: quoted-printable}"),
        ("{$ref: '#/a', description: d}", "{allOf: [{$ref: '#/a'}], description: d}"),
        ("{allOf: [{}], $ref: '#/a'}", "{allOf: [{$ref: '#/a'}, {}]}"),
        ("{$ref: '#/a'}", "{$ref: '#/a'}"),
        ("{properties: {$ref: {const: 1}, b: true}}", "{properties: {$ref: {enum: [1], x-const: true}, b: {}}}"),
        ("{additionalProperties: {type: [string, 'null']}}", "{additionalProperties: {type: string, nullable: true}}"),
        ("{additionalProperties: false, items: false}", "{additionalProperties: false, items: {not: {}}}"),
        ("{$comment: c, $schema: s}", "{}"),
    ]);
}

#[test]
fn what_cannot_be_carried_over_is_reported_and_put_aside() {
    let cases = [
        ("{prefixItems: [{}], items: false}", "{items: {}, x-unsupported: {prefixItems: [{}]}}", 1),
        (
            "{if: {}, then: {}, else: {}, type: object}",
            "{type: object, x-unsupported: {if: {}, then: {}, else: {}}}",
            3,
        ),
        (
            "{patternProperties: {'^x': {type: string}}}",
            "{additionalProperties: {type: string}, x-unsupported: {patternProperties: {'^x': {type: string}}}}",
            1,
        ),
        ("{$id: a, $anchor: b}", "{}", 2),
        (
            "{patternProperties: {'^x': {}}, additionalProperties: false, properties: {}}",
            "{additionalProperties: true, properties: {}, x-unsupported: {patternProperties: {'^x': {}}}}",
            1,
        ),
        (
            "{unevaluatedProperties: false, dependentRequired: {a: [b]}}",
            "{x-unsupported: {unevaluatedProperties: false, dependentRequired: {a: [b]}}}",
            2,
        ),
    ];
    for (before, after, count) in cases {
        let (found, codes) = rewritten(Version::V31, before);
        assert_eq!(found, line(&node(after)), "{before}");
        assert_eq!(codes, vec![Code::UnsupportedKeyword; count], "{before}");
    }
}

#[test]
fn documents_of_3_0_keep_what_they_say() {
    let cases = [
        ("{type: string, nullable: true, minimum: 1, exclusiveMinimum: true, example: 1}", None),
        ("{$ref: '#/a', description: d}", None),
        ("{$ref: '#/a', nullable: true}", Some("{allOf: [{$ref: '#/a'}], nullable: true}")),
    ];
    for (before, after) in cases {
        assert_eq!(rewritten(Version::V30, before).0, line(&node(after.unwrap_or(before))), "{before}");
    }
}

#[test]
fn the_rest_of_the_document_is_rewritten_too() {
    let mut root = node(
        "openapi: 3.1.0\njsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base\n\
         info: {title: t, summary: s, license: {name: n, identifier: MIT}}\nwebhooks: {w: {post: {responses: {}}}}\n\
         components: {securitySchemes: {m: {type: mutualTLS}}}\n",
    );
    let mut sink = Sink::new(Mode::Curated);
    rewrite(&mut sink, &mut root, Version::V31);
    assert!(sink.found().is_empty());
    let expected = node(
        "openapi: 3.1.0\ninfo: {title: t, x-summary: s, license: {name: n, x-identifier: MIT}}\n\
         x-webhooks: {w: {post: {responses: {}}}}\n\
         components: {securitySchemes: {m: {type: http, scheme: mutualTLS}}}\n",
    );
    assert_eq!(line(&root), line(&expected));
    let mut root = node("openapi: 3.1.0\njsonSchemaDialect: http://json-schema.org/draft-07/schema#\n");
    rewrite(&mut sink, &mut root, Version::V31);
    assert_eq!(sink.found().len(), 1, "another dialect is refused");
}

#[test]
fn what_rules_make_stands_where_its_cause_does() {
    let mut root = node("openapi: x\ncomponents:\n  schemas:\n    S:\n      type: [string,\n             'null']\n");
    rewrite(&mut Sink::new(Mode::Curated), &mut root, Version::V31);
    let schema = root.get("components").and_then(|components| components.get("schemas")?.get("S")).unwrap();
    let place = |key| schema.get(key).map(|node| (node.span.line, node.span.column));
    assert_eq!((place("type"), place("nullable")), (Some((5, 14)), Some((6, 14))));
}

#[test]
fn named_schemas_within_schemas_become_components() {
    let mut root = node(
        "components:\n  schemas:\n    Tree:\n      $defs:\n        node: {properties: {next: {$ref: '#/$defs/node'}}, $defs: {leaf: {type: string}}}\n      \
         items: {$ref: '#/components/schemas/Tree/$defs/node/$defs/leaf'}\n      \
         not: {$ref: '#/components/schemas/Tree/$defs/node/properties/next'}\n    Other: {$ref: '#/$defs/node'}\n",
    );
    let mut sink = Sink::new(Mode::Curated);
    hoist(&mut sink, &mut root);
    assert!(sink.found().is_empty(), "{:?}", sink.found());
    let expected = node(
        "components:\n  schemas:\n    Tree:\n      items: {$ref: '#/components/schemas/TreeNodeLeaf'}\n      \
         not: {$ref: '#/components/schemas/TreeNode/properties/next'}\n    Other: {$ref: '#/$defs/node'}\n    \
         TreeNodeLeaf: {type: string}\n    TreeNode: {properties: {next: {$ref: '#/components/schemas/TreeNode'}}}\n",
    );
    assert_eq!(line(&root), line(&expected));
}

#[test]
fn names_of_hoisted_schemas_may_not_be_taken() {
    let mut root =
        node("components:\n  schemas:\n    A: {$defs: {b: {type: string}}, items: {$ref: '#/$defs/b'}}\n    AB: {}\n");
    let mut sink = Sink::new(Mode::Lenient);
    hoist(&mut sink, &mut root);
    assert_eq!(sink.found().iter().map(|found| found.code).collect::<Vec<_>>(), [Code::ComponentCollision]);
    let expected = "components:\n  schemas:\n    A: {items: {$ref: '#/components/schemas/components_schemas_A_defs_b'}}\n    AB: {}\n    components_schemas_A_defs_b: {type: string}\n";
    assert_eq!(line(&root), line(&node(expected)));
}
