//! Runs one contender once more than it is told, so that a profiler can count what the rest costs.
//!
//! ```text
//! ratios check                         every contender reads and writes the same
//! ratios run CONTENDER OPERATION INPUT COUNT
//! ratios context                       nanoseconds for carrying baggage through a poll
//! ratios shapes                        the names of the hostile shapes
//! ratios bytes INPUT                   how long an input is
//! ```

mod context;

use std::hint::black_box;

use baggage_runtime::BaggageMap;
use http::HeaderMap;
use opentelemetry_sdk::propagation::BaggagePropagator;
use ratios::run::{Meter, lines, run};
use ratios::{Context, HeapContext, WORKLOADS, by_hand, headers, json, otel, ours, shapes};

fn main() {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["check"] => check(),
        ["shapes"] => shapes::HOSTILE.iter().for_each(|(name, ..)| println!("{name}")),
        ["context"] => context::print(),
        ["run", contender, operation, input, count] => {
            let count = count.parse().expect("a count");
            run(contender, operation, &lines(input), &mut Count(count));
        }
        ["bytes", input] => println!("{}", lines(input).join(",").len()),
        _ => panic!("see the documentation of this file"),
    }
}

/// Runs it a number of times in [`measured`], which a profiler looks for.
struct Count(u32);

impl Meter for Count {
    fn measure<R>(&mut self, mut run: impl FnMut() -> R) {
        drop(black_box(run()));
        for _ in 0..self.0 {
            drop(black_box(measured(&mut run)));
        }
    }
}

#[inline(never)]
fn measured<R>(run: &mut impl FnMut() -> R) -> R {
    run()
}

/// Stops the measurement when one contender reads or writes something else than the others.
fn check() {
    let propagator = BaggagePropagator::new();
    for (name, line) in WORKLOADS {
        let incoming = headers([line]);
        let expected = by_hand::decode(&incoming);
        assert_eq!(expected.user_id.is_some(), name != "W5", "{name}: present");
        assert_eq!(ours::decode::<Context>(&incoming), expected, "{name}: decode");
        assert_eq!(ours::decode_by_map::<Context>(&incoming).1, expected, "{name}: map");
        assert_eq!(ours::decode::<HeapContext>(&incoming), (&expected).into(), "{name}: heap");
        assert_eq!(otel::decode(&propagator, &incoming), expected, "{name}: otel");
        let parsed: Context = serde_json::from_str(&json(line)).expect("JSON");
        assert_eq!(parsed, expected, "{name}: serde_json");

        let mut outgoing = HeaderMap::new();
        ours::encode(&expected, &mut outgoing);
        assert_eq!(by_hand::decode(&outgoing), expected, "{name}: encode");
        otel::encode(&propagator, &expected, &mut outgoing);
        assert_eq!(by_hand::decode(&outgoing), expected, "{name}: otel encode");
        BaggageMap::extract(&incoming).inject(&mut outgoing);
        assert_eq!(outgoing["baggage"], line, "{name}: forward");
    }
    println!("every contender reads and writes the same");
}
