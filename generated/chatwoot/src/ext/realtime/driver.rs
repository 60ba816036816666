//! The task behind a stream: it listens, shows presence, and connects again.

use std::convert::Infallible;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendError;
use tokio::time::{Instant, sleep};

use super::cable::Connect;
use super::session::{End, Heard, Name, Session, open};
use super::settings::Terms;
use super::{Cause, Error, Events, Item, Reason, Reconnecting, Subscriber};

/// What the stream gets.
pub(super) type Given = Result<Item, Error>;

/// Connects, and leaves the rest to a task.
pub(super) async fn start<C: Connect>(connect: C, subscriber: Subscriber, terms: Terms) -> Result<Events, Error> {
    let name = Name { identifier: subscriber.identifier(), subscriber };
    let (session, early) = open(&connect, &name, &terms).await.map_err(|end| match end {
        End::Passing(reason) => Error::Connect(reason),
        End::Final(error) => error,
    })?;
    tracing::debug!("realtime: subscribed");
    let (items, taken) = mpsc::channel(terms.buffer);
    let driver = Driver { connect, name, terms, items };
    let task = tokio::spawn(driver.run(session, early));
    Ok(Events::new(taken, task.abort_handle()))
}

struct Driver<C> {
    connect: C,
    name: Name,
    terms: Terms,
    items: mpsc::Sender<Given>,
}

/// Why a task ends.
enum Stop {
    /// It has to say so.
    Error(Error),
    /// Nobody takes the items any more.
    Unheard,
}

impl From<SendError<Given>> for Stop {
    fn from(_: SendError<Given>) -> Self {
        Self::Unheard
    }
}

impl<C: Connect> Driver<C> {
    async fn run(self, session: Session<C::Io>, early: Vec<Item>) {
        let Err(stop) = self.serve(session, early).await;
        if let Stop::Error(error) = stop {
            tracing::warn!(%error, "realtime: ended");
            // If nobody takes it, nobody wants to know.
            let _ = self.items.send(Err(error)).await;
        }
    }

    async fn give(&self, item: Item) -> Result<(), Stop> {
        Ok(self.items.send(Ok(item)).await?)
    }

    async fn serve(&self, mut session: Session<C::Io>, mut early: Vec<Item>) -> Result<Infallible, Stop> {
        // Of attempts since a connection that stood for a while.
        let mut failed = 0;
        loop {
            self.give(Item::Connected).await?;
            for item in early.drain(..) {
                self.give(item).await?;
            }
            let end = self.listen(&mut session).await?;
            if session.stood() > self.terms.silence {
                failed = 0;
            }
            let heard = session.heard.clone();
            // Closes the socket.
            drop(session);
            let reason = match end {
                End::Passing(reason) => reason,
                End::Final(error) => {
                    let reason = match &error {
                        Error::Disconnected { reason } => reason.clone(),
                        other => other.to_string(),
                    };
                    let reason = Reason::Disconnected(reason);
                    return Err(self.finish(&heard, reason, error).await);
                }
            };
            (session, early) = self.reconnect(&mut failed, &heard, &reason).await?;
            tracing::debug!("realtime: subscribed again");
            self.give(Item::Gap(heard.gap(Cause::Lost(reason)))).await?;
        }
    }

    /// Gives what comes, until the connection ends.
    async fn listen<S: AsyncRead + AsyncWrite + Unpin>(&self, session: &mut Session<S>) -> Result<End, Stop> {
        let mut shown = Instant::now();
        loop {
            // Only what there is room for is read from the socket.
            let place = tokio::select! {
                biased;
                place = self.items.reserve() => place.map_err(|_| Stop::Unheard)?,
                () = self.presence_due(shown) => {
                    if let Err(end) = session.show_presence(&self.name, &self.terms).await {
                        return Ok(end);
                    }
                    shown = Instant::now();
                    continue;
                }
            };
            session.listen();
            loop {
                tokio::select! {
                    biased;
                    () = self.presence_due(shown) => {
                        if let Err(end) = session.show_presence(&self.name, &self.terms).await {
                            return Ok(end);
                        }
                        shown = Instant::now();
                    }
                    item = session.next(&self.name, self.terms.silence) => match item {
                        Ok(item) => {
                            place.send(Ok(item));
                            break;
                        }
                        Err(end) => return Ok(end),
                    },
                }
            }
        }
    }

    async fn presence_due(&self, shown: Instant) {
        match self.terms.presence {
            Some(period) => sleep(period.saturating_sub(shown.elapsed())).await,
            None => std::future::pending().await,
        }
    }

    /// Connects again, as often as the settings grant.
    async fn reconnect(
        &self,
        failed: &mut u32,
        heard: &Heard,
        lost: &Reason,
    ) -> Result<(Session<C::Io>, Vec<Item>), Stop> {
        let mut last = lost.clone();
        let mut unconfirmed = 0;
        loop {
            let is_over = self.terms.attempts.is_some_and(|limit| *failed >= limit);
            if is_over || unconfirmed >= self.terms.unconfirmed {
                let error = Error::GaveUp { attempts: *failed, last };
                return Err(self.finish(heard, lost.clone(), error).await);
            }
            let attempt = failed.saturating_add(1);
            let wait = self.terms.backoff.wait(attempt);
            tracing::debug!(attempt, ?wait, reason = %last, "realtime: to be connected again");
            self.give(Item::Reconnecting(Reconnecting { attempt, wait, reason: last })).await?;
            sleep(wait).await;
            *failed = attempt;
            match open(&self.connect, &self.name, &self.terms).await {
                Ok(opened) => return Ok(opened),
                Err(End::Final(error)) => return Err(self.finish(heard, lost.clone(), error).await),
                Err(End::Passing(reason)) => {
                    unconfirmed = if matches!(reason, Reason::NotConfirmed { .. }) { unconfirmed + 1 } else { 0 };
                    last = reason;
                }
            }
        }
    }

    /// The end, after a gap that says from when on events are missing.
    async fn finish(&self, heard: &Heard, reason: Reason, error: Error) -> Stop {
        match self.give(Item::Gap(heard.gap(Cause::Lost(reason)))).await {
            Ok(()) => Stop::Error(error),
            Err(unheard) => unheard,
        }
    }
}
