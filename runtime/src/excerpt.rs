//! Texts of others made fit for a message: cut, on one line, without control characters.

/// The beginning of a text of at most so many characters, on one line.
pub(crate) fn line(text: &[u8], limit: usize) -> String {
    // No character has more than four bytes: what is beyond need not be looked at.
    let enough = &text[..text.len().min(limit.saturating_mul(4) + 4)];
    let mut line = String::new();
    let mut count = 0;
    let mut space = false;
    for character in String::from_utf8_lossy(enough).chars() {
        if character.is_whitespace() || is_control(character) {
            space = !line.is_empty();
            continue;
        }
        let width = if space { 2 } else { 1 };
        if count + width > limit {
            line.push('…');
            return line;
        }
        if space {
            line.push(' ');
            space = false;
        }
        line.push(character);
        count += width;
    }
    if enough.len() < text.len() {
        line.push('…');
    }
    line
}

/// Control characters, and those that turn the direction of the text around them.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_one_clean_line() {
        let cases: &[(&str, usize, &str)] = &[
            ("plain", 10, "plain"),
            ("  a\r\n\tb  ", 10, "a b"),
            ("\u{1b}[31mred\u{7}", 10, "[31mred"),
            ("a\u{202e}b", 10, "a b"),
            ("abcdef", 3, "abc…"),
            ("abc d", 4, "abc…"),
            ("abc d", 5, "abc d"),
            ("äöü", 3, "äöü"),
            ("", 3, ""),
        ];
        for (text, limit, expected) in cases {
            assert_eq!(line(text.as_bytes(), *limit), *expected, "{text:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(line(b"a\xffb", 10), "a\u{fffd}b");
    }

    #[test]
    fn only_the_beginning_of_a_long_text_is_looked_at() {
        let text = vec![b' '; 10_000_000];
        assert_eq!(line(&text, 10), "…");
    }
}
