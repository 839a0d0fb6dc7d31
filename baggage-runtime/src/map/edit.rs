//! Writing to a map: one pass over its members makes a new text.

use std::sync::Arc;

use super::member::Member;
use super::{BaggageMap, Entry, MapText, State};
use crate::codec::{Baggage, Change, Sink};
use crate::error::{EncodeError, MemberError};
use crate::schema::{KeyEntry, MAX_FIELDS, Schema};
use crate::wire::{Dropped, Limits, Shape};

/// A member of the text that is being made.
#[derive(Clone, Copy)]
struct Piece<'a> {
    bytes: &'a [u8],
    shape: Shape,
    is_written: bool,
}

impl<'a> Piece<'a> {
    fn written(bytes: &'a [u8], shape: Shape) -> Piece<'a> {
        Piece { bytes, shape, is_written: true }
    }

    /// The member with `%20` for each `+` in its value; `None` when there is no `+`.
    fn plus_as_space(self) -> Option<(Vec<u8>, Shape)> {
        let value = self.shape.value(self.bytes);
        if !value.contains(&b'+') {
            return None;
        }
        let mut bytes = self.bytes[..usize::from(self.shape.value_start)].to_vec();
        for &byte in value {
            match byte {
                b'+' => bytes.extend_from_slice(b"%20"),
                _ => bytes.push(byte),
            }
        }
        let value_end = bytes.len() as u16;
        bytes.extend_from_slice(self.shape.tail(self.bytes));
        let end = bytes.len() as u16;
        Some((bytes, Shape { value_end, end, ..self.shape }))
    }
}

impl BaggageMap {
    /// Makes `key` say `value`, which is percent-encoded: the first member with the key is
    /// replaced, with its properties, and duplicates go. A new key is added at the end.
    ///
    /// Received members make room from the end where the limits ask for it; they are counted in
    /// [`dropped`](BaggageMap::dropped).
    ///
    /// # Errors
    ///
    /// [`MemberError::InvalidKey`] when `key` is no token, and [`MemberError::OverLimit`] when
    /// what was written here does not fit in the limits. The map is then left as it was.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), MemberError> {
        self.check_attached()?;
        let member = Member::new(key, value)?;
        let mut new = Some(Piece::written(member.bytes(), member.shape()));
        let mut pieces = Vec::with_capacity(self.len() + 1);
        for piece in self.pieces() {
            if piece.shape.key(piece.bytes) == key.as_bytes() {
                pieces.extend(new.take());
            } else {
                pieces.push(piece);
            }
        }
        pieces.extend(new);
        *self = self.rebuilt(pieces)?;
        Ok(())
    }

    /// Adds a member at the end, with its properties, and leaves others with its key where they
    /// are: [`get`](BaggageMap::get) and typed fields see the last.
    ///
    /// # Errors
    ///
    /// [`MemberError::OverLimit`] as for [`set`](BaggageMap::set).
    #[expect(
        clippy::needless_pass_by_value,
        reason = "as `Vec::push`: the member becomes the map's"
    )]
    pub fn push(&mut self, member: Member<'_>) -> Result<(), MemberError> {
        self.check_attached()?;
        let mut pieces: Vec<_> = self.pieces().collect();
        pieces.push(Piece::written(member.bytes(), member.shape()));
        *self = self.rebuilt(pieces)?;
        Ok(())
    }

    /// Removes every member with `key`; returns whether there was one.
    pub fn remove(&mut self, key: &str) -> bool {
        if !self.contains_key(key) {
            return false;
        }
        self.retain(|member| member.key() != key);
        true
    }

    /// Removes the members of which `keep` returns `false`.
    ///
    /// ```
    /// # use baggage_runtime::BaggageMap;
    /// let mut map = BaggageMap::parse("a=1,vendor.x=2,b=3");
    /// map.retain(|member| !member.key().starts_with("vendor."));
    /// assert_eq!(map.to_string(), "a=1,b=3");
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&Member<'_>) -> bool) {
        let keep = |piece: &Piece<'_>| keep(&Member::received(piece.bytes, piece.shape));
        let pieces: Vec<_> = self.pieces().filter(keep).collect();
        if pieces.len() < self.len() {
            *self = self.assembled(&pieces, self.dropped());
        }
    }

    /// This map with the members of `set` in the place of all that have their keys, and without
    /// those whose key `is_gone`. Where the last member with a key says the same already, all with
    /// that key stay as they are; with `keeps_written`, also where it was written in this process.
    ///
    /// Never fails: what does not fit is left out and counted, received members from the end, then
    /// those of `set` from the end.
    #[cfg(feature = "opentelemetry")]
    pub(crate) fn overlaid(
        &self,
        set: &[Member<'_>],
        is_gone: impl Fn(&str) -> bool,
        keeps_written: bool,
    ) -> BaggageMap {
        let stays = |new: &Member<'_>| {
            let mut received = self.pieces().zip(self).rev();
            received.find(|(_, member)| member.key() == new.key()).is_some_and(|(piece, member)| {
                says_same(&member, new) || (keeps_written && piece.is_written)
            })
        };
        let stays: Vec<_> = set.iter().map(stays).collect();
        let mut is_placed = vec![false; set.len()];
        let mut pieces = Vec::with_capacity(self.len() + set.len());
        for (piece, member) in self.pieces().zip(self) {
            let Some(i) = set.iter().position(|new| new.key() == member.key()) else {
                if !is_gone(member.key()) {
                    pieces.push(piece);
                }
                continue;
            };
            if stays[i] {
                pieces.push(Piece::written(piece.bytes, piece.shape));
            } else if !is_placed[i] {
                pieces.push(Piece::written(set[i].bytes(), set[i].shape()));
            }
            is_placed[i] = true;
        }
        let unplaced = set.iter().zip(is_placed).filter(|(_, is_placed)| !is_placed);
        pieces.extend(unplaced.map(|(new, _)| Piece::written(new.bytes(), new.shape())));
        self.shortened(pieces)
    }

    /// The members that were written in this process.
    #[cfg(feature = "opentelemetry")]
    pub(crate) fn written(&self) -> BaggageMap {
        let pieces: Vec<_> = self.pieces().filter(|piece| piece.is_written).collect();
        self.assembled(&pieces, Dropped::default())
    }

    /// This map with each `+` in a value read as the space that its sender meant; it is written as
    /// `%20` from here on.
    ///
    /// A plus is a plus in W3C baggage. The OpenTelemetry SDK for Python writes a space as `+`
    /// nevertheless, and a plus as `%2B`, as forms in HTML do; so do those for PHP and C++. This is
    /// for baggage that comes from them or has come by way of them. Other SDKs write a plus as it
    /// is, and where theirs arrives as well nobody can tell one from the other.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    ///
    /// let by_python = BaggageMap::parse("note=two+words,sum=1%2B1;unit=a+b");
    /// assert_eq!(by_python.get("note").as_deref(), Some("two+words"));
    ///
    /// let map = by_python.plus_as_space();
    /// assert_eq!(map.get("note").as_deref(), Some("two words"));
    /// assert_eq!(map.to_string(), "note=two%20words,sum=1%2B1;unit=a+b");
    /// ```
    #[must_use]
    pub fn plus_as_space(&self) -> BaggageMap {
        if !self.text().contains(&b'+') {
            return self.clone();
        }
        let spaced: Vec<_> = self.pieces().map(Piece::plus_as_space).collect();
        let pieces = self.pieces().zip(&spaced).map(|(piece, spaced)| match spaced {
            // Longer than what was received, so it makes room like all that was.
            Some((bytes, shape)) => Piece { bytes, shape: *shape, is_written: false },
            None => piece,
        });
        // A member that has outgrown its shape is longer than any limit, and goes before the shape
        // is looked at.
        self.shortened(pieces.collect())
    }

    /// Removes every member, and forgets what was dropped.
    pub fn clear(&mut self) {
        let State { limits, is_detached, .. } = self.state();
        *self = BaggageMap::bare(State { limits, is_detached, ..State::default() });
    }

    /// Makes the map say what `value` says; every member that is not a field of its schema stays
    /// in its place, byte for byte.
    ///
    /// * A field that is absent (`None`, an empty list under `default`) removes its key.
    /// * A field whose decoded value is already there keeps its received bytes and properties.
    /// * Aliases and duplicates of a written key go.
    /// * A catch-all variant keeps the received value that it was read from. It has no name of its
    ///   own, so anywhere else it is an error.
    /// * A malformed value that `default_on_error` replaced stays while the field is that default.
    ///
    /// # Errors
    ///
    /// Every field that cannot be written, with its key and the kind of fault. The map is then
    /// left as it was.
    ///
    /// ```
    /// use baggage_runtime::{Baggage, BaggageMap};
    ///
    /// #[derive(Baggage)]
    /// struct Retry {
    ///     /// How often this request was tried before.
    ///     attempt: u8,
    /// }
    ///
    /// let mut map = BaggageMap::parse("vendor=x;p=1,attempt=1");
    /// map.put(&Retry { attempt: 2 })?;
    /// assert_eq!(map.to_string(), "vendor=x;p=1,attempt=2");
    /// # Ok::<(), baggage_runtime::EncodeError>(())
    /// ```
    pub fn put<T: Baggage>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.check_attached()?;
        let mut text = Vec::new();
        let changes = self.with_slots::<T, _>(|slots| {
            Sink::changes(&mut text, slots, |sink| value.encode_fields(sink))
        })?;
        if let Some(map) = self.changed(T::SCHEMA, &changes, &text)? {
            *self = map;
        }
        Ok(())
    }

    /// The map after `changes`, one for each field of the schema, whose new members stand in
    /// `text`; `None` when it stays as it is.
    fn changed(
        &self,
        schema: &Schema,
        changes: &[Change],
        text: &[u8],
    ) -> Result<Option<BaggageMap>, MemberError> {
        let read = self.read_members(schema);
        let mut is_changed = false;
        let mut emitted = [false; MAX_FIELDS];
        let mut pieces = Vec::with_capacity(self.len() + changes.len());
        for (i, piece) in self.pieces().enumerate() {
            let Some(key) = schema.find_member(piece.bytes) else {
                pieces.push(piece);
                continue;
            };
            let field = usize::from(key.hit().field);
            match &changes[field] {
                // The struct says it, so it does not make room for what else is written.
                Change::Keep if read[field] == Some(i) => {
                    pieces.push(Piece::written(piece.bytes, piece.shape));
                }
                Change::Write(range, shape) if !emitted[field] => {
                    pieces.push(Piece::written(&text[range.clone()], *shape));
                    emitted[field] = true;
                    is_changed = true;
                }
                Change::Keep | Change::Write(..) | Change::Remove => is_changed = true,
            }
        }
        for (change, emitted) in changes.iter().zip(emitted) {
            if let Change::Write(range, shape) = change
                && !emitted
            {
                pieces.push(Piece::written(&text[range.clone()], *shape));
                is_changed = true;
            }
        }
        if is_changed { self.rebuilt(pieces).map(Some) } else { Ok(self.marked(&pieces)) }
    }

    /// The same text with its members marked as `pieces` are; `None` when they are already.
    fn marked(&self, pieces: &[Piece<'_>]) -> Option<BaggageMap> {
        let mut entries = self.entries().iter().zip(pieces);
        if entries.all(|(entry, piece)| entry.is_written == piece.is_written) {
            return None;
        }
        let mut map = self.clone();
        let content = Arc::make_mut(map.content.as_mut()?);
        for (entry, piece) in content.index.iter_mut().zip(pieces) {
            entry.is_written = piece.is_written;
        }
        Some(map)
    }

    /// Which member each field reads: that of the best of its names, and of those the last (R8).
    fn read_members(&self, schema: &Schema) -> [Option<usize>; MAX_FIELDS] {
        let mut members = [None; MAX_FIELDS];
        let mut ranks = [u8::MAX; MAX_FIELDS];
        for (i, piece) in self.pieces().enumerate() {
            if let Some(hit) = schema.find_member(piece.bytes).map(KeyEntry::hit)
                && hit.rank <= ranks[usize::from(hit.field)]
            {
                ranks[usize::from(hit.field)] = hit.rank;
                members[usize::from(hit.field)] = Some(i);
            }
        }
        members
    }

    fn check_attached(&self) -> Result<(), MemberError> {
        if self.state().is_detached {
            return Err(MemberError::NotAttached);
        }
        Ok(())
    }

    fn pieces(&self) -> impl DoubleEndedIterator<Item = Piece<'_>> + ExactSizeIterator {
        let text = self.text();
        self.entries().iter().map(|entry| Piece {
            bytes: entry.member(text),
            shape: entry.shape,
            is_written: entry.is_written,
        })
    }

    /// A map of `pieces` within the limits: received members make room from the end (W5).
    fn rebuilt(&self, mut pieces: Vec<Piece<'_>>) -> Result<BaggageMap, MemberError> {
        let State { limits, mut dropped, .. } = self.state();
        let mut len = encoded_len(&pieces);
        while !fits(limits, pieces.len(), len) {
            let last = pieces.iter().rposition(|piece| !piece.is_written);
            let piece = pieces.remove(last.ok_or(MemberError::OverLimit)?);
            len = len.saturating_sub(piece.bytes.len() + 1);
            dropped.over_limit += 1;
        }
        Ok(self.assembled(&pieces, dropped))
    }

    /// A map of those of `pieces` that fit: received members make room from the end, then the
    /// others from the end.
    fn shortened(&self, mut pieces: Vec<Piece<'_>>) -> BaggageMap {
        let State { limits, mut dropped, .. } = self.state();
        while !fits(limits, pieces.len(), encoded_len(&pieces)) {
            let last = pieces.iter().rposition(|piece| !piece.is_written);
            pieces.remove(last.unwrap_or(pieces.len() - 1));
            dropped.over_limit += 1;
        }
        self.assembled(&pieces, dropped)
    }

    /// A map of `pieces`, which fit.
    fn assembled(&self, pieces: &[Piece<'_>], dropped: Dropped) -> BaggageMap {
        let state = State { dropped, ..self.state() };
        if pieces.is_empty() {
            return BaggageMap::bare(state);
        }
        BaggageMap::made(|content| {
            let mut next = 0;
            content.index.extend(pieces.iter().map(|piece| {
                let start = next as u16;
                next += piece.bytes.len() + 1;
                Entry { start, shape: piece.shape, is_written: piece.is_written }
            }));
            let mut text = Vec::with_capacity(next);
            for piece in pieces {
                if !text.is_empty() {
                    text.push(b',');
                }
                text.extend_from_slice(piece.bytes);
            }
            content.text = MapText::from(text);
            content.is_exact = true;
            content.state = state;
        })
    }
}

/// Whether two members have the same value and properties, however they are written.
#[cfg(feature = "opentelemetry")]
fn says_same(one: &Member<'_>, other: &Member<'_>) -> bool {
    one.value() == other.value() && one.properties().eq(other.properties())
}

/// The length of the pieces with a comma between any two.
fn encoded_len(pieces: &[Piece<'_>]) -> usize {
    let members: usize = pieces.iter().map(|piece| piece.bytes.len()).sum();
    members + pieces.len().saturating_sub(1)
}

fn fits(limits: Limits, members: usize, bytes: usize) -> bool {
    members <= limits.members() && bytes <= limits.bytes()
}
