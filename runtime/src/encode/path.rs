//! Paths: templates filled so that no value leaves its segment.

use std::fmt::Write;

use super::{Parts, STRICT, escape, flat, join, join_pairs, parts};
use crate::error::BuildError;
use crate::operation::{Location, Param, Style};
use crate::value::Value;

/// Fills a template. `value` gives the value of a parameter by its index in the table, and its name.
pub(crate) fn fill<'v>(
    template: &str,
    params: &[Param],
    value: impl Fn(usize, &'static str) -> Option<&'v Value>,
) -> Result<String, BuildError> {
    let mut path = String::with_capacity(template.len() + 16);
    for (index, segment) in template.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        let start = path.len();
        let mut last = None;
        let mut rest = segment;
        while let Some((literal, (name, after))) =
            rest.split_once('{').and_then(|(literal, tail)| Some((literal, tail.split_once('}')?)))
        {
            let found = params.iter().position(|p| p.is(Location::Path, name));
            let index = found.ok_or_else(|| BuildError::missing(name))?;
            let param = &params[index];
            let value = value(index, param.name).ok_or_else(|| BuildError::missing(param.name))?;
            path.push_str(literal);
            match value {
                // An id, most often: its digits need no escape, and no text of their own.
                Value::Int(number) if param.style == Style::Simple && !param.json => {
                    // Writing to a string does not fail.
                    let _ = write!(path, "{number}");
                }
                _ => path.push_str(&text(param, value)?),
            }
            last = Some(param.name);
            rest = after;
        }
        path.push_str(rest);
        // A server, and the URL parser before it, would take these for steps, not for names.
        if let (Some(name), "" | "." | "..") = (last, &path[start..]) {
            return Err(BuildError::parameter(name, STEP));
        }
    }
    Ok(path)
}

const STEP: &str = "is empty, `.` or `..`, and would lead to another path";

fn text(param: &Param, value: &Value) -> Result<String, BuildError> {
    let name = escape(param.name, STRICT);
    let explode = param.explode;
    let text = match parts(param, value)? {
        Parts::Nothing => return Err(BuildError::missing(param.name)),
        Parts::Scalar(text) if matches!(&*text, "" | "." | "..") => {
            return Err(BuildError::parameter(param.name, STEP));
        }
        Parts::Scalar(text) => {
            let text = escape(&text, STRICT);
            match param.style {
                Style::Label => format!(".{text}"),
                Style::Matrix => format!(";{name}={text}"),
                _ => text.into_owned(),
            }
        }
        Parts::List(texts) if texts.is_empty() => return Err(empty(param)),
        Parts::List(texts) => match (param.style, explode) {
            (Style::Label, true) => format!(".{}", join(&texts, ".", STRICT)),
            (Style::Label, false) => format!(".{}", join(&texts, ",", STRICT)),
            (Style::Matrix, true) => {
                let separator = format!(";{name}=");
                format!("{separator}{}", join(&texts, &separator, STRICT))
            }
            (Style::Matrix, false) => format!(";{name}={}", join(&texts, ",", STRICT)),
            _ => join(&texts, ",", STRICT),
        },
        Parts::Object(entries) if entries.is_empty() => return Err(empty(param)),
        Parts::Object(entries) => match (param.style, explode) {
            (Style::Label, true) => format!(".{}", join_pairs(&entries, ".", STRICT)),
            (Style::Label, false) => format!(".{}", join(&flat(entries), ",", STRICT)),
            (Style::Matrix, true) => format!(";{}", join_pairs(&entries, ";", STRICT)),
            (Style::Matrix, false) => format!(";{name}={}", join(&flat(entries), ",", STRICT)),
            (_, true) => join_pairs(&entries, ",", STRICT),
            (_, false) => join(&flat(entries), ",", STRICT),
        },
    };
    Ok(text)
}

fn empty(param: &Param) -> BuildError {
    BuildError::parameter(param.name, "is an empty list or object")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(param: Param, value: impl Into<Value>) -> Result<String, BuildError> {
        let value = value.into();
        fill("/a/{x}/b", &[param], |_, _| Some(&value))
    }

    fn colors() -> Value {
        Value::from(vec!["blue", "black"])
    }

    fn rgb() -> Value {
        Value::Object(vec![("R".into(), 100.into()), ("G".into(), 200.into())])
    }

    #[test]
    fn styles_write_what_openapi_shows() {
        let simple = Param::path("x");
        let label = simple.style(Style::Label);
        let matrix = simple.style(Style::Matrix);
        let cases = [
            (simple, Value::from("blue"), "blue"),
            (simple, colors(), "blue,black"),
            (simple, rgb(), "R,100,G,200"),
            (simple.explode(true), colors(), "blue,black"),
            (simple.explode(true), rgb(), "R=100,G=200"),
            (label, Value::from("blue"), ".blue"),
            (label, colors(), ".blue,black"),
            (label, rgb(), ".R,100,G,200"),
            (label.explode(true), colors(), ".blue.black"),
            (label.explode(true), rgb(), ".R=100.G=200"),
            (matrix, Value::from("blue"), ";x=blue"),
            (matrix, colors(), ";x=blue,black"),
            (matrix, rgb(), ";x=R,100,G,200"),
            (matrix.explode(true), colors(), ";x=blue;x=black"),
            (matrix.explode(true), rgb(), ";R=100;G=200"),
            (simple.json(), rgb(), "%7B%22R%22%3A100%2C%22G%22%3A200%7D"),
        ];
        for (param, value, expected) in cases {
            let path = one(param, value).unwrap();
            assert_eq!(path, format!("/a/{expected}/b"), "{param:?}");
        }
    }

    #[test]
    fn no_value_leaves_its_segment() {
        let cases = [
            ("a/b", "a%2Fb"),
            ("../x", "..%2Fx"),
            ("..%2f", "..%252f"),
            ("%2e%2e", "%252e%252e"),
            ("a?b=c", "a%3Fb%3Dc"),
            ("a#b", "a%23b"),
            ("a\\b", "a%5Cb"),
            ("a;b,c", "a%3Bb%2Cc"),
            ("a b\r\n", "a%20b%0D%0A"),
            ("ä", "%C3%A4"),
            ("...", "..."),
            ("a.b-c_d~e", "a.b-c_d~e"),
        ];
        for (value, expected) in cases {
            let path = one(Param::path("x"), value.to_owned()).unwrap();
            assert_eq!(path, format!("/a/{expected}/b"));
        }
    }

    #[test]
    fn values_that_would_be_steps_are_refused_by_name() {
        for value in ["", ".", ".."] {
            let error = one(Param::path("x"), value.to_owned()).unwrap_err();
            assert_eq!(error, BuildError::parameter("x", STEP));
        }
        let label = Param::path("x").style(Style::Label);
        assert!(one(label, ".").is_err());
        assert!(one(label, "").is_err());
        let list = Value::from(vec!["."]);
        assert!(one(label, list).is_err(), "a label list of one dot is two");
        assert!(one(Param::path("x"), Value::from(vec![".."])).is_err());
    }

    #[test]
    fn segments_of_several_values_are_checked_as_a_whole() {
        let params = [Param::path("a"), Param::path("b")];
        let values = [Value::from("x"), Value::from("y z")];
        let path = fill("/{a}.{b}/", &params, |index, _| values.get(index)).unwrap();
        assert_eq!(path, "/x.y%20z/");
        let list = Param::path("a");
        let dots = Value::from(vec![".", "."]);
        assert_eq!(fill("/{a}", &[list], |_, _| Some(&dots)).unwrap(), "/.,.");
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = fill("/{x}", &[Param::path("x")], |_, _| None).unwrap_err();
        assert_eq!(error, BuildError::missing("x"));
        let error = fill("/{x}", &[Param::query("x")], |_, _| None).unwrap_err();
        assert_eq!(error, BuildError::missing("x"));
        assert!(one(Param::path("x"), Value::Null).is_err());
        assert!(one(Param::path("x"), Value::List(Vec::new())).is_err());
        assert!(one(Param::path("x"), f64::NAN).is_err());
    }
}
