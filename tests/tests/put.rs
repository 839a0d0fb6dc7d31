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

#[derive(Baggage, Clone, Debug, PartialEq)]
struct Tiers {
    /// Plans.
    #[baggage(max_items = 4)]
    tiers: Vec<Tier>,
}

/// What the map says after its list was decoded and changed, or the kind of the one error.
fn with_tiers(text: &str, tiers: &[Tier]) -> Result<String, ErrorKind> {
    let mut map = BaggageMap::parse(text);
    let result = map.put(&Tiers { tiers: tiers.to_vec() });
    result.map(|()| map.to_string()).map_err(|error| error.errors()[0].kind())
}

#[test]
fn a_list_with_a_catch_all_is_kept_when_it_is_unchanged_and_refused_otherwise() {
    use Tier::{Free, Pro, Unknown};
    let text = "tiers=free%2Cgold;p";
    assert_eq!(with_tiers(text, &[Free, Unknown]), Ok(text.to_owned()));
    assert_eq!(with_tiers(text, &[Pro, Unknown]), Err(ErrorKind::CatchAll));
    assert_eq!(with_tiers(text, &[Unknown]), Err(ErrorKind::CatchAll));
    assert_eq!(with_tiers(text, &[Free]), Ok("tiers=free".to_owned()));
}

#[test]
fn a_catch_all_over_a_known_value_is_refused_because_it_cannot_be_said() {
    let mut map = BaggageMap::parse("tier=free,user_id=7");
    let error = map.put(&Context { tier: Tier::Unknown, ..context() }).unwrap_err();
    assert_eq!(error.errors()[0].kind(), ErrorKind::CatchAll);
    assert_eq!(map.to_string(), "tier=free,user_id=7");
}

#[test]
fn putting_back_what_was_decoded_changes_nothing_that_was_received() {
    #[derive(Baggage)]
    struct Lenient {
        /// Malformed reads as 0.
        #[baggage(default, default_on_error)]
        level: u8,
        /// Absent reads as the catch-all.
        #[baggage(default = Tier::Unknown)]
        tier: Tier,
        /// Malformed reads as absent.
        #[baggage(default_on_error, write_once)]
        order: Option<u8>,
        /// Read by its old name.
        #[baggage(alias("old_name"), default = Tier::Unknown)]
        name: Tier,
    }
    let text = "level=300;p, order=many,old_name=gold";
    let mut map = BaggageMap::parse(text);
    let lenient: Lenient = map.decode().unwrap();
    assert_eq!((lenient.level, lenient.order), (0, None));
    map.put(&lenient).unwrap();
    assert_eq!(map.to_string(), text);

    map.put(&Lenient { level: 3, ..lenient }).unwrap();
    assert_eq!(map.to_string(), "level=3,order=many,old_name=gold");
}

#[test]
fn an_empty_list_is_said_where_nothing_reads_as_something_else() {
    #[derive(BaggageValue, Debug, PartialEq)]
    struct Ids(Vec<u8>);
    impl Default for Ids {
        fn default() -> Ids {
            Ids(vec![1])
        }
    }
    #[derive(Baggage, Debug, PartialEq)]
    struct Lists {
        /// Not empty by default.
        #[baggage(max_items = 4, default)]
        ids: Ids,
    }
    let text = baggage_runtime::to_string(&Lists { ids: Ids(vec![]) }).unwrap();
    assert_eq!(text, "ids=");
    assert_eq!(baggage_runtime::from_str::<Lists>(&text).unwrap().ids, Ids(vec![]));
}
