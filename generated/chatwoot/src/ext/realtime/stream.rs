//! The stream of events.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::driver::Given;
use super::{Error, Item};

/// Events as they come. A [`Stream`] that ends after its first error; dropping it closes the connection.
pub struct Events {
    items: mpsc::Receiver<Given>,
    task: AbortHandle,
}

impl Events {
    pub(super) fn new(items: mpsc::Receiver<Given>, task: AbortHandle) -> Self {
        Self { items, task }
    }

    /// The next item: waits until there is one, and is `None` after an error. Nothing is lost if it is given up before.
    pub async fn next(&mut self) -> Option<Result<Item, Error>> {
        self.items.recv().await
    }
}

impl Stream for Events {
    type Item = Result<Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Item, Error>>> {
        self.items.poll_recv(context)
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
