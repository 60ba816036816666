//! Finds what a misspelt name was meant to be.

/// The candidate that is nearest to a name, where one is near enough to be meant; the first of several.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name: Vec<char> = name.chars().collect();
    // Longer names are no typing mistakes that a distance of letters could tell.
    if name.is_empty() || name.len() > 64 {
        return None;
    }
    let limit = (name.len() / 3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().take(name.len() + limit + 1).collect();
        if letters.len().abs_diff(name.len()) > limit {
            continue;
        }
        let distance = distance(&name, &letters);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A remedy that proposes the nearest candidate; empty where there is none.
pub(crate) fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?")).unwrap_or_default()
}

/// How many letters to insert, remove, replace or swap with their neighbour, without regard to case.
fn distance(from: &[char], to: &[char]) -> usize {
    let same = |a: char, b: char| a == b || a.eq_ignore_ascii_case(&b);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, &letter) in from.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, &other) in to.iter().enumerate() {
            let mut fewest =
                (last[column] + usize::from(!same(letter, other))).min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && same(letter, to[column - 1]) && same(from[row - 1], other) {
                fewest = fewest.min(before[column - 1] + 1);
            }
            next.push(fewest);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_proposed_and_far_ones_are_not() {
        let keywords = ["type", "properties", "description", "required", "readOnly", "in"];
        let cases = [
            ("typ", Some("type")),
            ("tpye", Some("type")),
            ("propertys", Some("properties")),
            ("readonly", Some("readOnly")),
            ("descripton", Some("description")),
            ("discription", Some("description")),
            ("colour", None),
            ("", None),
            ("format", None),
        ];
        for (name, expected) in cases {
            assert_eq!(nearest(name, keywords), expected, "{name}");
        }
    }
}
