//! Emits what the generated tests stand on.

use minijinja::{Environment, context};

use super::Cx;
use super::table::literal;
use crate::ir::AuthKind;
use crate::plan::ident;

/// The text of `tests/generated/support.rs`, without its header.
pub fn file(cx: &Cx<'_>) -> String {
    let (mut served, mut held) = (String::new(), String::new());
    for (scheme, setter) in cx.api.auth.iter().zip(&cx.plan.credentials) {
        // Each scheme has a value of its own, so that the server can tell those that share a header apart. Its name is not the
        // first word: it may be that of the scheme as well, which clients take off.
        let setter = ident::written(setter);
        let value = format!("tests of {}", scheme.name);
        let given = if scheme.kind == AuthKind::Basic {
            format!("(\"user\", {})", literal(&value))
        } else {
            push!(served, "\n        .credential({}, {})", literal(&scheme.name), literal(&value));
            literal(&value)
        };
        let name = literal(&scheme.name);
        push!(held, "    if holds({name}) {{\n        builder = builder.{setter}({given});\n    }}\n");
    }
    let mut others = String::new();
    for server in &cx.plan.servers {
        push!(others, "\n        .{}(SERVERS[mode as usize].base_url())", ident::written(&server.setter));
    }
    let context = context! { lib => cx.config.lib_name(), served, held, others };
    // The template is part of this file's crate and rendered by every test of the emitter.
    Environment::new().render_str(include_str!("templates/support.rs.j2"), context).unwrap_or_default() + "\n"
}
