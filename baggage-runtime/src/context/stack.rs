//! The maps attached to one thread or one future, the latest on top.
//!
//! Every thread has one stack that is current. A future brings its own, exchanged with the
//! thread's for each poll, so nothing is shared and nothing is locked.

use core::cell::Cell;
use core::iter;
use core::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::map::BaggageMap;

thread_local! {
    // A `Cell`, not a `RefCell`: foreign code may run at any drop and come back here, and a
    // `Cell` has no state in which that panics.
    static CURRENT: Cell<Stack> = const { Cell::new(Stack { top: None }) };
}

/// Maps, the latest on top: a linked list that nobody else points into. One word.
#[derive(Default)]
pub(crate) struct Stack {
    top: Option<Box<Node>>,
}

struct Node {
    map: BaggageMap,
    holder: Holder,
    below: Stack,
}

/// What keeps a node attached.
enum Holder {
    /// The future or scope that the stack belongs to.
    Stack,
    /// A guard. It may drop while its stack is set aside, or has moved to another thread with the
    /// future it belongs to; so it does not search the node but leaves word here.
    Guard(Hold),
    /// A running `update`, which will replace the map below: shown, but closed to changes.
    Update,
}

/// Shared by a guard and its node: true until the guard drops.
///
/// The flag orders no other memory, so `Relaxed` is enough everywhere.
pub(super) type Hold = Arc<AtomicBool>;

/// A clone of the map attached last.
pub(super) fn attached() -> Option<BaggageMap> {
    with_current(|stack| stack.attached().cloned()).flatten()
}

/// Attaches `map` to this thread until [`release`]; not at all while the thread is ending.
pub(super) fn attach(map: BaggageMap) -> Hold {
    let hold = Hold::new(AtomicBool::new(true));
    let holder = Holder::Guard(Hold::clone(&hold));
    let released = with_current(|stack| {
        // Left on top by guards that dropped while this stack was set aside. Taking them off before
        // it grows keeps it as short as the guards alive at one time.
        let released = stack.pop_released();
        stack.push(map, holder);
        released
    });
    drop(released);
    hold
}

/// Ends what [`attach`] began, wherever in whichever stack the map is.
pub(super) fn release(hold: &Hold) {
    hold.store(false, Ordering::Relaxed);
    let released = with_current(|stack| {
        // Guards mostly drop in reverse order; a search of the whole stack is for the others.
        if stack.is_on_top(hold) { stack.pop_released() } else { stack.remove_released() }
    });
    drop(released);
}

/// Replaces the map attached last by what `change` makes of it, unless that panics.
pub(super) fn update<R>(change: impl FnOnce(&mut BaggageMap) -> R) -> R {
    let mut shown = Stack::new(super::current().unwrap_or_default(), Holder::Update);
    // While `change` runs, the thread's stack is out of reach for all but this function, hence
    // the place that was read is still there to be written.
    let swap = Swap::new(&mut shown);
    let Some(place) = swap.away.attached_mut() else {
        return change(&mut BaggageMap::detached());
    };
    let mut map = place.clone();
    let result = change(&mut map);
    *place = map;
    result
}

/// What `visit` returns for this thread's stack; `None` while the thread is ending.
///
/// Neither may `visit` run foreign code nor drop a map, which may: the thread has no baggage
/// meanwhile.
fn with_current<R>(visit: impl FnOnce(&mut Stack) -> R) -> Option<R> {
    let visited = CURRENT.try_with(|current| {
        let mut stack = current.take();
        let result = visit(&mut stack);
        current.set(stack);
        result
    });
    visited.ok()
}

impl Stack {
    /// The stack of a future or scope that starts with `map`.
    pub(crate) fn of(map: BaggageMap) -> Stack {
        Stack::new(map, Holder::Stack)
    }

    fn new(map: BaggageMap, holder: Holder) -> Stack {
        Stack { top: Some(Box::new(Node { map, holder, below: Stack::default() })) }
    }

    fn push(&mut self, map: BaggageMap, holder: Holder) {
        *self = Stack { top: Some(Box::new(Node { map, holder, below: mem::take(self) })) };
    }

    fn link(&mut self, mut node: Box<Node>) {
        node.below = mem::take(self);
        self.top = Some(node);
    }

    /// Takes the released nodes off the top and returns them, to be dropped by the caller.
    fn pop_released(&mut self) -> Stack {
        let mut released = Stack::default();
        self.pop_released_to(&mut released);
        released
    }

    /// Takes out all released nodes and returns them, to be dropped by the caller.
    fn remove_released(&mut self) -> Stack {
        let mut released = Stack::default();
        let mut rest = self;
        loop {
            rest.pop_released_to(&mut released);
            let Some(node) = &mut rest.top else {
                return released;
            };
            rest = &mut node.below;
        }
    }

    fn pop_released_to(&mut self, released: &mut Stack) {
        while let Some(mut node) = self.top.take_if(|node| !node.is_attached()) {
            *self = mem::take(&mut node.below);
            released.link(node);
        }
    }

    /// The place of the map attached last; `None` if there is no map or it takes no change.
    fn attached_mut(&mut self) -> Option<&mut BaggageMap> {
        let mut next = self.top.as_deref_mut();
        while let Some(node) = next {
            match node.holder {
                Holder::Update => return None,
                _ if node.is_attached() => return Some(&mut node.map),
                _ => next = node.below.top.as_deref_mut(),
            }
        }
        None
    }

    /// The map attached last.
    fn attached(&self) -> Option<&BaggageMap> {
        // A guard that dropped while this stack was set aside leaves its node, perhaps on top.
        let node = self.nodes().find(|node| node.is_attached())?;
        Some(&node.map)
    }

    fn nodes(&self) -> impl Iterator<Item = &Node> {
        iter::successors(self.top.as_deref(), |node| node.below.top.as_deref())
    }

    fn is_on_top(&self, hold: &Hold) -> bool {
        let holder = self.top.as_ref().map(|node| &node.holder);
        matches!(holder, Some(Holder::Guard(top)) if Arc::ptr_eq(top, hold))
    }

    /// What `run` returns, run on this stack.
    pub(super) fn enter<R>(&mut self, run: impl FnOnce() -> R) -> R {
        let _swap = Swap::new(self);
        run()
    }
}

impl Drop for Stack {
    // Most stacks that are dropped were moved out of, which is then seen where they are.
    #[inline]
    fn drop(&mut self) {
        if let Some(top) = self.top.take() {
            drop_nodes(top);
        }
    }
}

/// One node after the other: as deep as the stack is, the compiler's drop would recurse.
fn drop_nodes(top: Box<Node>) {
    let mut next = Some(top);
    while let Some(mut node) = next {
        next = node.below.top.take();
    }
}

impl Node {
    fn is_attached(&self) -> bool {
        match &self.holder {
            Holder::Guard(hold) => hold.load(Ordering::Relaxed),
            Holder::Stack | Holder::Update => true,
        }
    }
}

/// A stack exchanged with the thread's; exchanged back on drop, so also on unwind.
pub(crate) struct Swap<'a> {
    away: &'a mut Stack,
}

impl Swap<'_> {
    #[inline]
    pub(crate) fn new(stack: &mut Stack) -> Swap<'_> {
        exchange(stack);
        Swap { away: stack }
    }
}

impl Drop for Swap<'_> {
    #[inline]
    fn drop(&mut self) {
        exchange(self.away);
    }
}

/// Does nothing while the thread is ending.
#[inline]
fn exchange(stack: &mut Stack) {
    let _ = CURRENT.try_with(|current| current.swap(Cell::from_mut(stack)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth() -> usize {
        with_current(|stack| stack.nodes().count()).expect("the thread is not ending")
    }

    #[test]
    fn a_stack_is_one_word() {
        assert_eq!(size_of::<Stack>(), size_of::<usize>());
    }

    #[test]
    fn replacing_a_guard_in_a_loop_keeps_one_node() {
        let mut guard = BaggageMap::default().attach();
        for _ in 0..100_000 {
            guard = BaggageMap::default().attach();
            assert_eq!(depth(), 1);
        }
        drop(guard);
        assert_eq!(depth(), 0);
    }

    #[test]
    fn guards_dropped_while_their_stack_is_set_aside_do_not_make_it_grow() {
        for _ in 0..1_000 {
            let first = BaggageMap::default().attach();
            let second = BaggageMap::default().attach();
            assert_eq!(depth(), 2);
            BaggageMap::default().scope(|| drop((first, second)));
        }
    }

    #[test]
    fn a_guard_dropped_under_others_takes_its_node_along() {
        let bottom = BaggageMap::default().attach();
        let top = BaggageMap::default().attach();
        drop(bottom);
        assert_eq!(depth(), 1);
        drop(top);
        assert_eq!(depth(), 0);
    }

    #[test]
    fn a_node_released_in_the_middle_goes_with_the_node_on_top() {
        let middle = BaggageMap::default().attach();
        let top = BaggageMap::default().attach();
        BaggageMap::default().scope(|| drop(middle));
        assert_eq!(depth(), 2);
        drop(top);
        assert_eq!(depth(), 0);
    }
}
