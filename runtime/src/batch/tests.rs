//! Batches to the millisecond, on a clock that stands still until all wait for it.

use std::cell::Cell;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::{Batch, BatchRun, BatchStream, Progress};

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What became of requests.
#[derive(Default)]
struct Seen {
    /// When each started, in milliseconds.
    starts: Vec<u128>,
    under_way: usize,
    most: usize,
}

/// Makes requests that write down what becomes of them.
#[derive(Clone)]
struct Log {
    begin: Instant,
    seen: Arc<Mutex<Seen>>,
}

/// Counts a request as under way until it is dropped.
struct UnderWay(Log);

impl Log {
    fn new() -> Self {
        Self { begin: Instant::now(), seen: Arc::default() }
    }

    fn elapsed(&self) -> u128 {
        self.begin.elapsed().as_millis()
    }

    /// A request that takes its time; its answer is the time.
    async fn request(self, millis: u64) -> Result<u64, String> {
        let _under_way = UnderWay::new(self);
        sleep(ms(millis)).await;
        Ok(millis)
    }

    /// Requests that take a time each.
    fn requests(&self, millis: impl IntoIterator<Item = u64>) -> impl Iterator<Item: Future<Output = Answer>> {
        millis.into_iter().map(|millis| self.clone().request(millis))
    }

    fn starts(&self) -> Vec<u128> {
        self.seen.lock().unwrap().starts.clone()
    }

    fn under_way(&self) -> usize {
        self.seen.lock().unwrap().under_way
    }

    fn most(&self) -> usize {
        self.seen.lock().unwrap().most
    }
}

type Answer = Result<u64, String>;

impl UnderWay {
    fn new(log: Log) -> Self {
        let now = log.elapsed();
        let mut seen = log.seen.lock().unwrap();
        seen.starts.push(now);
        seen.under_way += 1;
        seen.most = seen.most.max(seen.under_way);
        drop(seen);
        Self(log)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.seen.lock().unwrap().under_way -= 1;
    }
}

#[tokio::test(start_paused = true)]
async fn results_are_in_the_order_of_the_requests() {
    let log = Log::new();
    let millis = [30, 10, 20, 5, 0, 40];
    let results = Batch::new().concurrency(3).run(log.requests(millis)).await;
    assert_eq!(results, millis.map(Ok));
}

#[tokio::test(start_paused = true)]
async fn a_stream_gives_results_as_they_come_with_the_index_of_their_request() {
    let log = Log::new();
    let mut answers = Batch::new().stream(log.requests([30, 10, 20]));
    for (index, millis) in [(1, 10), (2, 20), (0, 30)] {
        assert_eq!(answers.next().await, Some((index, Ok(millis))));
        assert_eq!(log.elapsed(), u128::from(millis));
    }
    assert_eq!(answers.next().await, None);
    assert_eq!(answers.next().await, None);
}

#[tokio::test]
async fn each_request_has_its_own_error() {
    let requests = (0..5).map(|n| ready(if n % 2 == 0 { Ok(n) } else { Err(n.to_string()) }));
    let results = Batch::new().run(requests).await;
    assert_eq!(results, [Ok(0), Err("1".to_owned()), Ok(2), Err("3".to_owned()), Ok(4)]);
}

#[tokio::test]
async fn no_requests_have_no_results() {
    let none: [std::future::Ready<Result<(), ()>>; 0] = [];
    assert_eq!(Batch::new().pause(1, ms(1)).run(none).await, []);
}

#[tokio::test(start_paused = true)]
async fn no_more_are_under_way_than_said() {
    for (concurrency, most) in [(None, 8), (Some(0), 1), (Some(1), 1), (Some(3), 3), (Some(100), 20)] {
        let log = Log::new();
        let batch = concurrency.map_or_else(Batch::new, |requests| Batch::new().concurrency(requests));
        let _ = batch.run(log.requests((0..20).map(|n| 10 + n % 7))).await;
        assert_eq!(log.most(), most, "{concurrency:?}");
        assert_eq!(log.starts().len(), 20);
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_request_holds_up_no_other() {
    let log = Log::new();
    let millis = std::iter::once(1000).chain(std::iter::repeat_n(10, 100));
    let results = Batch::new().concurrency(2).run(log.requests(millis)).await;
    assert_eq!(results.len(), 101);
    assert_eq!(log.elapsed(), 1000);
}

#[tokio::test(start_paused = true)]
async fn a_group_starts_a_pause_after_the_last_answer_of_the_one_before() {
    let log = Log::new();
    let run = Batch::new().pause(3, ms(100)).run(log.requests([10, 50, 20, 5, 5, 5, 7, 0]));
    let _ = run.await;
    assert_eq!(log.starts(), [0, 0, 0, 150, 150, 150, 255, 255]);
}

#[tokio::test(start_paused = true)]
async fn a_group_is_bound_by_the_concurrency_too() {
    let log = Log::new();
    let _ = Batch::new().concurrency(2).pause(3, ms(100)).run(log.requests([10; 6])).await;
    assert_eq!(log.starts(), [0, 0, 10, 120, 120, 130]);
}

#[tokio::test(start_paused = true)]
async fn there_is_no_pause_after_the_last_group() {
    let log = Log::new();
    let _ = Batch::new().pause(2, ms(100)).run(log.requests([10; 4])).await;
    assert_eq!(log.elapsed(), 120);
}

#[tokio::test(start_paused = true)]
async fn groups_of_none_are_groups_of_one() {
    let log = Log::new();
    let _ = Batch::new().pause(0, ms(100)).run(log.requests([10; 3])).await;
    assert_eq!(log.starts(), [0, 110, 220]);
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_a_group_like_an_answer() {
    let log = Log::new();
    let requests = (0..2).map(|_| {
        let request = log.clone().request(10);
        async { Err::<u64, u64>(request.await.unwrap()) }
    });
    assert_eq!(Batch::new().pause(1, ms(100)).run(requests).await, [Err(10), Err(10)]);
    assert_eq!(log.starts(), [0, 110]);
}

#[tokio::test(start_paused = true)]
async fn starts_are_evenly_spaced() {
    let log = Log::new();
    let _ = Batch::new().rate(10, Duration::from_secs(1)).run(log.requests([250; 5])).await;
    assert_eq!(log.starts(), [0, 100, 200, 300, 400]);
    assert_eq!(log.elapsed(), 650, "nothing is waited for after the last");
}

#[tokio::test(start_paused = true)]
async fn a_rate_of_fractions_of_milliseconds_is_kept_on_the_whole() {
    let log = Log::new();
    let batch = Batch::new().concurrency(usize::MAX).rate(700, Duration::from_secs(1));
    let _ = batch.run(log.requests(std::iter::repeat_n(0, 7001))).await;
    let elapsed = log.elapsed();
    assert!((10_000..=10_001).contains(&elapsed), "{elapsed}");
}

#[tokio::test(start_paused = true)]
async fn what_answers_hold_up_is_not_made_up_for() {
    let log = Log::new();
    let batch = Batch::new().concurrency(1).rate(10, Duration::from_secs(1));
    let _ = batch.run(log.requests([1000, 0, 0, 150, 0])).await;
    let starts = log.starts();
    // By 5 ms at most, which timers may be late.
    assert_eq!(starts, [0, 1000, 1095, 1195, 1345]);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_look_for_a_while_sees_no_burst() {
    let log = Log::new();
    let mut answers = Batch::new().rate(10, Duration::from_secs(1)).stream(log.requests([10; 5]));
    assert_eq!(answers.next().await, Some((0, Ok(10))));
    sleep(ms(10_000)).await;
    while answers.next().await.is_some() {}
    assert_eq!(log.starts(), [0, 10_010, 10_105, 10_205, 10_305]);
}

#[tokio::test(start_paused = true)]
async fn rate_and_pause_hold_both() {
    let log = Log::new();
    let batch = Batch::new().rate(10, Duration::from_secs(1)).pause(2, ms(30));
    let _ = batch.run(log.requests([10, 10, 200, 10, 10])).await;
    assert_eq!(log.starts(), [0, 100, 200, 300, 430]);
}

#[tokio::test(start_paused = true)]
async fn no_rate_at_all_waits_for_nothing() {
    let log = Log::new();
    let _ = Batch::new().rate(5, Duration::ZERO).run(log.requests([10; 8])).await;
    assert_eq!(log.elapsed(), 10);
}

#[tokio::test(start_paused = true)]
async fn times_beyond_all_clocks_are_waited_for() {
    for batch in [Batch::new().pause(1, Duration::MAX), Batch::new().rate(0, Duration::MAX)] {
        let log = Log::new();
        let run = batch.run(log.requests([10; 2]));
        assert!(timeout(Duration::from_secs(60 * 60 * 24 * 365), run).await.is_err());
        assert_eq!(log.starts(), [0]);
    }
}

#[test]
fn a_batch_that_never_waits_needs_no_clock() {
    let run = Batch::new().concurrency(2).run((0..5).map(|n| ready(Ok::<_, ()>(n))));
    let mut run = std::pin::pin!(run);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(run.as_mut().poll(&mut context).is_ready());
}

/// What progress is told of five requests, of which two fail.
async fn progress(batch: Batch, requests: impl Iterator<Item = u32>) -> Vec<(usize, usize, Option<usize>)> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let kept = told.clone();
    let batch = batch.concurrency(2).on_progress(move |Progress { done, failed, total }| {
        kept.lock().unwrap().push((done, failed, total));
    });
    let requests = requests.map(|n| async move {
        sleep(ms(1)).await;
        if n % 2 == 0 { Ok(()) } else { Err(()) }
    });
    let _ = batch.run(requests).await;
    drop(batch);
    Arc::into_inner(told).unwrap().into_inner().unwrap()
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_after_each_answer() {
    let total = Some(5);
    let told = [(1, 0, total), (2, 1, total), (3, 1, total), (4, 2, total), (5, 2, total)];
    assert_eq!(progress(Batch::new(), 0..5).await, told);
    // One that waits for its time counts as well.
    assert_eq!(progress(Batch::new().rate(1, ms(10)), 0..5).await, told);
}

#[tokio::test(start_paused = true)]
async fn the_total_is_told_once_the_iterator_knows() {
    let told = progress(Batch::new(), (0..5).filter(|_| true)).await;
    let totals: Vec<_> = told.into_iter().map(|(_, _, total)| total).collect();
    assert_eq!(totals, [None, None, None, None, Some(5)]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_taken_before_it_is_polled() {
    let taken = Cell::new(0);
    let requests = || (0..5).inspect(|_| taken.set(taken.get() + 1)).map(|n| ready(Ok::<_, ()>(n)));
    let run = Batch::new().run(requests());
    let stream = Batch::new().stream(requests());
    sleep(ms(100)).await;
    assert_eq!(taken.get(), 0);
    assert_eq!(run.await.len(), 5);
    drop(stream);
    assert_eq!(taken.get(), 5);
}

#[tokio::test(start_paused = true)]
async fn an_endless_iterator_is_taken_from_as_there_is_room() {
    let log = Log::new();
    let taken = Cell::new(0);
    let requests = log.requests(std::iter::repeat(10)).inspect(|_| taken.set(taken.get() + 1));
    let mut answers = Batch::new().concurrency(4).stream(requests);
    for answered in 1..=100 {
        assert!(answers.next().await.is_some());
        assert!(taken.get() <= answered + 4, "{} of {answered}", taken.get());
    }
    assert_eq!(log.elapsed(), 250);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_batch_drops_what_is_under_way() {
    let log = Log::new();
    let run = Batch::new().concurrency(3).run(log.requests([10_000; 5]));
    assert!(timeout(ms(5), run).await.is_err());
    assert_eq!((log.starts().len(), log.under_way()), (3, 0));

    let mut answers = Batch::new().concurrency(3).stream(log.requests([10, 10_000, 10_000, 10_000]));
    assert_eq!(answers.next().await, Some((0, Ok(10))));
    assert_eq!(log.under_way(), 2);
    drop(answers);
    assert_eq!(log.under_way(), 0);
    sleep(ms(100_000)).await;
    assert_eq!(log.starts().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_the_next_result_can_be_given_up() {
    let log = Log::new();
    let mut answers = Batch::new().rate(1, ms(100)).stream(log.requests([250, 250]));
    for _ in 0..4 {
        assert!(timeout(ms(50), answers.next()).await.is_err());
    }
    assert_eq!(answers.next().await, Some((0, Ok(250))));
    assert_eq!(answers.next().await, Some((1, Ok(250))));
    assert_eq!(log.elapsed(), 350);
}

#[tokio::test(start_paused = true)]
async fn two_runs_of_one_batch_share_no_limit() {
    let log = Log::new();
    let batch = Batch::new().concurrency(1).pause(1, ms(100));
    tokio::join!(batch.run(log.requests([10; 2])), batch.run(log.requests([10; 2])));
    assert_eq!(log.starts(), [0, 0, 110, 110]);
}

#[test]
fn batches_go_where_their_requests_can_go() {
    fn assert_send<T: Send + Unpin + 'static>(_: &T) {}
    let requests = || std::iter::repeat_with(pending::<Result<(), String>>);
    let run: BatchRun<_, _> = Batch::new().run(requests());
    let stream: BatchStream<_, _> = Batch::new().stream(requests());
    assert_send(&Batch::default());
    assert_send(&run);
    assert_send(&stream);
    assert_eq!(format!("{run:?}"), "BatchRun(BatchStream { in_flight: 0, done: 0, failed: 0, .. })");
    let batch = Batch::new().rate(4, ms(1000)).pause(2, ms(5));
    assert_eq!(format!("{batch:?}"), "Batch { concurrency: 8, groups: Some((2, 5ms)), interval: 250ms, .. }");
}
