//! What a place takes on the wire, whatever its type is called and however many names lead to it.

use serde_json::Value as Json;

use crate::ir::walk::named_in;
use crate::ir::{Api, EnumBase, Extra, Field, Limits, Location, Place, Scalar, Style, Ty, TypeId, TypeKind, Union};
use crate::source::Span;

/// What a place takes.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// Whether `null` is taken.
    pub nullable: bool,
    /// What is meant by its absence.
    pub default: Option<&'a Json>,
    /// Its bounds.
    pub limits: &'a Limits,
    /// The rest.
    pub core: Core<'a>,
    /// The aliases that lead to it.
    pub names: Vec<TypeId>,
    /// The types that it names first.
    pub types: Vec<TypeId>,
}

/// What a place takes, by what it is.
#[derive(Debug, Clone)]
pub enum Core<'a> {
    /// A plain value.
    Plain(Plain<'a>),
    /// An object.
    Object(Object<'a>),
    /// A list of items.
    List(&'a Place),
    /// One of several.
    Union(TypeId, &'a Union),
    /// Anything.
    Any,
}

/// A plain value.
#[derive(Debug, Clone)]
pub struct Plain<'a> {
    /// The types of JSON: a set of [`TEXT`], [`WHOLE`], [`FRACTION`] and [`TRUTH`].
    pub kinds: u8,
    /// What it is in the representation.
    pub scalar: Scalar,
    /// Its format; `None` where it has none that narrows it.
    pub format: Option<&'a str>,
    /// The identifier that it is.
    pub id: Option<TypeId>,
    /// The values that it is limited to.
    pub values: Option<Values>,
}

/// Values that a place is limited to.
#[derive(Debug, Clone)]
pub struct Values {
    /// The enum that lists them; `None` for a constant.
    pub id: Option<TypeId>,
    /// As they are written, with their places.
    pub list: Vec<(String, Option<Span>)>,
    /// Whether readers take others, too.
    pub open: bool,
    /// Whether the document takes any other value as well, so that nothing is limited.
    pub free: bool,
}

/// An object.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    /// The type that it is.
    pub id: Option<TypeId>,
    /// The keys that it names.
    pub fields: &'a [Field],
    /// The indices of those of which exactly one is there.
    pub one_of: &'a [usize],
    /// What it takes under other keys.
    pub others: Others<'a>,
}

impl<'a> Object<'a> {
    /// The keys of which exactly one is there.
    pub fn exclusive(&self) -> Vec<&'a str> {
        self.one_of.iter().map(|index| self.fields[*index].wire.as_str()).collect()
    }
}

/// What an object takes under keys that it does not name.
#[derive(Debug, Clone, Copy)]
pub enum Others<'a> {
    /// Anything.
    Any,
    /// There are no others.
    None,
    /// What this place takes.
    Of(&'a Place),
}

/// Text.
pub const TEXT: u8 = 1;
/// Whole numbers.
pub const WHOLE: u8 = 2;
/// Numbers with a fraction.
pub const FRACTION: u8 = 4;
/// `true` and `false`.
pub const TRUTH: u8 = 8;

/// How many names are followed before a loop of them is assumed.
const MOST_NAMES: usize = 32;

impl<'a> View<'a> {
    /// What a place of an API takes.
    pub fn of(api: &'a Api, place: &'a Place) -> Self {
        let mut names = Vec::new();
        let mut nullable = place.nullable;
        let (mut default, mut limits, mut constant) = (place.default.as_ref(), &place.limits, place.constant.as_ref());
        let (mut at, mut format) = (place, place.format.as_deref());
        while let Ty::Named(id) = at.ty
            && let TypeKind::Alias(inner) = &api[id].kind
            && names.len() < MOST_NAMES
        {
            names.push(id);
            at = inner;
            nullable |= inner.nullable;
            default = default.or(inner.default.as_ref());
            constant = constant.or(inner.constant.as_ref());
            format = format.or(inner.format.as_deref());
            if *limits == Limits::default() {
                limits = &inner.limits;
            }
        }
        if let Ty::Named(id) = at.ty {
            let own = &api[id].own;
            nullable |= own.nullable;
            default = default.or(own.default.as_ref());
            format = format.or(own.format.as_deref());
            if *limits == Limits::default() {
                limits = &own.limits;
            }
        }
        let core = core(api, &at.ty, format, constant);
        let mut types = Vec::new();
        named_in(place, &mut types);
        Self { nullable, default, limits, core, names, types }
    }

    /// What a type of an API takes.
    pub fn of_type(api: &'a Api, id: TypeId) -> Self {
        Self::of(api, &api[id].own)
    }
}

fn core<'a>(api: &'a Api, ty: &'a Ty, format: Option<&'a str>, constant: Option<&'a Json>) -> Core<'a> {
    match ty {
        Ty::Any(_) => Core::Any,
        Ty::List(item) => Core::List(item),
        Ty::Map(value) => {
            let others = if matches!(value.ty, Ty::Any(_)) { Others::Any } else { Others::Of(value) };
            Core::Object(Object { id: None, fields: &[], one_of: &[], others })
        }
        Ty::Scalar(Scalar::SecretObject) => {
            Core::Object(Object { id: None, fields: &[], one_of: &[], others: Others::Any })
        }
        Ty::Scalar(scalar) => {
            Core::Plain(Plain { values: constant.map(Values::of_constant), ..plain(*scalar, format) })
        }
        Ty::Named(id) => core_of_type(*id, &api[*id].kind, format),
    }
}

fn core_of_type<'a>(id: TypeId, kind: &'a TypeKind, format: Option<&'a str>) -> Core<'a> {
    match kind {
        TypeKind::Struct(object) => {
            let others = match &object.extra {
                Extra::Ignore => Others::Any,
                Extra::Deny => Others::None,
                Extra::Keep(value) if matches!(value.ty, Ty::Any(_)) => Others::Any,
                Extra::Keep(value) => Others::Of(value),
            };
            Core::Object(Object { id: Some(id), fields: &object.fields, one_of: &object.one_of, others })
        }
        TypeKind::Enum(list) => {
            let scalar = if list.base == EnumBase::Int { Scalar::I64 } else { Scalar::String };
            let values = list.values.iter().map(|value| (value.wire.clone(), Some(value.span))).collect();
            let values = Values { id: Some(id), list: values, open: list.open, free: list.free };
            // What a list holds says more than a format does.
            Core::Plain(Plain { values: Some(values), ..plain(scalar, None) })
        }
        TypeKind::Union(union) => Core::Union(id, union),
        TypeKind::Id(scalar) => Core::Plain(Plain { id: Some(id), ..plain(*scalar, format) }),
        // Names that lead back to themselves.
        TypeKind::Alias(_) => Core::Any,
    }
}

impl Values {
    fn of_constant(value: &Json) -> Self {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Self { id: None, list: vec![(text, None)], open: false, free: false }
    }
}

fn plain(scalar: Scalar, format: Option<&str>) -> Plain<'_> {
    let kinds = match (scalar, format) {
        (Scalar::Bool, _) => TRUTH,
        (Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64, _) => WHOLE,
        (Scalar::F32 | Scalar::F64, _) | (Scalar::Timestamp, Some("unix-time" | "unixtime")) => WHOLE | FRACTION,
        // Read in each of its forms.
        (Scalar::Timestamp, None) => TEXT | WHOLE | FRACTION,
        _ => TEXT,
    };
    // The widest formats are what is there without one; some only speak to those who show the value.
    let format = match (kinds, format) {
        (WHOLE, Some("int64")) | (_, Some("double" | "password")) => None,
        (_, format) => format,
    };
    Plain { kinds, scalar, format, id: None, values: None }
}

impl Plain<'_> {
    /// Its types and format in words.
    pub fn words(&self) -> String {
        let names = [(TEXT, "string"), (FRACTION, "number"), (TRUTH, "boolean")];
        let mut words: Vec<&str> =
            names.iter().filter(|(kind, _)| self.kinds & kind != 0).map(|(_, name)| *name).collect();
        if self.kinds & (WHOLE | FRACTION) == WHOLE {
            words.push("integer");
        }
        let words = words.join(" or ");
        self.format.map_or(words.clone(), |format| format!("{words} ({format})"))
    }
}

impl Object<'_> {
    /// Whether it takes any key, and names none.
    pub const fn is_free(&self) -> bool {
        self.fields.is_empty() && matches!(self.others, Others::Any)
    }
}

impl View<'_> {
    /// What it takes, in a word or two.
    pub fn words(&self, api: &Api) -> String {
        match &self.core {
            Core::Plain(plain) => plain.words(),
            Core::Object(_) => "object".to_owned(),
            Core::List(item) => format!("array of {}", View::of(api, item).words_shortly()),
            Core::Union(_, union) => members(api, union),
            Core::Any => "anything".to_owned(),
        }
    }

    fn words_shortly(&self) -> String {
        match &self.core {
            Core::Plain(plain) => plain.words(),
            Core::Object(_) => "object".to_owned(),
            Core::List(_) => "array".to_owned(),
            Core::Union(..) => "union".to_owned(),
            Core::Any => "anything".to_owned(),
        }
    }
}

/// What the members of a union are: `one of string, integer`, `one of 7 objects`. Not what they are called, which never travels.
fn members(api: &Api, union: &Union) -> String {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for variant in &union.variants {
        let words = View::of(api, &variant.place).words_shortly();
        match kinds.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => kinds.push((words, 1)),
        }
    }
    kinds.sort();
    let told = kinds.into_iter().map(|(words, count)| match count {
        1 => words,
        // `2 objects`, but `2 of string (date-time)`.
        _ if words.ends_with(')') => format!("{count} of {words}"),
        _ => format!("{count} {words}s"),
    });
    format!("one of {}", told.collect::<Vec<_>>().join(", "))
}

/// The word for where a parameter travels.
pub const fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// The word for how lists and objects are written.
pub const fn style(style: Style) -> &'static str {
    match style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::DeepObject => "deepObject",
        Style::Json => "JSON",
    }
}
