//! The keys of a schema as one flat table, built in `const`.

use super::Field;
use crate::wire::octet::is_tchar;

/// One key or alias. Not part of the public interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct KeyEntry {
    key: &'static str,
    /// The first eight bytes of the key, and the last eight, each as one number.
    ends: [u64; 2],
    /// Which bits of the first number the key has.
    mask: u64,
    hit: Hit,
    /// The next entry of which the prefix has the same hash, or [`NONE`].
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
    ByPrefix::link(&mut table);
    table
}

impl KeyEntry {
    const fn new(key: &'static str, field: usize, rank: usize) -> KeyEntry {
        let bytes = key.as_bytes();
        let (_, last) = bytes.split_at(bytes.len().saturating_sub(8));
        KeyEntry {
            key,
            ends: [prefix(bytes), prefix(last)],
            mask: prefix_mask(bytes),
            hit: Hit { field: field as u8, rank: rank as u8 },
            next: NONE,
        }
    }

    pub(crate) const fn hit(&self) -> Hit {
        self.hit
    }

    /// How many bytes the key has.
    pub(crate) const fn len(&self) -> usize {
        self.key.len()
    }

    /// Whether `member`, of which `first` are the first eight bytes, begins with the key, and its own
    /// key ends there.
    #[inline]
    fn is_key_of(&self, member: &[u8], first: u64) -> bool {
        let [start, end] = self.ends;
        let len = self.key.len();
        if (first ^ start) & self.mask != 0 || (len > 8 && last_eight(member, len) != Some(end)) {
            return false;
        }
        if len > 16 && member[8..len - 8] != self.key.as_bytes()[8..len - 8] {
            return false;
        }
        member.get(len).map_or(member.len() == len, |&byte| byte == b'=' || !is_tchar(byte))
    }
}

/// The last eight of the first `len` bytes, as one number.
#[inline]
fn last_eight(bytes: &[u8], len: usize) -> Option<u64> {
    bytes.get(len - 8..len)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// Finds keys by their first bytes: as many as the shortest key has, eight at most. Most foreign
/// keys are told by these alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByPrefix {
    /// Those bits of the first eight bytes that every key has.
    mask: u64,
    /// The first entry of the table for each hash of a prefix, or [`NONE`].
    first: [u16; HASHES],
}

/// How many hashes there are.
const HASHES: usize = 64;

impl ByPrefix {
    /// Finds the keys of `table`, in which each entry then names the next one of its hash.
    const fn link(table: &mut [KeyEntry]) -> ByPrefix {
        let mut by_prefix = ByPrefix { mask: common(table), first: [NONE; HASHES] };
        let mut i = table.len();
        while i > 0 {
            i -= 1;
            let hash = by_prefix.hash(prefix(table[i].key.as_bytes()));
            table[i].next = by_prefix.first[hash];
            by_prefix.first[hash] = i as u16;
        }
        by_prefix
    }

    pub(super) const fn new(table: &[KeyEntry]) -> ByPrefix {
        let mut by_prefix = ByPrefix { mask: common(table), first: [NONE; HASHES] };
        let mut i = table.len();
        while i > 0 {
            i -= 1;
            by_prefix.first[by_prefix.hash(prefix(table[i].key.as_bytes()))] = i as u16;
        }
        by_prefix
    }

    const fn hash(&self, prefix: u64) -> usize {
        // Fibonacci hashing: the highest bits depend on all others.
        ((prefix & self.mask).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58) as usize
    }

    /// The entry of `table`, which this was made of, of which the key is that of `member`.
    #[inline]
    pub(super) fn find(
        &self,
        table: &'static [KeyEntry],
        member: &[u8],
    ) -> Option<&'static KeyEntry> {
        let first = match member.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => prefix(member),
        };
        let mut next = self.first[self.hash(first)];
        while let Some(entry) = table.get(usize::from(next)) {
            if entry.is_key_of(member, first) {
                return Some(entry);
            }
            next = entry.next;
        }
        None
    }
}

/// The bits of the first eight bytes that every key of the table has.
const fn common(table: &[KeyEntry]) -> u64 {
    let mut mask = u64::MAX;
    let mut i = 0;
    while i < table.len() {
        mask &= table[i].mask;
        i += 1;
    }
    mask
}

/// Which bits [`prefix`] takes from `bytes`.
const fn prefix_mask(bytes: &[u8]) -> u64 {
    if bytes.len() < 8 { !(u64::MAX << (8 * bytes.len())) } else { u64::MAX }
}

/// The first eight bytes, the first one lowest; 0 for those that are not there.
const fn prefix(bytes: &[u8]) -> u64 {
    let mut prefix = 0;
    let mut i = 0;
    while i < bytes.len() && i < 8 {
        prefix |= (bytes[i] as u64) << (8 * i);
        i += 1;
    }
    prefix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{FieldDef, ValueType, WireType};

    const LONG: &str = "a.key.of.more.than.eight.bytes";

    const fn field(key: &'static str, aliases: &'static [&'static str]) -> Field {
        let value_type = ValueType::single(WireType::Bool, 5);
        Field::new(FieldDef { aliases, ..FieldDef::new(key, key, value_type) })
    }

    static FIELDS: [Field; 5] = [
        field("tier", &["plan"]),
        field("tier.of.shop", &[]),
        field(LONG, &[]),
        field("id", &["a.key.of.less"]),
        field("tie", &[]),
    ];
    static KEYS: [KeyEntry; count_keys(&FIELDS)] = key_table(&FIELDS);

    fn found(keys: &ByPrefix, member: &str) -> Option<(u8, u8)> {
        keys.find(&KEYS, member.as_bytes()).map(|entry| (entry.hit.field, entry.hit.rank))
    }

    #[test]
    fn every_name_is_found_among_others_that_begin_alike_and_no_other_is() {
        let keys = ByPrefix::new(&KEYS);
        for behind in ["", "=", "=1", " = 1", "=1;p", "\t=1234567890", "\"", "\u{e9}"] {
            let found = |key: &str| found(&keys, &format!("{key}{behind}"));
            assert_eq!(found("tier"), Some((0, 0)));
            assert_eq!(found("plan"), Some((0, 1)));
            assert_eq!(found("tier.of.shop"), Some((1, 0)));
            assert_eq!(found(LONG), Some((2, 0)));
            assert_eq!(found("id"), Some((3, 0)));
            assert_eq!(found("a.key.of.less"), Some((3, 1)));
            assert_eq!(found("tie"), Some((4, 0)));
            for key in ["", "i", "Tier", "ti", "tiers", "tier.", "tier.of", "idx", &"x".repeat(200)]
            {
                assert_eq!(found(key), None, "{key}");
            }
        }
    }

    /// The keys that are like `key` but for one byte: another one, one less, or one more.
    fn neighbours(key: &str) -> Vec<String> {
        let ends = [&key[..key.len() - 1], &key[1..]].map(str::to_owned);
        let longer = ["!", "%", "a"].map(|byte| format!("{key}{byte}"));
        let others = key.char_indices().flat_map(|(place, byte)| {
            let (before, after) = (&key[..place], &key[place + 1..]);
            ["-", "z"].map(|other| format!("{before}{other}{after}")).into_iter().chain([
                format!("{before}{}{after}", byte.to_ascii_uppercase()),
                format!("{before}{byte}{byte}{after}"),
            ])
        });
        others.chain(ends).chain(longer).collect()
    }

    /// Tables in which keys begin alike, end alike, have one length or are parts of one another.
    #[test]
    fn a_table_finds_what_a_look_at_every_key_finds() {
        const N: usize = 64;
        const BYTES: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZlmnopqrstuvwxyz._-a";
        let base = |len: usize| (b'a'..=b'k').map(char::from).cycle().take(len).collect::<String>();
        let differing = |len: usize, place: usize, i: usize| {
            let mut key = base(len);
            key.replace_range(place..=place, &BYTES[i..=i]);
            key
        };
        let mut tables = vec![(1..=N).map(base).collect::<Vec<_>>()];
        for len in [1, 7, 8, 9, 15, 16, 17, 24, 25, 65, 128] {
            for place in [0, len / 2, len - 1] {
                tables.push((0..BYTES.len()).map(|i| differing(len, place, i)).collect());
            }
            tables.push(vec![base(len)]);
            tables.push((0..len.min(N)).map(|place| differing(len, place, 0)).collect());
        }
        for names in tables {
            let names: &[String] = Vec::leak(names);
            let fields: [Field; N] = core::array::from_fn(|i| field(&names[i % names.len()], &[]));
            // What is there twice stands behind what is there once, and is never found.
            let table: &[KeyEntry; N] = Box::leak(Box::new(key_table(&fields)));
            let keys = ByPrefix::new(table);
            let asked = names.iter().flat_map(|name| neighbours(name)).chain(names.iter().cloned());
            for key in asked {
                let expected = names.iter().position(|name| *name == key);
                for behind in ["", "=1234567890"] {
                    let found = keys.find(table, format!("{key}{behind}").as_bytes());
                    let found = found.map(|entry| usize::from(entry.hit.field));
                    assert_eq!(found, expected, "{key}{behind} among {names:?}");
                }
            }
        }
    }

    #[test]
    fn keys_of_eight_bytes_and_more_are_found_by_eight() {
        static FIELDS: [Field; 2] = [field("user_tier", &[]), field("user_tie", &["user_tieR"])];
        static KEYS: [KeyEntry; count_keys(&FIELDS)] = key_table(&FIELDS);
        let keys = ByPrefix::new(&KEYS);
        let found = |key: &str| keys.find(&KEYS, key.as_bytes()).map(|entry| entry.hit.field);
        assert_eq!(
            ["user_tier=1", "user_tie=1", "user_tieR=1", "user_ti=1", "user_tiers=1"].map(found),
            [Some(0), Some(1), Some(1), None, None]
        );
    }
}
