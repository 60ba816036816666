//! What is decided on small representations.

use std::collections::BTreeMap;

use super::testing::*;
use super::*;
use crate::diag::Mode;
use crate::ir::{ContentKind, Location, Place, Scalar, Tagging, Ty, TypeKey, TypeKind};

fn names(api: &Api, mode: Mode) -> Vec<String> {
    planned(api, mode).0.types.into_iter().map(|ty| ty.name).collect()
}

#[test]
fn types_keep_their_names_and_none_hides_the_prelude() {
    let mut api = Api::default();
    for name in ["message_page", "HTTPError", "Option", "String", "Client", "type", "größe"] {
        component(&mut api, name, structure(Vec::new()));
    }
    add(&mut api, TypeKey::Inline(vec!["Message".to_owned(), "meta".to_owned()]), structure(Vec::new()));
    let expected = ["MessagePage", "HttpError", "OptionModel", "StringModel", "Client", "Type", "Größe", "MessageMeta"];
    assert_eq!(names(&api, Mode::Curated), expected);
}

#[test]
fn a_collision_is_an_error_in_our_documents_and_settled_in_others() {
    let mut api = Api::default();
    for name in ["foo_bar", "FooBar", "fooBar"] {
        component(&mut api, name, structure(Vec::new()));
    }
    let mut sink = Sink::new(Mode::Curated);
    build(&mut sink, &api, &config());
    assert!(sink.has_errors());
    let (plan, findings) = planned(&api, Mode::Lenient);
    assert!(findings > 0);
    let mut names: Vec<&str> = plan.types.iter().map(|ty| ty.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 3);
    for ty in &mut api.types {
        let TypeKey::Component(name) = &ty.key else { continue };
        ty.pin = Some(
            format!("Pinned{}", name.len())
                + if name.starts_with('f') { "Lower" } else { "Upper" }
                + &name[3..4].replace('_', "U"),
        );
    }
    assert_eq!(planned(&api, Mode::Curated).1, 0);
}

#[test]
fn the_order_of_the_document_names_nothing() {
    let wires = ["a_b", "aB", "AB", "ab", "Ab", "Result", "ResultModel", "x", "X"];
    let of = |order: &[&str]| -> BTreeMap<String, String> {
        let mut api = Api::default();
        let group = tag(&mut api, "things");
        for wire in order {
            component(&mut api, wire, enumeration(&[wire, "x"]));
            add(&mut api, TypeKey::Inline(vec!["a".to_owned(), (*wire).to_owned()]), structure(Vec::new()));
            op(&mut api, group, wire, &format!("GET /{wire}"));
        }
        let (plan, _) = planned(&api, Mode::Lenient);
        let types = api.types.iter().zip(&plan.types).map(|(def, ty)| (format!("{:?}", def.key), ty.name.clone()));
        let methods = api.ops.iter().zip(&plan.ops).map(|(op, plan)| (op.path.clone(), plan.calls[0].method.clone()));
        types.chain(methods).collect()
    };
    let expected = of(&wires);
    let mut shuffled = wires;
    for step in 0..20 {
        shuffled.rotate_left(step % 4 + 1);
        shuffled.swap(step % wires.len(), (step * 5 + 2) % wires.len());
        assert_eq!(of(&shuffled), expected);
    }
}

#[test]
fn methods_leave_out_the_words_of_their_tag() {
    let cases = [
        ("Messages", "message_list", "list"),
        ("Contacts", "listContacts", "list"),
        ("pet", "list_pets", "list"),
        ("pet", "getPetById", "get_pet_by_id"),
        ("Public messages", "public_message_create", "create"),
        ("repos", "repos/list-for-org", "list_for_org"),
        ("Companies", "company_get", "get"),
        ("Messages", "messages", "messages"),
        ("things", "thing_new", "thing_new"),
        ("move", "thing_move", "thing"),
    ];
    for (group, id, expected) in cases {
        let mut api = Api::default();
        let group = tag(&mut api, group);
        op(&mut api, group, id, "GET /x");
        assert_eq!(planned(&api, Mode::Curated).0.ops[0].calls[0].method, expected, "{id}");
    }
}

#[test]
fn two_methods_that_would_be_called_alike_keep_all_their_words() {
    let mut api = Api::default();
    let group = tag(&mut api, "pets");
    op(&mut api, group, "list_pets", "GET /a");
    op(&mut api, group, "pets_list", "GET /b");
    let (plan, findings) = planned(&api, Mode::Curated);
    let methods: Vec<&str> = plan.ops.iter().map(|op| op.calls[0].method.as_str()).collect();
    assert_eq!((methods, findings), (vec!["list_pets", "pets_list"], 0));
}

#[test]
fn required_and_nullable_make_four_fields() {
    let mut api = Api::default();
    let fields = vec![
        field("a", true, text()),
        field("b", true, nullable(text())),
        field("c", false, text()),
        field("d", false, nullable(text())),
        field("e", true, constant("x")),
        field("f", false, constant("x")),
        field("new", false, text()),
        field("clear_d", false, text()),
        field("default", false, text()),
    ];
    component(&mut api, "Thing", structure(fields));
    let (plan, _) = planned(&api, Mode::Curated);
    let Shape::Struct(shape) = &plan.types[0].shape else { panic!("it is a struct") };
    let text = RustTy::String;
    let found: Vec<(&Presence, &RustTy)> = shape.fields.iter().map(|field| (&field.mode, &field.ty)).take(6).collect();
    let optional = text.clone().optional();
    let expected: [(&Presence, &RustTy); 6] = [
        (&Presence::Required, &text),
        (&Presence::Required, &optional),
        (&Presence::Optional, &optional),
        (&Presence::Maybe, &RustTy::Maybe(Box::new(text.clone()))),
        (&Presence::Constant("x".into()), &text),
        (&Presence::Optional, &optional),
    ];
    assert_eq!(found, expected);
    assert_eq!(shape.fields[6].setter, "set_new");
    assert_eq!(shape.fields[7].setter, "set_clear_d");
    assert_eq!(shape.fields[8].setter, "set_default");
}

#[test]
fn recursion_is_boxed_and_endless_aliases_are_any_json() {
    let mut api = Api::default();
    let tree = component(&mut api, "Tree", structure(vec![field("left", false, named(TypeId(0)))]));
    let endless = component(&mut api, "Endless", TypeKind::Alias(list(named(TypeId(1)))));
    component(&mut api, "Holder", structure(vec![field("x", true, named(endless)), field("y", true, named(tree))]));
    let (plan, _) = planned(&api, Mode::Curated);
    let field = |ty: usize, index: usize| match &plan.types[ty].shape {
        Shape::Struct(shape) => shape.fields[index].ty.clone(),
        _ => panic!("it is a struct"),
    };
    assert_eq!(field(0, 0), RustTy::Boxed(Box::new(RustTy::Model(tree))).optional());
    assert_eq!(field(2, 0), RustTy::Json);
    assert_eq!(field(2, 1), RustTy::Model(tree));
}

#[test]
fn a_nullable_alias_makes_its_places_nullable() {
    let mut api = Api::default();
    let alias = component(&mut api, "Names", TypeKind::Alias(nullable(list(text()))));
    component(
        &mut api,
        "Holder",
        structure(vec![field("x", true, named(alias)), field("y", true, list(named(alias)))]),
    );
    let (plan, _) = planned(&api, Mode::Curated);
    let Shape::Struct(shape) = &plan.types[1].shape else { panic!("it is a struct") };
    let model = RustTy::Model(alias);
    assert_eq!(shape.fields[0].ty, model.clone().optional());
    assert_eq!(shape.fields[1].ty, RustTy::Vec(Box::new(model.optional())));
}

#[test]
fn variants_are_named_after_what_they_hold() {
    let mut api = Api::default();
    let contact = component(&mut api, "SenderContact", structure(Vec::new()));
    let other = component(&mut api, "Robot", structure(Vec::new()));
    let members = vec![
        ("contact", named(contact)),
        ("robot", named(other)),
        ("string", text()),
        ("list", list(text())),
        ("list", list(scalar(Scalar::I64))),
    ];
    component(&mut api, "Sender", union(Tagging::Shape, members));
    let (plan, findings) = planned(&api, Mode::Curated);
    let Shape::Union(variants) = &plan.types[2].shape else { panic!("it is a union") };
    let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!((names, findings), (vec!["Contact", "Robot", "String", "TextList", "IntegerList"], 0));
    assert!(variants.iter().all(|variant| variant.converts));
}

#[test]
fn an_open_enum_has_no_value_called_unknown() {
    let mut api = Api::default();
    component(&mut api, "State", enumeration(&["open", "unknown"]));
    let mut sink = Sink::new(Mode::Curated);
    build(&mut sink, &api, &config());
    assert!(sink.has_errors());
    let (plan, _) = planned(&api, Mode::Lenient);
    let Shape::Enum(names) = &plan.types[0].shape else { panic!("it is an enum") };
    assert!(!names.contains(&"Unknown".to_owned()), "{names:?}");
}

#[test]
fn a_table_is_not_called_as_a_type_beside_it() {
    let mut api = Api::default();
    let group = tag(&mut api, "things");
    for (id, path) in [("x", "GET /x"), ("x_", "GET /y"), ("ab1", "GET /z"), ("AB1", "PUT /z")] {
        op(&mut api, group, id, path);
    }
    let (plan, _) = planned(&api, Mode::Lenient);
    let types = plan.ops.iter().map(|op| op.calls[0].request.as_str());
    let names: Vec<&str> = types.chain(plan.ops.iter().map(|op| op.table.as_str())).collect();
    let distinct: std::collections::BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
}

#[test]
fn tags_that_are_keywords_in_two_spellings_have_modules_that_are_none() {
    for pair in [["type", "Type"], ["true", "True"], ["shared", "Shared"], ["mod", "Mod"]] {
        let mut api = Api::default();
        for name in pair {
            let group = tag(&mut api, name);
            op(&mut api, group, &format!("{name}_get"), &format!("GET /{name}"));
        }
        let (plan, _) = planned(&api, Mode::Lenient);
        let modules: Vec<&str> = plan.tags.iter().map(|tag| tag.module.as_str()).collect();
        assert_ne!(modules[0], modules[1]);
        assert!(!modules.iter().any(|module| ident::is_keyword(module) || *module == "shared"), "{modules:?}");
    }
}

fn events(data: Place) -> crate::ir::Content {
    content("text/event-stream", ContentKind::EventStream(data))
}

#[test]
fn what_a_call_gives_back() {
    let page = TypeId(0);
    let cases: Vec<(Vec<crate::ir::Reply>, ReplyPlan, usize)> = vec![
        (vec![reply(204, vec![])], ReplyPlan::Empty, 0),
        (vec![reply(200, vec![json(named(page))])], ReplyPlan::Json(RustTy::Model(page)), 0),
        (
            vec![reply(200, vec![json(named(page))]), reply(201, vec![json(named(page))])],
            ReplyPlan::Json(RustTy::Model(page)),
            0,
        ),
        (vec![reply(200, vec![json(named(page))]), reply(204, vec![])], ReplyPlan::Optional(RustTy::Model(page)), 0),
        (vec![reply(200, vec![json(nullable(named(page)))])], ReplyPlan::Optional(RustTy::Model(page)), 0),
        (vec![reply(200, vec![json(named(page))]), reply(201, vec![json(text())])], ReplyPlan::Json(RustTy::Json), 1),
        (vec![reply(200, vec![content("text/csv", ContentKind::Text)])], ReplyPlan::Text, 0),
        (
            vec![reply(200, vec![content("image/png", ContentKind::Bytes), json(text())])],
            ReplyPlan::Json(RustTy::String),
            0,
        ),
        (
            vec![reply(200, vec![content("image/png", ContentKind::Bytes)]), reply(201, vec![json(text())])],
            ReplyPlan::Bytes,
            1,
        ),
        (vec![reply(200, vec![events(text())])], ReplyPlan::Events(EventData::Text), 0),
        (vec![reply(200, vec![events(list(named(page)))])], ReplyPlan::Events(EventData::Json(RustTy::Model(page))), 0),
        (vec![reply(200, vec![events(text()), content("image/png", ContentKind::Bytes)])], ReplyPlan::Bytes, 0),
        (vec![reply(200, vec![events(text())]), reply(204, vec![])], ReplyPlan::Events(EventData::Text), 0),
    ];
    for (replies, expected, findings) in cases {
        let mut api = Api::default();
        component(&mut api, "Page", structure(Vec::new()));
        let group = tag(&mut api, "x");
        op(&mut api, group, "y", "GET /y").ok = replies;
        let (plan, found) = planned(&api, Mode::Lenient);
        assert_eq!((&plan.ops[0].reply, found), (&expected, findings));
    }
}

#[test]
fn each_further_media_type_is_a_method_of_its_own() {
    let mut api = Api::default();
    let thing = component(&mut api, "Thing", structure(vec![field("name", true, text())]));
    let form = component(&mut api, "Form", structure(vec![field("file", true, scalar(Scalar::Binary))]));
    let group = tag(&mut api, "things");
    op(&mut api, group, "thing_create", "POST /things").body = Some(body(
        true,
        vec![
            content("multipart/form-data", ContentKind::Multipart(named(form))),
            json(named(thing)),
            content("application/x-www-form-urlencoded", ContentKind::Form(named(thing))),
            content("text/plain", ContentKind::Text),
            content("image/png", ContentKind::Bytes),
            content("image/jpeg", ContentKind::Bytes),
        ],
    ));
    let (plan, findings) = planned(&api, Mode::Curated);
    let calls: Vec<(&str, &str)> =
        plan.ops[0].calls.iter().map(|call| (call.method.as_str(), call.request.as_str())).collect();
    let expected = [
        ("create", "ThingCreate"),
        ("create_multipart", "ThingCreateMultipart"),
        ("create_text", "ThingCreateText"),
        ("create_png", "ThingCreatePng"),
        ("create_jpeg", "ThingCreateJpeg"),
    ];
    // The form says nothing that JSON does not say.
    assert_eq!((calls.as_slice(), findings), (expected.as_slice(), 0));
}

#[test]
fn a_struct_with_files_that_is_also_json_is_two() {
    let mut api = Api::default();
    let fields = vec![field("name", true, text()), field("file", false, scalar(Scalar::Binary))];
    let both = component(&mut api, "Upload", structure(fields));
    let group = tag(&mut api, "uploads");
    let operation = op(&mut api, group, "upload", "POST /uploads");
    operation.body = Some(body(true, vec![content("multipart/form-data", ContentKind::Multipart(named(both)))]));
    operation.ok = vec![reply(200, vec![json(named(both))])];
    let (plan, _) = planned(&api, Mode::Curated);
    let Shape::Struct(shape) = &plan.types[0].shape else { panic!("it is a struct") };
    assert_eq!(shape.twin.as_deref(), Some("UploadForm"));
    assert_eq!(shape.fields[1].form_ty, RustTy::FilePart.optional());
    assert_eq!(shape.fields[1].ty, RustTy::String.optional());
}

#[test]
fn a_type_lives_with_the_tag_that_alone_needs_it() {
    let mut api = Api::default();
    let of_a = component(&mut api, "OfA", structure(Vec::new()));
    let of_both = component(&mut api, "OfBoth", structure(Vec::new()));
    component(&mut api, "OfNone", structure(Vec::new()));
    let (a, b) = (tag(&mut api, "a"), tag(&mut api, "b"));
    op(&mut api, a, "get_a", "GET /a").ok =
        vec![reply(200, vec![json(named(of_a))]), reply(201, vec![json(named(of_both))])];
    op(&mut api, b, "get_b", "GET /b").ok = vec![reply(200, vec![json(named(of_both))])];
    let (plan, _) = planned(&api, Mode::Lenient);
    assert_eq!(plan.homes, [Some(a), None, None]);
    let features: Vec<Option<&str>> = plan.tags.iter().map(|tag| tag.feature.as_deref()).collect();
    assert_eq!(features, [Some("a"), Some("b")]);
}

#[test]
fn one_group_needs_no_feature_and_operations_without_a_tag_are_always_there() {
    let mut api = Api::default();
    let only = tag(&mut api, "only");
    op(&mut api, only, "x", "GET /x");
    assert_eq!(planned(&api, Mode::Lenient).0.tags[0].feature, None);
    let untagged = tag(&mut api, "");
    api.untagged = Some(untagged);
    op(&mut api, untagged, "get", "GET /y");
    let (plan, _) = planned(&api, Mode::Lenient);
    assert!(plan.tags.iter().all(|tag| tag.feature.is_none()));
    assert!(plan.groups[1].own.is_none());
    // `get` is a method of the client itself.
    assert_eq!(plan.ops[1].calls[0].method, "get_call");
}

#[test]
fn groups_hang_from_handles_and_direct_ones_are_their_methods() {
    let mut api = Api::default();
    let account = handle(&mut api, "account", None, "/a/{account_id}", "account_id");
    let inbox = handle(&mut api, "inbox", Some(account), "/a/{account_id}/i/{inbox_id}", "inbox_id");
    let (things, inboxes) = (tag(&mut api, "things"), tag(&mut api, "inboxes"));
    api.handles[1].direct.push(inboxes);
    op(&mut api, things, "thing_list", "GET /a/{account_id}/things").handle = Some(account);
    op(&mut api, things, "thing_list_here", "GET /a/{account_id}/i/{inbox_id}/things").handle = Some(inbox);
    op(&mut api, inboxes, "inbox_get", "GET /a/{account_id}/i/{inbox_id}").handle = Some(inbox);
    let (plan, findings) = planned(&api, Mode::Curated);
    assert_eq!(findings, 0);
    let own: Vec<Option<&str>> =
        plan.groups.iter().map(|group| group.own.as_ref().map(|own| own.name.as_str())).collect();
    assert_eq!(own, [Some("AccountThings"), Some("InboxThings"), None]);
    assert_eq!(plan.ops[2].calls[0].method, "get");
    let roles: Vec<&Role> = plan.ops[1].params.iter().map(|param| &param.role).collect();
    assert_eq!(roles, [&Role::Held, &Role::Held]);
}

#[test]
fn parameters_are_arguments_setters_or_fixed() {
    let mut api = Api::default();
    let group = tag(&mut api, "x");
    let operation = op(&mut api, group, "y", "GET /y/{id}");
    operation.params.push(param("id", Location::Query, false, text()));
    operation.params.push(param("kind", Location::Query, true, constant("k")));
    operation.params.push(param("send", Location::Query, false, text()));
    operation.params.push(param("X-Trace", Location::Header, true, text()));
    let (plan, findings) = planned(&api, Mode::Curated);
    let params: Vec<(&str, &Role)> =
        plan.ops[0].params.iter().map(|param| (param.name.as_str(), &param.role)).collect();
    let expected = [
        ("id_path", &Role::Argument),
        ("id_query", &Role::Setter),
        ("kind", &Role::Fixed("k".to_owned())),
        ("send_param", &Role::Setter),
        ("x_trace", &Role::Argument),
    ];
    assert_eq!((params.as_slice(), findings), (expected.as_slice(), 0));
}

#[test]
fn seconds_and_text_are_told_apart() {
    let api = Api::default();
    let typer = Typer::new(&api);
    let place = |format: &str| Place { format: Some(format.to_owned()), ..Place::of(Ty::Scalar(Scalar::Timestamp)) };
    assert_eq!(typer.value(&place("unix-time"), Carrier::Json), RustTy::Seconds);
    assert_eq!(typer.value(&place("date-time"), Carrier::Json), RustTy::Timestamp);
}
