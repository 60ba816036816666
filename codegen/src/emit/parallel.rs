//! Work that is spread over the cores of the machine; what comes of it does not show by how many.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};

/// The stack of a thread in bytes: as much as the main thread has, for documents may be deep.
const STACK: usize = 8 << 20;

/// What a function makes of each item, in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return made };
            made.push((index, of(item)));
        }
    };
    let mut made = thread::scope(|scope| {
        // This thread works, too; one that cannot be had is not needed.
        let helpers = 1..cores.min(items.len());
        let helpers: Vec<_> =
            helpers.filter_map(|_| Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()).collect();
        let mut made = work();
        for helper in helpers {
            made.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        made
    });
    made.sort_unstable_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for count in [0, 1, 2, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(&items, |item| item * 2), doubled);
        }
    }

    #[test]
    #[should_panic(expected = "seventy-seven")]
    fn a_panic_is_handed_on() {
        map(&(0..100).collect::<Vec<usize>>(), |item| assert_ne!(*item, 77, "seventy-seven"));
    }
}
