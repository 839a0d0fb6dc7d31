//! The text of a value as it is read: percent-encoded bytes that decode when asked.

use core::str;

use crate::error::ErrorKind;
use crate::schema::Rules;
use crate::wire::octet::Classes;
use crate::wire::percent;
use crate::wire::read::RawValue;

/// The text of one value, or of one item of a list, still percent-encoded.
///
/// Nothing is decoded until [`with_str`](Text::with_str) or [`to_string`](Text::to_string) asks
/// for it, and nothing is allocated by the former.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    raw: &'a RawValue<'a>,
    rules: &'a Rules,
}

impl<'a> Text<'a> {
    pub(crate) fn new(raw: &'a RawValue<'a>, rules: &'a Rules) -> Text<'a> {
        Text { raw, rules }
    }

    pub(crate) fn rules(&self) -> &'a Rules {
        self.rules
    }

    /// The bytes as they came: for values whose usual form has nothing escaped.
    pub(crate) fn raw(&self) -> &'a [u8] {
        self.raw.text.as_bytes()
    }

    /// The items of a list, split at the separator.
    pub(crate) fn items(self) -> Items<'a> {
        let rest = (!self.raw.text.is_empty()).then_some(self.raw.text);
        Items { rest, separator: self.rules.separator }
    }

    /// What `read` makes of the decoded text. The text is borrowed from the header where
    /// nothing is escaped, and from the stack otherwise.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadPercentEncoding`], [`ErrorKind::BadUtf8`],
    /// [`ErrorKind::ControlCharacter`], or what `read` returns.
    #[inline]
    pub fn with_str<R>(
        self,
        read: impl FnOnce(&str) -> Result<R, ErrorKind>,
    ) -> Result<R, ErrorKind> {
        if self.raw.is_literal {
            return read(self.raw.text);
        }
        self.with_unescaped(read)
    }

    /// What `read` makes of the text with its escapes undone.
    fn with_unescaped<R>(
        self,
        read: impl FnOnce(&str) -> Result<R, ErrorKind>,
    ) -> Result<R, ErrorKind> {
        let (mut read, mut result) = (Some(read), Err(ErrorKind::Invalid));
        self.unescape(&mut |text| {
            if let Some(read) = read.take() {
                result = read(text);
            }
        })?;
        result
    }

    /// Hands the text to `read` once. Not generic, so that a program has the buffers once, and out of
    /// line, so that text with nothing escaped does not pay for them.
    #[inline(never)]
    fn unescape(self, read: &mut dyn FnMut(&str)) -> Result<(), ErrorKind> {
        match self.raw.text.len() {
            ..=256 => read(self.decode(&mut [0; 256])?),
            257..=8192 => self.unescape_long(read)?,
            // Only under limits that were raised on purpose.
            len => read(self.decode(&mut vec![0; len])?),
        }
        Ok(())
    }

    #[inline(never)]
    fn unescape_long(self, read: &mut dyn FnMut(&str)) -> Result<(), ErrorKind> {
        read(self.decode(&mut [0; 8192])?);
        Ok(())
    }

    /// What `read` makes of text that a user wrote: bounded by `max_len`, and a token where the
    /// field asks for one.
    ///
    /// # Errors
    ///
    /// As [`with_str`](Text::with_str), and [`ErrorKind::TooLong`] and [`ErrorKind::NotAToken`].
    #[inline]
    pub fn with_bounded_str<R>(
        self,
        read: impl FnOnce(&str) -> Result<R, ErrorKind>,
    ) -> Result<R, ErrorKind> {
        if self.raw.is_literal {
            check_bounds(self.raw.text, self.rules)?;
            return read(self.raw.text);
        }
        self.refuse_hopeless()?;
        self.with_unescaped(|text| {
            check_bounds(text, self.rules)?;
            read(text)
        })
    }

    /// The decoded text on the heap, bounded like [`with_bounded_str`](Text::with_bounded_str).
    ///
    /// # Errors
    ///
    /// As [`with_bounded_str`](Text::with_bounded_str).
    pub fn to_string(self) -> Result<String, ErrorKind> {
        if self.raw.is_literal {
            check_bounds(self.raw.text, self.rules)?;
            return Ok(self.raw.text.to_owned());
        }
        self.refuse_hopeless()?;
        let mut bytes = vec![0; self.raw.text.len()];
        let len = self.decode(&mut bytes)?.len();
        bytes.truncate(len);
        let text = String::from_utf8(bytes).map_err(|_| ErrorKind::BadUtf8)?;
        check_bounds(&text, self.rules)?;
        Ok(text)
    }

    /// Refuses text that is over the bound however it was escaped, before it is decoded.
    #[inline]
    fn refuse_hopeless(self) -> Result<(), ErrorKind> {
        // A byte takes at most three bytes escaped once and nine escaped twice.
        let widest = if self.raw.is_item { 9 } else { 3 };
        if self.raw.text.len() > (self.rules.max_len as usize).saturating_mul(widest) {
            return Err(ErrorKind::TooLong);
        }
        Ok(())
    }

    /// Decodes into `buffer`, which has room for as many bytes as `raw`.
    fn decode(self, buffer: &mut [u8]) -> Result<&str, ErrorKind> {
        let mut len = percent::decode_strict(self.raw.text.as_bytes(), buffer)
            .ok_or(ErrorKind::BadPercentEncoding)?;
        if self.raw.is_item {
            len = percent::unescape_item(&mut buffer[..len], self.rules.separator);
        }
        let text = str::from_utf8(&buffer[..len]).map_err(|_| ErrorKind::BadUtf8)?;
        if !Classes::of(text.as_bytes()).are_printable() {
            return Err(ErrorKind::ControlCharacter);
        }
        Ok(text)
    }
}

#[inline]
fn check_bounds(text: &str, rules: &Rules) -> Result<(), ErrorKind> {
    if text.len() > rules.max_len as usize {
        return Err(ErrorKind::TooLong);
    }
    if rules.token { check_token(text) } else { Ok(()) }
}

/// Out of line, so that what reads text is short enough to stand where it is called.
#[inline(never)]
fn check_token(text: &str) -> Result<(), ErrorKind> {
    let is_token = Classes::of(text.as_bytes()).are_unreserved();
    if is_token { Ok(()) } else { Err(ErrorKind::NotAToken) }
}

/// The items of a list in their order.
pub(crate) struct Items<'a> {
    rest: Option<&'a str>,
    separator: u8,
}

impl<'a> Iterator for Items<'a> {
    type Item = RawValue<'a>;

    #[inline]
    fn next(&mut self) -> Option<RawValue<'a>> {
        let rest = self.rest?;
        let (item, rest) = percent::split_at_separator(rest, self.separator);
        self.rest = rest;
        Some(item)
    }
}
