//! What the reading of any document can find.

use super::{Entry, Part, shown};
use crate::diag::Code;

/// In the order of their codes.
pub const ENTRIES: &[Entry] = &[
    shown(
        Code::Unreadable,
        "The file is not there, may not be read, or is no UTF-8.",
        Part::Schemas,
        r#"
Cat: {description: A cat., $ref: "./kats.yaml#/Cat"}
# In cats.yaml:
Cat: {description: A cat., type: object, required: []}
"#,
        r#"
Cat: {$ref: "./cats.yaml#/Cat"}
# In cats.yaml:
Cat: {description: A cat., type: object, required: []}
"#,
    ),
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
    shown(
        Code::RefLoop,
        "A thing that is nothing but itself has no meaning; a thing that contains itself has.",
        Part::Schemas,
        r##"
Cat: {description: A cat., $ref: "#/components/schemas/Tom"}
Tom: {description: A male cat., $ref: "#/components/schemas/Cat"}
"##,
        r##"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    father: {$ref: "#/components/schemas/Cat", description: Another cat. Missing for strays.}
"##,
    ),
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
    shown(
        Code::ComponentCollision,
        "In the bundled document a name stands for one thing.",
        Part::Schemas,
        r#"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    coat: {$ref: "./coats.yaml#/Colour", description: What it looks like.}
    eyes: {$ref: "./eyes.yaml#/Colour", description: What it looks with.}
# In coats.yaml:
Colour: {description: The colour of a coat., type: string, enum: [black, tabby]}
# In eyes.yaml:
Colour: {description: The colour of eyes., type: string, enum: [amber, green]}
"#,
        r#"
Cat:
  description: A cat.
  type: object
  required: []
  properties:
    coat: {$ref: "./coats.yaml#/CoatColour", description: What it looks like.}
    eyes: {$ref: "./eyes.yaml#/EyeColour", description: What it looks with.}
# In coats.yaml:
CoatColour: {description: The colour of a coat., type: string, enum: [black, tabby]}
# In eyes.yaml:
EyeColour: {description: The colour of eyes., type: string, enum: [amber, green]}
"#,
    ),
    shown(
        Code::DeadEntry,
        "What nothing refers to is in no client, and ages unseen.",
        Part::Schemas,
        r#"
Cat: {$ref: "./cats.yaml#/Cat"}
# In cats.yaml:
Cat: {description: A cat., type: object, required: []}
Kitten: {description: A small cat., type: object, required: []}
"#,
        r#"
Cat: {$ref: "./cats.yaml#/Cat"}
# In cats.yaml:
Cat: {description: A cat., type: object, required: []}
"#,
    ),
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
];
