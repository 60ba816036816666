//! Many requests at once, without more of them under way or in a second than a server likes.

mod gate;
mod stream;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use self::stream::{BatchRun, BatchStream};

use self::gate::Gate;

const CONCURRENCY: usize = 8;

/// Settings of a batch: how many requests are under way at a time, and how fast they follow each other.
///
/// Each call of [`run`](Self::run) or [`stream`](Self::stream) is a batch of its own, with its own groups, its own
/// rate and its own progress: two that run at once share no limit. What is counted are requests, not attempts: one
/// that is sent again is still the same.
///
/// ```
/// use std::time::Duration;
///
/// use inboxkit_runtime::Batch;
///
/// # struct Client;
/// # impl Client {
/// #     async fn delete(&self, id: u32) -> Result<u32, String> {
/// #         if id == 2 { Err("404".to_owned()) } else { Ok(id) }
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let client = Client;
/// let batch = Batch::new()
///     .concurrency(4)
///     .rate(600, Duration::from_secs(60))
///     .on_progress(|progress| println!("{} of {:?}", progress.done, progress.total));
/// let ids = [1, 2, 3];
/// let results = batch.run(ids.map(|id| client.delete(id))).await;
/// for (id, result) in ids.iter().zip(&results) {
///     if let Err(error) = result {
///         println!("{id}: {error}");
///     }
/// }
/// # assert_eq!(results, [Ok(1), Err("404".to_owned()), Ok(3)]);
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a batch does nothing until it is run"]
pub struct Batch {
    concurrency: usize,
    /// How many requests are a group, and the pause after it.
    groups: Option<(usize, Duration)>,
    /// From one start to the next.
    interval: Duration,
    on_progress: Option<OnProgress>,
}

type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

impl Batch {
    /// At most 8 requests at a time, as fast as they are answered.
    pub fn new() -> Self {
        Self { concurrency: CONCURRENCY, groups: None, interval: Duration::ZERO, on_progress: None }
    }

    /// How many requests may be under way at a time. 8 unless set; 0 means 1.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// A pause between groups of `every` requests, in their order; 0 means 1. The first request of a group starts
    /// when all of the group before have been answered, with success or an error, and `pause` has gone by since the
    /// last of these answers. After the last group there is no pause. None unless set.
    ///
    /// Workflow tools call the two the items per batch and the batch interval. Within a group, the limits of
    /// [`concurrency`](Self::concurrency) and [`rate`](Self::rate) hold.
    pub fn pause(mut self, every: usize, pause: Duration) -> Self {
        self.groups = Some((every.max(1), pause));
        self
    }

    /// A steady rate: so many requests in such a time. They start evenly spaced, `per / requests` apart, rather than
    /// all at the beginning of that time; 0 requests mean 1. No limit unless set, nor where `per` is zero.
    ///
    /// What is behind, because answers or a pause were waited for, is not made up for. Only the lateness of timers is,
    /// up to 5 milliseconds: by so much, a request can start sooner after the one before it.
    pub fn rate(mut self, requests: u32, per: Duration) -> Self {
        self.interval = per / requests.max(1);
        self
    }

    /// What to call after each answer. It is called by the task that drives the batch, and holds it up for as long as
    /// it runs.
    pub fn on_progress(mut self, call: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(call));
        self
    }

    /// Runs requests: a future of all results, in the order of the requests, each with its own error. One that fails
    /// stops no other.
    ///
    /// Nothing is sent before the future is polled, and everything stops when it is dropped. Requests are taken from
    /// the iterator as there is room for them, one ahead at most; what has to be held are those that are under way, and
    /// the results. The iterator has to end: for one that does not, there is [`stream`](Self::stream).
    pub fn run<I, R, T, E>(&self, requests: I) -> BatchRun<I::IntoIter, R>
    where
        I: IntoIterator<Item = R>,
        R: IntoFuture<Output = Result<T, E>>,
    {
        BatchRun::new(self.stream(requests))
    }

    /// Runs requests: a stream of results as they come, each with the index of its request, which counts from 0. One
    /// that fails stops no other.
    ///
    /// Nothing is sent before the stream is polled, and everything stops when it is dropped. It goes on only while
    /// it is polled: whoever takes long over a result holds the others up. Requests are taken from the iterator as there
    /// is room for them, one ahead at most; it need not end.
    ///
    /// ```
    /// use inboxkit_runtime::Batch;
    ///
    /// # async fn show(id: u64) -> Result<u64, String> { Ok(id) }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let mut answers = Batch::new().stream((1..).map(show));
    /// while let Some((index, result)) = answers.next().await {
    ///     println!("{index}: {result:?}");
    ///     if index > 100 {
    ///         break;
    ///     }
    /// }
    /// # }
    /// ```
    pub fn stream<I, R, T, E>(&self, requests: I) -> BatchStream<I::IntoIter, R>
    where
        I: IntoIterator<Item = R>,
        R: IntoFuture<Output = Result<T, E>>,
    {
        let gate = Gate::new(self.groups, self.interval);
        BatchStream::new(requests.into_iter(), self.concurrency, gate, self.on_progress.clone())
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("concurrency", &self.concurrency)
            .field("groups", &self.groups)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many requests have been answered, with success or an error.
    pub done: usize,
    /// How many of these with an error.
    pub failed: usize,
    /// How many requests there are in all; `None` where the iterator does not know yet (see [`Iterator::size_hint`]).
    pub total: Option<usize>,
}

#[cfg(test)]
mod tests;
