//! The time that each contender takes to read and to write, by criterion.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use http::HeaderMap;
use opentelemetry_sdk::propagation::BaggagePropagator;
use ratios::{Context, HeapContext, WORKLOADS, by_hand, headers, json, otel, ours, scan};

fn decode(criterion: &mut Criterion) {
    let propagator = BaggagePropagator::new();
    for (name, line) in WORKLOADS {
        let incoming = headers([line]);
        let text = json(line);
        let mut group = criterion.benchmark_group(format!("decode-{name}"));
        group.bench_function("ours", |b| b.iter(|| ours::decode::<Context>(black_box(&incoming))));
        group.bench_function("heap", |b| {
            b.iter(|| ours::decode::<HeapContext>(black_box(&incoming)));
        });
        group.bench_function("json", |b| {
            b.iter(|| serde_json::from_str::<Context>(black_box(&text)));
        });
        group.bench_function("hand", |b| b.iter(|| by_hand::decode(black_box(&incoming))));
        group.bench_function("otel", |b| {
            b.iter(|| otel::decode(&propagator, black_box(&incoming)));
        });
        group.bench_function("scan", |b| b.iter(|| scan(black_box(line.as_bytes()))));
    }
}

fn encode(criterion: &mut Criterion) {
    let propagator = BaggagePropagator::new();
    for (name, line) in [WORKLOADS[0], WORKLOADS[3]] {
        let value: Context = ours::decode(&headers([line]));
        let heap = HeapContext::from(&value);
        let mut outgoing = HeaderMap::with_capacity(8);
        let mut group = criterion.benchmark_group(format!("encode-{name}"));
        group.bench_function("ours", |b| b.iter(|| ours::encode(black_box(&value), &mut outgoing)));
        group.bench_function("heap", |b| b.iter(|| ours::encode(black_box(&heap), &mut outgoing)));
        group.bench_function("json", |b| b.iter(|| serde_json::to_vec(black_box(&value))));
        group.bench_function("otel", |b| {
            b.iter(|| otel::encode(&propagator, black_box(&value), &mut outgoing));
        });
    }
}

criterion_group!(benches, decode, encode);
criterion_main!(benches);
