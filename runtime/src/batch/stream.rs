//! A batch on its way: its results as they come, and all of them in order.

use std::fmt;
use std::future::poll_fn;
use std::iter::Fuse;
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
pub struct BatchStream<I, R: IntoFuture> {
    // `R` is the item of `I`, and has a name so that no field is spelled `I::Item`: if one were, the compiler could not
    // see that a task that holds this is `Send` where the iterator borrows (rust-lang/rust#102211). `Peekable` is ruled
    // out by the same.
    requests: Fuse<I>,
    /// The next request, taken to know whether there is one: nothing waits for none.
    next: Option<R>,
    /// Each with its index, for which `Join` is the type with a name.
    in_flight: FuturesUnordered<Join<Ready<usize>, R::IntoFuture>>,
    concurrency: usize,
    gate: Gate,
    started: usize,
    done: usize,
    failed: usize,
    on_progress: Option<OnProgress>,
}

// The futures under way have a place of their own, and nothing else here is ever pinned.
impl<I, R: IntoFuture> Unpin for BatchStream<I, R> {}

impl<I: Iterator<Item = R>, R: IntoFuture> BatchStream<I, R> {
    pub(super) fn new(requests: I, concurrency: usize, gate: Gate, on_progress: Option<OnProgress>) -> Self {
        Self {
            requests: requests.fuse(),
            next: None,
            in_flight: FuturesUnordered::new(),
            concurrency,
            gate,
            started: 0,
            done: 0,
            failed: 0,
            on_progress,
        }
    }

    /// Whether there is a next request.
    fn has_next(&mut self) -> bool {
        if self.next.is_none() {
            self.next = self.requests.next();
        }
        self.next.is_some()
    }

    /// Lets the next request go, if there is one and it may.
    fn start(&mut self, context: &mut Context<'_>) -> bool {
        let has_room = self.in_flight.len() < self.concurrency && !self.gate.is_group_full();
        if !has_room || !self.has_next() || self.gate.poll_due(context).is_pending() {
            return false;
        }
        let Some(request) = self.next.take() else { return false };
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
            let taken = self.started + usize::from(self.next.is_some());
            let total = match self.requests.size_hint() {
                (least, Some(most)) if least == most => taken.checked_add(least),
                _ => None,
            };
            call(Progress { done: self.done, failed: self.failed, total });
        }
    }
}

impl<I, R, T, E> BatchStream<I, R>
where
    I: Iterator<Item = R>,
    R: IntoFuture<Output = Result<T, E>>,
{
    /// The next result, and the index of its request; `None` after the last. Nothing is lost if the future of it is
    /// dropped.
    pub async fn next(&mut self) -> Option<(usize, Result<T, E>)> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<I, R, T, E> Stream for BatchStream<I, R>
where
    I: Iterator<Item = R>,
    R: IntoFuture<Output = Result<T, E>>,
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
        let is_over = batch.in_flight.is_empty() && !batch.has_next();
        if is_over { Poll::Ready(None) } else { Poll::Pending }
    }
}

impl<I, R: IntoFuture> fmt::Debug for BatchStream<I, R> {
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
pub struct BatchRun<I, R: IntoFuture> {
    answers: BatchStream<I, R>,
    /// By the index of the request.
    results: Vec<Option<R::Output>>,
}

// As for the stream. The results are moved, never pinned.
impl<I, R: IntoFuture> Unpin for BatchRun<I, R> {}

impl<I, R: IntoFuture> BatchRun<I, R> {
    pub(super) fn new(answers: BatchStream<I, R>) -> Self {
        Self { answers, results: Vec::new() }
    }
}

impl<I, R, T, E> Future for BatchRun<I, R>
where
    I: Iterator<Item = R>,
    R: IntoFuture<Output = Result<T, E>>,
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

impl<I, R: IntoFuture> fmt::Debug for BatchRun<I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BatchRun").field(&self.answers).finish()
    }
}
