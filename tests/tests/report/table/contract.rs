use baggage_runtime::{Baggage, BaggageValue, Service};

use super::{NOTHING, found};

#[derive(BaggageValue)]
#[baggage(rename_all = "kebab-case")]
enum Wide {
    Free,
    Pro,
    Enterprise,
}

#[derive(BaggageValue)]
#[baggage(rename_all = "kebab-case")]
enum Narrow {
    #[baggage(alias("enterprise"))]
    Free,
    Pro,
}

#[derive(BaggageValue)]
#[baggage(rename_all = "kebab-case")]
enum Tiny {
    Free,
}

#[derive(BaggageValue)]
#[baggage(rename_all = "kebab-case")]
enum Open {
    Free,
    #[baggage(other)]
    Unknown,
}

/// Structs of one documented field.
macro_rules! structs {
    ($($name:ident { $(#[$attr:meta])* $field:ident: $type:ty })+) => {
        $(
            /// A struct.
            #[derive(Baggage)]
            struct $name {
                /// What it means.
                $(#[$attr])*
                $field: $type,
            }
        )+
    };
}

structs! {
    WideTier { tier: Wide }
    NarrowTier { tier: Narrow }
    TinyTier { tier: Tiny }
    OpenTier { tier: Open }
    Long { #[baggage(max_len = 8)] note: String }
    Short { #[baggage(max_len = 4)] note: String }
    Number { note: u64 }
    Personal { #[baggage(class = "pii", max_len = 8)] note: String }
}

const A: Service = Service::new("a").calls(&["b"]);
const B: Service = Service::new("b");

#[test]
fn enum_variant_unhandled_fires() {
    let rule = "contract/enum-variant-unhandled";
    let (a, b) = (A.writes(&[WideTier::SCHEMA]), B.reads(&[TinyTier::SCHEMA]));
    assert_eq!(
        found(rule, [a, b]),
        ["error: `a` can send `tier=enterprise` and `tier=pro`, which `b` does not know"]
    );
}

#[test]
fn enum_variant_unhandled_is_silent() {
    let rule = "contract/enum-variant-unhandled";
    let a = A.writes(&[WideTier::SCHEMA]);
    for schemas in [&[WideTier::SCHEMA], &[OpenTier::SCHEMA], &[NarrowTier::SCHEMA]] {
        assert_eq!(found(rule, [a, B.reads(schemas)]), NOTHING);
    }
    // What the writer writes never gets to the reader.
    let beside = Service::new("c").writes(&[WideTier::SCHEMA]);
    assert_eq!(found(rule, [A, B.reads(&[TinyTier::SCHEMA]), beside]), NOTHING);
}

#[test]
fn bound_exceeds_reader_fires() {
    let (a, b) = (A.writes(&[Long::SCHEMA]), B.reads(&[Short::SCHEMA]));
    assert_eq!(
        found("contract/bound-exceeds-reader", [a, b]),
        ["warning: `a` may send 24 B for `note`, `b` accepts 12 B"]
    );
}

#[test]
fn bound_exceeds_reader_is_silent() {
    let rule = "contract/bound-exceeds-reader";
    let (a, b) = (A.writes(&[Short::SCHEMA]), B.reads(&[Long::SCHEMA]));
    assert_eq!(found(rule, [a, b]), NOTHING);
    // Names of enums have a rule of their own.
    let (a, b) = (A.writes(&[WideTier::SCHEMA]), B.reads(&[TinyTier::SCHEMA]));
    assert_eq!(found(rule, [a, b]), NOTHING);
}

#[test]
fn type_conflict_fires() {
    let (a, b) = (A.writes(&[Number::SCHEMA]), B.reads(&[Short::SCHEMA]));
    assert_eq!(
        found("contract/type-conflict", [a, b]),
        ["error: `note` is u64 in `a` but string in `b`"]
    );
}

#[test]
fn type_conflict_is_silent() {
    let (a, b) = (A.writes(&[WideTier::SCHEMA]), B.reads(&[TinyTier::SCHEMA]));
    assert_eq!(found("contract/type-conflict", [a, b]), NOTHING);
}

#[test]
fn multiple_writers_fires() {
    let (a, b) = (A.writes(&[Short::SCHEMA]), B.writes(&[Short::SCHEMA]));
    assert_eq!(
        found("contract/multiple-writers", [a, b]),
        ["warning: `note` is written by `a`, `b`"]
    );
}

#[test]
fn multiple_writers_is_silent() {
    let a = A.writes(&[Short::SCHEMA, Long::SCHEMA]);
    assert_eq!(found("contract/multiple-writers", [a, B.reads(&[Short::SCHEMA])]), NOTHING);
}

#[test]
fn class_mismatch_fires() {
    let (a, b) = (A.writes(&[Personal::SCHEMA]), B.reads(&[Long::SCHEMA]));
    assert_eq!(
        found("contract/class-mismatch", [a, b]),
        ["warning: `note` is pii in `a` but internal in `b`"]
    );
}

#[test]
fn class_mismatch_is_silent() {
    let (a, b) = (A.writes(&[Personal::SCHEMA]), B.reads(&[Personal::SCHEMA]));
    assert_eq!(found("contract/class-mismatch", [a, b]), NOTHING);
}
