//! Receives webhooks: checks that a request comes from the server, and then decodes the event in it.
//!
//! Needs the feature `webhook-receiver`. It works on the headers and the bytes of a request, whatever server took it in:
//!
//! ```
//! use chatwoot::models::WebhookEvent;
//! use chatwoot::webhooks::Receiver;
//! use chatwoot::{Bytes, HeaderMap, StatusCode};
//!
//! fn receive(receiver: &Receiver, headers: &HeaderMap, body: Bytes) -> StatusCode {
//!     match receiver.verify(headers, body) {
//!         Ok(delivery) => {
//!             match delivery.decode() {
//!                 Ok(WebhookEvent::MessageCreated(message)) => println!("message {} was created", message.id),
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
//! ```
//!
//! The body must be verified byte for byte as it came: JSON that was decoded and encoded again has another signature.
//! `examples/webhook_server.rs` is a whole server.
//!
//! Events hold what people write, and credentials: `channel` of an inbox has the keys of its channel, a contact can have a
//! `pubsub_token`. So log the name of an event and ids, as here, or a [`Delivery`], whose `Debug` shows no more; never a
//! [`WebhookEvent`] or the body.
//!
//! # Who signs
//!
//! | sender | signs |
//! | --- | --- |
//! | account webhooks | from 4.12 |
//! | API inboxes and agent bots | from 4.13 |
//! | automation rules, macros and the installation | never |
//!
//! Administrators read the secret from the webhook, the agent bot or the inbox (key `secret`). For what is not signed there
//! is [`Receiver::danger_decode_unsigned`].
//!
//! # What comes twice
//!
//! Whoever sees a request can send it again as long as it is young enough ([`Receiver::max_age()`]), and with another
//! [`Delivery::id`], which is not signed. Where that matters, accept each [`Delivery::signature`] once, and remember it until
//! [`Delivery::timestamp`] plus the age that is allowed. The server's own further attempts have the same id and, as they are
//! signed anew, another signature: tell those by the id.
//!
//! # What an answer does
//!
//! Any status from 200 to 299 is a success, and the server does not read the body of the answer. It waits five seconds
//! (installations may change that), so answer first and work later. A delivery to an account webhook or an API inbox comes
//! once at most; agent bots get up to two more attempts, three seconds apart, after a 429 or a 500 (from 4.12).
//!
//! Any other status, or none in time, has effects that people see: a message of an API inbox is marked as failed, and a
//! pending conversation of an agent bot is opened. So what was verified is answered with a success even where
//! [`Delivery::decode`] fails, as it may after an update of the server: log that it did, and keep the body.

mod error;

use std::fmt;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use inboxkit_runtime::private as rt;
use sha2::Sha256;

pub use self::error::VerifyError;
use crate::models::WebhookEvent;
use crate::{Bytes, DecodeError, HeaderMap, Secret, Timestamp};

/// The header with the signature: `sha256=` and 64 lower-case hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-chatwoot-signature";

/// The header with the moment of signing, in whole seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "x-chatwoot-timestamp";

/// The header with the id of the delivery.
pub const DELIVERY_HEADER: &str = "x-chatwoot-delivery";

/// How old a signature may be unless a receiver says otherwise.
const MAX_AGE: Duration = Duration::from_secs(5 * 60);

/// Checks webhooks that are signed with one of its secrets.
///
/// Each webhook, agent bot and API inbox has a secret of its own: give each an address and a receiver of its own, too.
#[derive(Debug, Clone)]
pub struct Receiver {
    secrets: Vec<Secret>,
    /// Of a signature, in either direction; none for any.
    max_age: Option<Duration>,
}

/// A webhook that was verified: it comes from the server, unchanged.
///
/// Nothing of the body was needed for that. [`Delivery::decode`] is a step of its own, so that a webhook that this crate
/// cannot decode is not lost.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// The id of the delivery. Agent bots get the same id with each attempt of the server. The signature does not cover it:
    /// it is no guard against somebody who sends a request again. Missing where the server or a proxy leaves the header out.
    pub id: Option<String>,
    /// When the server signed it, to the second.
    pub timestamp: Timestamp,
    /// The signature that was verified, as it came: `sha256=` and 64 lower-case hexadecimal digits. It covers timestamp and
    /// body and has one form only, so a request that is sent again has the same.
    pub signature: String,
    /// The body as it came.
    pub body: Bytes,
    name: Option<String>,
}

impl Delivery {
    /// The name of the event, such as `message_created`, also of one that this crate does not know; none if the body is no
    /// JSON object with a text `event`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What happened; [`WebhookEvent::Unknown`], with the JSON, if this crate does not know the event. An error says where
    /// the body is not as documented.
    pub fn decode(&self) -> Result<WebhookEvent, DecodeError> {
        rt::from_json(&self.body)
    }
}

/// The name of the event and not what it says: inboxes come with credentials of their channel, contacts with tokens.
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
    /// For what is signed with this secret, at most 5 minutes ago.
    ///
    /// The secret is used as it is shown, not decoded. Nothing is accepted with an empty one, see
    /// [`VerifyError::EmptySecret`].
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self { secrets: vec![secret.into()], max_age: Some(MAX_AGE) }
    }

    /// Accepts what is signed with this secret as well: the old one and the new one, while a secret is being replaced.
    #[must_use]
    pub fn or_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// How long ago something may have been signed, and how far in the future, as clocks differ. Default: 5 minutes. The
    /// server's clock counts whole seconds.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Accepts signatures of any age. Whoever sees a request can then send it again for ever, so have another guard
    /// against that, such as [`Delivery::signature`].
    #[must_use]
    pub fn any_age(mut self) -> Self {
        self.max_age = None;
        self
    }

    /// Verifies a request, by the clock of this machine.
    ///
    /// The body is that of the request, byte for byte. Names of headers may have underscores in the place of hyphens, as
    /// some proxies write them.
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
        if self.secrets.iter().any(|secret| secret.expose().is_empty()) {
            return Err(VerifyError::EmptySecret);
        }
        let signature = rt::webhook_header(headers, SIGNATURE_HEADER).ok_or(VerifyError::MissingSignature)?;
        let signature_bytes = signature_bytes(signature).ok_or(VerifyError::MalformedSignature)?;
        let signed_at = rt::webhook_header(headers, TIMESTAMP_HEADER).ok_or(VerifyError::MissingTimestamp)?;
        let timestamp = rt::webhook_seconds(signed_at).ok_or(VerifyError::MalformedTimestamp)?;
        if !self.is_signed(&signature_bytes, signed_at, &body) {
            return Err(VerifyError::Mismatch);
        }
        // Only now, so that these errors are about requests of the server.
        self.check_age(&timestamp, now)?;
        let name = rt::event_name(&body);
        let id =
            rt::webhook_header(headers, DELIVERY_HEADER).and_then(|id| std::str::from_utf8(id).ok()).map(str::to_owned);
        // Nothing but ASCII, now that it was verified.
        let signature = String::from_utf8_lossy(signature).into_owned();
        Ok(Delivery { id, timestamp, signature, body, name })
    }

    /// Decodes an event **without knowing who sent it**: anybody who knows the address can have sent it.
    ///
    /// Only for what no server signs: webhooks of servers up to 4.11 (API inboxes and agent bots: up to 4.12), and those of
    /// automation rules, macros and the installation. Have the server post to an address that nobody can guess, over
    /// https, and read again through the API whatever matters.
    pub fn danger_decode_unsigned(body: &[u8]) -> Result<WebhookEvent, DecodeError> {
        rt::from_json(body)
    }

    /// Whether one of the secrets made the signature. All of them are tried, in a time that does not depend on which fits.
    fn is_signed(&self, signature: &[u8], timestamp: &[u8], body: &[u8]) -> bool {
        let mut is_signed = false;
        for secret in &self.secrets {
            // A key of any length will do: this never fails.
            let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
                continue;
            };
            let mac = mac.chain_update(timestamp).chain_update(b".").chain_update(body);
            is_signed |= mac.verify_slice(signature).is_ok();
        }
        is_signed
    }

    fn check_age(&self, timestamp: &Timestamp, now: &Timestamp) -> Result<(), VerifyError> {
        let Some(limit) = self.max_age else {
            return Ok(());
        };
        let (now, then) = (now.as_second(), timestamp.as_second());
        let distance = Duration::from_secs(now.abs_diff(then));
        match distance > limit {
            true if now > then => Err(VerifyError::TooOld { age: distance, limit }),
            true => Err(VerifyError::TooNew { ahead: distance, limit }),
            false => Ok(()),
        }
    }
}

/// The bytes of a signature. Upper-case digits, which the server does not write, are none: so one body has one signature.
fn signature_bytes(header: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let digits = header.strip_prefix(b"sha256=")?;
    let count = base16ct::lower::decode(digits, &mut bytes).ok()?.len();
    (count == bytes.len()).then_some(bytes)
}
