use baggage_runtime::{Baggage, Service};

use super::{NOTHING, found};

/// One way to write it.
#[derive(Baggage)]
struct Snake {
    /// The cart.
    cart_no: u8,
}

/// Another.
#[derive(Baggage)]
struct Camel {
    /// The cart.
    #[baggage(rename = "cartNo")]
    cart: u8,
}

/// Both, while it is renamed.
#[derive(Baggage)]
struct Both {
    /// The cart.
    #[baggage(rename = "cartNo", alias("cart_no"))]
    cart: u8,
}

#[test]
fn near_duplicate_fires() {
    let a = Service::new("a").writes(&[Snake::SCHEMA]);
    let b = Service::new("b").reads(&[Camel::SCHEMA]);
    assert_eq!(
        found("name/near-duplicate", [a, b]),
        ["warning: the keys `cartNo`, `cart_no` differ only in case, `.`, `-` and `_`"]
    );
}

#[test]
fn near_duplicate_is_silent() {
    let a = Service::new("a").writes(&[Snake::SCHEMA]);
    let b = Service::new("b").reads(&[Both::SCHEMA]);
    assert_eq!(found("name/near-duplicate", [a, b]), NOTHING);
}
