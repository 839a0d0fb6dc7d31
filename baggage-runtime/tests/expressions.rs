//! Every kind of expression in attributes, read by a derive whose parser knows but the simple ones.
//!
//! Other packages turn all of `syn` on for everyone who is built with them, so this stands where
//! none of them is: `cargo test -p baggage-runtime --test expressions`.

#![cfg(feature = "derive")]

use std::collections::HashMap;

use baggage_runtime::{Baggage, Field};

const LOW: [u8; 2] = [2, 3];

const fn usual(a: u8, b: u8) -> u8 {
    a + b
}

#[derive(Baggage)]
struct Context {
    #[baggage(default = 1)]
    literal: u8,
    #[baggage(default = -1, default_on_error)]
    negative: i8,
    #[baggage(default = usual(1, 2) << 1 | 1)]
    arithmetic: u8,
    #[baggage(default = <u8 as From<bool>>::from(true), default_on_error)]
    qualified: u8,
    #[baggage(default = HashMap::<u8, u8>::new().len())]
    generic: usize,
    #[baggage(default = if LOW[0] > 1 { 1 } else { 2 }, default_on_error)]
    condition: u8,
    #[baggage(default = match LOW { [2, ..] => 7, _ => 8 }, default_on_error)]
    choice: u8,
    #[baggage(default = { let a = 4; a + 1 }, default_on_error)]
    block: u8,
    #[baggage(max_items = 2, default = vec![1, 2])]
    list: Vec<u8>,
    #[baggage(default = [3, 4])]
    array: [u8; 2],
    #[baggage(skip, default = 1..=5)]
    skipped: std::ops::RangeInclusive<u8>,
    #[baggage(skip, default = |a| a + 1)]
    closure: fn(u8) -> u8,
    #[baggage(range(LOW[0]..=usual(4, 5)), default = 5)]
    held: u8,
    #[baggage(range(-1.5..), default = 0.0)]
    open: f64,
}

#[test]
fn defaults_are_any_expression() {
    let context: Context = baggage_runtime::from_str("").unwrap();
    assert_eq!((context.literal, context.negative, context.arithmetic), (1, -1, 7));
    assert_eq!((context.qualified, context.generic), (1, 0));
    assert_eq!((context.condition, context.choice, context.block), (1, 7, 5));
    assert_eq!((context.list, context.array), (vec![1, 2], [3, 4]));
    assert_eq!((context.skipped, (context.closure)(1)), (1..=5, 2));
}

#[test]
fn ranges_end_at_any_expression() {
    let reads = |text| baggage_runtime::from_str::<Context>(text).is_ok();
    assert!(reads("held=2,open=-1.5") && reads("held=9,open=1e9"));
    assert!(!reads("held=1") && !reads("held=10") && !reads("open=-1.6"));
    let fields = Context::SCHEMA.fields();
    let ranges: Vec<_> = fields.iter().filter_map(Field::range).collect();
    assert_eq!(ranges, ["LOW[0]..=usual(4, 5)", "-1.5.."]);
}
