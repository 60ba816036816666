//! Makes up a text that matches a pattern, for the patterns that documents mostly have: characters, classes, groups,
//! alternatives and counts.

use std::iter::Peekable;
use std::str::Chars;

/// The most repetitions that are written out.
const MOST: usize = 256;

/// The shortest text that comes to mind; `None` for a pattern with anything unusual in it.
pub fn matching(pattern: &str) -> Option<String> {
    let mut reader = Reader { chars: pattern.chars().peekable() };
    let text = reader.alternatives()?;
    reader.chars.next().is_none().then_some(text)
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    /// Reads up to the end or a closing parenthesis; the first alternative counts.
    fn alternatives(&mut self) -> Option<String> {
        let first = self.sequence()?;
        while self.chars.next_if_eq(&'|').is_some() {
            self.sequence()?;
        }
        Some(first)
    }

    fn sequence(&mut self) -> Option<String> {
        let mut text = String::new();
        while let Some(next) = self.chars.next_if(|next| !matches!(next, '|' | ')')) {
            let piece = match next {
                '^' | '$' => continue,
                '(' => self.group()?,
                '[' => self.class()?.to_string(),
                '.' => "x".to_owned(),
                '\\' => self.escape()?.to_string(),
                '*' | '+' | '?' | '{' => return None,
                plain => plain.to_string(),
            };
            let count = self.count()?;
            text.push_str(&piece.repeat(count));
        }
        Some(text)
    }

    fn group(&mut self) -> Option<String> {
        if self.chars.next_if_eq(&'?').is_some() {
            // Groups that do not capture are groups; those that look around are not.
            self.chars.next_if_eq(&':')?;
        }
        let text = self.alternatives()?;
        self.chars.next_if_eq(&')')?;
        Some(text)
    }

    /// A character of a class: its first.
    fn class(&mut self) -> Option<char> {
        let mut found = None;
        loop {
            let member = match self.chars.next()? {
                ']' => return found,
                '^' if found.is_none() => return None,
                '\\' => self.escape()?,
                plain => plain,
            };
            found = found.or(Some(member));
        }
    }

    fn escape(&mut self) -> Option<char> {
        match self.chars.next()? {
            'd' => Some('1'),
            'w' => Some('x'),
            's' => Some(' '),
            't' => Some('\t'),
            'n' => Some('\n'),
            other if other.is_alphanumeric() => None,
            other => Some(other),
        }
    }

    /// How often the piece before is to be written.
    fn count(&mut self) -> Option<usize> {
        let count = match self.chars.peek() {
            Some('*' | '?') => 0,
            Some('+') => 1,
            Some('{') => {
                let mut digits = String::new();
                self.chars.next();
                while let Some(digit) = self.chars.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                while self.chars.next_if(|next| *next != '}').is_some() {}
                digits.parse().unwrap_or(0)
            }
            _ => return Some(1),
        };
        self.chars.next()?;
        // A lazy match is a match.
        self.chars.next_if_eq(&'?');
        (count <= MOST).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_patterns_are_matched_and_others_left_alone() {
        let cases = [
            ("^IS[0-9a-fA-F]{4}$", Some("IS0000")),
            ("[a-z_]+", Some("a")),
            ("^(foo|bar)-\\d{2,3}$", Some("foo-11")),
            ("^(?:a|b)*c?$", Some("")),
            ("^\\+[1-9]\\d{1,14}$", Some("+11")),
            ("^[^@]+@x$", None),
            ("^(?!x).*$", None),
            ("\\bword\\b", None),
            ("(", None),
            ("a{9999}", None),
        ];
        for (pattern, expected) in cases {
            assert_eq!(matching(pattern).as_deref(), expected, "{pattern}");
        }
    }
}
