//! References: the forms they take, and the places where they stand.

use super::shape::{Keyword, Kind, Shape};
use crate::source::{Map, Node, Value, pointer};

/// Where a reference leads, as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The file, relative to the one that the reference stands in; `None` for the same file.
    pub(super) path: Option<String>,
    /// The steps within the file.
    pub(super) steps: Vec<String>,
}

/// Why a reference cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// It leaves the machine.
    Url,
    /// Its fragment is a name and not a pointer.
    Anchor,
    /// It has letters that are encoded wrongly.
    Malformed,
}

impl Problem {
    pub(super) const fn message(self) -> &'static str {
        match self {
            Problem::Url => "references to other addresses are not followed",
            Problem::Anchor => "a fragment must be a pointer, which begins with a slash",
            Problem::Malformed => "the reference is not encoded properly",
        }
    }
}

/// Takes a reference apart.
pub(super) fn parse(text: &str) -> Result<Form, Problem> {
    let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
    if has_scheme(path) || path.starts_with("//") {
        return Err(Problem::Url);
    }
    if !fragment.is_empty() && !fragment.starts_with('/') && !fragment.starts_with("%2F") {
        return Err(Problem::Anchor);
    }
    let steps = pointer::steps(fragment).ok_or(Problem::Malformed)?;
    let path = pointer::percent_decoded(path).ok_or(Problem::Malformed)?;
    Ok(Form { path: if path.is_empty() { None } else { Some(path.into_owned()) }, steps })
}

/// Whether it begins like `https:`.
fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        // One letter is the drive of a path of Windows rather than a scheme.
        scheme.len() > 1
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// What a reference is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The object is elsewhere.
    Object,
    /// It names a schema and stands for itself.
    Name,
}

/// Whether the value of a discriminator's mapping is the name of a component and not a reference.
pub(super) fn is_bare_name(text: &str) -> bool {
    !text.contains(['#', '/']) && ![".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end))
}

/// The references that an object holds itself, without those of the objects within: the kind they lead to, and their text.
pub(super) fn of_object<'n>(kind: Kind, node: &'n Node, visit: &mut dyn FnMut(Kind, Role, &'n Node)) {
    let Some(map) = node.as_map() else { return };
    for (key, value) in map.iter() {
        match place(kind, key) {
            Some(Place::Object) if value.as_str().is_some() => visit(kind, Role::Object, value),
            Some(Place::Name) if value.as_str().is_some() => visit(Kind::Schema, Role::Name, value),
            Some(Place::Names) => {
                for (_, value) in value.as_map().into_iter().flat_map(Map::iter) {
                    if value.as_str().is_some_and(|text| !is_bare_name(text)) {
                        visit(Kind::Schema, Role::Name, value);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The same with texts that may be changed.
pub(super) fn of_object_mut(kind: Kind, node: &mut Node, visit: &mut dyn FnMut(Kind, Role, &mut Node)) {
    let Some(map) = node.as_map_mut() else { return };
    for entry in &mut map.entries {
        let value = &mut entry.value;
        match place(kind, &entry.key) {
            Some(Place::Object) if value.as_str().is_some() => visit(kind, Role::Object, value),
            Some(Place::Name) if value.as_str().is_some() => visit(Kind::Schema, Role::Name, value),
            Some(Place::Names) => {
                for entry in value.as_map_mut().into_iter().flat_map(|map| &mut map.entries) {
                    if matches!(&entry.value.value, Value::String(text) if !is_bare_name(text)) {
                        visit(Kind::Schema, Role::Name, &mut entry.value);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What kind of references a keyword holds.
enum Place {
    Object,
    Name,
    Names,
}

fn place(kind: Kind, key: &str) -> Option<Place> {
    if key == "$ref" {
        return kind.section().map(|_| Place::Object);
    }
    // Only these two kinds have such keywords: the others need not be searched.
    if !matches!(kind, Kind::Document | Kind::Discriminator) {
        return None;
    }
    match kind.keyword(key) {
        Some(Keyword { shape: Shape::Reference, .. }) => Some(Place::Name),
        Some(Keyword { shape: Shape::Map(Shape::Reference), .. }) => Some(Place::Names),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        type Parts<'t> = (Option<&'t str>, &'t [&'t str]);
        let cases: &[(&str, Result<Parts<'_>, Problem>)] = &[
            ("#/components/schemas/A", Ok((None, &["components", "schemas", "A"]))),
            ("./a.yaml#/A", Ok((Some("./a.yaml"), &["A"]))),
            ("../my%20files/a.yaml#/A~1B", Ok((Some("../my files/a.yaml"), &["A/B"]))),
            ("a.yaml", Ok((Some("a.yaml"), &[]))),
            ("#", Ok((None, &[]))),
            ("", Ok((None, &[]))),
            ("https://example.org/a.yaml#/A", Err(Problem::Url)),
            ("//example.org/a", Err(Problem::Url)),
            ("urn:thing", Err(Problem::Url)),
            ("c:/a.yaml#/A", Ok((Some("c:/a.yaml"), &["A"]))),
            ("a.yaml#A", Err(Problem::Anchor)),
            ("#node", Err(Problem::Anchor)),
            ("a%ff.yaml#/A", Err(Problem::Malformed)),
        ];
        for (text, expected) in cases {
            let found = parse(text);
            let found = found
                .as_ref()
                .map(|form| (form.path.as_deref(), form.steps.iter().map(String::as_str).collect::<Vec<_>>()))
                .map_err(|problem| *problem);
            let expected = expected.map(|(path, steps)| (path, steps.to_vec()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_in_mappings_are_told_from_references() {
        for (text, expected) in
            [("Dog", true), ("Dog.v2", true), ("#/Dog", false), ("dog.yaml", false), ("./x/Dog", false)]
        {
            assert_eq!(is_bare_name(text), expected, "{text}");
        }
    }
}
