//! Generated code depends on nothing that the user's module says, and lints cleanly.
//!
//! This file has no prelude, and denies what a strict user denies.

#![no_implicit_prelude]
#![deny(warnings)]
#![deny(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    elided_lifetimes_in_paths,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    single_use_lifetimes,
    trivial_casts,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications
)]

extern crate baggage_runtime as renamed;

/// No name of the prelude is in scope, and attributes and derives are found by full path.
mod no_prelude {
    use ::core::{assert, assert_eq};
    use ::std::vec::Vec;

    #[derive(::baggage_runtime::Baggage, ::core::fmt::Debug)]
    #[baggage(max_bytes = 256)]
    struct Context {
        id: u64,
        tier: Tier,
        name: Name,
        #[baggage(max_items = 2, default)]
        list: Vec<u8>,
        #[baggage(default = 1 + 1, default_on_error)]
        hops: u8,
        #[baggage(skip)]
        local: u8,
    }

    #[derive(::baggage_runtime::BaggageValue, ::core::fmt::Debug)]
    enum Tier {
        Free,
        #[baggage(other)]
        Unknown,
    }

    #[derive(::baggage_runtime::BaggageValue, ::core::fmt::Debug)]
    struct Name(::core::option::Option<u8>);

    #[test]
    fn generated_code_needs_no_prelude() {
        let baggage = "id=7,tier=Free,name=1,list=1%2C2";
        let context: Context = ::baggage_runtime::from_str(baggage).unwrap();
        assert!(::core::matches!(context.tier, Tier::Free));
        assert_eq!((context.hops, context.local), (2, 0));
        let context = Context { tier: Tier::Unknown, ..context };
        assert!(::baggage_runtime::to_string(&context).is_err());
    }
}

/// The same for fields with codecs of their own, flattened ones and views.
mod no_prelude_codecs {
    use ::core::assert_eq;
    use ::std::string::String;

    mod of_text {
        use ::core::convert::Infallible;
        use ::core::result::Result;
        use ::core::str::FromStr;
        use ::std::string::String;

        pub(super) fn encode(text: &String) -> &str {
            text
        }

        pub(super) fn decode(text: &str) -> Result<String, Infallible> {
            String::from_str(text)
        }
    }

    #[derive(::baggage_runtime::Baggage, ::core::fmt::Debug)]
    #[baggage(deny_undocumented)]
    /// The whole.
    struct Contract {
        /// A range.
        #[baggage(range(1..=5))]
        stars: u8,
        /// A range without a start.
        #[baggage(range(..0.5), default_on_error)]
        ratio: ::core::option::Option<f64>,
        #[baggage(flatten)]
        inner: Inner,
    }

    /// A part.
    #[derive(::baggage_runtime::Baggage, ::core::fmt::Debug)]
    struct Inner {
        #[baggage(display, max_len = 4)]
        shown: ::core::option::Option<u16>,
        #[baggage(with = of_text, max_len = 4, default)]
        text: String,
    }

    #[derive(::baggage_runtime::Baggage, ::core::fmt::Debug)]
    #[baggage(subset_of = Contract)]
    struct View {
        /// Why.
        shown: ::std::string::String,
        /// Why.
        #[baggage(range(1..=5))]
        stars: u8,
    }

    #[test]
    fn generated_codecs_need_no_prelude() {
        let text = "stars=5,ratio=0.25,shown=10,text=x";
        let read: Contract = ::baggage_runtime::from_str(text).unwrap();
        assert_eq!(::baggage_runtime::to_string(&read).unwrap(), text);
        let read: View = ::baggage_runtime::from_str(text).unwrap();
        assert_eq!(::baggage_runtime::to_string(&read).unwrap(), "shown=10,stars=5");
    }
}

/// The runtime under another name.
mod crate_path {
    use ::core::assert_eq;

    #[derive(::baggage_runtime::Baggage)]
    #[baggage(crate = ::renamed)]
    struct AsPath {
        id: Id,
    }

    #[derive(::baggage_runtime::BaggageValue)]
    #[baggage(crate = "crate::crate_path::reexport::runtime")]
    struct Id(u8);

    #[derive(::baggage_runtime::Baggage)]
    #[baggage(crate = self::reexport::runtime)]
    struct Relative {
        tier: Tier,
    }

    #[derive(::baggage_runtime::BaggageValue)]
    #[baggage(crate = "reexport::runtime")]
    enum Tier {
        Free,
    }

    macro_rules! of_this_crate {
        ($name:ident) => {
            #[derive(::baggage_runtime::Baggage)]
            #[baggage(crate = $crate::crate_path::reexport::runtime)]
            struct $name {
                id: u8,
            }
        };
    }

    of_this_crate!(InMacro);

    mod reexport {
        pub(super) use ::renamed as runtime;
    }

    #[test]
    fn the_runtime_can_be_anywhere() {
        assert_eq!(::renamed::to_string(&InMacro { id: 1 }).unwrap(), "id=1");
        assert_eq!(::renamed::to_string(&AsPath { id: Id(1) }).unwrap(), "id=1");
        assert_eq!(::renamed::to_string(&Relative { tier: Tier::Free }).unwrap(), "tier=Free");
    }
}

/// Local items under the names that generated code has for other things.
mod shadows {
    use ::core::assert_eq;

    macro_rules! shadows {
        ($($name:ident)*) => {$(
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
            struct $name;
        )*};
    }

    shadows! {
        Option Result String Some None Ok Err Vec Default Into Baggage BaggageValue Field FieldDef
        Schema SchemaDef KeyEntry Source Sink Text ValueType ValueWriter Variants ErrorKind P
    }

    mod core {}
    mod std {}
    mod baggage_runtime {}
    mod renamed {}
    mod __private {}

    macro_rules! env {
        () => {};
    }
    macro_rules! unreachable {
        () => {};
    }

    const FIELDS: u8 = 1;
    const KEYS: u8 = 2;
    const __FIELD0: u8 = 3;

    #[derive(::baggage_runtime::Baggage, ::core::fmt::Debug)]
    struct Shadowed {
        r#type: u8,
        #[baggage(default = FIELDS + KEYS + __FIELD0)]
        source: u8,
        #[baggage(default)]
        sink: u8,
        key: ::core::option::Option<u8>,
        variant: Variant,
        __field0: u8,
        __source: u8,
        r#self_: Newtype,
        #[baggage(range(FIELDS..), default = 7)]
        __codec0: u8,
        #[baggage(display, max_len = 4, default)]
        __text: u8,
        #[baggage(flatten)]
        __slot0: Flattened,
    }

    #[derive(::baggage_runtime::Baggage, ::core::fmt::Debug)]
    struct Flattened {
        __value: ::core::option::Option<u8>,
    }

    #[derive(::baggage_runtime::BaggageValue, ::core::fmt::Debug)]
    enum Variant {
        Some,
        None,
        Ok,
        Err,
        #[baggage(other)]
        Other,
    }

    #[derive(::baggage_runtime::BaggageValue, ::core::fmt::Debug)]
    struct Newtype(u8);

    #[test]
    fn local_names_change_nothing() {
        env!();
        unreachable!();
        _ = (Option, Result, String, Some, None, Ok, Err, Vec, Default, Into, Baggage);
        _ = (BaggageValue, Field, FieldDef, Schema, SchemaDef, KeyEntry, Source, Sink, Text);
        _ = (ValueType, ValueWriter, Variants, ErrorKind, P);
        let text = "type=1,sink=2,variant=None,__field0=3,__source=4,self_=5";
        let read: Shadowed = ::baggage_runtime::from_str(text).unwrap();
        assert_eq!((read.source, read.__field0, read.__source), (6, 3, 4));
        let written = ::baggage_runtime::to_string(&read).unwrap();
        assert_eq!(
            written,
            "type=1,source=6,sink=2,variant=None,__field0=3,__source=4,self_=5,__codec0=7,__text=0",
        );
        for variant in [Variant::Some, Variant::Ok, Variant::Err, Variant::Other] {
            _ = Shadowed { variant, ..::baggage_runtime::from_str(text).unwrap() };
        }
    }
}

/// Items that their author has marked.
mod marked {
    use ::core::assert_eq;

    // The compiler's own lint of the declaration.
    #[allow(deprecated)]
    #[deprecated]
    #[derive(::baggage_runtime::Baggage)]
    struct Old {
        #[deprecated]
        id: u8,
        tier: Tier,
    }

    #[deprecated]
    #[derive(::baggage_runtime::BaggageValue)]
    enum Tier {
        #[deprecated]
        Free,
    }

    #[deprecated]
    #[derive(::baggage_runtime::BaggageValue)]
    struct Id(#[deprecated] u8);

    #[test]
    #[allow(deprecated)]
    fn deriving_is_no_use_of_a_deprecated_item() {
        let old = Old { id: 1, tier: Tier::Free };
        assert_eq!(::baggage_runtime::to_string(&old).unwrap(), "id=1,tier=Free");
        let Id(id) = Id(1);
        assert_eq!(id, 1);
    }
}

/// Public, nested and generic items.
pub mod places {
    use ::core::assert_eq;
    use ::core::marker::Copy;

    /// A documented, public struct; its derives ask for no more documentation.
    #[derive(::baggage_runtime::Baggage, ::core::fmt::Debug, ::core::clone::Clone, Copy)]
    pub struct Public {
        /// A field.
        pub id: Id<u8>,
    }

    /// A generic newtype.
    #[derive(::baggage_runtime::BaggageValue, ::core::fmt::Debug, ::core::clone::Clone, Copy)]
    pub struct Id<T>(pub T)
    where
        T: Copy;

    #[test]
    fn structs_inside_functions_are_found() {
        #[derive(::baggage_runtime::Baggage)]
        struct Local {
            id: LocalId,
        }
        #[derive(::baggage_runtime::BaggageValue)]
        struct LocalId(u8);
        {
            #[derive(::baggage_runtime::Baggage)]
            struct Local {
                other: LocalId,
            }
            let local = Local { other: LocalId(1) };
            assert_eq!(::baggage_runtime::to_string(&local).unwrap(), "other=1");
        }
        assert_eq!(::baggage_runtime::to_string(&Local { id: LocalId(1) }).unwrap(), "id=1");
    }

    macro_rules! declare {
        ($name:ident { $($field:ident: $ty:ty = $default:expr, $len:literal;)* }) => {
            #[derive(::baggage_runtime::Baggage)]
            struct $name {
                $(#[baggage(default = $default, max_len = $len)] $field: $ty,)*
            }
        };
    }

    declare!(Declared { text: ::std::string::String = ::std::string::String::new(), 4; });

    macro_rules! declare_optional {
        ($name:ident { $range:ident: $number:ty, $display:ident: $displayed:ty }) => {
            #[derive(::baggage_runtime::Baggage)]
            struct $name {
                #[baggage(range(1..=5))]
                $range: $number,
                #[baggage(display, max_len = 4)]
                $display: $displayed,
            }
        };
    }

    declare_optional!(DeclaredOptional {
        stars: ::core::option::Option<u8>,
        version: ::core::option::Option<u8>
    });

    #[test]
    fn macros_may_declare_structs() {
        let read: Declared = ::baggage_runtime::from_str("").unwrap();
        assert_eq!(read.text, "");
        let read: DeclaredOptional = ::baggage_runtime::from_str("version=7").unwrap();
        assert!(read.stars.is_none());
        assert_eq!(read.version.unwrap_or_default(), 7);
    }
}
