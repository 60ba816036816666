//! Bytes of `text/event-stream` become events (WHATWG HTML, section 9.2.6, "Interpreting an event stream").

use std::time::Duration;

/// An event as it is on the wire.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WireEvent {
    /// Empty where the server gave none.
    pub(super) name: String,
    pub(super) data: String,
}

/// What has come so far, and what of it has been read.
#[derive(Debug, Default)]
pub(super) struct Parser {
    /// What has not been read yet: at most one line that is not complete, behind those that are.
    bytes: Vec<u8>,
    /// How much of `bytes` has been read.
    read: usize,
    /// How far behind `read` there is no end of a line.
    searched: usize,
    /// The last line ended with a carriage return: a line feed behind it belongs to that end.
    after_return: bool,
    /// Whether the first line, which may begin with a byte order mark, is behind.
    begun: bool,
    name: String,
    data: String,
    has_data: bool,
    /// The last id that a complete event had, or repeated by having none.
    pub(super) last_id: String,
    /// The id of the event at hand.
    id: Option<String>,
    /// How long to wait before the stream is asked for again, if the server said it.
    pub(super) retry: Option<Duration>,
}

impl Parser {
    /// Takes more bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.read);
        self.read = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes the event has that is not complete.
    pub(super) fn held(&self) -> usize {
        self.bytes.len() - self.read + self.data.len()
    }

    /// The next event that is complete. One without data is none.
    pub(super) fn next(&mut self) -> Option<WireEvent> {
        while let Some(line) = self.line() {
            if !line.is_empty() {
                self.field(&line);
                continue;
            }
            if let Some(id) = self.id.take() {
                self.last_id = id;
            }
            let (name, data) = (std::mem::take(&mut self.name), std::mem::take(&mut self.data));
            if std::mem::take(&mut self.has_data) {
                return Some(WireEvent { name, data });
            }
        }
        None
    }

    /// The next line that is complete, without its end: a line feed, a carriage return, or both.
    fn line(&mut self) -> Option<String> {
        if self.after_return && self.read < self.bytes.len() {
            self.after_return = false;
            self.read += usize::from(self.bytes[self.read] == b'\n');
        }
        let rest = &self.bytes[self.read..];
        let Some(length) = rest[self.searched..].iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            self.searched = rest.len();
            return None;
        };
        let length = self.searched + length;
        let mut line = &rest[..length];
        if !std::mem::replace(&mut self.begun, true) {
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        let line = String::from_utf8_lossy(line).into_owned();
        self.after_return = rest[length] == b'\r';
        self.read += length + 1;
        self.searched = 0;
        Some(line)
    }

    fn field(&mut self, line: &str) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.has_data = true;
                self.data.push_str(value);
            }
            "event" => value.clone_into(&mut self.name),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // Comments, which keep connections alive, and what is not known.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(parser: &mut Parser) -> Vec<(String, String)> {
        std::iter::from_fn(|| parser.next()).map(|event| (event.name, event.data)).collect()
    }

    fn pair(name: &str, data: &str) -> (String, String) {
        (name.to_owned(), data.to_owned())
    }

    #[test]
    fn lines_of_data_are_joined_and_comments_skipped() {
        let mut parser = Parser::default();
        parser.push(b": hello\n\ndata: a\ndata:b\nevent: news\nwhat: ever\n\ndata\n\nevent: lost\n\ndata:  c\n\n");
        assert_eq!(events(&mut parser), [pair("news", "a\nb"), pair("", ""), pair("", " c")]);
    }

    #[test]
    fn any_cut_and_any_end_of_lines_gives_the_same_events() {
        for end in ["\n", "\r", "\r\n"] {
            let text = "\u{feff}data: ä\nid: 1\n\ndata: b\ndata: c\nevent: x\n\n".replace('\n', end);
            for size in 1..=text.len() {
                let mut parser = Parser::default();
                let mut found = Vec::new();
                for chunk in text.as_bytes().chunks(size) {
                    parser.push(chunk);
                    found.extend(events(&mut parser));
                }
                assert_eq!(found, [pair("", "ä"), pair("x", "b\nc")], "{size} bytes at a time, lines end with {end:?}");
                assert_eq!(parser.last_id, "1");
            }
        }
    }

    #[test]
    fn an_event_that_is_not_complete_is_none_and_its_id_does_not_count() {
        let mut parser = Parser::default();
        parser.push(b"id: 1\ndata: a\n\nid: 2\ndata: b\n");
        assert_eq!(events(&mut parser), [pair("", "a")]);
        assert_eq!((parser.last_id.as_str(), parser.held()), ("1", 1));
    }

    #[test]
    fn ids_with_a_null_and_times_that_are_no_numbers_are_ignored() {
        let mut parser = Parser::default();
        parser.push(b"id: 1\nretry: 1500\n\nid: a\0b\nretry: soon\nretry:\n\n");
        assert_eq!(events(&mut parser), []);
        assert_eq!((parser.last_id.as_str(), parser.retry), ("1", Some(Duration::from_millis(1500))));
    }
}
