//! Receives webhooks: checks that a request comes from Bird, and then decodes the event in it.
//!
//! Needs the feature `webhook-receiver`. It works on the headers and the bytes of a request, whatever server took it in:
//!
//! ```
//! use bird_channels::models::WebhookEvent;
//! use bird_channels::webhooks::Receiver;
//! use bird_channels::{Bytes, HeaderMap, StatusCode};
//!
//! fn receive(receiver: &Receiver, headers: &HeaderMap, body: Bytes) -> StatusCode {
//!     match receiver.verify(headers, body) {
//!         Ok(delivery) => {
//!             match delivery.decode() {
//!                 Ok(WebhookEvent::InboundMessage(event)) => println!("message {} came in", event.payload.id),
//!                 Ok(_) => println!("{:?} happened", delivery.name()),
//!                 // The server of tomorrow: `delivery.body` has it all the same.
//!                 Err(error) => eprintln!("{:?} cannot be decoded: {error}", delivery.name()),
//!             }
//!             StatusCode::OK
//!         }
//!         Err(error) => {
//!             eprintln!("{error}");
//!             error.status()
//!         }
//!     }
//! }
//!
//! // The key of the webhook subscription, and its URL as Bird has it.
//! let receiver = Receiver::new("signing key", "https://example.com/webhooks");
//! # let _ = receiver;
//! ```
//!
//! The body must be verified byte for byte as it came: JSON that was decoded and encoded again has another signature. The URL is
//! the public one that the subscription names, scheme, host and query included; behind a proxy the server sees another one, which
//! is why the receiver is given it. `examples/bird_webhooks.rs` is a whole server.
//!
//! # Who signs
//!
//! Bird signs what goes to subscriptions that have a signing key; give each subscription one. The recipe is that of Bird's
//! Channels: `HMAC-SHA-256(key, timestamp + "\n" + URL + "\n" + SHA-256(body))`, in base64. The older API of MessageBird signs
//! otherwise under the same headers.
//!
//! # What comes twice, and late
//!
//! A delivery that is not answered by a success comes again at growing intervals for eight hours, with the timestamp of its first
//! attempt. So signatures are accepted for nine hours unless [`Receiver::max_age()`] says otherwise, and whoever sees a request can
//! send it again as long. Events of outgoing messages come in any order, and more than once: remember the id of the message and
//! its status, or [`Delivery::id`], and let no older status overwrite a newer one (`last_status_at`).

mod error;

use std::fmt;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use inboxkit_runtime::private as rt;
use sha2::{Digest, Sha256};

pub use self::error::VerifyError;
use crate::models::WebhookEvent;
use crate::{Base64, Bytes, DecodeError, HeaderMap, Secret, Timestamp};

/// The header with the signature: base64 of 32 bytes.
pub const SIGNATURE_HEADER: &str = "messagebird-signature";

/// The header with the moment of the first attempt, in whole seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "messagebird-request-timestamp";

/// The header with the id of the request.
pub const REQUEST_HEADER: &str = "messagebird-request-id";

/// How old a signature may be unless a receiver says otherwise: Bird tries for eight hours.
const MAX_AGE: Duration = Duration::from_secs(9 * 60 * 60);

/// How far in the future something may have been signed, as clocks differ.
const MAX_AHEAD: Duration = Duration::from_secs(5 * 60);

/// Checks webhooks of one subscription.
#[derive(Debug, Clone)]
pub struct Receiver {
    keys: Vec<Secret>,
    url: String,
    /// None for any.
    max_age: Option<Duration>,
}

/// A webhook that was verified: it comes from Bird, unchanged.
///
/// Nothing of the body was needed for that. [`Delivery::decode`] is a step of its own, so that a webhook that this crate cannot
/// decode is not lost.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// The id of the request, if there is one. The signature does not cover it.
    pub id: Option<String>,
    /// When Bird first tried to deliver it, to the second.
    pub timestamp: Timestamp,
    /// The body as it came.
    pub body: Bytes,
    name: Option<String>,
}

impl Delivery {
    /// The name of the event, such as `whatsapp.inbound`, also of one that this crate does not know; none if the body is no JSON
    /// object with a text `event`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What happened; [`WebhookEvent::Unknown`], with the JSON, if this crate does not know the event. An error says where the
    /// body is not as documented.
    pub fn decode(&self) -> Result<WebhookEvent, DecodeError> {
        rt::from_json(&self.body)
    }
}

/// The name of the event and not what it says: messages hold what people write.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id)
            .field("timestamp", &self.timestamp)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Receiver {
    /// For what is signed with this key for this URL, at most nine hours ago.
    ///
    /// The key is the `signingKey` of the subscription, used as it is shown: it looks like base64 but is not decoded. The URL is
    /// that of the subscription. Nothing is accepted with an empty key, see [`VerifyError::EmptyKey`].
    pub fn new(signing_key: impl Into<Secret>, url: impl Into<String>) -> Self {
        Self { keys: vec![signing_key.into()], url: url.into(), max_age: Some(MAX_AGE) }
    }

    /// Accepts what is signed with this key as well: the old one and the new one, while a key is being replaced.
    #[must_use]
    pub fn or_key(mut self, signing_key: impl Into<Secret>) -> Self {
        self.keys.push(signing_key.into());
        self
    }

    /// How long ago something may have been signed. Default: nine hours. With less than the eight hours for which Bird tries,
    /// deliveries of a server that was away for a while are refused. How far in the future it may be is five minutes always.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Accepts signatures of any age. Whoever sees a request can then send it again for ever.
    #[must_use]
    pub fn any_age(mut self) -> Self {
        self.max_age = None;
        self
    }

    /// Verifies a request, by the clock of this machine.
    ///
    /// The body is that of the request, byte for byte. Names of headers may have underscores in the place of hyphens, as some
    /// proxies write them.
    pub fn verify(&self, headers: &HeaderMap, body: impl Into<Bytes>) -> Result<Delivery, VerifyError> {
        self.verify_at(headers, body, &Timestamp::now())
    }

    /// [`Receiver::verify`] at another moment than now, for tests and for requests that were recorded.
    pub fn verify_at(
        &self,
        headers: &HeaderMap,
        body: impl Into<Bytes>,
        now: &Timestamp,
    ) -> Result<Delivery, VerifyError> {
        let body = body.into();
        // Anybody can sign with an empty key: an unset variable must not open the door.
        if self.keys.iter().any(|key| key.expose().is_empty()) {
            return Err(VerifyError::EmptyKey);
        }
        let signature = rt::webhook_header(headers, SIGNATURE_HEADER).ok_or(VerifyError::MissingSignature)?;
        let signature = signature_bytes(signature).ok_or(VerifyError::MalformedSignature)?;
        let signed_at = rt::webhook_header(headers, TIMESTAMP_HEADER).ok_or(VerifyError::MissingTimestamp)?;
        let timestamp = rt::webhook_seconds(signed_at).ok_or(VerifyError::MalformedTimestamp)?;
        if !self.is_signed(&signature, signed_at, &body) {
            return Err(VerifyError::Mismatch);
        }
        // Only now, so that these errors are about requests of Bird.
        self.check_age(&timestamp, now)?;
        let name = rt::event_name(&body);
        let id =
            rt::webhook_header(headers, REQUEST_HEADER).and_then(|id| std::str::from_utf8(id).ok()).map(str::to_owned);
        Ok(Delivery { id, timestamp, body, name })
    }

    /// Decodes an event **without knowing who sent it**: anybody who knows the address can have sent it.
    ///
    /// Only for subscriptions without a signing key. Have Bird post to an address that nobody can guess, over https, and read
    /// again through the API whatever matters.
    pub fn danger_decode_unsigned(body: &[u8]) -> Result<WebhookEvent, DecodeError> {
        rt::from_json(body)
    }

    /// Whether one of the keys made the signature. All of them are tried, in a time that does not depend on which fits.
    fn is_signed(&self, signature: &[u8], timestamp: &[u8], body: &[u8]) -> bool {
        let hash = Sha256::digest(body);
        let mut is_signed = false;
        for key in &self.keys {
            // A key of any length will do: this never fails.
            let Ok(mac) = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()) else {
                continue;
            };
            let mac = mac.chain_update(timestamp).chain_update(b"\n").chain_update(self.url.as_bytes());
            let mac = mac.chain_update(b"\n").chain_update(hash);
            is_signed |= mac.verify_slice(signature).is_ok();
        }
        is_signed
    }

    fn check_age(&self, timestamp: &Timestamp, now: &Timestamp) -> Result<(), VerifyError> {
        let (now, then) = (now.as_second(), timestamp.as_second());
        let distance = Duration::from_secs(now.abs_diff(then));
        match self.max_age {
            Some(limit) if now >= then && distance > limit => Err(VerifyError::TooOld { age: distance, limit }),
            Some(_) if now < then && distance > MAX_AHEAD => {
                Err(VerifyError::TooNew { ahead: distance, limit: MAX_AHEAD })
            }
            _ => Ok(()),
        }
    }
}

/// The bytes of a signature.
fn signature_bytes(header: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(header).ok()?;
    let bytes = Base64::from_encoded(text.trim()).decode().ok()?;
    (bytes.len() == 32).then_some(bytes)
}
