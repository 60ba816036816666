//! Sending again: what may be, how long to wait before, and when to leave it.

mod after;
mod budget;
mod policy;

use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;

pub(crate) use self::budget::{Budget, Taken};
pub use self::policy::RetryPolicy;
use crate::error::{Error, ErrorKind, NotRetried, ProxyFailure};

/// What a request may spend on attempts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) policy: RetryPolicy,
    pub(crate) deadline: Option<Deadline>,
}

/// When a request must be over, and how long it was given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) at: Instant,
    pub(crate) given: Duration,
}

impl Limits {
    /// How long to wait before a failed request is sent again, with the retry of the budget for it, or why it is not.
    /// `attempts` have been made.
    pub(crate) fn decide<'a>(
        &self,
        error: &Error,
        attempts: u32,
        is_repeatable: bool,
        budget: &'a Budget,
    ) -> Result<(Duration, Taken<'a>), NotRetried> {
        if !can_pass(error.kind()) {
            return Err(NotRetried::Pointless);
        }
        if !error.is_retry_sensible() {
            return Err(NotRetried::Unsafe);
        }
        if attempts > self.policy.max_retries {
            return Err(NotRetried::Exhausted);
        }
        if !is_repeatable {
            return Err(NotRetried::BodySpent);
        }
        let wait = match error.retry_after() {
            Some(asked) if asked > self.policy.max_retry_after => return Err(NotRetried::RetryAfter(asked)),
            // Everyone was told the same: a little later, and not all at once.
            Some(asked) => asked.saturating_add(self.policy.jitter(asked / 10)),
            None => self.policy.backoff(attempts),
        };
        if let Some(deadline) = self.deadline
            && Instant::now().checked_add(wait).is_none_or(|resumed| resumed >= deadline.at)
        {
            return Err(NotRetried::Deadline(deadline.given));
        }
        // Last, as it takes from the budget.
        let retry = budget.take().ok_or(NotRetried::Budget)?;
        Ok((wait, retry))
    }
}

/// Whether what went wrong can pass, so that it is worth trying again.
pub(crate) fn can_pass(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::Connect | ErrorKind::Timeout(_) | ErrorKind::Body | ErrorKind::Canceled => true,
        ErrorKind::SignIn(error) => error.is_retry_sensible(),
        ErrorKind::Proxy(failure) => *failure == ProxyFailure::Connect,
        // Not 500: a request that makes a server fail makes it fail again.
        ErrorKind::Status(error) => matches!(error.status().as_u16(), 408 | 425 | 429 | 502 | 503 | 504),
        _ => false,
    }
}

/// Whether an answer says that the server has done nothing, and is to be asked again later.
pub(crate) fn is_put_off(status: StatusCode, headers: &HeaderMap) -> bool {
    match status {
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::SERVICE_UNAVAILABLE => headers.contains_key(RETRY_AFTER),
        _ => false,
    }
}

/// How long the server asks to wait.
pub(crate) fn asked_wait(headers: &HeaderMap) -> Option<Duration> {
    after::parse(headers, after::now())
}
