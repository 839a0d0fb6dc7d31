//! Baggage in the ways tokio runs work: tasks, sets, cancellation, blocking threads.

use std::future;
use std::mem;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use baggage_runtime::{BaggageMap, FutureExt as _};
use tokio::sync::{Notify, oneshot};
use tokio::task::{self, JoinSet, LocalSet};
use tokio::time;

fn map(id: &str) -> BaggageMap {
    BaggageMap::parse(format!("id={id}"))
}

/// The id in the current baggage, empty when there is none.
fn current_id() -> String {
    BaggageMap::current().get("id").unwrap_or_default().into_owned()
}

/// Sends the id that is current when it drops.
struct SendOnDrop(mpsc::Sender<String>);

impl Drop for SendOnDrop {
    fn drop(&mut self) {
        let _ = self.0.send(current_id());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_spawned_task_starts_with_nothing_attached() {
    let request = async { tokio::spawn(async { current_id() }).await.unwrap() };
    assert_eq!(request.in_baggage(map("a")).await, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_task_spawned_in_current_baggage_has_it() {
    let request = async {
        let task = async {
            task::yield_now().await;
            current_id()
        };
        tokio::spawn(task.in_current_baggage()).await.unwrap()
    };
    assert_eq!(request.in_baggage(map("a")).await, "a");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_task_of_a_join_set_has_the_baggage_it_was_spawned_with() {
    let request = async {
        let mut tasks = JoinSet::new();
        for item in 0..100 {
            tasks.spawn(async move { (item, current_id()) }.in_current_baggage());
        }
        for item in 100..200 {
            let map = map(&item.to_string());
            tasks.spawn(async move { (item, current_id()) }.in_baggage(map));
        }
        tasks.join_all().await
    };
    for (item, id) in request.in_baggage(map("request")).await {
        let expected = if item < 100 { "request".to_owned() } else { item.to_string() };
        assert_eq!(id, expected);
    }
}

#[tokio::test]
async fn local_tasks_on_one_thread_keep_apart() {
    let local = LocalSet::new();
    let mut tasks = JoinSet::new();
    for id in 0..100 {
        let id = id.to_string();
        let map = map(&id);
        let task = async move {
            for _ in 0..10 {
                assert_eq!(current_id(), id);
                task::yield_now().await;
            }
        };
        tasks.spawn_local_on(task.in_baggage(map), &local);
    }
    local.await;
    assert_eq!(tasks.join_all().await.len(), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn joined_futures_share_the_baggage_of_their_request() {
    let request = async {
        let change = async {
            task::yield_now().await;
            BaggageMap::update_current(|map| map.set("id", "b")).unwrap();
        };
        let read = async {
            let before = current_id();
            time::sleep(Duration::from_millis(1)).await;
            before
        };
        let ((), before) = tokio::join!(change, read);
        [before, current_id()]
    };
    assert_eq!(request.in_baggage(map("a")).await, ["a", "b"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn spawn_blocking_takes_baggage_by_scope() {
    let request = async {
        let bare = task::spawn_blocking(current_id).await.unwrap();
        let map = BaggageMap::current();
        let handed = task::spawn_blocking(|| map.scope(current_id)).await.unwrap();
        let after = task::spawn_blocking(current_id).await.unwrap();
        [bare, handed, after]
    };
    assert_eq!(request.in_baggage(map("a")).await, ["", "a", ""]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn block_in_place_keeps_the_baggage() {
    let request = async {
        let inside = task::block_in_place(current_id);
        [inside, current_id()]
    };
    assert_eq!(request.in_baggage(map("a")).await, ["a", "a"]);
}

#[test]
fn a_thread_takes_baggage_by_scope() {
    let _guard = map("a").attach();
    assert_eq!(thread::spawn(current_id).join().unwrap(), "");
    let map = BaggageMap::current();
    assert_eq!(thread::spawn(|| map.scope(current_id)).join().unwrap(), "a");
    let map = BaggageMap::current();
    let borrowed = thread::scope(|threads| threads.spawn(|| map.scope(current_id)).join());
    assert_eq!(borrowed.unwrap(), "a");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_branch_that_select_drops_sees_its_baggage() {
    let (sender, receiver) = mpsc::channel();
    let slow = async {
        let _on_drop = SendOnDrop(sender);
        future::pending::<()>().await;
    };
    let request = async {
        tokio::select! {
            biased;
            () = slow.in_baggage(map("branch")) => unreachable!("never ready"),
            () = task::yield_now() => current_id(),
        }
    };
    assert_eq!(request.in_baggage(map("request")).await, "request");
    assert_eq!(receiver.recv().unwrap(), "branch");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_aborted_task_drops_with_its_baggage_attached() {
    let (sender, receiver) = mpsc::channel();
    let (started, wait) = oneshot::channel();
    let request = async move {
        let _on_drop = SendOnDrop(sender);
        BaggageMap::update_current(|map| map.set("id", "changed")).unwrap();
        started.send(()).unwrap();
        future::pending::<()>().await;
    };
    let task = tokio::spawn(request.in_baggage(map("a")));
    wait.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(receiver.recv().unwrap(), "changed");
}

#[tokio::test]
async fn a_request_that_timed_out_leaves_nothing_attached() {
    let (sender, receiver) = mpsc::channel();
    let request = async move {
        let _on_drop = SendOnDrop(sender);
        mem::forget(map("forgotten").attach());
        future::pending::<()>().await;
    };
    let timed = time::timeout(Duration::from_millis(1), request.in_baggage(map("a")));
    assert!(timed.await.is_err());
    assert_eq!(receiver.recv().unwrap(), "forgotten");
    assert_eq!(current_id(), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_task_that_panics_leaves_its_worker_clean() {
    let handler = async {
        mem::forget(map("forgotten").attach());
        task::yield_now().await;
        panic!("in a handler");
    };
    let panicked = tokio::spawn(handler.in_baggage(map("a"))).await;
    assert!(panicked.unwrap_err().is_panic());
    assert_eq!(tokio::spawn(async { current_id() }).await.unwrap(), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_waiting_request_does_not_lend_its_baggage_to_the_one_that_wakes_it() {
    let wake = Arc::new(Notify::new());
    let waiting = {
        let wake = Arc::clone(&wake);
        async move {
            wake.notified().await;
            current_id()
        }
    };
    let waking = async move {
        wake.notify_one();
        current_id()
    };
    let waiting = tokio::spawn(waiting.in_baggage(map("waiting")));
    let waking = tokio::spawn(waking.in_baggage(map("waking")));
    assert_eq!(waiting.await.unwrap(), "waiting");
    assert_eq!(waking.await.unwrap(), "waking");
}
