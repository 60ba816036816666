//! Reads a text, YAML or JSON, into a tree.

use super::build::Builder;
use super::{FileId, Node, Span, json, yaml};
use crate::diag::{Code, Diagnostic, Sink};

/// Reads a text; what is wrong with it goes into the sink, and where nothing can be made of it there is no tree.
///
/// What begins like JSON is read as JSON, which is several times faster, and as YAML where that fails: a flow mapping
/// begins alike.
pub fn parse(sink: &mut Sink, file: FileId, text: &str) -> Option<Node> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = Span { file, line: 1, column: 1, width: 1 };
    let mut failed = None;
    if text.trim_start().starts_with(['{', '[']) {
        let mut found = Sink::new(sink.mode());
        let mut builder = Builder::new(&mut found);
        match json::read(&mut builder, file, text) {
            Ok(()) => {
                let node = builder.finish();
                sink.append(found);
                return node;
            }
            Err(json::Failure::Reported) => {
                sink.append(found);
                return None;
            }
            Err(json::Failure::Syntax(span, message)) => failed = Some((span, message)),
        }
    }
    let mut found = Sink::new(sink.mode());
    let mut builder = Builder::new(&mut found);
    let outcome = yaml::read(&mut builder, file, text);
    let node = builder.finish();
    match (outcome, failed) {
        (Err(_), Some((span, message))) => {
            // It looks like JSON and is neither: what the JSON reader met is what its author wants to know.
            sink.error(Diagnostic::new(Code::Syntax, span, message, ""));
            return None;
        }
        (Err(failure), None) => {
            sink.append(found);
            if !failure.message.is_empty() {
                sink.error(Diagnostic::new(Code::Syntax, failure.span, failure.message, ""));
            }
            return None;
        }
        (Ok(()), _) => sink.append(found),
    }
    if node.is_none() {
        sink.error(Diagnostic::new(Code::Syntax, start, "the file holds nothing", ""));
    }
    node
}
