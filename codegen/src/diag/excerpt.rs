//! The line that a finding is about, cut and cleaned so that a terminal shows it with a mark under it.

use crate::source::Span;

/// How many letters of a line are shown: documents on one line exist.
const WINDOW: usize = 100;

/// How many letters a tab takes.
const TAB: usize = 4;

/// A line and what is to be marked in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The line, or the part of it around the place.
    pub(super) line: String,
    /// How many letters stand before the mark.
    pub(super) before: usize,
    /// How many letters are marked.
    pub(super) width: usize,
}

/// The part of a line around a place.
pub(super) fn excerpt(line: &str, span: Span) -> Excerpt {
    let line = line.trim_end();
    let start = usize::try_from(span.column).unwrap_or(usize::MAX).saturating_sub(1);
    let width = usize::try_from(span.width).unwrap_or(usize::MAX).clamp(1, WINDOW);
    // From a third of the window before the place, so that what follows it is seen.
    let length = line.chars().take(start.saturating_add(WINDOW)).count();
    let from = if length <= WINDOW { 0 } else { start.saturating_sub(WINDOW / 3) };
    let mut shown = Excerpt { line: String::new(), before: 0, width: 0 };
    if from > 0 {
        shown.line.push('…');
        shown.before += 1;
    }
    let mut taken = 0;
    let mut letters = line.chars().skip(from);
    for (at, letter) in (from..).zip(letters.by_ref().take(WINDOW)) {
        let cells = push(&mut shown.line, letter);
        if at < start {
            shown.before += cells;
        } else if at - start < width {
            shown.width += cells;
        }
        taken += 1;
    }
    if taken == WINDOW && letters.next().is_some() {
        shown.line.push('…');
    }
    // A place behind the end of the line, such as the end of the file, is marked all the same.
    shown.width = shown.width.max(1);
    shown
}

/// Adds a letter as it can be shown and says how many cells it takes; a terminal must not obey what a document holds.
fn push(line: &mut String, letter: char) -> usize {
    match letter {
        '\t' => {
            line.push_str(&" ".repeat(TAB));
            TAB
        }
        letter if letter.is_control() => {
            line.push(char::REPLACEMENT_CHARACTER);
            1
        }
        letter => {
            line.push(letter);
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(column: u32, width: u32) -> Span {
        Span { line: 1, column, width, ..Span::default() }
    }

    #[test]
    fn the_mark_stands_under_the_place() {
        let cases = [
            ("type: strnig", at(7, 6), ("type: strnig", 6, 6)),
            ("\ttype: x\r", at(2, 4), ("    type: x", 4, 4)),
            ("\ttype: x", at(1, 1), ("    type: x", 0, 4)),
            ("é: ü", at(4, 1), ("é: ü", 3, 1)),
            ("a\u{1b}[31mb", at(7, 1), ("a\u{fffd}[31mb", 6, 1)),
            ("", at(1, 1), ("", 0, 1)),
            ("ab", at(9, 3), ("ab", 2, 1)),
        ];
        for (line, span, (shown, before, width)) in cases {
            assert_eq!(excerpt(line, span), Excerpt { line: shown.to_owned(), before, width }, "{line:?}");
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}here{}", "a".repeat(1000), "b".repeat(1000));
        let shown = excerpt(&line, at(1001, 4));
        assert!(shown.line.starts_with('…') && shown.line.ends_with('…'));
        assert_eq!(shown.line.chars().count(), WINDOW + 2);
        let marked: String = shown.line.chars().skip(shown.before).take(shown.width).collect();
        assert_eq!(marked, "here");
    }

    #[test]
    fn places_that_cannot_be_do_no_harm() {
        for span in [at(0, 0), at(u32::MAX, u32::MAX), at(1, u32::MAX)] {
            for line in ["", "abc", &"x".repeat(500)] {
                assert!(excerpt(line, span).width >= 1);
            }
        }
    }
}
