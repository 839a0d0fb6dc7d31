//! The text of a value as it is written: escaped, and held to the field's bounds.

use crate::error::ErrorKind;
use crate::schema::Rules;
use crate::wire::percent;

/// Takes the text of one value and writes it percent-encoded.
///
/// Every byte that leaves is one of `A-Z a-z 0-9 - . _ ~` or part of an upper-case `%XX`: these
/// every peer reads alike.
pub struct ValueWriter<'a> {
    out: &'a mut Vec<u8>,
    rules: Rules,
    is_item: bool,
}

impl<'a> ValueWriter<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>, rules: Rules) -> ValueWriter<'a> {
        ValueWriter {
            out,
            rules,
            is_item: false,
        }
    }

    /// Writes `text`, escaped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLong`] when `text` has more than `max_len` bytes,
    /// [`ErrorKind::ControlCharacter`], and under `token` [`ErrorKind::NotAToken`].
    pub fn text(&mut self, text: &str) -> Result<(), ErrorKind> {
        if text.len() > self.rules.max_len as usize {
            return Err(ErrorKind::TooLong);
        }
        if self.rules.token {
            return self.token(text);
        }
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(ErrorKind::ControlCharacter);
        }
        if self.is_item {
            percent::encode_item(text, self.rules.separator, self.out);
        } else {
            percent::encode(text, self.out);
        }
        Ok(())
    }

    /// Writes text that needs no escape, such as a number.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAToken`] when a byte is none of `A-Z a-z 0-9 - . _ ~`.
    pub fn token(&mut self, text: &str) -> Result<(), ErrorKind> {
        if !text.bytes().all(percent::is_unreserved) {
            return Err(ErrorKind::NotAToken);
        }
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    pub(crate) fn rules(&self) -> Rules {
        self.rules
    }

    /// How many bytes were written to the buffer so far, by whomever.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// The writer for one item of a list.
    pub(crate) fn item(&mut self) -> ValueWriter<'_> {
        ValueWriter {
            out: self.out,
            rules: self.rules,
            is_item: true,
        }
    }

    /// Writes what stands between two items.
    pub(crate) fn separator(&mut self) {
        percent::encode_byte(self.rules.separator, self.out);
    }
}
