//! The styles of OpenAPI: how lists and objects are written in paths, queries, headers and cookies.

use crate::operation::{Param, Style};
use crate::text::{Shapes, Tree};

/// Undoes the encoding of one value.
pub type Decode = fn(&str) -> Result<String, String>;

/// The readings of a value that is written in one piece, the most structured first.
pub fn readings(param: &Param, shapes: Shapes, raw: &str, decode: Decode) -> Result<Vec<Tree>, String> {
    let mut readings = Vec::new();
    if shapes.map
        && let Some(pairs) = pairs(param, raw)
    {
        let pairs: Result<Vec<_>, String> =
            pairs.into_iter().map(|(key, text)| Ok((decode(key)?, decode(text)?))).collect();
        readings.push(Tree::map(pairs?));
    }
    if shapes.list
        && let Some(items) = list(param, raw)
    {
        let items: Result<Vec<_>, String> = items.into_iter().map(decode).collect();
        readings.push(Tree::list(items?));
    }
    if shapes.scalar
        && let Some(text) = scalar(param, raw)
    {
        readings.push(Tree::Text(decode(text)?));
    }
    Ok(readings)
}

fn scalar<'r>(param: &Param, raw: &'r str) -> Option<&'r str> {
    match param.style {
        Style::Label => raw.strip_prefix('.'),
        Style::Matrix => {
            let rest = raw.strip_prefix(';')?.strip_prefix(param.name.as_str())?;
            if rest.is_empty() { Some(rest) } else { rest.strip_prefix('=') }
        }
        _ => Some(raw),
    }
}

fn list<'r>(param: &Param, raw: &'r str) -> Option<Vec<&'r str>> {
    let text = match (param.style, param.explode) {
        (Style::Matrix, true) => {
            let name = |item: &'r str| item.strip_prefix(param.name.as_str())?.strip_prefix('=');
            return raw.strip_prefix(';')?.split(';').map(name).collect();
        }
        _ => scalar(param, raw)?,
    };
    if text.is_empty() {
        return Some(Vec::new());
    }
    Some(match (param.style, param.explode) {
        (Style::Label, true) => text.split('.').collect(),
        // Older texts of the specification join with dots here, newer ones with commas.
        (Style::Label, false) if !text.contains(',') => text.split('.').collect(),
        (Style::SpaceDelimited, _) => text.split("%20").flat_map(|part| part.split('+')).collect(),
        (Style::PipeDelimited, _) => split_pipes(text),
        _ => text.split(',').collect(),
    })
}

fn split_pipes(text: &str) -> Vec<&str> {
    text.split('|').flat_map(|part| part.split("%7C")).flat_map(|part| part.split("%7c")).collect()
}

fn pairs<'r>(param: &Param, raw: &'r str) -> Option<Vec<(&'r str, &'r str)>> {
    if param.explode {
        let (text, separator) = match param.style {
            Style::Matrix => (raw.strip_prefix(';')?, ';'),
            Style::Label => (raw.strip_prefix('.')?, '.'),
            _ => (raw, ','),
        };
        return text.split(separator).map(|pair| pair.split_once('=')).collect();
    }
    let items = list(param, raw)?;
    let (pairs, rest) = items.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[key, text]| (*key, *text)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::{decode, decode_form};
    use crate::operation::Location;

    const LIST: Shapes = Shapes { scalar: false, list: true, map: false };
    const MAP: Shapes = Shapes { scalar: false, list: false, map: true };
    const SCALAR: Shapes = Shapes { scalar: true, list: false, map: false };

    fn read(style: Style, explode: bool, shapes: Shapes, raw: &str) -> Option<Tree> {
        let param = Param {
            name: "p".to_owned(),
            location: Location::Path,
            required: true,
            style,
            explode,
            allow_empty: false,
            schema: None,
        };
        let decode: Decode = if matches!(style, Style::Form | Style::SpaceDelimited) { decode_form } else { decode };
        readings(&param, shapes, raw, decode).unwrap().into_iter().next()
    }

    #[test]
    fn every_style_writes_lists_its_way() {
        for (style, explode, raw) in [
            (Style::Simple, false, "a,b%2C"),
            (Style::Simple, true, "a,b%2C"),
            (Style::Label, false, ".a,b%2C"),
            (Style::Label, false, ".a.b%2C"),
            (Style::Label, true, ".a.b%2C"),
            (Style::Matrix, false, ";p=a,b%2C"),
            (Style::Matrix, true, ";p=a;p=b%2C"),
            (Style::Form, false, "a,b%2C"),
            (Style::SpaceDelimited, false, "a%20b%2C"),
            (Style::SpaceDelimited, false, "a+b%2C"),
            (Style::PipeDelimited, false, "a|b%2C"),
            (Style::PipeDelimited, false, "a%7Cb%2C"),
        ] {
            let expected = Tree::list(["a".to_owned(), "b,".to_owned()]);
            assert_eq!(read(style, explode, LIST, raw), Some(expected), "{style:?} {explode} {raw}");
        }
        assert_eq!(read(Style::Label, false, LIST, "a"), None);
        assert_eq!(read(Style::Matrix, true, LIST, ";q=a"), None);
        assert_eq!(read(Style::Form, false, LIST, ""), Some(Tree::list([])));
    }

    #[test]
    fn every_style_writes_objects_its_way() {
        for (style, explode, raw) in [
            (Style::Simple, false, "a,1,b,2"),
            (Style::Simple, true, "a=1,b=2"),
            (Style::Label, false, ".a.1.b.2"),
            (Style::Label, false, ".a,1,b,2"),
            (Style::Label, true, ".a=1.b=2"),
            (Style::Matrix, false, ";p=a,1,b,2"),
            (Style::Matrix, true, ";a=1;b=2"),
            (Style::Form, false, "a,1,b,2"),
            (Style::PipeDelimited, false, "a|1|b|2"),
        ] {
            let expected = Tree::map([("a", "1"), ("b", "2")].map(|(key, text)| (key.to_owned(), text.to_owned())));
            assert_eq!(read(style, explode, MAP, raw), Some(expected), "{style:?} {explode} {raw}");
        }
        assert_eq!(read(Style::Simple, false, MAP, "a,1,b"), None);
    }

    #[test]
    fn scalars_lose_what_their_style_puts_before_them() {
        for (style, raw, text) in [
            (Style::Simple, "a%20b,c", Some("a b,c")),
            (Style::Label, ".a", Some("a")),
            (Style::Label, "a", None),
            (Style::Matrix, ";p=a", Some("a")),
            (Style::Matrix, ";p", Some("")),
            (Style::Matrix, ";pa", None),
        ] {
            assert_eq!(read(style, false, SCALAR, raw), text.map(|text| Tree::Text(text.to_owned())), "{raw}");
        }
    }
}
