//! The Chatwoot document has every route that is known of the server, and a method for every action that others publish.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of a table whose columns are parted by tabs.
fn rows(path: &str) -> Vec<Vec<String>> {
    let text = read(path);
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The operations of the bundled document: `GET /path` with its `x-since`, and whether a vendor's document has it.
fn operations() -> BTreeMap<String, (String, bool)> {
    let document: Value = serde_json::from_str(&read("generated/chatwoot/openapi.json")).expect("the bundle is JSON");
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("there are paths") {
        for (method, operation) in item.as_object().expect("a path item is an object") {
            if operation.get("operationId").is_some() {
                let since = operation["x-since"].as_str().unwrap_or_default().to_owned();
                let documented = operation.get("x-undocumented").is_none();
                found.insert(format!("{} {path}", method.to_uppercase()), (since, documented));
            }
        }
    }
    found
}

#[test]
fn every_known_route_is_an_operation_and_says_since_when() {
    let operations = operations();
    let mut known = BTreeMap::new();
    for row in rows("spec/chatwoot/since.tsv") {
        known.insert(format!("{} {}", row[0], row[1]), row[2].clone());
    }
    for (route, since) in &known {
        let described = operations.get(route).map(|(since, _)| since);
        assert_eq!(described, Some(since), "{route}");
    }
    let unknown: Vec<&String> = operations.keys().filter(|route| !known.contains_key(*route)).collect();
    assert!(unknown.is_empty(), "not in since.tsv: {unknown:?}");
}

#[test]
fn all_143_routed_operations_of_the_vendors_documents_are_there() {
    let documented = operations().values().filter(|(_, documented)| *documented).count();
    assert_eq!(documented, 143);
}

#[test]
fn each_of_the_115_actions_has_a_method() {
    let actions = rows("spec/chatwoot/actions.tsv");
    assert_eq!(actions.len(), 115);
    let groups: std::collections::BTreeSet<&String> = actions.iter().map(|row| &row[0]).collect();
    assert_eq!(groups.len(), 29);
    let page = read("generated/chatwoot/COVERAGE.md");
    for row in &actions {
        let cell = format!("| `{} {}` | `", row[1], row[2]);
        assert!(page.contains(&cell), "no method for {} {}", row[1], row[2]);
    }
}

#[test]
fn the_action_that_no_server_ever_had_says_so_where_it_went() {
    let document: Value = serde_json::from_str(&read("generated/chatwoot/openapi.json")).expect("the bundle is JSON");
    let operation = &document["paths"]["/api/v1/accounts/{account_id}/portals/{id}"]["patch"];
    let description = operation["description"].as_str().expect("the operation is described");
    assert!(description.contains("PATCH on the collection of portals"), "{description}");
}
