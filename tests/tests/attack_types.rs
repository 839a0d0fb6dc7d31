//! Values at the edges of their types, and every short header there is. Rows of the attack
//! catalogue give the tests their numbers.

use std::num::NonZero;
use std::time::Duration;

use baggage_runtime::{Baggage, BaggageMap, ErrorKind, from_str, to_string};
use baggage_tests::plain;

/// What `raw` makes of a field of type `T`.
macro_rules! read {
    ($type:ty, $raw:expr) => {{
        #[derive(Baggage)]
        struct One {
            value: $type,
        }
        match from_str::<One>(&format!("value={}", $raw)) {
            Ok(one) => Ok(one.value),
            Err(error) => Err(error.errors()[0].kind()),
        }
    }};
}

/// Each text of up to `len` characters of `alphabet`.
fn texts(alphabet: &str, len: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut longest = texts.clone();
    for _ in 0..len {
        longest = longest
            .iter()
            .flat_map(|text| alphabet.chars().map(move |char| format!("{text}{char}")))
            .collect();
        texts.extend(longest.iter().cloned());
    }
    texts
}

/// An integer has one form: what the standard library prints.
#[test]
fn a29_an_integer_is_read_from_the_text_it_is_written_as_and_no_other() {
    let mut read = 0;
    for text in texts("0129+-._e", 4) {
        let byte = text.parse::<u8>().ok().filter(|byte| byte.to_string() == text);
        let signed = text.parse::<i8>().ok().filter(|byte| byte.to_string() == text);
        assert_eq!(read!(u8, text).ok(), byte, "{text:?}");
        assert_eq!(read!(i8, text).ok(), signed, "{text:?}");
        assert_eq!(read!(Option<NonZero<u8>>, text).ok().flatten(), byte.and_then(NonZero::new));
        read += usize::from(byte.is_some()) + usize::from(signed.is_some());
    }
    // 44 of eight bits without sign, 53 with one.
    assert_eq!(read, 97);
}

#[test]
fn a29_one_beyond_the_edge_is_out_of_range() {
    use ErrorKind::OutOfRange;
    assert_eq!(read!(u8, "255"), Ok(255));
    assert_eq!(read!(u8, "256"), Err(OutOfRange));
    assert_eq!(read!(u8, "-1"), Err(OutOfRange));
    assert_eq!(read!(i64, "9223372036854775807"), Ok(i64::MAX));
    assert_eq!(read!(i64, "9223372036854775808"), Err(OutOfRange));
    assert_eq!(read!(i64, "-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(read!(i64, "-9223372036854775809"), Err(OutOfRange));
    assert_eq!(read!(u64, "18446744073709551615"), Ok(u64::MAX));
    assert_eq!(read!(u64, "18446744073709551616"), Err(OutOfRange));
    assert_eq!(read!(u128, "340282366920938463463374607431768211455"), Ok(u128::MAX));
    assert_eq!(read!(u128, "340282366920938463463374607431768211456"), Err(OutOfRange));
    assert_eq!(read!(i128, "-170141183460469231731687303715884105728"), Ok(i128::MIN));
    assert_eq!(read!(i128, "-170141183460469231731687303715884105729"), Err(OutOfRange));
    assert_eq!(read!(NonZero<u8>, "0"), Err(OutOfRange));
    assert_eq!(read!(u8, "9".repeat(8000)), Err(OutOfRange));
    assert_eq!(read!(i8, format!("-{}", "9".repeat(8000))), Err(OutOfRange));
}

#[test]
fn a29_what_only_looks_like_a_number_is_none() {
    for text in [
        "",
        "+1",
        "01",
        "-0",
        "-01",
        "1_000",
        "0x10",
        "1e3",
        "1.0",
        "%201",
        "1%20",
        "%D9%A1",
        "%EF%BC%91",
        "%E2%81%BB1",
        "--1",
        "-",
        "+",
        "1u8",
        "true",
        "%00",
        "1%00",
        "%2B1",
    ] {
        assert!(read!(u32, text).is_err(), "{text}");
        assert!(read!(i32, text).is_err(), "{text}");
        assert!(read!(Duration, text).is_err(), "{text}");
    }
}

#[test]
fn a29_a_float_is_finite() {
    for text in
        ["NaN", "nan", "-NaN", "inf", "-inf", "infinity", "Infinity", "", ".", "e5", "0x1p3"]
    {
        assert_eq!(read!(f64, text).err(), Some(ErrorKind::NotANumber), "{text}");
    }
    for text in ["1e999", "-1e999", "1e309"] {
        assert_eq!(read!(f64, text).err(), Some(ErrorKind::OutOfRange), "{text}");
    }
    assert!(read!(f32, "1e39").is_err());
    assert_eq!(read!(f64, "-0").map(f64::to_bits), Ok((-0.0_f64).to_bits()));
    assert_eq!(read!(f64, "1e-999").map(f64::to_bits), Ok(0));
    assert_eq!(read!(f64, format!("0.{}1", "0".repeat(8000))).map(f64::to_bits), Ok(0));
}

#[test]
fn a29_a_duration_ends_where_the_type_does() {
    let longest = Duration::new(u64::MAX, 999_000_000);
    assert_eq!(read!(Duration, "18446744073709551615999"), Ok(longest));
    assert_eq!(read!(Duration, "18446744073709551616000"), Err(ErrorKind::OutOfRange));
    assert_eq!(read!(Duration, u128::MAX), Err(ErrorKind::OutOfRange));
    assert_eq!(read!(Duration, "-1"), Err(ErrorKind::OutOfRange));
}

#[test]
fn a29_other_types_take_their_own_forms_only() {
    for text in ["", "ab", "e%CC%81", "%00", "%FF"] {
        assert!(read!(char, text).is_err(), "{text}");
    }
    for text in ["", "1", "0", "True", "TRUE", "t", "yes", "true%20", "tru"] {
        assert_eq!(read!(bool, text), Err(ErrorKind::NotABool), "{text}");
    }
    for text in
        ["", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "::g", ":::", "1.2.3.4/8", "localhost"]
    {
        assert_eq!(read!(std::net::IpAddr, text), Err(ErrorKind::Invalid), "{text}");
    }
    for text in ["1.2.3.4", "1.2.3.4:65536", "::1:80", "%5B::1%5D", "host:80"] {
        assert_eq!(read!(std::net::SocketAddr, text), Err(ErrorKind::Invalid), "{text}");
    }
}

#[test]
fn a29_what_is_read_is_written_in_its_one_form() {
    #[derive(Baggage)]
    struct Both {
        float: f64,
        ip: std::net::IpAddr,
        wait: Duration,
    }
    let both: Both = from_str("float=+1.500e0,ip=0:0::1,wait=60000").unwrap();
    assert_eq!(to_string(&both).unwrap(), "float=1.5,ip=%3A%3A1,wait=60000");
}

/// Every header of up to five of these bytes: read like the plainest reader, and without a panic.
#[test]
fn a32_every_short_header_is_read_as_the_grammar_says() {
    #[derive(Baggage)]
    struct Request {
        a: Option<u8>,
        #[baggage(max_len = 2)]
        b: Option<String>,
        #[baggage(max_items = 2, separator = '|', default, rename = "aa")]
        list: Vec<u8>,
    }
    let headers = texts("ab=,; %4\u{e9}\"", 5);
    for text in &headers {
        let map = BaggageMap::parse(text);
        let plain = plain::parse(text.as_bytes(), 64, 8192);
        assert!(
            map.iter().map(|m| m.to_string()).eq(plain.members.iter().map(|m| m.text.clone())),
            "{text:?}"
        );
        assert_eq!(map.dropped().malformed(), plain.malformed, "{text:?}");
        match (from_str::<Request>(text), map.decode::<Request>()) {
            (Ok(one), Ok(other)) => {
                assert_eq!((one.a, one.b, one.list), (other.a, other.b, other.list), "{text:?}");
            }
            (one, other) => assert_eq!(
                one.map_err(|error| error.to_string()).err(),
                other.map_err(|error| error.to_string()).err(),
                "{text:?}"
            ),
        }
    }
    println!("{} headers", headers.len());
}
