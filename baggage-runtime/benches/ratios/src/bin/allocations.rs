//! How often one operation of one contender allocates:
//! `allocations CONTENDER OPERATION INPUT`.
//!
//! A program of its own, because counting is part of every allocation.

use std::hint::black_box;

use ratios::run::{Meter, lines, run};

struct Allocations;

impl Meter for Allocations {
    fn measure<R>(&mut self, mut run: impl FnMut() -> R) {
        drop(black_box(run()));
        let counted = allocation_counter::measure(|| drop(black_box(run())));
        println!("{}", counted.count_total);
    }
}

fn main() {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [contender, operation, input] = &args[..] else { panic!("three arguments") };
    run(contender, operation, &lines(input), &mut Allocations);
}
