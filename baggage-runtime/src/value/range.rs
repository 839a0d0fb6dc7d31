//! `#[baggage(range(1..=5))]`: numbers that are held to a range when they are read and written.
//!
//! Generated code only; not part of the public interface.

use core::num::NonZero;

use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;

/// A number that a range can hold.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be held to a range",
    label = "not a number",
    note = "`range` is for integers and floats, and an `Option` of one"
)]
pub trait Number: BaggageValue {
    /// What the ends of a range are.
    type End: PartialOrd;
    /// The end of a range that has no start.
    const MIN: Self::End;
    /// The end of a range that has no end.
    const MAX: Self::End;

    /// The number as the ends of a range are.
    fn to_end(&self) -> Self::End;

    /// The number that `text` stands for, if it lies in the range.
    fn decode_within(
        text: Text<'_>,
        ends: [Self::End; 2],
        is_closed: bool,
    ) -> Result<Self, ErrorKind> {
        let number = Self::decode(text)?;
        hold(&ends, is_closed, &number.to_end())?;
        Ok(number)
    }

    /// Writes the number, if it lies in the range.
    fn encode_within(
        &self,
        out: &mut ValueWriter<'_>,
        ends: [Self::End; 2],
        is_closed: bool,
    ) -> Result<(), ErrorKind> {
        // First what the type itself refuses: NaN is in no range, but that is not its fault.
        self.encode(out)?;
        hold(&ends, is_closed, &self.to_end())
    }
}

/// Refuses a number outside of the range; `is_closed` says whether its end is in it.
fn hold<T: PartialOrd>(
    [start, end]: &[T; 2],
    is_closed: bool,
    number: &T,
) -> Result<(), ErrorKind> {
    let is_before_end = number < end || (is_closed && number == end);
    if start <= number && is_before_end { Ok(()) } else { Err(ErrorKind::OutOfRange) }
}

macro_rules! number {
    ($($number:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Number for $number {
            type End = $number;
            const MIN: $number = $number::MIN;
            const MAX: $number = $number::MAX;

            fn to_end(&self) -> $number {
                *self
            }
        }
    )*};
}

macro_rules! non_zero {
    ($($int:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Number for NonZero<$int> {
            type End = $int;
            const MIN: $int = $int::MIN;
            const MAX: $int = $int::MAX;

            fn to_end(&self) -> $int {
                self.get()
            }
        }
    )*};
}

number!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64);
non_zero!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
