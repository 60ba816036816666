//! Checks forms: `multipart/form-data` and `application/x-www-form-urlencoded`.

use std::collections::BTreeMap;

use bytes::Bytes;
use http_body_util::{BodyDataStream, Full};
use multer::Multipart;
use serde_json::{Map, Value};

use crate::applying::{applying, element, names_its_keys, property, types};
use crate::document::{Place, View};
use crate::incoming::{Violation, decode_form, pairs};
use crate::media;
use crate::operation::{Location, Style};
use crate::text::{self, Tree};

/// One field of a form.
#[derive(Debug)]
pub struct Entry {
    name: String,
    content: Content,
    content_type: Option<String>,
    /// Whether it came as a part of a multipart body.
    part: bool,
}

#[derive(Debug)]
enum Content {
    Text(String),
    File,
    /// Bytes that are no text, without the file name that would make them a file.
    Bytes,
}

/// The value that stands for the bytes of a file when the form is validated as an object.
const FILE: &str = "(file)";

/// Takes a multipart body apart.
pub async fn multipart_entries(content_type: &str, body: &Bytes) -> Result<Vec<Entry>, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| format!("has no usable boundary: {error}"))?;
    let mut parts = Multipart::new(BodyDataStream::new(Full::new(body.clone())), boundary);
    let broken = |error: multer::Error| format!("is not multipart: {error}");
    let mut entries = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let Some(name) = part.name().map(str::to_owned) else {
            return Err("has a part without a name".to_owned());
        };
        let content_type = part.content_type().map(|content_type| content_type.essence_str().to_owned());
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(broken)?;
        let content = match String::from_utf8(bytes.into()) {
            _ if is_file => Content::File,
            Ok(text) => Content::Text(text),
            Err(_) => Content::Bytes,
        };
        entries.push(Entry { name, content, content_type, part: true });
    }
    Ok(entries)
}

/// Takes a form apart that is written like a query.
pub fn urlencoded_entries(body: &Bytes) -> Result<Vec<Entry>, String> {
    let text = std::str::from_utf8(body).map_err(|_| "is not UTF-8".to_owned())?;
    let entry = |(name, raw): (String, &str)| {
        let content = Content::Text(decode_form(raw)?);
        Ok(Entry { name, content, content_type: None, part: false })
    };
    pairs(text).into_iter().map(entry).collect()
}

/// Checks the fields of a form against the schema of its media type object.
pub fn check(view: View<'_>, object: &Place<'_>, entries: Vec<Entry>) -> Vec<Violation> {
    let Some(schema) = object.child("schema") else { return Vec::new() };
    let places = applying(view, std::slice::from_ref(&schema), None);
    let mut found = Vec::new();
    let mut value = Map::new();
    for (name, entries) in grouped(view, object, &places, entries) {
        let roots = property(&places, &name);
        if roots.is_empty() && names_its_keys(&places) {
            found.push(Violation::new(at(&name), "the document does not name this field"));
            continue;
        }
        let field = Field { view, name: &name, roots: &roots, encoding: encoding(view, object, &name) };
        if let Some(read) = field.read(&entries, &mut found) {
            value.insert(name, read);
        }
    }
    for fault in view.faults(&schema, &Value::Object(value)) {
        found.push(Violation::new(format!("body {}", fault.path).trim_end(), fault.why));
    }
    found
}

fn at(name: &str) -> String {
    format!("body field {name}")
}

fn encoding<'d>(view: View<'d>, object: &Place<'d>, name: &str) -> Option<Place<'d>> {
    let encodings = object.child("encoding")?;
    view.resolved_child(&encodings, name)
}

/// The fields by their names, in the order of their first entries. `name[key]` belongs to `name` if that is a deep object.
fn grouped(view: View<'_>, object: &Place<'_>, places: &[Place<'_>], entries: Vec<Entry>) -> Vec<(String, Vec<Entry>)> {
    let mut groups: Vec<(String, Vec<Entry>)> = Vec::new();
    for entry in entries {
        let owner = entry.name.split_once('[').map(|(owner, _)| owner);
        let is_deep = |owner: &&str| {
            let encoding = encoding(view, object, owner);
            encoding.is_some_and(|encoding| Style::of(&encoding, Location::Query) == Style::DeepObject)
        };
        let declared = !property(places, &entry.name).is_empty();
        let name = owner.filter(|owner| !declared && is_deep(owner)).unwrap_or(&entry.name).to_owned();
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(entry),
            None => groups.push((name, vec![entry])),
        }
    }
    groups
}

struct Field<'d, 'f> {
    view: View<'d>,
    name: &'f str,
    roots: &'f [Place<'d>],
    encoding: Option<Place<'d>>,
}

impl Field<'_, '_> {
    /// The value of the field as JSON, as far as there is one.
    fn read(&self, entries: &[Entry], found: &mut Vec<Violation>) -> Option<Value> {
        let mut tell = |why: &str| found.push(Violation::new(at(self.name), why));
        let places = applying(self.view, self.roots, None);
        let mut shapes = text::shapes(self.view, self.roots);
        // Where nothing is said of a field, several entries are as good as one.
        shapes.list |= types(&places).is_empty() && entries.len() > 1;
        let elements = if shapes.list { element(&places, 0) } else { Vec::new() };
        // What one entry holds: the elements of a list come one by one.
        let one = if elements.is_empty() { places.clone() } else { applying(self.view, &elements, None) };

        let mut trees = Vec::new();
        for entry in entries {
            self.check_content_type(entry, &mut tell);
            match (&entry.content, is_binary(&one)) {
                (Content::File, Some(false)) => tell("is sent as a file, yet is none in the document"),
                (Content::Text(_) | Content::Bytes, Some(true)) if entry.part => {
                    tell("is a file and needs a file name");
                }
                (Content::Bytes, Some(false)) => tell("is not UTF-8"),
                _ => {}
            }
            let text = match &entry.content {
                Content::Text(text) => text.clone(),
                Content::File | Content::Bytes => FILE.to_owned(),
            };
            let Some(steps) = entry.name.strip_prefix(self.name).filter(|steps| !steps.is_empty()) else {
                trees.push(Tree::Text(text));
                continue;
            };
            let inner = steps.trim_start_matches('[').trim_end_matches(']');
            if !matches!(trees.first(), Some(Tree::Map(_))) {
                trees.insert(0, Tree::Map(BTreeMap::new()));
            }
            if let Some(tree) = trees.first_mut() {
                tree.insert(&inner.split("][").collect::<Vec<_>>(), text);
            }
        }
        self.value(trees, shapes, &mut tell)
    }

    fn value(&self, mut trees: Vec<Tree>, shapes: text::Shapes, tell: &mut impl FnMut(&str)) -> Option<Value> {
        if shapes.map
            && let [Tree::Text(text)] = &trees[..]
            && let Ok(value @ Value::Object(_)) = serde_json::from_str(text)
        {
            return Some(value);
        }
        if let (true, false, [Tree::Text(text)]) = (shapes.list, self.explodes(), &trees[..]) {
            trees = text.split(',').map(|item| Tree::Text(item.to_owned())).collect();
        }
        let single = if trees.len() == 1 { trees.first().cloned() } else { None };
        let mut readings = Vec::new();
        if shapes.list {
            readings.push(Tree::List(trees));
        } else if single.is_none() {
            tell("is sent more than once");
            return None;
        }
        if shapes.scalar || !shapes.list {
            readings.extend(single);
        }
        let values: Vec<_> = readings.iter().map(|tree| text::coerce(self.view, self.roots, tree)).collect();
        let fits = |value: &&Value| self.roots.iter().all(|root| self.view.accepts(root, value));
        values.iter().find(fits).or(values.first()).cloned()
    }

    fn explodes(&self) -> bool {
        let explode = self.encoding.as_ref().and_then(|encoding| encoding.value.get("explode"));
        explode.and_then(Value::as_bool).unwrap_or(true)
    }

    fn check_content_type(&self, entry: &Entry, tell: &mut impl FnMut(&str)) {
        let Some(declared) = self.encoding.as_ref().and_then(|encoding| encoding.text("contentType")) else { return };
        // A text part says its media type only where it is not plain text.
        let sent = entry.content_type.as_deref().unwrap_or("text/plain");
        let fits = declared.split(',').any(|range| media::fit(range.trim(), sent).is_some());
        if entry.part && !fits {
            tell(&format!("has the media type {sent}, not {declared}"));
        }
    }
}

/// Whether schemas speak of bytes; `None` if they leave it open.
fn is_binary(places: &[Place<'_>]) -> Option<bool> {
    let says = |place: &Place<'_>| {
        let bytes = place.text("format") == Some("binary");
        bytes || (place.value.get("contentMediaType").is_some() && place.value.get("contentEncoding").is_none())
    };
    if places.iter().any(says) {
        return Some(true);
    }
    if types(places).is_empty() { None } else { Some(false) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::sites::Side;

    fn judge(media: &Value, entries: Vec<Entry>) -> Vec<String> {
        let text = json!({"openapi": "3.1.0", "media": media, "paths": {}});
        let document = Document::parse(&text.to_string()).unwrap();
        let view = document.view(Side::Request);
        check(view, &view.at("/media").unwrap(), entries).iter().map(ToString::to_string).collect()
    }

    async fn parts(text: &str) -> Vec<Entry> {
        let body = Bytes::from(text.replace('\n', "\r\n"));
        multipart_entries("multipart/form-data; boundary=\"b\"", &body).await.unwrap()
    }

    fn message() -> Value {
        json!({"schema": {
            "type": "object",
            "required": ["content"],
            "properties": {
                "content": {"type": "string", "minLength": 1},
                "private": {"type": "boolean"},
                "meta": {"type": "object", "properties": {"n": {"type": "integer"}}},
                "files[]": {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "binary"}},
                "tags": {"type": "array", "items": {"type": "integer"}},
                "any": {},
            },
        }})
    }

    const FINE: &str = "--b\nContent-Disposition: form-data; name=\"content\"\n\nhi\n\
        --b\nContent-Disposition: form-data; name=\"private\"\n\ntrue\n\
        --b\nContent-Disposition: form-data; name=\"files[]\"; filename=\"a.png\"\nContent-Type: image/png\n\n...\n\
        --b\nContent-Disposition: form-data; name=\"files[]\"; filename=\"b.png\"\n\n\n\
        --b\nContent-Disposition: form-data; name=\"meta\"\nContent-Type: application/json\n\n{\"n\": 1}\n\
        --b\nContent-Disposition: form-data; name=\"tags\"\n\n1\n\
        --b\nContent-Disposition: form-data; name=\"any\"; filename=\"x\"\n\n1\n\
        --b--\n";

    #[tokio::test]
    async fn parts_and_files_match_their_schemas() {
        assert_eq!(judge(&message(), parts(FINE).await), Vec::<String>::new());
        let wrong = FINE.replace("true", "yes").replace("\n\n1\n", "\n\nx\n").replace("\"n\": 1", "\"n\": 1.5");
        let mut found = judge(&message(), parts(&wrong).await);
        found.sort();
        let expected = [
            r#"body /meta/n: 1.5 is not of type "integer""#,
            r#"body /private: "yes" is not of type "boolean""#,
            r#"body /tags/0: "x" is not of type "integer""#,
        ];
        assert_eq!(found, expected);
    }

    #[tokio::test]
    async fn a_file_has_a_file_name_and_a_text_has_none() {
        let swapped =
            FINE.replace("; filename=\"a.png\"", "").replace("name=\"content\"", "name=\"content\"; filename=\"c\"");
        let expected = [
            "body field content: is sent as a file, yet is none in the document",
            "body field files[]: is a file and needs a file name",
        ];
        assert_eq!(judge(&message(), parts(&swapped).await), expected);
    }

    #[tokio::test]
    async fn required_parts_are_there_and_unknown_ones_are_not() {
        let renamed = FINE.replace("name=\"content\"", "name=\"contents\"");
        let expected =
            ["body field contents: the document does not name this field", r#"body: "content" is a required property"#];
        assert_eq!(judge(&message(), parts(&renamed).await), expected);
        let twice = FINE.replace("name=\"private\"\n\ntrue", "name=\"content\"\n\nagain");
        assert_eq!(judge(&message(), parts(&twice).await)[0], "body field content: is sent more than once");
        let many = FINE.replace("name=\"private\"", "name=\"files[]\"; filename=\"c\"");
        assert_eq!(judge(&message(), parts(&many).await).len(), 1);
    }

    #[tokio::test]
    async fn a_form_with_free_keys_takes_any_field() {
        let free = json!({"schema": {"type": "object", "required": ["content"], "additionalProperties": true}});
        assert_eq!(judge(&free, parts(FINE).await), Vec::<String>::new());
    }

    #[tokio::test]
    async fn what_is_not_multipart_says_so() {
        let body = Bytes::from_static(b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx");
        assert!(
            multipart_entries("multipart/form-data", &body).await.unwrap_err().starts_with("has no usable boundary")
        );
        let cut = multipart_entries("multipart/form-data; boundary=b", &body).await.unwrap_err();
        assert!(cut.starts_with("is not multipart"), "{cut}");
    }

    #[test]
    fn a_part_has_the_media_type_of_its_encoding() {
        let mut media = message();
        media["encoding"] = json!({"content": {"contentType": "text/markdown, image/*"}});
        let entry = |content_type: Option<&str>| Entry {
            name: "content".to_owned(),
            content: Content::Text("x".to_owned()),
            content_type: content_type.map(str::to_owned),
            part: true,
        };
        assert_eq!(judge(&media, vec![entry(Some("text/markdown"))]), Vec::<String>::new());
        let found = judge(&media, vec![entry(None)]);
        assert_eq!(found, ["body field content: has the media type text/plain, not text/markdown, image/*"]);
    }

    #[test]
    fn url_encoded_forms_are_read_like_queries() {
        let mut media = message();
        media["encoding"] = json!({"tags": {"explode": false}, "meta": {"style": "deepObject"}});
        let entries = |text: &str| urlencoded_entries(&Bytes::copy_from_slice(text.as_bytes())).unwrap();
        assert_eq!(judge(&media, entries("content=a+b&private=false&tags=1,2&meta%5Bn%5D=3")), Vec::<String>::new());
        let found = judge(&media, entries("content=&meta[n]=x&other=1"));
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(urlencoded_entries(&Bytes::from_static(b"a=%")).is_err());
    }
}
