//! The keys of a schema as one flat table, built in `const`.

use super::Field;

/// One key or alias. Not part of the public interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct KeyEntry {
    key: &'static str,
    hit: Hit,
}

/// Which field a key belongs to, and by which of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index into the schema's fields.
    pub(crate) field: u8,
    /// 0 for the key, then the aliases in the order in which they are declared.
    pub(crate) rank: u8,
}

/// How many entries the table of these fields has. Not part of the public interface.
#[doc(hidden)]
pub const fn count_keys(fields: &[Field]) -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < fields.len() {
        count += 1 + fields[i].aliases().len();
        i += 1;
    }
    count
}

/// The table of these fields; `N` is [`count_keys`]. Not part of the public interface.
#[doc(hidden)]
pub const fn key_table<const N: usize>(fields: &[Field]) -> [KeyEntry; N] {
    let mut table = [KeyEntry { key: "", hit: Hit { field: 0, rank: 0 } }; N];
    let mut next = 0;
    let mut i = 0;
    while i < fields.len() {
        let aliases = fields[i].aliases();
        table[next] = KeyEntry { key: fields[i].key(), hit: Hit { field: i as u8, rank: 0 } };
        next += 1;
        let mut rank = 0;
        while rank < aliases.len() {
            let hit = Hit { field: i as u8, rank: rank as u8 + 1 };
            table[next] = KeyEntry { key: aliases[rank], hit };
            next += 1;
            rank += 1;
        }
        i += 1;
    }
    table
}

/// The bit that stands for keys of `len` bytes.
pub(super) const fn length_bit(len: usize) -> u64 {
    1 << if len < 63 { len } else { 63 }
}

/// The lengths that occur in the table, as bits.
pub(super) const fn lengths(table: &[KeyEntry]) -> u64 {
    let mut bits = 0;
    let mut i = 0;
    while i < table.len() {
        bits |= length_bit(table[i].key.len());
        i += 1;
    }
    bits
}

pub(super) fn find(table: &[KeyEntry], key: &[u8]) -> Option<Hit> {
    table.iter().find(|entry| entry.key.as_bytes() == key).map(|entry| entry.hit)
}
