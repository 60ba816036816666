//! The task behind a stream: it listens, shows presence, and connects again.

use std::collections::VecDeque;
use std::convert::Infallible;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
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

impl<C: Connect> Driver<C> {
    async fn run(self, session: Session<C::Io>, early: Vec<Item>) {
        let Err(stop) = self.serve(session, early).await;
        if let Stop::Error(error) = stop {
            tracing::warn!(%error, "realtime: ended");
            // If nobody takes it, nobody wants to know.
            let _ = self.items.send(Err(error)).await;
        }
    }

    async fn serve(&self, mut session: Session<C::Io>, mut early: Vec<Item>) -> Result<Infallible, Stop> {
        // What is to be given before anything that comes.
        let mut waiting = VecDeque::from([Item::Connected]);
        // Of attempts since a connection that stood for a while.
        let mut failed = 0;
        loop {
            waiting.extend(early);
            let end = self.listen(&mut session, &mut waiting).await?;
            if session.stood() > self.terms.silence {
                failed = 0;
            }
            let heard = session.heard.clone();
            // Closes the socket.
            drop(session);
            // Who has not taken even that is waited for, or it would pile up.
            for item in waiting.drain(..) {
                self.items.send(Ok(item)).await.map_err(|_| Stop::Unheard)?;
            }
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
            waiting.extend([Item::Gap(heard.gap(Cause::Lost(reason), self.terms.clock)), Item::Connected]);
        }
    }

    /// Gives what is waiting and then what comes, until the connection ends.
    async fn listen<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        session: &mut Session<S>,
        waiting: &mut VecDeque<Item>,
    ) -> Result<End, Stop> {
        let mut shown = Instant::now();
        let mut place = None;
        loop {
            tokio::select! {
                biased;
                () = self.presence_due(shown) => {
                    if let Err(end) = session.show_presence(&self.name, &self.terms).await {
                        return Ok(end);
                    }
                    shown = Instant::now();
                }
                // Only what there is room for is read from the socket.
                free = self.items.reserve(), if place.is_none() => {
                    let free = free.map_err(|_| Stop::Unheard)?;
                    match waiting.pop_front() {
                        Some(item) => free.send(Ok(item)),
                        None => {
                            session.listen();
                            place = Some(free);
                        }
                    }
                }
                item = session.next(&self.name, self.terms.silence), if place.is_some() => match (item, place.take()) {
                    (Ok(item), Some(free)) => free.send(Ok(item)),
                    (Ok(item), None) => waiting.push_back(item),
                    (Err(end), _) => return Ok(end),
                },
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
        let mut unconfirmed = 0_u32;
        loop {
            let is_over = |limit: Option<u32>, failed| limit.is_some_and(|limit| failed >= limit);
            if is_over(self.terms.attempts, *failed) || is_over(self.terms.unconfirmed, unconfirmed) {
                let error = Error::GaveUp { attempts: *failed, last };
                return Err(self.finish(heard, lost.clone(), error).await);
            }
            let attempt = failed.saturating_add(1);
            let wait = self.terms.backoff.wait(attempt);
            tracing::debug!(attempt, ?wait, reason = %last, "realtime: to be connected again");
            self.announce(Reconnecting { attempt, wait, reason: last })?;
            sleep(wait).await;
            *failed = attempt;
            match open(&self.connect, &self.name, &self.terms).await {
                Ok(opened) => return Ok(opened),
                Err(End::Final(error)) => return Err(self.finish(heard, lost.clone(), error).await),
                Err(End::Passing(reason)) => {
                    unconfirmed =
                        if matches!(reason, Reason::NotConfirmed { .. }) { unconfirmed.saturating_add(1) } else { 0 };
                    last = reason;
                }
            }
        }
    }

    /// Says that there will be an attempt, if there is room: it does not wait for who does not listen.
    fn announce(&self, attempt: Reconnecting) -> Result<(), Stop> {
        match self.items.try_send(Ok(Item::Reconnecting(attempt))) {
            Err(TrySendError::Closed(_)) => Err(Stop::Unheard),
            Ok(()) | Err(TrySendError::Full(_)) => Ok(()),
        }
    }

    /// The end, after a gap that says from when on events are missing.
    async fn finish(&self, heard: &Heard, reason: Reason, error: Error) -> Stop {
        match self.items.send(Ok(Item::Gap(heard.gap(Cause::Lost(reason), self.terms.clock)))).await {
            Ok(()) => Stop::Error(error),
            Err(_) => Stop::Unheard,
        }
    }
}
