//! The baggage of one request: the bytes as they came, and where the members are in them.

mod edit;
mod member;
mod select;
mod text;

use core::fmt;
use core::ops::Range;
use std::borrow::Cow;
use std::sync::Arc;

use smallvec::SmallVec;

pub use self::member::{Member, Properties, Property};
pub(crate) use self::text::MapText;
use crate::codec::{Baggage, Decoded, decode, decode_counted};
use crate::error::DecodeError;
use crate::schema::Schema;
use crate::slots::Slots;
use crate::wire::read::{AsciiText, RawValue, read};
use crate::wire::{Dropped, Limits, Shape, percent, wide};

/// The baggage of one request: its members in order, as they came.
///
/// A map keeps the received bytes and an index of them. Nothing is decoded until it is read,
/// members that nobody touches leave byte for byte as they came, and a clone is one reference
/// count.
///
/// ```
/// use baggage_runtime::BaggageMap;
///
/// let mut map = BaggageMap::parse("user_id=7,note=caf%C3%A9,vendor=x;p=1");
/// assert_eq!(map.get("note").as_deref(), Some("café"));
///
/// map.set("user_id", "8")?;
/// assert_eq!(map.to_string(), "user_id=8,note=caf%C3%A9,vendor=x;p=1");
/// # Ok::<(), baggage_runtime::MemberError>(())
/// ```
///
/// It is empty by default, with the default limits.
#[derive(Clone, Default)]
pub struct BaggageMap {
    /// `None` when all of it would be the default, so that nothing is allocated for no members.
    content: Option<Arc<Content>>,
}

/// What the clones of a map share.
#[derive(Clone, Default)]
struct Content {
    /// Holds every member that is kept; may hold more around them.
    text: MapText,
    index: Index,
    /// Whether `text` as it stands is the baggage string: one line with members of which nothing
    /// was dropped, or one that was written here.
    is_exact: bool,
    state: State,
}

/// What there is to say of a map beside its members.
#[derive(Clone, Copy, Default, PartialEq)]
struct State {
    limits: Limits,
    dropped: Dropped,
    is_detached: bool,
    /// Whether a header value that it came from was marked as sensitive.
    #[cfg(feature = "http")]
    is_sensitive: bool,
}

/// As many members as are kept by default need no allocation of their own.
type Index = SmallVec<[Entry; 64]>;

/// Where a member is in the map's text.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u16,
    shape: Shape,
    /// Written by this process, not received.
    is_written: bool,
}

impl Entry {
    fn member<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        let start = usize::from(self.start);
        &text[start..start + usize::from(self.shape.end)]
    }

    /// Where the value is in the text.
    fn value_range(&self) -> Range<usize> {
        let start = usize::from(self.start);
        start + usize::from(self.shape.value_start)..start + usize::from(self.shape.value_end)
    }
}

impl BaggageMap {
    /// A map without members.
    pub fn new() -> BaggageMap {
        BaggageMap::default()
    }

    /// A map without members that belongs to no request: writing to it fails, so that nothing
    /// written is silently lost.
    pub(crate) fn detached() -> BaggageMap {
        BaggageMap::bare(State { is_detached: true, ..State::default() })
    }

    /// A map without members.
    fn bare(state: State) -> BaggageMap {
        if state == State::default() {
            return BaggageMap::default();
        }
        BaggageMap::made(|content| content.state = state)
    }

    /// A map of what `fill` makes of no content. It is filled where it stays: content has room for
    /// many members, which would be copied along, used or not.
    fn made(fill: impl FnOnce(&mut Content)) -> BaggageMap {
        let mut content = Arc::default();
        fill(Arc::get_mut(&mut content).expect("nobody else has it yet"));
        BaggageMap { content: Some(content) }
    }

    /// The members of a baggage string.
    ///
    /// Never fails: members outside the grammar and beyond the default [`Limits`] are dropped,
    /// and counted in [`dropped`](BaggageMap::dropped).
    ///
    /// ```
    /// # use baggage_runtime::BaggageMap;
    /// let map = BaggageMap::parse("a=1,not a member,b=2");
    /// assert_eq!(map.len(), 2);
    /// assert_eq!(map.dropped().malformed(), 1);
    /// ```
    pub fn parse(baggage: impl AsRef<[u8]>) -> BaggageMap {
        BaggageMap::parse_line(baggage.as_ref(), Limits::default())
    }

    /// The members of several header lines, which are one list in their order
    /// ([RFC 9110, 5.3](https://www.rfc-editor.org/rfc/rfc9110#section-5.3)).
    ///
    /// ```
    /// # use baggage_runtime::BaggageMap;
    /// let map = BaggageMap::parse_lines(["a=1", "b=2"]);
    /// assert_eq!(map.to_string(), "a=1,b=2");
    /// ```
    pub fn parse_lines<L: AsRef<[u8]>>(lines: impl IntoIterator<Item = L>) -> BaggageMap {
        BaggageMap::parse_with(lines, &Limits::default())
    }

    /// The members of one or more header lines, under limits other than the default.
    pub fn parse_with<L: AsRef<[u8]>>(
        lines: impl IntoIterator<Item = L>,
        limits: &Limits,
    ) -> BaggageMap {
        let mut lines = lines.into_iter();
        let Some(first) = lines.next() else {
            return BaggageMap::bare(State { limits: *limits, ..State::default() });
        };
        let Some(second) = lines.next() else {
            return BaggageMap::parse_line(first.as_ref(), *limits);
        };
        BaggageMap::parse_joined([first, second].into_iter().chain(lines), 0, *limits)
    }

    fn parse_line(line: &[u8], limits: Limits) -> BaggageMap {
        // One byte behind the limit tells whether a member ends there; the rest is not kept.
        let text = line[..line.len().min(limits.bytes() + 1)].to_vec();
        BaggageMap::index(MapText::from(text), limits)
    }

    /// The members of two lines or more, which have `len` bytes together as far as is known.
    pub(crate) fn parse_joined<L: AsRef<[u8]>>(
        lines: impl Iterator<Item = L>,
        len: usize,
        limits: Limits,
    ) -> BaggageMap {
        let joined = text::join(lines, len, limits);
        let mut map = BaggageMap::index(MapText::from(joined), limits);
        if let Some(content) = &mut map.content {
            Arc::make_mut(content).is_exact = false;
        }
        map
    }

    /// Finds the members in `text`, which is not kept when there are none.
    pub(crate) fn index(text: MapText, limits: Limits) -> BaggageMap {
        let map = BaggageMap::made(|content| {
            content.text = text;
            content.state.limits = limits;
            let Content { text, index, is_exact, state } = content;
            state.dropped = read([text.as_bytes()], limits, |_, start, shape| {
                index.push(Entry { start: start as u16, shape, is_written: false });
            });
            *is_exact = state.dropped.is_empty() && !index.is_empty();
            if index.is_empty() {
                *text = MapText::default();
            }
        });
        let is_default = map.is_empty() && map.state() == State::default();
        if is_default { BaggageMap::default() } else { map }
    }

    /// The decoded value of the last member with `key`, borrowed where nothing in it is escaped.
    ///
    /// A malformed `%` stays as it is and bytes that are no UTF-8 become U+FFFD; typed fields
    /// report both. Keys are case sensitive and never decoded.
    pub fn get(&self, key: &str) -> Option<Cow<'_, str>> {
        let text = self.text();
        let is_named = |entry: &&Entry| entry.shape.key(entry.member(text)) == key.as_bytes();
        let entry = self.entries().iter().rev().find(is_named)?;
        Some(percent::decode_lossy(entry.shape.value(entry.member(text))))
    }

    /// Whether there is a member with `key`.
    pub fn contains_key(&self, key: &str) -> bool {
        let text = self.text();
        self.entries().iter().any(|entry| entry.shape.key(entry.member(text)) == key.as_bytes())
    }

    /// The members in order, duplicates included.
    ///
    /// ```
    /// # use baggage_runtime::BaggageMap;
    /// let map = BaggageMap::parse("a=1;p=x%20y;q,b=2");
    /// let first = map.iter().next().unwrap();
    /// assert_eq!((first.key(), first.value().as_ref()), ("a", "1"));
    /// let properties: Vec<_> = first.properties().map(|p| p.to_string()).collect();
    /// assert_eq!(properties, ["p=x%20y", "q"]);
    /// ```
    pub fn iter(&self) -> Iter<'_> {
        Iter { text: self.text(), entries: self.entries().iter() }
    }

    /// The number of members, duplicates included.
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// The length of the baggage string in bytes.
    pub fn encoded_len(&self) -> usize {
        if self.is_exact() {
            return self.text().len();
        }
        let members: usize = self.entries().iter().map(|entry| usize::from(entry.shape.end)).sum();
        members + self.entries().len().saturating_sub(1)
    }

    /// What was dropped when the map was parsed or written to, and why.
    pub fn dropped(&self) -> Dropped {
        self.state().dropped
    }

    /// Appends the baggage string to `out`; nothing when the map is empty.
    ///
    /// This is the carrier for everything that takes bytes: message headers, frames, files.
    ///
    /// ```
    /// # use baggage_runtime::BaggageMap;
    /// let mut frame = b"baggage: ".to_vec();
    /// BaggageMap::parse("a=1").encode_into(&mut frame);
    /// assert_eq!(frame, b"baggage: a=1");
    /// ```
    pub fn encode_into(&self, out: &mut Vec<u8>) {
        let text = self.text();
        if self.is_exact() {
            out.extend_from_slice(text);
            return;
        }
        out.reserve(self.encoded_len());
        for (i, entry) in self.entries().iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.extend_from_slice(entry.member(text));
        }
    }

    fn entries(&self) -> &[Entry] {
        self.content.as_ref().map_or(&[], |content| &content.index)
    }

    fn text(&self) -> &[u8] {
        self.content.as_ref().map_or(&[], |content| content.text.as_bytes())
    }

    fn is_exact(&self) -> bool {
        self.content.as_ref().is_none_or(|content| content.is_exact)
    }

    fn state(&self) -> State {
        self.content.as_ref().map(|content| content.state).unwrap_or_default()
    }

    /// The same map in another state.
    fn with_state(mut self, state: State) -> BaggageMap {
        match &mut self.content {
            Some(content) => Arc::make_mut(content).state = state,
            None => return BaggageMap::bare(state),
        }
        self
    }

    /// Whether the header value that it is written to is to be marked as sensitive.
    #[cfg(feature = "http")]
    pub(crate) fn is_sensitive(&self) -> bool {
        self.state().is_sensitive
    }

    /// The same map, marked as sensitive.
    #[cfg(feature = "http")]
    pub(crate) fn sensitive(self) -> BaggageMap {
        let state = State { is_sensitive: true, ..self.state() };
        self.with_state(state)
    }

    /// The text when it is the baggage string as it stands.
    #[cfg(feature = "http")]
    pub(crate) fn exact_text(&self) -> Option<&MapText> {
        self.content.as_ref().filter(|content| content.is_exact).map(|content| &content.text)
    }

    /// The struct that the members stand for.
    ///
    /// The map is left as it is, whatever the outcome: what does not decode is still forwarded.
    ///
    /// # Errors
    ///
    /// Every field that failed, with its key and the kind of fault; never a value.
    ///
    /// ```
    /// use baggage_runtime::{Baggage, BaggageMap};
    ///
    /// #[derive(Baggage)]
    /// struct Request {
    ///     /// Numeric account id.
    ///     account: u64,
    /// }
    ///
    /// let map = BaggageMap::parse("account=7,vendor=x");
    /// let request: Request = map.decode()?;
    /// assert_eq!(request.account, 7);
    /// # Ok::<(), baggage_runtime::DecodeError>(())
    /// ```
    pub fn decode<T: Baggage>(&self) -> Result<T, DecodeError> {
        self.with_slots::<T, _>(|slots| decode(slots))
    }

    /// The struct that the members stand for, and the malformed fields in it that
    /// `default_on_error` replaced.
    ///
    /// # Errors
    ///
    /// As [`decode`](BaggageMap::decode).
    pub fn decode_counted<T: Baggage>(&self) -> Result<Decoded<T>, DecodeError> {
        self.with_slots::<T, _>(|slots| decode_counted(slots))
    }

    /// What `run` makes of the raw values that the members have for the fields of `T`.
    fn with_slots<T: Baggage, R>(&self, run: impl FnOnce(&Slots<'_, '_>) -> R) -> R {
        Slots::with::<T, _>(|mut slots| {
            self.note_in(&mut slots, T::SCHEMA);
            run(&slots)
        })
    }

    fn note_in<'a>(&'a self, slots: &mut Slots<'_, 'a>, schema: &Schema) {
        let bytes = self.text();
        let text = AsciiText::of(bytes);
        for entry in self.entries() {
            let member = entry.member(bytes);
            if let Some(key) = schema.find_member(member) {
                let value = entry.value_range();
                let is_literal = !wide::is_escaped(bytes, value.clone());
                slots.note(key.hit(), RawValue::new(text.slice(value), is_literal));
            }
        }
    }
}

/// The baggage string.
impl fmt::Display for BaggageMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        self.encode_into(&mut text);
        f.pad(member::ascii(&text))
    }
}

/// The keys, without values: those are user data, and `Debug` goes to logs.
impl fmt::Debug for BaggageMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.iter().map(|member| member.key().to_owned()).collect();
        f.debug_struct("BaggageMap")
            .field("keys", &keys)
            .field("encoded_len", &self.encoded_len())
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}

/// Maps are equal when their members are, byte for byte and in the same order.
impl PartialEq for BaggageMap {
    fn eq(&self, other: &BaggageMap) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for BaggageMap {}

impl<'a> IntoIterator for &'a BaggageMap {
    type Item = Member<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// The members of a map in order; see [`BaggageMap::iter`].
#[derive(Clone)]
pub struct Iter<'a> {
    text: &'a [u8],
    entries: core::slice::Iter<'a, Entry>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let entry = self.entries.next()?;
        Some(Member::received(entry.member(self.text), entry.shape))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let entry = self.entries.next_back()?;
        Some(Member::received(entry.member(self.text), entry.shape))
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// The keys of the members that are left, without values.
impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
