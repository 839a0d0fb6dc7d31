//! What each attribute of `#[derive(Baggage)]` and `#[derive(BaggageValue)]` changes, as seen in
//! the schema and on the wire.

use baggage_runtime::{
    Baggage, BaggageMap, BaggageValue, Class, ErrorKind, Field, Schema, WireType, from_str,
    to_string,
};

fn field(schema: &'static Schema, key: &str) -> &'static Field {
    schema.field(key).unwrap()
}

fn keys(schema: &'static Schema) -> Vec<&'static str> {
    schema.fields().iter().map(Field::key).collect()
}

/// The keys and kinds of the errors that `baggage` makes for `T`.
fn faults<T: Baggage>(baggage: &str) -> Vec<(&'static str, ErrorKind)> {
    match from_str::<T>(baggage) {
        Ok(_) => Vec::new(),
        Err(error) => error.errors().iter().map(|error| (error.key(), error.kind())).collect(),
    }
}

mod plain {
    use super::*;

    /// What the shop knows.
    ///
    ///  Indented.
    #[derive(Baggage, Debug, PartialEq)]
    struct Plain {
        /// Numeric account id.
        /// From the session token.
        user_id: u64,
        r#type: bool,
        tag: Option<char>,
    }

    #[test]
    fn schema_names_the_struct_and_its_place() {
        let schema = Plain::SCHEMA;
        assert_eq!(schema.name(), "Plain");
        assert_eq!(schema.crate_name(), "baggage-tests");
        assert_eq!(schema.file(), "tests/derive_attributes.rs");
        assert_eq!(schema.doc(), "What the shop knows.\n\n Indented.");
        assert_eq!(schema.max_bytes(), 1024);
    }

    #[test]
    fn lines_are_those_of_the_names() {
        let source = include_str!("derive_attributes.rs");
        let line_of = |text| source.lines().position(|line| line.trim() == text).unwrap() + 1;
        assert_eq!(Plain::SCHEMA.line() as usize, line_of("struct Plain {"));
        assert_eq!(field(Plain::SCHEMA, "user_id").line() as usize, line_of("user_id: u64,"));
        assert_eq!(field(Plain::SCHEMA, "type").line() as usize, line_of("r#type: bool,"));
    }

    #[test]
    fn a_plain_field_is_its_name_and_type() {
        let id = field(Plain::SCHEMA, "user_id");
        assert_eq!((id.name(), id.key(), id.rust_type()), ("user_id", "user_id", "u64"));
        assert_eq!(id.doc(), "Numeric account id.\nFrom the session token.");
        assert_eq!(id.wire_type(), WireType::Unsigned(64));
        assert_eq!(id.class(), Class::Internal);
        assert_eq!(id.separator(), b',');
        assert!(id.is_required() && id.is_always_written());
        assert!(id.aliases().is_empty() && id.written_by().is_empty() && id.read_by().is_empty());
        assert!(!id.is_write_once() && !id.is_from_client() && !id.is_public());
        assert_eq!((id.owner(), id.since(), id.allow_sensitive()), (None, None, None));
        assert!(id.deprecated().is_none());
    }

    #[test]
    fn raw_identifiers_lose_their_prefix() {
        let raw = field(Plain::SCHEMA, "type");
        assert_eq!((raw.name(), raw.key(), raw.doc()), ("type", "type", ""));
    }

    #[test]
    fn options_are_not_required() {
        let tag = field(Plain::SCHEMA, "tag");
        assert_eq!(tag.rust_type(), "Option<char>");
        assert!(!tag.is_required() && !tag.is_always_written());
    }

    #[test]
    fn structs_round_trip() {
        let plain = Plain { user_id: 7, r#type: true, tag: None };
        assert_eq!(to_string(&plain).unwrap(), "user_id=7,type=true");
        assert_eq!(from_str::<Plain>("type=true,x=1,user_id=7").unwrap(), plain);
    }

    #[test]
    fn a_struct_may_have_no_keys() {
        #[derive(Baggage)]
        struct Empty {}

        assert_eq!(to_string(&from_str::<Empty>("a=1").unwrap()).unwrap(), "");
        assert_eq!((Empty::SCHEMA.fields().len(), Empty::SCHEMA.max_encoded_len()), (0, 0));
    }

    #[test]
    fn every_field_that_fails_is_listed() {
        assert_eq!(
            faults::<Plain>("user_id=x,tag=ab"),
            [
                ("user_id", ErrorKind::NotANumber),
                ("type", ErrorKind::Missing),
                ("tag", ErrorKind::Invalid),
            ],
        );
    }
}

mod names {
    use super::*;

    #[derive(Baggage)]
    #[baggage(rename_all = "camelCase", prefix = "shop.", max_bytes = 512)]
    struct Prefixed {
        user_id: u64,
        #[baggage(rename = "home-region", alias("homeRegion", "hr"), alias = "zone")]
        home_region: u8,
    }

    #[test]
    fn rename_all_comes_before_prefix_and_leaves_rename_alone() {
        assert_eq!(keys(Prefixed::SCHEMA), ["shop.userId", "shop.home-region"]);
        assert_eq!(Prefixed::SCHEMA.fields()[0].name(), "user_id");
    }

    #[test]
    fn aliases_get_the_prefix_and_are_collected() {
        let region = field(Prefixed::SCHEMA, "shop.home-region");
        assert_eq!(region.aliases(), ["shop.homeRegion", "shop.hr", "shop.zone"]);
    }

    #[test]
    fn aliases_are_read_and_never_written() {
        let read = from_str::<Prefixed>("shop.userId=1,shop.zone=3").unwrap();
        assert_eq!(read.home_region, 3);
        assert_eq!(to_string(&read).unwrap(), "shop.userId=1,shop.home-region=3");
    }

    #[test]
    fn the_key_wins_over_an_alias_wherever_it_stands() {
        for baggage in [
            "shop.userId=1,shop.hr=2,shop.home-region=3",
            "shop.userId=1,shop.home-region=3,shop.hr=2",
        ] {
            assert_eq!(from_str::<Prefixed>(baggage).unwrap().home_region, 3);
        }
    }

    #[test]
    fn max_bytes_is_in_the_schema() {
        assert_eq!(Prefixed::SCHEMA.max_bytes(), 512);
    }

    macro_rules! every_case {
        ($($case:literal => $field:literal, $variant:literal;)*) => {$({
            #[derive(Baggage)]
            #[baggage(rename_all = $case)]
            struct Cased {
                very_tasty: Name,
            }

            #[derive(BaggageValue)]
            #[baggage(rename_all = $case)]
            enum Name {
                VeryTasty,
            }

            let cased = Cased { very_tasty: Name::VeryTasty };
            assert_eq!(to_string(&cased).unwrap(), concat!($field, "=", $variant));
        })*};
    }

    #[test]
    fn every_case_of_serde_is_known() {
        every_case! {
            "lowercase" => "very_tasty", "verytasty";
            "UPPERCASE" => "VERY_TASTY", "VERYTASTY";
            "PascalCase" => "VeryTasty", "VeryTasty";
            "camelCase" => "veryTasty", "veryTasty";
            "snake_case" => "very_tasty", "very_tasty";
            "SCREAMING_SNAKE_CASE" => "VERY_TASTY", "VERY_TASTY";
            "kebab-case" => "very-tasty", "very-tasty";
            "SCREAMING-KEBAB-CASE" => "VERY-TASTY", "VERY-TASTY";
        }
    }
}

mod defaults {
    use super::*;

    #[derive(Baggage, Debug, PartialEq)]
    struct Defaults {
        #[baggage(default)]
        premium: bool,
        #[baggage(default = 1 + Self::RETRIES)]
        retries: u8,
        #[baggage(default = String::from("eu"), max_len = 4)]
        region: String,
        #[baggage(default_on_error)]
        hops: u8,
        #[baggage(default_on_error, default = 50)]
        percent: u8,
        #[baggage(skip)]
        local: Vec<std::time::Instant>,
        #[baggage(skip, default = Some("set"))]
        note: Option<&'static str>,
    }

    impl Defaults {
        const RETRIES: u8 = 2;
    }

    #[test]
    fn absent_keys_take_their_default() {
        let expected = Defaults {
            premium: false,
            retries: 3,
            region: "eu".to_owned(),
            hops: 0,
            percent: 50,
            local: Vec::new(),
            note: Some("set"),
        };
        assert_eq!(from_str::<Defaults>("").unwrap(), expected);
    }

    #[test]
    fn malformed_values_are_errors_but_under_default_on_error() {
        assert_eq!(
            faults::<Defaults>("premium=x,retries=x,hops=x,percent=300"),
            [("premium", ErrorKind::NotABool), ("retries", ErrorKind::NotANumber)],
        );
        let read = from_str::<Defaults>("hops=x,percent=300").unwrap();
        assert_eq!((read.hops, read.percent), (0, 50));
        assert!(field(Defaults::SCHEMA, "hops").is_default_on_error());
        assert!(!field(Defaults::SCHEMA, "premium").is_default_on_error());
    }

    #[test]
    fn fields_with_a_default_are_not_required() {
        assert!(Defaults::SCHEMA.fields().iter().all(|field| !field.is_required()));
    }

    #[test]
    fn skipped_fields_are_no_keys() {
        assert_eq!(keys(Defaults::SCHEMA), ["premium", "retries", "region", "hops", "percent"],);
        let baggage = to_string(&from_str::<Defaults>("local=x,note=y").unwrap()).unwrap();
        assert_eq!(baggage, "premium=false,retries=3,region=eu,hops=0,percent=50");
    }
}

mod bounds {
    use super::*;

    #[derive(Baggage, Debug)]
    struct Bounds {
        #[baggage(max_len = 4)]
        text: String,
        #[baggage(token, max_len = 4)]
        word: String,
        #[baggage(max_items = 2, max_len = 3, separator = '|', token)]
        list: Vec<String>,
    }

    #[test]
    fn bounds_are_in_the_schema() {
        let list = field(Bounds::SCHEMA, "list");
        assert_eq!((list.max_items(), list.max_len(), list.separator()), (Some(2), Some(3), b'|'));
        assert_eq!(list.wire_type(), WireType::List(&WireType::Token));
        assert_eq!(field(Bounds::SCHEMA, "word").wire_type(), WireType::Token);
        assert_eq!(field(Bounds::SCHEMA, "text").max_value_len(), Some(12));
        assert_eq!(field(Bounds::SCHEMA, "word").max_value_len(), Some(4));
    }

    #[test]
    fn bounds_hold_when_reading() {
        assert_eq!(
            faults::<Bounds>("text=abcde,word=a%20b,list=a|b|c"),
            [
                ("text", ErrorKind::TooLong),
                ("word", ErrorKind::NotAToken),
                ("list", ErrorKind::TooManyItems),
            ],
        );
    }

    #[test]
    fn bounds_hold_when_writing() {
        let bounds = Bounds { text: "ok".into(), word: "a b".into(), list: vec!["abcd".into()] };
        let error = to_string(&bounds).unwrap_err();
        let kinds: Vec<_> =
            error.errors().iter().map(|error| (error.key(), error.kind())).collect();
        assert_eq!(kinds, [("word", ErrorKind::NotAToken), ("list", ErrorKind::TooLong)]);
    }

    #[test]
    fn items_are_joined_by_the_separator() {
        let bounds =
            Bounds { text: "ok".into(), word: "w".into(), list: vec!["a".into(), "b".into()] };
        assert_eq!(to_string(&bounds).unwrap(), "text=ok,word=w,list=a%7Cb");
        assert_eq!(from_str::<Bounds>("text=ok,word=w,list=a|b").unwrap().list, ["a", "b"]);
    }

    #[test]
    fn every_separator_is_taken() {
        macro_rules! separators {
            ($($separator:literal)*) => {$({
                #[derive(Baggage)]
                struct List {
                    #[baggage(separator = $separator, max_items = 3)]
                    items: Vec<u8>,
                }
                let text = to_string(&List { items: vec![1, 2] }).unwrap();
                assert_eq!(char::from(List::SCHEMA.fields()[0].separator()), $separator);
                assert_eq!(from_str::<List>(&text).unwrap().items, [1, 2], "{text}");
            })*};
        }
        separators! {
            '|' ',' ' ' ';' ':' '/' '+' '&' '=' '#' '\'' '"' '\\' '!' '*' '(' ')' '@' '$' '^' '<'
            '>' '?' '`' '{' '}' '[' ']'
        }
    }

    #[test]
    fn write_once_refuses_another_value() {
        #[derive(Baggage)]
        struct Once {
            #[baggage(write_once)]
            id: u8,
        }
        assert!(field(Once::SCHEMA, "id").is_write_once());
        let mut map = BaggageMap::parse("id=1");
        assert!(map.put(&Once { id: 1 }).is_ok());
        assert!(map.put(&Once { id: 2 }).is_err());
    }
}

mod documentation {
    use super::*;

    #[derive(Baggage)]
    struct Documented {
        #[baggage(
            written_by("gateway"),
            read_by("checkout", "payments",),
            owner = "team-identity",
            class = "pii",
            since = "1.2",
            from_client,
            public
        )]
        account: u64,
        #[baggage(allow_sensitive = "a number that opens nothing")]
        session_id: u64,
        #[baggage(deprecated)]
        old: u8,
        #[baggage(deprecated(since = "2.0", replaced_by = "account", note = "merged"))]
        #[baggage(class = "secret")]
        older: u8,
    }

    #[test]
    fn every_word_is_kept() {
        let account = field(Documented::SCHEMA, "account");
        assert_eq!(account.written_by(), ["gateway"]);
        assert_eq!(account.read_by(), ["checkout", "payments"]);
        assert_eq!(account.owner(), Some("team-identity"));
        assert_eq!(account.class(), Class::Pii);
        assert_eq!(account.since(), Some("1.2"));
        assert_eq!(account.allow_sensitive(), None);
        let session = field(Documented::SCHEMA, "session_id");
        assert_eq!(session.allow_sensitive(), Some("a number that opens nothing"));
        assert!(account.is_from_client() && account.is_public());
    }

    #[test]
    fn deprecated_may_stand_alone_or_give_details() {
        let old = field(Documented::SCHEMA, "old").deprecated().unwrap();
        assert_eq!((old.since(), old.replaced_by(), old.note()), (None, None, None));
        let older = field(Documented::SCHEMA, "older").deprecated().unwrap();
        assert_eq!(older.since(), Some("2.0"));
        assert_eq!(older.replaced_by(), Some("account"));
        assert_eq!(older.note(), Some("merged"));
    }

    #[test]
    fn attributes_may_stand_in_several_lists() {
        assert_eq!(field(Documented::SCHEMA, "older").class(), Class::Secret);
    }

    #[test]
    fn every_class_is_known() {
        macro_rules! class {
            ($name:literal) => {{
                #[derive(Baggage)]
                struct Classed {
                    #[baggage(class = $name)]
                    id: u8,
                }
                Classed::SCHEMA.fields()[0].class()
            }};
        }
        assert_eq!(class!("public"), Class::Public);
        assert_eq!(class!("internal"), Class::Internal);
        assert_eq!(class!("confidential"), Class::Confidential);
        assert_eq!(class!("pii"), Class::Pii);
        assert_eq!(class!("secret"), Class::Secret);
    }
}

mod values {
    use super::*;

    #[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
    #[baggage(rename_all = "kebab-case")]
    enum Tier {
        Free,
        #[baggage(rename = "pro~plus", alias("plus", "premium"), alias = "p")]
        ProPlus,
        #[baggage(other)]
        Unknown,
    }

    #[derive(BaggageValue, Debug, PartialEq)]
    enum Closed {
        On = 7,
        Off,
    }

    #[derive(BaggageValue, Debug, PartialEq)]
    struct AccountId(u64);

    #[derive(BaggageValue, Debug, PartialEq)]
    struct Wrapper<T>(T);

    #[derive(BaggageValue, Debug, PartialEq)]
    struct Codes<const N: usize>([u8; N]);

    #[derive(Baggage, Debug, PartialEq)]
    struct Values {
        tier: Tier,
        closed: Closed,
        id: AccountId,
        optional: Wrapper<Option<u8>>,
        #[baggage(max_items = 2, default)]
        list: Vec<AccountId>,
        codes: Codes<2>,
    }

    #[test]
    fn values_round_trip() {
        let values = Values {
            tier: Tier::ProPlus,
            closed: Closed::Off,
            id: AccountId(9),
            optional: Wrapper(None),
            list: vec![AccountId(1), AccountId(2)],
            codes: Codes([3, 4]),
        };
        let text = to_string(&values).unwrap();
        assert_eq!(text, "tier=pro~plus,closed=Off,id=9,list=1%2C2,codes=3%2C4");
        assert_eq!(from_str::<Values>(&text).unwrap(), values);
    }

    #[test]
    fn variants_are_read_by_name_and_alias() {
        for (text, tier) in [
            ("free", Tier::Free),
            ("pro~plus", Tier::ProPlus),
            ("plus", Tier::ProPlus),
            ("premium", Tier::ProPlus),
            ("p", Tier::ProPlus),
            ("gold", Tier::Unknown),
            ("Free", Tier::Unknown),
        ] {
            let text = format!("tier={text},closed=On,id=1,codes=1%2C2");
            assert_eq!(from_str::<Values>(&text).unwrap().tier, tier, "{text}");
        }
    }

    #[test]
    fn a_closed_enum_refuses_other_names() {
        assert_eq!(
            faults::<Values>("tier=x,closed=x,id=1,codes=1%2C2"),
            [("closed", ErrorKind::UnknownVariant)],
        );
    }

    #[test]
    fn the_catch_all_is_not_written() {
        let values = Values {
            tier: Tier::Unknown,
            ..from_str("tier=free,closed=On,id=1,codes=1%2C2").unwrap()
        };
        let error = to_string(&values).unwrap_err();
        assert_eq!(error.errors()[0].kind(), ErrorKind::CatchAll);
    }

    #[test]
    fn the_wire_type_lists_the_names() {
        let tier = field(Values::SCHEMA, "tier");
        assert_eq!(tier.wire_type().to_string(), "enum[free|pro~plus|…]");
        assert_eq!(tier.max_len(), Some(8));
        let WireType::Enum(variants) = tier.wire_type() else { panic!("no enum") };
        assert!(variants.is_open());
        assert_eq!(variants.names()[1].aliases(), ["plus", "premium", "p"]);
        assert_eq!(field(Values::SCHEMA, "closed").wire_type().to_string(), "enum[On|Off]");
    }

    #[test]
    fn newtypes_are_transparent() {
        assert_eq!(field(Values::SCHEMA, "id").wire_type(), WireType::Unsigned(64));
        let optional = field(Values::SCHEMA, "optional");
        assert_eq!(optional.wire_type(), WireType::Unsigned(8));
        assert!(!optional.is_required() && !optional.is_always_written());
    }
}

mod rust_types {
    use std::net::IpAddr;

    use super::*;

    #[derive(Baggage)]
    #[baggage(max_bytes = 2048)]
    struct Types {
        #[baggage(max_len = 4, max_items = 2)]
        list: Option<Vec<Box<str>>>,
        array: [u8; 4],
        path: std::net::SocketAddr,
        #[baggage(max_items = 2)]
        nested: Vec<IpAddr>,
        root: ::core::num::NonZeroU8,
    }

    #[test]
    fn types_are_spelled_as_in_the_source() {
        let types: Vec<_> = Types::SCHEMA.fields().iter().map(Field::rust_type).collect();
        assert_eq!(
            types,
            [
                "Option<Vec<Box<str>>>",
                "[u8; 4]",
                "std::net::SocketAddr",
                "Vec<IpAddr>",
                "::core::num::NonZeroU8",
            ],
        );
    }
}
