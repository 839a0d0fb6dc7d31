//! `put`: the map then says what the struct says, and everything else stays in place.

use baggage_runtime::{Baggage, BaggageMap, BaggageValue, ErrorKind, MemberError};

#[derive(Baggage, Clone, Debug, Default, PartialEq)]
struct Context {
    /// Account.
    user_id: u64,
    /// Plan.
    #[baggage(alias("plan"))]
    tier: Tier,
    /// Region.
    #[baggage(max_len = 16)]
    region: Option<String>,
    /// Left out when empty.
    #[baggage(max_items = 4, max_len = 8, default)]
    flags: Vec<String>,
}

#[derive(BaggageValue, Clone, Copy, Debug, Default, PartialEq)]
#[baggage(rename_all = "lowercase")]
enum Tier {
    #[default]
    Free,
    Pro,
    #[baggage(other)]
    Unknown,
}

fn context() -> Context {
    Context { user_id: 7, tier: Tier::Pro, ..Context::default() }
}

fn put(text: &str, context: &Context) -> String {
    let mut map = BaggageMap::parse(text);
    map.put(context).unwrap();
    map.to_string()
}

#[test]
fn some_replaces_and_none_removes() {
    let set = Context { region: Some("eu west".into()), ..context() };
    assert_eq!(put("region=us", &set), "region=eu%20west,user_id=7,tier=pro");
    assert_eq!(put("region=us", &context()), "user_id=7,tier=pro");
}

#[test]
fn everything_else_stays_in_place_byte_for_byte() {
    let text = "x = 1 ;p=%2C , user_id=1,y=%zz,y=2";
    assert_eq!(put(text, &context()), "x = 1 ;p=%2C,user_id=7,y=%zz,y=2,tier=pro");
}

#[test]
fn a_field_that_says_the_same_keeps_its_bytes_and_properties() {
    let text = " user_id = %37 ;p=1, tier=pro";
    assert_eq!(put(text, &context()), text, "nothing changed, so not a byte does");
}

#[test]
fn duplicates_of_a_written_key_go_and_the_one_that_was_read_stays() {
    assert_eq!(put("user_id=1,user_id=7;p,tier=pro", &context()), "user_id=7;p,tier=pro");
    assert_eq!(put("user_id=7,user_id=1,tier=pro", &context()), "user_id=7,tier=pro");
}

#[test]
fn aliases_of_a_written_key_go() {
    assert_eq!(put("user_id=7,plan=free,tier=pro", &context()), "user_id=7,tier=pro");
    assert_eq!(put("user_id=7,plan=pro", &context()), "user_id=7,tier=pro");
    assert_eq!(put("plan=free,user_id=7,plan=x", &context()), "tier=pro,user_id=7");
}

#[test]
fn a_catch_all_keeps_the_received_value() {
    let unknown = Context { user_id: 8, tier: Tier::Unknown, ..Context::default() };
    assert_eq!(put("tier=platinum;p,user_id=7", &unknown), "tier=platinum;p,user_id=8");
    assert_eq!(put("plan=platinum,user_id=7", &unknown), "plan=platinum,user_id=8");
}

#[test]
fn a_catch_all_without_a_received_value_is_an_error_and_changes_nothing() {
    let unknown = Context { tier: Tier::Unknown, ..context() };
    let mut map = BaggageMap::parse("user_id=1");
    let error = map.put(&unknown).unwrap_err();
    assert_eq!(error.errors()[0].kind(), ErrorKind::CatchAll);
    assert_eq!(map.to_string(), "user_id=1");
    assert!(baggage_runtime::to_string(&unknown).is_err());
}

#[test]
fn an_empty_list_is_left_out_under_default_and_written_empty_otherwise() {
    #[derive(Baggage)]
    struct Lists {
        /// Written empty.
        #[baggage(max_items = 4)]
        ids: Vec<u8>,
        /// Left out.
        #[baggage(max_items = 4, default)]
        more: Vec<u8>,
        /// The default is not empty, so an empty list has to be said.
        #[baggage(max_items = 4, default = vec![1])]
        other: Vec<u8>,
    }
    let mut map = BaggageMap::parse("more=1%2C2");
    map.put(&Lists { ids: vec![], more: vec![], other: vec![] }).unwrap();
    assert_eq!(map.to_string(), "ids=,other=");
    let read: Lists = map.decode().unwrap();
    assert!(read.ids.is_empty() && read.more.is_empty() && read.other.is_empty());
}

#[test]
fn write_once_refuses_another_value_and_takes_the_same() {
    #[derive(Baggage)]
    struct Order {
        /// Set by the first service that knows it.
        #[baggage(write_once)]
        order_id: Option<u32>,
    }
    let put = |text: &str, order_id| {
        let mut map = BaggageMap::parse(text);
        let result = map.put(&Order { order_id });
        (result.map_err(|error| error.errors()[0].kind()), map.to_string())
    };
    assert_eq!(put("", Some(1)), (Ok(()), "order_id=1".into()));
    assert_eq!(put("order_id=1;p", Some(1)), (Ok(()), "order_id=1;p".into()));
    assert_eq!(put("order_id=1", Some(2)), (Err(ErrorKind::WriteOnce), "order_id=1".into()));
    assert_eq!(put("order_id=1", None), (Err(ErrorKind::WriteOnce), "order_id=1".into()));
    assert_eq!(put("order_id=x", Some(2)), (Err(ErrorKind::WriteOnce), "order_id=x".into()));
}

#[test]
fn a_failed_put_lists_every_field_and_changes_nothing() {
    let bad = Context {
        region: Some("a region with a long name".into()),
        flags: vec![String::new()],
        ..context()
    };
    let mut map = BaggageMap::parse("region=us,x=1");
    let error = map.put(&bad).unwrap_err();
    let kinds: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
    assert_eq!(kinds, [("region", ErrorKind::TooLong), ("flags", ErrorKind::LoneEmptyItem)]);
    assert_eq!(map.to_string(), "region=us,x=1");
}

#[test]
fn a_failed_decode_loses_nothing() {
    let text = "user_id=seven, tier = %zz ;p,x=1";
    let map = BaggageMap::parse(text);
    assert!(map.decode::<Context>().is_err());
    assert_eq!(map.to_string(), text);
}

#[test]
fn put_makes_room_by_leaving_out_received_members() {
    let filler = format!("user_id=1,x={}", "v".repeat(8192 - 12));
    let mut map = BaggageMap::parse(&filler);
    assert_eq!(map.encoded_len(), 8192);
    map.put(&context()).unwrap();
    assert_eq!(map.to_string(), "user_id=7,tier=pro");
    assert_eq!(map.dropped().over_limit(), 1);
}

#[test]
fn a_struct_that_does_not_fit_the_limits_is_refused_whole() {
    let limits = baggage_runtime::Limits::default().max_bytes(10);
    let mut map = BaggageMap::parse_with(["x=1"], &limits);
    let error = map.put(&context()).unwrap_err();
    assert_eq!(error.map_error(), Some(MemberError::OverLimit));
    assert_eq!(map.to_string(), "x=1");
}
