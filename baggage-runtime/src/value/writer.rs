//! The text of a value as it is written: escaped, and held to the field's bounds.

use core::fmt::Display;

use crate::error::ErrorKind;
use crate::schema::Rules;
use crate::wire::octet::{Classes, is_unreserved};
use crate::wire::percent;

/// Takes the text of one value and writes it percent-encoded.
///
/// Every byte that leaves is one of `A-Z a-z 0-9 - . _ ~` or part of an upper-case `%XX`: these
/// every peer reads alike.
pub struct ValueWriter<'a> {
    out: &'a mut Vec<u8>,
    rules: &'a Rules,
    is_item: bool,
    is_comparing: bool,
}

/// Stands for a catch-all where values are compared; no byte of baggage.
const CATCH_ALL: u8 = 0;

impl<'a> ValueWriter<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>, rules: &'a Rules) -> ValueWriter<'a> {
        ValueWriter { out, rules, is_item: false, is_comparing: false }
    }

    /// A writer of text that is compared and never leaves.
    pub(crate) fn comparing(out: &'a mut Vec<u8>, rules: &'a Rules) -> ValueWriter<'a> {
        ValueWriter { is_comparing: true, ..ValueWriter::new(out, rules) }
    }

    /// Writes a catch-all variant.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::CatchAll`]: it has no name.
    #[doc(hidden)]
    pub fn catch_all(&mut self) -> Result<(), ErrorKind> {
        if !self.is_comparing {
            return Err(ErrorKind::CatchAll);
        }
        self.out.push(CATCH_ALL);
        Ok(())
    }

    /// Writes `text`, escaped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLong`] when `text` has more than `max_len` bytes,
    /// [`ErrorKind::ControlCharacter`], and under `token` [`ErrorKind::NotAToken`].
    pub fn text(&mut self, text: &str) -> Result<(), ErrorKind> {
        if self.rules.token {
            return self.token(text);
        }
        self.check_len(text)?;
        let bytes = text.as_bytes();
        let may_be_plain = !(self.is_item && is_unreserved(self.rules.separator));
        // Most text that is not plain is so from its first byte.
        let is_plain =
            bytes.first().is_none_or(u8::is_ascii) && Classes::of(bytes).are_unreserved();
        if may_be_plain && is_plain {
            self.out.extend_from_slice(bytes);
            return Ok(());
        }
        self.escaped(bytes)
    }

    /// Out of line, so that text that needs no escape does not pay for what the others need.
    #[inline(never)]
    fn escaped(&mut self, bytes: &[u8]) -> Result<(), ErrorKind> {
        let start = self.out.len();
        let separator = self.rules.separator;
        let classes = percent::encode(bytes, self.out);
        if !classes.are_printable() {
            return Err(ErrorKind::ControlCharacter);
        }
        let is_special = |byte: &u8| *byte == separator || *byte == b'%';
        if self.is_item && self.may_have_separator(classes) && bytes.iter().any(is_special) {
            self.out.truncate(start);
            percent::encode_item(bytes, separator, self.out);
        }
        Ok(())
    }

    /// Whether the separator or a `%` may be among bytes of these classes.
    fn may_have_separator(&self, classes: Classes) -> bool {
        !classes.are_ordinary() || Classes::of(&[self.rules.separator]).are_ordinary()
    }

    /// Writes what `value` displays, escaped. For `#[baggage(display)]`.
    #[doc(hidden)]
    pub fn display(&mut self, value: &dyn Display) -> Result<(), ErrorKind> {
        self.text(&value.to_string())
    }

    /// Writes text that needs no escape, such as a number.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLong`] when `text` has more than `max_len` bytes, and
    /// [`ErrorKind::NotAToken`] when a byte is none of `A-Z a-z 0-9 - . _ ~`.
    pub fn token(&mut self, text: &str) -> Result<(), ErrorKind> {
        self.check_len(text)?;
        if !Classes::of(text.as_bytes()).are_unreserved() {
            return Err(ErrorKind::NotAToken);
        }
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// Writes text of which the caller knows that it needs no escape.
    #[inline]
    pub(crate) fn known_token(&mut self, text: &str) -> Result<(), ErrorKind> {
        self.check_len(text)?;
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn check_len(&self, text: &str) -> Result<(), ErrorKind> {
        if text.len() > self.rules.max_len as usize {
            return Err(ErrorKind::TooLong);
        }
        Ok(())
    }

    pub(crate) fn rules(&self) -> &Rules {
        self.rules
    }

    /// How many bytes were written to the buffer so far, by whomever.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// The writer for one item of a list.
    pub(crate) fn item(&mut self) -> ValueWriter<'_> {
        ValueWriter { out: self.out, is_item: true, ..*self }
    }

    /// Writes what stands between two items.
    pub(crate) fn separator(&mut self) {
        percent::encode_byte(self.rules.separator, self.out);
    }
}
