//! Queries: pairs of names and values, in all the styles that lists and objects can have.

use percent_encoding::AsciiSet;

use super::{Parts, RESERVED, STRICT, escape, flat, join, parts, scalar};
use crate::error::BuildError;
use crate::operation::{Param, Style};
use crate::value::Value;

/// Appends a parameter to a query.
pub(crate) fn append(query: &mut String, param: &Param, value: &Value) -> Result<(), BuildError> {
    let set = if param.reserved { RESERVED } else { STRICT };
    if param.style == Style::DeepObject && !param.json {
        return deep(query, param, &escape(param.name, STRICT), value, set);
    }
    match parts(param, value)? {
        Parts::Nothing => {}
        Parts::Scalar(text) => push(query, &escape(param.name, STRICT), &escape(&text, set)),
        Parts::List(texts) if param.explode => {
            for text in texts {
                push(query, &escape(param.name, STRICT), &escape(&text, set));
            }
        }
        Parts::List(texts) => delimited(query, param, &texts, set),
        Parts::Object(entries) if param.explode => {
            for (key, text) in entries {
                push(query, &escape(key, STRICT), &escape(&text, set));
            }
        }
        Parts::Object(entries) => delimited(query, param, &flat(entries), set),
    }
    Ok(())
}

/// Appends a pair of plain texts to a query.
pub(crate) fn pair(query: &mut String, name: &str, value: &str) {
    push(query, &escape(name, STRICT), &escape(value, STRICT));
}

fn delimited(query: &mut String, param: &Param, texts: &[std::borrow::Cow<'_, str>], set: &'static AsciiSet) {
    if texts.is_empty() {
        return;
    }
    let separator = match param.style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    push(query, &escape(param.name, STRICT), &join(texts, separator, set));
}

/// `name[key]=value`, to any depth; lists repeat the name.
fn deep(
    query: &mut String,
    param: &Param,
    name: &str,
    value: &Value,
    set: &'static AsciiSet,
) -> Result<(), BuildError> {
    match value {
        Value::Null => Ok(()),
        Value::Object(entries) => entries.iter().try_for_each(|(key, value)| {
            let name = format!("{name}%5B{}%5D", escape(key, STRICT));
            deep(query, param, &name, value, set)
        }),
        Value::List(values) => values.iter().try_for_each(|value| deep(query, param, name, value, set)),
        _ => {
            push(query, name, &escape(&scalar(param, value)?, set));
            Ok(())
        }
    }
}

fn push(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(value);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn query(param: Param, value: impl Into<Value>) -> String {
        let mut query = String::new();
        append(&mut query, &param, &value.into()).unwrap();
        query
    }

    fn colors() -> Value {
        Value::from(vec!["blue", "black"])
    }

    fn rgb() -> Value {
        Value::Object(vec![("R".into(), 100.into()), ("G".into(), 200.into())])
    }

    #[test]
    fn styles_write_what_openapi_shows() {
        let form = Param::query("x");
        let space = form.style(Style::SpaceDelimited);
        let pipe = form.style(Style::PipeDelimited);
        let deep = form.style(Style::DeepObject).explode(true);
        let cases = [
            (form, Value::from("blue"), "x=blue"),
            (form, Value::from(""), "x="),
            (form, colors(), "x=blue&x=black"),
            (form, rgb(), "R=100&G=200"),
            (form.explode(false), colors(), "x=blue,black"),
            (form.explode(false), rgb(), "x=R,100,G,200"),
            (space, colors(), "x=blue%20black"),
            (space, rgb(), "x=R%20100%20G%20200"),
            (space.explode(true), colors(), "x=blue&x=black"),
            (pipe, colors(), "x=blue%7Cblack"),
            (pipe, rgb(), "x=R%7C100%7CG%7C200"),
            (pipe.explode(true), colors(), "x=blue&x=black"),
            (deep, rgb(), "x%5BR%5D=100&x%5BG%5D=200"),
            (form.json(), rgb(), "x=%7B%22R%22%3A100%2C%22G%22%3A200%7D"),
            (form.json(), Value::from("a"), "x=%22a%22"),
        ];
        for (param, value, expected) in cases {
            assert_eq!(query(param, value), expected, "{param:?}");
        }
    }

    #[test]
    fn one_value_or_several_are_written_as_their_own_kind() {
        // Filters that take both are unions, which are sent as the JSON that they are.
        assert_eq!(query(Param::query("word"), Value::of(&json!("sms"))), "word=sms");
        assert_eq!(query(Param::query("word"), Value::of(&json!(["sms", "a b"]))), "word=sms&word=a%20b");
        assert_eq!(query(Param::query("word"), Value::of(&json!([]))), "");
    }

    #[test]
    fn nothing_is_left_out() {
        for value in [Value::Null, Value::List(Vec::new()), Value::List(vec![Value::Null])] {
            for param in
                [Param::query("x"), Param::query("x").explode(false), Param::query("x").style(Style::DeepObject)]
            {
                assert_eq!(query(param, value.clone()), "");
            }
        }
    }

    #[test]
    fn names_and_values_cannot_add_parameters() {
        assert_eq!(query(Param::query("a[]"), "1&b=2"), "a%5B%5D=1%26b%3D2");
        let separators = Value::from(vec!["a,b", "c d|e"]);
        let param = Param::query("x").explode(false);
        assert_eq!(query(param, separators), "x=a%2Cb,c%20d%7Ce");
    }

    #[test]
    fn reserved_characters_stay_where_they_do_no_harm() {
        let param = Param::query("x").allow_reserved();
        assert_eq!(query(param, ":/?@!$'()*,;= #[]&+%"), "x=:/?@!$'()*,;=%20%23%5B%5D%26%2B%25");
    }

    #[test]
    fn deep_objects_nest() {
        let value = Value::from(serde_json::json!({"a": {"b": [1, 2]}, "c": null, "d e": true}));
        let param = Param::query("x").style(Style::DeepObject);
        assert_eq!(query(param, value), "x%5Ba%5D%5Bb%5D=1&x%5Ba%5D%5Bb%5D=2&x%5Bd%20e%5D=true");
    }

    #[test]
    fn nesting_that_a_style_cannot_write_is_an_error() {
        let nested = Value::from(vec![vec![1]]);
        let mut query = String::new();
        assert!(append(&mut query, &Param::query("x"), &nested).is_err());
    }
}
