//! The documentation of what is emitted: what the document says, and in words what it says in keywords.

use serde_json::Value as Json;

use super::markdown;
use crate::ir::{Docs, Field, Limits, Param, Place, Scalar, Ty};

/// Lines of documentation in the making.
#[derive(Debug, Clone, Default)]
pub struct Lines(Vec<String>);

impl Lines {
    /// Begins with the summary and the description of a document, or else with a sentence of ours.
    pub fn begin(docs: &Docs, otherwise: &str) -> Self {
        let mut lines = Self::default();
        if let Some(summary) = docs.summary.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            lines.markdown(&sentence(summary));
        }
        let repeated =
            |text: &str| docs.summary.as_deref().is_some_and(|summary| sentence(summary.trim()) == sentence(text));
        if let Some(description) =
            docs.description.as_deref().map(str::trim).filter(|text| !text.is_empty() && !repeated(text))
        {
            lines.markdown(description);
        }
        if lines.0.is_empty() {
            lines.paragraph(otherwise);
        }
        if docs.deprecated {
            lines.paragraph("Deprecated.");
        }
        lines
    }

    /// Adds text of a document.
    pub fn markdown(&mut self, text: &str) {
        self.apart();
        self.0.extend(markdown::safe(text));
    }

    /// Adds a paragraph of ours.
    pub fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.apart();
            self.0.extend(markdown::filled(text));
        }
    }

    fn apart(&mut self) {
        if self.0.last().is_some_and(|line| !line.is_empty()) {
            self.0.push(String::new());
        }
    }

    /// The lines, as they stand behind `///`: with the space that goes before a text.
    pub fn finish(self) -> Vec<String> {
        self.0.into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") }).collect()
    }
}

/// A paragraph of ours in lines, as they stand behind `///`.
pub fn paragraph(text: &str) -> Vec<String> {
    let mut lines = Lines::default();
    lines.paragraph(text);
    lines.finish()
}

/// Only the first sentence or line of what a document says.
pub fn brief(docs: &Docs, otherwise: &str) -> String {
    let text = docs.summary.as_deref().or(docs.description.as_deref()).map(str::trim).unwrap_or_default();
    let lines = markdown::safe(text);
    let paragraph: Vec<&str> = lines.iter().map(String::as_str).take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ");
    let end = text
        .match_indices(". ")
        .map(|(at, _)| at + 1)
        .find(|at| text[*at..].trim_start().starts_with(char::is_uppercase));
    let first = &text[..end.unwrap_or(text.len())];
    if first.is_empty() || first.starts_with(['#', '|', '-', '`']) && first.starts_with("```") {
        return otherwise.to_owned();
    }
    sentence(first)
}

/// A text with a full stop, unless it ends in some other mark.
pub fn sentence(text: &str) -> String {
    let ends = text.ends_with(['.', '!', '?', ':', ';', '`', '|', '>']) || text.contains('\n');
    if ends && !text.ends_with('`') || text.is_empty() { text.to_owned() } else { format!("{text}.") }
}

/// What is said of a field; `name` is its name in Rust.
pub fn of_field(field: &Field, name: &str) -> Vec<String> {
    let mut lines = Lines::begin(&field.docs, &format!("The key `{}`.", in_code(&field.wire)));
    let mut facts = facts(&field.place);
    if name != field.wire {
        facts.push(format!("On the wire: `{}`.", in_code(&field.wire)));
    }
    facts.extend(since(&field.docs));
    lines.paragraph(&facts.join(" "));
    lines.finish()
}

/// What is said of a parameter.
pub fn of_param(param: &Param) -> Vec<String> {
    let mut lines = Lines::begin(&param.docs, &format!("The parameter `{}`.", in_code(&param.wire)));
    // A parameter of one value is set without an argument: there is nothing to say of the value.
    let mut facts = facts(&Place { constant: None, ..param.place.clone() });
    facts.extend(since(&param.docs));
    lines.paragraph(&facts.join(" "));
    lines.finish()
}

/// The first version of the server that has something.
pub fn since(docs: &Docs) -> Option<String> {
    docs.since.as_deref().map(|since| format!("Since server version {}.", in_text(since)))
}

/// Bounds, defaults and the like, a sentence each.
pub fn facts(place: &Place) -> Vec<String> {
    let mut facts = of_limits(&place.limits, &place.ty);
    let known = matches!(place.ty, Ty::Scalar(Scalar::String));
    if let Some(format) = place.format.as_deref().filter(|_| known) {
        facts.push(format!("Format: `{}`.", in_code(format)));
    }
    if let Some(constant) = &place.constant {
        facts.push(format!("Always `{}`.", in_code(&of_json(constant))));
    }
    if let Some(default) = place.default.as_ref().filter(|default| !default.is_null()) {
        let text = of_json(default);
        if text.len() <= 80 {
            facts.push(format!("Default: `{}`.", in_code(&text)));
        }
    }
    facts
}

fn of_json(value: &Json) -> String {
    match value {
        Json::String(text) if text.is_empty() => "\"\"".to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn of_limits(limits: &Limits, ty: &Ty) -> Vec<String> {
    let mut facts = Vec::new();
    let is_number = matches!(
        ty,
        Ty::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 | Scalar::F32 | Scalar::F64) | Ty::Named(_)
    );
    if is_number {
        facts.extend(range(limits));
        facts.extend(limits.multiple_of.map(|of| format!("A multiple of {of}.")));
    }
    facts.extend(count(limits.min_length, limits.max_length, "character"));
    facts.extend(count(limits.min_items, limits.max_items, "item"));
    facts.extend(count(limits.min_properties, limits.max_properties, "key"));
    if limits.unique_items {
        facts.push("No item twice.".to_owned());
    }
    if let Some(pattern) = limits.pattern.as_deref().filter(|pattern| pattern.len() <= 80) {
        facts.push(format!("Matches `{}`.", in_code(pattern)));
    }
    facts
}

fn range(limits: &Limits) -> Option<String> {
    Some(match (limits.minimum, limits.maximum) {
        (Some((least, false)), Some((most, false))) => format!("From {least} to {most}."),
        (Some((least, low)), Some((most, high))) => {
            let begin = if low { "more than" } else { "at least" };
            let end = if high { "less than" } else { "at most" };
            capital(&format!("{begin} {least} and {end} {most}."))
        }
        (Some((least, true)), None) => format!("More than {least}."),
        (Some((least, false)), None) => format!("At least {least}."),
        (None, Some((most, true))) => format!("Less than {most}."),
        (None, Some((most, false))) => format!("At most {most}."),
        (None, None) => return None,
    })
}

fn count(least: Option<u64>, most: Option<u64>, what: &str) -> Option<String> {
    let plural = |count: u64| if count == 1 { what.to_owned() } else { format!("{what}s") };
    Some(match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) if least == most => format!("Exactly {least} {}.", plural(least)),
        (Some(least), Some(most)) => format!("{least} to {most} {}.", plural(most)),
        (Some(least), None) => format!("At least {least} {}.", plural(least)),
        (None, Some(most)) => format!("At most {most} {}.", plural(most)),
        (None, None) => return None,
    })
}

/// A text with a capital letter at its beginning.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// A text that can stand between single backticks in one line.
pub fn in_code(text: &str) -> String {
    let calm = |c: char| match c {
        '`' => '\'',
        c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => ' ',
        c => c,
    };
    let text: String = text.chars().map(calm).collect();
    if text.trim().is_empty() { "\" \"".to_owned() } else { text }
}

/// A short text of a document within a sentence of ours.
pub fn in_text(text: &str) -> String {
    markdown::safe(text).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Limits;

    #[test]
    fn bounds_are_said_in_words() {
        let number = Ty::Scalar(Scalar::I64);
        let cases = [
            (
                Limits { minimum: Some((1.0, false)), maximum: Some((100.0, false)), ..Limits::default() },
                "From 1 to 100.",
            ),
            (Limits { minimum: Some((0.0, true)), ..Limits::default() }, "More than 0."),
            (
                Limits { minimum: Some((0.5, true)), maximum: Some((1.0, false)), ..Limits::default() },
                "More than 0.5 and at most 1.",
            ),
            (
                Limits { max_items: Some(15), unique_items: true, ..Limits::default() },
                "At most 15 items. No item twice.",
            ),
            (Limits { min_length: Some(1), max_length: Some(1), ..Limits::default() }, "Exactly 1 character."),
            (Limits { min_length: Some(0), ..Limits::default() }, ""),
            (Limits { pattern: Some("^`$".to_owned()), ..Limits::default() }, "Matches `^'$`."),
        ];
        for (limits, expected) in cases {
            assert_eq!(of_limits(&limits, &number).join(" "), expected);
        }
    }

    #[test]
    fn a_summary_gets_its_full_stop_and_is_not_repeated() {
        let docs = Docs {
            summary: Some("List things".to_owned()),
            description: Some("List things.".to_owned()),
            ..Docs::default()
        };
        assert_eq!(Lines::begin(&docs, "x").finish(), [" List things."]);
        assert_eq!(Lines::begin(&Docs::default(), "Ours.").finish(), [" Ours."]);
    }

    #[test]
    fn the_brief_is_the_first_sentence() {
        let docs = Docs { description: Some("One thing, e.g. this. Another.\n\nMore.".to_owned()), ..Docs::default() };
        assert_eq!(brief(&docs, ""), "One thing, e.g. this.");
    }
}
