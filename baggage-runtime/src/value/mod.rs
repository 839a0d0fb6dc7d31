//! Values: what a field's type must be able to do.

mod displayed;
mod field_codec;
mod list;
mod number;
mod option;
mod range;
mod text;
mod text_types;
mod variant;
mod writer;

#[cfg(feature = "arrayvec")]
mod arrayvec;
#[cfg(feature = "uuid")]
mod uuid;

pub use self::displayed::DisplayFromStr;
use self::field_codec::Native;
pub use self::field_codec::{FieldCodec, Optional};
pub use self::range::Number;
pub use self::text::Text;
pub use self::variant::find_variant;
pub use self::writer::ValueWriter;

use crate::codec::{Sink, Source};
use crate::error::ErrorKind;
use crate::schema::{Field, ValueType};

/// A type that can be the value of a baggage member, or a list of them.
///
/// Integers, floats, `bool`, `char`, text, `Option`, `Vec` and arrays implement it; field-less
/// enums and one-field tuple structs derive it:
///
/// ```
/// use baggage_runtime::BaggageValue;
///
/// #[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
/// #[baggage(rename_all = "kebab-case")]
/// enum Tier {
///     Free,
///     ProPlus,
///     #[baggage(other)]
///     Unknown,
/// }
///
/// #[derive(BaggageValue)]
/// struct AccountId(u64);
/// ```
///
/// An implementation by hand says the wire type, and converts from and to text:
///
/// ```
/// use baggage_runtime::{BaggageValue, ErrorKind, Text, ValueType, ValueWriter, WireType};
///
/// /// A colour, `#rrggbb` on the wire.
/// struct Colour(u32);
///
/// impl BaggageValue for Colour {
///     const TYPE: ValueType = ValueType::single(WireType::String, 7);
///
///     fn decode(text: Text<'_>) -> Result<Colour, ErrorKind> {
///         text.with_bounded_str(|text| {
///             let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
///             let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
///             let digits = digits.ok_or(ErrorKind::Invalid)?;
///             u32::from_str_radix(digits, 16).map(Colour).map_err(|_| ErrorKind::Invalid)
///         })
///     }
///
///     fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
///         out.text(&format!("#{:06x}", self.0))
///     }
/// }
/// ```
///
/// Values that are equal have one text, for two values are compared by it. A list of your own
/// wraps a `Vec<T>` or an array and calls what that does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a baggage field",
    label = "not a baggage value",
    note = "field-less enums and one-field tuple structs can be one with `#[derive(BaggageValue)]`; a list or an `Option` can be one when its item can",
    note = "any other single value can be one with `#[baggage(display, max_len = N)]` or `#[baggage(with = module, max_len = N)]`",
    note = "a struct whose fields are keys has `#[baggage(flatten)]`; maps, tuples and lists of lists have no form in baggage"
)]
pub trait BaggageValue: Sized {
    /// The wire type and the bounds that follow from the type.
    const TYPE: ValueType;

    /// The value that `text` stands for.
    ///
    /// # Errors
    ///
    /// The kind of fault; never the text itself.
    fn decode(text: Text<'_>) -> Result<Self, ErrorKind>;

    /// Writes the value as text; the writer escapes it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLong`] and the like for a value outside the field's bounds.
    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind>;

    /// Puts the value that `text` stands for in `place`, so that a large one need not move. When it
    /// fails, anything may be there.
    #[doc(hidden)]
    #[inline]
    fn decode_into(text: Text<'_>, place: &mut Option<Self>) -> Result<(), ErrorKind> {
        *place = Some(Self::decode(text)?);
        Ok(())
    }

    /// What an absent key stands for; `Some` for `Option` alone.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the value is written by leaving the key out.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether the value is a list without items.
    #[doc(hidden)]
    fn is_empty_list(&self) -> bool {
        false
    }

    // Generated code reads and writes a field by calling its type, `<Type as BaggageValue>::…`.
    // Called through a bound of `Source` and `Sink` instead, each call would report once more
    // that the type is no value.

    /// Reads the field in `slot`.
    #[doc(hidden)]
    fn read_field(
        source: &mut Source<'_, '_>,
        slot: usize,
        field: &'static Field,
        place: &mut Option<Self>,
    ) {
        source.field::<Self, Native>(slot, field, place);
    }

    /// Reads the field in `slot`, or takes `default`.
    #[doc(hidden)]
    fn read_field_or(
        source: &mut Source<'_, '_>,
        slot: usize,
        field: &'static Field,
        default: impl FnOnce() -> Self,
        place: &mut Option<Self>,
    ) {
        source.field_or::<Self, Native>(slot, field, default, place);
    }

    /// Writes the field.
    #[doc(hidden)]
    fn write_field(&self, sink: &mut Sink<'_>, field: &'static Field) {
        sink.field::<Self, Native>(field, self);
    }

    /// Writes the field for which `default` stands in when it is absent.
    #[doc(hidden)]
    fn write_field_or(
        &self,
        sink: &mut Sink<'_>,
        field: &'static Field,
        default: impl Fn() -> Self,
    ) {
        sink.field_or::<Self, Native>(field, self, default);
    }
}
