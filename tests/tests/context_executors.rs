//! One scenario on several executors: baggage needs nothing from any of them.

use std::cell::RefCell;
use std::future;
use std::mem;
use std::task::Poll;

use baggage_runtime::{BaggageMap, FutureExt as _};
use futures::channel::oneshot::{self, Receiver};
use futures::executor::{LocalPool, LocalSpawner};
use futures::future::join_all;
use futures::task::SpawnExt as _;

/// What the scenario asks of an executor.
trait Executor: 'static {
    /// Runs `main` to its end, and tasks beside it.
    fn run(main: impl Future<Output = ()> + Send + 'static);

    /// Starts a task, from inside `main` or another task.
    fn spawn(task: impl Future<Output = ()> + Send + 'static);
}

struct TokioThreads;

impl Executor for TokioThreads {
    fn run(main: impl Future<Output = ()> + Send + 'static) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build();
        runtime.unwrap().block_on(main);
    }

    fn spawn(task: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(task);
    }
}

struct TokioThread;

impl Executor for TokioThread {
    fn run(main: impl Future<Output = ()> + Send + 'static) {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(main);
    }

    fn spawn(task: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(task);
    }
}

struct Smol;

impl Executor for Smol {
    fn run(main: impl Future<Output = ()> + Send + 'static) {
        smol::block_on(main);
    }

    fn spawn(task: impl Future<Output = ()> + Send + 'static) {
        smol::spawn(task).detach();
    }
}

struct Futures;

thread_local! {
    static SPAWNER: RefCell<Option<LocalSpawner>> = const { RefCell::new(None) };
}

impl Executor for Futures {
    fn run(main: impl Future<Output = ()> + Send + 'static) {
        let mut pool = LocalPool::new();
        SPAWNER.set(Some(pool.spawner()));
        pool.run_until(main);
    }

    fn spawn(task: impl Future<Output = ()> + Send + 'static) {
        let spawner = SPAWNER.with_borrow(Clone::clone).expect("called inside `run`");
        spawner.spawn(task).expect("the pool is running");
    }
}

/// Spawns `task`; its output comes through the channel, which closes early if the task panics.
fn spawn<E: Executor, T: Send + 'static>(
    task: impl Future<Output = T> + Send + 'static,
) -> Receiver<T> {
    let (sender, receiver) = oneshot::channel();
    E::spawn(async {
        // A receiver that no longer listens is no fault of the task.
        let _ = sender.send(task.await);
    });
    receiver
}

/// Pending once, so that other tasks get their turn.
async fn yield_now() {
    let mut yielded = false;
    future::poll_fn(|cx| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn current() -> String {
    BaggageMap::current().to_string()
}

/// One of many requests at a time; fails on any baggage that is not its own.
async fn request<E: Executor>(id: String) {
    let own = format!("id={id}");
    assert_eq!(current(), own);
    yield_now().await;
    assert_eq!(current(), own);

    let bare = spawn::<E, _>(async { current() });
    let child = async {
        yield_now().await;
        mem::forget(BaggageMap::parse("id=forgotten").attach());
        yield_now().await;
        current()
    };
    let child = spawn::<E, _>(child.in_baggage(BaggageMap::parse("id=child")));

    let cancelled = async {
        mem::forget(BaggageMap::parse("id=cancelled").attach());
        future::pending::<()>().await;
    };
    let mut cancelled = Box::pin(cancelled.in_current_baggage());
    assert_eq!(smol::future::poll_once(&mut cancelled).await, None);
    assert_eq!(current(), own);
    drop(cancelled);

    BaggageMap::update_current(|map| map.set("step", "2")).unwrap();
    let own = format!("{own},step=2");
    yield_now().await;
    assert_eq!(current(), own);

    let late = async {
        yield_now().await;
        current()
    };
    let late = spawn::<E, _>(late.in_current_baggage());
    assert_eq!(bare.await.unwrap(), "");
    assert_eq!(child.await.unwrap(), "id=forgotten");
    assert_eq!(late.await.unwrap(), own);
    assert_eq!(current(), own);
}

fn requests_keep_apart<E: Executor>() {
    E::run(async {
        let requests = (0..500).map(|id| {
            let id = id.to_string();
            let map = BaggageMap::parse(format!("id={id}"));
            spawn::<E, _>(request::<E>(id).in_baggage(map))
        });
        for result in join_all(requests).await {
            result.expect("no request failed");
        }
        assert_eq!(current(), "");
    });
}

#[test]
fn requests_keep_apart_on_tokio_with_threads() {
    requests_keep_apart::<TokioThreads>();
}

#[test]
fn requests_keep_apart_on_tokio_with_one_thread() {
    requests_keep_apart::<TokioThread>();
}

#[test]
fn requests_keep_apart_on_smol() {
    requests_keep_apart::<Smol>();
}

#[test]
fn requests_keep_apart_on_futures() {
    requests_keep_apart::<Futures>();
}
