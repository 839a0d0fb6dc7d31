//! How much baggage is taken, and what was not.

/// The most members and bytes that are taken from a carrier, and given to one.
///
/// The defaults are what every platform must propagate: 64 members, 8192 bytes
/// ([W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits)).
///
/// * Bytes count as they stand on the wire, all header lines together and the comma between two
///   lines included. A member that ends within the limit, with the white space behind it, is kept;
///   one that crosses it is dropped whole, and nothing behind it is looked at.
/// * Members count as they are seen: malformed ones too, empty list elements not. This bounds the
///   work that a header can cause.
///
/// ```
/// use baggage_runtime::{BaggageMap, Limits};
///
/// let two = Limits::default().max_members(2);
/// let map = BaggageMap::parse_with(["a=1,b=2,c=3"], &two);
/// assert_eq!(map.to_string(), "a=1,b=2");
/// assert_eq!(map.dropped().over_limit(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    max_members: u16,
    max_bytes: u16,
}

impl Limits {
    /// These limits with at most `members` members.
    #[must_use]
    pub const fn max_members(self, members: u16) -> Limits {
        Limits { max_members: members, ..self }
    }

    /// These limits with at most `bytes` bytes. No transport carries the 65,535 bytes that the
    /// type allows: most servers refuse a header line above 8 KB.
    #[must_use]
    pub const fn max_bytes(self, bytes: u16) -> Limits {
        Limits { max_bytes: bytes, ..self }
    }

    pub(crate) const fn members(self) -> usize {
        self.max_members as usize
    }

    pub(crate) const fn bytes(self) -> usize {
        self.max_bytes as usize
    }
}

/// 64 members and 8192 bytes.
impl Default for Limits {
    fn default() -> Limits {
        Limits { max_members: 64, max_bytes: 8192 }
    }
}

/// How many members were dropped from some baggage, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    pub(crate) malformed: usize,
    pub(crate) over_limit: usize,
    pub(crate) truncated: bool,
}

impl Dropped {
    /// Members that are not in the grammar.
    pub const fn malformed(&self) -> usize {
        self.malformed
    }

    /// Members beyond the limits: those behind the last one allowed, the one that crossed the
    /// limit on bytes, and received ones that made room for members written here.
    ///
    /// When the input [was truncated](Dropped::is_truncated), members that lie wholly behind the
    /// limit on bytes were never looked at and are not in this number.
    pub const fn over_limit(&self) -> usize {
        self.over_limit
    }

    /// Whether input lay behind the limit on bytes and was not looked at.
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// All members known to be dropped, whatever the cause.
    pub const fn total(&self) -> usize {
        self.malformed + self.over_limit
    }

    /// Whether nothing was dropped.
    pub const fn is_empty(&self) -> bool {
        self.total() == 0 && !self.truncated
    }
}
