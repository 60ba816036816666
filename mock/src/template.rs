//! Path templates, and which of them a path belongs to.

use std::cmp::Ordering;
use std::collections::HashMap;

use percent_encoding::percent_decode_str;

/// A path template such as `/contacts/{id}`.
#[derive(Debug, Clone)]
pub struct Template {
    segments: Vec<Vec<Part>>,
    ends_in_slash: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Param(String),
}

/// Names of path parameters and what stands for them in a path, still percent-encoded.
pub type Captures = Vec<(String, String)>;

impl Template {
    /// Reads a template; a slash at its end counts only where another template is the same without it.
    pub fn parse(text: &str) -> Self {
        Self { segments: segments(text).into_iter().map(parts).collect(), ends_in_slash: text.ends_with('/') }
    }

    /// The names of its parameters, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().flatten().filter_map(|part| match part {
            Part::Param(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    fn captures(&self, path: &[&str]) -> Option<Captures> {
        let mut found = Captures::new();
        let fits = |(parts, raw): (&Vec<Part>, &&str)| segment_fits(parts, raw, &mut found);
        let all = self.segments.len() == path.len() && self.segments.iter().zip(path).all(fits);
        all.then_some(found)
    }

    /// Templates that say more come first: segment by segment, plain ones, then mixed ones, then parameters.
    fn compare(&self, other: &Self) -> Ordering {
        let weights = |template: &Self| -> Vec<u8> { template.segments.iter().map(|parts| weight(parts)).collect() };
        weights(self).cmp(&weights(other))
    }
}

fn weight(parts: &[Part]) -> u8 {
    match parts {
        [Part::Literal(_)] | [] => 0,
        [Part::Param(_)] => 2,
        _ => 1,
    }
}

/// The segments of a path; a slash at its end does not count.
fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() { Vec::new() } else { path.split('/').collect() }
}

fn parts(segment: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        if !before.is_empty() {
            parts.push(Part::Literal(before.to_owned()));
        }
        parts.push(Part::Param(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    parts
}

fn segment_fits(parts: &[Part], raw: &str, found: &mut Captures) -> bool {
    match parts {
        [] => raw.is_empty(),
        [Part::Literal(text)] => percent_decode_str(raw).eq(text.bytes()),
        [Part::Literal(text), rest @ ..] => {
            raw.strip_prefix(text.as_str()).is_some_and(|raw| segment_fits(rest, raw, found))
        }
        [Part::Param(name), rest @ ..] => {
            // The shortest value that leaves a fitting rest; at least one byte.
            let ends = raw.char_indices().map(|(at, _)| at).skip(1).chain([raw.len()]);
            for end in ends.filter(|end| *end > 0) {
                let before = found.len();
                found.push((name.clone(), raw[..end].to_owned()));
                if segment_fits(rest, &raw[end..], found) {
                    return true;
                }
                found.truncate(before);
            }
            false
        }
    }
}

/// The templates of a document, by their number of segments, best first.
#[derive(Debug, Default)]
pub struct Router {
    routes: HashMap<usize, Vec<(Template, usize)>>,
}

impl Router {
    /// Takes templates with the numbers that stand for them.
    pub fn new(templates: impl IntoIterator<Item = (Template, usize)>) -> Self {
        let mut routes: HashMap<usize, Vec<(Template, usize)>> = HashMap::new();
        for (template, number) in templates {
            routes.entry(template.segments.len()).or_default().push((template, number));
        }
        for same_length in routes.values_mut() {
            same_length.sort_by(|(a, _), (b, _)| a.compare(b));
        }
        Self { routes }
    }

    /// The templates that a path belongs to, best first.
    pub fn find(&self, path: &str) -> Vec<(usize, Captures)> {
        let ends_in_slash = path.ends_with('/');
        let path = segments(path);
        let routes = self.routes.get(&path.len()).into_iter().flatten();
        let mut found: Vec<(&Template, usize, Captures)> =
            routes.filter_map(|(template, number)| Some((template, *number, template.captures(&path)?))).collect();
        // Among those that say as much, the one that ends as the path does.
        found.sort_by(|(a, ..), (b, ..)| {
            let differs = |template: &Template| template.ends_in_slash != ends_in_slash;
            a.compare(b).then_with(|| differs(a).cmp(&differs(b)))
        });
        found.into_iter().map(|(_, number, captures)| (number, captures)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATES: [&str; 7] = [
        "/contacts/{id}",
        "/contacts/search",
        "/{anything}/search",
        "/files/{name}.{ending}",
        "/files/{name}",
        "/files/{name}:publish",
        "/",
    ];

    fn find(path: &str) -> Vec<(&'static str, Vec<String>)> {
        let templates = TEMPLATES.iter().enumerate();
        let router = Router::new(templates.map(|(number, text)| (Template::parse(text), number)));
        let found = router.find(path).into_iter();
        found
            .map(|(number, captures)| (TEMPLATES[number], captures.into_iter().map(|(_, raw)| raw).collect()))
            .collect()
    }

    #[test]
    fn literal_segments_beat_templates() {
        assert_eq!(find("/contacts/search")[0].0, "/contacts/search");
        assert_eq!(find("/contacts/sear%63h")[0].0, "/contacts/search");
        assert_eq!(find("/contacts/7"), [("/contacts/{id}", vec!["7".to_owned()])]);
        assert_eq!(find("/others/search")[0].0, "/{anything}/search");
    }

    #[test]
    fn a_slash_at_the_end_is_the_same_path() {
        assert_eq!(find("/contacts/7/"), [("/contacts/{id}", vec!["7".to_owned()])]);
        assert_eq!(find("")[0].0, "/");
        assert_eq!(find("/contacts//"), []);
        assert_eq!(find("/contacts"), []);
    }

    #[test]
    fn a_slash_at_the_end_tells_templates_apart_that_are_the_same_without() {
        let templates = ["/reports", "/reports/"].into_iter().map(Template::parse);
        let router = Router::new(templates.zip(0..));
        let first = |path: &str| router.find(path)[0].0;
        assert_eq!((first("/reports"), first("/reports/")), (0, 1));
    }

    #[test]
    fn a_segment_may_mix_text_and_parameters() {
        assert_eq!(find("/files/a.b.txt")[0], ("/files/{name}.{ending}", vec!["a".to_owned(), "b.txt".to_owned()]));
        assert_eq!(find("/files/a:publish")[0], ("/files/{name}:publish", vec!["a".to_owned()]));
        assert_eq!(find("/files/%2F")[0], ("/files/{name}", vec!["%2F".to_owned()]));
    }

    #[test]
    fn names_come_in_order() {
        assert_eq!(Template::parse("/a/{b}/{c}.{d}").names().collect::<Vec<_>>(), ["b", "c", "d"]);
    }
}
