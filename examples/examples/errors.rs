//! What bad input gives: never a panic, never a value in a message, nothing lost.
//!
//! ```text
//! cargo run --example errors
//! ```

use baggage_runtime::{Baggage, BaggageMap, BaggageValue, ErrorKind};

/// What a payment service needs to know.
#[derive(Baggage, Debug, PartialEq)]
struct Payment {
    /// Numeric account id.
    user_id: u64,
    /// Currency of the cart.
    currency: Currency,
    /// How often this request was tried before.
    #[baggage(default)]
    attempt: u8,
    /// Shown on the receipt.
    #[baggage(max_len = 12)]
    note: Option<String>,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Usd,
}

fn main() {
    // 1. Four fields, four faults: one error names them all, so that one look at a log is enough.
    //    It says what was expected; it never says what came, because values are user data.
    let bad = "currency=GBP,attempt=300,note=%zz,vendor=x";
    let map = BaggageMap::parse(bad);
    let error = map.decode::<Payment>().unwrap_err();
    println!("1. {} fields failed:", error.errors().len());
    for field in error.errors() {
        println!("   {field}");
    }
    let kinds: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
    assert_eq!(
        kinds,
        [
            ("user_id", ErrorKind::Missing),
            ("currency", ErrorKind::UnknownVariant),
            ("attempt", ErrorKind::OutOfRange),
            ("note", ErrorKind::BadPercentEncoding),
        ]
    );

    // 2. A failed decode loses nothing: the map still forwards what came in.
    println!("2. still forwarded: {map}");
    assert_eq!(map.to_string(), bad);

    // 3. A member that is not in the grammar is dropped and counted; its neighbours stay.
    let map = BaggageMap::parse("user_id=7,two words=x,currency=EUR,no-equals-sign");
    let dropped = map.dropped();
    println!("3. {} malformed members dropped, kept: {map}", dropped.malformed());
    assert_eq!(dropped.malformed(), 2);
    let payment: Payment = map.decode().expect("the members that count are good");
    assert_eq!((payment.user_id, payment.attempt), (7, 0));

    // 4. A header over the budget loses whole members from its end, never part of one.
    let huge = format!("user_id=7,currency=EUR,filler={}", "x".repeat(10_000));
    let map = BaggageMap::parse(&huge);
    println!("4. {} member over the limit dropped, kept: {map}", map.dropped().over_limit());
    assert_eq!(map.to_string(), "user_id=7,currency=EUR");

    // 5. What cannot be written is refused, and the map stays as it was.
    let mut map = BaggageMap::parse("user_id=7,currency=EUR,vendor=x");
    let too_long = Payment { note: Some("longer than it may be".to_owned()), ..payment };
    let error = map.put(&too_long).unwrap_err();
    println!("5. {error}");
    assert_eq!(error.errors()[0].kind(), ErrorKind::TooLong);
    assert_eq!(map.to_string(), "user_id=7,currency=EUR,vendor=x");
}
