//! `Retry-After` (RFC 9110, 10.2.3): a number of seconds, or a date.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The time of this machine, where it has one.
pub(super) fn now() -> Option<Timestamp> {
    // There is no clock on bare WebAssembly, and asking for one panics.
    if cfg!(all(target_family = "wasm", target_os = "unknown")) { None } else { Some(Timestamp::now()) }
}

/// How long to wait from now on. A date is compared with the `Date` of the same answer, so that it does not matter
/// how wrong the clock of this machine is; only without one is `now` asked.
pub(super) fn parse(headers: &HeaderMap, now: Option<Timestamp>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is for ever.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = date(headers, &RETRY_AFTER)?;
    let from = date(headers, &DATE).or(now)?;
    Some(Duration::try_from(until.duration_since(from)).unwrap_or_default())
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<Timestamp> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(headers.get(name)?.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(headers: &[(HeaderName, &str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        parse(&headers, Some("1994-11-06T08:49:00Z".parse().unwrap())).map(|wait| wait.as_secs())
    }

    #[test]
    fn both_forms_are_understood_and_nothing_else() {
        for (text, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sun, 06 Nov 1994 08:40:00 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(parsed(&[(RETRY_AFTER, text)]), seconds, "{text:?}");
        }
        assert_eq!(parsed(&[]), None);
    }

    #[test]
    fn a_date_is_compared_with_the_servers_own_clock() {
        let date = (DATE, "Sun, 06 Nov 1994 09:00:00 GMT");
        assert_eq!(parsed(&[(RETRY_AFTER, "Sun, 06 Nov 1994 09:00:30 GMT"), date]), Some(30));
        assert_eq!(parsed(&[(RETRY_AFTER, "Sun, 06 Nov 1994 08:59:00 GMT"), (DATE, "nonsense")]), Some(600));
    }

    #[test]
    fn without_any_clock_only_seconds_are_understood() {
        let headers = |text: &str| HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
        assert_eq!(parse(&headers("5"), None), Some(Duration::from_secs(5)));
        assert_eq!(parse(&headers("Sun, 06 Nov 1994 08:49:37 GMT"), None), None);
    }
}
