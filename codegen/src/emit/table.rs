//! Prints tables: the macros of the runtime that are one row per key, value or id, and the statics of operations.

/// Text in the making, line by line.
#[derive(Debug, Default)]
pub struct Table {
    out: String,
}

/// How wide a line may be before a list is broken.
const WIDTH: usize = 110;

impl Table {
    /// An empty text.
    pub const fn new() -> Self {
        Self { out: String::new() }
    }

    /// Adds a line.
    pub fn line(&mut self, indent: usize, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Adds lines of documentation, each with the space that goes before it.
    pub fn docs(&mut self, indent: usize, docs: &[String]) {
        for doc in docs {
            self.line(indent, &format!("///{doc}"));
        }
    }

    /// Adds what stands before a list, its items, and what stands after it: in one line if they fit, else filled. Says
    /// whether it took more than one line.
    pub fn list(&mut self, indent: usize, open: &str, items: &[String], close: &str) -> bool {
        let length: usize = items.iter().map(|item| item.len() + 2).sum();
        if indent + open.len() + length + close.len() <= WIDTH {
            self.line(indent, &format!("{open}{}{close}", items.join(", ")));
            return false;
        }
        self.line(indent, open);
        let mut row = String::new();
        for item in items {
            if !row.is_empty() && indent + 4 + row.len() + item.len() + 2 > WIDTH {
                self.line(indent + 4, row.trim_end());
                row.clear();
            }
            row.push_str(item);
            row.push_str(", ");
        }
        if !row.is_empty() {
            self.line(indent + 4, row.trim_end());
        }
        self.line(indent, close);
        true
    }

    /// The text.
    pub fn finish(self) -> String {
        self.out
    }
}

/// A text as a literal.
pub fn literal(text: &str) -> String {
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_filled() {
        let mut table = Table::new();
        table.list(4, "a(&[", &["x".to_owned(), "y".to_owned()], "])");
        table.list(0, "b(&[", &vec!["x".repeat(50); 3], "])");
        let x = "x".repeat(50);
        assert_eq!(table.finish(), format!("    a(&[x, y])\nb(&[\n    {x}, {x},\n    {x},\n])\n"));
    }

    #[test]
    fn literals_are_escaped() {
        assert_eq!(literal("a\"b\\c\n\u{7f}"), "\"a\\\"b\\\\c\\n\\u{7f}\"");
    }
}
