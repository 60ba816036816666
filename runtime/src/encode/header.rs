//! Headers and cookies.

use http::HeaderValue;

use super::{COOKIE, Parts, escape, flat, join, parts};
use crate::error::BuildError;
use crate::operation::Param;
use crate::options::header_value;
use crate::value::Value;

/// A header in simple style; `None` if there is nothing to send.
pub(crate) fn header(param: &Param, value: &Value) -> Result<Option<HeaderValue>, BuildError> {
    let text = match parts(param, value)? {
        Parts::Nothing => return Ok(None),
        Parts::Scalar(text) => text.into_owned(),
        Parts::List(texts) => texts.join(","),
        Parts::Object(entries) if param.explode => {
            let pairs = entries.iter().map(|(key, value)| format!("{key}={value}"));
            pairs.collect::<Vec<_>>().join(",")
        }
        Parts::Object(entries) => flat(entries).join(","),
    };
    header_value(param.name, &text).map(Some)
}

/// Appends a parameter to the cookies, in form style.
pub(crate) fn cookies(cookies: &mut String, param: &Param, value: &Value) -> Result<(), BuildError> {
    let mut push = |name: &str, text: &str| {
        if !cookies.is_empty() {
            cookies.push_str("; ");
        }
        cookies.push_str(name);
        cookies.push('=');
        cookies.push_str(text);
    };
    match parts(param, value)? {
        Parts::Nothing => {}
        Parts::Scalar(text) => push(param.name, &escape(&text, COOKIE)),
        Parts::List(texts) if param.explode => {
            for text in texts {
                push(param.name, &escape(&text, COOKIE));
            }
        }
        Parts::List(texts) => push(param.name, &join(&texts, ",", COOKIE)),
        Parts::Object(entries) if param.explode => {
            for (key, text) in entries {
                push(&escape(key, COOKIE), &escape(&text, COOKIE));
            }
        }
        Parts::Object(entries) => push(param.name, &join(&flat(entries), ",", COOKIE)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colors() -> Value {
        Value::from(vec!["blue", "black"])
    }

    fn rgb() -> Value {
        Value::Object(vec![("R".into(), 100.into()), ("G".into(), 200.into())])
    }

    #[test]
    fn headers_write_what_openapi_shows() {
        let simple = Param::header("x");
        let cases = [
            (simple, Value::from("blue"), "blue"),
            (simple, colors(), "blue,black"),
            (simple, rgb(), "R,100,G,200"),
            (simple.explode(true), rgb(), "R=100,G=200"),
            (simple.json(), rgb(), r#"{"R":100,"G":200}"#),
        ];
        for (param, value, expected) in cases {
            assert_eq!(header(&param, &value).unwrap().unwrap(), expected);
        }
        assert_eq!(header(&simple, &Value::Null).unwrap(), None);
    }

    #[test]
    fn a_header_cannot_begin_another() {
        for text in ["a\r\nb: c", "a\nb", "a\0b"] {
            let error = header(&Param::header("x"), &Value::from(text)).unwrap_err();
            assert!(matches!(error, BuildError::InvalidParameter { name, .. } if name == "x"));
        }
    }

    #[test]
    fn cookies_write_what_openapi_shows() {
        let form = Param::cookie("x");
        let cases = [
            (form, Value::from("blue"), "x=blue"),
            (form, Value::from("a b;c=d\n"), "x=a%20b%3Bc=d%0A"),
            (form, colors(), "x=blue; x=black"),
            (form, rgb(), "R=100; G=200"),
            (form.explode(false), colors(), "x=blue,black"),
            (form.explode(false), rgb(), "x=R,100,G,200"),
        ];
        for (param, value, expected) in cases {
            let mut text = String::new();
            cookies(&mut text, &param, &value).unwrap();
            assert_eq!(text, expected, "{param:?}");
        }
        let mut text = "a=1".to_owned();
        cookies(&mut text, &form, &Value::from(2)).unwrap();
        assert_eq!(text, "a=1; x=2");
    }
}
