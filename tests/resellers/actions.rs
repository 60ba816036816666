//! The 115 actions that the first document promises, each one operation of the client.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

const ACTIONS: &str = include_str!("actions.tsv");

/// The only action that no server has ever had: a document shows it on a path of its own.
const NEVER_ROUTED: (&str, &str) = ("PATCH", "/api/v1/accounts/{account_id}/portals");

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Group, method, path and operation.
fn actions() -> Vec<[&'static str; 4]> {
    let lines = ACTIONS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect::<Vec<_>>().try_into().expect("a line has four columns")).collect()
}

/// A path with nothing in its braces and no slash at its end: names of parameters are ours.
fn shape(path: &str) -> String {
    let parts = path.trim_end_matches('/').split('/');
    let parts = parts.map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn each_action_is_one_operation_of_the_document() {
    let actions = actions();
    assert_eq!(actions.len(), 115);
    assert_eq!(actions.iter().map(|action| action[0]).collect::<BTreeSet<_>>().len(), 29, "groups");
    assert_eq!(actions.iter().map(|action| action[3]).collect::<BTreeSet<_>>().len(), 115, "operations");
    let document: Value = serde_json::from_str(&read("generated/chatwoot/openapi.json")).expect("it is JSON");
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("there are paths") {
        for (method, operation) in item.as_object().expect("a path has operations") {
            if let Some(id) = operation["operationId"].as_str() {
                routes.insert((method.to_uppercase(), shape(path), id.to_owned()));
            }
        }
    }
    for [group, method, path, operation] in actions {
        let path = if (method, path) == NEVER_ROUTED { "/api/v1/accounts/{account_id}/portals/{id}" } else { path };
        let route = (method.to_owned(), shape(path), operation.to_owned());
        assert!(routes.contains(&route), "{group}: {method} {path} is not {operation}");
    }
}

#[test]
fn each_action_is_a_method_of_the_client() {
    let tests = read("generated/chatwoot/tests/generated/smoke.rs");
    for [group, _, _, operation] in actions() {
        assert!(tests.contains(&format!("async fn {operation}()")), "{group}: no method for {operation} is called");
    }
}

#[test]
fn the_action_that_no_server_has_says_where_it_went() {
    let document: Value = serde_json::from_str(&read("generated/chatwoot/openapi.json")).expect("it is JSON");
    let operation = &document["paths"]["/api/v1/accounts/{account_id}/portals/{id}"]["patch"];
    let description = operation["description"].as_str().expect("it is described");
    assert!(description.contains("PATCH on the collection of portals"), "{description}");
}
