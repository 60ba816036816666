//! A batch on its way: its results as they come, and all of them in order.

use std::fmt;
use std::future::poll_fn;
use std::iter::Peekable;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use futures_util::future::{Join, Ready, join, ready as value};
use futures_util::stream::FuturesUnordered;

use super::gate::Gate;
use super::{OnProgress, Progress};

/// The results of a batch as they come: see [`Batch::stream`](super::Batch::stream).
///
/// A [`Stream`] of the index of a request and its result. Dropping it stops all requests that are under way.
#[must_use = "a batch does nothing until it is polled"]
pub struct BatchStream<I: Iterator<Item: IntoFuture>> {
    /// Whether there is a next request is known without having to start it, so that nothing waits for none.
    requests: Peekable<I>,
    /// Each with its index, for which `Join` is the type with a name.
    in_flight: FuturesUnordered<Join<Ready<usize>, <I::Item as IntoFuture>::IntoFuture>>,
    concurrency: usize,
    gate: Gate,
    started: usize,
    done: usize,
    failed: usize,
    on_progress: Option<OnProgress>,
}

// The futures under way have a place of their own, and nothing else here is ever pinned.
impl<I: Iterator<Item: IntoFuture>> Unpin for BatchStream<I> {}

impl<I: Iterator<Item: IntoFuture>> BatchStream<I> {
    pub(super) fn new(requests: I, concurrency: usize, gate: Gate, on_progress: Option<OnProgress>) -> Self {
        Self {
            requests: requests.peekable(),
            in_flight: FuturesUnordered::new(),
            concurrency,
            gate,
            started: 0,
            done: 0,
            failed: 0,
            on_progress,
        }
    }

    /// Lets the next request go, if there is one and it may.
    fn start(&mut self, context: &mut Context<'_>) -> bool {
        let has_room = self.in_flight.len() < self.concurrency && !self.gate.is_group_full();
        if !has_room || self.requests.peek().is_none() || self.gate.poll_due(context).is_pending() {
            return false;
        }
        let Some(request) = self.requests.next() else { return false };
        self.in_flight.push(join(value(self.started), request.into_future()));
        self.started += 1;
        self.gate.start();
        true
    }

    fn answered(&mut self, failed: bool) {
        self.done += 1;
        self.failed += usize::from(failed);
        if self.in_flight.is_empty() {
            self.gate.all_answered();
        }
        if let Some(call) = &self.on_progress {
            let total = match self.requests.size_hint() {
                (least, Some(most)) if least == most => self.started.checked_add(least),
                _ => None,
            };
            call(Progress { done: self.done, failed: self.failed, total });
        }
    }
}

impl<I, T, E> BatchStream<I>
where
    I: Iterator<Item: IntoFuture<Output = Result<T, E>>>,
{
    /// The next result, and the index of its request; `None` after the last. Nothing is lost if the future of it is
    /// dropped.
    pub async fn next(&mut self) -> Option<(usize, Result<T, E>)> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<I, T, E> Stream for BatchStream<I>
where
    I: Iterator<Item: IntoFuture<Output = Result<T, E>>>,
{
    type Item = (usize, Result<T, E>);

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let batch = self.get_mut();
        // One start at a time, and only when there is no answer to give: a request that was taken while its future
        // has to wait for its turn to be polled would start later than it is counted.
        loop {
            if let Poll::Ready(Some((index, result))) = Pin::new(&mut batch.in_flight).poll_next(context) {
                batch.answered(result.is_err());
                return Poll::Ready(Some((index, result)));
            }
            if !batch.start(context) {
                break;
            }
        }
        let is_over = batch.in_flight.is_empty() && batch.requests.peek().is_none();
        if is_over { Poll::Ready(None) } else { Poll::Pending }
    }
}

impl<I: Iterator<Item: IntoFuture>> fmt::Debug for BatchStream<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchStream")
            .field("in_flight", &self.in_flight.len())
            .field("done", &self.done)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// A batch on its way to all its results: see [`Batch::run`](super::Batch::run).
///
/// A future of a `Vec` of results, in the order of the requests. Dropping it stops all requests that are under way.
#[must_use = "a batch does nothing until it is awaited"]
pub struct BatchRun<I: Iterator<Item: IntoFuture>> {
    answers: BatchStream<I>,
    /// By the index of the request.
    results: Vec<Option<<I::Item as IntoFuture>::Output>>,
}

// As for the stream. The results are moved, never pinned.
impl<I: Iterator<Item: IntoFuture>> Unpin for BatchRun<I> {}

impl<I: Iterator<Item: IntoFuture>> BatchRun<I> {
    pub(super) fn new(answers: BatchStream<I>) -> Self {
        Self { answers, results: Vec::new() }
    }
}

impl<I, T, E> Future for BatchRun<I>
where
    I: Iterator<Item: IntoFuture<Output = Result<T, E>>>,
{
    type Output = Vec<Result<T, E>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let run = self.get_mut();
        while let Some((index, result)) = ready!(Pin::new(&mut run.answers).poll_next(context)) {
            if run.results.len() <= index {
                run.results.resize_with(index + 1, || None);
            }
            run.results[index] = Some(result);
        }
        // Every one that started was answered: there is a result in each place.
        Poll::Ready(std::mem::take(&mut run.results).into_iter().flatten().collect())
    }
}

impl<I: Iterator<Item: IntoFuture>> fmt::Debug for BatchRun<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BatchRun").field(&self.answers).finish()
    }
}
