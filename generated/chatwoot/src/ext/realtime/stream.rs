//! The stream of events.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::driver::Given;
use super::{Error, Item};

/// Events as they come. A [`Stream`] that ends after its first error; dropping it closes the connection.
pub struct Events {
    /// An error was given: nothing follows.
    is_over: bool,
    items: mpsc::Receiver<Given>,
    task: AbortHandle,
}

impl Events {
    pub(super) fn new(items: mpsc::Receiver<Given>, task: AbortHandle) -> Self {
        Self { is_over: false, items, task }
    }

    /// The next item: waits until there is one, and is `None` after an error. Nothing is lost if it is given up before.
    pub async fn next(&mut self) -> Option<Result<Item, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Given>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        // A task that ends of itself says why.
        let polled = self.items.poll_recv(context).map(|given| given.unwrap_or(Err(Error::Stopped)));
        self.is_over = matches!(polled, Poll::Ready(Err(_)));
        polled.map(Some)
    }
}

impl Stream for Events {
    type Item = Result<Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Item, Error>>> {
        self.poll(context)
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_is_gone_is_an_error_once() {
        let (items, taken) = mpsc::channel(1);
        let task = tokio::spawn(async move { items.send(Ok(Item::Connected)).await });
        let mut events = Events::new(taken, task.abort_handle());
        assert!(matches!(events.next().await, Some(Ok(Item::Connected))));
        assert!(matches!(events.next().await, Some(Err(Error::Stopped))));
        assert!(events.next().await.is_none());
    }
}
