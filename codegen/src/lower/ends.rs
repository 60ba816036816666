//! What a pattern says of the beginning or the end of a text, where that is all that it says.

use crate::ir::TagEnd;

/// What stands for anything but itself in a pattern, unless a backslash stands before it.
const SPECIAL: &str = ".[](){}*+?|^$\\";

/// The beginning (`^name\\.`) or the end (`\\.name$`) that a pattern asks for; `None` for any other pattern.
pub fn of_pattern(pattern: &str) -> Option<TagEnd> {
    if let Some(rest) = pattern.strip_prefix('^') {
        return literal(rest).map(TagEnd::Starts);
    }
    literal(pattern.strip_suffix('$')?).map(TagEnd::Ends)
}

/// The text that a pattern matches alone.
fn literal(pattern: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(next) = chars.next() {
        text.push(match next {
            // Behind a backslash, letters and digits are classes and references.
            '\\' => chars.next().filter(|escaped| !escaped.is_alphanumeric())?,
            special if SPECIAL.contains(special) => return None,
            plain => plain,
        });
    }
    (!text.is_empty()).then_some(text)
}

/// Whether no tag can lead to two members in equal right: all are beginnings or all ends, and no two are the same. Of two that
/// fit, the longer one counts.
pub fn are_clear(ends: &[Option<TagEnd>]) -> bool {
    let ends: Vec<&TagEnd> = ends.iter().flatten().collect();
    let is_start = |end: &&TagEnd| matches!(end, TagEnd::Starts(_));
    let is_mixed = ends.iter().any(is_start) && !ends.iter().all(is_start);
    !is_mixed && ends.iter().enumerate().all(|(index, end)| !ends[..index].contains(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_patterns_of_one_plain_end_are_understood() {
        let starts = |text: &str| Some(TagEnd::Starts(text.to_owned()));
        let ends = |text: &str| Some(TagEnd::Ends(text.to_owned()));
        for (pattern, end) in [
            (r"\.inbound$", ends(".inbound")),
            (r"inbound$", ends("inbound")),
            (r"^channel\.", starts("channel.")),
            (r"^a-b/c", starts("a-b/c")),
            (r"a\\$", ends(r"a\")),
            (r"^exact$", None),
            (r".inbound$", None),
            (r"(a|b)$", None),
            (r"\d$", None),
            (r"a\$", None),
            (r"\.inbound", None),
            ("$", None),
            ("^", None),
            ("", None),
            ("\\", None),
        ] {
            assert_eq!(of_pattern(pattern), end, "{pattern}");
        }
    }
}
