//! How often a request is sent again, and how long is waited before.

use std::time::Duration;

/// How often a request is sent again when it failed, and how long is waited before.
///
/// Whether it may be sent again at all is not a matter of policy: only what can pass is tried again, and only where
/// doing so cannot do anything twice. That is: nothing was sent, or the server said that it did nothing (429, or 503
/// with `Retry-After`), or the operation is idempotent, by its method (RFC 9110, 9.2.2), by its document, or because the
/// caller says so with [`RequestOptions::idempotent`](crate::RequestOptions::idempotent).
///
/// Before the retry of number n (from 0) a random time is waited between nothing and `base_delay` × 2ⁿ, at most
/// `max_delay`. If the server asks for a time of its own (`Retry-After`), that is waited and up to a tenth more; if it asks
/// for more than `max_retry_after`, there is no retry.
///
/// ```
/// use std::time::Duration;
/// use inboxkit_runtime::RetryPolicy;
///
/// let patient = RetryPolicy::new().max_retries(5).max_delay(Duration::from_secs(30));
/// assert_ne!(patient, RetryPolicy::none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) max_retries: u32,
    base_delay: Duration,
    max_delay: Duration,
    pub(crate) max_retry_after: Duration,
}

impl RetryPolicy {
    /// Two retries, `base_delay` of 500 ms, `max_delay` of 8 s, `max_retry_after` of 60 s.
    pub const fn new() -> Self {
        Self {
            max_retries: 2,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
        }
    }

    /// No retries: every request is sent once.
    pub const fn none() -> Self {
        Self::new().max_retries(0)
    }

    /// How often a request is sent again at most, after the first time. 2 unless set.
    #[must_use]
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The longest that is waited before the first retry; it doubles with each. 500 ms unless set.
    #[must_use]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest that is waited before any retry, unless the server asks for more. 8 s unless set.
    #[must_use]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest `Retry-After` of a server that is waited for. 60 s unless set.
    #[must_use]
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// A random wait after so many attempts: full jitter, which spreads the clients of a server best.
    pub(super) fn backoff(self, attempts: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.jitter(self.base_delay.saturating_mul(factor).min(self.max_delay))
    }

    /// Anything up to a time.
    #[allow(clippy::unused_self)] // so that it reads as what the policy does
    pub(super) fn jitter(self, longest: Duration) -> Duration {
        longest.mul_f64(fastrand::f64())
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_anything_up_to_a_ceiling_that_doubles() {
        let policy = RetryPolicy::new().base_delay(Duration::from_secs(1)).max_delay(Duration::from_secs(5));
        for (attempts, ceiling) in [(1, 1), (2, 2), (3, 4), (4, 5), (100, 5)] {
            let waits: Vec<_> = (0..1000).map(|_| policy.backoff(attempts)).collect();
            let ceiling = Duration::from_secs(ceiling);
            assert!(waits.iter().all(|wait| *wait <= ceiling), "{attempts}");
            // Of a thousand, one is in the lowest and one in the highest tenth; that none is has the odds of 0.9^1000.
            assert!(waits.iter().any(|wait| *wait < ceiling / 10), "{attempts}");
            assert!(waits.iter().any(|wait| *wait > ceiling.mul_f64(0.9)), "{attempts}");
        }
    }
}
