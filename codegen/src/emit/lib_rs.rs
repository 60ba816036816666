//! Emits the root of the crate, the modules in it, and the facts about the document.

use super::table::literal;
use super::{Cx, rt};
use crate::ir::TagId;

/// The text of `src/lib.rs`, without its header.
pub fn lib(cx: &Cx<'_>) -> String {
    let mut text =
        String::from("#![doc = include_str!(\"../README.md\")]\n#![forbid(unsafe_code)]\n#![deny(missing_docs)]\n");
    text.push('\n');
    if cx.config.ext {
        text.push_str("mod ext;\n");
    }
    text.push_str("#[rustfmt::skip]\nmod generated;\n\n");
    let error_body = if cx.api.error.is_some() { ", error_body" } else { "" };
    push!(text, "pub use generated::client::{{Client, ClientBuilder{error_body}}};\n");
    let mut modules: Vec<&str> = vec!["meta", "models", "operations"];
    if !cx.api.handles.is_empty() {
        modules.push("handles");
        modules.sort_unstable();
    }
    push!(text, "pub use generated::{{{}}};\n", modules.join(", "));
    if cx.config.ext {
        text.push_str(
            "// What is in there may need features that are off.\n#[allow(unused_imports)]\npub use ext::*;\n",
        );
    }
    push!(text, "#[rustfmt::skip]\npub use inboxkit_runtime::{{\n{}}};\n", filled(rt::PUBLIC));
    text.push_str("#[cfg(feature = \"blocking\")]\npub use inboxkit_runtime::blocking;\n");
    text
}

/// Names in lines that are not too long.
fn filled(names: &[&str]) -> String {
    let mut text = String::new();
    let mut line = String::from("   ");
    for name in names {
        if line.len() + name.len() + 2 > 100 {
            text.push_str(&line);
            text.push('\n');
            line = String::from("   ");
        }
        push!(line, " {name},");
    }
    text + &line + "\n"
}

/// The text of `src/generated/mod.rs`, without its header.
pub fn generated(cx: &Cx<'_>) -> String {
    let mut text = String::from("//! What is made from the document.\n\n");
    text.push_str("pub mod client;\n");
    if !cx.api.handles.is_empty() {
        text.push_str("// With all features off nothing hangs from them.\n#[allow(dead_code)]\npub mod handles;\n");
    }
    text.push_str("pub mod meta;\n");
    text.push_str(
        "// Variants, constructors and modules are as the document has them: as large, as long, and named alike.\n",
    );
    text.push_str(
        "#[allow(clippy::large_enum_variant, clippy::module_inception, clippy::should_implement_trait, clippy::too_many_arguments)]\npub mod models;\n",
    );
    text.push_str("#[allow(clippy::module_inception, clippy::too_many_arguments)]\npub mod operations;\n");
    text
}

/// The text of `src/generated/operations/mod.rs`, without its header.
pub fn operations(cx: &Cx<'_>) -> String {
    let mut text = String::from("//! Operations by group: the groups, and a request type for every operation.\n\n");
    let mut modules: Vec<(&str, Option<&str>)> =
        cx.plan.tags.iter().filter(|tag| tag.used).map(|tag| (tag.module.as_str(), tag.feature.as_deref())).collect();
    modules.sort_unstable();
    for (module, feature) in modules {
        text.push_str(&gate(feature));
        push!(text, "pub mod {module};\n");
    }
    text
}

/// The text of `src/generated/models/mod.rs`, without its header; the files are modules with their owners.
pub fn models(cx: &Cx<'_>, files: &[(String, Option<TagId>)]) -> String {
    let mut text = String::from("//! The values that travel: what is sent and what is received.\n\n");
    let feature = |home: &Option<TagId>| home.and_then(|tag| cx.plan[tag].feature.as_deref());
    for (module, home) in files {
        text.push_str(&gate(feature(home)));
        push!(text, "mod {module};\n");
    }
    text.push('\n');
    for (module, home) in files {
        text.push_str(&gate(feature(home)));
        push!(text, "pub use {module}::*;\n");
    }
    text
}

fn gate(feature: Option<&str>) -> String {
    feature.map(|feature| format!("#[cfg(feature = {})]\n", literal(feature))).unwrap_or_default()
}

/// The text of `src/generated/meta.rs`, without its header.
pub fn meta(cx: &Cx<'_>, document: &str) -> String {
    format!(
        "//! Facts about the document that this crate was made from.\n\n{}\n\n\
         /// The version of the API that the document describes.\npub const API_VERSION: &str = {};\n\n\
         /// A hash of the document (`openapi.json` in this crate).\npub const DOCUMENT_HASH: &str = {};\n\n\
         // Emitted code and the runtime change together.\n\
         const _: () = assert!(rt::ABI == {}, \"this crate needs another version of {}\");\n",
        rt::IMPORT,
        literal(&cx.api.version),
        literal(&format!("{:016x}", fnv(document.as_bytes()))),
        rt::ABI,
        rt::CRATE,
    )
}

/// The FNV-1a hash of 64 bits: the same everywhere and for ever, which the hashes of the standard library do not promise.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_known_one() {
        assert_eq!(fnv(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
