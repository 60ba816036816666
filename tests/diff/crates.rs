//! The verdict on the crate, held against the crates that are generated: their public items, read from the text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use inboxkit_codegen::config::{Config, Runtime};
use inboxkit_codegen::diag::Mode;
use inboxkit_codegen::diff::{Comparison, Semver};
use inboxkit_codegen::source::DiskReader;
use inboxkit_codegen::{diff, generate};

use super::{cases, root, text};

/// The sources of a crate without comments, by path.
type Sources = BTreeMap<String, Vec<String>>;

fn sources(directory: &Path, file: &str) -> (Sources, inboxkit_codegen::Reading) {
    let runtime = Runtime { version: Some("0.1".to_owned()), ..Runtime::default() };
    let config = Config::lenient("case", "case.yaml", runtime);
    let reading = generate(&DiskReader::new(directory), file, Mode::Lenient, &config);
    let files = reading.files.as_ref().unwrap_or_else(|| panic!("{}: {:?}", directory.display(), reading.diagnostics));
    let code = |line: &&str| !line.trim_start().starts_with("//") && !line.contains("DOCUMENT_HASH");
    let kept = files.iter().filter(|(path, _)| path.starts_with("src/") || *path == "Cargo.toml");
    let lines = |text: &str| text.lines().filter(code).map(str::to_owned).collect::<Vec<String>>();
    let sources = kept.map(|(path, text)| (path.to_owned(), lines(text))).collect();
    (sources, reading)
}

/// The public items of a crate, each in one line with what it stands in.
fn items(sources: &Sources) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, lines) in sources {
        // Models stand at one path, whichever file they are in.
        let home = if path.contains("/models/") { "models" } else { path.as_str() };
        let mut within = String::new();
        let mut open: Option<String> = None;
        // Users match the values of a closed enum one by one.
        let (mut closed, mut values) = (false, String::new());
        for line in lines {
            let code = line.trim();
            if let Some(begun) = &mut open {
                begun.push(' ');
                begun.push_str(code);
                if code.ends_with('{') {
                    found.insert(format!("{home} {within} {}", unnamed(begun)));
                    open = None;
                }
                continue;
            }
            let is_outer = !line.starts_with(' ');
            if is_outer && (code.starts_with("impl") || code.contains("! {") || code.starts_with("pub ")) {
                code.trim_end_matches(['{', '}']).clone_into(&mut within);
            }
            if closed && code == "}" {
                found.insert(format!("{home} {within} of {values}"));
                closed = false;
            }
            if code.starts_with("pub enum") {
                // Whether the enum is open is said by what makes it.
                let maker = if is_outer { String::new() } else { within.clone() };
                (closed, values) = (maker.starts_with("rt::closed_enum!"), String::new());
                found.insert(format!("{home} {maker} {code}"));
                code.trim_end_matches(['{', '}']).clone_into(&mut within);
            }
            if code.starts_with("pub fn") && !code.ends_with('{') && !code.ends_with('}') {
                open = Some(code.to_owned());
            } else if code.starts_with("pub fn") {
                found.insert(format!("{home} {within} {}", unnamed(code)));
            } else if let Some((name, answer)) = answer(code) {
                // What a request gives back; one of its own type and one of the runtime's have the same methods.
                found.insert(format!("{home}  pub struct {name}(rt::Call);"));
                found.insert(format!("{home} {name} gives {answer}"));
            } else if code.starts_with("rt::events!") {
                found.insert(format!("{home} {code}"));
            } else if path.ends_with("client.rs") && code.contains(" => ") {
                // The setters of credentials and logins; where tokens are given out is not seen.
                found.insert(format!("{home} {}", code.split(" at ").next().unwrap_or_default()));
            } else if code.starts_with("pub use ") {
                // Where the models stand is not seen.
            } else if code.starts_with("rt::record!") || within.starts_with("rt::pages!") && code.starts_with("items ")
            {
                // What is written and read as JSON, and what the items of a listing are.
                let ty = code.split(": |").next().unwrap_or_default().rsplit(" as ").next().unwrap_or_default();
                let of = if code.starts_with("items ") { within.as_str() } else { "" };
                found.insert(format!("{home} {of} {}", ty.trim_end_matches("{} }").trim_end_matches('{')));
            } else if code.starts_with("pub type") {
                found.insert(format!("{home} {code}"));
            } else if code.starts_with("pub ") || is_outer && code.starts_with("impl") || is_row(code, &within) {
                let within = if is_outer { "" } else { within.as_str() };
                let item = code.split(" = ").next().unwrap_or_default();
                values.push_str(item);
                found.insert(format!("{home} {within} {}", item.trim_end_matches(['{', '}'])));
            }
            if path == "Cargo.toml" && code.ends_with("= []") {
                found.insert(format!("feature {code}"));
            }
        }
    }
    found
}

/// The name of a request and what it gives back, from the line that says so.
fn answer(code: &str) -> Option<(&str, String)> {
    if let Some(alias) = code.strip_prefix("pub type ") {
        let (name, ty) = alias.split_once(" = rt::Request<")?;
        return Some((name, ty.strip_suffix(">;")?.to_owned()));
    }
    let (name, kind) = code.strip_prefix("rt::request!(")?.strip_suffix(");")?.split_once(" -> ")?;
    let answer = match kind.split_once(' ').unwrap_or((kind, "")) {
        ("json", ty) => ty.to_owned(),
        ("optional", ty) => format!("Option<{ty}>"),
        ("text", _) => "String".to_owned(),
        ("bytes", _) => "rt::Bytes".to_owned(),
        ("empty", _) => "()".to_owned(),
        _ => kind.to_owned(),
    };
    Some((name, answer))
}

/// Whether a line is a variant of an enum.
fn is_row(code: &str, within: &str) -> bool {
    within.starts_with("pub enum") && code.ends_with(',') && code.starts_with(char::is_uppercase)
}

/// A signature without the names of arguments, which are not part of it.
fn unnamed(signature: &str) -> String {
    let signature = signature.split(" {").next().unwrap_or_default();
    let Some((name, rest)) = signature.split_once('(') else { return signature.to_owned() };
    let (arguments, result) = rest.rsplit_once(')').unwrap_or((rest, ""));
    let mut types = Vec::new();
    let (mut depth, mut one) = (0, String::new());
    for letter in arguments.chars().chain([',']) {
        match letter {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            let ty = one.trim().split_once(": ").map_or(one.trim(), |(_, ty)| ty);
            types.extend(Some(ty.to_owned()).filter(|ty| !ty.is_empty()));
            one.clear();
        } else {
            one.push(letter);
        }
    }
    format!("{name}({}){result}", types.join(", "))
}

/// Items with what aliases stand for in their place; whoever names one or the other means the same.
fn without_aliases(items: BTreeSet<String>) -> BTreeSet<String> {
    let alias = |item: &String| {
        let (name, ty) = item.strip_prefix("models pub type ")?.trim_end_matches(';').split_once(" = ")?;
        Some((name.to_owned(), ty.to_owned()))
    };
    let aliases: BTreeMap<String, String> = items.iter().filter_map(alias).collect();
    let resolved = |item: String| {
        if item.starts_with("models pub type ") {
            return item;
        }
        let mut text = String::new();
        for part in item.split_inclusive(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric() && letter != '_');
            text.push_str(aliases.get(word).map_or(word, String::as_str));
            text.push_str(&part[word.len()..]);
        }
        text
    };
    items.into_iter().map(resolved).collect()
}

/// What the texts of both crates say.
fn seen(old: &Sources, new: &Sources) -> (Semver, Vec<String>) {
    let (before, after) = (without_aliases(items(old)), without_aliases(items(new)));
    let gone: Vec<String> = before.difference(&after).map(|item| format!("- {item}")).collect();
    let came: Vec<String> = after.difference(&before).map(|item| format!("+ {item}")).collect();
    // Another order alone is no change.
    let sorted = |line: &String| {
        let mut parts: Vec<&str> = line.split([',', ' ']).filter(|part| !part.is_empty()).collect();
        parts.sort_unstable();
        parts.join(" ")
    };
    let lines = |sources: &Sources| {
        let mut lines: Vec<String> = sources.values().flatten().map(sorted).collect();
        lines.sort();
        lines
    };
    let verdict = match (gone.is_empty(), came.is_empty(), lines(old) == lines(new)) {
        (false, _, _) => Semver::Major,
        (true, false, _) => Semver::Minor,
        (true, true, false) => Semver::Patch,
        (true, true, true) => Semver::None,
    };
    (verdict, [gone, came].concat())
}

/// Whether a verdict says what the texts show, but for what they cannot show.
fn agrees(found: &Comparison, shown: Semver) -> bool {
    let has = |code: &str| found.findings.iter().any(|finding| finding.rule.code.contains(code));
    let said = found.rust();
    said == shown
        || said == Semver::Major && has("rust-arguments-reordered")
        // A mark of deprecation is an attribute, or documentation.
        || said == Semver::Minor && shown <= Semver::Patch && has("deprecated")
        // The other way round it goes unnoticed.
        || shown == Semver::Patch && said == Semver::None && has("reactivated")
}

#[test]
fn the_verdict_on_the_crate_is_what_the_generated_crates_show() {
    let mut wrong = Vec::new();
    for case in cases() {
        let directory = root().join(&case);
        if !directory.join("old.yaml").is_file() {
            // Of a document that is new there is no other crate.
            continue;
        }
        let (one, other) = (sources(&directory, "old.yaml"), sources(&directory, "new.yaml"));
        for (old, new) in [(&one, &other), (&other, &one)] {
            let found = diff(&old.1, &new.1);
            let (shown, items) = seen(&old.0, &new.0);
            if !agrees(&found, shown) {
                wrong.push(format!("{case} shows {shown:?}:\n{}\n{}", text(&found), items.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
