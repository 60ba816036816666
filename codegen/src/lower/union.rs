//! `oneOf` and `anyOf` become unions whose members can be told apart.

use super::context::{Lowering, reference};
use super::ends;
use super::facts::{Facts, Listed};
use super::schema::Lowered;
use crate::diag::{Code, Diagnostic, Sink};
use crate::ir::{AnyReason, Api, EnumBase, Place, Scalar, TagEnd, Tagging, Ty, TypeId, TypeKind, Union, Variant};
use crate::source::{Node, Span, Value};

/// What is known of a member before it is lowered.
struct Member<'a> {
    node: &'a Node,
    facts: Facts<'a>,
    tags: Vec<String>,
    ends: Vec<TagEnd>,
}

/// The values of a key that lead to a member, and the ends of values.
pub type Leads = (Vec<String>, Vec<TagEnd>);

impl<'a> Lowering<'a, '_> {
    /// The values of a union of texts: `anyOf: [{type: string}, {enum: [a, b]}]` is an open enumeration, and one without any
    /// listed value a plain text. So is a union of integers whose members all list some; `None` for other unions.
    pub fn listed_by_members(&mut self, facts: &Facts<'a>) -> Option<Vec<Listed<'a>>> {
        if facts.members.is_empty() || facts.has_properties() || facts.discriminator.is_some() {
            return None;
        }
        let mut base = None;
        let mut values = Vec::new();
        for member in &facts.members {
            let said = self.merged(member)?;
            let found = Listed::all_of(&said);
            let own = match said.kind {
                Some("string") if said.format != Some("binary") => EnumBase::String,
                Some("integer") if !found.is_empty() => EnumBase::Int,
                None if !found.is_empty() => found[0].base()?,
                _ => return None,
            };
            if base.replace(own).is_some_and(|before| before != own)
                || found.iter().any(|value| value.base() != Some(own))
            {
                return None;
            }
            values.extend(found);
        }
        Some(values)
    }

    /// Whether a member of a union of values lists none, so that any other text is as good.
    pub fn has_free_member(&mut self, facts: &Facts<'a>) -> bool {
        facts.members.iter().any(|member| self.merged(member).is_some_and(|said| said.values.is_none()))
    }

    /// The type of a union that is none: of numbers of two kinds, or of moments in several forms; with its `format` where
    /// that is one.
    pub fn uniform(&mut self, facts: &Facts<'a>) -> (Ty, Option<&'a str>) {
        let members: Vec<Facts<'a>> =
            facts.members.iter().map(|member| self.merged(member).unwrap_or_default()).collect();
        match uniform(&members) {
            Some(scalar) => {
                let format = members.first().and_then(|first| first.format);
                (Ty::Scalar(scalar), format.filter(|_| members.iter().all(|member| member.format == format)))
            }
            None => (self.untyped(facts, AnyReason::AmbiguousUnion), None),
        }
    }

    /// A union, where the schema makes one.
    pub fn union(&mut self, facts: &Facts<'a>) -> Option<TypeKind> {
        let base = Facts { members: Vec::new(), discriminator: None, ..facts.clone() };
        let mut members = Vec::with_capacity(facts.members.len());
        for &node in &facts.members {
            let merged = self.merged(node).unwrap_or_default();
            members.push(Member { node, facts: merged, tags: Vec::new(), ends: Vec::new() });
        }
        if members.iter().all(|member| member.facts.values.is_none())
            && uniform(members.iter().map(|member| &member.facts)).is_some()
        {
            return None;
        }
        let key = match facts.discriminator {
            Some(node) => self.tags_by_discriminator(node, &mut members),
            None => self.tags_by_constant(&mut members),
        };
        // Members are tried in their order, and a number would take every integer.
        if members.iter().any(|member| member.facts.kind == Some("integer")) {
            members.sort_by_key(|member| member.facts.kind == Some("number"));
        }
        if key.is_none() && facts.discriminator.is_none() {
            self.check_shapes(&members);
        }
        let mut variants: Vec<Variant> = Vec::with_capacity(members.len());
        for (index, member) in members.into_iter().enumerate() {
            let variant = self.variant(&base, member, index);
            let twin = variants.iter_mut().find(|other| other.place.ty == variant.place.ty);
            match twin {
                Some(twin) => {
                    twin.tags.extend(variant.tags);
                    twin.ends.extend(variant.ends);
                }
                None => variants.push(variant),
            }
        }
        let tagging = key.map_or(Tagging::Shape, Tagging::Key);
        Some(TypeKind::Union(Union { tagging, variants, open: facts.open.unwrap_or(true) }))
    }

    /// The key that all of several schemas fix, each to values or ends of its own, and these.
    pub fn fixed_key(&mut self, nodes: &[&'a Node]) -> Option<(String, Vec<Leads>)> {
        let member = |node: &&'a Node| {
            let facts = self.merged(node).unwrap_or_default();
            Member { node, facts, tags: Vec::new(), ends: Vec::new() }
        };
        let mut members: Vec<Member<'a>> = nodes.iter().map(member).collect();
        let key = self.tags_by_constant(&mut members)?;
        Some((key, members.into_iter().map(|member| (member.tags, member.ends)).collect()))
    }

    fn variant(&mut self, base: &Facts<'a>, member: Member<'a>, index: usize) -> Variant {
        let word = word_of(&member, index);
        let Lowered { mut place, docs, .. } = if base.only_constrains() && base.required.is_empty() {
            self.at(&word, |this| this.schema(member.node))
        } else {
            Lowered::of(self.at(&word, |this| this.with_base(base, &member)))
        };
        // A member's `null` is the union's, which has it by now.
        place.nullable = false;
        Variant { place, tags: member.tags, ends: member.ends, word, docs, span: member.node.span }
    }

    /// A member together with the keys that stand beside the union.
    fn with_base(&mut self, base: &Facts<'a>, member: &Member<'a>) -> Place {
        let mut facts = member.facts.clone();
        if let Err(why) = facts.combine(base.clone()) {
            let message = format!("this member does not go with what stands beside the union: {why}");
            self.refuse(Code::AllOfConflict, member.node.span, message, "describe each member wholly");
            return Place::of(Ty::Any(AnyReason::UnmergeableAllOf));
        }
        if facts.members.is_empty() {
            let structure = self.structure(&facts);
            let id = self.add_inline(facts.pin, TypeKind::Struct(structure), facts.docs.clone(), facts.span);
            return Place::of(Ty::Named(id));
        }
        if self.completed.contains(&facts.span) {
            let message = "this member of the union is the union itself";
            self.refuse(Code::RefLoop, member.node.span, message, "take it out");
            return Place::of(Ty::Any(AnyReason::AmbiguousUnion));
        }
        self.completed.push(facts.span);
        let kind = self.union(&facts);
        self.completed.pop();
        match kind {
            Some(kind) => Place::of(Ty::Named(self.add_inline(facts.pin, kind, facts.docs.clone(), facts.span))),
            None => Place::of(Ty::Any(AnyReason::AmbiguousUnion)),
        }
    }

    fn tags_by_discriminator(&mut self, node: &'a Node, members: &mut [Member<'a>]) -> Option<String> {
        let key = node.get("propertyName").and_then(Node::as_str)?;
        let mapping = node.get("mapping").and_then(Node::as_map);
        for entry in mapping.map(|map| map.entries.as_slice()).unwrap_or_default() {
            let target = entry.value.as_str().unwrap_or_default();
            let wanted =
                if target.contains('/') { target.to_owned() } else { format!("#/components/schemas/{target}") };
            match members.iter_mut().find(|member| reference(member.node) == Some(&wanted)) {
                Some(member) => member.tags.push(entry.key.clone()),
                None => self.refuse(
                    Code::Discriminator,
                    entry.value.span,
                    format!("`{target}` is not a member of the union"),
                    "add it to the members, or take it out of the mapping",
                ),
            }
        }
        let stranger =
            members.iter().find(|member| member.facts.members.is_empty() && member.facts.property(key).is_none());
        if let Some(member) = stranger {
            let message = format!("this member has no key `{key}`, by which the union is told apart");
            self.refuse(
                Code::Discriminator,
                member.node.span,
                message,
                "describe the key in the member, as a required one",
            );
            if kind(&member.facts) != "object" {
                return None;
            }
        }
        let fixed = self.constants_of_all(members, key);
        let ends: Vec<Option<TagEnd>> = members.iter().map(|member| self.end(&member.facts, key)).collect();
        if ends::are_clear(&ends) {
            let free = members.iter_mut().zip(ends).zip(&fixed);
            let free = free.filter(|((member, _), fixed)| member.tags.is_empty() && fixed.is_empty());
            free.for_each(|((member, end), _)| member.ends.extend(end));
        }
        for (member, fixed) in members.iter_mut().zip(fixed).filter(|(member, _)| member.tags.is_empty()) {
            member.tags = fixed;
            if member.tags.is_empty()
                && member.ends.is_empty()
                && let Some(name) = reference(member.node).and_then(|target| target.rsplit('/').next())
            {
                // OpenAPI 3.0, Discriminator Object: without a mapping the tag is the name of the schema.
                member.tags.push(name.to_owned());
            }
        }
        if let Some(member) = members.iter().find(|member| member.tags.is_empty() && member.ends.is_empty()) {
            self.refuse(
                Code::Discriminator,
                member.node.span,
                format!("nothing says which value of `{key}` leads to this member"),
                format!("fix `{key}` with `const` in the member, or add a mapping"),
            );
            return None;
        }
        let mut seen: Vec<(&str, &Node)> = Vec::new();
        for (tag, node) in members.iter().flat_map(|member| member.tags.iter().map(|tag| (tag.as_str(), member.node))) {
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == tag) {
                let message = format!("`{tag}` leads to two members of the union");
                let help = format!("fix `{key}` to another value in one of them");
                let found = Diagnostic::new(Code::Discriminator, node.span, message, help);
                self.sink.refuse(found.related(first.span, "the other one"));
                return None;
            }
            seen.push((tag, node));
        }
        Some(key.to_owned())
    }

    /// A key that all members fix, each to values or to ends of its own.
    fn tags_by_constant(&self, members: &mut [Member<'a>]) -> Option<String> {
        let candidates = members.first().filter(|_| members.len() > 1)?.facts.properties.iter();
        let (key, tags, ends) = candidates.map(|property| property.name).find_map(|key| {
            let tags: Vec<Vec<String>> = members.iter().map(|member| self.constants(&member.facts, key)).collect();
            let ends: Vec<Option<TagEnd>> = members.iter().map(|member| self.end(&member.facts, key)).collect();
            let is_own = |index: usize| !tags[index].is_empty() && !is_shared(&tags, index);
            let fix = (0..tags.len()).all(|index| is_own(index) || tags[index].is_empty() && ends[index].is_some());
            (fix && ends::are_clear(&ends)).then_some((key, tags, ends))
        })?;
        for (member, (tags, end)) in members.iter_mut().zip(tags.into_iter().zip(ends)) {
            member.ends.extend(end.filter(|_| tags.is_empty()));
            member.tags = tags;
        }
        Some(key.to_owned())
    }

    /// The values that each of the members fixes a key to. A named list of values fixes nothing for members that share it:
    /// it says what the key may be in all of them.
    fn constants_of_all(&self, members: &[Member<'a>], key: &str) -> Vec<Vec<String>> {
        let all: Vec<Vec<String>> = members.iter().map(|member| self.constants(&member.facts, key)).collect();
        let refers = |member: &Member<'a>| {
            let schemas = member.facts.property(key).map(|property| property.schemas.as_slice()).unwrap_or_default();
            schemas.iter().all(|schema| Facts::of(schema).values.is_none())
        };
        (0..all.len())
            .map(
                |index| if is_shared(&all, index) && refers(&members[index]) { Vec::new() } else { all[index].clone() },
            )
            .collect()
    }

    /// The values that a member fixes a key to: texts, and the digits of integers. An integer must always be there, so that the
    /// member writes it: the union would write a text.
    fn constants(&self, facts: &Facts<'a>, key: &str) -> Vec<String> {
        let schemas = facts.property(key).map(|property| property.schemas.as_slice()).unwrap_or_default();
        let listed = schemas.iter().find_map(|schema| self.listed_in(schema, &mut Vec::new())).unwrap_or_default();
        let tag = |value: &Node| match &value.value {
            Value::String(text) => Some(text.clone()),
            Value::Int(number) if facts.requires(key) => Some(number.to_string()),
            _ => None,
        };
        listed.into_iter().filter_map(tag).collect()
    }

    /// What a member says that a key begins or ends with, where it is always there.
    fn end(&self, facts: &Facts<'a>, key: &str) -> Option<TagEnd> {
        facts.required.iter().find(|(name, _)| *name == key)?;
        let schemas = facts.property(key).map(|property| property.schemas.as_slice()).unwrap_or_default();
        let patterns = schemas.iter().filter_map(|schema| self.follow(schema).1?.get("pattern")?.as_str());
        let mut ends = patterns.map(ends::of_pattern);
        ends.next().flatten().filter(|_| ends.next().is_none())
    }

    /// The values that a schema lists, itself, by a reference or by a part of its `allOf`; each schema is asked once.
    fn listed_in(&self, node: &'a Node, asked: &mut Vec<Span>) -> Option<Vec<&'a Node>> {
        let target = self.follow(node).1?;
        if asked.contains(&target.span) {
            return None;
        }
        asked.push(target.span);
        let facts = Facts::of(target);
        facts.values.or_else(|| facts.all_of.iter().find_map(|part| self.listed_in(part, asked)))
    }

    /// Whether values of one schema are none of another one: objects by a required key that the other does not know, or whose
    /// values are told apart; lists that are not empty by their items, or by how many
    /// there are.
    fn tells_apart(&mut self, one: &Facts<'a>, other: &Facts<'a>, depth: usize) -> bool {
        let has_own =
            |one: &Facts<'_>, other: &Facts<'_>| one.required.iter().any(|(name, _)| other.property(name).is_none());
        let too_few = |one: &Facts<'_>, other: &Facts<'_>| {
            one.limits.max_items.zip(other.limits.min_items).is_some_and(|(most, least)| most < least)
        };
        match kind(one) {
            _ if depth > 4 => false,
            "object" if has_own(one, other) || has_own(other, one) => true,
            "object" => {
                let keys = one.required.iter().map(|(name, _)| *name).filter(|name| other.requires(name));
                keys.collect::<Vec<_>>().into_iter().any(|key| {
                    let (Some(one), Some(other)) = (one.property(key), other.property(key)) else { return false };
                    let (one, other) = (one.schemas.clone(), other.schemas.clone());
                    let both = self.merged_all(&one).zip(self.merged_all(&other));
                    both.is_some_and(|(one, other)| self.differ(&one, &other, depth + 1))
                })
            }
            "array" if too_few(one, other) || too_few(other, one) => true,
            // An empty list would be both.
            "array" if one.limits.min_items.max(other.limits.min_items).is_some_and(|least| least > 0) => {
                let items = one.items.zip(other.items);
                let both = items.and_then(|(one, other)| self.merged(one).zip(self.merged(other)));
                both.is_some_and(|(one, other)| self.differ(&one, &other, depth + 1))
            }
            _ => false,
        }
    }

    fn differ(&mut self, one: &Facts<'a>, other: &Facts<'a>, depth: usize) -> bool {
        let plain = one.members.is_empty() && other.members.is_empty() && !one.nullable && !other.nullable;
        plain
            && (one.kind.is_some() && other.kind.is_some() && kind(one) != kind(other)
                || self.tells_apart(one, other, depth))
    }

    /// Members that neither a key nor their shape tells apart are a guess, which a curated document must not ask for.
    fn check_shapes(&mut self, members: &[Member<'a>]) {
        for (index, one) in members.iter().enumerate() {
            for other in &members[..index] {
                if kind(&one.facts) == kind(&other.facts) && !self.tells_apart(&one.facts, &other.facts, 0) {
                    let message = "this member of the union looks like another one";
                    let help = "require a key that the other does not know, or use a `discriminator`";
                    let found = Diagnostic::new(Code::AmbiguousUnion, one.node.span, message, help);
                    self.sink.refuse(found.related(other.node.span, "the other one"));
                    break;
                }
            }
        }
    }
}

/// Reports members that lead back to their union through nothing but unions and other names, and takes them out: a value
/// could be looked for there without end.
pub fn break_loops(sink: &mut Sink, api: &mut Api) {
    for index in 0..api.types.len() {
        let TypeKind::Union(union) = &api.types[index].kind else { continue };
        let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
        let loops: Vec<bool> = union.variants.iter().map(|variant| leads_to(api, &variant.place, id)).collect();
        let TypeKind::Union(union) = &mut api.types[index].kind else { continue };
        let mut loops = loops.into_iter();
        union.variants.retain(|variant| {
            let is_loop = loops.next().unwrap_or(false);
            if is_loop {
                let message = "this member of the union is the union itself";
                sink.refuse(Diagnostic::new(Code::RefLoop, variant.span, message, "take it out"));
            }
            !is_loop
        });
    }
}

/// Whether a value of a place may be a value of a union without anything around it.
fn leads_to(api: &Api, place: &Place, union: TypeId) -> bool {
    let mut seen: Vec<TypeId> = Vec::new();
    let mut open: Vec<&Place> = vec![place];
    while let Some(place) = open.pop() {
        let Ty::Named(id) = place.ty else { continue };
        if id == union {
            return true;
        }
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        match &api[id].kind {
            TypeKind::Union(union) => open.extend(union.variants.iter().map(|variant| &variant.place)),
            TypeKind::Alias(place) => open.push(place),
            _ => {}
        }
    }
    false
}

/// Whether a value of a member is one of another member, too.
fn is_shared(tags: &[Vec<String>], index: usize) -> bool {
    let others = || tags.iter().enumerate().filter(|(other, _)| *other != index);
    tags[index].iter().any(|tag| others().any(|(_, tags)| tags.contains(tag)))
}

/// The one type that all members of a union have in Rust: a number for numbers of several kinds, and the moment that is read
/// in each of its forms and written as it was read.
fn uniform<'f, 'a: 'f>(members: impl IntoIterator<Item = &'f Facts<'a>>) -> Option<Scalar> {
    let mut found: Option<Scalar> = None;
    for member in members {
        let scalar = Lowering::scalar(member)?;
        let is_number = |scalar| is_integer(scalar) || matches!(scalar, Scalar::F32 | Scalar::F64);
        found = Some(match found {
            _ if scalar != Scalar::Timestamp && !is_number(scalar) => return None,
            None => scalar,
            Some(before) if before == scalar => scalar,
            Some(before) if is_integer(before) && is_integer(scalar) => Scalar::I64,
            Some(before) if is_number(before) && is_number(scalar) => Scalar::F64,
            Some(_) => return None,
        });
    }
    found
}

const fn is_integer(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64)
}

/// What a member is in JSON.
fn kind<'a>(facts: &Facts<'a>) -> &'a str {
    match facts.kind {
        Some(kind) => kind,
        None if facts.items.is_some() => "array",
        None if facts.values.as_ref().is_some_and(|values| values.iter().all(|value| value.as_str().is_some())) => {
            "string"
        }
        None => "object",
    }
}

/// A word for a member, for the names of its type and its variant where the member has no name.
fn word_of(member: &Member<'_>, index: usize) -> String {
    if let Some(title) =
        member.facts.docs.summary.as_deref().filter(|title| reference(member.node).is_none() && title.len() < 40)
    {
        return title.to_owned();
    }
    let end = || member.ends.first().map(|end| end.text().to_owned());
    match member.tags.first().cloned().or_else(end) {
        Some(tag) => tag,
        None => match (kind(&member.facts), member.facts.values.as_deref()) {
            ("object", _) => format!("variant {}", index + 1),
            ("array", _) => "list".to_owned(),
            (_, Some([Node { value: Value::String(text), .. }])) => text.clone(),
            _ if Lowering::scalar(&member.facts) == Some(Scalar::Timestamp) => "timestamp".to_owned(),
            (kind, _) => kind.to_owned(),
        },
    }
}
