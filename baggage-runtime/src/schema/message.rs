//! Text built in `const`, for the messages of compile-time checks.

/// Longest message; longer text is cut, which no check reaches with keys of sane length.
const CAPACITY: usize = 512;

/// A message under construction.
pub(super) struct Message {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Message {
    pub(super) const fn new() -> Message {
        Message {
            bytes: [0; CAPACITY],
            len: 0,
        }
    }

    /// The message with `text` added.
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

    /// Stops the build with the message.
    #[track_caller]
    pub(super) const fn fail(&self) -> ! {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => panic!("{}", text),
            // Only where the cut at CAPACITY fell into a character.
            Err(_) => panic!("baggage schema error"),
        }
    }
}
