//! Settings of a subscription, and how it begins.

use std::fmt;
use std::time::Duration;

use super::backoff::Backoff;
use super::cable::Cable;
use super::session::Clock;
use super::{Error, Events, Subscriber, driver};
use crate::{Client, Timestamp};

/// No setting is longer: the sums of some times with others would overflow.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// No limit is shorter: one of nothing is always over.
const SHORTEST: Duration = Duration::from_millis(1);

/// No first limit of a wait is shorter: without waits a server that is down would be asked without a pause.
const SHORTEST_FIRST: Duration = Duration::from_millis(10);

/// Settings of a subscription. Nothing happens until [`Subscription::connect`].
#[derive(Clone)]
#[must_use = "nothing is connected before `connect`"]
pub struct Subscription {
    client: Client,
    subscriber: Subscriber,
    url: Option<String>,
    terms: Terms,
}

/// The settings that hold for every connection.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    pub(super) confirm_timeout: Duration,
    pub(super) silence: Duration,
    pub(super) presence: Option<Duration>,
    pub(super) backoff: Backoff,
    pub(super) attempts: Option<u32>,
    pub(super) unconfirmed: Option<u32>,
    pub(super) buffer: usize,
    pub(super) max_message_bytes: usize,
    /// Tests have one that stands still with the time.
    pub(super) clock: Clock,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            confirm_timeout: Duration::from_secs(10),
            silence: Duration::from_secs(9),
            presence: Some(Duration::from_secs(20)),
            backoff: Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(30) },
            attempts: None,
            unconfirmed: None,
            buffer: 256,
            max_message_bytes: 4 * 1024 * 1024,
            clock: Timestamp::now,
        }
    }
}

impl Subscription {
    pub(super) fn new(client: Client, subscriber: Subscriber) -> Self {
        Self { client, subscriber, url: None, terms: Terms::default() }
    }

    /// Another address than `/cable` behind the client's base URL: `wss://chat.example.com/cable`.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// How long to wait for the server to say welcome, and then for it to confirm the subscription; it does not answer when
    /// credentials are wrong. 10 seconds unless set, at least a millisecond and at most a day. Opening the connection has the client's own limits.
    pub fn confirm_timeout(mut self, limit: Duration) -> Self {
        self.terms.confirm_timeout = limit.clamp(SHORTEST, LONGEST);
        self
    }

    /// How long nothing may be heard of the server before the connection counts as lost. It sends a ping every 3 seconds. 9
    /// seconds unless set, at least a millisecond and at most a day.
    pub fn silence(mut self, limit: Duration) -> Self {
        self.terms.silence = limit.clamp(SHORTEST, LONGEST);
        self
    }

    /// How often to show presence: the server counts a user or contact as online for 20 seconds after each. Every 20
    /// seconds unless set; never if zero, and then only subscribing shows it. Each is answered by a `presence.update` event.
    pub fn presence(mut self, period: Duration) -> Self {
        self.terms.presence = Some(period.min(LONGEST)).filter(|period| !period.is_zero());
        self
    }

    /// How long to wait before a lost connection is made again: a random time up to a limit, which is `first` and doubles
    /// with each attempt that fails, up to `longest`. Half a second and 30 seconds unless set; `first` is
    /// at least 10 milliseconds, `longest` at least `first`, both at most a day. It begins anew when a
    /// connection has stood, and was heard, for longer than [`Subscription::silence`] allows for silence.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        let first = first.clamp(SHORTEST_FIRST, LONGEST);
        self.terms.backoff = Backoff { first, longest: longest.clamp(first, LONGEST) };
        self
    }

    /// How many attempts in a row to make a lost connection again may fail before the stream ends with
    /// [`Error::GaveUp`]. No limit unless set; with zero the stream ends with the connection.
    pub fn attempts(mut self, limit: u32) -> Self {
        self.terms.attempts = Some(limit);
        self
    }

    /// How many of these in a row may fail because the server does not confirm the subscription, before the stream ends with
    /// [`Error::GaveUp`]. At least 1; no limit unless set. The server stays silent when the password, and with it the token,
    /// was changed, but also when it cannot subscribe anybody for a while: with a limit, the second ends the stream as well.
    /// Without one, look at [`Reconnecting::reason`](super::Reconnecting::reason).
    pub fn unconfirmed_attempts(mut self, limit: u32) -> Self {
        self.terms.unconfirmed = Some(limit.max(1));
        self
    }

    /// How many items may wait to be taken from the stream. 256 unless set, at least 1. When it is full, the socket is not
    /// read until there is room; presence is shown all the same. A connection that is lost then is made again once: if that
    /// one is lost too before its [`Gap`](super::Gap) fits in, there is no connection until that and what waits with it was
    /// taken, and the next gap covers this time.
    pub fn buffer(mut self, items: usize) -> Self {
        self.terms.buffer = items.max(1);
        self
    }

    /// How many bytes one message of the server may have. 4 MiB unless set, at least 1 KiB. A longer one ends the connection,
    /// and is lost in the [`Gap`](super::Gap) that follows. What comes before the subscription is confirmed may have twice
    /// as many in all.
    pub fn max_message_bytes(mut self, limit: usize) -> Self {
        self.terms.max_message_bytes = limit.max(1024);
        self
    }

    /// Connects and subscribes. The first connection is tried once: when it does not come about, the error says why. From
    /// then on lost connections are made again.
    ///
    /// Needs a runtime of tokio, with its timer and I/O.
    pub async fn connect(self) -> Result<Events, Error> {
        let cable = Cable::new(&self.client, self.url.as_deref(), self.terms.max_message_bytes)?;
        driver::start(cable, self.subscriber, self.terms).await
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A URL can have a secret in its query.
        f.debug_struct("Subscription")
            .field("client", &self.client)
            .field("subscriber", &self.subscriber)
            .field("terms", &self.terms)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    fn subscription() -> Subscription {
        let client = Client::builder().base_url("https://chat.example.com").build().unwrap();
        client.realtime(Subscriber::Contact { pubsub_token: Secret::from("s3cret") })
    }

    #[test]
    fn limits_of_nothing_and_for_ever_are_none() {
        let nothing = Duration::ZERO;
        let terms = subscription().silence(nothing).confirm_timeout(nothing).backoff(nothing, nothing).terms;
        assert_eq!((terms.silence, terms.confirm_timeout), (SHORTEST, SHORTEST));
        assert_eq!((terms.backoff.first, terms.backoff.longest), (SHORTEST_FIRST, SHORTEST_FIRST));
        let ever = Duration::MAX;
        let terms = subscription().silence(ever).confirm_timeout(ever).backoff(ever, nothing).terms;
        assert_eq!((terms.silence, terms.confirm_timeout), (LONGEST, LONGEST));
        assert_eq!((terms.backoff.first, terms.backoff.longest), (LONGEST, LONGEST));
    }
}
