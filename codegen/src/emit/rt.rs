//! Every path of the runtime that emitted code spells, and how the types of a plan are spelled.

use proc_macro2::{Ident, Span, TokenStream};

use super::Cx;
use crate::plan::{RustTy, ident};

/// The crate that emitted code depends on.
pub const CRATE: &str = "inboxkit-runtime";

/// What emitted files begin with, so that all else of the runtime is spelled `rt::`.
pub const IMPORT: &str = "use inboxkit_runtime::private as rt;";

/// What a generated crate gives on to its users.
pub const PUBLIC: &[&str] = &[
    "ApiError",
    "Base64",
    "Base64Error",
    "Batch",
    "BatchRun",
    "BatchStream",
    "Body",
    "BoxFuture",
    "BuildError",
    "Bytes",
    "ClientCredentials",
    "Cursor",
    "Date",
    "DecodeError",
    "Download",
    "Error",
    "ErrorKind",
    "EventStream",
    "FilePart",
    "HeaderMap",
    "Items",
    "Json",
    "JsonObject",
    "Maybe",
    "Method",
    "NotRetried",
    "Pages",
    "ParseTimeError",
    "Pending",
    "Progress",
    "ProxyFailure",
    "RawRequest",
    "RawResponse",
    "RedirectFailure",
    "Request",
    "RequestInfo",
    "RequestOptions",
    "Result",
    "RetryPolicy",
    "Secret",
    "SecretObject",
    "ServerEvent",
    "StatusCode",
    "StatusKind",
    "Timeout",
    "Timestamp",
    "TlsFailure",
    "Transport",
    "TransportError",
    "TransportErrorKind",
    "TransportRequest",
    "TransportResponse",
    "UnknownNumber",
    "UnknownText",
    "UnknownValueError",
    "Url",
    "testing",
];

/// The version of the contract between emitted code and the runtime.
pub const ABI: u32 = 1;

/// Where a type is spelled: models name each other without a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Among the models.
    Models,
    /// In any other module of the crate, or in a test that imports its models.
    Elsewhere,
}

/// A name as an identifier.
pub fn name(name: &str) -> Ident {
    // The plan makes identifiers only; `Ident::new` would panic on anything else.
    if !ident::is_identifier(name) {
        return Ident::new("not_an_identifier", Span::call_site());
    }
    if ident::is_keyword(name) && ident::can_be_raw(name) {
        return Ident::new_raw(name, Span::call_site());
    }
    Ident::new(name, Span::call_site())
}

/// A type as text.
pub fn spell(cx: &Cx<'_>, ty: &RustTy, at: At) -> String {
    let of = |outer: &str, inner: &RustTy| format!("{outer}<{}>", spell(cx, inner, at));
    match ty {
        RustTy::String => "String".to_owned(),
        RustTy::Bool => "bool".to_owned(),
        RustTy::I32 => "i32".to_owned(),
        RustTy::I64 => "i64".to_owned(),
        RustTy::U32 => "u32".to_owned(),
        RustTy::U64 => "u64".to_owned(),
        RustTy::F32 => "f32".to_owned(),
        RustTy::F64 => "f64".to_owned(),
        RustTy::Timestamp | RustTy::Seconds => "rt::Timestamp".to_owned(),
        RustTy::Date => "rt::Date".to_owned(),
        RustTy::Secret => "rt::Secret".to_owned(),
        RustTy::SecretObject => "rt::SecretObject".to_owned(),
        RustTy::Base64 => "rt::Base64".to_owned(),
        RustTy::Bytes => "rt::Bytes".to_owned(),
        RustTy::FilePart => "rt::FilePart".to_owned(),
        RustTy::Json => "rt::Json".to_owned(),
        RustTy::JsonObject => "rt::JsonObject".to_owned(),
        RustTy::Model(id) if at == At::Models => cx.plan[*id].name.clone(),
        RustTy::Model(id) => format!("models::{}", cx.plan[*id].name),
        RustTy::Vec(inner) => of("Vec", inner),
        RustTy::Array(inner, count) => format!("[{}; {count}]", spell(cx, inner, at)),
        RustTy::Map(inner) => of("rt::Map", inner),
        RustTy::Option(inner) => of("Option", inner),
        RustTy::Maybe(inner) => of("rt::Maybe", inner),
        RustTy::Boxed(inner) => of("Box", inner),
    }
}

/// A type as tokens.
pub fn tokens(cx: &Cx<'_>, ty: &RustTy, at: At) -> TokenStream {
    code(&spell(cx, ty, at))
}

/// Text of ours as tokens.
pub fn code(text: &str) -> TokenStream {
    // All texts are made here of balanced pieces; were one not, the compiler would show where it is missing.
    text.parse().unwrap_or_default()
}
