//! Fields that are read and written as an attribute says: `display`, `with`, `range`.

use baggage_runtime::{Baggage, BaggageMap, ErrorKind, Field, WireType, from_str, to_string};

/// The keys and kinds of the errors that `baggage` makes for `T`.
fn faults<T: Baggage>(baggage: &str) -> Vec<(&'static str, ErrorKind)> {
    match from_str::<T>(baggage) {
        Ok(_) => Vec::new(),
        Err(error) => error.errors().iter().map(|error| (error.key(), error.kind())).collect(),
    }
}

/// The keys and kinds of the errors that writing `value` makes.
fn refusals<T: Baggage>(value: &T) -> Vec<(&'static str, ErrorKind)> {
    match to_string(value) {
        Ok(_) => Vec::new(),
        Err(error) => error.errors().iter().map(|error| (error.key(), error.kind())).collect(),
    }
}

fn field<T: Baggage>(key: &str) -> &'static Field {
    T::SCHEMA.field(key).unwrap()
}

/// A version such as `1.20`, which has `Display` and `FromStr` and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Version {
    major: u8,
    minor: u8,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl std::str::FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Version, ()> {
        let (major, minor) = text.split_once('.').ok_or(())?;
        let number = |digits: &str| digits.parse().map_err(drop);
        Ok(Version { major: number(major)?, minor: number(minor)? })
    }
}

mod display {
    use super::*;

    #[derive(Baggage, Debug, PartialEq)]
    struct Client {
        #[baggage(display, max_len = 7)]
        version: Version,
        #[baggage(display, max_len = 5, rename = "oldest")]
        minimum: Option<Version>,
        #[baggage(display, max_len = 5, default = Version { major: 9, minor: 0 })]
        newest: Version,
        #[baggage(display, max_len = 7, default_on_error)]
        lenient: Version,
    }

    #[test]
    fn a_type_with_display_and_from_str_is_text() {
        let read: Client = from_str("version=1.20,oldest=0.9").unwrap();
        assert_eq!(read.version, Version { major: 1, minor: 20 });
        assert_eq!(read.minimum, Some(Version { major: 0, minor: 9 }));
        let written = "version=1.20,oldest=0.9,newest=9.0,lenient=0.0";
        assert_eq!(to_string(&read).unwrap(), written);
        assert_eq!(from_str::<Client>(written).unwrap(), read);
    }

    #[test]
    fn the_schema_says_text_of_the_stated_length() {
        let version = field::<Client>("version");
        assert_eq!((version.wire_type(), version.max_len()), (WireType::String, Some(7)));
        assert!(version.is_required() && !field::<Client>("oldest").is_required());
        assert_eq!(field::<Client>("oldest").rust_type(), "Option<Version>");
        assert_eq!(version.max_value_len(), Some(21));
    }

    #[test]
    fn what_from_str_refuses_is_invalid() {
        assert_eq!(faults::<Client>("version=1"), [("version", ErrorKind::Invalid)]);
        assert_eq!(
            faults::<Client>("version=1.1,oldest=x,newest=1"),
            [("oldest", ErrorKind::Invalid), ("newest", ErrorKind::Invalid)],
        );
        assert_eq!(faults::<Client>(""), [("version", ErrorKind::Missing)]);
        assert_eq!(
            from_str::<Client>("version=1.1,lenient=x").unwrap().lenient,
            Version::default()
        );
    }

    #[test]
    fn text_over_the_bound_is_neither_read_nor_written() {
        assert_eq!(faults::<Client>("version=0000001.2"), [("version", ErrorKind::TooLong)]);
        let mut client: Client = from_str("version=1.1").unwrap();
        client.minimum = Some(Version { major: 200, minor: 200 });
        assert_eq!(refusals(&client), [("oldest", ErrorKind::TooLong)]);
    }

    #[test]
    fn an_unchanged_value_keeps_its_received_bytes() {
        let mut map = BaggageMap::parse("version=%31.1;p=1,newest=2.2,lenient=3.3");
        let client: Client = map.decode().unwrap();
        map.put(&client).unwrap();
        assert_eq!(map.to_string(), "version=%31.1;p=1,newest=2.2,lenient=3.3");
    }

    #[derive(Baggage)]
    struct Strict {
        #[baggage(display, token, max_len = 3)]
        letter: char,
    }

    #[test]
    fn token_holds_for_displayed_text() {
        assert_eq!(field::<Strict>("letter").wire_type(), WireType::Token);
        assert_eq!(faults::<Strict>("letter=/"), [("letter", ErrorKind::NotAToken)]);
        assert_eq!(refusals(&Strict { letter: '/' }), [("letter", ErrorKind::NotAToken)]);
        assert_eq!(to_string(&Strict { letter: 'x' }).unwrap(), "letter=x");
    }
}

mod with {
    use super::*;

    /// Bytes as hexadecimal digits.
    mod hex {
        use std::fmt::Write as _;
        use std::num::ParseIntError;

        #[expect(clippy::trivially_copy_pass_by_ref, reason = "what `with` calls")]
        pub(super) fn encode(bytes: &[u8; 2]) -> String {
            bytes.iter().fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap();
                text
            })
        }

        pub(super) fn decode(text: &str) -> Result<[u8; 2], ParseIntError> {
            u16::from_str_radix(text, 16).map(u16::to_be_bytes)
        }
    }

    /// A choice, borrowed when it is written, with an error of no particular type.
    mod side {
        #[expect(clippy::trivially_copy_pass_by_ref, reason = "what `with` calls")]
        pub(super) fn encode(is_left: &bool) -> &'static str {
            if *is_left { "left side" } else { "right side" }
        }

        pub(super) fn decode(text: &str) -> Result<bool, &'static str> {
            match text {
                "left side" => Ok(true),
                "right side" => Ok(false),
                _ => Err("neither"),
            }
        }
    }

    #[derive(Baggage, Debug, PartialEq)]
    struct Custom {
        #[baggage(with = hex, max_len = 4)]
        tag: [u8; 2],
        #[baggage(with = "self::side", max_len = 10)]
        is_left: Option<bool>,
        #[baggage(with = self::hex, max_len = 4, default = [1, 2])]
        other: [u8; 2],
    }

    #[test]
    fn a_module_of_functions_reads_and_writes() {
        let read: Custom = from_str("tag=0a0B,is_left=left%20side").unwrap();
        assert_eq!(read, Custom { tag: [10, 11], is_left: Some(true), other: [1, 2] });
        assert_eq!(to_string(&read).unwrap(), "tag=0a0b,is_left=left%20side,other=0102");
        assert_eq!(from_str::<Custom>("tag=0000").unwrap().is_left, None);
    }

    #[test]
    fn any_error_of_the_module_is_invalid() {
        assert_eq!(
            faults::<Custom>("tag=xy,is_left=up"),
            [("tag", ErrorKind::Invalid), ("is_left", ErrorKind::Invalid)],
        );
        assert_eq!(faults::<Custom>("tag=00000"), [("tag", ErrorKind::TooLong)]);
    }

    #[test]
    fn the_schema_says_text() {
        assert_eq!(field::<Custom>("tag").wire_type(), WireType::String);
        assert!(!field::<Custom>("is_left").is_required());
    }
}

mod range {
    use std::num::NonZeroU8;

    use super::*;

    const LARGEST: i16 = 300;

    #[derive(Baggage, Debug, PartialEq)]
    struct Ranged {
        #[baggage(range(1..=5))]
        stars: u8,
        #[baggage(range(-0.5..0.5))]
        ratio: f32,
        #[baggage(range(2..), default = 7)]
        at_least: u64,
        #[baggage(range(..=LARGEST))]
        at_most: Option<i16>,
        #[baggage(range(..=9), default_on_error, default = NonZeroU8::MIN)]
        lenient: NonZeroU8,
    }

    const GOOD: &str = "stars=1,ratio=0.25,at_least=2,at_most=300,lenient=9";

    #[test]
    fn numbers_in_range_round_trip() {
        let read: Ranged = from_str(GOOD).unwrap();
        assert_eq!(to_string(&read).unwrap(), GOOD);
        let read: Ranged = from_str("stars=5,ratio=-0.5").unwrap();
        assert_eq!((read.at_least, read.at_most), (7, None));
    }

    #[test]
    fn numbers_out_of_range_are_not_read() {
        for (baggage, key) in [
            ("stars=0,ratio=0", "stars"),
            ("stars=6,ratio=0", "stars"),
            ("stars=1,ratio=0.5", "ratio"),
            ("stars=1,ratio=-0.51", "ratio"),
            ("stars=1,ratio=0,at_least=1", "at_least"),
            ("stars=1,ratio=0,at_most=301", "at_most"),
        ] {
            assert_eq!(faults::<Ranged>(baggage), [(key, ErrorKind::OutOfRange)], "{baggage}");
        }
    }

    #[test]
    fn numbers_out_of_range_are_not_written() {
        let good: Ranged = from_str(GOOD).unwrap();
        assert_eq!(
            refusals(&Ranged { stars: 6, at_least: 0, ..good }),
            [("stars", ErrorKind::OutOfRange), ("at_least", ErrorKind::OutOfRange)],
        );
        let nan = Ranged { ratio: f32::NAN, ..from_str(GOOD).unwrap() };
        assert_eq!(refusals(&nan), [("ratio", ErrorKind::NotFinite)]);
    }

    #[test]
    fn a_number_out_of_range_is_malformed_for_default_on_error() {
        let read: Ranged = from_str("stars=1,ratio=0,lenient=10").unwrap();
        assert_eq!(read.lenient, NonZeroU8::MIN);
    }

    #[test]
    fn the_schema_keeps_the_range_as_it_stands() {
        let ranges = Ranged::SCHEMA.fields().iter().map(|field| field.range().unwrap());
        assert_eq!(ranges.collect::<Vec<_>>(), ["1..=5", "-0.5..0.5", "2..", "..=LARGEST", "..=9"],);
    }

    #[test]
    fn a_failed_put_changes_nothing() {
        let mut map = BaggageMap::parse(GOOD);
        let bad = Ranged { stars: 0, ..map.decode().unwrap() };
        assert!(map.put(&bad).is_err());
        assert_eq!(map.to_string(), GOOD);
    }
}
