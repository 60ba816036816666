//! Answers that are streams of events (`text/event-stream`), each decoded as it comes.

mod parser;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde_core::de::DeserializeOwned;

use self::parser::{Parser, WireEvent};
use crate::decode;
use crate::download::Download;
use crate::error::{DecodeError, ErrorKind, Result};
use crate::transport::BoxFuture;

/// What ends a stream of JSON by a custom of servers that the standard does not know.
const DONE: &str = "[DONE]";

/// An event that a server sent as a part of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerEvent<T> {
    /// What kind of event it is (the field `event`); `None` where the server does not say.
    pub name: Option<String>,
    /// The id of the event, or of the last one before it that had one; `None` where none had.
    pub id: Option<String>,
    /// What it says.
    pub data: T,
}

/// An answer of success whose body is a stream of events ([WHATWG HTML, section 9.2][spec]), read as they come.
///
/// It is a stream ([`futures_core::Stream`]) of [`ServerEvent`]s, and has [`EventStream::next`] for programs without
/// combinators. Data that does not decode is an error in its place, and the next event follows; an answer that breaks off
/// is an error that nothing follows. It ends with the answer, and where JSON is expected also with an event whose data is
/// `[DONE]`. What the answer ends in without a blank line behind it is dropped, as the standard has it.
///
/// Each piece has to come within the timeout of the request; comments that the server sends count. One event has at most
/// `max_response_bytes`, the stream as many as come. Dropping it closes the connection. It is not asked for again by
/// itself: [`EventStream::last_id`] and [`EventStream::retry`] are there for that.
///
/// [spec]: https://html.spec.whatwg.org/multipage/server-sent-events.html
#[must_use = "the events are still to be read"]
pub struct EventStream<T> {
    body: Download,
    parser: Parser,
    decode: Decode<T>,
    has_ended: bool,
}

/// A request on its way whose answer is a stream of events.
pub type PendingEvents<T> = BoxFuture<Result<EventStream<T>>>;

/// Makes data of a text; `None` is the end of the stream.
pub(crate) type Decode<T> = fn(&str) -> Option<Result<T, DecodeError>>;

/// Data that is JSON.
pub(crate) fn json<T: DeserializeOwned>(data: &str) -> Option<Result<T, DecodeError>> {
    (data != DONE).then(|| decode::from_json(data.as_bytes()))
}

/// Data that is text.
#[allow(clippy::unnecessary_wraps)] // the type is the same for all
pub(crate) fn text(data: &str) -> Option<Result<String, DecodeError>> {
    Some(Ok(data.to_owned()))
}

impl<T> EventStream<T> {
    pub(crate) fn new(body: Download, decode: Decode<T>) -> Self {
        Self { body, parser: Parser::default(), decode, has_ended: false }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.body.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.body.headers()
    }

    /// The id of the last event that had one: what a server that can go on from there wants in the header `Last-Event-ID`.
    pub fn last_id(&self) -> Option<&str> {
        Some(self.parser.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// How long the server asks to wait before the stream is asked for again, if it said so.
    pub fn retry(&self) -> Option<Duration> {
        self.parser.retry
    }

    /// The next event, or `None` at the end. None is lost where this is dropped before it is ready.
    pub async fn next(&mut self) -> Option<Result<ServerEvent<T>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The body as it is, instead of its events. What has been read of it before is missing.
    pub fn into_body(self) -> Download {
        self.body
    }

    fn event(&mut self, event: WireEvent) -> Option<Result<ServerEvent<T>>> {
        let WireEvent { name, data } = event;
        let Some(decoded) = (self.decode)(&data) else {
            self.has_ended = true;
            return None;
        };
        let event = |data| ServerEvent {
            name: Some(name).filter(|name| !name.is_empty()),
            id: self.last_id().map(str::to_owned),
            data,
        };
        Some(decoded.map(event).map_err(|error| self.body.failed(ErrorKind::Decode(error))))
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<ServerEvent<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        while !this.has_ended {
            if let Some(event) = this.parser.next() {
                return Poll::Ready(this.event(event));
            }
            match Pin::new(&mut this.body).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) => this.parser.push(&bytes),
                Poll::Ready(Some(Err(error))) => {
                    this.has_ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => this.has_ended = true,
            }
            let limit = this.body.max_response_bytes();
            if this.parser.held() > limit {
                this.has_ended = true;
                let message = format!("an event has more than {limit} bytes (max_response_bytes)");
                return Poll::Ready(Some(Err(this.body.failed(ErrorKind::Decode(DecodeError::whole(message))))));
            }
        }
        Poll::Ready(None)
    }
}

/// Not the events, which are the caller's business.
impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("body", &self.body)
            .field("last_id", &self.last_id())
            .finish_non_exhaustive()
    }
}
