//! The codes of all findings, with one line on each.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// Which kind of finding it is; the code is stable and can be searched for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All codes in order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The code as it is printed, such as `E0101`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            /// What the code stands for.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file cannot be read.
    Unreadable = "E0001",
    /// The text is not YAML or JSON.
    Syntax = "E0002",
    /// A mapping has the same key twice.
    DuplicateKey = "E0003",
    /// YAML that documents must not use: merge keys, tags, several documents in a file.
    YamlFeature = "E0004",
    /// The document is not `OpenAPI` 3.0 or 3.1.
    Version = "E0005",
    /// A reference leads nowhere.
    DanglingRef = "E0101",
    /// References that lead to each other and never to a value.
    RefLoop = "E0102",
    /// A reference of a form that is not followed: a URL, a whole file, out of the document's directory.
    RefForm = "E0103",
    /// Two files give one name to different things.
    ComponentCollision = "E0104",
    /// A named entry of a file that nothing refers to.
    DeadEntry = "E0105",
    /// A keyword that `OpenAPI` does not define at this place.
    UnknownKeyword = "E0201",
    /// A keyword holds a value of the wrong type.
    KeywordType = "E0202",
    /// A required keyword is missing.
    MissingKeyword = "E0203",
    /// A keyword of JSON Schema that does not change the client and is not carried over.
    UnsupportedKeyword = "E0204",
    /// A schema that cannot be given a type.
    Untyped = "E0301",
    /// Parts of an `allOf` contradict each other.
    AllOfConflict = "E0302",
    /// A union whose members cannot be told apart.
    AmbiguousUnion = "E0303",
    /// A required property that is not among the properties.
    RequiredUnknown = "E0304",
    /// A discriminator that does not fit the members of its union.
    Discriminator = "E0305",
    /// An extension of ours with a value it cannot have.
    Extension = "E0306",
    /// An operation without an operationId.
    MissingOperationId = "E0401",
    /// Two operations with the same operationId.
    DuplicateOperationId = "E0402",
    /// A path template and its declared parameters differ.
    PathParameter = "E0403",
    /// A parameter, body or response that the client cannot send or read.
    UnsupportedContent = "E0404",
    /// Pagination that names what is not there.
    Pagination = "E0405",
    /// Several success responses with different bodies.
    SeveralSuccessTypes = "E0406",
    /// A security requirement that names an undeclared scheme, or a scheme that is not supported.
    Security = "E0407",
    /// An operation without a tag, with several, or with one that is not declared.
    Tag = "E0408",
    /// An example that does not match its schema.
    ExampleMismatch = "E0501",
    /// Two things would get the same name in Rust.
    NameCollision = "E0601",
    /// A name that Rust cannot have.
    BadName = "E0602",
    /// A JSON body or answer without an example.
    NoExample = "E0701",
    /// An id that is a plain integer or text, without a type of its own.
    PlainId = "E0702",
    /// An object of an answer that does not state which keys are always there.
    RequiredUnstated = "E0703",
    /// A closed list of values in answers.
    ClosedEnum = "E0704",
    /// Something without a description.
    NoDescription = "E0705",
    /// A list that says neither how it is paged nor why it is not.
    PagingUnstated = "E0706",
    /// An operation or event without `x-since` in a document that states versions.
    NoSince = "E0707",
}

impl Code {
    /// The remedy of findings that have none of their own.
    pub const fn remedy(self) -> &'static str {
        match self {
            Code::Unreadable => "check the path, and that it leads to a text in UTF-8 that may be read",
            Code::Syntax => "check brackets, quotes and indentation, here and in the line before",
            Code::Version => "begin the document with `openapi: 3.1.0`, or convert it to that version",
            Code::DanglingRef => "write what it names, or correct the reference",
            Code::RefForm => "write `#/components/schemas/Name`, or `./file.yaml#/Name` for another file",
            Code::UnknownKeyword => "take it out; what is meant for other tools begins with `x-`",
            Code::KeywordType => "write a value of that type; quotes make a text of a number",
            Code::MissingKeyword => "add it",
            _ => "change one of the places that are named",
        }
    }
}
