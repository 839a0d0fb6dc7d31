//! Streams that carry baggage.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::thread;

use baggage_runtime::{BaggageMap, FutureExt as _, InBaggage, StreamExt as _};
use futures::stream::{self, FuturesUnordered, Stream, StreamExt as _};

fn map(id: &str) -> BaggageMap {
    BaggageMap::parse(format!("id={id}"))
}

/// The id in the current baggage, empty when there is none.
fn current_id() -> String {
    BaggageMap::current().get("id").unwrap_or_default().into_owned()
}

/// Three times the current id.
fn ids() -> impl Stream<Item = String> {
    stream::iter(0..3).map(|_| current_id())
}

/// All that a stream yields.
fn run<T>(stream: impl Stream<Item = T>) -> Vec<T> {
    futures::executor::block_on(stream.collect())
}

#[test]
fn a_stream_sees_its_map_at_every_poll_and_nobody_else_does() {
    let mut stream = pin!(ids().in_baggage(map("a")));
    for _ in 0..3 {
        let item = futures::executor::block_on(stream.next());
        assert_eq!(item.as_deref(), Some("a"));
        assert_eq!(current_id(), "");
    }
    assert_eq!(futures::executor::block_on(stream.next()), None);
}

#[test]
fn a_stream_hides_what_its_poller_has_attached() {
    let stream = ids().in_baggage(map("a"));
    assert_eq!(map("b").scope(|| run(stream)), ["a"; 3]);
    assert_eq!(map("b").scope(|| run(ids())), ["b"; 3]);
}

#[test]
fn in_current_baggage_takes_the_map_at_the_call() {
    let stream = map("a").scope(|| ids().in_current_baggage());
    assert_eq!(map("b").scope(|| run(stream)), ["a"; 3]);
    assert_eq!(run(ids().in_current_baggage()), [""; 3]);
}

#[test]
fn a_change_stays_with_the_stream_from_item_to_item() {
    let stream = stream::iter(["b", "c"]).map(|id| {
        let before = current_id();
        BaggageMap::update_current(|map| map.set("id", id)).expect("it is attached");
        before
    });
    assert_eq!(run(stream.in_baggage(map("a"))), ["a", "b"]);
    assert_eq!(current_id(), "");
}

#[test]
fn streams_polled_in_turns_keep_apart() {
    let both = stream::select(ids().in_baggage(map("a")), ids().in_baggage(map("b")));
    let mut seen = run(both);
    seen.sort();
    assert_eq!(seen, ["a", "a", "a", "b", "b", "b"]);
}

#[test]
fn a_stream_takes_its_baggage_to_the_thread_that_polls_it() {
    let stream = ids().in_baggage(map("a"));
    let handed = thread::spawn(move || (run(stream), current_id())).join().unwrap();
    assert_eq!(handed, (vec!["a".to_owned(); 3], String::new()));
}

#[test]
fn the_futures_of_a_set_keep_the_baggage_they_were_made_with() {
    let set: FuturesUnordered<_> =
        ["a", "b"].into_iter().map(|id| async { current_id() }.in_baggage(map(id))).collect();
    let mut seen = run(set.in_baggage(map("set")));
    seen.sort();
    assert_eq!(seen, ["a", "b"]);
}

/// Notes what is current when it drops.
struct NoteOnDrop(Arc<Mutex<String>>);

impl Drop for NoteOnDrop {
    fn drop(&mut self) {
        *self.0.lock().unwrap() = current_id();
    }
}

#[test]
fn a_stream_that_is_not_read_to_its_end_drops_with_its_baggage_attached() {
    let dropped = Arc::new(Mutex::new(String::new()));
    let note = NoteOnDrop(Arc::clone(&dropped));
    let stream = stream::repeat_with(move || {
        let _keep = &note;
        current_id()
    });
    let mut stream = Box::pin(stream.in_baggage(map("a")));
    assert_eq!(futures::executor::block_on(stream.next()).as_deref(), Some("a"));
    drop(stream);
    assert_eq!(*dropped.lock().unwrap(), "a");
    assert_eq!(current_id(), "");
}

#[test]
fn a_panic_in_a_poll_leaves_nothing_attached() {
    let stream = stream::iter([0]).map(|_| -> u8 {
        std::mem::forget(map("forgotten").attach());
        panic!("as the test wants it")
    });
    let mut stream = Box::pin(stream.in_baggage(map("a")));
    let poll = || stream.as_mut().poll_next(&mut Context::from_waker(std::task::Waker::noop()));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(poll)).is_err());
    assert_eq!(current_id(), "");
}

#[test]
fn a_stream_in_baggage_is_as_long_as_the_stream() {
    let stream = stream::iter(0..3).in_baggage(map("a"));
    assert_eq!(stream.size_hint(), (3, Some(3)));
}

/// Ready at once as a future, and a stream of one item.
struct Both;

impl Future for Both {
    type Output = String;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<String> {
        Poll::Ready(current_id())
    }
}

impl Stream for Both {
    type Item = String;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<String>> {
        Poll::Ready(Some(current_id()))
    }
}

#[test]
fn what_is_a_future_and_a_stream_stays_both() {
    let both: InBaggage<Both> = baggage_runtime::FutureExt::in_baggage(Both, map("a"));
    assert_eq!(run(both.take(1)), ["a"]);
    let both: InBaggage<Both> = baggage_runtime::StreamExt::in_baggage(Both, map("a"));
    assert_eq!(futures::executor::block_on(both), "a");
}
