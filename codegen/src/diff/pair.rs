//! Finds out which is which: what of the revision takes the place of what of the base.

use std::collections::HashMap;
use std::hash::Hash;

use crate::ir::{Api, AuthKind, Content, Location, OpId, Operation, Param, Reply, TagId};

/// Parts of both sides by their indices: those that belong together, those that are gone, and those that are new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paired {
    /// In the order of the revision.
    pub both: Vec<(usize, usize)>,
    /// Of the base alone.
    pub gone: Vec<usize>,
    /// Of the revision alone.
    pub new: Vec<usize>,
}

impl Paired {
    /// Nothing paired yet.
    pub fn unpaired(base: usize, revision: usize) -> Self {
        Self { both: Vec::new(), gone: (0..base).collect(), new: (0..revision).collect() }
    }

    /// Pairs what is left and has the same key; where several have one, in their order.
    pub fn by<K: Hash + Eq>(&mut self, base: impl Fn(usize) -> Option<K>, revision: impl Fn(usize) -> Option<K>) {
        let mut known: HashMap<K, Vec<usize>> = HashMap::new();
        for index in self.gone.iter().rev() {
            if let Some(key) = base(*index) {
                known.entry(key).or_default().push(*index);
            }
        }
        let mut taken: Vec<usize> = Vec::new();
        let both = &mut self.both;
        self.new.retain(|index| {
            let old = revision(*index).and_then(|key| known.get_mut(&key)?.pop());
            both.extend(old.map(|old| (old, *index)));
            taken.extend(old);
            old.is_none()
        });
        taken.sort_unstable();
        self.gone.retain(|index| taken.binary_search(index).is_err());
        self.both.sort_by_key(|(_, new)| *new);
    }

    /// Pairs what is left, where that is one on each side.
    pub fn by_elimination(&mut self) {
        if let ([old], [new]) = (self.gone.as_slice(), self.new.as_slice()) {
            self.both.push((*old, *new));
            self.both.sort_by_key(|(_, new)| *new);
            self.gone.clear();
            self.new.clear();
        }
    }
}

/// A path template without the names in it.
pub fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut parts = path.split('{');
    shape.push_str(parts.next().unwrap_or_default());
    for part in parts {
        shape.push_str("{}");
        shape.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    shape
}

/// The path of the first server, without a slash at its end.
pub fn prefix(api: &Api) -> &str {
    let url = api.servers.first().map_or("", |server| server.url.as_str());
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    rest.trim_end_matches('/')
}

/// Which operation is which: by method and path, by method and whole path where the server has a part of it, then by name.
pub fn operations(base: &Api, revision: &Api) -> Paired {
    let mut paired = Paired::unpaired(base.ops.len(), revision.ops.len());
    let key = |op: &Operation| Some((op.method.clone(), shape(&op.path)));
    paired.by(|old| key(&base.ops[old]), |new| key(&revision.ops[new]));
    let (before, after) = (prefix(base), prefix(revision));
    if before != after {
        let key = |prefix: &str, op: &Operation| Some((op.method.clone(), format!("{prefix}{}", shape(&op.path))));
        paired.by(|old| key(before, &base.ops[old]), |new| key(after, &revision.ops[new]));
    }
    paired.by(|old| Some(base.ops[old].id.as_str()), |new| Some(revision.ops[new].id.as_str()));
    paired
}

/// Which tag is which: by name, then those whose operations are the same.
pub fn tags(base: &Api, revision: &Api, ops: &Paired) -> Paired {
    let mut paired = Paired::unpaired(base.tags.len(), revision.tags.len());
    let named = |api: &Api, index: usize| Some(api.tags[index].name.clone()).filter(|name| !name.is_empty());
    paired.by(|old| named(base, old), |new| named(revision, new));
    let untagged = |api: &Api, index: usize| api.untagged.filter(|id| id.0 as usize == index).map(|_| ());
    paired.by(|old| untagged(base, old), |new| untagged(revision, new));
    let mut moved: Vec<(TagId, TagId)> =
        ops.both.iter().map(|(old, new)| (base.ops[*old].tag, revision.ops[*new].tag)).collect();
    moved.sort_unstable();
    moved.dedup();
    let only = |tag: TagId, old: bool| {
        let mut found = moved.iter().filter(|pair| if old { pair.0 == tag } else { pair.1 == tag });
        let first = found.next().copied();
        first.filter(|_| found.next().is_none())
    };
    let tag = |index: usize| TagId(u32::try_from(index).unwrap_or(u32::MAX));
    paired.by(
        |old| only(tag(old), true).filter(|pair| base.untagged != Some(pair.0)),
        |new| only(tag(new), false).filter(|pair| revision.untagged != Some(pair.1)),
    );
    paired
}

/// The parameters of a path by their places in the template: the same name may stand elsewhere.
fn positions(op: &Operation) -> HashMap<&str, usize> {
    let names = op.path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
    names.enumerate().map(|(index, name)| (name, index)).collect()
}

/// Which parameter is which: those of the path by position, others by place and name, then by name.
pub fn params(base: &Operation, revision: &Operation) -> Paired {
    let mut paired = Paired::unpaired(base.params.len(), revision.params.len());
    let same_shape = shape(&base.path) == shape(&revision.path);
    let (before, after) = (positions(base), positions(revision));
    let key = |param: &Param, positions: &HashMap<&str, usize>| match param.location {
        Location::Path if same_shape => positions.get(param.wire.as_str()).map(|at| (Location::Path, at.to_string())),
        location => Some((location, name(param))),
    };
    paired.by(|old| key(&base.params[old], &before), |new| key(&revision.params[new], &after));
    paired.by(|old| Some(name(&base.params[old])), |new| Some(name(&revision.params[new])));
    paired
}

/// The name of a parameter as it is compared; those of headers go without regard to case.
fn name(param: &Param) -> String {
    match param.location {
        Location::Header => param.wire.to_ascii_lowercase(),
        _ => param.wire.clone(),
    }
}

/// Which header of an answer is which.
pub fn headers(base: &Reply, revision: &Reply) -> Paired {
    let mut paired = Paired::unpaired(base.headers.len(), revision.headers.len());
    paired.by(|old| Some(name(&base.headers[old])), |new| Some(name(&revision.headers[new])));
    paired
}

/// A media type without its parameters.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a wildcard takes a media type.
pub fn covers(wildcard: &str, media_type: &str) -> bool {
    let (wildcard, media_type) = (essence(wildcard), essence(media_type));
    let Some(start) = wildcard.strip_suffix('*') else { return false };
    wildcard != media_type && (start == "*/" || media_type.starts_with(start))
}

/// Which content is which: by media type, then wildcards and what they cover.
pub fn contents(base: &[Content], revision: &[Content]) -> Paired {
    let mut paired = Paired::unpaired(base.len(), revision.len());
    let key = |content: &Content| Some(essence(&content.media_type));
    paired.by(|old| key(&base[old]), |new| key(&revision[new]));
    if let ([old], [new]) = (paired.gone.as_slice(), paired.new.as_slice()) {
        let (one, other) = (&base[*old].media_type, &revision[*new].media_type);
        if covers(one, other) || covers(other, one) {
            paired.by_elimination();
        }
    }
    paired
}

/// Which answer is which, by status; of success the one that is left on both sides, too.
pub fn replies(base: &[Reply], revision: &[Reply], success: bool) -> Paired {
    let mut paired = Paired::unpaired(base.len(), revision.len());
    paired.by(|old| Some(base[old].status), |new| Some(revision[new].status));
    if success {
        paired.by_elimination();
    }
    paired
}

/// Which scheme is which: by name, then by how it travels.
pub fn schemes(base: &Api, revision: &Api) -> Paired {
    let mut paired = Paired::unpaired(base.auth.len(), revision.auth.len());
    paired.by(|old| Some(base.auth[old].name.as_str()), |new| Some(revision.auth[new].name.as_str()));
    let key = |kind: &AuthKind| Some(format!("{kind:?}"));
    paired.by(|old| key(&base.auth[old].kind), |new| key(&revision.auth[new].kind));
    paired
}

/// An operation by its index.
pub fn op_id(index: usize) -> OpId {
    OpId(u32::try_from(index).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_templates_do_not_count() {
        for (path, expected) in
            [("/a/{id}/b", "/a/{}/b"), ("/a/{id}.{format}", "/a/{}.{}"), ("/a", "/a"), ("/a/{id", "/a/{}")]
        {
            assert_eq!(shape(path), expected);
        }
    }

    #[test]
    fn wildcards_cover_what_they_say() {
        assert!(covers("*/*", "application/json") && covers("image/*", "image/png"));
        assert!(!covers("image/*", "application/json") && !covers("*/*", "*/*") && !covers("a/b", "a/b"));
    }

    #[test]
    fn what_is_left_is_paired_by_the_next_key() {
        let (base, revision) = (["a1", "b2", "b3"], ["b9", "a1", "c2"]);
        let mut paired = Paired::unpaired(3, 3);
        paired.by(|old| Some(base[old]), |new| Some(revision[new]));
        assert_eq!((paired.both.clone(), paired.gone.clone()), (vec![(0, 1)], vec![1, 2]));
        paired.by(|old| base[old].chars().next(), |new| revision[new].chars().next());
        assert_eq!(paired, Paired { both: vec![(1, 0), (0, 1)], gone: vec![2], new: vec![2] });
        paired.by_elimination();
        assert_eq!(paired.both, [(1, 0), (0, 1), (2, 2)]);
    }
}
