//! Emits ids and enums: tables of the runtime, one row per value.

use super::docs;
use super::markdown;
use super::table::{Table, literal};
use crate::ir::{Enum, EnumBase, EnumValue};

/// The text of an enum.
pub fn enumeration(name: &str, list: &Enum, names: &[String], docs: &[String]) -> String {
    let mut table = Table::new();
    let base = match list.base {
        EnumBase::String => "str",
        EnumBase::Int => "i64",
    };
    table.line(0, if list.open { "rt::open_enum! {" } else { "rt::closed_enum! {" });
    table.docs(4, docs);
    table.line(4, &format!("pub enum {name}: {base} {{"));
    for (value, name) in list.values.iter().zip(names) {
        // Numbers that do not fit are values like any other that is not listed.
        if list.base == EnumBase::Int && value.wire.parse::<i64>().is_err() {
            continue;
        }
        table.docs(8, &of_value(value));
        let wire = if list.base == EnumBase::Int { value.wire.clone() } else { literal(&value.wire) };
        table.line(8, &format!("{name} = {wire},"));
    }
    table.line(4, "}");
    table.line(0, "}");
    table.finish()
}

fn of_value(value: &EnumValue) -> Vec<String> {
    let said = value.description.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let lines = match said {
        Some(text) => markdown::safe(&docs::sentence(text)),
        None => vec![format!("`{}`.", docs::in_code(&value.wire))],
    };
    lines.into_iter().map(|line| if line.is_empty() { line } else { format!(" {line}") }).collect()
}

/// The text of an identifier; `inner` is what the runtime's table has for what it is made of.
pub fn id(name: &str, inner: &str, docs: &[String]) -> String {
    let mut table = Table::new();
    table.line(0, "rt::id! {");
    table.docs(4, docs);
    table.line(4, &format!("pub struct {name}({inner});"));
    table.line(0, "}");
    table.finish()
}
