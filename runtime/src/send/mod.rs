//! Sending: attempts at a request until there is an answer, or no sense in another one. Once, for all operations.

mod answer;
mod exchange;
mod sign_in;

use http::StatusCode;
use tokio::time::Instant;
use tracing::Instrument;
use tracing::field::{Empty, display};

pub(crate) use self::answer::broken;
use self::answer::{Reading, Received, Unread, Whole};
#[cfg(feature = "reqwest")]
pub(crate) use self::answer::{no_answer, refusal};
use crate::call::Call;
use crate::download::Download;
use crate::error::{BoxError, ErrorKind, NotRetried, Result, Timeout};
use crate::prepare::{self, Prepared};
use crate::raw_request::RawRequest;
use crate::response::RawResponse;
use crate::retry;
use crate::transport::BoxFuture;

/// Sends a request of an operation.
pub(crate) fn start(call: Call) -> BoxFuture<Result<RawResponse>> {
    Box::pin(async move { run::<Whole>(prepare::call(call)?).await })
}

/// Sends a request made by hand.
pub(crate) fn start_raw(request: RawRequest) -> BoxFuture<Result<RawResponse>> {
    Box::pin(async move { run::<Whole>(prepare::raw(request)?).await })
}

/// Sends a request that is ready.
pub(crate) fn whole(request: Prepared) -> BoxFuture<Result<RawResponse>> {
    Box::pin(run::<Whole>(request))
}

/// Sends a request of an operation; the body of the answer is left to be read.
pub(crate) fn start_streaming(call: Call) -> BoxFuture<Result<Download>> {
    Box::pin(async move { run::<Unread>(prepare::call(call)?).await })
}

/// Sends a request made by hand; the body of the answer is left to be read.
pub(crate) fn start_raw_streaming(request: RawRequest) -> BoxFuture<Result<Download>> {
    Box::pin(async move { run::<Unread>(prepare::raw(request)?).await })
}

async fn run<R: Reading>(mut request: Prepared) -> Result<R::Answer> {
    let span = tracing::info_span!(
        "request",
        operation = request.target.operation,
        method = request.target.method.as_str(),
        path = request.target.path,
        attempts = Empty,
        status = Empty,
        duration_ms = Empty,
        error = Empty,
    );
    let started = Instant::now();
    let mut attempts = 0;
    let outcome = signed_in::<R>(&mut request, started, &mut attempts).instrument(span.clone()).await;
    let elapsed = started.elapsed();
    if !span.is_disabled() {
        record(&span, &outcome);
        span.record("attempts", attempts);
        span.record("duration_ms", elapsed.as_secs_f64() * 1000.0);
    }
    outcome.map(|received| R::answer(received, request, attempts, elapsed))
}

/// What an outcome says in a span.
fn record<B>(span: &tracing::Span, outcome: &Result<Received<B>>) {
    let status = match outcome {
        Ok(received) => Some(received.status),
        Err(error) => {
            span.record("error", display(error));
            error.status()
        }
    };
    if let Some(status) = status {
        span.record("status", status.as_u16());
    }
}

/// Sends a request with the tokens that it needs, and once more with new ones where the server refuses those that it had.
async fn signed_in<R: Reading>(
    request: &mut Prepared,
    started: Instant,
    attempts: &mut u32,
) -> Result<Received<R::Body>> {
    request.sign_in(started).await?;
    match until_answered::<R>(request, started, attempts).await {
        // A request that is refused has not been carried out.
        Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED) && request.give_up_tokens() => {
            request.sign_in(started).await?;
            until_answered::<R>(request, started, attempts).await
        }
        outcome => outcome,
    }
}

/// Sends a request until there is an answer, or no sense in sending it again; counts the attempts.
async fn until_answered<R: Reading>(
    request: &Prepared,
    started: Instant,
    attempts: &mut u32,
) -> Result<Received<R::Body>> {
    let budget = &request.core.budget;
    let limits = request.limits(started);
    // Of an earlier attempt: the last one alone does not say what the server may have done.
    let mut may_have_been_sent = false;
    loop {
        let attempt = *attempts + 1;
        let error = match traced_attempt::<R>(request, attempt, limits.deadline).await {
            Ok(received) => {
                *attempts = attempt;
                budget.succeeded();
                return Ok(received);
            }
            Err(error) => error,
        };
        may_have_been_sent |= error.may_have_been_sent();
        if matches!(error.kind(), ErrorKind::Build(_)) {
            return Err(error.sent(may_have_been_sent).after(*attempts, started.elapsed(), None));
        }
        *attempts = attempt;
        match limits.decide(&error, attempt, request.payload.is_repeatable(), budget) {
            Ok((wait, retry)) => {
                let wait_ms = wait.as_secs_f64() * 1000.0;
                tracing::debug!(attempt, wait_ms, error = %error, "the request is sent again");
                tokio::time::sleep(wait).await;
                retry.spend();
            }
            Err(reason) => {
                if reason == NotRetried::Pointless && error.status().is_some() {
                    // The server is there, and answers.
                    budget.succeeded();
                }
                let failed = error.sent(may_have_been_sent).after(attempt, started.elapsed(), Some(reason));
                if reason != NotRetried::Pointless {
                    tracing::debug!(attempt, ?reason, "the request is not sent again");
                }
                return Err(failed);
            }
        }
    }
}

async fn traced_attempt<R: Reading>(
    request: &Prepared,
    attempt: u32,
    deadline: Option<retry::Deadline>,
) -> Result<Received<R::Body>> {
    let span = tracing::debug_span!("attempt", attempt, status = Empty, duration_ms = Empty, error = Empty);
    if span.is_disabled() {
        return timed_attempt::<R>(request, attempt, deadline).await;
    }
    let started = Instant::now();
    let outcome = timed_attempt::<R>(request, attempt, deadline).instrument(span.clone()).await;
    record(&span, &outcome);
    span.record("duration_ms", started.elapsed().as_secs_f64() * 1000.0);
    outcome
}

async fn timed_attempt<R: Reading>(
    request: &Prepared,
    attempt: u32,
    deadline: Option<retry::Deadline>,
) -> Result<Received<R::Body>> {
    let mut limit = request.timeout;
    let mut timeout = Timeout::Attempt(limit);
    if let Some(deadline) = deadline {
        let left = deadline.at.saturating_duration_since(Instant::now());
        if left < limit {
            limit = left;
            timeout = Timeout::Deadline(deadline.given);
        }
    }
    let timed = tokio::time::timeout(limit, request.exchange::<R>(attempt)).await;
    timed.unwrap_or_else(|_| {
        let stalled = request.payload.stalled().map(BoxError::from);
        Err(request.failed(&request.start, ErrorKind::Timeout(timeout)).sent(true).because(stalled))
    })
}
