//! Sorting differences of small pairs of documents, and settling them.

use super::*;
use crate::config::{Config, Runtime};
use crate::diag::Mode;
use crate::diag::render as findings;
use crate::diff::render::drift as render;
use crate::diff::rules;
use crate::source::MemoryReader;
use crate::{diff, survey};

const VENDOR: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /cats/{id}:
    get:
      operationId: get-cat
      parameters: [{name: id, in: path, required: true, schema: {type: number}}, {name: sort, in: query, schema: {type: string}}]
      responses: {'200': {description: A cat., content: {application/json: {schema: {$ref: '#/components/schemas/cat'}}}}, '403': {description: No.}}
  /dogs:
    get: {operationId: list-dogs, responses: {'204': {description: None.}}}
components: {schemas: {cat: {type: object, required: [name], properties: {name: {type: string}, age: {type: string}}}}}
";

const OURS: &str = "
openapi: 3.1.0
info: {title: Pets, version: '2'}
paths:
  /cats/{cat_id}:
    get:
      operationId: cat_get
      x-undocumented: true
      parameters: [{name: cat_id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: A cat., content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}, '404': {description: No.}}
  /birds:
    get: {operationId: bird_list, x-undocumented: true, responses: {'204': {description: None.}}}
  /fish:
    get: {operationId: fish_list, responses: {'204': {description: None.}}}
components: {schemas: {Cat: {type: object, required: [name], properties: {name: {type: string}, age: {type: integer}}}}}
";

const LIST: &str = "spec/pets/drift.yaml";

fn settled(list: &str) -> Result<Settled, String> {
    Settled::read(&MemoryReader::new([(LIST, list)]), LIST)
        .map_err(|(found, sources)| findings::text(&found, &sources, false))
}

fn drift_of(vendor: &str, ours: &str, list: &str) -> Drift {
    let read = |path: &str, text: &str| {
        let config = Config::lenient("pets", path, Runtime::default());
        survey(&MemoryReader::new([(path, text)]), path, Mode::Lenient, &config)
    };
    let (theirs, ours) = (read("vendor.yaml", vendor), read("ours.yaml", ours));
    let comparison = diff(&theirs, &ours);
    let settled = settled(list).unwrap_or_else(|said| panic!("{said}"));
    let (vendor, ours) = ((theirs.api.unwrap(), theirs.sources), (ours.api.unwrap(), ours.sources));
    Drift::new(comparison, (&vendor.0, vendor.1), (&ours.0, ours.1), settled)
}

fn drift(list: &str) -> Drift {
    drift_of(VENDOR, OURS, list)
}

/// What is new, in short.
fn new(drift: &Drift) -> Vec<String> {
    let rows = drift.rows().filter(|row| row.settled.is_none());
    rows.map(|row| format!("{} {} {}", row.kind.as_str(), row.finding.rule.code, row.finding.place())).collect()
}

const ALL: [&str; 8] = [
    "missing error-status-removed GET /cats/{cat_id} → response 403",
    "missing optional-parameter-removed GET /cats/{cat_id} → query parameter sort",
    "missing operation-removed GET /dogs",
    "contradiction operation-is-documented GET /cats/{cat_id}",
    "contradiction request-type-narrowed GET /cats/{cat_id} → path parameter cat_id",
    "contradiction response-type-changed GET /cats/{cat_id} → response 200 → age",
    "ours error-status-added GET /cats/{cat_id} → response 404",
    "ours operation-added GET /fish",
];

#[test]
fn differences_are_sorted_by_who_says_what_and_names_are_none() {
    let drift = drift("");
    let mut found = new(&drift);
    found.sort();
    let mut all = ALL.map(str::to_owned).to_vec();
    all.sort();
    assert_eq!(found, all);
    assert_eq!(drift.undocumented, 1, "the birds are known to be undocumented");
    assert_eq!(Kind::ALL.map(|kind| drift.counts(kind)), [(3, 0), (3, 0), (2, 0)]);
    assert!(drift.is_new());
    let rows: Vec<Row<'_>> = drift.rows().collect();
    let age = rows.iter().find(|row| row.finding.rule.code == "response-type-changed").unwrap();
    assert_eq!((age.finding.old.as_deref(), age.finding.new.as_deref()), (Some("string"), Some("integer")));
    let said = |subject: &str| rows.iter().find(|row| row.finding.subject == subject).unwrap().what();
    assert_eq!(said("GET /dogs"), "the operation `list-dogs` is only in the vendor's document");
    assert_eq!(said("GET /fish"), "the operation `fish_list` is only in ours");
    assert!(age.vendor.unwrap().to_string().starts_with("vendor.yaml:12:"));
    assert!(age.ours.unwrap().to_string().starts_with("ours.yaml:15:"));
}

#[test]
fn documents_that_say_the_same_do_not_drift() {
    let drift = drift_of(VENDOR, VENDOR, "");
    assert_eq!(new(&drift), [""; 0]);
    assert!(!drift.is_new());
}

#[test]
fn a_pattern_settles_its_family_and_nothing_else() {
    let family = |list: &str| {
        let left = new(&drift(list));
        ALL.into_iter().filter(|all| !left.iter().any(|new| new == all)).collect::<Vec<_>>()
    };
    assert_eq!(family("- {code: error-status-*, reason: Known}"), [ALL[0], ALL[6]]);
    assert_eq!(family("- {code: error-status-*, path: response 403, reason: Known}"), [ALL[0]]);
    assert_eq!(family("- {code: '*', subject: GET /*s, reason: Known}"), [ALL[2]]);
    assert_eq!(family("- {code: '*', subject: [GET /dogs, GET /fish], reason: Known}"), [ALL[2], ALL[7]]);
    assert_eq!(family("- {code: '*', path: '* → age', reason: Known}"), [ALL[5]]);
    assert_eq!(family("- {code: '*-type-*', vendor: number, ours: integer, reason: Known}"), [ALL[4]]);
    assert_eq!(family("- {code: '*-type-*', vendor: '*', ours: integer, reason: Known}"), [ALL[4], ALL[5]]);
    assert_eq!(family("- {code: '*-type-*', vendor: [number, ''], reason: Known}"), [ALL[4]]);
    assert_eq!(family("- {code: '*', subject: GET /dogs, vendor: '', ours: '', reason: Known}"), [ALL[2]]);
    assert_eq!(family("- {code: age, reason: Known}"), [""; 0]);
}

#[test]
fn a_fingerprint_settles_one_difference() {
    let print = drift("").rows().find(|row| row.finding.subject == "GET /dogs").unwrap().finding.fingerprint();
    let settled = drift(&format!("- {{fingerprint: {print}, reason: There are no dogs}}"));
    assert_eq!(settled.counts(Kind::Missing), (2, 1));
    let row = settled.rows().find(|row| row.settled.is_some()).unwrap();
    assert_eq!((row.finding.subject.as_str(), row.settled), ("GET /dogs", Some("There are no dogs")));
}

#[test]
fn entries_about_older_documents_settle_nothing_of_the_newest() {
    let list =
        "- {code: optional-parameter-removed, older: true, reason: Known}\n- {code: event-added, reason: Known}\n";
    let mut drift = drift(list);
    assert_eq!(new(&drift).len(), ALL.len());
    drift.settled.older = true;
    assert_eq!(new(&drift).len(), ALL.len() - 1);
    assert_eq!(drift.stale().len(), 0, "what is needed for the newest is not looked for in others");
}

#[test]
fn entries_that_settle_nothing_are_named_unless_they_are_about_older_documents() {
    let list = "- {code: '*', reason: Known}\n- {code: event-added, reason: Known}\n- {code: event-added, older: true, reason: Known}\n";
    let drift = drift(list);
    assert!(!drift.is_new());
    let stale: Vec<String> = drift.stale().iter().map(ToString::to_string).collect();
    assert_eq!(stale, [format!("{LIST}:2:3")]);
    assert!(render::text(&drift, false, 200, false).contains(&format!("stale: {LIST}:2:3: nothing differs like this")));
    assert!(render::json(&drift, false).contains(&format!("\"stale\": [\n    \"{LIST}:2:3\"")));
    assert!(render::markdown(&drift, false).contains(&format!("\n- {LIST}:2:3: nothing")));
}

#[test]
fn reports_show_what_is_new_and_count_what_is_settled() {
    let drift = drift("- {code: error-status-removed, reason: Failures of permission are 401}\n");
    let text = render::text(&drift, false, 100, false);
    assert!(!text.contains("response 403") && !text.contains("settled:"), "{text}");
    let wrong = "== They contradict each other\n\nGET /cats/{cat_id}\n  [operation-is-documented]";
    assert!(text.contains(wrong), "{text}");
    assert!(text.contains("        vendor: string at vendor.yaml:12:"), "{text}");
    assert!(text.ends_with(
        "The vendor has it, ours lacks it: 2 new, 1 settled\nThey contradict each other: 3 new, 0 settled\n\
         Ours has it, the vendor lacks it: 2 new, 0 settled\nOurs has 1 operation that is marked as undocumented\n"
    ));
    let all = render::text(&drift, true, 100, false);
    assert!(all.contains("= settled: Failures of permission are 401"), "{all}");
    let markdown = render::markdown(&drift, false);
    assert!(markdown.contains("| The vendor has it, ours lacks it | 2 | 1 |") && !markdown.contains("403"));
    assert!(render::markdown(&drift, true).contains("<br>Settled: Failures of permission are 401 |"));
    let json: serde_json::Value = serde_json::from_str(&render::json(&drift, false)).unwrap();
    assert_eq!(
        (json["new"].as_u64(), json["settled"].as_u64(), json["undocumented"].as_u64()),
        (Some(7), Some(1), Some(1))
    );
    assert_eq!(json["differences"].as_array().map(Vec::len), Some(7));
    let json: serde_json::Value = serde_json::from_str(&render::json(&drift, true)).unwrap();
    assert_eq!(json["differences"].as_array().map(Vec::len), Some(8));
    assert!(json["differences"].to_string().contains("\"settled\":\"Failures of permission are 401\""));
}

#[test]
fn everything_that_is_wrong_with_the_list_is_said_with_its_place() {
    let cases = [
        ("a: 1\n", "settled differences are a list, not a mapping", "1:1"),
        ("- hello\n", "a settled difference is a mapping, not a string", "1:3"),
        ("- {code: x}\n", "a settled difference needs a `reason`", "1:3"),
        ("- {path: x, reason: y}\n", "a settled difference needs a `fingerprint` or a `code`", "1:3"),
        ("- {code: x, reason: ' '}\n", "`reason` says nothing", "1:21"),
        ("- {code: [], reason: y}\n", "`code` says nothing", "1:10"),
        ("- {code: x, vendor: 204, reason: y}\n", "`vendor` is a text, not an integer", "1:21"),
        ("- {code: x, older: maybe, reason: y}\n", "`older` is true or false, not a string", "1:20"),
        ("- {fingerprint: 0123, reason: y}\n", "a fingerprint has 16 digits", "1:17"),
        ("- {code: x, why: y, reason: z}\n", "a settled difference has no `why`", "1:13"),
        ("- [\n", "error[E0002]", "2:1"),
    ];
    for (text, message, place) in cases {
        let said = settled(text).unwrap_err();
        assert!(said.contains(message) && said.contains(&format!("--> {LIST}:{place}\n")), "{said}");
    }
    assert!(settled("# Nothing yet.\n").unwrap().entries.is_empty());
}

#[test]
fn every_rule_has_a_kind_or_is_listed_as_having_none() {
    let codes: Vec<&str> = rules::all().map(|rule| rule.code).collect();
    for listed in NOT_COMPARED.into_iter().chain(CONTRADICTIONS) {
        assert!(codes.contains(&listed), "{listed} is no rule");
    }
    for (code, expected) in [
        ("operation-removed", Some(Kind::Missing)),
        ("request-enum-value-removed", Some(Kind::Missing)),
        ("response-body-added", Some(Kind::Ours)),
        ("event-added", Some(Kind::Ours)),
        ("success-status-changed", Some(Kind::Contradiction)),
        ("response-became-nullable", Some(Kind::Contradiction)),
        ("security-removed", Some(Kind::Contradiction)),
        ("rust-item-removed", None),
        ("id-type-added", None),
    ] {
        let rule = rules::all().find(|rule| rule.code == code).unwrap();
        assert_eq!(kind(rule), expected, "{code}");
    }
}
