//! Comparing with a vendor's document in directories made for it, and what is settled of the documents of `spec/`.

use super::*;
use crate::diff::tests::{CATS, DOGS, Scratch, document};

/// How a comparison of the cats of ours ends.
fn ends(scratch: &Scratch, vendor: &str) -> Outcome {
    compare(&scratch.0, vendor, "pets", false).map_or(Outcome::Unusable, |drift| outcome(&drift))
}

#[test]
fn the_end_of_a_comparison_says_whether_anything_is_new() {
    let scratch = Scratch::new("drift");
    scratch.api("pets", "0.1.0", CATS);
    let same = scratch.write("same.yaml", &document(CATS));
    let more = scratch.write("more.yaml", &document(&format!("{CATS}{DOGS}")));
    let broken = scratch.write("broken.yaml", "openapi: 3.1.0\npaths: [\n");
    assert_eq!(ends(&scratch, &same), Outcome::Fine);
    assert_eq!(ends(&scratch, &more), Outcome::Findings);
    scratch
        .write("spec/pets/drift.yaml", "- {code: operation-removed, subject: GET /dogs, reason: There are no dogs.}\n");
    assert_eq!(ends(&scratch, &more), Outcome::Fine);
    assert_eq!(ends(&scratch, &same), Outcome::Fine, "an entry that settles nothing fails nothing");
    for unreadable in [broken.as_str(), "nowhere.yaml"] {
        assert_eq!(ends(&scratch, unreadable), Outcome::Unusable, "{unreadable}");
    }
    let why = compare(&scratch.0, &same, "fish", false).expect_err("there are none");
    assert!(why.contains("spec/fish/codegen.yaml cannot be read"), "{why}");
    scratch.write("spec/pets/drift.yaml", "- {code: operation-removed}\n");
    let why = compare(&scratch.0, &more, "pets", false).expect_err("the list is malformed");
    assert!(why.contains("--> spec/pets/drift.yaml:1:3"), "{why}");
}

#[test]
fn what_is_settled_of_each_api_can_be_read_and_has_reasons() {
    let root = workspace::root();
    for name in workspace::names(&root).expect("spec/ can be listed") {
        let settled = settled(&root, &name).unwrap_or_else(|said| panic!("{said}"));
        for entry in &settled.entries {
            let reason = &entry.reason;
            assert!(reason.contains(' ') && reason.ends_with('.'), "{name}: {reason:?} is no sentence");
            // What the vendor has and ours lacks is never settled everywhere: that would hide what is new.
            let everywhere = entry.fingerprint.is_none() && entry.subject.is_empty() && entry.path.is_empty();
            let hides = entry.code.iter().any(|code| code.ends_with("-removed") || code.ends_with('*'));
            assert!(!(everywhere && hides), "{name}: {:?} settles all that the vendor will add", entry.code);
            // Nor does an entry of keys take whichever key comes or goes.
            let is_of_keys = |code: &String| code.contains("-property-") && !code.contains("-became-");
            let names = |path: &String| path.rsplit("→ ").next().is_some_and(|key| !key.contains('*'));
            let keys = !entry.path.is_empty() && entry.path.iter().all(names);
            let is_wide = entry.code.iter().any(is_of_keys) && entry.fingerprint.is_none();
            assert!(keys || !is_wide, "{name}: {:?} at {:?} names no key", entry.code, entry.path);
        }
    }
}
