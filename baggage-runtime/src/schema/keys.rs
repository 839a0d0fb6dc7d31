//! The keys of a schema as one flat table, built in `const`.

use super::Field;

/// One key or alias. Not part of the public interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct KeyEntry {
    key: &'static str,
    hit: Hit,
    /// The next entry of which the key is as long, or [`NONE`].
    next: u16,
}

/// No entry.
const NONE: u16 = u16::MAX;

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
    let mut table = [KeyEntry::new("", 0, 0); N];
    let mut next = 0;
    let mut i = 0;
    while i < fields.len() {
        let aliases = fields[i].aliases();
        table[next] = KeyEntry::new(fields[i].key(), i, 0);
        next += 1;
        let mut rank = 0;
        while rank < aliases.len() {
            table[next] = KeyEntry::new(aliases[rank], i, rank + 1);
            next += 1;
            rank += 1;
        }
        i += 1;
    }
    link(&mut table);
    table
}

impl KeyEntry {
    const fn new(key: &'static str, field: usize, rank: usize) -> KeyEntry {
        KeyEntry { key, hit: Hit { field: field as u8, rank: rank as u8 }, next: NONE }
    }
}

/// Makes each entry name the next one of which the key is as long.
const fn link(table: &mut [KeyEntry]) {
    let mut first = [NONE; LENGTHS];
    let mut i = table.len();
    while i > 0 {
        i -= 1;
        let length = length(table[i].key.len());
        table[i].next = first[length];
        first[length] = i as u16;
    }
}

/// How many lengths of keys are told apart; the last stands for all that are longer, too.
const LENGTHS: usize = 64;

const fn length(len: usize) -> usize {
    if len < LENGTHS { len } else { LENGTHS - 1 }
}

/// The first entry of the table for each length, so that most foreign keys are told by their length
/// alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByLength([u16; LENGTHS]);

impl ByLength {
    pub(super) const fn new(table: &[KeyEntry]) -> ByLength {
        let mut first = [NONE; LENGTHS];
        let mut i = table.len();
        while i > 0 {
            i -= 1;
            first[length(table[i].key.len())] = i as u16;
        }
        ByLength(first)
    }

    /// The entry of `table`, which this was made of, that has `key`.
    #[inline]
    pub(super) fn find(&self, table: &[KeyEntry], key: &[u8]) -> Option<Hit> {
        let first = self.0[length(key.len())];
        if first == NONE { None } else { find_from(first, table, key) }
    }
}

fn find_from(first: u16, table: &[KeyEntry], key: &[u8]) -> Option<Hit> {
    let mut next = first;
    while let Some(entry) = table.get(usize::from(next)) {
        if entry.key.as_bytes() == key {
            return Some(entry.hit);
        }
        next = entry.next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{FieldDef, ValueType, WireType};

    const LONG: &str = "a.key.of.sixty-six.bytes.which.is.longer.than.the.lengths.told.apart.x";
    const AS_LONG: &str = "another.key.of.more.bytes.than.there.are.lengths.that.are.told.apart";

    const fn field(key: &'static str, aliases: &'static [&'static str]) -> Field {
        let value_type = ValueType::single(WireType::Bool, 5);
        Field::new(FieldDef { aliases, ..FieldDef::new(key, key, value_type) })
    }

    static FIELDS: [Field; 4] =
        [field("tier", &["plan"]), field("zone", &[]), field(LONG, &[]), field("id", &[AS_LONG])];
    static KEYS: [KeyEntry; count_keys(&FIELDS)] = key_table(&FIELDS);

    #[test]
    fn every_name_is_found_among_others_of_its_length_and_no_other_is() {
        let keys = ByLength::new(&KEYS);
        let found = |key: &str| keys.find(&KEYS, key.as_bytes()).map(|hit| (hit.field, hit.rank));
        assert_eq!(found("tier"), Some((0, 0)));
        assert_eq!(found("plan"), Some((0, 1)));
        assert_eq!(found("zone"), Some((1, 0)));
        assert_eq!(found(LONG), Some((2, 0)));
        assert_eq!(found("id"), Some((3, 0)));
        assert_eq!(found(AS_LONG), Some((3, 1)));
        for key in ["", "Tier", "tie", "xy", "tiers", &"x".repeat(64), &"x".repeat(200)] {
            assert_eq!(found(key), None, "{key}");
        }
    }
}
