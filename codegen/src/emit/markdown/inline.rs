//! Makes the text of one paragraph safe: links, brackets, HTML and URLs.

/// The paragraph with everything escaped that rustdoc would complain about.
pub fn safe(text: &str) -> String {
    let mut inline = Inline { text, at: 0, out: String::with_capacity(text.len() + 16) };
    while inline.at < text.len() {
        inline.step();
    }
    inline.out
}

struct Inline<'a> {
    text: &'a str,
    at: usize,
    out: String,
}

impl Inline<'_> {
    /// Takes the next piece of the text.
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return };
        let taken = match first {
            '\\' => self.escaped(rest),
            '`' => self.code(rest),
            '<' => self.angle(rest),
            '!' if rest.starts_with("![") => self.image(rest),
            '[' => self.bracket(rest),
            ']' => self.put("\\]", 1),
            'h' if is_url(rest) && !self.within_word() => self.url(rest),
            _ => {
                self.out.push(first);
                first.len_utf8()
            }
        };
        self.at += taken;
    }

    fn put(&mut self, out: &str, taken: usize) -> usize {
        self.out.push_str(out);
        taken
    }

    fn within_word(&self) -> bool {
        self.text[..self.at].chars().next_back().is_some_and(char::is_alphanumeric)
    }

    fn escaped(&mut self, rest: &str) -> usize {
        let taken = 1 + rest[1..].chars().next().filter(char::is_ascii_punctuation).map_or(0, char::len_utf8);
        // A backslash at the end would escape what comes after the paragraph.
        let out = if taken == 1 && rest.len() == 1 { "\\\\" } else { &rest[..taken] };
        self.put(out, taken)
    }

    fn code(&mut self, rest: &str) -> usize {
        let count = rest.bytes().take_while(|b| *b == b'`').count();
        match closing_run(&rest[count..], count) {
            Some(at) => {
                let length = count + at + count;
                self.put(&rest[..length], length)
            }
            None => self.put(&"\\`".repeat(count), count),
        }
    }

    fn url(&mut self, rest: &str) -> usize {
        let length = url_length(rest);
        self.out.push('<');
        self.out.push_str(&rest[..length]);
        self.out.push('>');
        length
    }

    fn image(&mut self, rest: &str) -> usize {
        match link(&rest[1..]) {
            Some(link) if is_url(link.target) => {
                let out = format!("![{}]({})", escaped_brackets(link.text), link.target);
                self.put(&out, 1 + link.length)
            }
            Some(link) => {
                let out = safe(link.text);
                self.put(&out, 1 + link.length)
            }
            None => self.put("!", 1),
        }
    }

    /// A link is kept where it leads out of the page; the text of any other is kept as text.
    fn bracket(&mut self, rest: &str) -> usize {
        match link(rest) {
            Some(link) if is_url(link.target) || link.target.starts_with("mailto:") => {
                let out = format!("[{}]({})", escaped_brackets(link.text), link.target);
                self.put(&out, link.length)
            }
            Some(link) => {
                let out = safe(link.text);
                self.put(&out, link.length)
            }
            None => self.put("\\[", 1),
        }
    }

    fn angle(&mut self, rest: &str) -> usize {
        if is_url(&rest[1..])
            && let Some(end) = rest.find(['>', ' ', '\n'])
            && rest[end..].starts_with('>')
        {
            return self.put(&rest[..=end], end + 1);
        }
        let Some(tag) = Tag::read(rest) else {
            let is_tag_like = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
            return self.put(if is_tag_like { "\\<" } else { "<" }, 1);
        };
        match (tag.name.as_str(), tag.closes) {
            ("b" | "strong", _) => self.put("**", tag.length),
            ("i" | "em", _) => self.put("*", tag.length),
            ("br", _) | ("p" | "div" | "ul" | "ol" | "tr" | "pre", true) => self.new_line("", tag.length),
            ("li", false) => self.new_line("- ", tag.length),
            ("code" | "tt" | "kbd", false) => self.code_element(rest, &tag),
            ("a", false) => self.anchor(rest, &tag),
            _ => tag.length,
        }
    }

    fn new_line(&mut self, lead: &str, taken: usize) -> usize {
        // Within a row of a table a line cannot end.
        let line = self.text[..self.at].rsplit('\n').next().unwrap_or_default();
        if line.trim_start().starts_with('|') {
            self.out.push(' ');
        } else {
            self.out.push('\n');
            self.out.push_str(lead);
        }
        taken
    }

    fn code_element(&mut self, rest: &str, tag: &Tag) -> usize {
        let close = format!("</{}>", tag.name);
        let inner = rest[tag.length..].find(&close).map(|end| &rest[tag.length..tag.length + end]);
        match inner.filter(|inner| !inner.contains('`') && !inner.trim().is_empty()) {
            Some(inner) => {
                let out = format!("`{}`", inner.trim());
                self.put(&out, tag.length + inner.len() + close.len())
            }
            None => tag.length,
        }
    }

    fn anchor(&mut self, rest: &str, tag: &Tag) -> usize {
        let end = rest[tag.length..].find("</a>").map(|end| tag.length + end);
        let target =
            attribute(&rest[..tag.length], "href").filter(|target| is_url(target) && !target.contains([' ', '(', ')']));
        match (end, target) {
            (Some(end), Some(target)) => {
                let out = format!("[{}]({target})", escaped_brackets(&plain(&rest[tag.length..end])));
                self.put(&out, end + "</a>".len())
            }
            _ => tag.length,
        }
    }
}

/// Where a run of exactly so many backticks begins.
fn closing_run(text: &str, count: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let begin = at + found;
        let run = bytes[begin..].iter().take_while(|b| **b == b'`').count();
        if run == count {
            return Some(begin);
        }
        at = begin + run;
    }
    None
}

fn is_url(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '{'))
    })
}

/// The length of the URL that begins a text, without what more likely belongs to the sentence.
fn url_length(text: &str) -> usize {
    let stop = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '[' | ']');
    let mut length = text.find(stop).unwrap_or(text.len());
    loop {
        let url = &text[..length];
        let Some(last) = url.chars().next_back() else { return length };
        let unbalanced = last == ')' && url.matches(')').count() > url.matches('(').count();
        if matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_') || unbalanced {
            length -= last.len_utf8();
        } else {
            return length;
        }
    }
}

/// A link in Markdown.
struct Link<'a> {
    text: &'a str,
    target: &'a str,
    length: usize,
}

/// Reads `[text](target "title")`.
fn link(rest: &str) -> Option<Link<'_>> {
    let mut depth = 0_usize;
    let mut end = None;
    let mut skip = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if skip => skip = false,
            '\\' => skip = true,
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    end = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let end = end?;
    let inner = rest[end + 1..].strip_prefix('(')?;
    let close = closing_parenthesis(inner)?;
    let target = inner[..close].trim();
    let target = target.split_whitespace().next().unwrap_or_default();
    let target = target.strip_prefix('<').and_then(|target| target.strip_suffix('>')).unwrap_or(target);
    Some(Link { text: &rest[1..end], target, length: end + 2 + close + 1 })
}

fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The text of a link: brackets in it are escaped, code is left alone.
fn escaped_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let mut before = ' ';
    for c in text.chars() {
        if c == '`' {
            in_code = !in_code;
        }
        if matches!(c, '[' | ']' | '<') && !in_code && before != '\\' {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    if in_code {
        out = out.replace('`', "");
    }
    out.replace('\n', " ")
}

/// An HTML element that documents use to write text with.
struct Tag {
    name: String,
    closes: bool,
    length: usize,
}

impl Tag {
    fn read(rest: &str) -> Option<Self> {
        const KNOWN: &[&str] = &[
            "a",
            "b",
            "blockquote",
            "br",
            "center",
            "code",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "em",
            "font",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "i",
            "img",
            "kbd",
            "li",
            "ol",
            "p",
            "pre",
            "s",
            "small",
            "span",
            "strong",
            "sub",
            "summary",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "tt",
            "u",
            "ul",
            "var",
        ];
        let inner = rest.strip_prefix('<')?;
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
        let after = &inner[name.len()..];
        let name = name.to_ascii_lowercase();
        if !KNOWN.contains(&name.as_str()) || !after.starts_with(['>', ' ', '/', '\n']) {
            return None;
        }
        let end = after.find('>')?;
        if after[..end].contains('<') {
            return None;
        }
        Some(Self { name, closes, length: rest.len() - after.len() + end + 1 })
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let value = tag[tag.find(&format!("{name}="))? + name.len() + 1..].trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// A text without HTML elements.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let taken = Tag::read(&rest[at..]).map(|tag| tag.length);
        if taken.is_none() {
            out.push('<');
        }
        rest = &rest[at + taken.unwrap_or(1)..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_the_same_without_a_warning() {
        let cases = [
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("see (https://a.b/c_(d)) now", "see (<https://a.b/c_(d)>) now"),
            ("see <https://a.b>", "see <https://a.b>"),
            ("`https://a.b` stays", "`https://a.b` stays"),
            ("[text](https://a.b)", "[text](https://a.b)"),
            ("[text](https://a.b \"title\")", "[text](https://a.b)"),
            ("[https://a.b](https://a.b)", "[https://a.b](https://a.b)"),
            ("[text](#tag/x)", "text"),
            ("[text](/docs/x)", "text"),
            ("[x]", "\\[x\\]"),
            ("[x][y]", "\\[x\\]\\[y\\]"),
            ("[`Foo`]", "\\[`Foo`\\]"),
            ("labels[]", "labels\\[\\]"),
            ("a `[x]` b", "a `[x]` b"),
            ("![logo](https://a.b/c.png)", "![logo](https://a.b/c.png)"),
            ("![logo](c.png)", "logo"),
            ("one ` tick", "one \\` tick"),
            ("``a ` b``", "``a ` b``"),
            ("a < b and c > d", "a < b and c > d"),
            ("Vec<String>", "Vec\\<String>"),
            ("<b>bold</b> and <i>it</i>", "**bold** and *it*"),
            ("one<br>two<br/>three", "one\ntwo\nthree"),
            ("<code>x[0]</code>", "`x[0]`"),
            ("<a href=\"https://a.b\">text</a>", "[text](https://a.b)"),
            ("<a href='#x'>text</a>", "text"),
            ("<ul><li>one</li><li>two</li></ul>", "\n- one\n- two\n"),
            ("<your-token>", "\\<your-token>"),
            ("<!-- note -->", "\\<!-- note -->"),
            ("a \\[b\\]", "a \\[b\\]"),
            ("end \\", "end \\\\"),
            ("{https://x}", "{<https://x}>"),
            ("größe [ä]", "größe \\[ä\\]"),
        ];
        for (text, expected) in cases {
            assert_eq!(safe(text), expected, "{text:?}");
        }
    }
}
