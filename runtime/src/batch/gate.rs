//! When the next request of a batch may start: after a pause, and at a rate.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// By how much a start may be late, and the next one still come when it would have come otherwise. Timers count
/// milliseconds: without this, a rate of 700 in a second would end up as one of 500.
const TOLERANCE: Duration = Duration::from_millis(5);

/// What is waited for instead of a time that no clock can tell.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

pub(super) struct Gate {
    groups: Option<(usize, Duration)>,
    interval: Duration,
    /// How many of the present group have started.
    started: usize,
    /// No request starts before.
    due: Option<Instant>,
    /// Made when there is something to wait for: a batch that never waits needs no clock.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Gate {
    pub(super) fn new(groups: Option<(usize, Duration)>, interval: Duration) -> Self {
        Self { groups, interval, started: 0, due: None, timer: None }
    }

    /// Whether the next request belongs to another group, and so has to wait for the answers of this one.
    pub(super) fn is_group_full(&self) -> bool {
        self.groups.is_some_and(|(every, _)| self.started >= every)
    }

    /// Ready when a request may start.
    pub(super) fn poll_due(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(due) = self.due else { return Poll::Ready(()) };
        if due > Instant::now() {
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(due)));
            if timer.deadline() != due {
                timer.as_mut().reset(due);
            }
            ready!(timer.as_mut().poll(context));
        }
        Poll::Ready(())
    }

    /// A request starts.
    pub(super) fn start(&mut self) {
        self.started += 1;
        let due = self.due.take();
        if self.interval.is_zero() {
            return;
        }
        let now = Instant::now();
        let start = match (due, now.checked_sub(TOLERANCE)) {
            (Some(due), Some(earliest)) => due.max(earliest),
            _ => now,
        };
        self.due = Some(later(start, self.interval));
    }

    /// All requests that have started are answered.
    pub(super) fn all_answered(&mut self) {
        if self.is_group_full()
            && let Some((_, pause)) = self.groups
        {
            self.started = 0;
            self.due = self.due.max(Some(later(Instant::now(), pause)));
        }
    }
}

fn later(time: Instant, wait: Duration) -> Instant {
    time.checked_add(wait).unwrap_or(time + FAR)
}
