//! Waiting for requests and streams in programs without async: there is no second client for them.
//!
//! A thread that is started once, with the first that is waited for, drives connections and timers. The request itself
//! runs on the thread that waits for it, so that many threads wait at the same time, and the spans of `tracing` that the
//! thread is in are those of the request. It need be neither `Send` nor `'static`.
//!
//! It works from any thread, from within `spawn_blocking`, and inside async code too, where it does what every blocking
//! call does: **the thread does nothing else until the answer is there**, and a runtime with one thread stands still.
//! Await requests there.
//!
//! Connections and timers are driven by the runtime in which they were made. A client that is also awaited in a runtime of
//! one thread would find connections of that runtime here, where it stands still, and run into its timeout: such a program
//! is better off with two clients.
//!
//! ```
//! use inboxkit_runtime::blocking::Wait;
//! # use inboxkit_runtime::testing::{Answer, MockTransport};
//! # inboxkit_runtime::client! {
//! #     /// A client.
//! #     pub struct Client, ClientBuilder;
//! #     api: inboxkit_runtime::private::Api {
//! #         name: "sample", version: "1", server: Some("https://sample.example"), schemes: &[],
//! #     };
//! #     credentials {}
//! # }
//!
//! # fn main() -> inboxkit_runtime::Result<()> {
//! # let mock = MockTransport::new();
//! # mock.answer(Answer::json(200, ["a"]));
//! # let client = Client::builder().transport(mock).build()?;
//! let answer = client.get("/things").wait()?;
//! assert_eq!(answer.text()?, r#"["a"]"#);
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::io;
use std::iter::FusedIterator;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread, ThreadId};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

use crate::batch::BatchRun;
use crate::error::{BuildError, Error};

/// Waits for a request, or for anything else that can be awaited and gives a `Result`.
///
/// Its error must be one that an [`Error`] can become: what comes of it when the thread that drives the connections
/// cannot be started (of the kind `Build`: nothing was sent). A panic of the future is one of the caller.
pub trait Wait: IntoFuture + Sized {
    /// Blocks this thread until it is done.
    fn wait(self) -> Self::Output;
}

impl<F, T, E> Wait for F
where
    F: IntoFuture<Output = Result<T, E>>,
    E: From<Error>,
{
    fn wait(self) -> Self::Output {
        let background = background()?;
        background.run(|| self.into_future())
    }
}

/// A batch gives a list of results and cannot fail as a whole, so that waiting for it has a `Result` of its own.
impl<I, R, T, E> BatchRun<I, R>
where
    I: Iterator<Item = R>,
    R: IntoFuture<Output = Result<T, E>>,
{
    /// Blocks this thread until all requests are done. An error only where the thread that drives the connections cannot be
    /// started: nothing was sent then.
    pub fn wait(self) -> Result<Vec<Result<T, E>>, Error> {
        let background = background()?;
        Ok(background.run(|| self))
    }
}

/// Makes an iterator of a stream of `Result`s, such as pages or their items.
///
/// ```
/// # use inboxkit_runtime::Result;
/// # fn pages() -> impl futures_core::Stream<Item = Result<u32>> {
/// #     struct Pages(u32);
/// #     impl futures_core::Stream for Pages {
/// #         type Item = Result<u32>;
/// #         fn poll_next(
/// #             mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>,
/// #         ) -> std::task::Poll<Option<Result<u32>>> {
/// #             self.0 += 1;
/// #             std::task::Poll::Ready((self.0 < 3).then(|| Ok(self.0)))
/// #         }
/// #     }
/// #     Pages(0)
/// # }
/// # fn main() -> Result<()> {
/// use inboxkit_runtime::blocking::Blocking;
///
/// for page in pages().blocking() {
///     println!("{:?}", page?);
/// }
/// # Ok(())
/// # }
/// ```
pub trait Blocking: Stream + Sized {
    /// The items, each of which is waited for by this thread when it is asked for.
    fn blocking(self) -> Iter<Self>;
}

impl<S, T, E> Blocking for S
where
    S: Stream<Item = Result<T, E>>,
    E: From<Error>,
{
    fn blocking(self) -> Iter<Self> {
        Iter { stream: Some(Box::pin(self)) }
    }
}

/// The items of a stream; see [`Blocking`].
///
/// The stream is dropped with it, or at its end: nothing of it goes on.
#[must_use = "an iterator does nothing until it is asked for items"]
pub struct Iter<S> {
    /// `None` behind its end.
    stream: Option<Pin<Box<S>>>,
}

impl<S> Iter<S> {
    /// Drops the stream where it could spawn something, which streams may do to clean up.
    fn end(&mut self) {
        if let Some(stream) = self.stream.take() {
            let started = BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let _inside = started.as_ref().map(|background| background.handle.enter());
            drop(stream);
        }
    }
}

impl<S, T, E> Iterator for Iter<S>
where
    S: Stream<Item = Result<T, E>>,
    E: From<Error>,
{
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.stream.as_mut()?;
        let next = match background() {
            Ok(background) => background.run(|| std::future::poll_fn(|context| stream.as_mut().poll_next(context))),
            Err(error) => {
                self.end();
                return Some(Err(error.into()));
            }
        };
        if next.is_none() {
            self.end();
        }
        next
    }
}

impl<S, T, E> FusedIterator for Iter<S>
where
    S: Stream<Item = Result<T, E>>,
    E: From<Error>,
{
}

impl<S> Drop for Iter<S> {
    fn drop(&mut self) {
        self.end();
    }
}

impl<S> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("ended", &self.stream.is_none()).finish_non_exhaustive()
    }
}

/// The one of the process. What could not be started is tried again with the next call.
static BACKGROUND: Mutex<Option<Background>> = Mutex::new(None);

/// A runtime without work of its own, driven by a thread until the process ends.
#[derive(Clone)]
struct Background {
    handle: Handle,
    thread: ThreadId,
}

fn background() -> Result<Background, Error> {
    let mut background = BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner);
    let started = match &*background {
        Some(started) => started.clone(),
        None => background.insert(Background::start(thread::Builder::new()).map_err(|error| failed(&error))?).clone(),
    };
    // Code that a future has spawned: the connections that it waits for would be driven by nobody.
    if started.thread == thread::current().id() {
        return Err(failed(&"it cannot be used in a task of its own runtime, which would wait for itself"));
    }
    Ok(started)
}

fn failed(reason: &dyn fmt::Display) -> Error {
    Error::client(BuildError::setting("blocking", reason.to_string()))
}

impl Background {
    fn start(builder: thread::Builder) -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel();
        // The runtime is made where it runs: one must not be dropped inside async code, where this may be called.
        let thread = builder.name("inboxkit-wait".to_owned()).spawn(move || {
            let made = Builder::new_current_thread().enable_all().build();
            let runtime = match made {
                Ok(runtime) => runtime,
                Err(error) => return drop(sender.send(Err(error))),
            };
            // Nobody is gone: the other side waits for it.
            let _ = sender.send(Ok(runtime.handle().clone()));
            runtime.block_on(std::future::pending::<()>());
        })?;
        let handle = receiver.recv().map_err(io::Error::other)??;
        Ok(Self { handle, thread: thread.thread().id() })
    }

    /// Runs a future on this thread, with the runtime around it.
    fn run<F: Future>(&self, future: impl FnOnce() -> F) -> F::Output {
        let _inside = self.handle.enter();
        // Inside a task of another runtime that task's budget would be used up, and never renewed while it waits here.
        let mut future = pin!(tokio::task::unconstrained(future()));
        let sleeper = Arc::new(Sleeper { thread: thread::current(), is_woken: AtomicBool::new(false) });
        let waker = Waker::from(sleeper.clone());
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            sleeper.sleep();
        }
    }
}

/// A thread that waits. The flag is needed because a future may park the thread too, for a lock, and so take the wake-up
/// that was meant for us.
struct Sleeper {
    thread: Thread,
    is_woken: AtomicBool,
}

impl Sleeper {
    fn sleep(&self) {
        while !self.is_woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_cannot_be_started_is_an_error() {
        let endless = thread::Builder::new().stack_size(usize::MAX / 4);
        let error = Background::start(endless).err().unwrap();
        let error = failed(&error);
        assert!(error.to_string().starts_with("blocking: "), "{error}");
        assert!(!error.may_have_been_sent());
    }
}
