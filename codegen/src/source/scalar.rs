//! What a plain scalar means: the core schema of YAML 1.2.

use super::Value;

/// The value of a scalar that is written without quotes.
///
/// Only what the core schema names is anything else than text: `no`, `on`, `12:30:45` and `2024-01-01` are texts. Digits
/// with a leading zero are text too, although the core schema makes integers of them: they are codes and not counts, and
/// the zero would be lost. `serde_yaml` does the same.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        _ => {}
    }
    // Most scalars are words: a look at the first letter spares them the rest.
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Value::String(text.to_owned());
    }
    number(text).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// A number in one of the spellings of the core schema.
fn number(text: &str) -> Option<Value> {
    if let Some(digits) = text.strip_prefix("0x") {
        return based(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return based(digits, 8);
    }
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(Value::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY }));
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let padded = unsigned.len() > 1 && unsigned.starts_with('0');
        return if padded { None } else { decimal(text) };
    }
    is_float(unsigned).then(|| text.parse().ok().map(Value::Float))?
}

/// An integer in decimal digits with an optional sign; what 64 bits do not hold is a float.
pub(super) fn decimal(text: &str) -> Option<Value> {
    if let Ok(value) = text.parse::<i64>() {
        return Some(Value::Int(value));
    }
    if let Ok(value) = text.parse::<u64>() {
        return Some(Value::UInt(value));
    }
    text.parse().ok().map(Value::Float)
}

/// An integer in another base; one that 64 bits do not hold is taken for text.
fn based(digits: &str, base: u32) -> Option<Value> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    let value = u64::from_str_radix(digits, base).ok()?;
    Some(i64::try_from(value).map_or(Value::UInt(value), Value::Int))
}

/// Whether it is digits with a point, an exponent or both, and at least one digit before the exponent.
fn is_float(unsigned: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let text = |text: &str| Value::String(text.to_owned());
        let cases = [
            ("", Value::Null),
            ("~", Value::Null),
            ("null", Value::Null),
            ("nUll", text("nUll")),
            ("true", Value::Bool(true)),
            ("FALSE", Value::Bool(false)),
            ("yes", text("yes")),
            ("no", text("no")),
            ("on", text("on")),
            ("0", Value::Int(0)),
            ("-12", Value::Int(-12)),
            ("+12", Value::Int(12)),
            ("007", text("007")),
            ("-0", Value::Int(0)),
            ("0o17", Value::Int(15)),
            ("0xFF", Value::Int(255)),
            ("0xFFFFFFFFFFFFFFFF", Value::UInt(u64::MAX)),
            ("0x", text("0x")),
            ("0b11", text("0b11")),
            ("1_000", text("1_000")),
            ("9223372036854775807", Value::Int(i64::MAX)),
            ("9223372036854775808", Value::UInt(1 << 63)),
            ("-9223372036854775808", Value::Int(i64::MIN)),
            ("18446744073709551616", Value::Float(18_446_744_073_709_551_616.0)),
            ("1.5", Value::Float(1.5)),
            (".5", Value::Float(0.5)),
            ("5.", Value::Float(5.0)),
            ("-1e3", Value::Float(-1000.0)),
            ("1e", text("1e")),
            (".", text(".")),
            ("-", text("-")),
            ("1.2.3", text("1.2.3")),
            ("2024-01-01", text("2024-01-01")),
            ("12:30:45", text("12:30:45")),
            (".inf", Value::Float(f64::INFINITY)),
            ("-.INF", Value::Float(f64::NEG_INFINITY)),
            ("inf", text("inf")),
            ("nan", text("nan")),
        ];
        for (written, expected) in cases {
            assert_eq!(plain(written), expected, "{written}");
        }
        assert!(matches!(plain(".nan"), Value::Float(value) if value.is_nan()));
    }
}
