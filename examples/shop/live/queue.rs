//! Who pays goes first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// A line before a number of workers: premium requests go first, and among equals those who came
/// first.
#[derive(Clone)]
pub struct Queue {
    line: Arc<Mutex<Line>>,
}

struct Line {
    idle_workers: usize,
    waiting: BinaryHeap<Waiter>,
    arrivals: u64,
}

struct Waiter {
    /// Greater goes first.
    rank: (bool, Reverse<u64>),
    turn: oneshot::Sender<Turn>,
}

impl Queue {
    pub(super) fn new(workers: usize) -> Queue {
        let line = Line { idle_workers: workers, waiting: BinaryHeap::new(), arrivals: 0 };
        Queue { line: Arc::new(Mutex::new(line)) }
    }

    /// Waits for a worker, which is busy until the turn drops. Who stops waiting leaves the line.
    pub(super) async fn turn(&self, is_premium: bool) -> Turn {
        let receiver = {
            let mut line = self.lock();
            if line.idle_workers > 0 {
                line.idle_workers -= 1;
                return Turn { queue: self.clone() };
            }
            let (turn, receiver) = oneshot::channel();
            line.arrivals += 1;
            let rank = (is_premium, Reverse(line.arrivals));
            line.waiting.push(Waiter { rank, turn });
            receiver
        };
        receiver.await.expect("a line ends with the last turn, which passes on to all who wait")
    }

    /// How many wait for a worker.
    pub fn waiting(&self) -> usize {
        self.lock().waiting.iter().filter(|waiter| !waiter.turn.is_closed()).count()
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A worker that is busy.
pub(super) struct Turn {
    queue: Queue,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = self.queue.lock().next();
        if let Some(waiter) = next {
            // One who leaves at this very moment gives the turn back; it drops and goes on.
            let _ = waiter.turn.send(Turn { queue: self.queue.clone() });
        }
    }
}

impl Line {
    /// Who goes next; with nobody waiting, a worker is idle.
    fn next(&mut self) -> Option<Waiter> {
        while let Some(waiter) = self.waiting.pop() {
            if !waiter.turn.is_closed() {
                return Some(waiter);
            }
        }
        self.idle_workers += 1;
        None
    }
}

impl Ord for Waiter {
    fn cmp(&self, other: &Waiter) -> std::cmp::Ordering {
        self.rank.cmp(&other.rank)
    }
}

impl PartialOrd for Waiter {
    fn partial_cmp(&self, other: &Waiter) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiter {
    fn eq(&self, other: &Waiter) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Waiter {}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// The turn, if it is there now.
    fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Option<F::Output> {
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => Some(turn),
            Poll::Pending => None,
        }
    }

    #[test]
    fn premium_goes_first_and_then_who_came_first() {
        let queue = Queue::new(1);
        let mut working = pin!(queue.turn(false));
        let working = poll(working.as_mut()).expect("the worker is idle");
        let (mut first, mut second) = (pin!(queue.turn(false)), pin!(queue.turn(false)));
        let mut premium = pin!(queue.turn(true));
        assert!(poll(first.as_mut()).is_none() && poll(second.as_mut()).is_none());
        assert!(poll(premium.as_mut()).is_none());
        assert_eq!(queue.waiting(), 3);

        drop(working);
        assert!(poll(first.as_mut()).is_none());
        drop(poll(premium.as_mut()).expect("it is the turn of who pays"));
        assert!(poll(second.as_mut()).is_none());
        drop(poll(first.as_mut()).expect("it came before the other"));
        drop(poll(second.as_mut()).expect("it is the last"));
        assert_eq!(queue.waiting(), 0);
        assert!(poll(pin!(queue.turn(false))).is_some(), "the worker is idle again");
    }

    #[test]
    fn who_leaves_the_line_holds_up_no_one() {
        let queue = Queue::new(1);
        let working = poll(pin!(queue.turn(false))).expect("the worker is idle");
        let mut stays = pin!(queue.turn(false));
        {
            let mut leaves = pin!(queue.turn(true));
            assert!(poll(leaves.as_mut()).is_none());
            let mut leaves_with_turn = pin!(queue.turn(true));
            assert!(poll(leaves_with_turn.as_mut()).is_none());
            assert!(poll(stays.as_mut()).is_none());
            assert_eq!(queue.waiting(), 3);
            drop(working);
        }
        assert!(poll(stays.as_mut()).is_some());
    }
}
