//! Typed reading: strict per field, complete, and silent about values.

use baggage_runtime::{Baggage, BaggageMap, BaggageValue, ErrorKind};

#[derive(Baggage, Debug, PartialEq)]
struct All {
    /// Unsigned.
    u: u8,
    /// Signed.
    i: i16,
    /// Float.
    f: f64,
    /// Bool.
    b: bool,
    /// Text.
    #[baggage(max_len = 8)]
    s: String,
    /// Token.
    #[baggage(token, max_len = 8)]
    t: String,
    /// Enum.
    e: Colour,
    /// List.
    #[baggage(max_items = 3, max_len = 4)]
    l: Vec<String>,
    /// Optional.
    o: Option<u8>,
}

#[derive(BaggageValue, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Colour {
    Red,
    #[baggage(alias("navy", "azure"))]
    DarkBlue,
}

const GOOD: &str = "u=1,i=-2,f=0.5,b=true,s=a%20b,t=x.y,e=red,l=p%2Cq";

/// What a value of one field makes of the whole.
fn kind(key: &str, raw: &str) -> Result<(), ErrorKind> {
    let text = format!("{GOOD},{key}={raw}");
    let from_str = baggage_runtime::from_str::<All>(&text);
    let decoded = BaggageMap::parse(&text).decode::<All>();
    match (from_str, decoded) {
        (Ok(a), Ok(b)) => {
            assert_eq!(a, b);
            Ok(())
        }
        (Err(a), Err(b)) => {
            assert_eq!((a.errors().len(), b.errors().len()), (1, 1));
            assert_eq!(a.to_string(), b.to_string());
            assert_eq!(a.errors()[0].key(), key);
            Err(a.errors()[0].kind())
        }
        (a, b) => panic!("{text}: {a:?} but {b:?}"),
    }
}

#[test]
fn every_field_is_read() {
    let all: All = baggage_runtime::from_str(GOOD).unwrap();
    let expected = All {
        u: 1,
        i: -2,
        f: 0.5,
        b: true,
        s: "a b".into(),
        t: "x.y".into(),
        e: Colour::Red,
        l: vec!["p".into(), "q".into()],
        o: None,
    };
    assert_eq!(all, expected);
}

#[test]
fn each_fault_has_its_kind() {
    use ErrorKind::*;
    let cases = [
        ("u", "", NotANumber),
        ("u", "x", NotANumber),
        ("u", "1.5", NotANumber),
        ("u", "256", OutOfRange),
        ("u", "-1", OutOfRange),
        ("u", "99999999999999999999999999999999999999999", OutOfRange),
        ("i", "-32769", OutOfRange),
        ("f", "nan", NotANumber),
        ("f", "inf", NotANumber),
        ("f", "1e999", OutOfRange),
        ("f", "x", NotANumber),
        ("b", "1", NotABool),
        ("b", "True", NotABool),
        ("s", "123456789", TooLong),
        ("s", "%31%32%33%34%35%36%37%38%39", TooLong),
        ("s", "a%00", ControlCharacter),
        ("s", "a%7Fb", ControlCharacter),
        ("s", "%0A", ControlCharacter),
        ("s", "%", BadPercentEncoding),
        ("s", "%4", BadPercentEncoding),
        ("s", "%zz", BadPercentEncoding),
        ("s", "%FF", BadUtf8),
        ("s", "%C0%AE", BadUtf8),
        ("s", "%ED%A0%80", BadUtf8),
        ("t", "a%20b", NotAToken),
        ("t", "a+b", NotAToken),
        ("e", "green", UnknownVariant),
        ("e", "Red", UnknownVariant),
        ("e", "", UnknownVariant),
        ("l", "a%2Cb%2Cc%2Cd", TooManyItems),
        ("l", "abcde", TooLong),
        ("l", "a%2C%zz", BadPercentEncoding),
        ("o", "", NotANumber),
    ];
    for (key, raw, expected) in cases {
        assert_eq!(kind(key, raw), Err(expected), "{key}={raw}");
    }
}

#[test]
fn a_number_has_one_form() {
    for raw in ["+1", "01", "007", "-0", "1_0", " 1", "0x1"] {
        let raw = raw.replace(' ', "%20");
        assert_eq!(kind("u", &raw), Err(ErrorKind::NotANumber), "{raw}");
    }
    assert_eq!(kind("u", "0"), Ok(()));
    assert_eq!(kind("i", "-0"), Err(ErrorKind::NotANumber));
    assert_eq!(kind("i", "-1"), Ok(()));
}

#[test]
fn floats_are_read_in_any_form_rust_parses() {
    for raw in ["1", "1.0", "1.", ".5", "1e3", "1E+3", "+1.5", "-0", "0.10000000000000000000001"] {
        assert_eq!(kind("f", raw), Ok(()), "{raw}");
    }
}

#[test]
fn needless_escapes_are_undone() {
    assert_eq!(kind("u", "%32"), Ok(()));
    assert_eq!(kind("b", "%74rue"), Ok(()));
    assert_eq!(kind("e", "dark%2Dblue"), Ok(()));
    assert_eq!(kind("t", "%78"), Ok(()));
}

#[test]
fn variants_are_read_by_any_of_their_names() {
    for raw in ["dark-blue", "navy", "azure"] {
        let all: All = baggage_runtime::from_str(&format!("{GOOD},e={raw}")).unwrap();
        assert_eq!(all.e, Colour::DarkBlue);
    }
    let all: All = baggage_runtime::from_str(&format!("{GOOD},e=azure")).unwrap();
    assert!(baggage_runtime::to_string(&all).unwrap().contains("e=dark-blue"));
}

#[test]
fn list_items_undo_their_own_two_escapes_and_no_other() {
    let items = |raw: &str| baggage_runtime::from_str::<All>(&format!("{GOOD},l={raw}")).unwrap().l;
    assert_eq!(items(""), Vec::<String>::new());
    assert_eq!(items("a"), ["a"]);
    assert_eq!(items("%2C"), ["", ""]);
    assert_eq!(items("a%252Cb"), ["a,b"]);
    assert_eq!(items("a%252cb%2cc"), ["a,b", "c"]);
    assert_eq!(items("100%25"), ["100%"], "as Python's \",\".join([\"100%\"]) is written");
    assert_eq!(items("%2525"), ["%"]);
    assert_eq!(items("%2541"), ["%41"], "no third decoding");
}

#[test]
fn all_fields_that_failed_are_listed_at_once() {
    use ErrorKind::{BadPercentEncoding, Missing, NotANumber, OutOfRange, UnknownVariant};
    let error = baggage_runtime::from_str::<All>("u=300,s=%zz,e=green,o=x").unwrap_err();
    let found: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
    let expected = [
        ("u", OutOfRange),
        ("i", Missing),
        ("f", Missing),
        ("b", Missing),
        ("s", BadPercentEncoding),
        ("t", Missing),
        ("e", UnknownVariant),
        ("l", Missing),
        ("o", NotANumber),
    ];
    assert_eq!(found, expected);
}

#[test]
fn errors_say_what_was_expected_and_never_the_value() {
    let hostile = "u=sEcReT,s=%zzsEcReT,t=sEc%20ReT,e=sEcReT,b=sEcReT,f=sEcReT,l=sEcReT,i=sEcReT";
    let error = baggage_runtime::from_str::<All>(hostile).unwrap_err();
    assert_eq!(error.errors().len(), 8);
    let text = format!("{error} {error:?} {:#?}", error.errors());
    assert!(!text.contains("sEc"), "{text}");
    assert!(text.contains("`e`: unknown variant; expected one of `red`, `dark-blue`"), "{text}");
    assert!(text.contains("`u`: not a number; expected an unsigned integer of 8 bits"), "{text}");
}

#[test]
fn the_last_of_duplicates_counts_and_a_key_wins_over_its_alias() {
    #[derive(Baggage)]
    struct Aliased {
        /// Account.
        #[baggage(alias("uid", "user"))]
        user_id: u8,
    }
    let read = |text: &str| baggage_runtime::from_str::<Aliased>(text).map(|a| a.user_id).ok();
    assert_eq!(read("user_id=1,user_id=2"), Some(2));
    assert_eq!(read("user_id=1,uid=2"), Some(1));
    assert_eq!(read("uid=2,user_id=1,uid=3"), Some(1));
    assert_eq!(read("user=4,uid=2,user=5"), Some(2), "an earlier alias wins");
    assert_eq!(read("user_id=x,uid=2"), None, "a malformed key is no absent one");
}

#[test]
fn absent_and_malformed_are_told_apart_by_the_defaults() {
    #[derive(Baggage, Debug, PartialEq)]
    struct Defaults {
        /// Absent is false.
        #[baggage(default)]
        plain: bool,
        /// Absent is 3.
        #[baggage(default = 3)]
        expr: u8,
        /// Absent and malformed are 5.
        #[baggage(default = 5, default_on_error)]
        lenient: u8,
        /// Malformed is absent.
        #[baggage(default_on_error)]
        option: Option<u8>,
    }
    let read = |text: &str| baggage_runtime::from_str::<Defaults>(text);
    let absent = Defaults { plain: false, expr: 3, lenient: 5, option: None };
    assert_eq!(read("").unwrap(), absent);
    assert_eq!(read("lenient=x,option=y").unwrap(), absent);
    assert_eq!(read("plain=x,expr=y").unwrap_err().errors().len(), 2);

    let map = BaggageMap::parse("lenient=300,option=y");
    let decoded = map.decode_counted::<Defaults>().unwrap();
    let counted: Vec<_> = decoded.defaulted.iter().map(|e| (e.key(), e.kind())).collect();
    assert_eq!(counted, [("lenient", ErrorKind::OutOfRange), ("option", ErrorKind::NotANumber)]);
}

#[test]
fn malformed_members_elsewhere_are_no_errors() {
    let text = format!("(=1,bad member,{GOOD},;;;,\"\"");
    assert!(baggage_runtime::from_str::<All>(&text).is_ok());
}

#[test]
fn a_required_key_behind_the_limits_is_missing() {
    #[derive(Baggage, Debug)]
    struct One {
        /// Last of many.
        last: u8,
    }
    let many: Vec<_> = (0..64).map(|i| format!("k{i}=v")).collect();
    let error =
        baggage_runtime::from_str::<One>(&format!("{},last=1", many.join(","))).unwrap_err();
    assert_eq!(error.errors()[0].kind(), ErrorKind::Missing);
    assert!(baggage_runtime::from_str::<One>(&format!("last=1,{}", many.join(","))).is_ok());
}

#[test]
fn a_uuid_is_read_in_its_hyphenated_form_only() {
    #[derive(Baggage, Debug, PartialEq)]
    struct Traced {
        /// Set by the gateway.
        id: uuid::Uuid,
    }
    let kind = |raw: &str| {
        let read = baggage_runtime::from_str::<Traced>(&format!("id={raw}"));
        read.map(|traced| traced.id.as_u128()).map_err(|error| error.errors()[0].kind())
    };
    let id = 0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8;
    assert_eq!(kind("67e55044-10b1-426f-9247-bb680e5fe0c8"), Ok(id));
    assert_eq!(kind("67E55044-10B1-426F-9247-BB680E5FE0C8"), Ok(id));
    for other in ["67e5504410b1426f9247bb680e5fe0c8", "{67e55044-10b1-426f-9247-bb680e5fe0c8}", ""]
    {
        assert_eq!(kind(other), Err(ErrorKind::Invalid), "{other}");
    }
}
