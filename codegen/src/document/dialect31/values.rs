//! Keywords about values that 3.0 spells differently: constants, bounds, examples, encodings.

use crate::source::{Map, Node, Value};

/// `const` becomes an `enum` of one value, marked so that a constant can be told from a list.
pub(super) fn constant(map: &mut Map) {
    let Some(constant) = map.remove("const") else { return };
    let span = constant.value.span;
    map.set("enum", Node::new(span, Value::List(vec![constant.value])));
    map.set("x-const", Node::new(span, Value::Bool(true)));
}

/// Exclusive bounds as numbers become a bound and a flag; of two bounds the stricter one stays.
pub(super) fn bounds(map: &mut Map) {
    for (keyword, bound, stricter) in [
        ("exclusiveMinimum", "minimum", (|exclusive, inclusive| exclusive >= inclusive) as fn(f64, f64) -> bool),
        ("exclusiveMaximum", "maximum", |exclusive, inclusive| exclusive <= inclusive),
    ] {
        let Some(exclusive) = map.get(keyword).and_then(Node::as_f64) else { continue };
        let inclusive = map.get(bound).and_then(Node::as_f64);
        if inclusive.is_some_and(|inclusive| !stricter(exclusive, inclusive)) {
            map.remove(keyword);
        } else if let Some(entry) = map.get_mut(keyword) {
            let value = entry.clone();
            entry.value = Value::Bool(true);
            map.set(bound, value);
        }
    }
}

/// The first of several examples becomes the `example`; the others, if there are any, stay in an extension, which also says
/// that there was a list.
pub(super) fn examples(map: &mut Map) {
    let Some(entry) = map.remove("examples") else { return };
    let Value::List(mut examples) = entry.value.value else { return };
    if examples.is_empty() {
        return;
    }
    if !map.contains("example") {
        map.set("example", examples.remove(0));
    }
    map.set("x-examples", Node::new(entry.value.span, Value::List(examples)));
}

/// An encoding or a binary media type of a text becomes a `format`.
pub(super) fn content(map: &mut Map) {
    let encoding = map.remove("contentEncoding").map(|entry| entry.value);
    let media = map.remove("contentMediaType").map(|entry| entry.value);
    let base64 = encoding.as_ref().and_then(Node::as_str).is_some_and(|name| name.eq_ignore_ascii_case("base64"));
    let format = match (&encoding, &media) {
        (Some(encoding), _) if base64 => Some(("byte", encoding.span)),
        (None, Some(media)) if media.as_str().is_some_and(is_binary) => Some(("binary", media.span)),
        _ => None,
    };
    if let Some((format, span)) = format {
        for (keyword, value) in [("type", "string"), ("format", format)] {
            if !map.contains(keyword) {
                map.set(keyword, Node::new(span, Value::String(value.to_owned())));
            }
        }
    }
    if let Some(encoding) = encoding.filter(|_| !base64) {
        map.set("x-content-encoding", encoding);
    }
    if let Some(media) = media {
        map.set("x-content-media-type", media);
    }
}

/// Whether a media type is bytes and not text.
fn is_binary(media: &str) -> bool {
    let name = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (family, kind) = name.split_once('/').unwrap_or((&name, ""));
    match family {
        "image" => !kind.ends_with("+xml"),
        "audio" | "video" | "font" | "*" => true,
        "application" => matches!(kind, "octet-stream" | "pdf" | "zip" | "gzip" | "*"),
        _ => false,
    }
}
