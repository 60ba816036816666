//! `allOf` is merged into one set of facts.

use super::context::{Lowering, reference};
use super::facts::{Additional, Facts};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Access, Docs};
use crate::source::{Node, Span};

impl<'a> Lowering<'a, '_> {
    /// The facts of a schema, where members of its union that only say `null`, or only demand keys, are taken out.
    pub fn facts(&self, node: &'a Node) -> Facts<'a> {
        let mut facts = Facts::of(node);
        if facts.members.is_empty() {
            return facts;
        }
        let (mut nullable, mut shaped) = (facts.nullable, false);
        facts.members.retain(|member| {
            let (referred, target) = self.follow(member);
            let said = target.map(Facts::of).unwrap_or_default();
            let is_null = said.kind == Some("null")
                || said.nullable && said.kind.is_none() && said.only_constrains()
                || said.values.as_ref().is_some_and(Vec::is_empty);
            nullable |= said.nullable || is_null;
            shaped |= !is_null && (referred.is_some() || !said.only_constrains() || said.kind.is_some());
            !is_null
        });
        facts.nullable = nullable;
        facts.memberless |= facts.members.is_empty();
        // `anyOf: [{required: [a]}, {required: [b]}]` limits what may be sent; the type is the same. So does `oneOf`, which a
        // type can say.
        if !shaped && (facts.has_properties() || facts.kind.is_some()) {
            let members = std::mem::take(&mut facts.members);
            if node.get("oneOf").is_some() {
                facts.branches = members;
            }
        }
        facts
    }

    /// The facts of a schema, a reference or not, with its `allOf` merged in; `None` where the parts contradict each other.
    pub fn merged(&mut self, node: &'a Node) -> Option<Facts<'a>> {
        if let Some(target) = reference(node) {
            if self.within.iter().any(|within| within == target) {
                return None;
            }
            let node = self.resolver.resolve(target)?;
            self.within.push(target.to_owned());
            let merged = self.merged(node);
            self.within.pop();
            return merged;
        }
        let mut facts = self.facts(node);
        let mut parts: Vec<&'a Node> = std::mem::take(&mut facts.all_of).iter().collect();
        if facts.members.len() == 1 {
            parts.append(&mut facts.members);
        }
        self.merge_parts(facts, &parts)
    }

    /// The facts of a value that matches several schemas.
    pub fn merged_all(&mut self, nodes: &[&'a Node]) -> Option<Facts<'a>> {
        match nodes {
            [node] => self.merged(node),
            nodes => {
                let span = nodes.first().map(|node| node.span).unwrap_or_default();
                self.merge_parts(Facts { span, ..Facts::default() }, nodes)
            }
        }
    }

    fn merge_parts(&mut self, mut facts: Facts<'a>, parts: &[&'a Node]) -> Option<Facts<'a>> {
        let mut all_nullable = !parts.is_empty() && facts.kind.is_none();
        let own_nullable = facts.nullable;
        for part in parts {
            let Some(mut merged) = self.merged(part) else {
                // What its own parts contradict each other in has been said.
                let target = reference(part).filter(|target| self.within.iter().any(|within| within == target));
                if let Some(target) = target {
                    let message = format!("`{target}` consists of itself");
                    self.refuse(Code::RefLoop, part.span, message, "take this part out of the `allOf`");
                }
                return None;
            };
            all_nullable &= merged.nullable;
            if reference(part).is_some() {
                // What another schema says of itself is not said of this one.
                merged.docs = Docs::default();
                merged.pin = None;
            }
            if let Err(why) = facts.combine(merged) {
                self.conflict(part, why, facts.span);
                return None;
            }
        }
        facts.nullable = own_nullable || all_nullable;
        Some(facts)
    }

    fn conflict(&mut self, part: &Node, why: &str, whole: Span) {
        let message = format!("this part of an `allOf` cannot be merged: {why}");
        let help = "make the parts agree, or describe the value in one schema";
        let found = Diagnostic::new(Code::AllOfConflict, part.span, message, help);
        self.sink.refuse(found.related(whole, "the value that all parts describe"));
    }
}

impl Facts<'_> {
    /// Adds what another schema says of the same value.
    ///
    /// # Errors
    /// Says why no value can match both, or why no type can say so.
    pub fn combine(&mut self, other: Self) -> Result<(), &'static str> {
        self.kind = match (self.kind, other.kind) {
            (Some("integer"), Some("number")) | (Some("number"), Some("integer")) => Some("integer"),
            (Some(mine), Some(others)) if mine != others => return Err("it is of another `type` than the others"),
            (mine, others) => mine.or(others),
        };
        self.values = match (self.values.take(), other.values) {
            (Some(mine), Some(others)) => Some(common(mine, &others)?),
            (mine, others) => mine.or(others),
        };
        if self.format.is_some() && other.format.is_some() && self.format != other.format {
            return Err("it has another `format` than the others");
        }
        if !self.members.is_empty() && !other.members.is_empty() {
            return Err("it is a union, as is another part");
        }
        if self.members.is_empty() {
            self.members = other.members;
            self.discriminator = other.discriminator.or(self.discriminator);
        }
        if self.branches.is_empty() {
            self.branches = other.branches;
        }
        for property in other.properties {
            match self.properties.iter_mut().find(|mine| mine.name == property.name) {
                Some(mine) => {
                    // A schema that extends what it is a part of would have its own parts again and again.
                    let is_new = |schema: &&Node| mine.schemas.iter().all(|known| known.span != schema.span);
                    let new: Vec<&Node> = property.schemas.into_iter().filter(is_new).collect();
                    mine.schemas.extend(new);
                }
                None => self.properties.push(property),
            }
        }
        for (name, span) in other.required {
            if !self.requires(name) {
                self.required.push((name, span));
            }
        }
        self.required_stated |= other.required_stated;
        self.additional = match (self.additional, other.additional) {
            // Each part forbids the other's keys by the letter; what is meant is the sum of both.
            (Additional::No, Additional::No) => Additional::No,
            (Additional::No | Additional::Absent, others) if !matches!(others, Additional::No) => others,
            (Additional::Absent, Additional::No) => Additional::Absent,
            (mine, _) => mine,
        };
        self.format = self.format.or(other.format);
        self.constant |= other.constant;
        self.default = self.default.or(other.default);
        self.items = self.items.or(other.items);
        self.limits.tighten(other.limits);
        self.access = if self.access == Access::Both { other.access } else { self.access };
        self.pin = self.pin.or(other.pin);
        self.id |= other.id;
        self.open = self.open.or(other.open);
        self.names = self.names.or(other.names);
        self.descriptions = self.descriptions.or(other.descriptions);
        self.memberless |= other.memberless;
        self.not |= other.not;
        if self.docs == Docs::default() {
            self.docs = other.docs;
        }
        Ok(())
    }
}

fn common<'a>(mine: Vec<&'a Node>, others: &[&'a Node]) -> Result<Vec<&'a Node>, &'static str> {
    let is_listed = |value: &&Node| others.iter().any(|other| other.to_json() == value.to_json());
    let common: Vec<&Node> = mine.into_iter().filter(is_listed).collect();
    if common.is_empty() { Err("it lists none of the values that another part lists") } else { Ok(common) }
}
