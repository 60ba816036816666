//! How long to wait before a connection is tried again.

use std::time::Duration;

use super::echo::random;

/// Waits that double, up to a longest one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backoff {
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

impl Backoff {
    /// The wait before an attempt, from 1: anything between nothing and its limit, so that the clients of a server that
    /// restarts do not all come back at once.
    pub(super) fn wait(self, attempt: u32) -> Duration {
        // 53 bits are what a float holds.
        #[allow(clippy::cast_precision_loss)]
        let share = (random() >> 11) as f64 / (1_u64 << 53) as f64;
        self.limit(attempt).mul_f64(share)
    }

    fn limit(self, attempt: u32) -> Duration {
        let factor = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_longest() {
        let backoff = Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(30) };
        let limits: Vec<u128> = (1..=8).map(|attempt| backoff.limit(attempt).as_millis()).collect();
        assert_eq!(limits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
        assert_eq!(backoff.limit(u32::MAX), backoff.longest);
        for attempt in 1..50 {
            assert!(backoff.wait(attempt) <= backoff.limit(attempt));
        }
    }

    #[test]
    fn waits_differ() {
        let backoff = Backoff { first: Duration::from_secs(10), longest: Duration::from_secs(10) };
        assert_ne!(backoff.wait(1), backoff.wait(1));
    }
}
