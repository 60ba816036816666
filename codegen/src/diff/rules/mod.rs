//! The one table of rules: every change that is found falls under a row of it.
//!
//! Requests may only widen, answers only narrow. A rule that looks at what travels both ways has a row for each, so that the
//! worse of the two counts.

mod calls;
mod rest;
mod values;

pub use calls::*;
pub use rest::*;
pub use values::*;

use super::finding::{Direction, Rule};

/// Rows of the table: a name for the code, then area, direction, verdict, code, crate, documentation and advice.
macro_rules! rules {
    ($list:ident: $($name:ident $area:ident $direction:ident $wire:ident $code:literal: $rust:literal, $about:literal, $advice:literal;)*) => {
        $(
            #[doc = $about]
            pub static $name: Rule = Rule {
                code: $code,
                area: Area::$area,
                direction: rules!(@ $direction),
                wire: Wire::$wire,
                rust: $rust,
                about: $about,
                advice: $advice,
            };
        )*
        /// The rows of this file in their order.
        pub static $list: &[&Rule] = &[$(&$name),*];
    };
    (@ Request) => { Some(Direction::Request) };
    (@ Response) => { Some(Direction::Response) };
    (@ Any) => { None };
}
use rules;

/// A change that can travel both ways, with a row for each.
#[derive(Debug, Clone, Copy)]
pub struct Ways {
    /// The row of what is sent.
    pub request: &'static Rule,
    /// The row of what is received.
    pub response: &'static Rule,
}

impl Ways {
    /// The row of a direction.
    pub const fn of(self, direction: Direction) -> &'static Rule {
        match direction {
            Direction::Request => self.request,
            Direction::Response => self.response,
        }
    }
}

/// The whole table.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [CALLS, VALUES, BOUNDS, REST].into_iter().flatten().copied()
}

/// Whether a rule can account for a change of the crate's items or tables; what it says of the crate begins with `none`
/// where it cannot.
pub fn shapes(rule: &Rule) -> bool {
    !rule.rust.starts_with("none")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_say_their_direction() {
        let mut seen = BTreeSet::new();
        for rule in all() {
            assert!(seen.insert(rule.code), "{} stands twice", rule.code);
            let calm = rule.code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
            assert!(calm, "{} is not in kebab-case", rule.code);
            let said = [("request-", Direction::Request), ("response-", Direction::Response)];
            for (start, direction) in said {
                let other = rule.code.starts_with(start) && rule.direction != Some(direction);
                assert!(!other, "{} says another direction than its row", rule.code);
            }
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn every_row_is_filled() {
        for rule in all() {
            for text in [rule.about, rule.advice] {
                assert!(text.ends_with('.') && text.len() > 10, "{}: {text:?}", rule.code);
            }
            let verdict = ["none", "patch", "minor", "major"].iter().any(|word| rule.rust.starts_with(word));
            assert!(verdict, "{} says {:?} of the crate", rule.code, rule.rust);
        }
    }
}
