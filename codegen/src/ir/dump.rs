//! A stable text form of the representation: short enough to review, complete enough to be a snapshot.

use std::fmt::Write as _;

use super::{
    Access, Api, AuthKind, Content, ContentKind, EnumBase, Example, Extra, Field, Limits, Location, Operation,
    PageStyle, Param, Place, Reply, Scalar, StatusSet, Tagging, Ty, TypeDef, TypeId, TypeKey, TypeKind,
};

/// The whole API as text.
pub fn dump(api: &Api) -> String {
    let mut out = format!("api {} {}\n", api.title, api.version);
    for server in &api.servers {
        line(&mut out, 0, format_args!("server {}", server.url));
    }
    for scheme in &api.auth {
        let kind = match &scheme.kind {
            AuthKind::Header(name, prefix) => format!("header {name} {prefix:?}"),
            AuthKind::Query(name) => format!("query {name}"),
            AuthKind::Cookie(name) => format!("cookie {name}"),
            AuthKind::Bearer => "bearer".to_owned(),
            AuthKind::Basic => "basic".to_owned(),
        };
        line(&mut out, 0, format_args!("auth {}: {kind}", scheme.name));
        for (way, text) in &scheme.flows {
            line(&mut out, 1, format_args!("{way} {text}"));
        }
    }
    for handle in &api.handles {
        let parent = handle.parent.map_or(String::new(), |id| format!(" under {}", api[id].name));
        line(&mut out, 0, format_args!("handle {}{parent}: {}", handle.name, handle.paths.join(", ")));
        for (name, place) in &handle.params {
            line(&mut out, 1, format_args!("{name}: {}", place_text(api, place)));
        }
    }
    for op in &api.ops {
        out.push('\n');
        operation(&mut out, api, op);
    }
    for group in &api.events {
        let union = group.union.map(|id| format!(": {}", place_text(api, &Place::of(Ty::Named(id)))));
        out.push('\n');
        line(&mut out, 0, format_args!("events [{}]{}", api[group.tag].name, union.unwrap_or_default()));
        for event in &group.events {
            let examples = example_names(&event.examples);
            line(&mut out, 1, format_args!("{}: {}{examples}", event.name, place_text(api, &event.place)));
        }
    }
    for (id, def) in api.types() {
        out.push('\n');
        type_def(&mut out, api, id, def);
    }
    out
}

fn line(out: &mut String, depth: usize, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:width$}{text}", "", width = depth * 2);
}

fn operation(out: &mut String, api: &Api, op: &Operation) {
    line(out, 0, format_args!("op {}: {} {} [{}]", op.id, op.method, op.path, api[op.tag].name));
    let auth: Vec<String> = op.auth.iter().map(|set| set.join("+")).collect();
    if !auth.is_empty() {
        line(out, 1, format_args!("auth {}", auth.join(" | ")));
    }
    for (scheme, scope) in &op.scopes {
        line(out, 1, format_args!("scope {scheme} {scope}"));
    }
    if !matches!(op.method.as_str(), "GET" | "PUT" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE") == op.idempotent {
        line(out, 1, format_args!("idempotent {}", op.idempotent));
    }
    if let Some(server) = &op.server {
        line(out, 1, format_args!("server {server}"));
    }
    for param in &op.params {
        parameter(out, api, param);
    }
    if let Some(body) = &op.body {
        line(out, 1, format_args!("body{}", if body.required { "" } else { "?" }));
        contents(out, api, &body.contents);
    }
    if let Some(pages) = &op.pagination {
        let style = match &pages.style {
            PageStyle::Page => "page".to_owned(),
            PageStyle::Item { key, first } => format!("{} {key}", if *first { "first" } else { "last" }),
            PageStyle::Token { token } => format!("token {token}"),
        };
        line(out, 1, format_args!("pages {style} by {} in {:?}", pages.parameter, pages.items));
    }
    for (word, replies) in [("ok", &op.ok), ("error", &op.errors)] {
        for reply in replies {
            reply_lines(out, api, word, reply);
        }
    }
}

fn reply_lines(out: &mut String, api: &Api, word: &str, reply: &Reply) {
    let status = match reply.status {
        StatusSet::Code(code) => code.to_string(),
        StatusSet::Range(hundreds) => format!("{hundreds}XX"),
        StatusSet::Default => "default".to_owned(),
    };
    line(out, 1, format_args!("{word} {status}"));
    contents(out, api, &reply.contents);
    for header in &reply.headers {
        line(out, 2, format_args!("header {}: {}", header.wire, place_text(api, &header.place)));
    }
}

fn contents(out: &mut String, api: &Api, contents: &[Content]) {
    for content in contents {
        let kind = match &content.kind {
            ContentKind::Json(place) => format!("json {}", place_text(api, place)),
            ContentKind::Form(place) => format!("form {}", place_text(api, place)),
            ContentKind::Multipart(place) => format!("multipart {}", place_text(api, place)),
            ContentKind::EventStream(place) => format!("events {}", place_text(api, place)),
            ContentKind::Text => "text".to_owned(),
            ContentKind::Bytes => "bytes".to_owned(),
        };
        let examples = example_names(&content.examples);
        line(out, 2, format_args!("{}: {kind}{examples}", content.media_type));
    }
}

fn example_names(examples: &[Example]) -> String {
    let names: Vec<&str> = examples.iter().map(|example| example.name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" (examples {})", names.join(", ")) }
}

fn parameter(out: &mut String, api: &Api, param: &Param) {
    let location = match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let required = if param.required { "" } else { "?" };
    let explode = if param.explode { " explode" } else { "" };
    let place = place_text(api, &param.place);
    line(out, 1, format_args!("{location} {}{required}: {place} ({:?}{explode})", param.wire, param.style));
}

fn type_def(out: &mut String, api: &Api, id: TypeId, def: &TypeDef) {
    let usage = match (def.usage.request, def.usage.response) {
        (true, true) => "both ways",
        (true, false) => "sent",
        (false, true) => "received",
        (false, false) => "unused",
    };
    let name = key_text(&def.key);
    let pin = def.pin.as_ref().map_or(String::new(), |pin| format!(" as {pin}"));
    // What is said beside the kind, without the name.
    let own = place_text(api, &def.own);
    let usage = format!("{usage}){}", own.strip_prefix(type_text(api, id).as_str()).unwrap_or_default());
    match &def.kind {
        TypeKind::Struct(object) => {
            line(out, 0, format_args!("struct {name}{pin} ({usage}"));
            object.fields.iter().for_each(|field| field_line(out, api, field));
            if !object.one_of.is_empty() {
                let keys: Vec<&str> = object.one_of.iter().map(|index| object.fields[*index].wire.as_str()).collect();
                line(out, 1, format_args!("exactly one of {}", keys.join(", ")));
            }
            match &object.extra {
                Extra::Ignore => {}
                Extra::Deny => line(out, 1, format_args!("no others")),
                Extra::Keep(place) => line(out, 1, format_args!("others: {}", place_text(api, place))),
            }
        }
        TypeKind::Enum(list) => {
            let open = if list.open { "open" } else { "closed" };
            let base = if list.base == EnumBase::Int { " of integers" } else { "" };
            let free = if list.free { " or any text" } else { "" };
            line(out, 0, format_args!("{open} enum{base} {name}{pin}{free} ({usage}"));
            for value in &list.values {
                let pin = value.pin.as_ref().map_or(String::new(), |pin| format!(" as {pin}"));
                let title = value.title.as_ref().map_or(String::new(), |title| format!(" titled {title:?}"));
                line(out, 1, format_args!("{}{pin}{title}", value.wire));
            }
        }
        TypeKind::Union(union) => {
            let tagging = match &union.tagging {
                Tagging::Key(key) => format!("by {key}"),
                Tagging::Shape => "by shape".to_owned(),
            };
            let closed = if union.open { "" } else { "closed " };
            line(out, 0, format_args!("{closed}union {name}{pin} {tagging} ({usage}"));
            for variant in &union.variants {
                let leads = variant.leads();
                let tags = if leads.is_empty() { String::new() } else { format!("{}: ", leads.join(", ")) };
                line(out, 1, format_args!("{tags}{}", place_text(api, &variant.place)));
            }
        }
        TypeKind::Id(scalar) => line(out, 0, format_args!("id {name}{pin}: {} ({usage}", scalar_text(*scalar))),
        TypeKind::Alias(place) => {
            line(out, 0, format_args!("alias {name}{pin} = {} ({usage}", place_text(api, place)));
        }
    }
}

fn field_line(out: &mut String, api: &Api, field: &Field) {
    let required = if field.required { "" } else { "?" };
    let access = match field.access {
        Access::Both => "",
        Access::ReadOnly => " read-only",
        Access::WriteOnly => " write-only",
    };
    let pin = field.pin.as_ref().map_or(String::new(), |pin| format!(" as {pin}"));
    line(out, 1, format_args!("{}{required}{pin}: {}{access}", field.wire, place_text(api, &field.place)));
}

fn place_text(api: &Api, place: &Place) -> String {
    let mut text = ty_text(api, &place.ty);
    if place.nullable {
        text.push_str(" | null");
    }
    if let Some(constant) = &place.constant {
        let _ = write!(text, " = {constant}");
    }
    if let Some(default) = &place.default {
        let _ = write!(text, " default {default}");
    }
    text.push_str(&limits_text(&place.limits));
    text
}

fn ty_text(api: &Api, ty: &Ty) -> String {
    match ty {
        Ty::Scalar(scalar) => scalar_text(*scalar).to_owned(),
        Ty::Named(id) => type_text(api, *id),
        Ty::List(item) => format!("[{}]", place_text(api, item)),
        Ty::Map(value) => format!("{{{}}}", place_text(api, value)),
        Ty::Any(reason) => format!("any ({reason:?})"),
    }
}

fn type_text(api: &Api, id: TypeId) -> String {
    key_text(&api[id].key)
}

fn key_text(key: &TypeKey) -> String {
    match key {
        TypeKey::Component(name) => name.clone(),
        TypeKey::Inline(words) => words.join("/"),
    }
}

const fn scalar_text(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String => "string",
        Scalar::Bool => "bool",
        Scalar::I32 => "i32",
        Scalar::I64 => "i64",
        Scalar::U32 => "u32",
        Scalar::U64 => "u64",
        Scalar::F32 => "f32",
        Scalar::F64 => "f64",
        Scalar::Timestamp => "timestamp",
        Scalar::Date => "date",
        Scalar::Secret => "secret",
        Scalar::SecretObject => "secret object",
        Scalar::Base64 => "base64",
        Scalar::Binary => "binary",
    }
}

fn limits_text(limits: &Limits) -> String {
    let mut text = String::new();
    if let Some((bound, excluded)) = limits.minimum {
        let _ = write!(text, " >{} {bound}", if excluded { "" } else { "=" });
    }
    if let Some((bound, excluded)) = limits.maximum {
        let _ = write!(text, " <{} {bound}", if excluded { "" } else { "=" });
    }
    let counts = [
        ("minLength", limits.min_length),
        ("maxLength", limits.max_length),
        ("minItems", limits.min_items),
        ("maxItems", limits.max_items),
        ("minProperties", limits.min_properties),
        ("maxProperties", limits.max_properties),
    ];
    for (name, count) in counts {
        if let Some(count) = count {
            let _ = write!(text, " {name} {count}");
        }
    }
    if let Some(pattern) = &limits.pattern {
        let _ = write!(text, " pattern {pattern:?}");
    }
    if let Some(factor) = limits.multiple_of {
        let _ = write!(text, " multipleOf {factor}");
    }
    if limits.unique_items {
        text.push_str(" unique");
    }
    text
}
