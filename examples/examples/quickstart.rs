//! Three services, one request: what A knows, B uses and adds to, C reads.
//!
//! ```text
//! cargo run --example quickstart
//! ```
//!
//! The services are functions here, but what passes between them is what passes between servers:
//! an `http::HeaderMap` with one `baggage` header.

use std::error::Error;

use baggage_runtime::{Baggage, BaggageMap, BaggageValue};
use http::HeaderMap;

/// The shared schema: what every service of the shop may know of a request.
///
/// In real life it stands in a crate of its own, which every service depends on. Each field says
/// who writes and who reads it; `cargo run --example dependency_report` makes a report of that.
#[derive(Baggage, Clone, Debug, PartialEq)]
struct RequestContext {
    /// Numeric account id, from the session token.
    #[baggage(written_by("a"), read_by("b", "c"), class = "pii")]
    user_id: u64,

    /// Price plan; decides which queue a request waits in.
    #[baggage(written_by("a"), read_by("b"))]
    user_tier: Tier,

    /// Experiments switched on for this request. Absent means none.
    #[baggage(written_by("a"), read_by("c"), token, max_items = 8, max_len = 24, default)]
    features: Vec<String>,

    /// The queue that B chose. Absent before B.
    #[baggage(written_by("b"), read_by("c"))]
    queue: Option<Queue>,
}

// The wire says `user_tier=pro`; the code says `Tier::Pro`. A tier that this version does not know
// arrives as `Unknown` and leaves as it came.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Tier {
    Free,
    Pro,
    #[baggage(other)]
    Unknown,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Queue {
    Express,
    Normal,
}

/// Service A, the gateway: turns a session into typed fields. Nothing becomes baggage by itself.
fn service_a(incoming: &HeaderMap) -> Result<HeaderMap, Box<dyn Error>> {
    // Someone before us already sends baggage of their own. It is none of our business, so it
    // stays as it is.
    let mut baggage = BaggageMap::extract(incoming);
    baggage.put(&RequestContext {
        user_id: 42,
        user_tier: Tier::Pro,
        features: vec!["new-checkout".to_owned(), "dark-mode".to_owned()],
        queue: None,
    })?;
    Ok(sent("A -> B", &baggage))
}

/// Service B: decides by a typed field, adds one of its own.
fn service_b(incoming: &HeaderMap) -> Result<HeaderMap, Box<dyn Error>> {
    let mut baggage = BaggageMap::extract(incoming);
    let mut context: RequestContext = baggage.decode()?;

    // No string is compared and none is parsed by hand: an unknown tier is a variant, not a bug.
    let queue = match context.user_tier {
        Tier::Pro => Queue::Express,
        Tier::Free | Tier::Unknown => Queue::Normal,
    };
    println!("B: account {} is {:?}, so it queues {queue:?}", context.user_id, context.user_tier);
    assert_eq!(queue, Queue::Express);

    context.queue = Some(queue);
    baggage.put(&context)?;
    Ok(sent("B -> C", &baggage))
}

/// Service C: reads what A and B said.
fn service_c(incoming: &HeaderMap) -> Result<(), Box<dyn Error>> {
    let context: RequestContext = baggage_runtime::from_headers(incoming)?;
    println!("C: {context:?}");
    assert_eq!(context.queue, Some(Queue::Express));
    assert_eq!(context.features, ["new-checkout", "dark-mode"]);
    Ok(())
}

/// The headers of an outgoing request.
fn sent(hop: &str, baggage: &BaggageMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    baggage.inject(&mut headers);
    println!("{hop}: baggage: {baggage}   ({} bytes)", baggage.encoded_len());
    headers
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut from_outside = HeaderMap::new();
    from_outside.insert("baggage", "vendor.trace=x%2Fy;ttl=30".parse()?);

    let a_to_b = service_a(&from_outside)?;
    assert_eq!(
        a_to_b["baggage"],
        "vendor.trace=x%2Fy;ttl=30,user_id=42,user_tier=pro,features=new-checkout%2Cdark-mode"
    );

    // B's field is added at the end; the vendor's member is byte for byte what came in.
    let b_to_c = service_b(&a_to_b)?;
    assert_eq!(
        b_to_c["baggage"],
        "vendor.trace=x%2Fy;ttl=30,user_id=42,user_tier=pro,\
         features=new-checkout%2Cdark-mode,queue=express"
    );

    service_c(&b_to_c)?;

    // The compiler knows how large the header can get.
    println!("never more than {} bytes of ours", RequestContext::SCHEMA.max_encoded_len());
    Ok(())
}
