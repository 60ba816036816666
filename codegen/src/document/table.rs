//! The table of objects and keywords of `OpenAPI` 3.0 and 3.1, with the JSON Schema that schemas of 3.1 are.

use super::shape::Shape::{
    self, Any, Bound, Count, Flag, List, Map, Number, Object, Reference, SchemaOrFlag, Text, Types, Word,
};
use super::shape::{Keyword, Kind, Need, Since};

const fn key(name: &'static str, shape: Shape) -> Keyword {
    Keyword { name, shape, since: Since::Both, need: Need::Optional }
}

impl Keyword {
    const fn until_3_0(self) -> Self {
        Self { since: Since::Old, ..self }
    }

    const fn since_3_1(self) -> Self {
        Self { since: Since::New, ..self }
    }

    const fn need(self, need: Need) -> Self {
        Self { need, ..self }
    }
}

const TEXTS: Shape = List(&Text);
const SCHEMA: Shape = Object(Kind::Schema);
const SCHEMAS: Shape = List(&SCHEMA);
const NAMED_SCHEMAS: Shape = Map(&SCHEMA);
const SERVERS: Shape = List(&Object(Kind::Server));
const SECURITY: Shape = List(&Map(&TEXTS));
const CONTENT: Shape = Map(&Object(Kind::MediaType));
const EXAMPLES: Shape = Map(&Object(Kind::Example));
const HEADERS: Shape = Map(&Object(Kind::Header));
const PARAMETERS: Shape = List(&Object(Kind::Parameter));
const PATH_ITEMS: Shape = Map(&Object(Kind::PathItem));
/// Our own: pins a name in Rust.
const NAME: Keyword = key("x-rust-name", Text);
/// Our own: the first version of the server that has it.
const SINCE: Keyword = key("x-since", Text);
/// Our own: no document of the vendor has it.
const UNDOCUMENTED: Keyword = key("x-undocumented", Flag);
const SCHEMA_KEY: Keyword = key("schema", SCHEMA);
const DOCS: Keyword = key("externalDocs", Object(Kind::ExternalDocs));
const DESCRIPTION: Keyword = key("description", Text);
const SUMMARY: Keyword = key("summary", Text);
const STYLES: &[&str] = &["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"];

const DOCUMENT: &[Keyword] = &[
    key("openapi", Text).need(Need::Vital),
    key("info", Object(Kind::Info)).need(Need::Empty),
    key("jsonSchemaDialect", Text).since_3_1(),
    key("servers", SERVERS),
    // In 3.1 one of paths, webhooks and components is enough; `keywords` knows that.
    key("paths", Object(Kind::Paths)).need(Need::Empty),
    key("webhooks", PATH_ITEMS).since_3_1(),
    key("components", Object(Kind::Components)),
    key("security", SECURITY),
    key("tags", List(&Object(Kind::Tag))),
    DOCS,
    key("x-webhooks", PATH_ITEMS),
    key("x-events", Map(&Object(Kind::Event))),
    key("x-error-schema", Reference),
    key("x-handles", List(&Any)),
];

const INFO: &[Keyword] = &[
    key("title", Text).need(Need::Text("API")),
    SUMMARY.since_3_1(),
    DESCRIPTION,
    key("termsOfService", Text),
    key("contact", Object(Kind::Contact)),
    key("license", Object(Kind::License)),
    key("version", Text).need(Need::Text("0")),
];

const CONTACT: &[Keyword] = &[key("name", Text), key("url", Text), key("email", Text)];

const LICENSE: &[Keyword] =
    &[key("name", Text).need(Need::Text("")), key("identifier", Text).since_3_1(), key("url", Text)];

const SERVER: &[Keyword] =
    &[key("url", Text).need(Need::Text("/")), DESCRIPTION, key("variables", Map(&Object(Kind::ServerVariable)))];

const SERVER_VARIABLE: &[Keyword] = &[key("enum", TEXTS), key("default", Text).need(Need::Text("")), DESCRIPTION];

const COMPONENTS: &[Keyword] = &[
    key("schemas", NAMED_SCHEMAS),
    key("responses", Map(&Object(Kind::Response))),
    key("parameters", Map(&Object(Kind::Parameter))),
    key("examples", EXAMPLES),
    key("requestBodies", Map(&Object(Kind::RequestBody))),
    key("headers", HEADERS),
    key("securitySchemes", Map(&Object(Kind::SecurityScheme))),
    key("links", Map(&Object(Kind::Link))),
    key("callbacks", Map(&Object(Kind::Callback))),
    key("pathItems", PATH_ITEMS).since_3_1(),
];

const PATH_ITEM: &[Keyword] = &[
    key("get", Object(Kind::Operation)),
    key("put", Object(Kind::Operation)),
    key("post", Object(Kind::Operation)),
    key("delete", Object(Kind::Operation)),
    key("patch", Object(Kind::Operation)),
    key("options", Object(Kind::Operation)),
    key("head", Object(Kind::Operation)),
    key("trace", Object(Kind::Operation)),
    key("parameters", PARAMETERS),
    SUMMARY,
    DESCRIPTION,
    key("servers", SERVERS),
];

const OPERATION: &[Keyword] = &[
    key("operationId", Text),
    key("tags", TEXTS),
    SUMMARY,
    DESCRIPTION,
    DOCS,
    key("parameters", PARAMETERS),
    key("requestBody", Object(Kind::RequestBody)),
    key("responses", Object(Kind::Responses)).need(Need::Empty),
    key("callbacks", Map(&Object(Kind::Callback))),
    key("deprecated", Flag),
    key("security", SECURITY),
    key("servers", SERVERS),
    NAME,
    SINCE,
    UNDOCUMENTED,
    key("x-idempotent", Flag),
    key("x-pagination", Map(&Text)),
    key("x-unpaginated", Text),
];

/// Our own: what a server sends on its own over a connection that stays open.
const EVENT: &[Keyword] = &[
    key("tags", TEXTS),
    SUMMARY,
    DESCRIPTION,
    key("deprecated", Flag),
    SINCE,
    UNDOCUMENTED,
    SCHEMA_KEY.need(Need::Vital),
    key("examples", EXAMPLES),
];

const EXTERNAL_DOCS: &[Keyword] = &[DESCRIPTION, key("url", Text).need(Need::Vital)];

const PARAMETER: &[Keyword] = &[
    key("name", Text).need(Need::Vital),
    key("in", Word(&["path", "query", "header", "cookie"])).need(Need::Vital),
    DESCRIPTION,
    key("required", Flag),
    key("schema", SCHEMA),
    key("deprecated", Flag),
    key("allowEmptyValue", Flag),
    key("style", Word(STYLES)),
    key("explode", Flag),
    key("allowReserved", Flag),
    key("example", Any),
    key("examples", EXAMPLES),
    key("content", CONTENT),
    NAME,
];

const REQUEST_BODY: &[Keyword] = &[DESCRIPTION, key("content", CONTENT).need(Need::Empty), key("required", Flag)];

const MEDIA_TYPE: &[Keyword] = &[
    key("schema", SCHEMA),
    key("example", Any),
    key("examples", EXAMPLES),
    key("encoding", Map(&Object(Kind::Encoding))),
    NAME,
];

const ENCODING: &[Keyword] = &[
    key("contentType", Text),
    key("headers", HEADERS),
    key("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
    key("explode", Flag),
    key("allowReserved", Flag),
];

const RESPONSE: &[Keyword] = &[
    DESCRIPTION.need(Need::Text("")),
    key("headers", HEADERS),
    key("content", CONTENT),
    key("links", Map(&Object(Kind::Link))),
];

const EXAMPLE: &[Keyword] = &[SUMMARY, DESCRIPTION, key("value", Any), key("externalValue", Text)];

const LINK: &[Keyword] = &[
    key("operationRef", Text),
    key("operationId", Text),
    key("parameters", Map(&Any)),
    key("requestBody", Any),
    DESCRIPTION,
    key("server", Object(Kind::Server)),
];

const HEADER: &[Keyword] = &[
    DESCRIPTION,
    key("required", Flag),
    key("schema", SCHEMA),
    key("deprecated", Flag),
    key("allowEmptyValue", Flag),
    key("style", Word(&["simple"])),
    key("explode", Flag),
    key("allowReserved", Flag),
    key("example", Any),
    key("examples", EXAMPLES),
    key("content", CONTENT),
];

const TAG: &[Keyword] = &[key("name", Text).need(Need::Vital), DESCRIPTION, DOCS, NAME, key("x-accessor", Text)];

const SCHEMA_KEYWORDS: &[Keyword] = &[
    key("type", Types),
    key("description", Text),
    key("properties", NAMED_SCHEMAS),
    key("items", SCHEMA),
    key("required", TEXTS),
    key("example", Any),
    key("format", Text),
    key("enum", List(&Any)),
    key("title", Text),
    key("nullable", Flag).until_3_0(),
    key("default", Any),
    key("allOf", SCHEMAS),
    key("anyOf", SCHEMAS),
    key("oneOf", SCHEMAS),
    key("additionalProperties", SchemaOrFlag),
    key("minLength", Count),
    key("maxLength", Count),
    key("minimum", Number),
    key("maximum", Number),
    key("pattern", Text),
    key("deprecated", Flag),
    key("readOnly", Flag),
    key("writeOnly", Flag),
    key("minItems", Count),
    key("maxItems", Count),
    key("uniqueItems", Flag),
    key("discriminator", Object(Kind::Discriminator)),
    key("const", Any).since_3_1(),
    key("examples", List(&Any)).since_3_1(),
    key("multipleOf", Number),
    key("exclusiveMinimum", Bound),
    key("exclusiveMaximum", Bound),
    key("minProperties", Count),
    key("maxProperties", Count),
    key("not", SCHEMA),
    key("externalDocs", Object(Kind::ExternalDocs)),
    key("xml", Object(Kind::Xml)),
    key("contentEncoding", Text).since_3_1(),
    key("contentMediaType", Text).since_3_1(),
    key("contentSchema", SCHEMA).since_3_1(),
    key("$defs", NAMED_SCHEMAS).since_3_1(),
    key("definitions", NAMED_SCHEMAS).since_3_1(),
    key("prefixItems", SCHEMAS).since_3_1(),
    key("contains", SCHEMA).since_3_1(),
    key("minContains", Count).since_3_1(),
    key("maxContains", Count).since_3_1(),
    key("patternProperties", NAMED_SCHEMAS).since_3_1(),
    key("propertyNames", SCHEMA).since_3_1(),
    key("unevaluatedProperties", SCHEMA).since_3_1(),
    key("unevaluatedItems", SCHEMA).since_3_1(),
    key("dependentSchemas", NAMED_SCHEMAS).since_3_1(),
    key("dependentRequired", Map(&TEXTS)).since_3_1(),
    key("if", SCHEMA).since_3_1(),
    key("then", SCHEMA).since_3_1(),
    key("else", SCHEMA).since_3_1(),
    key("$id", Text).since_3_1(),
    key("$schema", Text).since_3_1(),
    key("$anchor", Text).since_3_1(),
    key("$comment", Text).since_3_1(),
    key("$vocabulary", Map(&Flag)).since_3_1(),
    key("$dynamicRef", Text).since_3_1(),
    key("$dynamicAnchor", Text).since_3_1(),
    key("$recursiveRef", Text).since_3_1(),
    key("$recursiveAnchor", Flag).since_3_1(),
    NAME,
    SINCE,
    key("x-id", Flag),
    key("x-secret", Flag),
    key("x-open-enum", Flag),
    key("x-enum-varnames", TEXTS),
    key("x-enum-descriptions", TEXTS),
];

const DISCRIMINATOR: &[Keyword] = &[key("propertyName", Text).need(Need::Vital), key("mapping", Map(&Reference))];

const XML: &[Keyword] =
    &[key("name", Text), key("namespace", Text), key("prefix", Text), key("attribute", Flag), key("wrapped", Flag)];

const SECURITY_SCHEME: &[Keyword] = &[
    key("type", Word(&["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"])).need(Need::Vital),
    DESCRIPTION,
    key("name", Text),
    key("in", Word(&["query", "header", "cookie"])),
    key("scheme", Text),
    key("bearerFormat", Text),
    key("flows", Object(Kind::OauthFlows)),
    key("openIdConnectUrl", Text),
    NAME,
    key("x-prefix", Text),
];

const OAUTH_FLOWS: &[Keyword] = &[
    key("implicit", Object(Kind::OauthFlow)),
    key("password", Object(Kind::OauthFlow)),
    key("clientCredentials", Object(Kind::OauthFlow)),
    key("authorizationCode", Object(Kind::OauthFlow)),
];

const OAUTH_FLOW: &[Keyword] = &[
    key("authorizationUrl", Text),
    key("tokenUrl", Text),
    key("refreshUrl", Text),
    key("scopes", Map(&Text)).need(Need::Empty),
];

impl Kind {
    /// The keywords of the objects of this kind, the frequent ones first.
    pub const fn keywords(self) -> &'static [Keyword] {
        match self {
            Kind::Document => DOCUMENT,
            Kind::Info => INFO,
            Kind::Contact => CONTACT,
            Kind::License => LICENSE,
            Kind::Server => SERVER,
            Kind::ServerVariable => SERVER_VARIABLE,
            Kind::Components => COMPONENTS,
            Kind::Paths | Kind::Responses | Kind::Callback => &[],
            Kind::PathItem => PATH_ITEM,
            Kind::Operation => OPERATION,
            Kind::Event => EVENT,
            Kind::ExternalDocs => EXTERNAL_DOCS,
            Kind::Parameter => PARAMETER,
            Kind::RequestBody => REQUEST_BODY,
            Kind::MediaType => MEDIA_TYPE,
            Kind::Encoding => ENCODING,
            Kind::Response => RESPONSE,
            Kind::Example => EXAMPLE,
            Kind::Link => LINK,
            Kind::Header => HEADER,
            Kind::Tag => TAG,
            Kind::Schema => SCHEMA_KEYWORDS,
            Kind::Discriminator => DISCRIMINATOR,
            Kind::Xml => XML,
            Kind::SecurityScheme => SECURITY_SCHEME,
            Kind::OauthFlows => OAUTH_FLOWS,
            Kind::OauthFlow => OAUTH_FLOW,
        }
    }
}
