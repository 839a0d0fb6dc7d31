//! What it costs to carry baggage through one poll of a future.

use std::future::Future;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Instant;

use baggage_runtime::{BaggageMap, FutureExt};
use opentelemetry::Context as OtelContext;
use opentelemetry::baggage::BaggageExt;
use opentelemetry::context::FutureExt as _;

tokio::task_local! {
    static LOCAL: BaggageMap;
}

/// Never ready, and does nothing.
struct Idle;

impl Future for Idle {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<()> {
        black_box(Poll::Pending)
    }
}

/// Prints one row a contender: the nanoseconds that a poll takes more than one without baggage.
pub fn print() {
    let map = BaggageMap::parse("user_id=7");
    let otel = OtelContext::new().with_baggage([opentelemetry::KeyValue::new("user_id", "7")]);
    let plain = nanoseconds_a_poll(Idle);
    println!("ours {:.2}", nanoseconds_a_poll(Idle.in_baggage(map.clone())) - plain);
    println!("otel {:.2}", nanoseconds_a_poll(Idle.with_context(otel)) - plain);
    println!("tokio {:.2}", nanoseconds_a_poll(LOCAL.scope(map, Idle)) - plain);
}

/// The best of several rounds: everything else that the machine does only adds.
fn nanoseconds_a_poll(future: impl Future<Output = ()>) -> f64 {
    const POLLS: u32 = 200_000;
    let mut future = pin!(future);
    let mut task = TaskContext::from_waker(Waker::noop());
    let mut best = f64::INFINITY;
    for _ in 0..15 {
        let start = Instant::now();
        for _ in 0..POLLS {
            let _ = black_box(future.as_mut().poll(&mut task));
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    best * 1e9 / f64::from(POLLS)
}
