//! What an operation makes of its answer: functions of one type, as a request carries one of them along. And the same
//! for JSON that is no answer.

#![allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps)] // the type is the same for all

use bytes::Bytes;
use http::StatusCode;
use serde_core::de::DeserializeOwned;

use crate::error::{DecodeError, Result};
use crate::redact::Redactor;
use crate::response::RawResponse;

/// JSON.
pub fn json<T: DeserializeOwned>(answer: RawResponse) -> Result<T> {
    answer.json()
}

/// JSON that is no answer, such as what a server posts to a webhook.
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, DecodeError> {
    read(text, &Redactor::default())
}

/// The value that JSON says.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8], redactor: &Redactor) -> Result<T, DecodeError> {
    // Looked at once, as a whole: the decoder would look at every text in it anew.
    let text = std::str::from_utf8(body).map_err(|error| DecodeError::not_text(body, error.valid_up_to(), redactor))?;
    serde_json::from_str(text).map_err(|error| DecodeError::json(body, &error, redactor))
}

/// JSON, or nothing: no body, or `null`.
pub fn optional<T: DeserializeOwned>(answer: RawResponse) -> Result<Option<T>> {
    if answer.status == StatusCode::NO_CONTENT || answer.is_blank() {
        return Ok(None);
    }
    answer.json()
}

/// Text.
pub(crate) fn text(answer: RawResponse) -> Result<String> {
    answer.text().map(str::to_owned)
}

/// Bytes.
pub(crate) fn bytes(answer: RawResponse) -> Result<Bytes> {
    Ok(answer.body)
}

/// Whatever it is.
pub(crate) fn empty(_: RawResponse) -> Result<()> {
    Ok(())
}

/// As it is.
pub(crate) fn raw(answer: RawResponse) -> Result<RawResponse> {
    Ok(answer)
}
