//! Typed writing: what every peer reads alike, and errors for what has no form.

use baggage_runtime::{Baggage, ErrorKind, FieldError};

#[derive(Baggage, Debug, Default, PartialEq)]
struct Text {
    /// Text.
    #[baggage(max_len = 16)]
    s: Option<String>,
    /// Token.
    #[baggage(token, max_len = 8)]
    t: Option<String>,
    /// Items.
    #[baggage(max_items = 3, max_len = 8, separator = '|')]
    l: Option<Vec<String>>,
    /// Float.
    f: Option<f64>,
    /// Single.
    g: Option<f32>,
}

fn written(text: &Text) -> Result<String, Vec<ErrorKind>> {
    let result = baggage_runtime::to_string(text);
    result.map_err(|error| error.errors().iter().map(FieldError::kind).collect())
}

fn text(s: &str) -> Text {
    Text { s: Some(s.into()), ..Text::default() }
}

fn list<const N: usize>(items: [&str; N]) -> Text {
    Text { l: Some(items.map(str::to_owned).into()), ..Text::default() }
}

fn float(f: f64) -> Text {
    Text { f: Some(f), ..Text::default() }
}

#[test]
fn everything_but_the_unreserved_set_is_escaped_in_upper_case() {
    assert_eq!(written(&text("aZ09-._~")).unwrap(), "s=aZ09-._~");
    assert_eq!(written(&text("a b+c=d%\\")).unwrap(), "s=a%20b%2Bc%3Dd%25%5C");
    assert_eq!(written(&text("é🚀")).unwrap(), "s=%C3%A9%F0%9F%9A%80");
    assert_eq!(written(&text("")).unwrap(), "s=");
}

#[test]
fn separator_and_percent_inside_an_item_are_escaped_first() {
    assert_eq!(written(&list(["a|b", "50%", "c,d"])).unwrap(), "l=a%257Cb%7C50%2525%7Cc%2Cd");
    assert_eq!(written(&list([])).unwrap(), "l=");
    assert_eq!(written(&list(["", ""])).unwrap(), "l=%7C");
}

#[test]
fn floats_take_their_shortest_form() {
    let cases = [
        (1.0, "1"),
        (-0.0, "-0"),
        (0.1, "0.1"),
        (1e21, "1e21"),
        (123_456.0, "123456"),
        (1e-7, "1e-7"),
        (f64::MAX, "1.7976931348623157e308"),
        (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
    ];
    for (f, expected) in cases {
        let text = written(&float(f)).unwrap();
        assert_eq!(text, format!("f={expected}"));
        let read: Text = baggage_runtime::from_str(&text).unwrap();
        assert_eq!(read.f.unwrap().to_bits(), f.to_bits());
    }
}

#[test]
fn the_longest_floats_fit_their_bound() {
    let bound = |key: &str| Text::SCHEMA.field(key).unwrap().max_encoded_len().unwrap();
    for f in [-f64::MIN_POSITIVE, -0.000_123_456_789_012_345_68, -1_234_567_890_123_456.7, f64::MIN]
    {
        assert!(written(&float(f)).unwrap().len() <= bound("f"), "{f}");
    }
    for g in [-9_999_999_000_000_000.0, f32::MIN, -0.000_123_456_79, -f32::MIN_POSITIVE] {
        let one = Text { g: Some(g), ..Text::default() };
        assert!(written(&one).unwrap().len() <= bound("g"), "{g}");
    }
}

#[test]
fn what_has_no_form_is_refused_and_nothing_is_written() {
    use ErrorKind::*;
    let token = Text { t: Some("a b".into()), ..Text::default() };
    let cases = [
        (text("more than 16 bytes"), TooLong),
        (text("line\nbreak"), ControlCharacter),
        (text("\u{7f}"), ControlCharacter),
        (token, NotAToken),
        (float(f64::NAN), NotFinite),
        (float(f64::NEG_INFINITY), NotFinite),
        (list([""]), LoneEmptyItem),
        (list(["1", "2", "3", "4"]), TooManyItems),
        (list(["123456789"]), TooLong),
    ];
    for (value, expected) in cases {
        assert_eq!(written(&value), Err(vec![expected]), "{value:?}");
        let mut out = b"before".to_vec();
        assert!(baggage_runtime::encode_into(&value, &mut out).is_err());
        assert_eq!(out, b"before");
    }
}

#[test]
fn a_length_is_counted_in_bytes() {
    assert!(written(&text("äöüäöüäö")).is_ok());
    assert_eq!(written(&text("äöüäöüäöü")), Err(vec![ErrorKind::TooLong]));
}

#[test]
fn all_fields_that_cannot_be_written_are_listed() {
    let bad = Text { f: Some(f64::NAN), g: Some(f32::INFINITY), ..text("\0") };
    let kinds = written(&bad).unwrap_err();
    assert_eq!(kinds, [ErrorKind::ControlCharacter, ErrorKind::NotFinite, ErrorKind::NotFinite]);
}

#[test]
fn encode_into_appends_a_string_of_its_own() {
    let mut out = b"baggage: ".to_vec();
    baggage_runtime::encode_into(&Text { g: Some(2.0), ..text("a") }, &mut out).unwrap();
    assert_eq!(out, b"baggage: s=a,g=2");
}

#[test]
fn no_struct_is_longer_than_its_schema_says() {
    let worst = Text {
        s: Some("\u{e9}".repeat(8)),
        t: Some("x".repeat(8)),
        l: Some(vec!["%".repeat(8); 3]),
        f: Some(-f64::MIN_POSITIVE),
        g: Some(-9_999_999_000_000_000.0),
    };
    assert_eq!(written(&worst).unwrap().len(), Text::SCHEMA.max_encoded_len());
}
