//! Decode, encode, parse and forward, over the five workloads.
//!
//! ```text
//! cargo bench -p baggage-runtime --features arrayvec
//! ```
//!
//! Times depend on the machine and on its other work: compare rows of one run, not two runs.

use std::hint::black_box;

use arrayvec::{ArrayString, ArrayVec};
use baggage_runtime::{Baggage, BaggageMap};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The workloads: a small header, a middling one, the largest, one of mostly escaped text, and one
/// in which no member is ours.
const WORKLOADS: [(&str, &str); 5] = [
    ("W1", include_str!("data/W1.txt")),
    ("W2", include_str!("data/W2.txt")),
    ("W3", include_str!("data/W3.txt")),
    ("W4", include_str!("data/W4.txt")),
    ("W5", include_str!("data/W5.txt")),
];

/// Five fields, inline; wide enough for the escaped text of W4.
#[derive(Baggage)]
#[baggage(max_bytes = 8192)]
struct Context {
    /// Account.
    user_id: Option<u64>,
    /// Plan.
    user_tier: Option<ArrayString<64>>,
    /// Paying.
    is_premium: Option<bool>,
    /// Region.
    region: Option<ArrayString<64>>,
    /// Switched on.
    features: Option<ArrayVec<ArrayString<64>, 8>>,
}

const BAGGAGE: HeaderName = HeaderName::from_static("baggage");

fn headers(line: &str) -> HeaderMap {
    let value = HeaderValue::from_str(line).expect("a workload is a legal header");
    HeaderMap::from_iter([(BAGGAGE, value)])
}

fn codec(criterion: &mut Criterion) {
    for (name, line) in WORKLOADS {
        let headers = headers(line);
        let map = BaggageMap::extract(&headers);
        let context: Context = map.decode().expect("a workload decodes");
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(line.len() as u64));
        group.bench_function(BenchmarkId::from_parameter("decode"), |bencher| {
            bencher.iter(|| baggage_runtime::from_headers::<Context>(black_box(&headers)));
        });
        group.bench_function(BenchmarkId::from_parameter("parse"), |bencher| {
            bencher.iter(|| BaggageMap::extract(black_box(&headers)));
        });
        group.bench_function(BenchmarkId::from_parameter("forward"), |bencher| {
            let mut out = HeaderMap::with_capacity(8);
            bencher.iter(|| map.inject(black_box(&mut out)));
        });
        group.bench_function(BenchmarkId::from_parameter("encode"), |bencher| {
            let mut out = Vec::with_capacity(8192);
            bencher.iter(|| {
                out.clear();
                baggage_runtime::encode_into(black_box(&context), &mut out)
            });
        });
        group.finish();
    }
}

criterion_group!(benches, codec);
criterion_main!(benches);
