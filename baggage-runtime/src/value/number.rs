//! Integers, floats, booleans and durations.
//!
//! What a type does is for the crates that have fields of it to compile, like generic code: hence
//! `inline`. Most programs use few of these types.

use core::num::NonZero;
use core::time::Duration;
use std::io::Write as _;

use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;
use crate::schema::{ValueType, WireType};

/// The number that plain digits stand for; `None` for every other form and for more digits than
/// always fit.
fn parse_digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 || (text[0] == b'0' && text.len() > 1) {
        return None;
    }
    let (fours, rest) = text.as_chunks();
    let fours = fours.iter().try_fold(0, |number, four| {
        let digits = parse_four(*four)?;
        Some(number * 10_000 + u64::from(digits))
    })?;
    rest.iter().try_fold(fours, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u64::from(digit))
    })
}

/// The number that four digits stand for, which are computed with as one.
fn parse_four(four: [u8; 4]) -> Option<u32> {
    let digits = u32::from_le_bytes(four).wrapping_sub(0x3030_3030);
    // A byte below `0` has the highest bit set now; one above `9` has it when the 118 is added that
    // a 9 can take.
    if (digits | digits.wrapping_add(0x7676_7676)) & 0x8080_8080 != 0 {
        return None;
    }
    // The first digit is in the lowest byte. Each byte, and then each half, has room for its sum.
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF;
    Some((pairs * 100 + (pairs >> 16)) & 0xFFFF)
}

/// A whole number of any type.
struct Whole {
    is_negative: bool,
    magnitude: u128,
}

/// The whole number that `text` stands for, by all rules. One number has one form, so that equal
/// values are equal bytes: no sign that says nothing, no leading zeros. Not generic, so that a
/// program has this code once.
fn parse_whole(text: Text<'_>) -> Result<Whole, ErrorKind> {
    text.with_str(|text| {
        let negated = text.strip_prefix('-');
        let (is_negative, digits) = (negated.is_some(), negated.unwrap_or(text));
        let is_canonical = match digits.as_bytes() {
            [b'0', rest @ ..] => rest.is_empty() && !is_negative,
            [] => false,
            digits => digits.iter().all(u8::is_ascii_digit),
        };
        if !is_canonical {
            return Err(ErrorKind::NotANumber);
        }
        let magnitude = match parse_digits(digits.as_bytes()) {
            Some(magnitude) => u128::from(magnitude),
            None => digits.parse().map_err(|_| ErrorKind::OutOfRange)?,
        };
        Ok(Whole { is_negative, magnitude })
    })
}

macro_rules! integer {
    ($($int:ident $wire:ident $bits:literal $digits:literal)*) => {$(
        #[diagnostic::do_not_recommend]
        impl BaggageValue for $int {
            const TYPE: ValueType = ValueType::single(WireType::$wire($bits), $digits);

            #[inline]
            fn decode(text: Text<'_>) -> Result<$int, ErrorKind> {
                if let Some(number) = parse_digits(text.raw()) {
                    return $int::try_from(number).map_err(|_| ErrorKind::OutOfRange);
                }
                let Whole { is_negative, magnitude } = parse_whole(text)?;
                let number = if is_negative {
                    0_i128.checked_sub_unsigned(magnitude).and_then(|n| $int::try_from(n).ok())
                } else {
                    $int::try_from(magnitude).ok()
                };
                number.ok_or(ErrorKind::OutOfRange)
            }

            #[inline]
            fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
                out.known_token(itoa::Buffer::new().format(*self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl BaggageValue for NonZero<$int> {
            const TYPE: ValueType = $int::TYPE;

            #[inline]
            fn decode(text: Text<'_>) -> Result<NonZero<$int>, ErrorKind> {
                NonZero::new($int::decode(text)?).ok_or(ErrorKind::OutOfRange)
            }

            #[inline]
            fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
                self.get().encode(out)
            }
        }
    )*};
}

// `usize` and `isize` are 64 bits on the wire on every machine.
integer! {
    u8 Unsigned 8 3
    u16 Unsigned 16 5
    u32 Unsigned 32 10
    u64 Unsigned 64 20
    u128 Unsigned 128 39
    usize Unsigned 64 20
    i8 Signed 8 4
    i16 Signed 16 6
    i32 Signed 32 11
    i64 Signed 64 20
    i128 Signed 128 40
    isize Signed 64 20
}

macro_rules! float {
    ($($float:ident $bits:literal $digits:literal)*) => {$(
        /// Written with the fewest digits that read back as the same number; read in any form
        /// that Rust parses but NaN and the infinities.
        #[diagnostic::do_not_recommend]
        impl BaggageValue for $float {
            const TYPE: ValueType = ValueType::single(WireType::Float($bits), $digits);

            #[inline]
            fn decode(text: Text<'_>) -> Result<$float, ErrorKind> {
                text.with_str(|text| match text.parse::<$float>() {
                    Ok(number) if number.is_finite() => Ok(number),
                    Ok(_) if text.bytes().any(|byte| byte.is_ascii_digit()) => {
                        Err(ErrorKind::OutOfRange)
                    }
                    _ => Err(ErrorKind::NotANumber),
                })
            }

            #[inline]
            fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
                if !self.is_finite() {
                    return Err(ErrorKind::NotFinite);
                }
                // `Debug` has the shortest digits and an exponent where it is shorter, and one
                // form of its own, `1.0`, which is `1` to everyone else.
                let mut text = [0; $digits + ".0".len()];
                let mut rest = &mut text[..];
                write!(rest, "{self:?}").map_err(|_| ErrorKind::TooLong)?;
                let unused = rest.len();
                let text = &text[..text.len() - unused];
                let text = text.strip_suffix(b".0").unwrap_or(text);
                out.token(core::str::from_utf8(text).map_err(|_| ErrorKind::BadUtf8)?)
            }
        }
    )*};
}

// The longest: -9999999000000000, and -2.2250738585072014e-308.
float! {
    f32 32 17
    f64 64 24
}

/// The boolean that `text` stands for, by all rules. Out of line, for its usual form is plain.
#[inline(never)]
fn parse_bool(text: Text<'_>) -> Result<bool, ErrorKind> {
    text.with_str(|text| text.parse().map_err(|_| ErrorKind::NotABool))
}

#[diagnostic::do_not_recommend]
impl BaggageValue for bool {
    const TYPE: ValueType = ValueType::single(WireType::Bool, 5);

    #[inline]
    fn decode(text: Text<'_>) -> Result<bool, ErrorKind> {
        match text.raw() {
            b"true" => Ok(true),
            b"false" => Ok(false),
            _ => parse_bool(text),
        }
    }

    #[inline]
    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        // Text of a length that the compiler knows is copied without a call.
        if *self { out.known_token("true") } else { out.known_token("false") }
    }
}

/// Whole milliseconds; what is finer is cut off when it is written.
#[diagnostic::do_not_recommend]
impl BaggageValue for Duration {
    const TYPE: ValueType = ValueType::single(WireType::Duration, 23);

    #[inline]
    fn decode(text: Text<'_>) -> Result<Duration, ErrorKind> {
        let millis = u128::decode(text)?;
        let seconds = u64::try_from(millis / 1000).map_err(|_| ErrorKind::OutOfRange)?;
        Ok(Duration::new(seconds, (millis % 1000) as u32 * 1_000_000))
    }

    #[inline]
    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        self.as_millis().encode(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_the_number_that_the_standard_library_reads() {
        // The neighbours of the digits, and bytes that borrow or carry into those behind them.
        let others = ["", "/", ":", "\0", "\u{7f}", "-", "+", "a", "\u{e9}", "\u{ff}"];
        for digits in ["1234567890123456789", "9999999999999999999", "1000000000000000000"] {
            for len in 0..=digits.len() {
                for other in others {
                    for place in 0..=len {
                        let text = [&digits[..place], other, &digits[place..len]].concat();
                        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
                        let expected = is_plain.then(|| text.parse().ok()).flatten();
                        assert_eq!(parse_digits(text.as_bytes()), expected, "{text:?}");
                    }
                }
            }
        }
        assert_eq!(parse_digits(b"0"), Some(0));
        for refused in ["00", "01", "0123", "01234", "12345678901234567890"] {
            assert_eq!(parse_digits(refused.as_bytes()), None);
        }
    }

    #[test]
    fn four_bytes_are_a_number_when_all_are_digits() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                for bytes in [[first, second, b'0', b'9'], [b'0', b'9', first, second]] {
                    let is_plain = bytes.iter().all(u8::is_ascii_digit);
                    let number = || core::str::from_utf8(&bytes).ok()?.parse().ok();
                    assert_eq!(parse_four(bytes), is_plain.then(number).flatten(), "{bytes:?}");
                }
            }
        }
    }
}
