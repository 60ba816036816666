//! What the lowering and the plan of any document can find.

use super::{Entry, Part, shown};
use crate::diag::Code;

/// In the order of their codes.
pub const ENTRIES: &[Entry] = &[
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
    shown(
        Code::Discriminator,
        "A member that no value of the key leads to could never be received.",
        Part::Schemas,
        r##"
Cat:
  description: A cat.
  oneOf: [{$ref: "#/components/schemas/Tom"}, {$ref: "#/components/schemas/Queen"}]
  discriminator: {propertyName: kind}
Tom:
  description: A male cat.
  type: object
  required: [kind]
  properties: {kind: {type: string, const: tom, description: What it is.}}
Queen: {description: A female cat., type: object, required: []}
"##,
        r##"
Cat:
  description: A cat.
  oneOf: [{$ref: "#/components/schemas/Tom"}, {$ref: "#/components/schemas/Queen"}]
  discriminator: {propertyName: kind}
Tom:
  description: A male cat.
  type: object
  required: [kind]
  properties: {kind: {type: string, const: tom, description: What it is.}}
Queen:
  description: A female cat.
  type: object
  required: [kind]
  properties: {kind: {type: string, const: queen, description: What it is.}}
"##,
    ),
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
    shown(
        Code::DuplicateOperationId,
        "It names one operation in links, methods and tests.",
        Part::Root,
        r#"
paths:
  /cats:
    get:
      operationId: cats_count
      tags: [Cats]
      summary: Count the cats
      description: Answers nothing while the cats move.
      responses: {"204": {description: They move.}}
    delete:
      operationId: cats_count
      tags: [Cats]
      summary: Let the cats out
      description: They come back.
      responses: {"204": {description: They are out.}}
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
    delete:
      operationId: cats_release
      tags: [Cats]
      summary: Let the cats out
      description: They come back.
      responses: {"204": {description: They are out.}}
"#,
    ),
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
    shown(
        Code::NameCollision,
        "One of the two could not be reached; a pin, `x-rust-name`, tells them apart.",
        Part::Schemas,
        r"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    name: {type: string, description: What it does not listen to.}
    Name: {type: string, description: What stands in its papers.}
",
        r"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    name: {type: string, description: What it does not listen to.}
    Name: {type: string, description: What stands in its papers., x-rust-name: registered_name}
",
    ),
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
