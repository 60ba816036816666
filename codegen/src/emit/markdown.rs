//! Makes the Markdown of documents safe for rustdoc: nothing in it is run as Rust, and nothing draws a warning.
//!
//! Bare URLs become links, brackets that link nowhere and HTML are escaped or said in Markdown, code that is not Rust is said
//! to be text, and long lines are broken.

mod inline;

/// How wide lines may be.
const WIDTH: usize = 100;

/// The lines of a text, each to stand behind `///`.
pub fn safe(text: &str) -> Vec<String> {
    let clean: String = text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| is_harmless(*c)).collect();
    let source: Vec<String> = clean.lines().map(|line| without_quote(&line.replace('\t', "    "))).collect();
    let mut blocks = Blocks { lines: Vec::new(), lists: Vec::new(), paragraph: Vec::new(), lead: String::new() };
    let mut at = 0;
    while at < source.len() {
        at += blocks.take(&source[at..]);
    }
    blocks.flush();
    let mut lines = blocks.lines;
    lines.dedup_by(|one, other| one.is_empty() && other.is_empty());
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    if lines.first().is_some_and(String::is_empty) {
        lines.remove(0);
    }
    lines
}

/// The lines of a paragraph that is safe as it is.
pub fn filled(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = text;
    while let Some(at) = place_to_break(line, WIDTH) {
        lines.push(line[..at].to_owned());
        line = line[at..].trim_start();
    }
    lines.push(line.to_owned());
    lines
}

/// Control characters do no good, and those that turn the direction of text are refused by the compiler.
fn is_harmless(c: char) -> bool {
    matches!(c, '\n' | '\t')
        || !(c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
}

/// A line without the marks of a quotation, in which code would need marks as well.
fn without_quote(line: &str) -> String {
    let mut rest = line;
    while let Some(inner) = rest.trim_start().strip_prefix('>') {
        if indent_of(rest) > 3 {
            break;
        }
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    rest.trim_end().to_owned()
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

struct Blocks {
    lines: Vec<String>,
    /// Where the text of the lists that are open begins, outermost first.
    lists: Vec<usize>,
    /// The lines of the paragraph that is being read.
    paragraph: Vec<String>,
    /// What stands before the first line of the paragraph: the mark of a list item.
    lead: String,
}

impl Blocks {
    /// Takes the block, or the line of one, that comes next; says how many lines it was.
    fn take(&mut self, rest: &[String]) -> usize {
        let line = &rest[0];
        let text = line.trim_start();
        if text.is_empty() {
            self.flush();
            self.lines.push(String::new());
            return 1;
        }
        let indent = indent_of(line);
        if self.paragraph.is_empty() && self.lead.is_empty() {
            while self.lists.last().is_some_and(|list| indent < *list) {
                self.lists.pop();
            }
        }
        let base = self.base();
        if let Some(fence) = fence(text) {
            return self.fenced(rest, fence);
        }
        if self.paragraph.is_empty() && self.lead.is_empty() && indent >= base + 4 {
            return self.indented(rest, base);
        }
        if let Some(mark) = list_mark(text)
            && (self.paragraph.is_empty() || indent < base || indent < base + 4 && interrupts(text, mark))
        {
            self.flush();
            while self.lists.last().is_some_and(|list| indent < *list) {
                self.lists.pop();
            }
            let base = self.base();
            self.lead = format!("{:base$}{} ", "", text[..mark].trim_end());
            self.lists.push(self.lead.chars().count());
            let item = text[mark..].trim_start();
            if !item.is_empty() {
                self.paragraph.push(item.to_owned());
            }
            return 1;
        }
        if is_heading(text) {
            self.flush();
            self.lines.push(inline::safe(text));
            return 1;
        }
        if is_rule(text) && self.paragraph.is_empty() && self.lead.is_empty() {
            self.lines.push("---".to_owned());
            return 1;
        }
        match self.paragraph.last_mut() {
            // Text that only looks like an item: no line is to begin with it.
            Some(last) if list_mark(text).is_some() && !last.ends_with('\\') => {
                last.push(' ');
                last.push_str(text);
            }
            _ => self.paragraph.push(text.to_owned()),
        }
        1
    }

    fn base(&self) -> usize {
        self.lists.last().copied().unwrap_or(0)
    }

    /// Ends the paragraph that is being read.
    fn flush(&mut self) {
        let lead = std::mem::take(&mut self.lead);
        if self.paragraph.is_empty() {
            if !lead.is_empty() {
                self.lines.push(lead.trim_end().to_owned());
            }
            return;
        }
        let base = self.base();
        let text = inline::safe(&std::mem::take(&mut self.paragraph).join("\n"));
        let mut first = if lead.is_empty() { " ".repeat(base) } else { lead };
        // Where one line has to be broken, all are filled anew; rows of tables and breaks that are meant stay.
        let too_long = text.lines().any(|line| line.chars().count() > WIDTH.saturating_sub(base));
        let fixed = text.contains('|') || text.lines().any(|line| line.ends_with('\\') || begins_a_block(line.trim()));
        let text = if too_long && !fixed { text.replace('\n', " ") } else { text };
        let mut hang = base;
        for line in text.lines() {
            let mut line = line.trim();
            if line.is_empty() {
                continue;
            }
            if let Some(mark) = list_mark(line) {
                // An item that was HTML: what follows belongs to it.
                hang = base + mark;
                if first.trim().is_empty() {
                    first = " ".repeat(base);
                }
            }
            while let Some(at) = place_to_break(line, WIDTH.saturating_sub(hang)) {
                self.lines.push(format!("{first}{}", &line[..at]));
                line = line[at..].trim_start();
                first = " ".repeat(hang);
            }
            self.lines.push(format!("{first}{line}"));
            first = " ".repeat(hang);
        }
    }

    fn fenced(&mut self, rest: &[String], (mark, count): (char, usize)) -> usize {
        self.flush();
        let margin = " ".repeat(self.base());
        let info = rest[0].trim_start().trim_start_matches(mark).trim();
        let fence: String = std::iter::repeat_n(mark, count).collect();
        let own_indent = indent_of(&rest[0]);
        self.lines.push(format!("{margin}{fence}{}", language(info)));
        for (index, line) in rest.iter().enumerate().skip(1) {
            let text = line.trim();
            if text.len() >= count && text.chars().all(|c| c == mark) {
                self.lines.push(format!("{margin}{fence}"));
                return index + 1;
            }
            let own = indent_of(line).min(own_indent);
            self.lines.push(format!("{margin}{}", &line[own..]).trim_end().to_owned());
        }
        self.lines.push(format!("{margin}{fence}"));
        rest.len()
    }

    fn indented(&mut self, rest: &[String], base: usize) -> usize {
        let belongs = |line: &String| line.is_empty() || indent_of(line) >= base + 4;
        let mut count = rest.iter().take_while(|line| belongs(line)).count();
        while rest[..count].last().is_some_and(String::is_empty) {
            count -= 1;
        }
        let margin = " ".repeat(base);
        let fence = if rest[..count].iter().any(|line| line.contains("```")) { "~~~~" } else { "```" };
        self.lines.push(format!("{margin}{fence}text"));
        for line in &rest[..count] {
            let code = line.get(base + 4..).unwrap_or_default();
            self.lines.push(format!("{margin}{code}").trim_end().to_owned());
        }
        self.lines.push(format!("{margin}{fence}"));
        count
    }
}

/// The mark and length of a fence that begins here.
fn fence(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = text.chars().take_while(|c| *c == mark).count();
    let info = &text[count..];
    (count >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, count))
}

/// The language of a block of code. What rustdoc might take for Rust, or does not know, is text.
fn language(info: &str) -> &str {
    const KNOWN: &[&str] = &[
        "bash",
        "console",
        "csv",
        "curl",
        "diff",
        "go",
        "graphql",
        "html",
        "http",
        "java",
        "javascript",
        "js",
        "json",
        "jsonc",
        "markdown",
        "php",
        "python",
        "ruby",
        "sh",
        "shell",
        "sql",
        "toml",
        "ts",
        "typescript",
        "xml",
        "yaml",
    ];
    let word = info.split(|c: char| c.is_whitespace() || c == ',' || c == '{').next().unwrap_or_default();
    KNOWN.iter().copied().find(|known| known.eq_ignore_ascii_case(word)).unwrap_or("text")
}

/// The length of a list item's mark, the space behind it included.
fn list_mark(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mark = match text.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    if is_rule(text) {
        return None;
    }
    match text.as_bytes().get(mark) {
        None => Some(mark),
        Some(b' ') => Some(mark + 1),
        _ => None,
    }
}

/// Whether an item of a list ends the paragraph before it (`CommonMark`, section 5.2): a list that begins with a number of a
/// sentence does not.
fn interrupts(text: &str, mark: usize) -> bool {
    let number = text[..mark].trim_end().trim_end_matches(['.', ')']);
    let begins = !number.starts_with(|c: char| c.is_ascii_digit()) || number.parse() == Ok(1);
    begins && !text[mark..].trim().is_empty()
}

fn is_heading(text: &str) -> bool {
    let level = text.bytes().take_while(|b| *b == b'#').count();
    (1..=6).contains(&level) && matches!(text.as_bytes().get(level), None | Some(b' '))
}

fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| *c != ' ');
    let Some(first) = marks.next().filter(|c| matches!(c, '-' | '*' | '_')) else { return false };
    let mut count = 1;
    for mark in marks {
        if mark != first {
            return false;
        }
        count += 1;
    }
    count >= 3
}

/// Where to break a line that is too long, if that can be done without changing what it says.
fn place_to_break(line: &str, width: usize) -> Option<usize> {
    if line.len() <= width || line.chars().count() <= width || line.starts_with('|') {
        return None;
    }
    let limit = line.char_indices().nth(width).map_or(line.len(), |(at, _)| at);
    let can_break = |at: usize| !begins_a_block(line[at..].trim_start()) && !line[..at].trim_end().is_empty();
    let before = line[..limit].match_indices(' ').map(|(at, _)| at).rfind(|at| can_break(*at));
    before.or_else(|| line[limit..].match_indices(' ').map(|(at, _)| limit + at).find(|at| can_break(*at)))
}

/// Whether a line that begins so would be more than the next line of a paragraph.
fn begins_a_block(text: &str) -> bool {
    text.starts_with(['-', '*', '+', '#', '>', '=', '|', '~', '`', ':', '_'])
        && !text.starts_with("**")
        && !is_code_span(text)
        || list_mark(text).is_some()
        || text.is_empty()
}

fn is_code_span(text: &str) -> bool {
    text.starts_with('`') && !text.starts_with("``")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(safe(text).join("\n"), *expected, "{text:?}");
        }
    }

    #[test]
    fn code_is_never_taken_for_rust() {
        check(&[
            ("```\nx\n```", "```text\nx\n```"),
            ("```json\n{}\n```", "```json\n{}\n```"),
            ("```rust\nfn\n```", "```text\nfn\n```"),
            ("```rust,ignore\nfn\n```", "```text\nfn\n```"),
            ("~~~\nx\n~~~", "~~~text\nx\n~~~"),
            ("a\n\n    let x;\n\nb", "a\n\n```text\nlet x;\n```\n\nb"),
            ("```\nnever closed", "```text\nnever closed\n```"),
            ("- a\n\n      code\n", "- a\n\n  ```text\n  code\n  ```"),
            ("> ```\n> x\n> ```", "```text\nx\n```"),
            ("1. a\n   ```\n   x\n   ```", "1. a\n   ```text\n   x\n   ```"),
        ]);
    }

    #[test]
    fn blocks_stay_what_they_are() {
        check(&[
            ("# Title\ntext", "# Title\ntext"),
            ("- a\n- b\n  c", "- a\n- b\n  c"),
            ("* a\n    * b", "* a\n  * b"),
            ("| a | b |\n|---|---|\n| 1 | [x] |", "| a | b |\n|---|---|\n| 1 | \\[x\\] |"),
            ("a\n\n\n\nb\n\n", "a\n\nb"),
            ("a\n\n---\n\nb", "a\n\n---\n\nb"),
            ("a\r\nb\u{202e}\u{7}", "a\nb"),
            ("1. a\n2. b", "1. a\n2. b"),
            ("a<br>- b<br>c", "a\n- b\n  c"),
            ("refused by\n400. Then", "refused by 400. Then"),
            ("steps:\n1. a\n2. b", "steps:\n1. a\n2. b"),
            ("- refused by\n  400. Then\n- b", "- refused by 400. Then\n- b"),
            ("a\n-", "a -"),
        ]);
    }

    #[test]
    fn long_lines_are_broken_where_that_changes_nothing() {
        let text = format!("{} - b {}", "word ".repeat(20).trim(), "word ".repeat(20).trim());
        let lines = safe(&text);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH + 10));
        assert!(lines.iter().all(|line| !line.starts_with('-')), "{lines:?}");
        let item = safe(&format!("- {}", "word ".repeat(40)));
        assert!(item[1..].iter().all(|line| line.starts_with("  word")), "{item:?}");
        let unbroken = "x".repeat(300);
        assert_eq!(safe(&unbroken), [unbroken]);
    }
}
