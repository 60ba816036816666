//! Walks through the pages of a listing, once for all operations: asks for a page when it is wanted, and knows when to stop.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::{Cursor, Facts, Paging, Step, part};
use crate::call::Call;
use crate::error::{BuildError, Result};
use crate::operation::Location;
use crate::pending::Pending;
use crate::response::RawResponse;
use crate::value::Value;

/// A walk through a listing.
pub(super) struct Walk {
    /// The request without the parameter that pages.
    call: Call,
    pub(super) paging: Paging,
    /// Where the page begins that is to be asked for; `None` behind the last.
    pub(super) next: Option<Cursor>,
    /// Where the page begins that was given last.
    pub(super) current: Cursor,
    under_way: Option<Pending<RawResponse>>,
    has_given: bool,
    has_failed: bool,
    /// Hashes of the cursors and the items that were met. Nothing that is met twice leads on, so that a walk through
    /// a listing that ends does so too, whatever the server makes of the parameter.
    met: HashSet<u64>,
}

impl Walk {
    /// From where the request begins: its first page, or what the caller has set the parameter to.
    pub(super) fn new(mut call: Call, paging: Paging) -> Self {
        let index = call.operation.find(Some(Location::Query), paging.param);
        let set = call.values.iter().position(|(own, _)| Some(*own) == index);
        let start = set.and_then(|set| super::cursor(&call.values[set].1).map(|cursor| (set, cursor)));
        let start = start.map(|(set, cursor)| {
            call.values.remove(set);
            cursor
        });
        Self::from(call, paging, start.unwrap_or_default())
    }

    /// The same listing, from another place.
    pub(super) fn resumed(self, start: Cursor) -> Self {
        Self::from(self.call, self.paging, start)
    }

    fn from(call: Call, paging: Paging, start: Cursor) -> Self {
        let met = HashSet::from([hash_of(&start)]);
        Self {
            call,
            paging,
            next: Some(start),
            current: Cursor::default(),
            under_way: None,
            has_given: false,
            has_failed: false,
            met,
        }
    }

    pub(super) fn operation(&self) -> &'static str {
        self.call.operation.id
    }

    /// The next page, by a function that decodes it. What is under way goes on at the next call.
    pub(super) fn poll<T>(
        &mut self,
        context: &mut Context<'_>,
        read: fn(RawResponse) -> Result<(Facts, T)>,
    ) -> Poll<Option<Result<T>>> {
        let Some(answer) = ready!(self.poll_answer(context)) else {
            return Poll::Ready(None);
        };
        Poll::Ready(match answer.and_then(read) {
            Ok((facts, page)) => self.goes_on(facts).then_some(Ok(page)),
            Err(error) => {
                self.has_failed = true;
                Some(Err(error))
            }
        })
    }

    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawResponse>>> {
        let Some(cursor) = self.next.as_ref().filter(|_| !self.has_failed) else {
            return Poll::Ready(None);
        };
        let pending = match &mut self.under_way {
            Some(pending) => pending,
            none => none.insert(asking(&self.call, self.paging, cursor).send_raw()),
        };
        let answer = ready!(Pin::new(pending).poll(context));
        self.under_way = None;
        Poll::Ready(Some(answer))
    }

    /// Whether a page is to be given, and where the one behind it begins.
    fn goes_on(&mut self, facts: Facts) -> bool {
        let Some(sent) = self.next.take() else {
            return false;
        };
        let is_first = !std::mem::replace(&mut self.has_given, true);
        // A server that filters what it has looked through may have found nothing yet: a new token says that there is more.
        let is_new = |next: &Cursor| !self.met.contains(&hash_of(next));
        let leads_on = self.paging.step == Step::Token && facts.next.as_ref().is_some_and(is_new);
        if facts.is_empty && !leads_on {
            self.current = sent;
            return is_first;
        }
        // A token is trusted more than items: events without an id may well be the same on two pages.
        let items = part::at(&facts.body, self.paging.items);
        if self.paging.step != Step::Token && !self.met.insert(hash_of(items)) {
            return false;
        }
        let next = match self.paging.step {
            Step::Number => sent.number().and_then(|number| number.checked_add(1)).map(Cursor::of_number),
            Step::First | Step::Last | Step::Token => facts.next,
        };
        self.current = sent;
        self.next = next.filter(|next| self.met.insert(hash_of(next)));
        true
    }
}

/// The request of a page.
fn asking(call: &Call, paging: Paging, cursor: &Cursor) -> Call {
    let mut call = call.clone();
    if cursor.is_beginning() {
        return call;
    }
    if paging.step == Step::Number && cursor.number().is_none() {
        let problem = BuildError::parameter(paging.param, "is no number of a page");
        call.problem.get_or_insert(problem);
    }
    call.set_in(Location::Query, paging.param, Value::from(cursor.to_string()))
}

/// Cursors are texts and items are bytes: they hash differently.
fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
