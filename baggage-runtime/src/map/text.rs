//! The bytes a map keeps.

#[cfg(feature = "http")]
use bytes::Bytes;

use crate::wire::Limits;

/// What header values are made of, so that they share a map's bytes. Without them the standard
/// library does, and there is one crate less to build.
#[cfg(not(feature = "http"))]
type Bytes = std::sync::Arc<[u8]>;

/// Bytes kept by reference count.
#[derive(Clone)]
pub(crate) enum MapText {
    /// Copied from a carrier, or written here.
    Bytes(Bytes),
    /// A header value as it came, to be passed on as it is.
    #[cfg(feature = "http")]
    Header(http::HeaderValue),
}

impl Default for MapText {
    fn default() -> MapText {
        MapText::Bytes(Bytes::default())
    }
}

impl MapText {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            MapText::Bytes(bytes) => bytes,
            #[cfg(feature = "http")]
            MapText::Header(value) => value.as_bytes(),
        }
    }
}

impl From<Vec<u8>> for MapText {
    fn from(text: Vec<u8>) -> MapText {
        MapText::Bytes(Bytes::from(text))
    }
}

/// The lines with a comma between any two, up to one byte behind the limit: that one tells whether
/// a member ends there. `len` is how many bytes there will be, as far as is known.
pub(super) fn join<L: AsRef<[u8]>>(
    lines: impl Iterator<Item = L>,
    len: usize,
    limits: Limits,
) -> Vec<u8> {
    let mut room = limits.bytes() + 1;
    let mut joined = Vec::with_capacity(len.min(room));
    for (number, line) in lines.enumerate() {
        if number > 0 {
            if room == 0 {
                break;
            }
            joined.push(b',');
            room -= 1;
        }
        let line = line.as_ref();
        let taken = &line[..line.len().min(room)];
        joined.extend_from_slice(taken);
        room -= taken.len();
    }
    joined
}
