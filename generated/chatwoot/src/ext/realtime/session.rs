//! One connection: from its opening to the confirmed subscription, and what comes then.

use std::future::poll_fn;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::coop::has_budget_remaining;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message};

use super::cable::Connect;
use super::frame::{self, Frame};
use super::settings::Terms;
use super::{Cause, Error, Gap, Item, RawFrame, Reason, Subscriber};
use crate::{Secret, Timestamp};

/// How many items may come before the subscription is confirmed: the first presence event, as a rule.
const EARLY: usize = 1000;

/// What a subscription is called, and how.
pub(super) struct Name {
    pub(super) subscriber: Subscriber,
    pub(super) identifier: Secret,
}

/// Why a connection ends.
#[derive(Debug)]
pub(super) enum End {
    /// Another one may do better.
    Passing(Reason),
    /// Another one would not.
    Final(Error),
}

/// Tells the time of day.
pub(super) type Clock = fn() -> Timestamp;

/// When the server was last heard.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// When the last frame was read.
    at: Instant,
    /// When it arrived, or earlier: it may have waited for long until it was read.
    clock: Timestamp,
    server: Option<Timestamp>,
}

impl Heard {
    /// A gap from here until now.
    pub(super) fn gap(&self, cause: Cause, now: Clock) -> Gap {
        Gap { since: self.clock.clone(), since_by_server: self.server.clone(), until: now(), cause }
    }
}

/// A connection.
pub(super) struct Session<S> {
    socket: WebSocketStream<S>,
    begun: Instant,
    /// The server is listened to since then: it is not its silence if nobody listens.
    listening: Instant,
    pub(super) heard: Heard,
    clock: Clock,
    /// When the socket last had nothing to read: what is read at once may have arrived at any time since.
    drained: Timestamp,
    /// How many bytes of frames were read.
    bytes: usize,
}

/// What was received.
enum Received {
    Frame(Frame),
    Skipped(Gap),
    /// A sign of life and no more.
    Nothing,
}

/// What is waited for on the way to a subscription.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Welcome,
    Confirmation,
}

/// Opens a connection and subscribes; beside it what came before the confirmation.
pub(super) async fn open<C: Connect>(
    connect: &C,
    name: &Name,
    terms: &Terms,
) -> Result<(Session<C::Io>, Vec<Item>), End> {
    let socket = connect.connect().await.map_err(End::Passing)?;
    let now = Instant::now();
    let clock = terms.clock;
    let drained = clock();
    let heard = Heard { at: now, clock: drained.clone(), server: None };
    let mut session = Session { socket, begun: now, listening: now, heard, clock, drained, bytes: 0 };
    let mut early = Vec::new();
    session.reach(Stage::Welcome, name, terms, &mut early).await?;
    session.send(frame::subscribe(name.identifier.expose()), name, terms).await.map_err(End::Passing)?;
    session.reach(Stage::Confirmation, name, terms, &mut early).await?;
    session.begun = Instant::now();
    Ok((session, early))
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    /// How long the subscription has stood: until the server was last heard, as its silence is no sign of life.
    pub(super) fn stood(&self) -> Duration {
        self.heard.at.saturating_duration_since(self.begun)
    }

    /// Says that the server is listened to again.
    pub(super) fn listen(&mut self) {
        self.listening = Instant::now();
    }

    async fn reach(&mut self, stage: Stage, name: &Name, terms: &Terms, early: &mut Vec<Item>) -> Result<(), End> {
        let begun = Instant::now();
        loop {
            let rest = terms.confirm_timeout.saturating_sub(begun.elapsed()).min(self.patience(terms.silence));
            let Ok(received) = timeout(rest, self.receive(name)).await else {
                let limit = terms.confirm_timeout;
                let reason = if begun.elapsed() < limit {
                    Reason::Silence(terms.silence)
                } else if stage == Stage::Welcome {
                    Reason::NoWelcome(limit)
                } else {
                    Reason::NotConfirmed { within: limit, agent: name.subscriber.agent() }
                };
                return Err(End::Passing(reason));
            };
            match received.map_err(End::Passing)? {
                Received::Frame(Frame::Welcome) if stage == Stage::Welcome => return Ok(()),
                Received::Frame(Frame::Confirmed) if stage == Stage::Confirmation => return Ok(()),
                other => early.extend(self.item(other, name)?),
            }
            if early.len() > EARLY || self.bytes > terms.max_message_bytes.saturating_mul(2) {
                return Err(End::Passing(Reason::Protocol("it sends much and confirms nothing".to_owned())));
            }
        }
    }

    /// The next item, or why there is none. What was received is not lost if this is given up.
    pub(super) async fn next(&mut self, name: &Name, silence: Duration) -> Result<Item, End> {
        loop {
            let rest = self.patience(silence);
            let received = tokio::select! {
                biased;
                // What is there is taken, however late it is.
                received = self.receive(name) => received.map_err(End::Passing)?,
                () = sleep(rest) => return Err(End::Passing(Reason::Silence(silence))),
            };
            if let Some(item) = self.item(received, name)? {
                return Ok(item);
            }
        }
    }

    /// Shows presence.
    pub(super) async fn show_presence(&mut self, name: &Name, terms: &Terms) -> Result<(), End> {
        self.send(frame::presence(name.identifier.expose()), name, terms).await.map_err(End::Passing)
    }

    /// How much longer the server may be silent.
    fn patience(&self, silence: Duration) -> Duration {
        silence.saturating_sub(self.heard.at.max(self.listening).elapsed())
    }

    /// What a stream gives of what was received.
    fn item(&mut self, received: Received, name: &Name) -> Result<Option<Item>, End> {
        Ok(match received {
            Received::Skipped(gap) => Some(Item::Gap(gap)),
            Received::Frame(Frame::Event(event)) => Some(Item::Event(event)),
            Received::Frame(Frame::Unknown(unknown)) => Some(Item::Unknown(unknown)),
            Received::Frame(Frame::Rejected) => return Err(End::Final(Error::Rejected)),
            Received::Frame(Frame::Disconnect { reason, reconnect }) => {
                let reason = name.subscriber.hide(&reason);
                return Err(if reconnect {
                    End::Passing(Reason::Disconnected(reason))
                } else {
                    End::Final(Error::Disconnected { reason })
                });
            }
            Received::Frame(Frame::Ping(time)) => {
                if time.is_some() {
                    self.heard.server = time;
                }
                None
            }
            Received::Frame(Frame::Welcome | Frame::Confirmed) | Received::Nothing => None,
        })
    }

    async fn receive(&mut self, name: &Name) -> Result<Received, Reason> {
        let message = match self.read().await {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(Reason::Broken(name.subscriber.hide(&error.to_string()))),
            None => return Err(Reason::Closed { code: None, text: String::new() }),
        };
        self.bytes = self.bytes.saturating_add(message.len());
        let before = self.heard.clone();
        self.heard.at = Instant::now();
        self.heard.clock = self.drained.clone();
        let clock = self.clock;
        let skipped =
            |frame, problem| Received::Skipped(before.gap(Cause::Skipped { frame: RawFrame(frame), problem }, clock));
        Ok(match message {
            Message::Text(text) => match frame::read(&text, name.identifier.expose()) {
                Ok(frame) => Received::Frame(frame),
                Err(problem) => skipped(text.into(), problem),
            },
            Message::Binary(bytes) => skipped(bytes, "it is no text".to_owned()),
            Message::Close(close) => {
                let text = close.as_ref().map(|close| name.subscriber.hide(&close.reason)).unwrap_or_default();
                return Err(Reason::Closed { code: close.map(|close| close.code.into()), text });
            }
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Received::Nothing,
        })
    }

    /// The next message of the socket; notes until when there was none.
    async fn read(&mut self) -> Option<Result<Message, tungstenite::Error>> {
        let Self { socket, clock, drained, .. } = self;
        let mut waited = false;
        poll_fn(|context| {
            let polled = socket.poll_next_unpin(context);
            // A task that has used up its turn is told to wait even if there is something to read.
            let is_empty = polled.is_pending() && has_budget_remaining();
            // What is waited for arrives when the waiting ends.
            if is_empty || (waited && polled.is_ready()) {
                *drained = clock();
            }
            waited |= is_empty;
            polled
        })
        .await
    }

    /// Sends a text. A server that takes nothing for as long as it may be silent is as good as silent.
    async fn send(&mut self, text: String, name: &Name, terms: &Terms) -> Result<(), Reason> {
        match timeout(terms.silence, self.socket.send(Message::text(text))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Reason::Broken(name.subscriber.hide(&error.to_string()))),
            Err(_) => Err(Reason::Silence(terms.silence)),
        }
    }
}
