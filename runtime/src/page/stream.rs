//! The streams that callers get: whole pages, and items.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::walk::Walk;
use super::{Cursor, Facts, Paged, Step};
use crate::call::Call;
use crate::error::Result;
use crate::response::RawResponse;

/// The pages of a listing, one after the other: a [`Stream`], with [`next`](Pages::next) beside it for those who need no
/// more.
///
/// A page is asked for when it is wanted, and not before. The listing ends behind a page that names no next one or one
/// that was met before, and before a page that is empty or holds the very items of an earlier one; the first page is
/// given even if it is empty, and so is one with a new token, behind which there may be more. After an error the stream ends too: [`cursor`](Pages::cursor) then says where to go on.
#[must_use = "a stream does nothing until it is asked for something"]
pub struct Pages<P> {
    walk: Walk,
    read: fn(RawResponse) -> Result<(Facts, P)>,
}

impl<P> Pages<P> {
    /// The pages of a request. Not for callers: requests have a method for it.
    #[doc(hidden)]
    pub fn new<R: Paged<Page = P>>(call: Call) -> Self {
        Self { walk: Walk::new(call, R::PAGING), read: super::whole::<R> }
    }

    /// The next page: `None` at the end and after an error. Nothing is lost if it is given up before it is there.
    pub async fn next(&mut self) -> Option<Result<P>> {
        poll_fn(|context| self.walk.poll(context, self.read)).await
    }

    /// Where the next page begins: after an error, the page that failed. `None` at the end of the listing.
    pub fn cursor(&self) -> Option<Cursor> {
        self.walk.next.clone()
    }

    /// The pages from a place on that [`cursor`](Pages::cursor) of a listing like this one has given. What the request sets
    /// the parameter to that pages no longer counts.
    pub fn resume(self, cursor: &Cursor) -> Self {
        Self { walk: self.walk.resumed(cursor.clone()), read: self.read }
    }
}

impl<P> Stream for Pages<P> {
    type Item = Result<P>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<P>>> {
        let read = self.read;
        self.walk.poll(context, read)
    }
}

/// Where it is can be a secret, and is not shown.
impl<P> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &self.walk.operation()).finish_non_exhaustive()
    }
}

/// The items of a listing, page after page: a [`Stream`], with [`next`](Items::next) beside it for those who need no more.
///
/// A page is asked for when the items of the one before it are used up. They come in the direction of the walk: where a
/// page begins before the first item of the one before it, each page is given from its last item to its first, so that
/// messages, for example, come from the newest to the oldest. The listing ends as that of [`Pages`] does.
#[must_use = "a stream does nothing until it is asked for something"]
pub struct Items<T> {
    walk: Walk,
    read: fn(RawResponse) -> Result<(Facts, Vec<T>)>,
    page: vec::IntoIter<T>,
}

impl<T> Items<T> {
    /// The items of a request. Not for callers: requests have a method for it.
    #[doc(hidden)]
    pub fn new<R: Paged<Item = T>>(call: Call) -> Self {
        Self { walk: Walk::new(call, R::PAGING), read: super::items::<R>, page: Vec::new().into_iter() }
    }

    /// The next item: `None` at the end and after an error. Nothing is lost if it is given up before it is there.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Where the page of the next item begins: whoever resumes in the middle of a page gets its items again. After an
    /// error, the page that failed; `None` at the end of the listing.
    pub fn cursor(&self) -> Option<Cursor> {
        if self.page.as_slice().is_empty() { self.walk.next.clone() } else { Some(self.walk.current.clone()) }
    }

    /// The items from a place on that [`cursor`](Items::cursor) of a listing like this one has given. What the request sets
    /// the parameter to that pages no longer counts.
    pub fn resume(self, cursor: &Cursor) -> Self {
        Self { walk: self.walk.resumed(cursor.clone()), read: self.read, page: Vec::new().into_iter() }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            let item = match self.walk.paging.step {
                Step::First => self.page.next_back(),
                Step::Number | Step::Last | Step::Token => self.page.next(),
            };
            if let Some(item) = item {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.walk.poll(context, self.read)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Items are handed out as they are, and none is pinned.
impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.poll(context)
    }
}

/// Where it is can be a secret, and is not shown.
impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &self.walk.operation()).finish_non_exhaustive()
    }
}
