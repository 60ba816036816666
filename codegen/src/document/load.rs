//! Reads a document: its root file, the files it refers to, its dialect.

use super::bundle::{Bundle, bundle};
use super::files::Files;
use super::{Document, Version, check, dialect31, keywords, prepare, targets};
use crate::diag::{Code, Diagnostic, Sink};
use crate::source::{Node, Read, SourceSet};

/// Reads the document whose root file is at a path.
///
/// All that is wrong with it goes into the sink; there is a document as soon as the root can be read at all and says
/// which dialect it is in.
pub fn load(sink: &mut Sink, sources: &mut SourceSet, reader: &dyn Read, root: &str) -> Option<Document> {
    let files = Files::open(sink, sources, reader, root)?;
    let version = version(sink, &files.get(0)?.node)?;
    let Bundle { root: bundled, file, reported } = bundle(sink, files)?;
    let mut root = bundled.clone();
    keywords::check(sink, version, &mut root);
    prepare::recursion(sink, &mut root);
    dialect31::hoist(sink, &mut root);
    check::check(sink, &mut root, reported);
    prepare::path_items(&mut root);
    let targets = targets::mark(&mut root);
    dialect31::rewrite(sink, &mut root, version);
    targets::follow(&mut root, &targets);
    prepare::callbacks(&mut root);
    Some(Document { root, bundled, version, file })
}

/// The dialect that a document says it is written in.
fn version(sink: &mut Sink, root: &Node) -> Option<Version> {
    if root.get("swagger").is_some() {
        let span = root.get("swagger").map_or(root.span, |swagger| swagger.span);
        sink.error(Diagnostic::new(
            Code::Version,
            span,
            "this is a Swagger 2.0 document",
            "convert it to OpenAPI 3.0 first, for example with swagger2openapi",
        ));
        return None;
    }
    let Some(version) = root.get("openapi") else {
        sink.error(Diagnostic::new(
            Code::Version,
            root.span,
            "this is no OpenAPI document: it has no `openapi`",
            "begin it with `openapi: 3.1.0`",
        ));
        return None;
    };
    let text = match version.as_str() {
        Some(text) => text.to_owned(),
        // `openapi: 3.0` without quotes is a number.
        None => version.as_f64().map(|number| number.to_string()).unwrap_or_default(),
    };
    let (major, rest) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    match (major, rest.split('.').next()) {
        ("3", Some("0")) => Some(Version::V30),
        ("3", Some("1")) => Some(Version::V31),
        _ => {
            sink.error(Diagnostic::new(
                Code::Version,
                version.span,
                format!("OpenAPI {text} is not read, only 3.0 and 3.1"),
                "",
            ));
            None
        }
    }
}
