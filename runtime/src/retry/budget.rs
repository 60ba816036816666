//! A budget of retries across a client: in an outage, retries of everything would double and treble the load.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a retry costs, in the coin in which a success pays one.
const COST: u32 = 10;

/// Retries that are left. Each takes one; ten requests that succeed give one back, up to the capacity.
#[derive(Debug)]
pub(crate) struct Budget {
    capacity: u32,
    left: AtomicU32,
}

impl Budget {
    /// A full budget of so many retries.
    pub(crate) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(COST);
        Self { capacity, left: AtomicU32::new(capacity) }
    }

    /// Takes one retry, if there is one.
    pub(crate) fn take(&self) -> Option<Taken<'_>> {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST));
        taken.is_ok().then(|| Taken(self))
    }

    /// A request has succeeded.
    pub(crate) fn succeeded(&self) {
        // Mostly it is full, and a load is cheaper than a write that all cores see.
        if self.left.load(Ordering::Relaxed) < self.capacity {
            self.add(1);
        }
    }

    fn add(&self, coins: u32) {
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            Some(left.saturating_add(coins).min(self.capacity))
        });
    }
}

/// A retry that waits for its time. It goes back into the budget where it is given up before.
#[derive(Debug)]
pub(crate) struct Taken<'a>(&'a Budget);

impl Taken<'_> {
    /// It is made.
    pub(crate) fn spend(self) {
        std::mem::forget(self);
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.add(COST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spends(budget: &Budget) -> bool {
        budget.take().map(Taken::spend).is_some()
    }

    #[test]
    fn a_budget_runs_dry_and_fills_with_successes() {
        let budget = Budget::new(2);
        assert!(spends(&budget) && spends(&budget));
        assert!(!spends(&budget));
        for _ in 0..9 {
            budget.succeeded();
        }
        assert!(!spends(&budget), "nine successes are not enough");
        budget.succeeded();
        assert!(spends(&budget));
    }

    #[test]
    fn a_budget_never_holds_more_than_its_capacity() {
        let budget = Budget::new(1);
        for _ in 0..100 {
            budget.succeeded();
        }
        assert!(spends(&budget));
        assert!(!spends(&budget));
        assert!(!spends(&Budget::new(0)));
    }
}
