//! Baggage attached to a future: at each poll, on any thread, and nowhere else.

use std::cell::Cell;
use std::future::{self, Ready};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::thread;

use baggage_runtime::{BaggageGuard, BaggageMap, FutureExt as _, InBaggage};

fn map(id: &str) -> BaggageMap {
    BaggageMap::parse(format!("id={id}"))
}

/// The id in the current baggage, empty when there is none.
fn current_id() -> String {
    BaggageMap::current().get("id").unwrap_or_default().into_owned()
}

/// Polls once.
fn poll<T>(future: &mut Pin<Box<impl Future<Output = T>>>) -> Poll<T> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls until it is ready.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = Box::pin(future);
    loop {
        if let Poll::Ready(output) = poll(&mut future) {
            return output;
        }
    }
}

/// Pending at the first poll, ready at the second.
async fn pause() {
    let mut paused = false;
    future::poll_fn(
        |_| {
            if mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }
        },
    )
    .await;
}

/// Sends the id that is current when it drops.
struct SendOnDrop(mpsc::Sender<String>);

impl Drop for SendOnDrop {
    fn drop(&mut self) {
        let _ = self.0.send(current_id());
    }
}

#[test]
fn a_future_sees_its_map_at_every_poll() {
    let future = async {
        let first = current_id();
        pause().await;
        [first, current_id()]
    };
    assert_eq!(run(future.in_baggage(map("a"))), ["a", "a"]);
}

#[test]
fn nothing_is_attached_between_two_polls() {
    let mut future = Box::pin(pause().in_baggage(map("a")));
    assert!(poll(&mut future).is_pending());
    assert_eq!(current_id(), "");
    assert!(poll(&mut future).is_ready());
    assert_eq!(current_id(), "");
}

#[test]
fn a_future_hides_what_its_poller_has_attached() {
    let _guard = map("poller").attach();
    assert_eq!(run(async { current_id() }.in_baggage(BaggageMap::default())), "");
    assert_eq!(current_id(), "poller");
}

#[test]
fn a_future_without_baggage_of_its_own_shares_its_pollers() {
    let _guard = map("poller").attach();
    assert_eq!(run(async { current_id() }), "poller");
}

#[test]
fn the_innermost_baggage_is_current() {
    let inner = async { current_id() }.in_baggage(map("inner"));
    let outer = async { [current_id(), inner.await, current_id()] }.in_baggage(map("outer"));
    assert_eq!(run(outer), ["outer", "inner", "outer"]);
}

#[test]
fn two_futures_polled_in_turns_keep_apart() {
    let session = |id| {
        let future = async move {
            for _ in 0..10 {
                assert_eq!(current_id(), id);
                pause().await;
            }
        };
        Box::pin(future.in_baggage(map(id)))
    };
    let (mut a, mut b) = (session("a"), session("b"));
    for _ in 0..10 {
        assert!(poll(&mut a).is_pending());
        assert!(poll(&mut b).is_pending());
    }
    assert!(poll(&mut a).is_ready());
    assert!(poll(&mut b).is_ready());
}

#[test]
fn in_current_baggage_takes_the_map_at_the_call() {
    let guard = map("then").attach();
    let future = async { current_id() }.in_current_baggage();
    drop(guard);
    let _guard = map("now").attach();
    assert_eq!(run(future), "then");
}

#[test]
fn a_future_takes_its_baggage_to_the_thread_that_polls_it() {
    let future = async {
        let first = (current_id(), thread::current().id());
        pause().await;
        (first, (current_id(), thread::current().id()))
    };
    let mut future = Box::pin(future.in_baggage(map("a")));
    assert!(poll(&mut future).is_pending());
    let other = thread::spawn(move || {
        let Poll::Ready((first, second)) = poll(&mut future) else { panic!("one pause only") };
        assert_ne!(first.1, second.1);
        ([first.0, second.0], current_id())
    });
    assert_eq!(other.join().unwrap(), (["a", "a"].map(str::to_owned), String::new()));
}

#[test]
fn a_guard_in_a_future_lasts_across_awaits_of_that_future_only() {
    let future = async {
        let guard = map("guard").attach();
        pause().await;
        let during = current_id();
        drop(guard);
        [during, current_id()]
    };
    let mut future = Box::pin(future.in_baggage(map("future")));
    assert!(poll(&mut future).is_pending());
    assert_eq!(current_id(), "");
    assert_eq!(poll(&mut future), Poll::Ready(["guard", "future"].map(str::to_owned)));
}

#[test]
fn a_guard_of_one_future_dropped_in_another_detaches_in_the_first() {
    let shared = Rc::new(Cell::new(None));
    let attach = {
        let shared = Rc::clone(&shared);
        async move {
            shared.set(Some(map("guard").attach()));
            pause().await;
            current_id()
        }
    };
    let mut first = Box::pin(attach.in_baggage(map("first")));
    assert!(poll(&mut first).is_pending());
    let second = async move {
        drop(shared.take());
        current_id()
    };
    assert_eq!(run(second.in_baggage(map("second"))), "second");
    assert_eq!(poll(&mut first), Poll::Ready("first".to_owned()));
}

thread_local! {
    /// A guard that a future leaves behind on the thread where it attached a map.
    static LEFT: Cell<Option<BaggageGuard>> = const { Cell::new(None) };
}

#[test]
fn a_guard_dropped_on_its_thread_detaches_from_a_future_that_has_left() {
    let future = async {
        LEFT.set(Some(map("guard").attach()));
        pause().await;
        let before = current_id();
        pause().await;
        [before, current_id()]
    };
    let mut future = Box::pin(future.in_baggage(map("future")));
    assert!(poll(&mut future).is_pending());
    let (mut future, second) = thread::spawn(move || {
        let second = poll(&mut future);
        (future, second)
    })
    .join()
    .unwrap();
    assert!(second.is_pending());
    drop(LEFT.take());
    assert_eq!(poll(&mut future), Poll::Ready(["guard", "future"].map(str::to_owned)));
}

#[test]
fn a_guard_dropped_on_its_thread_detaches_from_a_future_in_the_middle_of_a_poll_elsewhere() {
    let (reached, wait_for_poll) = mpsc::channel();
    let (dropped, wait_for_drop) = mpsc::channel();
    let future = async move {
        LEFT.set(Some(map("guard").attach()));
        pause().await;
        reached.send(current_id()).unwrap();
        wait_for_drop.recv().unwrap();
        let after = current_id();
        BaggageMap::update_current(|map| map.set("id", "changed")).unwrap();
        [after, current_id()]
    };
    let mut future = Box::pin(future.in_baggage(map("future")));
    assert!(poll(&mut future).is_pending());
    let poller = thread::spawn(move || poll(&mut future));
    assert_eq!(wait_for_poll.recv().unwrap(), "guard");
    drop(LEFT.take());
    dropped.send(()).unwrap();
    let seen = poller.join().unwrap();
    assert_eq!(seen, Poll::Ready(["future", "changed"].map(str::to_owned)));
}

#[test]
fn a_guard_forgotten_in_a_future_stays_with_it_and_ends_with_it() {
    let future = async {
        mem::forget(map("forgotten").attach());
        pause().await;
        current_id()
    };
    let mut future = Box::pin(future.in_baggage(map("future")));
    assert!(poll(&mut future).is_pending());
    assert_eq!(current_id(), "");
    let other = thread::spawn(move || (poll(&mut future), current_id()));
    assert_eq!(other.join().unwrap(), (Poll::Ready("forgotten".to_owned()), String::new()));
}

#[test]
fn a_guard_left_by_the_last_poll_ends_with_the_future() {
    let _poller = map("poller").attach();
    run(async { mem::forget(map("forgotten").attach()) }.in_baggage(map("future")));
    assert_eq!(current_id(), "poller");
}

#[test]
fn a_panic_in_a_poll_leaves_nothing_attached() {
    let _poller = map("poller").attach();
    let future = async {
        mem::forget(map("forgotten").attach());
        pause().await;
        panic!("in a handler");
    };
    let mut future = Box::pin(future.in_baggage(map("future")));
    assert!(poll(&mut future).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut future))).is_err());
    assert_eq!(current_id(), "poller");
    drop(future);
    assert_eq!(current_id(), "poller");
}

#[test]
fn a_cancelled_future_drops_with_its_baggage_attached() {
    let (sender, receiver) = mpsc::channel();
    let future = async {
        let _on_drop = SendOnDrop(sender);
        mem::forget(map("last").attach());
        pause().await;
    };
    let mut future = Box::pin(future.in_baggage(map("first")));
    assert!(poll(&mut future).is_pending());
    let _dropper = map("dropper").attach();
    drop(future);
    assert_eq!(receiver.recv().unwrap(), "last");
    assert_eq!(current_id(), "dropper");
}

#[test]
fn a_future_never_polled_drops_with_its_baggage_attached() {
    let (sender, receiver) = mpsc::channel();
    let on_drop = SendOnDrop(sender);
    drop(async move { drop(on_drop) }.in_baggage(map("a")));
    assert_eq!(receiver.recv().unwrap(), "a");
    assert_eq!(current_id(), "");
}

#[test]
fn a_panic_in_a_cancelled_future_leaves_nothing_attached() {
    struct PanicOnDrop;
    impl Drop for PanicOnDrop {
        fn drop(&mut self) {
            panic!("in a destructor");
        }
    }
    let _dropper = map("dropper").attach();
    let value = PanicOnDrop;
    let future = async move { drop(value) }.in_baggage(map("future"));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(future))).is_err());
    assert_eq!(current_id(), "dropper");
}

#[test]
fn a_future_polled_inside_another_future_does_not_disturb_it() {
    let outer = async {
        let _guard = map("guard").attach();
        let inner = async {
            pause().await;
            current_id()
        };
        [run(inner.in_baggage(map("inner"))), current_id()]
    };
    assert_eq!(run(outer.in_baggage(map("outer"))), ["inner", "guard"]);
}

#[test]
fn a_future_in_baggage_is_send_and_sync_as_the_future_is() {
    fn is_send<T: Send>(_: &T) {}
    fn is_sync<T: Sync>(_: &T) {}
    fn is_unpin<T: Unpin>(_: &T) {}

    let ready: InBaggage<Ready<()>> = future::ready(()).in_baggage(map("a"));
    is_send(&ready);
    is_sync(&ready);
    is_unpin(&ready);
    let block = async { pause().await }.in_baggage(map("a"));
    is_send(&block);
    is_sync(&block);
}

#[test]
fn debug_output_shows_no_baggage() {
    let shown = format!("{:?}", future::ready(()).in_baggage(map("private")));
    assert_eq!(shown, "InBaggage { .. }");
    let shown = format!("{:?}", map("private").attach());
    assert_eq!(shown, "BaggageGuard { .. }");
}
