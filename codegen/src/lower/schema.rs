//! Schemas become places and types.

use super::check::Check;
use super::context::{Lowering, reference};
use super::facts::{Additional, Facts, Listed, Property, word};
use crate::diag::Code;
use crate::ir::{AnyReason, Docs, Enum, EnumValue, Extra, Field, Place, Scalar, Struct, Ty, TypeId, TypeKind};
use crate::source::{Node, Span, Value};

/// A schema once its references and `allOf` are dealt with: a place, and what was said about it.
pub struct Lowered {
    /// The place.
    pub place: Place,
    /// What the schema says of it, where it is not said by its type.
    pub docs: Docs,
    /// Which way it travels.
    pub access: crate::ir::Access,
    /// `x-rust-name` beside a reference or on a schema that is no type of its own.
    pub pin: Option<String>,
}

impl<'a> Lowering<'a, '_> {
    /// Lowers all referred schemas, and those that they refer to.
    pub fn lower_open(&mut self) {
        while let Some((id, node)) = self.next_open() {
            self.lower_referred(id, node);
        }
    }

    fn lower_referred(&mut self, id: TypeId, node: &'a Node) {
        let words = match &self.api[id].key {
            crate::ir::TypeKey::Component(name) => vec![name.clone()],
            crate::ir::TypeKey::Inline(words) => words.clone(),
        };
        let examples = self.schema_examples(id, node);
        self.from(words, |this| {
            if reference(node).is_some() {
                let place = this.schema(node).place;
                this.fill(id, None, TypeKind::Alias(place), Docs::default(), examples);
                return;
            }
            let Some(facts) = this.merged(node) else {
                let any = Place::of(Ty::Any(AnyReason::UnmergeableAllOf));
                let docs = super::facts::docs(node, "title");
                this.fill(id, None, TypeKind::Alias(any), docs, examples);
                return;
            };
            let pin = facts.pin;
            let docs = facts.docs.clone();
            // One value that has a name may get company; `const` is how a value is fixed.
            let named = !facts.constant && matches!(this.api[id].key, crate::ir::TypeKey::Component(_));
            let kind = match this.kind_of(&facts, named) {
                Some(kind) => {
                    this.check_secret(&facts, kind == TypeKind::Id(Scalar::Secret));
                    let own = &mut this.api.types[id.0 as usize].own;
                    own.nullable = facts.nullable;
                    own.default = facts.default.map(Node::to_json);
                    own.format = facts.format.map(str::to_owned);
                    own.limits = facts.limits.clone();
                    kind
                }
                None => TypeKind::Alias(this.plain(&facts)),
            };
            this.fill(id, pin, kind, docs, examples);
        });
    }

    /// Lowers one schema, a reference or not.
    pub fn schema(&mut self, node: &'a Node) -> Lowered {
        self.schemas(&[node])
    }

    /// Lowers what several schemas say of one value.
    pub fn schemas(&mut self, nodes: &[&'a Node]) -> Lowered {
        if let Some(lowered) = self.reference_with_annotations(nodes) {
            return lowered;
        }
        let Some(facts) = self.merged_all(nodes) else {
            return Lowered::any(AnyReason::UnmergeableAllOf);
        };
        if self.is_too_deep() {
            let help = "give the schema of one of the levels a name under `components`, and refer to it";
            self.refuse(Code::RefLoop, facts.span, "schemas without names are nested too deeply here", help);
            return Lowered::any(AnyReason::Unreadable);
        }
        let spans: Vec<Span> = nodes.iter().map(|node| node.span).collect();
        let place = self.inline(&facts, spans);
        Lowered { place, access: facts.access, pin: facts.pin.map(str::to_owned), docs: facts.docs }
    }

    /// A place of schemas without a name.
    fn inline(&mut self, facts: &Facts<'a>, spans: Vec<Span>) -> Place {
        if let Some(id) = self.begun(&spans) {
            return self.finish(Place::of(Ty::Named(id)), facts);
        }
        self.begin(spans);
        let kind = self.kind_of(facts, false);
        let begun = self.finished();
        let Some(kind) = kind else { return self.plain(facts) };
        let id = begun.unwrap_or_else(|| self.reserve_inline(facts.span));
        self.fill(id, facts.pin, kind, facts.docs.clone(), Vec::new());
        self.finish(Place::of(Ty::Named(id)), facts)
    }

    /// A reference, or an `allOf` of one reference and schemas that only comment on it.
    fn reference_with_annotations(&mut self, nodes: &[&'a Node]) -> Option<Lowered> {
        let mut target = None;
        let mut comments: Vec<Facts<'a>> = Vec::new();
        let mut open: Vec<&'a Node> = nodes.iter().rev().copied().collect();
        while let Some(node) = open.pop() {
            if let Some(found) = reference(node) {
                if target.replace((found, node.span)).is_some() {
                    return None;
                }
                continue;
            }
            let mut facts = self.facts(node);
            open.extend(std::mem::take(&mut facts.all_of).iter().rev());
            if facts.members.len() == 1 {
                open.append(&mut facts.members);
            }
            if !facts.only_annotates() {
                return None;
            }
            comments.push(facts);
        }
        let (target, span) = target?;
        let Some(id) = self.type_of(target, span) else {
            return Some(Lowered::any(AnyReason::Unreadable));
        };
        let mut lowered = Lowered::of(Place::of(Ty::Named(id)));
        lowered.place.nullable = self.is_nullable(target) || comments.iter().any(|facts| facts.nullable);
        for facts in comments {
            // What a reference leads to is hidden everywhere or nowhere.
            self.check_secret(&facts, false);
            lowered.place.default = facts.default.map(Node::to_json).or(lowered.place.default);
            lowered.docs = if facts.docs == Docs::default() { lowered.docs } else { facts.docs };
            lowered.pin = facts.pin.map(str::to_owned).or(lowered.pin);
            if facts.access != crate::ir::Access::Both {
                lowered.access = facts.access;
            }
        }
        Some(lowered)
    }

    /// Whether a referred schema allows `null`.
    fn is_nullable(&self, reference: &str) -> bool {
        let target = self.resolver.resolve(reference).and_then(|node| self.resolver.follow(node));
        target.is_some_and(|target| self.facts(target.node).nullable)
    }

    /// The type that a schema makes, where it makes one of its own; of a single value only where it is `named`.
    fn kind_of(&mut self, facts: &Facts<'a>, named: bool) -> Option<TypeKind> {
        if facts.id {
            return Some(TypeKind::Id(Self::scalar(facts)?));
        }
        if facts.values.is_some() {
            // The words of the schema are those of the type, even where it has one value.
            let values = Listed::all_of(&Facts { docs: Docs::default(), ..facts.clone() });
            return self.enumeration(facts, values, named);
        }
        if let Some(values) = self.listed_by_members(facts) {
            let free = self.has_free_member(facts);
            let kind = self.enumeration(facts, values, named);
            return kind.map(|kind| match kind {
                TypeKind::Enum(list) => TypeKind::Enum(Enum { free, ..list }),
                kind => kind,
            });
        }
        if !facts.members.is_empty() {
            return self.union(facts);
        }
        if facts.has_properties() || (facts.kind == Some("object") && matches!(facts.additional, Additional::No)) {
            return Some(TypeKind::Struct(self.structure(facts)));
        }
        None
    }

    /// A schema that makes no type of its own.
    fn plain(&mut self, facts: &Facts<'a>) -> Place {
        let mut format = facts.format;
        let ty = match facts.kind {
            // A list of values says more than a union of those that it is taken from.
            _ if facts.values.is_some() => self.listed(facts),
            _ if self.listed_by_members(facts).is_some_and(|values| values.iter().all(Listed::is_text)) => {
                Ty::Scalar(Scalar::String)
            }
            _ if !facts.members.is_empty() => {
                let (ty, common) = self.uniform(facts);
                format = format.or(common);
                ty
            }
            None if facts.memberless => self.untyped(facts, AnyReason::AmbiguousUnion),
            Some("array") => self.list(facts),
            None if facts.items.is_some() => self.list(facts),
            Some("object") => self.map(facts),
            None if !matches!(facts.additional, Additional::Absent) => self.map(facts),
            None if facts.not => self.untyped(facts, AnyReason::Unsupported),
            None => Ty::Any(AnyReason::Declared),
            Some(_) => Self::scalar(facts).map_or(Ty::Any(AnyReason::Unreadable), Ty::Scalar),
        };
        let place = self.finish(Place::of(ty), facts);
        Place { format: format.map(str::to_owned), ..place }
    }

    /// Values that make no enumeration: texts, numbers, or what is true and false; anything else any value.
    fn listed(&mut self, facts: &Facts<'a>) -> Ty {
        let Some(values) = facts.values.as_deref() else { return Ty::Any(AnyReason::Declared) };
        let all = |fits: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| fits(&value.value));
        if all(|value| matches!(value, Value::String(_))) {
            Ty::Scalar(Scalar::String)
        } else if all(|value| matches!(value, Value::Bool(_))) {
            Ty::Scalar(Scalar::Bool)
        } else if all(|value| matches!(value, Value::Int(_) | Value::UInt(_))) {
            Ty::Scalar(Scalar::I64)
        } else if all(|value| matches!(value, Value::Int(_) | Value::UInt(_) | Value::Float(_))) {
            Ty::Scalar(Scalar::F64)
        } else {
            self.untyped(facts, AnyReason::MixedEnum)
        }
    }

    fn finish(&mut self, mut place: Place, facts: &Facts<'a>) -> Place {
        let hides = match place.ty {
            Ty::Scalar(scalar) => matches!(scalar, Scalar::Secret | Scalar::SecretObject),
            Ty::Named(id) => self.api[id].kind == TypeKind::Id(Scalar::Secret),
            _ => false,
        };
        self.check_secret(facts, hides);
        place.nullable |= facts.nullable;
        place.default = facts.default.map(Node::to_json);
        place.format = facts.format.map(str::to_owned);
        place.limits = facts.limits.clone();
        if let (Some([only]), Ty::Scalar(_)) = (facts.values.as_deref(), &place.ty) {
            place.constant = Some(only.to_json());
        }
        if let Some(value) = facts.default.filter(|value| !value.is_null()) {
            self.checks.push(Check { what: "default", place: place.clone(), value });
        }
        place
    }

    /// Complains of a mark that hides nothing, where a reader would rely on it.
    fn check_secret(&mut self, facts: &Facts<'a>, hides: bool) {
        if facts.secret && !hides {
            let message = "`x-secret` hides nothing here: only a text, its id or a free-form object can be secret";
            let help = "mark the `string` or the object that holds the credential, or take the mark out";
            self.refuse(Code::Extension, facts.span, message, help);
        }
    }

    fn list(&mut self, facts: &Facts<'a>) -> Ty {
        match facts.items {
            Some(items) => Ty::List(Box::new(self.at("item", |this| this.schema(items).place))),
            None => Ty::List(Box::new(Place::of(self.untyped(facts, AnyReason::NoItems)))),
        }
    }

    fn map(&mut self, facts: &Facts<'a>) -> Ty {
        match facts.additional {
            Additional::Schema(values) => Ty::Map(Box::new(self.at("value", |this| this.schema(values).place))),
            _ if facts.secret => Ty::Scalar(Scalar::SecretObject),
            _ => Ty::Map(Box::new(Place::of(Ty::Any(AnyReason::Declared)))),
        }
    }

    /// Any value, for a reason that a curated document must not give.
    pub fn untyped(&mut self, facts: &Facts<'a>, reason: AnyReason) -> Ty {
        let (what, help) = match reason {
            AnyReason::NoItems => ("an array without `items`", "say what the items are, `items: {}` for anything"),
            AnyReason::MixedEnum => ("an `enum` without values of one type", "list values, all of one type"),
            AnyReason::AmbiguousUnion => ("a union without members", "list its members"),
            _ => ("a schema with `not`", "describe what the value is"),
        };
        self.refuse(Code::Untyped, facts.span, format!("{what} has no type"), help);
        Ty::Any(reason)
    }

    /// The plain type of a schema.
    pub fn scalar(facts: &Facts<'a>) -> Option<Scalar> {
        Some(match (facts.kind?, facts.format.unwrap_or_default()) {
            ("integer" | "number", "unix-time" | "unixtime") | ("string", "date-time") => Scalar::Timestamp,
            ("string", "date") => Scalar::Date,
            ("string", _) if facts.secret => Scalar::Secret,
            ("string", "byte") => Scalar::Base64,
            ("string", "binary") => Scalar::Binary,
            ("string", _) => Scalar::String,
            ("boolean", _) => Scalar::Bool,
            ("integer", "int32" | "int16" | "int8") => Scalar::I32,
            ("integer", "uint32" | "uint16" | "uint8") => Scalar::U32,
            ("integer", "uint64" | "uint") => Scalar::U64,
            ("integer", _) => Scalar::I64,
            ("number", "float") => Scalar::F32,
            ("number", _) => Scalar::F64,
            _ => return None,
        })
    }

    /// An enumeration, where the values make one: all texts or all integers, and more than one or with a name of its own.
    fn enumeration(&mut self, facts: &Facts<'a>, values: Vec<Listed<'a>>, named: bool) -> Option<TypeKind> {
        let base = values.first()?.base()?;
        let single = values.len() < 2 && !named && facts.open.is_none() && facts.names.is_none();
        if single || values.iter().any(|value| value.base() != Some(base)) {
            return None;
        }
        for (list, keyword) in [(facts.names, "x-enum-varnames"), (facts.descriptions, "x-enum-descriptions")] {
            let Some((node, entries)) = list.and_then(|node| Some((node, node.as_list()?))) else { continue };
            if entries.len() != values.len() {
                let message = format!("`{keyword}` has {} entries for {} values", entries.len(), values.len());
                self.refuse(Code::Extension, node.span, message, "give one entry per value, in the order of `enum`");
            }
        }
        let mut known: Vec<EnumValue> = Vec::with_capacity(values.len());
        for (index, listed) in values.into_iter().enumerate() {
            let span = listed.value.span;
            let wire = match &listed.value.value {
                Value::String(text) => text.clone(),
                Value::Int(number) => number.to_string(),
                Value::UInt(number) => number.to_string(),
                _ => continue,
            };
            if known.iter().any(|value| value.wire == wire) {
                self.refuse(Code::Untyped, span, format!("`{wire}` is listed twice"), "list each value once");
                continue;
            }
            // What stands beside a union of values counts more than what its members say.
            let pin = word(facts.names, index).or(listed.pin).map(str::to_owned);
            let description = word(facts.descriptions, index).map(str::to_owned).or(listed.description);
            known.push(EnumValue { wire, pin, title: listed.title, description, span });
        }
        Some(TypeKind::Enum(Enum { base, values: known, open: facts.open.unwrap_or(true), free: false }))
    }

    /// An object with keys.
    pub fn structure(&mut self, facts: &Facts<'a>) -> Struct {
        facts.check_required(self.sink);
        let fields = facts.properties.iter().map(|property| self.field(facts, property)).collect();
        let extra = match facts.additional {
            Additional::Absent => Extra::Ignore,
            Additional::No => Extra::Deny,
            Additional::Any => Extra::Keep(Box::new(Place::of(Ty::Any(AnyReason::Declared)))),
            Additional::Schema(values) => Extra::Keep(Box::new(self.at("value", |this| this.schema(values).place))),
        };
        Struct { fields, extra, one_of: facts.exclusive(self.sink), required_stated: facts.required_stated }
    }

    fn field(&mut self, facts: &Facts<'a>, property: &Property<'a>) -> Field {
        let lowered = self.at(property.name, |this| this.schemas(&property.schemas));
        let names_a_type = matches!(lowered.place.ty, Ty::Named(id)
            if self.api[id].pin.is_some() && self.api[id].pin == lowered.pin);
        Field {
            wire: property.name.to_owned(),
            // A pin on an inline type names the type, and not the key that holds it.
            pin: if names_a_type { None } else { lowered.pin },
            required: facts.requires(property.name),
            place: lowered.place,
            access: lowered.access,
            docs: lowered.docs,
            span: property.span,
        }
    }
}

impl Lowered {
    /// A place of which nothing else was said.
    pub fn of(place: Place) -> Self {
        Self { place, docs: Docs::default(), access: crate::ir::Access::Both, pin: None }
    }

    /// Any value.
    pub fn any(reason: AnyReason) -> Self {
        Self::of(Place::of(Ty::Any(reason)))
    }
}
