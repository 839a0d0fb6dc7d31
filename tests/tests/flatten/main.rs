//! Structs within structs: the fields of a flattened one stand in its place.

mod account;

use baggage_runtime::report::Report;
use baggage_runtime::{Baggage, BaggageMap, ErrorKind, Field, Fleet, from_str, to_string};

/// Who asks.
#[derive(Baggage, Clone, Debug, PartialEq)]
#[baggage(prefix = "who.", max_bytes = 128)]
struct Who {
    /// Numeric account id.
    #[baggage(alias = "id")]
    account: u64,
    /// As which company.
    tenant: Option<u32>,
}

/// Where the request is served.
#[derive(Baggage, Clone, Debug, PartialEq)]
struct Place {
    /// The region.
    #[baggage(token, max_len = 8, default)]
    region: String,
    #[baggage(flatten)]
    cell: Cell,
}

/// The machine.
#[derive(Baggage, Clone, Debug, PartialEq)]
struct Cell {
    /// Its number.
    #[baggage(range(1..=99))]
    cell: u8,
}

/// What the shop knows.
#[derive(Baggage, Clone, Debug, PartialEq)]
#[baggage(rename_all = "UPPERCASE", prefix = "shop.")]
struct Request {
    /// Counted down by each hop.
    hops: u8,
    #[baggage(flatten)]
    who: Who,
    #[baggage(skip)]
    local: u8,
    /// Sampled.
    sampled: bool,
    #[baggage(flatten)]
    place: Place,
}

const TEXT: &str = "shop.HOPS=3,who.account=7,who.tenant=1,shop.SAMPLED=true,region=eu,cell=5";

fn request() -> Request {
    Request {
        hops: 3,
        who: Who { account: 7, tenant: Some(1) },
        local: 0,
        sampled: true,
        place: Place { region: "eu".to_owned(), cell: Cell { cell: 5 } },
    }
}

#[test]
fn inner_fields_stand_in_their_place_under_their_own_keys() {
    assert_eq!(to_string(&request()).unwrap(), TEXT);
    assert_eq!(from_str::<Request>(TEXT).unwrap(), request());
    let keys: Vec<_> = Request::SCHEMA.fields().iter().map(Field::key).collect();
    let expected = ["shop.HOPS", "who.account", "who.tenant", "shop.SAMPLED", "region", "cell"];
    assert_eq!(keys, expected);
}

#[test]
fn aliases_and_defaults_of_inner_fields_hold() {
    let read: Request = from_str("shop.HOPS=3,who.id=7,shop.SAMPLED=true,cell=5").unwrap();
    assert_eq!(read.who, Who { account: 7, tenant: None });
    assert_eq!(read.place.region, "");
}

#[test]
fn every_field_that_fails_is_listed_inner_ones_among_them() {
    let error = from_str::<Request>("who.account=x,shop.SAMPLED=1,cell=100").unwrap_err();
    let faults: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
    assert_eq!(
        faults,
        [
            ("shop.HOPS", ErrorKind::Missing),
            ("who.account", ErrorKind::NotANumber),
            ("shop.SAMPLED", ErrorKind::NotABool),
            ("cell", ErrorKind::OutOfRange),
        ],
    );
}

#[test]
fn put_touches_inner_keys_alone() {
    let mut map = BaggageMap::parse("vendor=x;p=1,region=us;q,who.id=7,shop.HOPS=3");
    map.put(&request()).unwrap();
    assert_eq!(
        map.to_string(),
        "vendor=x;p=1,region=eu,who.account=7,shop.HOPS=3,who.tenant=1,shop.SAMPLED=true,cell=5",
    );
}

#[test]
fn budgets_add_up() {
    let inner = Who::SCHEMA.max_encoded_len() + Place::SCHEMA.max_encoded_len();
    let own = "shop.HOPS=".len() + 3 + "shop.SAMPLED=".len() + 5;
    assert_eq!(Request::SCHEMA.max_encoded_len(), inner + own + 3);
}

#[test]
fn inner_fields_keep_their_documentation_and_lines() {
    let account = Request::SCHEMA.field("who.account").unwrap();
    assert_eq!(account.doc(), "Numeric account id.");
    assert_eq!(account.line(), Who::SCHEMA.field("who.account").unwrap().line());
}

#[test]
fn a_report_points_at_the_struct_that_declares_the_field() {
    #[derive(Baggage)]
    struct Outer {
        #[baggage(flatten)]
        _account: account::Account,
    }

    let report = Report::new(&Fleet::from_schema(Outer::SCHEMA));
    let [finding] = report.findings() else { panic!("{:?}", report.findings()) };
    let place = finding.labels()[0].place();
    assert_eq!(
        (place.package(), place.file()),
        (Some("baggage-tests"), "tests/flatten/account.rs")
    );
    assert_eq!(place.line(), account::ACCOUNT_LINE);
}

#[test]
fn a_struct_may_consist_of_flattened_ones() {
    #[derive(Baggage, Debug, PartialEq)]
    struct Both {
        #[baggage(flatten)]
        place: Place,
        #[baggage(flatten)]
        who: Who,
    }

    let read: Both = from_str("cell=1,who.account=2").unwrap();
    assert_eq!(to_string(&read).unwrap(), "region=,cell=1,who.account=2");
}

#[test]
fn a_flattened_struct_may_be_empty() {
    #[derive(Baggage, Debug, PartialEq)]
    struct Empty {}
    #[derive(Baggage, Debug, PartialEq)]
    struct Outer {
        #[baggage(flatten)]
        first: Empty,
        id: u8,
        #[baggage(flatten)]
        last: Empty,
    }

    let read: Outer = from_str("id=1").unwrap();
    assert_eq!(read, Outer { first: Empty {}, id: 1, last: Empty {} });
    assert_eq!(to_string(&read).unwrap(), "id=1");
}

#[test]
fn a_view_may_name_fields_that_its_contract_flattens() {
    #[derive(Baggage, Debug, PartialEq)]
    #[baggage(subset_of = Request, prefix = "who.")]
    struct View {
        /// Whose quota it counts against.
        account: u64,
    }

    assert_eq!(from_str::<View>(TEXT).unwrap(), View { account: 7 });
    assert_eq!(from_str::<View>("who.id=7").unwrap(), View { account: 7 });
}

mod full {
    use super::*;

    macro_rules! eight {
        ($name:ident { $($field:ident)* }) => {
            #[derive(Baggage, Clone, Debug, Default, PartialEq)]
            struct $name {
                $(#[baggage(default)] $field: u8,)*
            }
        };
    }

    eight!(A { a0 a1 a2 a3 a4 a5 a6 a7 });
    eight!(B { b0 b1 b2 b3 b4 b5 b6 b7 });
    eight!(C { c0 c1 c2 c3 c4 c5 c6 c7 });
    eight!(D { d0 d1 d2 d3 d4 d5 d6 d7 });
    eight!(E { e0 e1 e2 e3 e4 e5 e6 e7 });
    eight!(F { f0 f1 f2 f3 f4 f5 f6 f7 });
    eight!(G { g0 g1 g2 g3 g4 g5 g6 g7 });
    eight!(H { h0 h1 h2 h3 h4 h5 h6 h7 });

    #[derive(Baggage, Clone, Debug, Default, PartialEq)]
    struct Nothing {}

    #[derive(Baggage, Clone, Debug, Default, PartialEq)]
    struct Full {
        #[baggage(flatten)]
        a: A,
        #[baggage(flatten)]
        b: B,
        #[baggage(flatten)]
        c: C,
        #[baggage(flatten)]
        d: D,
        #[baggage(flatten)]
        e: E,
        #[baggage(flatten)]
        f: F,
        #[baggage(flatten)]
        g: G,
        #[baggage(flatten)]
        h: H,
        #[baggage(flatten)]
        behind_all: Nothing,
    }

    #[test]
    fn sixty_four_fields_are_not_too_many() {
        let mut full = Full::default();
        full.h.h7 = 8;
        let text = to_string(&full).unwrap();
        assert_eq!(Full::SCHEMA.fields().len(), 64);
        assert_eq!(from_str::<Full>(&text).unwrap(), full);
    }
}
