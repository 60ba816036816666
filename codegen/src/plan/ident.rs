//! Turns any wire text into words, and words into Rust identifiers.

use std::borrow::Cow;
use std::fmt::Write;

use heck::ToSnakeCase;
use unicode_ident::{is_xid_continue, is_xid_start};

/// How much of a text is spelled out: the milder, the nicer; the harsher, the fewer texts become equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    /// Separators part words, case is a matter of taste.
    Mild,
    /// Separators and other symbols become words: `a-b` is `ADashB`.
    Symbols,
    /// Upper and lower case become words too: `A` is `UpperA`, `a` is `LowerA`.
    Case,
}

/// The words of a text, in lower case.
pub fn words(text: &str) -> Vec<String> {
    spelled(text, Spelling::Mild)
}

/// The words of a text, in lower case, with as much spelled out as asked for.
pub fn spelled(text: &str, spelling: Spelling) -> Vec<String> {
    let mut words = Vec::new();
    if text.is_empty() {
        return vec!["empty".to_owned()];
    }
    let has_letters = text.chars().any(is_word_char);
    let strict = spelling > Spelling::Mild || !has_letters;
    let mut rest = text;
    let mut before: Option<char> = None;
    while let Some(first) = rest.chars().next() {
        let length = if is_word_char(first) {
            let length = rest.find(|c: char| !is_word_char(c) && !is_apostrophe(c)).unwrap_or(rest.len());
            let run: String = rest[..length].chars().filter(|c| !is_apostrophe(*c)).collect();
            add_run(&run, spelling, &mut words);
            length
        } else {
            let (length, word, sigil) = symbol(rest);
            let after = rest[length..].chars().next();
            let inside = before.is_some_and(is_word_char) && after.is_some_and(is_word_char);
            let kept = match sigil {
                Sigil::Separator => strict,
                Sigil::Leading => strict || before.is_none(),
                Sigil::Edge => strict || !inside,
                Sigil::Always => true,
                Sigil::Never => false,
            };
            if kept {
                words.push(word.into_owned());
            }
            length
        };
        before = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    if words.is_empty() {
        // Only characters without a look of their own, such as joiners.
        words.extend(text.chars().map(code_point));
    }
    words
}

fn is_word_char(c: char) -> bool {
    c != '_' && is_xid_continue(c)
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Writings that casing would tear apart.
const WHOLE: &[(&str, &str)] = &[
    ("OAuth", "Oauth"),
    ("IDs", "Ids"),
    ("URLs", "Urls"),
    ("APIs", "Apis"),
    ("PDFs", "Pdfs"),
    ("IPv", "Ipv"),
    ("iOS", "Ios"),
    ("macOS", "Macos"),
    ("GraphQL", "Graphql"),
];

fn add_run(run: &str, spelling: Spelling, words: &mut Vec<String>) {
    if spelling == Spelling::Case {
        return add_by_case(run, words);
    }
    let mut run = Cow::Borrowed(run);
    for (whole, calm) in WHOLE {
        if run.contains(whole) {
            run = Cow::Owned(run.replace(whole, calm));
        }
    }
    words.extend(run.to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned));
}

fn add_by_case(run: &str, words: &mut Vec<String>) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let upper = first.is_uppercase();
        let lower = first.is_lowercase();
        let length = rest.find(|c: char| c.is_uppercase() != upper || c.is_lowercase() != lower).unwrap_or(rest.len());
        if upper || lower {
            words.push(if upper { "upper" } else { "lower" }.to_owned());
        }
        words.push(rest[..length].to_lowercase());
        rest = &rest[length..];
    }
}

/// When a symbol is spelled out in mild spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sigil {
    /// It only parts words.
    Separator,
    /// At the very beginning: `-created_at`.
    Leading,
    /// Where it does not stand between two words: `+1`, `c++`.
    Edge,
    /// Wherever it stands.
    Always,
    /// Invisible.
    Never,
}

/// The symbol at the beginning of a text: its length, its words, and when they are said.
fn symbol(text: &str) -> (usize, Cow<'static, str>, Sigil) {
    const LONG: &[(&str, &str)] = &[
        (">=", "greater_or_equal"),
        ("<=", "less_or_equal"),
        ("!=", "not_equal"),
        ("<>", "not_equal"),
        ("==", "equal"),
    ];
    if let Some((symbol, word)) = LONG.iter().find(|(symbol, _)| text.starts_with(symbol)) {
        return (symbol.len(), Cow::Borrowed(word), Sigil::Always);
    }
    let first = text.chars().next().unwrap_or_default();
    let (word, sigil) = match first {
        '_' => ("underscore", Sigil::Separator),
        ' ' => ("space", Sigil::Separator),
        '.' => ("dot", Sigil::Separator),
        ',' => ("comma", Sigil::Separator),
        ':' => ("colon", Sigil::Separator),
        ';' => ("semicolon", Sigil::Separator),
        '/' => ("slash", Sigil::Separator),
        '\\' => ("backslash", Sigil::Separator),
        '|' => ("pipe", Sigil::Separator),
        '(' | ')' => ("parenthesis", Sigil::Separator),
        '[' | ']' => ("bracket", Sigil::Separator),
        '{' | '}' => ("brace", Sigil::Separator),
        '"' => ("quote", Sigil::Separator),
        '\'' | '’' => ("apostrophe", Sigil::Separator),
        '`' => ("backtick", Sigil::Separator),
        '?' => ("question", Sigil::Separator),
        '~' => ("tilde", Sigil::Separator),
        '^' => ("caret", Sigil::Separator),
        '$' => ("dollar", Sigil::Separator),
        '@' => ("at", Sigil::Separator),
        '\t' => ("tab", Sigil::Separator),
        '\n' => ("newline", Sigil::Separator),
        '\r' => ("return", Sigil::Separator),
        '–' | '—' => ("dash", Sigil::Separator),
        '-' => return (1, Cow::Borrowed(if text.len() > 1 { "minus" } else { "dash" }), Sigil::Leading),
        '+' => ("plus", Sigil::Edge),
        '#' => ("hash", Sigil::Edge),
        '&' => ("and", Sigil::Edge),
        '*' => ("star", Sigil::Always),
        '>' => ("greater", Sigil::Always),
        '<' => ("less", Sigil::Always),
        '=' => ("equal", Sigil::Always),
        '!' => ("not", Sigil::Leading),
        '%' => ("percent", Sigil::Always),
        '€' => ("euro", Sigil::Always),
        '£' => ("pound", Sigil::Always),
        '°' => ("degree", Sigil::Always),
        '…' => ("ellipsis", Sigil::Separator),
        '\u{200b}'..='\u{200f}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}' => ("", Sigil::Never),
        _ => return emoji(first),
    };
    (first.len_utf8(), Cow::Borrowed(word), sigil)
}

fn emoji(symbol: char) -> (usize, Cow<'static, str>, Sigil) {
    let word = match symbol {
        '👍' => "thumbs_up",
        '👎' => "thumbs_down",
        '❤' => "heart",
        '😀' | '😃' | '😄' => "smile",
        '😂' => "laugh",
        '😢' | '😭' => "cry",
        '😡' | '😠' => "angry",
        '😍' => "in_love",
        '😐' => "neutral",
        '🎉' => "hooray",
        '🚀' => "rocket",
        '👀' => "eyes",
        '🔥' => "fire",
        '👏' => "clap",
        '🙏' => "thanks",
        '✅' | '✔' => "check",
        '❌' => "cross",
        '⭐' => "star",
        _ => return (symbol.len_utf8(), Cow::Owned(code_point(symbol)), Sigil::Always),
    };
    (symbol.len_utf8(), Cow::Borrowed(word), Sigil::Always)
}

fn code_point(symbol: char) -> String {
    format!("u{:04x}", u32::from(symbol))
}

/// `MessagePage`: a name for a type or a variant.
pub fn pascal(words: &[String]) -> String {
    let mut name = String::new();
    for word in words.iter().flat_map(|word| word.split('_')) {
        let joins_digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if joins_digits(name.chars().next_back()) && joins_digits(word.chars().next()) {
            name.push('_');
        }
        if let Some(rest) = word.strip_prefix("oauth") {
            name.push_str("OAuth");
            name.push_str(rest);
        } else if is_code_point(word) {
            name.push_str(&word.to_uppercase());
        } else {
            let mut chars = word.chars();
            name.extend(chars.next().into_iter().flat_map(char::to_uppercase));
            name.push_str(chars.as_str());
        }
    }
    begin(name, 'N')
}

/// `message_page`: a name for a field, a method, an argument or a module.
pub fn snake(words: &[String]) -> String {
    let name = begin(words.join("_"), 'n');
    if can_be_raw(&name) { name } else { name + "_" }
}

/// `MESSAGE_PAGE`: a name for a static.
pub fn shouty(words: &[String]) -> String {
    begin(words.join("_").to_uppercase(), 'N')
}

/// `message-page`: a name for a feature; plain ASCII.
pub fn kebab(words: &[String]) -> String {
    ascii(words).join("-")
}

/// `message_page`: a name for a file; plain ASCII.
pub fn file_stem(words: &[String]) -> String {
    begin(ascii(words).join("_"), 'n')
}

fn ascii(words: &[String]) -> Vec<String> {
    let spell = |word: &String| {
        let mut text = String::new();
        for c in word.chars() {
            if c.is_ascii() {
                text.push(c);
            } else {
                // Writing to a string does not fail.
                let _ = write!(text, "u{:04x}", u32::from(c));
            }
        }
        text
    };
    words.iter().map(spell).collect()
}

fn is_code_point(word: &str) -> bool {
    word.len() >= 5 && word.starts_with('u') && word[1..].bytes().all(|b| b.is_ascii_hexdigit()) && {
        // `u` followed by hexadecimal digits is a code point only where it says so: `ubaced` is a word.
        word[1..].bytes().any(|b| b.is_ascii_digit())
    }
}

/// Gives a name a first character that a name may begin with.
fn begin(name: String, letter: char) -> String {
    match name.chars().next() {
        Some(first) if is_xid_start(first) => name,
        _ => format!("{letter}{name}"),
    }
}

/// Whether a text is an identifier, be it a keyword.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| is_xid_start(c) || (c == '_' && text.len() > 1));
    starts && chars.all(is_xid_continue)
}

/// Keywords of all editions up to 2024, those in reserve included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether a name is a keyword.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Whether a name can be written, with `r#` where it is a keyword.
pub fn can_be_raw(name: &str) -> bool {
    !matches!(name, "self" | "Self" | "super" | "crate" | "_")
}

/// A name as it is written in code: keywords get `r#`.
pub fn written(name: &str) -> Cow<'_, str> {
    if is_keyword(name) && can_be_raw(name) { Cow::Owned(format!("r#{name}")) } else { Cow::Borrowed(name) }
}

/// The singular of an English word, well enough to tell that two words name the same thing.
pub fn singular(word: &str) -> Cow<'_, str> {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return Cow::Owned(format!("{stem}y"));
    }
    for ending in ["ches", "shes", "sses", "xes", "zzes"] {
        if word.ends_with(ending) {
            return Cow::Borrowed(&word[..word.len() - 2]);
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !["s", "u", "i"].iter().any(|end| stem.ends_with(end)) => Cow::Borrowed(stem),
        _ => Cow::Borrowed(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_name() {
        // Text, name of a type, name of a field.
        let cases = [
            ("message_page", "MessagePage", "message_page"),
            ("messagePage", "MessagePage", "message_page"),
            ("MessagePage", "MessagePage", "message_page"),
            ("HTTPServer", "HttpServer", "http_server"),
            ("contact-list", "ContactList", "contact_list"),
            ("repos/list-for-org", "ReposListForOrg", "repos_list_for_org"),
            ("labels[]", "Labels", "labels"),
            ("X-Request-Id", "XRequestId", "x_request_id"),
            ("$ref", "Ref", "ref"),
            ("@type", "Type", "type"),
            ("type", "Type", "type"),
            ("self", "Self", "self_"),
            ("", "Empty", "empty"),
            (" ", "Space", "space"),
            ("_", "Underscore", "underscore"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("-created_at", "MinusCreatedAt", "minus_created_at"),
            (">=", "GreaterOrEqual", "greater_or_equal"),
            ("!=", "NotEqual", "not_equal"),
            ("*", "Star", "star"),
            ("c++", "CPlusPlus", "c_plus_plus"),
            ("c#", "CHash", "c_hash"),
            ("application/vnd.x+json", "ApplicationVndXJson", "application_vnd_x_json"),
            ("2022-11-28", "N2022_11_28", "n2022_11_28"),
            ("1.5", "N1_5", "n1_5"),
            ("256x256", "N256x256", "n256x256"),
            ("don't", "Dont", "dont"),
            ("OAuthToken", "OAuthToken", "oauth_token"),
            ("userIDs", "UserIds", "user_ids"),
            ("größe", "Größe", "größe"),
            ("名前", "名前", "名前"),
            ("👍", "ThumbsUp", "thumbs_up"),
            ("🦀", "U1F980", "u1f980"),
            ("❤️", "Heart", "heart"),
            ("\u{200b}", "U200B", "u200b"),
            ("50%", "N50Percent", "n50_percent"),
        ];
        for (text, ty, field) in cases {
            let words = words(text);
            assert_eq!(pascal(&words), ty, "{text:?}");
            assert_eq!(snake(&words), field, "{text:?}");
            assert!(is_identifier(&pascal(&words)) && is_identifier(&snake(&words)), "{text:?}");
        }
    }

    #[test]
    fn harsher_spelling_tells_more_texts_apart() {
        let cases = [
            ("foo_bar", Spelling::Symbols, "FooUnderscoreBar"),
            ("fooBar", Spelling::Symbols, "FooBar"),
            ("a", Spelling::Case, "LowerA"),
            ("A", Spelling::Case, "UpperA"),
            ("aB", Spelling::Case, "LowerAUpperB"),
        ];
        for (text, spelling, name) in cases {
            assert_eq!(pascal(&spelled(text, spelling)), name, "{text}");
        }
    }

    #[test]
    fn files_and_features_are_plain_ascii() {
        assert_eq!(file_stem(&words("größe")), "gru00f6u00dfe");
        assert_eq!(kebab(&words("Public inbox")), "public-inbox");
        assert_eq!(file_stem(&words("2fa")), "n2fa");
    }

    #[test]
    fn keywords_are_written_raw_where_they_can_be() {
        assert_eq!(written("type"), "r#type");
        assert_eq!(written("gen"), "r#gen");
        assert_eq!(written("name"), "name");
        assert_eq!(written("self_"), "self_");
    }

    #[test]
    fn plurals_and_singulars_meet() {
        let cases = [
            ("messages", "message"),
            ("inboxes", "inbox"),
            ("companies", "company"),
            ("status", "status"),
            ("bus", "bus"),
        ];
        for (plural, expected) in cases {
            assert_eq!(singular(plural), expected);
        }
    }
}
