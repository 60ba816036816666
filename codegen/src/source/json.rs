//! Reads JSON, the faster way for documents that are written in it, with the same places as the YAML reader.

use super::build::Builder;
use super::scalar;
use super::{FileId, Node, Span, Value};

/// Why a text could not be read as JSON.
pub(super) enum Failure {
    /// It is not JSON; it may still be YAML.
    Syntax(Span, &'static str),
    /// It has been reported, and no other reader would do better.
    Reported,
}

/// Reads a text as JSON.
pub(super) fn read(builder: &mut Builder<'_>, file: FileId, text: &str) -> Result<(), Failure> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, file, line: 1, line_start: 0, wide: 0 };
    reader.document(builder)
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    file: FileId,
    line: u32,
    line_start: usize,
    /// How many bytes of this line, up to `at`, belong to a letter that began before them.
    wide: usize,
}

impl Reader<'_> {
    fn document(&mut self, builder: &mut Builder<'_>) -> Result<(), Failure> {
        loop {
            // A value, or the end of an empty collection.
            self.skip_space();
            let start = self.here(1);
            let finished = match self.peek() {
                Some(b'{') => {
                    self.at += 1;
                    if !builder.open_map(start) {
                        return Err(Failure::Reported);
                    }
                    if !self.take_after_space(b'}') {
                        self.key(builder)?;
                        continue;
                    }
                    builder.close()
                }
                Some(b'[') => {
                    self.at += 1;
                    if !builder.open_list(start) {
                        return Err(Failure::Reported);
                    }
                    if !self.take_after_space(b']') {
                        continue;
                    }
                    builder.close()
                }
                _ => Some(self.scalar()?),
            };
            if let Some(node) = finished {
                builder.value(node);
            }
            // What follows a value: the next one, or the ends of collections.
            loop {
                self.skip_space();
                if builder.depth() == 0 {
                    return if self.peek().is_none() { Ok(()) } else { self.fail("nothing may follow the value") };
                }
                let in_map = builder.expects_key();
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        if in_map {
                            self.key(builder)?;
                        }
                        break;
                    }
                    Some(b'}') if in_map => self.at += 1,
                    Some(b']') if !in_map => self.at += 1,
                    _ if in_map => return self.fail("expected `,` or `}`"),
                    _ => return self.fail("expected `,` or `]`"),
                }
                if let Some(node) = builder.close() {
                    builder.value(node);
                }
            }
        }
    }

    /// A key and its colon.
    fn key(&mut self, builder: &mut Builder<'_>) -> Result<(), Failure> {
        self.skip_space();
        if self.peek() != Some(b'"') {
            return self.fail("expected a key in double quotes");
        }
        let start = self.here(1);
        let name = self.string()?;
        let span = self.until_here(start);
        if !self.take_after_space(b':') {
            return self.fail("expected `:`");
        }
        builder.key(name, span);
        Ok(())
    }

    fn scalar(&mut self) -> Result<Node, Failure> {
        let start = self.here(1);
        let value = match self.peek() {
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            None => return self.fail("the text ends within a value"),
            Some(_) => return self.fail("expected a value"),
        };
        Ok(Node::new(self.until_here(start), value))
    }

    fn word(&mut self, word: &'static str, value: Value) -> Result<Value, Failure> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            self.fail("expected a value")
        }
    }

    fn number(&mut self) -> Result<Value, Failure> {
        let start = self.at;
        self.take(b'-');
        let leading = self.at;
        let whole = self.digits();
        let padded = whole > 1 && self.bytes.get(leading) == Some(&b'0');
        let mut valid = whole > 0 && !padded;
        let mut integer = true;
        if self.take(b'.') {
            integer = false;
            valid &= self.digits() > 0;
        }
        if self.take(b'e') || self.take(b'E') {
            integer = false;
            if !self.take(b'-') {
                self.take(b'+');
            }
            valid &= self.digits() > 0;
        }
        let text = &self.text[start..self.at];
        let value = if integer { scalar::decimal(text) } else { text.parse().ok().map(Value::Float) };
        match value {
            Some(value) if valid => Ok(value),
            _ => self.fail("this is not a number"),
        }
    }

    /// Takes digits and counts them.
    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    /// A string with its quotes.
    fn string(&mut self) -> Result<String, Failure> {
        self.at += 1;
        let mut value = String::new();
        loop {
            let start = self.at;
            let stop = loop {
                match self.peek() {
                    Some(byte @ (b'"' | b'\\' | ..0x20)) => break byte,
                    // The second and later bytes of a letter begin with the bits 10.
                    Some(byte) => self.wide += usize::from(byte & 0xC0 == 0x80),
                    None => return self.fail("the string has no end"),
                }
                self.at += 1;
            };
            let plain = &self.text[start..self.at];
            match stop {
                b'"' => {
                    self.at += 1;
                    if value.is_empty() {
                        return Ok(plain.to_owned());
                    }
                    value.push_str(plain);
                    return Ok(value);
                }
                b'\\' => {
                    value.push_str(plain);
                    self.at += 1;
                    value.push(self.escape()?);
                }
                _ => return self.fail("a string may not hold control characters"),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<char, Failure> {
        let letter = match self.peek() {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return self.fail("there is no such escape"),
        };
        self.at += 1;
        Ok(letter)
    }

    /// The digits of `\u`, and of the second half of a pair.
    ///
    /// Half of a pair, which JSON lets pass, cannot be held by a text of Rust and becomes the replacement character.
    fn unicode(&mut self) -> Result<char, Failure> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let back = self.at;
        if self.take(b'\\') && self.take(b'u') {
            let second = self.four_digits()?;
            if (0xDC00..0xE000).contains(&second) {
                let letter = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.at = back;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn four_digits(&mut self) -> Result<u32, Failure> {
        let mut value = 0;
        for _ in 0..4 {
            match self.peek().and_then(|byte| char::from(byte).to_digit(16)) {
                Some(digit) => value = value << 4 | digit,
                None => return self.fail("expected four hexadecimal digits"),
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn take_after_space(&mut self, byte: u8) -> bool {
        self.skip_space();
        self.take(byte)
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => {}
                b'\n' => {
                    self.line = self.line.saturating_add(1);
                    self.line_start = self.at + 1;
                    self.wide = 0;
                }
                _ => return,
            }
            self.at += 1;
        }
    }

    /// The place at which the reader stands.
    fn here(&self, width: u32) -> Span {
        let before = self.at - self.line_start - self.wide;
        Span { file: self.file, line: self.line, column: u32::try_from(before + 1).unwrap_or(u32::MAX), width }
    }

    /// The place from `start` on this line to where the reader stands.
    fn until_here(&self, start: Span) -> Span {
        Span { width: self.here(1).column.saturating_sub(start.column).max(1), ..start }
    }

    fn fail<T>(&self, message: &'static str) -> Result<T, Failure> {
        Err(Failure::Syntax(self.here(1), message))
    }
}
