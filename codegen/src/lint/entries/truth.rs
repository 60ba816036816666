//! The rules for our own documents.

use super::{Entry, Part, shown};
use crate::diag::Code;

/// In the order of their codes.
pub const ENTRIES: &[Entry] = &[
    shown(
        Code::NoExample,
        "An example is what a reader looks at first, and what the generated tests decode and encode. An answer that is a \
         plain value, or any JSON, may go without.",
        Part::Get,
        r##"
responses:
  "200":
    description: The cat.
    content:
      application/json:
        schema: {$ref: "#/components/schemas/Cat"}
"##,
        r##"
responses:
  "200":
    description: The cat.
    content:
      application/json:
        schema: {$ref: "#/components/schemas/Cat"}
        examples:
          plain: {value: {id: 7}}
"##,
    ),
    shown(
        Code::PlainId,
        "With a type of its own the id of one kind of thing cannot be passed for that of another. Looked at are properties, \
         parameters and headers called `id`, or ending in `_id`, `_ids` or `Id`, that are integers, and texts called `id`.",
        Part::Schemas,
        r"
Cat:
  description: A cat.
  type: object
  required: [id]
  properties:
    id: {type: integer, format: int64, description: Its number in the household.}
",
        r##"
CatId: {description: The id of a cat., type: integer, format: int64, x-id: true}
Cat:
  description: A cat.
  type: object
  required: [id]
  properties:
    id: {$ref: "#/components/schemas/CatId", description: Its number in the household.}
"##,
    ),
    shown(
        Code::RequiredUnstated,
        "Without `required` nobody knows whether the keys may be missing or were forgotten. `required: []` says that each \
         may be missing. Objects that are only sent may go without.",
        Part::Schemas,
        r"
Cat:
  description: A cat.
  type: object
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
        Code::ClosedEnum,
        "Servers grow, and a value that is not listed would make the whole answer unreadable. Lists that are only sent may be \
         closed.",
        Part::Schemas,
        r##"
Cat:
  description: A cat.
  type: object
  required: [mood]
  properties:
    mood: {$ref: "#/components/schemas/Mood", description: How it is disposed.}
Mood: {description: Moods of cats., type: string, enum: [calm, wild], x-open-enum: false}
"##,
        r##"
Cat:
  description: A cat.
  type: object
  required: [mood]
  properties:
    mood: {$ref: "#/components/schemas/Mood", description: How it is disposed.}
Mood: {description: Moods of cats., type: string, enum: [calm, wild]}
"##,
    ),
    shown(
        Code::NoDescription,
        "Descriptions become the documentation of the crate. Operations have a summary and a description; parameters, request \
         bodies, properties, named schemas, tags and events have a description.",
        Part::Schemas,
        r"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    lives: {type: integer, format: int32}
",
        r"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    lives: {type: integer, format: int32, description: How many are left. Missing for kittens.}
",
    ),
    shown(
        Code::PagingUnstated,
        "Whoever reads a list must know whether it is all of it. Lists are answers to a `GET` that are an array, or an object \
         of one array of objects beside `meta` and the like.",
        Part::Get,
        r##"
responses:
  "200":
    description: The cats.
    content:
      application/json:
        schema: {type: array, items: {$ref: "#/components/schemas/Cat"}}
        examples: {one: {value: [{id: 7}]}}
"##,
        r##"
x-unpaginated: "The server sends all of them: a household has few cats."
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
        Code::NoSince,
        "Where some operations say which version of the server has them first, silence of the others would be read as \
         \"always\". A document that never uses `x-since` has no versions to state.",
        Part::Root,
        r#"
paths:
  /cats:
    get:
      operationId: cats_count
      tags: [Cats]
      summary: Count the cats
      description: Answers nothing while the cats move.
      x-since: "1.2.0"
      responses: {"204": {description: They move.}}
    delete:
      operationId: cats_delete
      tags: [Cats]
      summary: Let the cats out
      description: They come back by themselves.
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
      x-since: "1.2.0"
      responses: {"204": {description: They move.}}
    delete:
      operationId: cats_delete
      tags: [Cats]
      summary: Let the cats out
      description: They come back by themselves.
      x-since: "1.3.0"
      responses: {"204": {description: They are out.}}
"#,
    ),
];
