//! Text built in `const`, for the messages of compile-time checks.

use super::WireType;

/// Longest message; longer text is cut, which no check reaches with keys of sane length.
const CAPACITY: usize = 512;

/// A message under construction.
pub(super) struct Message {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Message {
    #[inline]
    pub(super) const fn new() -> Message {
        Message { bytes: [0; CAPACITY], len: 0 }
    }

    /// The message with `text` added.
    #[inline]
    pub(super) const fn text(mut self, text: &str) -> Message {
        let text = text.as_bytes();
        let mut i = 0;
        while i < text.len() && self.len < CAPACITY {
            self.bytes[self.len] = text[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// The message with `number` added in decimal.
    #[inline]
    pub(super) const fn number(mut self, number: usize) -> Message {
        if number >= 10 {
            self = self.number(number / 10);
        }
        if self.len < CAPACITY {
            self.bytes[self.len] = b'0' + (number % 10) as u8;
            self.len += 1;
        }
        self
    }

    /// The message with the name of `wire` added, as [`WireType`] displays it but for the
    /// variants of an enum.
    #[inline]
    pub(super) const fn wire_type(self, wire: &WireType) -> Message {
        match wire {
            WireType::String => self.text("string"),
            WireType::Token => self.text("token"),
            WireType::Char => self.text("char"),
            WireType::Bool => self.text("bool"),
            WireType::Unsigned(bits) => self.text("u").number(*bits as usize),
            WireType::Signed(bits) => self.text("i").number(*bits as usize),
            WireType::Float(bits) => self.text("f").number(*bits as usize),
            WireType::Ip => self.text("ip"),
            WireType::Socket => self.text("socket"),
            WireType::Duration => self.text("duration"),
            WireType::Uuid => self.text("uuid"),
            WireType::Enum(_) => self.text("an enum"),
            WireType::List(item) => self.text("list<").wire_type(item).text(">"),
        }
    }

    /// Stops the build with the message.
    #[inline]
    #[track_caller]
    pub(super) const fn fail(&self) -> ! {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => panic!("{}", text),
            // Only where the cut at CAPACITY fell into a character.
            Err(_) => panic!("baggage schema error"),
        }
    }
}
