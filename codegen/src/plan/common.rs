//! The words that several names begin and end with, and that a variant among them need not repeat.

/// What is left of names in `PascalCase` without the words that all of them begin with, and without those that all of them
/// end with; `None` where they have no such words, or are fewer than two.
///
/// Each name keeps at least one word, and names that differ leave parts that differ.
pub fn without_common_words<'n>(names: &[&'n str]) -> Option<Vec<&'n str>> {
    let (first, others) = names.split_first()?;
    if others.is_empty() {
        return None;
    }
    let begin = (1..first.len()).rev().find(|at| {
        let prefix = first.get(..*at);
        prefix.is_some_and(|prefix| names.iter().all(|name| name.starts_with(prefix) && begins_word(name, *at)))
    });
    let begin = begin.unwrap_or_default();
    let rests: Vec<&str> = names.iter().map(|name| &name[begin..]).collect();
    let end = (1..rests[0].len()).find_map(|at| {
        let suffix = rests[0].get(at..)?;
        let fits = |rest: &&str| {
            rest.strip_suffix(suffix).is_some_and(|stem| !stem.is_empty() && begins_word(rest, stem.len()))
        };
        rests.iter().all(fits).then_some(suffix.len())
    });
    let end = end.unwrap_or_default();
    (begin + end > 0).then(|| rests.iter().map(|rest| &rest[..rest.len() - end]).collect())
}

/// Whether a word of a name in `PascalCase` begins at an index; within `HTTP` and `3D` none does.
fn begins_word(name: &str, at: usize) -> bool {
    let (Some(before), Some(rest)) = (name.get(..at), name.get(at..)) else { return false };
    let mut rest = rest.chars();
    rest.next().is_some_and(char::is_uppercase)
        && (before.ends_with(char::is_lowercase) || rest.next().is_some_and(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_go_and_something_stays() {
        let cases: [(&[&str], Option<&[&str]>); 12] = [
            (&["WebhookCreated", "WebhookUpdated"], Some(&["Created", "Updated"])),
            (&["WebhookMessage", "WebhookMessageUpdated"], Some(&["Message", "MessageUpdated"])),
            (&["ContactSender", "UserSender"], Some(&["Contact", "User"])),
            (&["NewApiInput", "NewSmsInput"], Some(&["Api", "Sms"])),
            (&["AbcInput", "AbdInput"], Some(&["Abc", "Abd"])),
            (&["HTTPInput", "FTPInput"], Some(&["HTTP", "FTP"])),
            (&["NameID", "NameIP"], Some(&["ID", "IP"])),
            (&["V1Contact", "V1User"], Some(&["Contact", "User"])),
            (&["Shape2D", "Shape3D"], None),
            (&["Plus", "Minus"], None),
            (&["Message", "MessageUpdated"], None),
            (&["OnlyOne"], None),
        ];
        for (names, expected) in cases {
            assert_eq!(without_common_words(names).as_deref(), expected, "{names:?}");
        }
    }
}
