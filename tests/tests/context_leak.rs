//! 100,000 requests on four worker threads: none ever sees the baggage of another.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::thread::{self, ThreadId};
use std::time::Duration;

use baggage_runtime::{BaggageMap, FutureExt as _};
use tokio::runtime;
use tokio::task::{self, JoinSet};
use tokio::time;

const WORKERS: usize = 4;
const REQUESTS: u32 = 100_000;
/// Requests in flight at a time.
const WAVE: u32 = 5_000;

/// The ids of the requests polled, in order, by thread.
type Log = Arc<Mutex<HashMap<ThreadId, Vec<u32>>>>;

/// A request that notes who polls it.
struct Logged<F> {
    id: u32,
    log: Log,
    request: Pin<Box<F>>,
}

impl<F: Future> Future for Logged<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let thread = thread::current().id();
        self.log.lock().unwrap().entry(thread).or_default().push(self.id);
        self.request.as_mut().poll(cx)
    }
}

/// How often a thread came back to a request after it had polled another one.
fn interleavings(polled: &[u32]) -> usize {
    let mut seen = HashSet::new();
    let mut last = None;
    let mut count = 0;
    for &id in polled {
        let is_new = seen.insert(id);
        if !is_new && last != Some(id) {
            count += 1;
        }
        last = Some(id);
    }
    count
}

fn map(id: u32) -> BaggageMap {
    BaggageMap::parse(format!("id={id}"))
}

#[track_caller]
fn check(id: u32) {
    let current = BaggageMap::current();
    let seen = current.get("id");
    assert_eq!(seen.as_deref(), Some(id.to_string().as_str()));
}

/// Gives way to other requests: sometimes at once, sometimes for a while.
async fn wait(id: u32, step: u32) {
    match (id + step) % 3 {
        0 => time::sleep(Duration::from_micros(200 + u64::from(id % 800))).await,
        _ => task::yield_now().await,
    }
}

async fn request(id: u32) {
    check(id);
    for step in 0..3 {
        wait(id, step).await;
        check(id);
    }
    nested(id).await;
    check(id);
    wait(id, 4).await;
    check(id);
}

/// A task of the request: with the request's baggage, with none, or with a guard that it forgets.
async fn nested(id: u32) {
    let task = match id % 3 {
        0 => tokio::spawn(
            async move {
                check(id);
                task::yield_now().await;
                check(id);
            }
            .in_current_baggage(),
        ),
        1 => tokio::spawn(async {
            assert!(BaggageMap::current().is_empty());
            task::yield_now().await;
            assert!(BaggageMap::current().is_empty());
        }),
        _ => tokio::spawn(
            async move {
                mem::forget(map(REQUESTS + id).attach());
                task::yield_now().await;
                check(REQUESTS + id);
            }
            .in_current_baggage(),
        ),
    };
    task.await.expect("the nested task sees what it should");
}

async fn wave(first: u32, log: Log) {
    let mut requests = JoinSet::new();
    for id in first..first + WAVE {
        let request = Box::pin(request(id).in_baggage(map(id)));
        requests.spawn(Logged { id, log: Arc::clone(&log), request });
    }
    while let Some(result) = requests.join_next().await {
        result.expect("the request sees its own baggage only");
    }
}

#[test]
fn no_request_sees_the_baggage_of_another() {
    let runtime =
        runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_time().build().unwrap();
    let log = Log::default();
    for first in (0..REQUESTS).step_by(WAVE as usize) {
        runtime.block_on(wave(first, Arc::clone(&log)));
    }

    // Without two requests in turns on one thread, the checks above would prove nothing.
    let log = log.lock().unwrap();
    let polled: HashSet<u32> = log.values().flatten().copied().collect();
    assert_eq!(polled.len(), REQUESTS as usize);
    let interleaved = log.values().map(|polled| interleavings(polled)).max();
    assert!(interleaved > Some(0), "no thread polled two requests in turns");
}

#[test]
fn interleavings_are_counted_only_where_a_thread_comes_back_to_a_request() {
    assert_eq!(interleavings(&[]), 0);
    assert_eq!(interleavings(&[1, 1, 2, 2, 3]), 0);
    assert_eq!(interleavings(&[1, 2, 1]), 1);
    assert_eq!(interleavings(&[1, 2, 1, 2, 3, 3]), 2);
}
