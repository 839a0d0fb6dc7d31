//! `#[baggage(display)]`: values of which the text is what they display.
//!
//! Generated code only; not part of the public interface.

use core::fmt::Display;
use core::str::FromStr;

use super::{Text, ValueWriter};
use crate::error::ErrorKind;

/// A type that displays its text and is read from it. A trait of its own, so that the compiler says
/// what `display` needs instead of listing the types that can be read from text.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read and written by `display`",
    label = "not both `Display` and `FromStr`",
    note = "implement `Display` and `FromStr` for `{Self}`, or name a module that converts it: `#[baggage(with = module, max_len = N)]`"
)]
pub trait DisplayFromStr: Sized {
    /// The value that `text` stands for.
    fn decode_displayed(text: Text<'_>) -> Result<Self, ErrorKind>;

    /// Writes what the value displays.
    fn encode_displayed(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind>;
}

#[diagnostic::do_not_recommend]
impl<T: Display + FromStr> DisplayFromStr for T {
    fn decode_displayed(text: Text<'_>) -> Result<T, ErrorKind> {
        text.with_bounded_str(|text| text.parse().map_err(|_| ErrorKind::Invalid))
    }

    fn encode_displayed(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        out.display(self)
    }
}
