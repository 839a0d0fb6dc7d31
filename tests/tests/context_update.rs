//! Changes to the current baggage: for the rest of a request, and for nobody else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread::{self, ThreadId};

use baggage_runtime::{BaggageMap, FutureExt as _, MemberError};
use futures::executor::block_on;
use tokio::sync::oneshot;
use tokio::task;

fn map(text: &str) -> BaggageMap {
    BaggageMap::parse(text)
}

fn current() -> String {
    BaggageMap::current().to_string()
}

fn set_current(key: &str, value: &str) -> Result<(), MemberError> {
    BaggageMap::update_current(|map| map.set(key, value))
}

#[test]
fn a_change_is_current_until_the_guard_drops() {
    let guard = map("id=1").attach();
    assert_eq!(set_current("tier", "pro"), Ok(()));
    assert_eq!(current(), "id=1,tier=pro");
    drop(guard);
    assert_eq!(current(), "");
}

#[test]
fn a_change_is_made_to_the_map_attached_last_only() {
    let _outer = map("id=1").attach();
    let inner = map("id=2").attach();
    assert_eq!(set_current("tier", "pro"), Ok(()));
    assert_eq!(current(), "id=2,tier=pro");
    drop(inner);
    assert_eq!(current(), "id=1");
}

#[test]
fn a_change_ends_with_the_scope() {
    let _outer = map("id=1").attach();
    let inside = BaggageMap::current().scope(|| {
        set_current("tier", "pro").unwrap();
        current()
    });
    assert_eq!(inside, "id=1,tier=pro");
    assert_eq!(current(), "id=1");
}

#[test]
fn a_map_taken_before_a_change_stays_as_it_was() {
    let _guard = map("id=1").attach();
    let before = BaggageMap::current();
    set_current("id", "2").unwrap();
    assert_eq!(before.to_string(), "id=1");
}

#[test]
fn with_nothing_attached_a_change_reports_it() {
    assert_eq!(set_current("tier", "pro"), Err(MemberError::NotAttached));
    assert_eq!(current(), "");
}

#[test]
fn with_nothing_attached_the_map_to_change_is_empty() {
    let seen = BaggageMap::update_current(|map| map.to_string());
    assert_eq!(seen, "");
}

#[test]
fn an_empty_map_is_attached_enough_to_be_changed() {
    let _guard = BaggageMap::default().attach();
    assert_eq!(set_current("tier", "pro"), Ok(()));
    assert_eq!(current(), "tier=pro");
}

#[test]
fn a_map_assigned_as_a_whole_is_a_change() {
    let _guard = map("id=1").attach();
    BaggageMap::update_current(|current| *current = map("id=2"));
    assert_eq!(current(), "id=2");
}

#[test]
fn during_a_change_the_old_map_is_current() {
    let _guard = map("id=1").attach();
    let during = BaggageMap::update_current(|map| {
        map.set("id", "2").unwrap();
        current()
    });
    assert_eq!(during, "id=1");
    assert_eq!(current(), "id=2");
}

#[test]
fn a_change_inside_a_change_reports_that_it_would_be_lost() {
    let _guard = map("id=1").attach();
    let inner = BaggageMap::update_current(|map| {
        map.set("outer", "kept").unwrap();
        (set_current("inner", "lost"), current())
    });
    assert_eq!(inner, (Err(MemberError::NotAttached), "id=1".to_owned()));
    assert_eq!(current(), "id=1,outer=kept");
}

#[test]
fn a_map_attached_inside_a_change_can_be_changed_and_ends_with_it() {
    let _guard = map("id=1").attach();
    let (inner, escaped) = BaggageMap::update_current(|outer| {
        let guard = map("id=2").attach();
        set_current("tier", "pro").unwrap();
        outer.set("id", "3").unwrap();
        (current(), guard)
    });
    assert_eq!(inner, "id=2,tier=pro");
    assert_eq!(current(), "id=3");
    drop(escaped);
    assert_eq!(current(), "id=3");
}

#[test]
fn a_change_to_a_map_whose_guard_drops_meanwhile_reaches_no_other() {
    let _outer = map("id=1").attach();
    let inner = map("id=2").attach();
    BaggageMap::update_current(|map| {
        drop(inner);
        map.set("id", "3").unwrap();
    });
    assert_eq!(current(), "id=1");
}

#[test]
fn a_panic_in_a_change_leaves_the_map_as_it_was() {
    let _guard = map("id=1").attach();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        BaggageMap::update_current(|map| {
            map.set("id", "2").unwrap();
            panic!("in a change");
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(current(), "id=1");
    assert_eq!(set_current("id", "3"), Ok(()));
    assert_eq!(current(), "id=3");
}

#[test]
fn a_change_by_a_callee_is_seen_by_its_caller() {
    let caller = async {
        async { set_current("tier", "pro").unwrap() }.await;
        current()
    };
    assert_eq!(block_on(caller.in_baggage(map("id=1"))), "id=1,tier=pro");
}

#[test]
fn a_change_by_a_future_in_baggage_of_its_own_stays_there() {
    let caller = async {
        let callee = async {
            set_current("tier", "pro").unwrap();
            current()
        };
        [callee.in_current_baggage().await, current()]
    };
    assert_eq!(block_on(caller.in_baggage(map("id=1"))), ["id=1,tier=pro", "id=1"]);
}

#[test]
fn a_future_started_with_nothing_attached_can_change_its_baggage() {
    let future = async {
        set_current("tier", "pro").unwrap();
        current()
    };
    assert_eq!(block_on(future.in_current_baggage()), "tier=pro");
}

#[test]
fn a_destructor_can_change_the_baggage_of_a_cancelled_future() {
    struct ChangeOnDrop(mpsc::Sender<String>);
    impl Drop for ChangeOnDrop {
        fn drop(&mut self) {
            set_current("state", "cancelled").unwrap();
            let _ = self.0.send(current());
        }
    }
    let (sender, receiver) = mpsc::channel();
    let on_drop = ChangeOnDrop(sender);
    drop(async move { drop(on_drop) }.in_baggage(map("id=1")));
    assert_eq!(receiver.recv().unwrap(), "id=1,state=cancelled");
}

/// Returns on another thread than it was called on.
///
/// Takes a multi-thread runtime with one worker: the task blocks its thread, so the runtime hands
/// the worker on to a new thread, which runs the second task and, there being no other worker,
/// every later poll of this one.
async fn move_to_another_thread() {
    let before = thread::current().id();
    let (sender, receiver) = mpsc::channel();
    tokio::spawn(async move { sender.send(()) });
    task::block_in_place(|| receiver.recv().expect("the second task has run"));
    task::yield_now().await;
    assert_ne!(thread::current().id(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_change_holds_across_awaits_on_every_thread() {
    let request = async {
        let mut threads: Vec<ThreadId> = Vec::new();
        for step in ["1", "2", "3"] {
            set_current("step", step).unwrap();
            threads.push(thread::current().id());
            move_to_another_thread().await;
            assert_eq!(current(), format!("id=1,step={step}"));
        }
        threads
    };
    let threads = tokio::spawn(request.in_baggage(map("id=1"))).await.unwrap();
    assert_ne!(threads[0], threads[1]);
    assert_ne!(threads[1], threads[2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_task_spawned_before_a_change_keeps_its_own_and_one_spawned_after_has_the_new() {
    let request = async {
        let (changed, wait) = oneshot::channel();
        let earlier = async {
            let before = current();
            wait.await.unwrap();
            [before, current()]
        };
        let earlier = tokio::spawn(earlier.in_current_baggage());
        task::yield_now().await;

        set_current("tier", "pro").unwrap();
        changed.send(()).unwrap();
        let later = tokio::spawn(async { current() }.in_current_baggage());

        assert_eq!(earlier.await.unwrap(), ["id=1", "id=1"]);
        assert_eq!(later.await.unwrap(), "id=1,tier=pro");
        assert_eq!(current(), "id=1,tier=pro");
    };
    tokio::spawn(request.in_baggage(map("id=1"))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_in_a_spawned_task_does_not_reach_its_parent() {
    let request = async {
        let child = async {
            set_current("id", "2").unwrap();
            current()
        };
        let child = tokio::spawn(child.in_current_baggage()).await.unwrap();
        [child, current()]
    };
    let seen = tokio::spawn(request.in_baggage(map("id=1"))).await.unwrap();
    assert_eq!(seen, ["id=2", "id=1"]);
}
