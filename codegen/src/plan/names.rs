//! Decides on names: everything of one scope is gathered first, then all collisions are settled at once.
//!
//! Nothing here depends on the order in which a scope is gathered, so that moving a schema in the document renames nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::ident;
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::Span;

/// Something that needs a name.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    /// What it is called on the wire; settles the order of twins.
    pub wire: String,
    /// Where it stands.
    pub span: Span,
    /// The name that the document pins, which nothing takes away.
    pub pin: Option<String>,
    /// Names to try, mildest first.
    pub names: Vec<String>,
    /// Among equals the lowest keeps its name: 0 for what has a name of its own, 1 for what is named after its place.
    pub rank: u8,
}

/// The things among which a name must be unique.
pub struct Scope<'a> {
    /// What the scope is, for messages: `the models`.
    pub title: &'a str,
    /// What kind of thing it holds, for messages: `schema`, `field`.
    pub kind: &'a str,
    /// Names that nothing may have.
    pub taken: &'a [&'a str],
    /// Harsher names for a claim (its index is given, too), by level from 0.
    pub harsher: &'a dyn Fn(usize, &Claim, usize) -> Option<String>,
}

/// The names of the claims, in their order.
pub fn resolve(sink: &mut Sink, scope: &Scope<'_>, claims: &[Claim]) -> Vec<String> {
    let mut picks: Vec<Pick> = claims.iter().map(|claim| Pick::first(sink, scope, claim)).collect();
    if is_settled(scope, &picks) {
        return picks.into_iter().map(|pick| pick.name).collect();
    }
    let mut reported = BTreeSet::new();
    loop {
        let mut moved = false;
        for group in groups(&picks) {
            let taken = scope.taken.contains(&picks[group[0]].name.as_str());
            if group.len() < 2 && !taken {
                continue;
            }
            let keeper = if taken { None } else { keeper(claims, &picks, &group) };
            for &index in group.iter().filter(|index| Some(**index) != keeper) {
                if picks[index].pinned {
                    continue;
                }
                if picks[index].advance(claims, index) {
                    moved = true;
                    continue;
                }
                // Once per collision: where the later ones stand, with the first beside them.
                let first = group.iter().copied().min_by_key(|other| (claims[*other].span, &claims[*other].wire));
                if (Some(index) != first || group.len() == 1) && reported.insert(index) {
                    report(sink, scope, claims, &picks, &group, index);
                }
                if let Some(name) = (scope.harsher)(index, &claims[index], picks[index].harsh) {
                    picks[index].harsh += 1;
                    picks[index].name = name;
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
    number(sink, scope, claims, &mut picks);
    picks.into_iter().map(|pick| pick.name).collect()
}

/// The name that a claim has for now.
struct Pick {
    name: String,
    level: usize,
    harsh: usize,
    pinned: bool,
}

impl Pick {
    fn first(sink: &mut Sink, scope: &Scope<'_>, claim: &Claim) -> Self {
        let mild = || claim.names.first().cloned().unwrap_or_default();
        let Some(pin) = &claim.pin else {
            return Self { name: mild(), level: 0, harsh: 0, pinned: false };
        };
        let why = if scope.taken.contains(&pin.as_str()) {
            "is taken already"
        } else if !ident::is_identifier(pin) {
            "is no identifier"
        } else if !ident::can_be_raw(pin) {
            "is a reserved word"
        } else if is_snake(pin) != is_snake(&mild()) || !is_snake(pin) && !is_camel(pin) {
            "is not written as such names are in Rust"
        } else {
            ""
        };
        if !why.is_empty() {
            let words = ident::words(pin);
            let name = if is_snake(&mild()) { ident::snake(&words) } else { ident::pascal(&words) };
            // As near to what was meant as can be.
            let fits = ident::is_identifier(pin)
                && ident::can_be_raw(pin)
                && ident::is_identifier(&name)
                && !ident::is_keyword(&name)
                && !scope.taken.contains(&name.as_str());
            let name = if fits { name } else { mild() };
            sink.refuse(Diagnostic::new(
                Code::BadName,
                claim.span,
                format!("`{pin}` {why} and cannot name this {}", scope.kind),
                format!("pin a name like `{name}`, of letters, digits and underscores"),
            ));
            return Self { name, level: 0, harsh: 0, pinned: false };
        }
        Self { name: pin.clone(), level: 0, harsh: 0, pinned: true }
    }

    /// Goes on to the next mild name.
    fn advance(&mut self, claims: &[Claim], index: usize) -> bool {
        let Some(name) = claims[index].names.get(self.level + 1) else { return false };
        self.level += 1;
        self.name.clone_from(name);
        true
    }
}

/// Whether a name is written in small letters, as fields and methods are and types and variants are not.
fn is_snake(name: &str) -> bool {
    !name.chars().any(char::is_uppercase)
}

/// Whether a name is written as types and variants are: the compiler warns of one that begins with a small letter, or has an
/// underscore between letters.
fn is_camel(name: &str) -> bool {
    let has_case = |letter: char| letter.is_lowercase() || letter.is_uppercase();
    let letters: Vec<char> = name.chars().collect();
    let parts = letters.windows(3).any(|three| three[1] == '_' && has_case(three[0]) && has_case(three[2]));
    !name.starts_with(char::is_lowercase) && !name.contains("__") && !parts
}

fn is_settled(scope: &Scope<'_>, picks: &[Pick]) -> bool {
    if picks.iter().any(|pick| !pick.pinned && scope.taken.contains(&pick.name.as_str())) {
        return false;
    }
    // Most scopes are small: comparing all pairs is cheaper than a set.
    if picks.len() <= 12 {
        return picks.iter().enumerate().all(|(index, one)| picks[..index].iter().all(|other| other.name != one.name));
    }
    let names: BTreeSet<&str> = picks.iter().map(|pick| pick.name.as_str()).collect();
    names.len() == picks.len()
}

/// The claims by the name they have for now.
fn groups(picks: &[Pick]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, pick) in picks.iter().enumerate() {
        groups.entry(&pick.name).or_default().push(index);
    }
    groups.into_values().collect()
}

/// The one claim of a group that may keep its name: the pinned one, or the only one of the best standing.
fn keeper(claims: &[Claim], picks: &[Pick], group: &[usize]) -> Option<usize> {
    let standing = |index: usize| {
        let pick = &picks[index];
        (!pick.pinned, pick.harsh, pick.level, claims[index].rank, pick.name != claims[index].wire)
    };
    let best = group.iter().map(|index| standing(*index)).min()?;
    let mut all = group.iter().filter(|index| standing(**index) == best);
    let first = all.next()?;
    all.next().is_none().then_some(*first)
}

fn report(sink: &mut Sink, scope: &Scope<'_>, claims: &[Claim], picks: &[Pick], group: &[usize], index: usize) {
    let claim = &claims[index];
    let name = &picks[index].name;
    let message =
        format!("the {} `{}` would be called `{name}` in {}, as another would", scope.kind, claim.wire, scope.title);
    let other = group.iter().copied().filter(|other| *other != index);
    let other = other.min_by_key(|other| (claims[*other].span, &claims[*other].wire));
    let keyword = if scope.kind == "value" { "x-enum-varnames" } else { "x-rust-name" };
    let free = |name: &String| picks.iter().all(|pick| pick.name != *name) && !scope.taken.contains(&name.as_str());
    let help = match (0..3).filter_map(|level| (scope.harsher)(index, claim, level)).find(free) {
        Some(proposal) => format!("pin another name with `{keyword}`, such as `{proposal}`"),
        None => format!("pin another name with `{keyword}`"),
    };
    let found = match other {
        Some(other) => Diagnostic::new(Code::NameCollision, claim.span, message, help)
            .related(claims[other].span, format!("the other one, `{}`", claims[other].wire)),
        None => Diagnostic::new(
            Code::NameCollision,
            claim.span,
            format!("the {} `{}` would be called `{name}`, which is taken in {}", scope.kind, claim.wire, scope.title),
            help,
        ),
    };
    sink.refuse(found);
}

/// What is left gets a number: twins in the order of their wire texts.
fn number(sink: &mut Sink, scope: &Scope<'_>, claims: &[Claim], picks: &mut [Pick]) {
    let mut used: BTreeSet<String> = picks.iter().map(|pick| pick.name.clone()).collect();
    for mut group in groups(picks) {
        let taken = scope.taken.contains(&picks[group[0]].name.as_str()) && !picks[group[0]].pinned;
        if group.len() < 2 && !taken {
            continue;
        }
        group.sort_by_key(|index| {
            (!picks[*index].pinned, claims[*index].rank, &claims[*index].wire, claims[*index].span)
        });
        for (place, &index) in group.iter().enumerate().skip(usize::from(!taken)) {
            if picks[index].pinned {
                report(sink, scope, claims, picks, &group, index);
            }
            let stem = picks[index].name.clone();
            let mut count = place + 1;
            while !used.insert(format!("{stem}{count}")) {
                count += 1;
            }
            picks[index].name = format!("{stem}{count}");
        }
    }
}

/// Names that emitted code spells without a path, and that a type of the same name would hide.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// A name for a type; one that would hide what emitted code spells gets a suffix.
pub fn type_name(words: &[String], suffix: &str) -> String {
    let name = ident::pascal(words);
    if is_reserved_type(&name) { name + suffix } else { name }
}

/// Whether a type of this name would hide what emitted code spells.
pub fn is_reserved_type(name: &str) -> bool {
    PRELUDE.contains(&name)
}

/// All names that types must not have.
pub const fn reserved_types() -> &'static [&'static str] {
    PRELUDE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Mode;

    fn claim(wire: &str, names: &[&str], rank: u8) -> Claim {
        Claim {
            wire: wire.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            rank,
            ..Claim::default()
        }
    }

    fn spelled(_: usize, claim: &Claim, level: usize) -> Option<String> {
        let spelling = [ident::Spelling::Symbols, ident::Spelling::Case].get(level)?;
        Some(ident::pascal(&ident::spelled(&claim.wire, *spelling)))
    }

    fn names(mode: Mode, claims: &[Claim]) -> (Vec<String>, usize) {
        let mut sink = Sink::new(mode);
        let scope = Scope { title: "the test", kind: "thing", taken: &["Unknown"], harsher: &spelled };
        let names = resolve(&mut sink, &scope, claims);
        (names, sink.into_sorted().len())
    }

    #[test]
    fn a_free_name_is_kept() {
        let (names, findings) = names(Mode::Curated, &[claim("a", &["A"], 0), claim("b", &["B"], 0)]);
        assert_eq!((names, findings), (vec!["A".to_owned(), "B".to_owned()], 0));
    }

    #[test]
    fn twins_go_on_to_their_next_name_together() {
        let claims = [claim("x", &["List", "ContactList"], 0), claim("y", &["List", "ListContacts"], 0)];
        assert_eq!(names(Mode::Curated, &claims), (vec!["ContactList".to_owned(), "ListContacts".to_owned()], 0));
    }

    #[test]
    fn what_has_a_name_of_its_own_keeps_it() {
        let claims = [claim("x", &["MessageMeta"], 1), claim("MessageMeta", &["MessageMeta"], 0)];
        let (names, findings) = names(Mode::Lenient, &claims);
        assert_eq!(names[1], "MessageMeta");
        assert_ne!(names[0], names[1]);
        assert_eq!(findings, 1);
    }

    #[test]
    fn a_curated_collision_is_an_error_with_both_places() {
        let mut sink = Sink::new(Mode::Curated);
        let scope = Scope { title: "the test", kind: "thing", taken: &[], harsher: &spelled };
        let claims = [claim("foo_bar", &["FooBar"], 0), claim("FooBar", &["FooBar"], 0)];
        resolve(&mut sink, &scope, &claims);
        assert!(sink.has_errors());
        let found = sink.into_sorted();
        assert_eq!(found[0].code, Code::NameCollision);
        assert_eq!(found[0].related.len(), 1);
        assert!(found[0].help.contains("x-rust-name"));
    }

    #[test]
    fn a_pin_wins_and_a_bad_pin_is_reported() {
        let pinned = Claim { pin: Some("List".to_owned()), ..claim("z", &["Z"], 0) };
        let claims = [claim("x", &["List", "Other"], 0), pinned];
        assert_eq!(names(Mode::Curated, &claims), (vec!["Other".to_owned(), "List".to_owned()], 0));
        for bad in ["", "1a", "a b", "self", "Unknown", "é-x"] {
            let claims = [Claim { pin: Some(bad.to_owned()), ..claim("z", &["Z"], 0) }];
            assert_eq!(names(Mode::Curated, &claims), (vec!["Z".to_owned()], 1), "{bad}");
        }
        for (other, spelled) in [("TRY_LIRA", "TryLira"), ("try_lira", "TryLira"), ("Try_1", "Try_1"), ("AED", "AED")] {
            let claims = [Claim { pin: Some(other.to_owned()), ..claim("z", &["Z"], 0) }];
            let (found, count) = names(Mode::Lenient, &claims);
            assert_eq!((found[0].as_str(), count), (spelled, usize::from(other != spelled)), "{other}");
        }
    }

    #[test]
    fn a_taken_name_is_left_alone() {
        let (names, findings) = names(Mode::Lenient, &[claim("unknown", &["Unknown"], 0)]);
        assert_ne!(names[0], "Unknown");
        assert_eq!(findings, 1);
    }

    #[test]
    fn the_order_of_the_document_does_not_matter() {
        let wires = ["a", "A", "a_b", "aB", "AB", "a-b", "ab", "unknown", "Unknown", "foo", "FOO", "Foo"];
        let of = |wires: &[&str]| -> BTreeMap<String, String> {
            let claims: Vec<Claim> =
                wires.iter().map(|wire| claim(wire, &[&ident::pascal(&ident::words(wire))], 0)).collect();
            let (names, _) = names(Mode::Lenient, &claims);
            let unique: BTreeSet<&String> = names.iter().collect();
            assert_eq!(unique.len(), names.len(), "{names:?}");
            wires.iter().map(|wire| (*wire).to_owned()).zip(names).collect()
        };
        let expected = of(&wires);
        let mut shuffled = wires;
        // A fixed sequence of rotations and swaps: enough orders to show that none matters.
        for step in 0..wires.len() * 3 {
            shuffled.rotate_left(step % 5 + 1);
            shuffled.swap(step % wires.len(), (step * 7 + 3) % wires.len());
            assert_eq!(of(&shuffled), expected);
        }
        assert_eq!(expected["a"], "LowerA");
    }
}
