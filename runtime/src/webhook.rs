//! What receivers of webhooks read alike, whoever signed them.

use bytes::Bytes;
use http::HeaderMap;

use crate::Timestamp;
use crate::decode::from_json;

/// The value of a header, whether its name has hyphens or underscores, as some proxies write them.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let value = headers.get(name).or_else(|| headers.get(name.replace('-', "_")));
    value.map(http::HeaderValue::as_bytes)
}

/// The moment of whole seconds since 1970: digits only, and no more than there is time.
pub fn seconds(header: &[u8]) -> Option<Timestamp> {
    if !header.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let second: i64 = std::str::from_utf8(header).ok()?.parse().ok()?;
    let timestamp = Timestamp::from_second(second);
    (timestamp.as_second() == second).then_some(timestamp)
}

/// The key that all events have.
struct Named {
    event: String,
}
crate::record! { Named { event: "event" required } }

/// The name of the event in a body; none if that is no JSON object with a text `event`.
pub fn event_name(body: &Bytes) -> Option<String> {
    from_json(body).ok().map(|Named { event }| event)
}
