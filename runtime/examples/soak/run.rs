//! Sends the requests, and compares what their callers were told with what the server has done.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use inboxkit_runtime::private as rt;
use inboxkit_runtime::{Json, RetryPolicy};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::server::{Fate, Ledger, is_post, serve};

/// How many requests are on their way at a time.
const TASKS: usize = 64;

/// How much more memory the second half of the requests may take than the first: KiB. Allocators keep what they have had.
const MEMORY: usize = 8 * 1024;

/// How many times the resident memory is looked at.
const SAMPLES: usize = 40;

static API: rt::Api = rt::Api { name: "soak", version: "1.0.0", server: None, schemes: &[] };

static READ: rt::Operation =
    rt::Operation::new("thing_read", rt::Method::GET, "/things/{id}").params(&[rt::Param::path("id")]);

static WRITE: rt::Operation =
    rt::Operation::new("thing_write", rt::Method::POST, "/things/{id}").params(&[rt::Param::path("id")]);

/// What must be true, and what was seen.
pub struct Property {
    name: &'static str,
    pub holds: bool,
    seen: String,
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.holds { "ok" } else { "FAILED" };
        write!(f, "{word}: {}: {}", self.name, self.seen)
    }
}

/// What a caller was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Success,
    MayHaveBeenSent,
    NotSent,
}

/// Sends so many requests, each with a number of its own.
pub async fn run(count: usize) -> Vec<Property> {
    let tasks_before = Handle::current().metrics().num_alive_tasks();
    let started = Instant::now();
    let ledger = Arc::new(Ledger::new(count));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on the loopback is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    let server = tokio::spawn(serve(listener, ledger.clone()));

    let (told, memory) = send_all(&url, count).await;
    let mut report = compare(&told, &ledger, count, started.elapsed());
    report.push(flat(&memory));
    let peak = ledger.peak.load(Ordering::SeqCst);
    report.push(Property {
        name: "the pool of connections is bounded",
        // One that is being opened is kept even if another one has become free, and the server is late to notice those
        // that have ended: a few for each task, whatever the number of requests.
        holds: peak <= 4 * TASKS,
        seen: format!("at most {peak} at a time for {TASKS} tasks"),
    });
    server.abort();
    report.push(no_task_left(tasks_before).await);
    report
}

/// What the callers were told, by the number of the request, and the resident memory over time.
async fn send_all(url: &str, count: usize) -> (Vec<(usize, Told)>, Vec<usize>) {
    let closed = closed_port().await;
    let client = rt::Setup::new(&API)
        .base_url(url.to_owned())
        .no_proxy()
        .timeout(Duration::from_secs(1))
        .retry(RetryPolicy::new().base_delay(Duration::from_millis(1)))
        // So that nothing is left alone for want of it.
        .retry_budget(1000)
        .before_send(move |request| {
            let id = request.url.path().rsplit('/').next().and_then(|id| id.parse().ok());
            if id.is_some_and(|id| Fate::of(id) == Fate::Unreachable) {
                request.url.set_port(Some(closed)).map_err(|()| "a URL of a host has a port")?;
            }
            Ok(())
        })
        .build()
        .expect("the settings are right");
    let next = Arc::new(AtomicUsize::new(0));
    let memory = Arc::new(std::sync::Mutex::new(Vec::with_capacity(SAMPLES)));
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let (client, next, memory) = (client.clone(), next.clone(), memory.clone());
        tasks.spawn(async move {
            // As large as it will ever be, so that it does not grow.
            let mut told = Vec::with_capacity(2 * count / TASKS);
            loop {
                let id = next.fetch_add(1, Ordering::SeqCst);
                if id >= count {
                    return told;
                }
                if id % (count / SAMPLES).max(1) == 0
                    && let Some(resident) = resident()
                {
                    memory.lock().expect("nobody panics with it").push((id, resident));
                }
                told.push((id, send(&client, id).await));
            }
        });
    }
    let mut told = Vec::with_capacity(count);
    while let Some(part) = tasks.join_next().await {
        told.extend(part.expect("no task panics"));
    }
    let mut memory = std::mem::take(&mut *memory.lock().expect("nobody panics with it"));
    memory.sort_unstable();
    (told, memory.into_iter().map(|(_, resident)| resident).collect())
}

async fn send(client: &rt::Scope, id: usize) -> Told {
    let number = i64::try_from(id).expect("it is small");
    let answer = if is_post(id) {
        client.call(&WRITE).set("id", number).json(&serde_json::json!({ "id": number })).send_json::<Json>().await
    } else {
        client.call(&READ).set("id", number).send_json::<Json>().await
    };
    match answer {
        Ok(answer) => {
            assert_eq!(answer["id"], number, "the answer to another request");
            Told::Success
        }
        Err(error) if error.may_have_been_sent() => Told::MayHaveBeenSent,
        Err(_) => Told::NotSent,
    }
}

fn compare(told: &[(usize, Told)], ledger: &Ledger, count: usize, elapsed: Duration) -> Vec<Property> {
    let number = |wanted: Told| told.iter().filter(|(_, told)| *told == wanted).count();
    let (success, unknown, unsent) = (number(Told::Success), number(Told::MayHaveBeenSent), number(Told::NotSent));
    let mut outcomes = vec![0_u8; count];
    for (id, _) in told {
        outcomes[*id] += 1;
    }
    let wrong = |is_wrong: &dyn Fn(usize, Told) -> bool| told.iter().filter(|(id, told)| is_wrong(*id, *told)).count();
    let not_done = wrong(&|id, told| told == Told::Success && ledger.times(id) == 0);
    let done = wrong(&|id, told| told == Told::NotSent && ledger.times(id) > 0);
    let twice = wrong(&|id, _| is_post(id) && ledger.times(id) > 1);
    let again = wrong(&|id, _| !is_post(id) && ledger.times(id) > 1);
    // On a busy machine one in a thousand may run out of time.
    let lost = wrong(&|id, told| told != Told::Success && is_to_succeed(id));
    let property = |name, holds, seen| Property { name, holds, seen };
    vec![
        property(
            "each request has one outcome",
            outcomes.iter().all(|outcomes| *outcomes == 1),
            format!(
                "{count} requests in {:.1} s: {success} successes, {unknown} errors after which nothing is certain, \
                 {unsent} that were certainly not sent",
                elapsed.as_secs_f64()
            ),
        ),
        property("each success was carried out", not_done == 0, format!("{not_done} were not")),
        property("what was certainly not sent was not carried out", done == 0, format!("{done} were")),
        property("no POST was carried out twice", twice == 0, format!("{twice} were; of the GETs, {again} were")),
        property("what may be sent again succeeded", lost <= count / 1000, format!("{lost} did not")),
    ]
}

/// Whether a request succeeds in the end.
fn is_to_succeed(id: usize) -> bool {
    match Fate::of(id) {
        Fate::Answered | Fate::PutOff => true,
        Fate::ResetAfter | Fate::ResetBefore | Fate::Truncated | Fate::Stalled => !is_post(id),
        Fate::Failed | Fate::Redirected | Fate::Unreachable => false,
    }
}

fn flat(memory: &[usize]) -> Property {
    let (first, second) = memory.split_at(memory.len() / 2);
    let most = |half: &[usize]| half.iter().copied().max();
    let name = "memory is flat";
    match (most(first), most(second)) {
        (Some(first), Some(second)) => Property {
            name,
            holds: second <= first + MEMORY,
            seen: format!("at most {first} KiB in the first half, {second} KiB in the second"),
        },
        _ => Property { name, holds: true, seen: "not measured on this system".to_owned() },
    }
}

/// The resident memory, in KiB, where the system says it.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

async fn no_task_left(before: usize) -> Property {
    let left = || Handle::current().metrics().num_alive_tasks().saturating_sub(before);
    let give_up = Instant::now() + Duration::from_secs(5);
    while left() > 0 && Instant::now() < give_up {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Property { name: "no task is left", holds: left() == 0, seen: format!("{} are", left()) }
}

async fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on the loopback is free");
    listener.local_addr().expect("it has an address").port()
}
