//! Baggage attached to a thread: guards, in whatever order they drop, and scopes.

use std::cell::RefCell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use baggage_runtime::{BaggageGuard, BaggageMap, FutureExt as _};
use futures::executor::block_on;

fn map(id: &str) -> BaggageMap {
    BaggageMap::parse(format!("id={id}"))
}

/// The id in the current baggage, empty when there is none.
fn current_id() -> String {
    BaggageMap::current().get("id").unwrap_or_default().into_owned()
}

#[test]
fn nothing_is_attached_to_a_new_thread() {
    assert!(BaggageMap::current().is_empty());
}

#[test]
fn a_map_is_attached_until_its_guard_drops() {
    let guard = map("a").attach();
    assert_eq!(current_id(), "a");
    drop(guard);
    assert_eq!(current_id(), "");
}

#[test]
fn the_map_attached_last_is_the_current_one() {
    let _outer = map("outer").attach();
    {
        let _inner = map("inner").attach();
        assert_eq!(current_id(), "inner");
    }
    assert_eq!(current_id(), "outer");
}

#[test]
fn an_empty_map_hides_the_one_beneath() {
    let _outer = map("outer").attach();
    let _inner = BaggageMap::default().attach();
    assert_eq!(current_id(), "");
}

#[test]
fn a_clone_of_the_current_map_outlives_its_guard() {
    let guard = map("a").attach();
    let kept = BaggageMap::current();
    drop(guard);
    assert_eq!(kept.get("id").as_deref(), Some("a"));
}

/// All orders of `items`.
fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (at, &first) in items.iter().enumerate() {
        let rest = [&items[..at], &items[at + 1..]].concat();
        all.extend(permutations(&rest).into_iter().map(|tail| [vec![first], tail].concat()));
    }
    all
}

#[test]
fn guards_drop_in_any_order_and_the_latest_alive_is_current() {
    let orders = permutations(&[0, 1, 2, 3]);
    assert_eq!(orders.len(), 24);
    for order in orders {
        let mut guards: Vec<Option<BaggageGuard>> =
            (0..4).map(|id| Some(map(&id.to_string()).attach())).collect();
        for &dropped in &order {
            guards[dropped] = None;
            let latest = guards.iter().rposition(Option::is_some);
            let expected = latest.map(|id| id.to_string()).unwrap_or_default();
            assert_eq!(current_id(), expected, "{dropped} of {order:?}");
        }
    }
}

#[test]
fn a_guard_attached_between_drops_is_current() {
    let first = map("first").attach();
    let second = map("second").attach();
    drop(first);
    let third = map("third").attach();
    drop(second);
    assert_eq!(current_id(), "third");
    drop(third);
    assert_eq!(current_id(), "");
}

#[test]
fn replacing_a_guard_replaces_the_map() {
    let mut guard = map("none").attach();
    for id in 0..1_000 {
        guard = map(&id.to_string()).attach();
        assert_eq!(current_id(), id.to_string());
    }
    drop(guard);
    assert_eq!(current_id(), "");
}

#[test]
fn a_guard_dropped_inside_a_scope_detaches_outside() {
    let below = map("below").attach();
    let top = map("top").attach();
    map("scope").scope(|| {
        drop(top);
        assert_eq!(current_id(), "scope");
    });
    assert_eq!(current_id(), "below");
    drop(below);
    assert_eq!(current_id(), "");
}

#[test]
fn a_guard_dropped_in_a_future_detaches_outside() {
    let below = map("below").attach();
    let top = map("top").attach();
    let future = async move {
        drop(top);
        assert_eq!(current_id(), "future");
    };
    block_on(future.in_baggage(map("future")));
    assert_eq!(current_id(), "below");
    drop(below);
    assert_eq!(current_id(), "");
}

#[test]
fn a_scope_hides_what_is_attached_outside() {
    let _outer = map("outer").attach();
    let seen = BaggageMap::default().scope(current_id);
    assert_eq!(seen, "");
    assert_eq!(current_id(), "outer");
}

#[test]
fn a_guard_forgotten_in_a_scope_ends_with_it() {
    let _outer = map("outer").attach();
    map("scope").scope(|| {
        mem::forget(map("forgotten").attach());
        assert_eq!(current_id(), "forgotten");
    });
    assert_eq!(current_id(), "outer");
}

#[test]
fn a_guard_returned_from_a_scope_has_no_effect() {
    let _outer = map("outer").attach();
    let returned = map("scope").scope(|| map("inner").attach());
    assert_eq!(current_id(), "outer");
    drop(returned);
    assert_eq!(current_id(), "outer");
}

#[test]
fn a_panic_in_a_scope_restores_what_was_attached() {
    let _outer = map("outer").attach();
    let panicked = catch_unwind(|| {
        map("scope").scope(|| {
            mem::forget(map("forgotten").attach());
            panic!("in a scope");
        });
    });
    assert!(panicked.is_err());
    assert_eq!(current_id(), "outer");
}

#[test]
fn a_panic_drops_guards_like_any_other_value() {
    let _outer = map("outer").attach();
    let panicked = catch_unwind(|| {
        let _inner = map("inner").attach();
        panic!("under a guard");
    });
    assert!(panicked.is_err());
    assert_eq!(current_id(), "outer");
}

#[test]
fn a_forgotten_guard_stays_on_its_thread_only() {
    let forgetful = thread::spawn(|| {
        mem::forget(map("forgotten").attach());
        current_id()
    });
    assert_eq!(forgetful.join().unwrap(), "forgotten");
    assert_eq!(thread::spawn(current_id).join().unwrap(), "");
}

#[test]
fn a_million_forgotten_guards_do_not_overflow_the_stack_when_the_thread_ends() {
    // 128 KiB, where a recursive drop would need a hundred times that.
    let thread = thread::Builder::new().stack_size(128 << 10).spawn(|| {
        let shared = map("shared");
        for _ in 0..1_000_000 {
            mem::forget(shared.clone().attach());
        }
        current_id()
    });
    assert_eq!(thread.unwrap().join().unwrap(), "shared");
}

#[test]
fn a_million_forgotten_guards_do_not_overflow_the_stack_when_the_scope_ends() {
    let thread = thread::Builder::new().stack_size(128 << 10).spawn(|| {
        let shared = map("shared");
        BaggageMap::default().scope(|| {
            for _ in 0..1_000_000 {
                mem::forget(shared.clone().attach());
            }
        });
        current_id()
    });
    assert_eq!(thread.unwrap().join().unwrap(), "");
}

/// Uses all of the context when it drops, and reports what was current before and inside.
struct AtThreadEnd(mpsc::Sender<[String; 4]>);

impl Drop for AtThreadEnd {
    fn drop(&mut self) {
        let before = current_id();
        let guard = map("guard").attach();
        let guarded = current_id();
        drop(guard);
        let scoped = map("scope").scope(current_id);
        let polled = block_on(async { current_id() }.in_baggage(map("future")));
        let _ = BaggageMap::update_current(|map| map.set("id", "changed"));
        let _ = self.0.send([before, guarded, scoped, polled]);
    }
}

thread_local! {
    static AT_THREAD_END: RefCell<Option<AtThreadEnd>> = const { RefCell::new(None) };
}

/// What the destructor of a thread-local value sees that is first used before or after baggage.
fn seen_at_thread_end(baggage_first: bool) -> [String; 4] {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        if baggage_first {
            mem::forget(map("thread").attach());
        }
        AT_THREAD_END.with(|value| value.replace(Some(AtThreadEnd(sender))));
        if !baggage_first {
            mem::forget(map("thread").attach());
        }
    });
    thread.join().expect("no destructor panics");
    receiver.recv().expect("the destructor ran to its end")
}

#[test]
fn in_a_thread_local_destructor_baggage_works_or_is_empty_and_never_panics() {
    let works = ["thread", "guard", "scope", "future"].map(str::to_owned);
    let has_ended = ["", "", "", ""].map(str::to_owned);
    // Which of two thread-local values drops first is the platform's choice, so both are tried.
    let mut seen = [seen_at_thread_end(true), seen_at_thread_end(false)];
    seen.sort();
    assert_eq!(seen, [has_ended, works]);
}

#[test]
fn a_guard_kept_in_a_thread_local_value_may_drop_at_the_end_of_the_thread() {
    thread_local! {
        static KEPT: RefCell<Vec<BaggageGuard>> = const { RefCell::new(Vec::new()) };
    }
    let early = thread::spawn(|| {
        KEPT.with_borrow_mut(|kept| kept.push(map("kept").attach()));
        current_id()
    });
    let late = thread::spawn(|| {
        let guard = map("kept").attach();
        KEPT.with_borrow_mut(|kept| kept.push(guard));
        current_id()
    });
    assert_eq!(early.join().unwrap(), "kept");
    assert_eq!(late.join().unwrap(), "kept");
}

#[test]
fn a_guard_may_drop_while_its_thread_unwinds() {
    let outer = map("outer").attach();
    let inner = map("inner").attach();
    let panicked = catch_unwind(AssertUnwindSafe(move || {
        let _out_of_order = outer;
        panic!("with an older guard");
    }));
    assert!(panicked.is_err());
    assert_eq!(current_id(), "inner");
    drop(inner);
    assert_eq!(current_id(), "");
}
