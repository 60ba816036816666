//! What the reading, the lowering and the plan of any document can find.

use super::{Entry, Part, said, shown};
use crate::diag::Code;

/// In the order of their codes.
pub const ENTRIES: &[Entry] = &[
    said(Code::Unreadable, "The file is not there, may not be read, or is no UTF-8."),
    shown(
        Code::Syntax,
        "Nothing can be said of a text that cannot be read as a whole.",
        Part::Root,
        r#"
info: {title: Cats, version: "1"
"#,
        r#"
info: {title: Cats, version: "1"}
"#,
    ),
    shown(
        Code::DuplicateKey,
        "Readers of YAML disagree on which of the two counts.",
        Part::Get,
        r"
summary: Get the cats
summary: List the cats
",
        r"
summary: List the cats
",
    ),
    shown(
        Code::YamlFeature,
        "Other readers of the document would understand these differently, or not at all.",
        Part::Schemas,
        r"
CatId: !number {description: The id of a cat., type: integer, format: int64, x-id: true}
",
        r"
CatId: {description: The id of a cat., type: integer, format: int64, x-id: true}
",
    ),
    shown(
        Code::Version,
        "What keywords mean depends on the version.",
        Part::Root,
        r"
openapi: 2.0.0
",
        r"
openapi: 3.1.0
",
    ),
    shown(
        Code::DanglingRef,
        "What stands at the end of the reference would be lost.",
        Part::Schemas,
        r##"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    mother: {$ref: "#/components/schemas/Kat", description: Another cat. Missing for strays.}
"##,
        r##"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    mother: {$ref: "#/components/schemas/Cat", description: Another cat. Missing for strays.}
"##,
    ),
    said(Code::RefLoop, "A thing that is nothing but itself has no meaning; a thing that contains itself has."),
    shown(
        Code::RefForm,
        "A document is read as it stands on the disk, and a file is a mapping of names.",
        Part::Schemas,
        r#"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    mother: {$ref: "https://example.com/cat.yaml", description: Another cat. Missing for strays.}
"#,
        r##"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    mother: {$ref: "#/components/schemas/Cat", description: Another cat. Missing for strays.}
"##,
    ),
    said(Code::ComponentCollision, "In the bundled document a name stands for one thing."),
    said(Code::DeadEntry, "What nothing refers to is in no client, and ages unseen."),
    shown(
        Code::UnknownKeyword,
        "Most often it is a spelling mistake, and what was meant is lost.",
        Part::Get,
        r"
depricated: true
",
        r"
deprecated: true
",
    ),
    shown(
        Code::KeywordType,
        "A value of the wrong type cannot be taken for what was meant.",
        Part::Get,
        r#"
deprecated: "yes"
"#,
        r"
deprecated: true
",
    ),
    shown(
        Code::MissingKeyword,
        "OpenAPI demands it, and there is nothing that it could be taken for.",
        Part::Get,
        r"
parameters:
  - {name: colour, description: Only cats of this colour., schema: {type: string}}
",
        r"
parameters:
  - {name: colour, in: query, description: Only cats of this colour., schema: {type: string}}
",
    ),
    shown(
        Code::UnsupportedKeyword,
        "It would be dropped in silence, and the type would promise more than it keeps.",
        Part::Schemas,
        r#"
Cat: {description: Toys by name., type: object, patternProperties: {"^toy_": {type: string}}}
"#,
        r"
Cat: {description: Toys by name., type: object, additionalProperties: {type: string}}
",
    ),
    shown(
        Code::Untyped,
        "It would become any JSON without anybody having said so.",
        Part::Schemas,
        r"
Cat: {description: What a cat brought., type: array}
",
        r"
Cat: {description: What a cat brought., type: array, items: {type: string}}
",
    ),
    shown(
        Code::AllOfConflict,
        "No value can match both parts.",
        Part::Schemas,
        r"
Cat:
  description: The name of a cat.
  allOf:
    - {type: string}
    - {type: integer}
",
        r"
Cat:
  description: The name of a cat.
  allOf:
    - {type: string}
    - {maxLength: 20}
",
    ),
    shown(
        Code::AmbiguousUnion,
        "Which member an answer becomes would be a guess.",
        Part::Schemas,
        r"
Cat:
  description: A cat, or a kitten.
  oneOf:
    - {type: object, required: [name], properties: {name: {type: string, description: The cat's.}}}
    - {type: object, required: [name], properties: {name: {type: string, description: The kitten's.}}}
",
        r"
Cat:
  description: A cat, or a kitten.
  oneOf:
    - {type: object, required: [name], properties: {name: {type: string, description: The cat's.}}}
    - {type: object, required: [nickname], properties: {nickname: {type: string, description: The kitten's.}}}
",
    ),
    shown(
        Code::RequiredUnknown,
        "Most often it is a spelling mistake.",
        Part::Schemas,
        r"
Cat:
  description: A cat.
  type: object
  required: [nmae]
  properties:
    name: {type: string, description: What it does not listen to.}
",
        r"
Cat:
  description: A cat.
  type: object
  required: [name]
  properties:
    name: {type: string, description: What it does not listen to.}
",
    ),
    said(Code::Discriminator, "A member that no value of the key leads to could never be received."),
    shown(
        Code::Extension,
        "Extensions decide what the client looks like, so that a wrong one is not passed over.",
        Part::Schemas,
        r"
Cat: {description: How tame a cat is., type: integer, enum: [0, 1], x-enum-varnames: [Wild]}
",
        r"
Cat: {description: How tame a cat is., type: integer, enum: [0, 1], x-enum-varnames: [Wild, Tame]}
",
    ),
    shown(
        Code::MissingOperationId,
        "The name of the method is made of it; one made of the path changes with the path.",
        Part::Root,
        r#"
paths:
  /cats:
    get:
      tags: [Cats]
      summary: Count the cats
      description: Answers nothing while the cats move.
      responses: {"204": {description: They move.}}
"#,
        r#"
paths:
  /cats:
    get:
      operationId: cats_count
      tags: [Cats]
      summary: Count the cats
      description: Answers nothing while the cats move.
      responses: {"204": {description: They move.}}
"#,
    ),
    said(Code::DuplicateOperationId, "It names one operation in links, methods and tests."),
    shown(
        Code::PathParameter,
        "A path can only be filled in when each of its names has one parameter, and each of these its name.",
        Part::Get,
        r"
parameters:
  - {name: colour, in: path, required: true, description: Only cats of this colour., schema: {type: string}}
",
        r"
parameters:
  - {name: colour, in: query, required: true, description: Only cats of this colour., schema: {type: string}}
",
    ),
    shown(
        Code::UnsupportedContent,
        "The client writes and reads JSON, forms, texts and bytes.",
        Part::Post,
        r##"
requestBody:
  description: The cat.
  content:
    application/xml: {schema: {$ref: "#/components/schemas/Cat"}}
"##,
        r##"
requestBody:
  description: The cat.
  content:
    application/json: {schema: {$ref: "#/components/schemas/Cat"}, example: {id: 7}}
"##,
    ),
    shown(
        Code::Pagination,
        "The next page could not be asked for.",
        Part::Get,
        r##"
x-pagination: {style: page, parameter: page, items: ""}
responses:
  "200":
    description: The cats.
    content:
      application/json:
        schema: {type: array, items: {$ref: "#/components/schemas/Cat"}}
        examples: {one: {value: [{id: 7}]}}
"##,
        r##"
x-pagination: {style: page, parameter: page, items: ""}
parameters:
  - {name: page, in: query, description: From 1., schema: {type: integer, format: int32}}
responses:
  "200":
    description: The cats.
    content:
      application/json:
        schema: {type: array, items: {$ref: "#/components/schemas/Cat"}}
        examples: {one: {value: [{id: 7}]}}
"##,
    ),
    shown(
        Code::SeveralSuccessTypes,
        "A method answers one type.",
        Part::Get,
        r##"
responses:
  "200":
    description: The cat.
    content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}, example: {id: 7}}}
  "202":
    description: The cat is looked for; how often it was before.
    content: {application/json: {schema: {type: integer, format: int32}}}
"##,
        r##"
responses:
  "200":
    description: The cat.
    content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}, example: {id: 7}}}
"##,
    ),
    shown(
        Code::Security,
        "The client would have no credential to send.",
        Part::Get,
        r"
security: [{collar: []}]
",
        r"
security: []
",
    ),
    shown(
        Code::Tag,
        "The tag decides in which group a method stands, and the root describes the group.",
        Part::Get,
        r"
tags: [Cats, Dogs]
",
        r"
tags: [Cats]
",
    ),
    shown(
        Code::ExampleMismatch,
        "One of the two is wrong, and a client made of the schema could not read the example.",
        Part::Get,
        r##"
responses:
  "200":
    description: The cat.
    content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}, example: {id: seven}}}
"##,
        r##"
responses:
  "200":
    description: The cat.
    content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}, example: {id: 7}}}
"##,
    ),
    said(Code::NameCollision, "One of the two could not be reached; a pin, `x-rust-name`, tells them apart."),
    shown(
        Code::BadName,
        "A pinned name is used as it is, so that it must be one.",
        Part::Get,
        r"
x-rust-name: list-cats
",
        r"
x-rust-name: list_cats
",
    ),
];
