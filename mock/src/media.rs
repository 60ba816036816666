//! Media types: what a header names, what fits it, what is preferred.

/// The media type of a `Content-Type`, without its parameters, in lower case.
pub fn essence(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON.
pub fn is_json(media: &str) -> bool {
    let media = essence(media);
    media == "application/json" || media.ends_with("+json")
}

/// How well a range such as `text/*` fits a media type; `None` if it does not.
pub fn fit(range: &str, media: &str) -> Option<u8> {
    let (range, media) = (essence(range), essence(media));
    if range == media {
        return Some(2);
    }
    match range.split_once('/')? {
        ("*", "*") => Some(0),
        (kind, "*") if media.split_once('/').is_some_and(|(media, _)| media == kind) => Some(1),
        _ => None,
    }
}

/// Of the media types that a document names, the one that an `Accept` header likes best, if it likes any.
pub fn preferred<'m>(accept: Option<&str>, offered: impl IntoIterator<Item = &'m str>) -> Option<&'m str> {
    let accept = accept.unwrap_or("*/*");
    // JSON goes before others that are liked as much, then the order of names: stable, whatever the order of the map.
    let mut offered: Vec<_> = offered.into_iter().collect();
    offered.sort_by_key(|media| (!is_json(media), *media));
    let rated = offered.into_iter().map(|media| (quality(accept, media), media)).filter(|(quality, _)| *quality > 0);
    rated.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, media)| media)
}

/// What an `Accept` header thinks of a media type, in thousandths; the most specific range counts.
fn quality(accept: &str, media: &str) -> u32 {
    let rated = accept.split(',').filter_map(|range| {
        // Media types of a document may be ranges themselves.
        let fit = fit(range, media).or_else(|| fit(media, range).map(|_| 2))?;
        Some((fit, weight(range)))
    });
    rated.max_by_key(|(fit, _)| *fit).map_or(0, |(_, weight)| weight)
}

fn weight(range: &str) -> u32 {
    let weight = range.split(';').skip(1).find_map(|param| {
        let (name, value) = param.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then_some(value.trim())
    });
    let Some(weight) = weight else { return 1000 };
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let part: u32 = format!("{part:0<3}").get(..3).and_then(|part| part.parse().ok()).unwrap_or(0);
    if whole == "1" { 1000 } else { part }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_known_by_its_name() {
        for (media, is) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/problem+json", true),
            ("text/json-ish", false),
            ("application/jsonlines", false),
        ] {
            assert_eq!(is_json(media), is, "{media}");
        }
    }

    #[test]
    fn accept_chooses_among_the_media_types() {
        let offered = ["text/csv", "application/json", "application/pdf"];
        for (accept, best) in [
            (None, Some("application/json")),
            (Some("*/*"), Some("application/json")),
            (Some("text/csv"), Some("text/csv")),
            (Some("text/*, application/json;q=0.9"), Some("text/csv")),
            (Some("text/csv;q=0.5, application/pdf;q=0.55"), Some("application/pdf")),
            (Some("text/csv;q=0, */*;q=0.1"), Some("application/json")),
            (Some("application/json;q=0, */*"), Some("application/pdf")),
            (Some("image/png"), None),
        ] {
            assert_eq!(preferred(accept, offered), best, "{accept:?}");
        }
        assert_eq!(preferred(Some("image/png"), ["image/*"]), Some("image/*"));
    }
}
