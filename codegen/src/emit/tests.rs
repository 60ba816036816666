//! What is emitted for small representations.

use super::*;
use crate::diag::Mode;
use crate::ir::{
    AuthKind, AuthScheme, ContentKind, Docs, Example, Extra, Location, PageStyle, Pagination, Place, Scalar, Server,
    Tagging, Ty, TypeKind,
};
use crate::plan::testing::*;

fn paged_by(parameter: &str) -> Pagination {
    Pagination {
        style: PageStyle::Page,
        parameter: parameter.to_owned(),
        items: String::new(),
        total: None,
        span: crate::source::Span::default(),
    }
}

/// An API with one of everything.
fn everything() -> Api {
    let mut api = Api { title: "Sample API".to_owned(), version: "1.2".to_owned(), ..Api::default() };
    let span = crate::source::Span::default();
    api.servers.push(Server { url: "https://api.example.com/".to_owned(), description: None, span });
    let kinds = [
        ("userToken", AuthKind::Header("X-Token".to_owned(), String::new())),
        ("accessKey", AuthKind::Header("Authorization".to_owned(), "AccessKey ".to_owned())),
        ("basic", AuthKind::Basic),
        ("bearer", AuthKind::Bearer),
        ("key", AuthKind::Query("key".to_owned())),
        ("cookie", AuthKind::Cookie("session".to_owned())),
    ];
    for (name, kind) in kinds {
        let (name, flows) = (name.to_owned(), Vec::new());
        api.auth.push(AuthScheme { name, pin: None, kind, flows, docs: docs("A <b>key</b>."), span });
    }
    let id = component(&mut api, "ThingId", TypeKind::Id(Scalar::I64));
    let slug = component(&mut api, "Slug", TypeKind::Id(Scalar::String));
    let state = component(&mut api, "State", enumeration(&["open", "in-progress", "+1", "self"]));
    let names = component(&mut api, "Names", TypeKind::Alias(list(text())));
    let cat = component(
        &mut api,
        "AnimalCat",
        structure(vec![field("kind", true, constant("cat")), field("lives", true, scalar(Scalar::I32))]),
    );
    let dog = component(&mut api, "AnimalDog", structure(vec![field("kind", true, constant("dog"))]));
    let animal = component(
        &mut api,
        "Animal",
        union(Tagging::Key("kind".to_owned()), vec![("cat", named(cat)), ("dog", named(dog))]),
    );
    let loose = component(
        &mut api,
        "Loose",
        union(Tagging::Shape, vec![("string", text()), ("list", list(text())), ("animal", named(animal))]),
    );
    let mut thing = vec![
        field("id", true, named(id)),
        field("type", true, named(state)),
        field("crate", false, nullable(text())),
        field("parent", false, named(TypeId(8))),
        field("names", true, named(names)),
        field("animal", false, nullable(named(animal))),
        field("loose", true, nullable(named(loose))),
        field("at", true, scalar(Scalar::Timestamp)),
        field("seconds", false, Place { format: Some("unix-time".to_owned()), ..scalar(Scalar::Timestamp) }),
        field("map", true, Place::of(Ty::Map(Box::new(scalar(Scalar::F64))))),
    ];
    thing[0].docs = docs("See https://example.com or [this].\n\n    code();\n\n`<T>`");
    let object = crate::ir::Struct {
        fields: thing,
        extra: Extra::Keep(Box::new(text())),
        one_of: Vec::new(),
        required_stated: true,
    };
    let thing = component(&mut api, "Thing", TypeKind::Struct(object));
    let form = component(
        &mut api,
        "Upload",
        structure(vec![
            field("file", true, scalar(Scalar::Binary)),
            field("files[]", false, list(scalar(Scalar::Binary))),
            field("about", false, named(thing)),
        ]),
    );
    let error = component(&mut api, "Problem", structure(vec![field("message", false, text())]));
    api.error = Some(error);
    let account = handle(&mut api, "account", None, "/accounts/{account_id}", "account_id");
    let (things, uploads, none) = (tag(&mut api, "Things"), tag(&mut api, "uploads"), tag(&mut api, ""));
    api.untagged = Some(none);
    let list_op = op(&mut api, things, "thing_list", "GET /accounts/{account_id}/things");
    list_op.handle = Some(account);
    list_op.params.push(param("page", Location::Query, false, scalar(Scalar::I64)));
    list_op.params.push(param("labels[]", Location::Query, false, list(text())));
    list_op.params.push(param("animal", Location::Query, false, named(animal)));
    list_op.auth = vec![vec!["userToken".to_owned()], vec!["key".to_owned(), "cookie".to_owned()]];
    list_op.ok = vec![reply(200, vec![json(list(named(thing)))])];
    list_op.docs = Docs { summary: Some("List things".to_owned()), since: Some("1.1".to_owned()), ..Docs::default() };
    list_op.pagination = Some(paged_by("page"));
    let create = op(&mut api, things, "thing_create", "POST /accounts/{account_id}/things");
    create.handle = Some(account);
    let mut sent = json(named(thing));
    sent.examples.push(Example {
        name: "full".to_owned(),
        value: serde_json::json!({}),
        pointer: "/components/examples/thing/value".to_owned(),
        span,
    });
    create.body = Some(body(true, vec![sent, content("multipart/form-data", ContentKind::Multipart(named(form)))]));
    create.ok = vec![reply(201, vec![json(named(thing))]), reply(204, vec![])];
    let upload = op(&mut api, uploads, "upload", "PUT /uploads/{slug}/{thing_id}");
    upload.params[0].place = named(slug);
    upload.params[1].place = named(id);
    upload.body = Some(body(false, vec![json(list(text()))]));
    upload.ok = vec![reply(200, vec![content("text/plain", ContentKind::Text)])];
    upload.docs.deprecated = true;
    upload.idempotent = false;
    op(&mut api, none, "ping", "HEAD /ping");
    api
}

fn files(api: &Api) -> OutFiles {
    let mut config = config();
    config.tests = true;
    config.ext = true;
    config.manifest = vec!["[[example]]\nname = \"shown\"\nrequired-features = [\"things\"]\n".to_owned()];
    let mut sink = crate::diag::Sink::new(Mode::Curated);
    let plan = crate::plan::build(&mut sink, api, &config);
    assert!(!sink.has_errors(), "{:?}", sink.into_sorted());
    emit(api, &plan, &config, "{}\n")
}

#[test]
fn every_file_is_rust_and_says_where_it_comes_from() {
    for api in [everything(), Api::default()] {
        for (path, text) in files(&api).iter().filter(|(path, _)| OutFiles::is_rust(path)) {
            assert!(
                text.starts_with("// @generated by `cargo xtask codegen` from spec/sample.yaml; do not edit.\n"),
                "{path}"
            );
            if let Err(error) = syn::parse_file(text) {
                panic!("{path}: {error}\n{text}");
            }
            assert!(!text.contains("\n\n\n"), "{path} has an empty line too many:\n{text}");
            assert!(text.lines().all(|line| line.trim_end() == line), "{path} has spaces at the end of a line");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} ends otherwise");
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(files(&everything()), files(&everything()));
}

#[test]
fn the_files_are_those_of_a_crate() {
    let files = files(&everything());
    let paths: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    let expected = [
        "Cargo.toml",
        "OPERATIONS.md",
        "README.md",
        "openapi.json",
        "src/generated/client.rs",
        "src/generated/handles.rs",
        "src/generated/meta.rs",
        "src/generated/mod.rs",
        "src/generated/models/mod.rs",
        "src/generated/models/shared.rs",
        "src/generated/models/things.rs",
        "src/generated/models/uploads.rs",
        "src/generated/operations/mod.rs",
        "src/generated/operations/things.rs",
        "src/generated/operations/untagged.rs",
        "src/generated/operations/uploads.rs",
        "src/lib.rs",
        "tests/generated/fixtures.rs",
        "tests/generated/main.rs",
        "tests/generated/smoke.rs",
        "tests/generated/support.rs",
    ];
    assert_eq!(paths, expected);
}

fn file<'a>(files: &'a OutFiles, path: &str) -> &'a str {
    files.get(path).unwrap_or_else(|| panic!("{path} is emitted"))
}

/// Whether a text holds some lines, whatever their indentation.
fn holds(text: &str, lines: &str) {
    let calm = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    assert!(calm(text).contains(&calm(lines)), "not found:\n{lines}\n\nin:\n{text}");
}

#[test]
fn a_struct_has_its_table_and_what_makes_it() {
    let files = files(&everything());
    let text = file(&files, "src/generated/models/things.rs");
    holds(
        text,
        "/// See <https://example.com> or \\[this\\].
        ///
        /// ```text
        /// code();
        /// ```
        ///
        /// `<T>`
        pub id: ThingId,",
    );
    holds(text, "pub crate_: rt::Maybe<String>,");
    holds(text, "pub parent: Option<Box<Thing>>,");
    holds(
        text,
        "rt::record! { Thing {
            id: \"id\" required,
            r#type: \"type\" required,
            crate_: \"crate\" maybe,
            parent: \"parent\" optional,
            names: \"names\" required,
            animal: \"animal\" maybe,
            loose: \"loose\" required,
            at: \"at\" required,
            seconds: \"seconds\" optional,
            map: \"map\" required,
        } rest extra }",
    );
    holds(
        text,
        "pub fn clear_crate_(mut self) -> Self {
            self.crate_ = rt::Maybe::Null;
            self
        }",
    );
    holds(text, "self.seconds = Some(rt::Timestamp::in_seconds(&seconds.into()));");
    holds(text, "names: impl IntoIterator<Item = impl Into<String>>,");
    holds(text, "names: names.into_iter().map(Into::into).collect(),");
}

#[test]
fn scalars_and_unions_are_tables() {
    let files = files(&everything());
    let text = file(&files, "src/generated/models/things.rs");
    holds(
        text,
        "rt::open_enum! {
            /// The schema `State`.
            pub enum State: str {
                /// `open`.
                Open = \"open\",
                /// `in-progress`.
                InProgress = \"in-progress\",
                /// `+1`.
                Plus1 = \"+1\",
                /// `self`.
                SelfValue = \"self\",
            }
        }",
    );
    holds(file(&files, "src/generated/models/shared.rs"), "pub struct ThingId(i64);");
    holds(text, "rt::tagged_union! { Animal by \"kind\" {\n\"cat\" => Cat,\n\"dog\" => Dog,\n} }");
    holds(text, "rt::untagged_union! { Loose { String, List, Animal } }");
    holds(text, "impl From<AnimalCat> for Animal {\nfn from(value: AnimalCat) -> Self {\nSelf::Cat(value)\n}\n}");
    holds(text, "} const { \"kind\" = \"cat\" } }");
}

#[test]
fn an_operation_is_a_table_a_method_and_a_request() {
    let files = files(&everything());
    let text = file(&files, "src/generated/operations/things.rs");
    holds(
        text,
        "impl handles::Account {
            /// Things.
            #[must_use]
            pub fn things(&self) -> Things {
                Things(self.0.clone())
            }
        }",
    );
    holds(
        text,
        "/// List things.
        ///
        /// `GET /accounts/{account_id}/things`
        ///
        /// Since server version 1.1. Needs `user_token` or `key` and `cookie`. In pages:
        /// [`items`](ThingList::items) goes through all of them.
        pub fn list(&self) -> ThingList {
            ThingList(self.0.call(&THING_LIST))
        }",
    );
    holds(
        text,
        "static THING_LIST: rt::Operation = rt::Operation::new(
                \"thing_list\", rt::Method::GET, \"/accounts/{account_id}/things\",
            )
            .params(&[
                rt::Param::path(\"account_id\"), rt::Param::query(\"page\"), rt::Param::query(\"labels[]\"),
                rt::Param::query(\"animal\"),
            ])
            .auth(&[&[\"user_token\"], &[\"key\", \"cookie\"]]);",
    );
    holds(
        text,
        "rt::request!(ThingList -> json Vec<models::Thing>);
        rt::pages! { ThingList -> json Vec<models::Thing>;
            items \"\" as models::Thing: |page| Some(page);
            next \"page\";
        }",
    );
    holds(
        text,
        "pub fn labels(self, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
            let labels: Vec<String> = labels.into_iter().map(Into::into).collect();
            Self(self.0.set(\"labels[]\", labels))
        }",
    );
    holds(text, "pub type ThingCreate = rt::Request<Option<models::Thing>>;");
    holds(text, "ThingCreate::optional(self.0.call(&THING_CREATE).json(body))");
    holds(text, "pub fn create_multipart(&self, body: models::Upload) -> ThingCreateMultipart {");
}

#[test]
fn what_differs_from_the_usual_is_said() {
    let files = files(&everything());
    let text = file(&files, "src/generated/operations/uploads.rs");
    holds(text, "#[deprecated(note = \"the document marks it so\")]");
    holds(text, ".idempotent(false)");
    holds(text, ".accept(\"text/plain\");");
    holds(text, "pub fn body(self, body: &[String]) -> Self {");
    holds(file(&files, "src/generated/operations/untagged.rs"), "impl crate::Client {\n/// Ping.");
    let client = file(&files, "src/generated/client.rs");
    holds(client, "rt::Scheme::header_prefix(\"access_key\", \"Authorization\", \"AccessKey \"),");
    holds(client, "server: Some(\"https://api.example.com\"),");
    holds(client, "pub fn error_body(error: &rt::Error) -> Option<crate::models::Problem> {");
}

#[test]
fn a_server_of_an_operation_is_said_where_it_is_not_the_one_of_the_api() {
    let mut api = everything();
    let last = api.ops.len() - 1;
    api.ops[last].server = Some("https://api.example.com".to_owned());
    assert!(!file(&files(&api), "src/generated/operations/untagged.rs").contains("server("));
    api.ops[last].server = Some("https://files.example.com".to_owned());
    holds(
        file(&files(&api), "src/generated/operations/untagged.rs"),
        ".other_server(\"files_url\", \"https://files.example.com\");",
    );
    holds(file(&files(&api), "src/generated/client.rs"), "files_url => \"files_url\",");
    // So that no test leaves this machine.
    holds(file(&files(&api), "tests/generated/support.rs"), ".files_url(SERVERS[mode as usize].base_url())");
    api.servers.clear();
    for op in &mut api.ops {
        op.server = Some("https://only.example.com".to_owned());
    }
    let files = files(&api);
    assert!(!file(&files, "src/generated/operations/untagged.rs").contains("server("));
    holds(file(&files, "src/generated/client.rs"), "server: Some(\"https://only.example.com\"),");
}

#[test]
fn a_form_names_its_parts() {
    let files = files(&everything());
    let text = file(&files, "src/generated/models/things.rs");
    holds(text, "#[derive(Debug, Clone)]\n#[non_exhaustive]\npub struct Upload {");
    holds(text, "rt::multipart! { Upload {\nfile: \"file\",\nfiles: \"files[]\",\nabout: \"about\" json,\n} }");
}

#[test]
fn groups_are_gated_where_their_modules_are_named() {
    let files = files(&everything());
    let models = file(&files, "src/generated/models/mod.rs");
    holds(models, "mod shared;\n#[cfg(feature = \"things\")]\nmod things;");
    holds(models, "pub use shared::*;\n#[cfg(feature = \"things\")]\npub use things::*;");
    let operations = file(&files, "src/generated/operations/mod.rs");
    holds(
        operations,
        "#[cfg(feature = \"things\")]\npub mod things;\npub mod untagged;\n#[cfg(feature = \"uploads\")]\npub mod uploads;",
    );
    let manifest = file(&files, "Cargo.toml");
    holds(manifest, "default = [\"reqwest\", \"things\", \"uploads\"]");
    holds(manifest, "inboxkit-runtime = { version = \"0.1\", default-features = false }");
    assert!(manifest.ends_with("\n\n[[example]]\nname = \"shown\"\nrequired-features = [\"things\"]\n"), "{manifest}");
    holds(file(&files, "src/lib.rs"), "mod ext;");
}

#[test]
fn the_readme_shows_a_call_and_a_file_lists_all() {
    let files = files(&everything());
    holds(file(&files, "README.md"), "let answer = client.account(\"x1\").things().list().await?;");
    holds(file(&files, "README.md"), "Lists that come in pages give the first page when awaited.");
    let text = file(&files, "OPERATIONS.md");
    holds(
        text,
        "| `account(..).things().list` ‡ | `thing_list` | `GET /accounts/{account_id}/things` | 1.1 | `user_token` or `key` and `cookie` |",
    );
    holds(text, "| `client.ping` | `ping` | `HEAD /ping` |  | none |");
}

#[test]
fn tests_send_examples_and_set_every_parameter() {
    let files = files(&everything());
    let text = file(&files, "tests/generated/smoke.rs");
    holds(
        text,
        "let call = client.account(\"x1\").things().list();\nlet call = call.page(1);\nlet call = call.labels([\"x1\"]);",
    );
    holds(
        text,
        "for pointer in [\"/components/examples/thing/value\"] {
            let body = support::example::<models::Thing>(pointer);
            let call = client.account(\"x1\").things().create(&body);",
    );
    holds(
        text,
        "let body = models::Upload::new(sample::FilePart::from_bytes(\"file.txt\", \"content\"))
            .files([sample::FilePart::from_bytes(\"file.txt\", \"content\")])",
    );
    holds(text, "#[allow(deprecated)]\nasync fn upload() {");
    holds(
        file(&files, "tests/generated/fixtures.rs"),
        "support::round_trip::<models::Thing>(&[\n\"/components/examples/thing/value\",",
    );
}

#[test]
fn tests_send_ids_that_look_as_declared_and_credentials_that_do_not_begin_as_a_scheme() {
    let mut api = everything();
    for ty in api.types.iter_mut().filter(|ty| matches!(ty.kind, TypeKind::Id(Scalar::String))) {
        ty.own.format = Some("uuid".to_owned());
    }
    let files = files(&api);
    let uuid = "client.uploads().upload(\"00000000-0000-4000-8000-000000000000\", 1)";
    holds(file(&files, "tests/generated/smoke.rs"), uuid);
    holds(file(&files, "tests/generated/support.rs"), "\"tests of accessKey\"");
}

#[test]
fn figures_are_counted() {
    let api = everything();
    let stats = stats::Stats::of(&api, &files(&api));
    assert_eq!((stats.operations, stats.groups), (4, 3));
    assert_eq!(stats.types["structs"], 5);
    assert!(stats.lines_per_operation() <= 40, "{stats}");
}

#[test]
fn long_files_of_models_are_divided_by_the_alphabet() {
    // Two of them make a file, three are too long for one.
    let long = "x\n".repeat(MOST_LINES * 7 / 15);
    let texts = |names: &[&'static str]| names.iter().map(|name| (*name, long.clone())).collect::<Vec<_>>();
    let parts = |names: &[&'static str]| split("shared", texts(names)).into_keys().collect::<Vec<_>>();
    assert_eq!(parts(&["Ant", "Zebra"]), ["shared"]);
    assert_eq!(parts(&["Ant", "Bee", "Zebra"]), ["shared_a_m", "shared_n_z"]);
    assert_eq!(parts(&["Ant", "Bee", "Horse", "Zebra"]), ["shared_a_f", "shared_g_m", "shared_t_z"]);
    assert_eq!(parts(&["Ant", "Ape", "Asp", "Zebra"]), ["shared_a", "shared_z"]);
}
