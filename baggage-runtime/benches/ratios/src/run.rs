//! One operation of one contender, for a meter to measure.

use std::hint::black_box;

use baggage_runtime::BaggageMap;
use http::HeaderMap;
use opentelemetry_sdk::propagation::BaggagePropagator;

use crate::{Context, HeapContext, WORKLOADS, by_hand, headers, json, otel, ours, scan, shapes};

/// The header lines of an input: a workload (`W1`), a variant (`variant:lines`), or a hostile shape
/// with its length (`hostile:commas:8192`).
pub fn lines(input: &str) -> Vec<String> {
    if let Some(name) = input.strip_prefix("variant:") {
        return shapes::variant(name);
    }
    if let Some(shape) = input.strip_prefix("hostile:") {
        let (name, len) = shape.rsplit_once(':').expect("a shape and its length");
        return vec![shapes::hostile(name, len.parse().expect("a length"))];
    }
    let (_, line) = WORKLOADS.iter().find(|(name, _)| *name == input).expect("an input");
    vec![(*line).to_owned()]
}

/// What becomes of an operation.
pub trait Meter {
    fn measure<R>(&mut self, run: impl FnMut() -> R);
}

/// Gives an operation to the meter.
pub fn run(contender: &str, operation: &str, lines: &[String], meter: &mut impl Meter) {
    let incoming = headers(lines);
    let line = lines.join(",");
    let mut outgoing = HeaderMap::with_capacity(8);
    let propagator = BaggagePropagator::new();
    match (contender, operation) {
        ("ours", "decode") => meter.measure(|| ours::decode::<Context>(black_box(&incoming))),
        // Hostile input need not decode.
        ("ours", "try") => {
            meter.measure(|| baggage_runtime::from_headers::<Context>(black_box(&incoming)));
        }
        ("ours", "parse") => meter.measure(|| BaggageMap::extract(black_box(&incoming))),
        ("ours", "map") => meter.measure(|| ours::decode_by_map::<Context>(black_box(&incoming))),
        ("heap", "decode") => meter.measure(|| ours::decode::<HeapContext>(black_box(&incoming))),
        ("otel", "decode") => meter.measure(|| otel::decode(&propagator, black_box(&incoming))),
        ("hand", "decode") => meter.measure(|| by_hand::decode(black_box(&incoming))),
        ("json", "decode") => {
            let text = json(&line);
            meter.measure(|| serde_json::from_str::<Context>(black_box(&text)));
        }
        ("scan", "decode") => meter.measure(|| scan(black_box(line.as_bytes()))),
        ("ours", "forward") => {
            let map = BaggageMap::extract(&incoming);
            meter.measure(|| map.inject(black_box(&mut outgoing)));
        }
        ("otel", "forward") => {
            let context = otel::extract(&propagator, &incoming);
            meter.measure(|| otel::inject(&propagator, &context, black_box(&mut outgoing)));
        }
        ("ours", "encode") => {
            let value: Context = ours::decode(&incoming);
            meter.measure(|| ours::encode(black_box(&value), &mut outgoing));
        }
        ("heap", "encode") => {
            let value: HeapContext = ours::decode(&incoming);
            meter.measure(|| ours::encode(black_box(&value), &mut outgoing));
        }
        ("otel", "encode") => {
            let value: Context = ours::decode(&incoming);
            meter.measure(|| otel::encode(&propagator, black_box(&value), &mut outgoing));
        }
        ("json", "encode") => {
            let value: Context = ours::decode(&incoming);
            meter.measure(|| serde_json::to_vec(black_box(&value)));
        }
        ("ours", "add") => {
            let map = BaggageMap::extract(&incoming);
            meter.measure(|| ours::add(&mut map.clone(), black_box(&mut outgoing)));
        }
        ("otel", "add") => {
            let context = otel::extract(&propagator, &incoming);
            meter.measure(|| otel::add(&propagator, &context, black_box(&mut outgoing)));
        }
        _ => panic!("no {contender} {operation}"),
    }
}
