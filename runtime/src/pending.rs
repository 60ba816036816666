//! A request on its way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::{Error, Result};
use crate::response::RawResponse;

/// A request that has been told to go: a future of its answer.
///
/// It does nothing until it is polled, and stops when it is dropped.
#[must_use = "a request does nothing until it is awaited"]
pub struct Pending<T> {
    // One type of future for all requests, and the decoding as a function beside it: what differs between
    // operations is a pointer, not a state machine.
    answer: Pin<Box<dyn Future<Output = Result<RawResponse>> + Send>>,
    decode: fn(RawResponse) -> Result<T>,
}

impl<T> Pending<T> {
    pub(crate) fn new(
        answer: Pin<Box<dyn Future<Output = Result<RawResponse>> + Send>>,
        decode: fn(RawResponse) -> Result<T>,
    ) -> Self {
        Self { answer, decode }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.answer.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(answer)) => Poll::Ready((self.decode)(answer)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
        }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}
