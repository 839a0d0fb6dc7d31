//! Typed, bounded, documented baggage.
//!
//! Baggage is OpenTelemetry's and W3C's way to carry request context from service to service in
//! the `baggage` header. It knows only text. This crate gives its members types, bounds that the
//! compiler checks, and documentation of who depends on what:
//!
//! ```
//! use baggage_runtime::{Baggage, BaggageMap, BaggageValue};
//!
//! /// What every service of the shop knows of a request.
//! #[derive(Baggage, Clone, Debug, PartialEq)]
//! struct RequestContext {
//!     /// Numeric account id, from the session token.
//!     user_id: u64,
//!     /// Price plan; decides queueing.
//!     user_tier: Tier,
//!     /// Experiments switched on for this request.
//!     #[baggage(token, max_items = 8, max_len = 24, default)]
//!     features: Vec<String>,
//! }
//!
//! #[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
//! #[baggage(rename_all = "kebab-case")]
//! enum Tier {
//!     Free,
//!     Pro,
//!     #[baggage(other)]
//!     Unknown,
//! }
//!
//! // A downstream handler reads typed fields …
//! let mut map = BaggageMap::parse("user_id=7,vendor=x;p=1,user_tier=pro");
//! let mut context: RequestContext = map.decode()?;
//! assert_eq!((context.user_id, context.user_tier), (7, Tier::Pro));
//!
//! // … and writes them; what others wrote stays byte for byte.
//! context.features.push("dark-mode".to_owned());
//! map.put(&context)?;
//! assert_eq!(map.to_string(), "user_id=7,vendor=x;p=1,user_tier=pro,features=dark-mode");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `derive` | yes | `#[derive(Baggage)]`, `#[derive(BaggageValue)]` |
//! | `http` | yes | `http::HeaderMap` as a carrier |
//! | `simd` | yes | scanning by vectors, on x86; one dependency more |
//! | `arrayvec` | no | `ArrayString<N>` and `ArrayVec<T, N>` as field types |
//! | `uuid` | no | `Uuid` as a field type |
//! | `tower` | no | layers for servers and clients made of `tower` services |
//! | `axum` | no | typed baggage as an argument of handlers |
//! | `body` | no | `BaggageBody`: response bodies streamed in their request's baggage |
//! | `stream` | no | `StreamExt`: streams polled in their request's baggage |
//! | `reqwest` | no | middleware for clients of reqwest, a policy for their redirects |
//! | `tonic` | no | typed baggage in gRPC handlers, an interceptor for clients; `tower`, `stream` |
//! | `nats` | no | baggage in the headers of NATS messages |
//! | `opentelemetry` | no | a propagator in the place of the SDK's; carriers of OpenTelemetry |
//! | `report` | no | the dependency report |
//!
//! `tower`, `axum`, `reqwest`, `tonic`, `nats`, `opentelemetry` and `report` each have a module of that
//! name, which says how to begin. Without any of them, [`from_headers`] reads, [`to_headers`] writes,
//! and [`context`] carries baggage through a program.
//!
//! # Attributes
//!
//! Everything that `#[baggage(...)]` takes, on structs, fields and enums, with an example and the
//! errors of each, is in
//! [the reference of the derives](https://docs.rs/baggage-derive/latest/baggage_derive/#attributes).
//!
//! # When a key does not arrive
//!
//! What may not pass is left out without an error, so the next service that requires the key
//! answers `missing`. In the order in which it is worth looking:
//!
//! | where | what leaves the key out |
//! |---|---|
//! | the client | no layer or middleware that sends baggage along |
//! | its [`Egress`] | the host is not among those that it lists: `localhost`, `127.0.0.1` and `svc.local` are three hosts, and `*.svc.local` is none of them |
//! | a channel of tonic | requests do not say where they go, and `PropagateLayer` has no `.to("host")` |
//! | its [`Service`] | [`strips`](Service::strips) names the key |
//! | the code before the call | it runs in a spawned task without [`in_current_baggage`](FutureExt::in_current_baggage) |
//! | the server | `BaggageLayer::public` lets in the `from_client` fields of its schema alone |
//! | the bytes | [`BaggageMap::dropped`] counts what was over the limits or malformed |
//!
//! [`Egress::apply`] says what a host would get. The report's `--why KEY --at SERVICE` says how a key
//! ought to come.
//!
//! # Other carriers
//!
//! Message brokers have headers of names and bytes. For one that has no integration here, Kafka and
//! AMQP among them, three lines each way do what an integration does: current baggage, policy,
//! bytes; and back.
//!
//! ```
//! use baggage_runtime::{BaggageMap, IngressPolicy, Verdict};
//!
//! /// Those of a Kafka record or an AMQP message, whichever way its library stores them.
//! type Headers = Vec<(String, Vec<u8>)>;
//!
//! /// Who publishes says what those who may subscribe get.
//! fn send(headers: &mut Headers, verdict: Verdict) {
//!     let mut text = Vec::new();
//!     verdict.apply(&BaggageMap::current()).encode_into(&mut text);
//!     headers.retain(|(name, _)| !name.eq_ignore_ascii_case("baggage"));
//!     if !text.is_empty() {
//!         headers.push(("baggage".to_owned(), text));
//!     }
//! }
//!
//! /// Who subscribes says whom it trusts, and handles the message `in_baggage` of this.
//! fn receive(headers: &Headers, ingress: IngressPolicy) -> BaggageMap {
//!     let named = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("baggage"));
//!     ingress.admit(&BaggageMap::parse_lines(named.map(|(_, value)| value)))
//! }
//!
//! let mut headers = vec![("traceparent".to_owned(), b"00-0af7".to_vec())];
//! let _guard = BaggageMap::parse("user_id=7,vendor=x;p=1").attach();
//! send(&mut headers, Verdict::Everything);
//! assert_eq!(headers[1], ("baggage".to_owned(), b"user_id=7,vendor=x;p=1".to_vec()));
//! assert_eq!(receive(&headers, IngressPolicy::internal()), BaggageMap::current());
//!
//! // What arrived earlier does not go on where nothing may go.
//! send(&mut headers, Verdict::Nothing);
//! assert_eq!(headers.len(), 1);
//! ```

#[cfg(feature = "axum")]
pub mod axum;
mod carrier;
mod codec;
pub mod context;
mod error;
mod map;
#[cfg(feature = "nats")]
pub mod nats;
#[cfg(feature = "opentelemetry")]
pub mod opentelemetry;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod outgoing;
mod policy;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "reqwest")]
pub mod reqwest;
mod schema;
mod service;
mod slots;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;
mod value;
mod wire;

#[cfg(doc)]
#[doc = include_str!("other_languages.md")]
pub mod other_languages {}

#[cfg(doc)]
#[doc = include_str!("../benches/README.md")]
pub mod speed {}

#[cfg(feature = "derive")]
pub use baggage_derive::{Baggage, BaggageValue};

pub use self::carrier::to_command;
#[cfg(feature = "http")]
pub use self::carrier::{from_headers, to_headers};
pub use self::codec::{Baggage, Decoded, current, encode_into, from_str, to_string};
#[cfg(feature = "stream")]
pub use self::context::StreamExt;
pub use self::context::{BaggageGuard, FutureExt, InBaggage};
pub use self::error::{DecodeError, EncodeError, ErrorKind, FieldError, MemberError};
pub use self::map::{BaggageMap, Iter, Member, Properties, Property};
pub use self::policy::{Authority, AuthorityError, Egress, IngressPolicy, PatternError, Verdict};
pub use self::schema::{
    Class, Deprecated, Field, MAX_FIELDS, Schema, ValueType, Variant, Variants, WireType,
};
pub use self::service::{Allow, Fleet, Ingress, Service};
pub use self::value::{BaggageValue, Text, ValueWriter};
// Here, and not in `__private`, because messages of the compiler name them.
#[doc(hidden)]
pub use self::value::{DisplayFromStr, Number};
pub use self::wire::{Dropped, Limits};

/// What generated code calls. Not part of the public interface; one version of the derive works
/// with exactly one version of this crate.
#[doc(hidden)]
pub mod __private {
    pub use crate::codec::{Baggage, Sink, Source};
    pub use crate::error::{DecodeError, ErrorKind};
    pub use crate::schema::check::{budget as check_budget, field as check_field};
    pub use crate::schema::{
        Class, Default, Deprecated, Field, FieldDef, KeyEntry, Part, Schema, SchemaDef, ValueType,
        Variant, Variants, WireType, check_contract, check_flatten, count_keys, flatten, inherit,
        key_table, slot_of,
    };
    pub use crate::value::{
        BaggageValue, DisplayFromStr, FieldCodec, Number, Optional, Text, ValueWriter, find_variant,
    };
}
