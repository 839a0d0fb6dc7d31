//! Structs to and from baggage strings: what generated code calls, and the functions around it.

use core::marker::PhantomData;
use core::mem;
use core::ops::Range;

use crate::error::{DecodeError, EncodeError, ErrorKind, FieldError};
use crate::map::BaggageMap;
use crate::schema::{Field, Head, Schema};
use crate::slots::{Slot, Slots};
use crate::value::{FieldCodec, Text, ValueWriter};
use crate::wire::read::read_known;
use crate::wire::{Limits, Shape};

/// A struct of typed baggage fields; derive it with `#[derive(Baggage)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a baggage schema",
    label = "not a baggage schema",
    note = "annotate the struct with `#[derive(Baggage)]`"
)]
pub trait Baggage: Sized {
    /// What the derive knows of the struct.
    const SCHEMA: &'static Schema;

    /// Reads the fields.
    #[doc(hidden)]
    fn decode_fields(source: &mut Source<'_, '_>) -> Result<Self, DecodeError>;

    /// Writes the fields.
    #[doc(hidden)]
    fn encode_fields(&self, sink: &mut Sink<'_>);

    /// Reads the struct as a part of another one, in which its first field is in `slot`.
    #[doc(hidden)]
    fn read_part(source: &mut Source<'_, '_>, slot: usize) -> Option<Self> {
        source.part(slot)
    }
}

/// A struct read from baggage, and the fields in it that a default replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<T> {
    /// The struct.
    pub value: T,
    /// The malformed fields that `default_on_error` replaced; to be counted.
    pub defaulted: Vec<FieldError>,
}

/// Where generated code reads fields from. Not part of the public interface.
#[doc(hidden)]
pub struct Source<'s, 'a> {
    slots: &'s [Slot<'a>],
    faults: &'s mut Faults,
}

/// What was wrong with fields.
#[derive(Default)]
struct Faults {
    failed: Vec<FieldError>,
    defaulted: Vec<FieldError>,
}

impl Faults {
    #[cold]
    fn fail(&mut self, field: &'static Field, kind: ErrorKind) {
        self.failed.push(FieldError::new(field, kind));
    }
}

impl<'s, 'a> Source<'s, 'a> {
    fn new<T: Baggage>(slots: &'s Slots<'_, 'a>, faults: &'s mut Faults) -> Source<'s, 'a> {
        // One check here, and none at each field.
        Source { slots: &slots.as_slice()[..const { T::SCHEMA.fields().len() }], faults }
    }

    /// Puts the value of the field in `slot` in `place`; nothing when it fails, which is noted.
    #[inline]
    pub fn field<T, C: FieldCodec<T>>(
        &mut self,
        slot: usize,
        field: &'static Field,
        place: &mut Option<T>,
    ) {
        let Some(raw) = self.slots[slot].value() else {
            *place = C::absent();
            if place.is_none() {
                self.faults.fail(field, ErrorKind::Missing);
            }
            return;
        };
        if let Err(kind) = C::decode_into(Text::new(raw, field.rules()), place) {
            *place = None;
            self.faults.fail(field, kind);
        }
    }

    /// What failed so far.
    #[cold]
    pub fn error(&mut self) -> DecodeError {
        DecodeError::new(mem::take(&mut self.faults.failed))
    }

    /// As [`field`](Source::field), with `default` for a field that is absent or, where it says so,
    /// malformed.
    pub fn field_or<T, C: FieldCodec<T>>(
        &mut self,
        slot: usize,
        field: &'static Field,
        default: impl FnOnce() -> T,
        place: &mut Option<T>,
    ) {
        let Some(raw) = self.slots[slot].value() else {
            *place = Some(default());
            return;
        };
        if let Err(kind) = C::decode_into(Text::new(raw, field.rules()), place) {
            *place = if field.is_default_on_error() {
                self.faults.defaulted.push(FieldError::new(field, kind));
                Some(default())
            } else {
                self.faults.fail(field, kind);
                None
            };
        }
    }

    /// The struct whose first field is in `slot`.
    fn part<T: Baggage>(&mut self, slot: usize) -> Option<T> {
        let slots = self.slots;
        self.slots = &slots[slot..];
        let value = T::decode_fields(self);
        self.slots = slots;
        value.map_err(|error| self.faults.failed.extend_from_slice(error.errors())).ok()
    }
}

/// The struct of which the fields have the values in `slots`.
pub(crate) fn decode<T: Baggage>(slots: &Slots<'_, '_>) -> Result<T, DecodeError> {
    T::decode_fields(&mut Source::new::<T>(slots, &mut Faults::default()))
}

/// As [`decode`], and the fields that a default replaced.
pub(crate) fn decode_counted<T: Baggage>(slots: &Slots<'_, '_>) -> Result<Decoded<T>, DecodeError> {
    let mut faults = Faults::default();
    let value = T::decode_fields(&mut Source::new::<T>(slots, &mut faults))?;
    Ok(Decoded { value, defaulted: faults.defaulted })
}

/// Where generated code writes fields to. Not part of the public interface.
#[doc(hidden)]
pub struct Sink<'s> {
    out: &'s mut Vec<u8>,
    target: Target<'s>,
    failed: Vec<FieldError>,
}

enum Target<'s> {
    /// A baggage string, which starts at this place in `out`.
    Text(usize),
    /// Changes to a map in which the fields have these raw values.
    Map { received: &'s [Slot<'s>], changes: Vec<Change> },
}

/// What becomes of a field's members in a map.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// The member that the field reads stays as it is.
    Keep,
    /// The member that stands in this range of the sink's text takes its place.
    Write(Range<usize>, Shape),
    /// The key goes.
    Remove,
}

impl Sink<'_> {
    /// Appends `value` to `out` as a baggage string.
    fn text<T: Baggage>(value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let start = out.len();
        let mut sink = Sink { target: Target::Text(start), out, failed: Vec::new() };
        value.encode_fields(&mut sink);
        if sink.failed.is_empty() {
            return Ok(());
        }
        let failed = sink.failed;
        out.truncate(start);
        Err(EncodeError::fields(failed))
    }

    /// What the fields that `encode` writes change where they have the raw values `received`.
    /// New members stand in `out`.
    pub(crate) fn changes(
        out: &mut Vec<u8>,
        received: &Slots<'_, '_>,
        encode: impl FnOnce(&mut Sink<'_>),
    ) -> Result<Vec<Change>, EncodeError> {
        let target = Target::Map { received: received.as_slice(), changes: Vec::new() };
        let mut sink = Sink { out, target, failed: Vec::new() };
        encode(&mut sink);
        match sink.target {
            Target::Map { changes, .. } if sink.failed.is_empty() => Ok(changes),
            _ => Err(EncodeError::fields(sink.failed)),
        }
    }

    /// Writes one field. Fields come in the order of their schema.
    pub fn field<T, C: FieldCodec<T>>(&mut self, field: &'static Field, value: &T) {
        self.write(field, C::is_absent(value), &Typed::<T, C, _>::new(value, || None));
    }

    /// Writes one field for which `default` stands in when it is absent.
    pub fn field_or<T, C: FieldCodec<T>>(
        &mut self,
        field: &'static Field,
        value: &T,
        default: impl Fn() -> T,
    ) {
        // A list that is empty is left out where reading nothing gives an empty list back.
        let is_left_out =
            C::is_absent(value) || (C::is_empty_list(value) && C::is_empty_list(&default()));
        let default = || Some(default());
        self.write(field, is_left_out, &Typed::<T, C, _>::new(value, default));
    }

    /// Writes a value of any type, so that a program has this code once.
    fn write(&mut self, field: &'static Field, is_left_out: bool, value: &dyn Written) {
        let written = match self.target {
            Target::Text(_) if is_left_out => return,
            Target::Text(start) => write_text(self.out, start, field, value),
            Target::Map { .. } => self.write_change(field, is_left_out, value),
        };
        if let Err(kind) = written {
            self.fail(field, kind);
        }
    }

    #[inline(never)]
    fn write_change(
        &mut self,
        field: &'static Field,
        is_left_out: bool,
        value: &dyn Written,
    ) -> Result<(), ErrorKind> {
        let Target::Map { received, ref mut changes } = self.target else { return Ok(()) };
        let received = &received[changes.len()];
        let change = if is_left_out {
            leave_out(self.out, received, field, value)
        } else {
            change(self.out, received, field, value)
        };
        changes.push(change.clone().unwrap_or(Change::Keep));
        change.map(drop)
    }

    #[cold]
    fn fail(&mut self, field: &'static Field, kind: ErrorKind) {
        self.failed.push(FieldError::new(field, kind));
    }
}

/// A field's value that is to be written.
trait Written {
    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind>;

    /// Whether the value is there at all.
    fn is_absent(&self) -> bool;

    /// Writes the value that is read where `received` is there; `None` when it is none.
    fn encode_read(
        &self,
        received: Option<Text<'_>>,
        is_default_on_error: bool,
        out: &mut ValueWriter<'_>,
    ) -> Option<Compared>;
}

/// What became of a value that was written to be compared.
#[derive(PartialEq)]
enum Compared {
    Absent,
    Encoded,
    Failed,
}

/// A value of `T`, with the codec and the default of its field.
struct Typed<'v, T, C, D> {
    value: &'v T,
    default: D,
    codec: PhantomData<C>,
}

impl<'v, T, C: FieldCodec<T>, D: Fn() -> Option<T>> Typed<'v, T, C, D> {
    fn new(value: &'v T, default: D) -> Typed<'v, T, C, D> {
        Typed { value, default, codec: PhantomData }
    }
}

impl<T, C: FieldCodec<T>, D: Fn() -> Option<T>> Written for Typed<'_, T, C, D> {
    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        C::encode(self.value, out)
    }

    fn is_absent(&self) -> bool {
        C::is_absent(self.value)
    }

    fn encode_read(
        &self,
        received: Option<Text<'_>>,
        is_default_on_error: bool,
        out: &mut ValueWriter<'_>,
    ) -> Option<Compared> {
        let read = match received.map(C::decode) {
            Some(Ok(value)) => Some(value),
            Some(Err(_)) if !is_default_on_error => None,
            Some(Err(_)) | None => (self.default)(),
        };
        read.map(|value| compared(C::is_absent(&value), || C::encode(&value, out)))
    }
}

fn compared(is_absent: bool, encode: impl FnOnce() -> Result<(), ErrorKind>) -> Compared {
    if is_absent {
        Compared::Absent
    } else if encode().is_ok() {
        Compared::Encoded
    } else {
        Compared::Failed
    }
}

/// Appends the field to the baggage string that starts at `start`; nothing when it fails.
fn write_text(
    out: &mut Vec<u8>,
    start: usize,
    field: &Field,
    value: &dyn Written,
) -> Result<(), ErrorKind> {
    let before = out.len();
    let written = write_member(out, before == start, field, value);
    if written.is_err() {
        out.truncate(before);
    }
    written
}

/// Appends the field, with a comma in front unless it is the first.
#[inline]
fn write_member(
    out: &mut Vec<u8>,
    is_first: bool,
    field: &Field,
    value: &dyn Written,
) -> Result<(), ErrorKind> {
    write_head(out, is_first, field);
    let start = out.len();
    value.encode(&mut ValueWriter::new(out, field.rules()))?;
    // An implementation by hand may write several texts, each within the bound of one (W6).
    if field.max_value_len().is_some_and(|bound| out.len() - start > bound) {
        return Err(ErrorKind::TooLong);
    }
    Ok(())
}

#[inline]
fn write_head(out: &mut Vec<u8>, is_first: bool, field: &Field) {
    let head = field.head();
    let before = out.len();
    if head.len == 0 || out.capacity() - before < Head::ROOM {
        write_long_head(out, is_first, field.key());
    } else if is_first {
        let [_, without_comma @ ..] = &head.bytes;
        out.extend_from_slice(without_comma);
        out.truncate(before + head.len - 1);
    } else {
        out.extend_from_slice(&head.bytes);
        out.truncate(before + head.len);
    }
}

/// Without room for more bytes than are needed.
#[inline(never)]
fn write_long_head(out: &mut Vec<u8>, is_first: bool, key: &str) {
    if !is_first {
        out.push(b',');
    }
    out.extend_from_slice(key.as_bytes());
    out.push(b'=');
}

/// What becomes of a field that says `value` where `received` is there. A value that stands under
/// an alias is written under the key, so that renaming a key ends some day.
fn change(
    out: &mut Vec<u8>,
    received: &Slot<'_>,
    field: &Field,
    value: &dyn Written,
) -> Result<Change, ErrorKind> {
    let start = out.len();
    let written = write_member(out, true, field, value);
    let end = out.len();
    // A catch-all has no name to write: it can only be what is read anyhow.
    let is_catch_all = written == Err(ErrorKind::CatchAll);
    if !is_catch_all {
        written?;
    }
    let is_as_received = received.value().is_some_and(|raw| {
        !is_catch_all && out[start + field.key().len() + 1..] == *raw.text.as_bytes()
    });
    let is_same = is_as_received || reads_as(out, received, field, value);
    let is_there = received.value().is_some();
    if is_catch_all {
        return if is_same { Ok(Change::Keep) } else { Err(ErrorKind::CatchAll) };
    }
    if is_same && is_there && !received.is_alias() {
        return Ok(Change::Keep);
    }
    if !is_same && is_there && field.is_write_once() {
        return Err(ErrorKind::WriteOnce);
    }
    Ok(Change::Write(start..end, Shape::plain(field.key().len(), end - start)))
}

/// What becomes of a field that is not written where `received` is there.
fn leave_out(
    out: &mut Vec<u8>,
    received: &Slot<'_>,
    field: &Field,
    value: &dyn Written,
) -> Result<Change, ErrorKind> {
    if received.value().is_none() {
        return Ok(Change::Remove);
    }
    let is_same = reads_as(out, received, field, value);
    if is_same && !received.is_alias() {
        return Ok(Change::Keep);
    }
    if !is_same && field.is_write_once() {
        return Err(ErrorKind::WriteOnce);
    }
    Ok(Change::Remove)
}

/// Whether reading the field gives `value` as things are: by their written form, of which each value
/// has one. `out` is room to compare in.
fn reads_as(out: &mut Vec<u8>, received: &Slot<'_>, field: &Field, value: &dyn Written) -> bool {
    let start = out.len();
    let received = received.value().map(|raw| Text::new(raw, field.rules()));
    let is_default_on_error = field.is_default_on_error();
    let mut writer = ValueWriter::comparing(out, field.rules());
    let read = value.encode_read(received, is_default_on_error, &mut writer);
    let middle = out.len();
    let mut writer = ValueWriter::comparing(out, field.rules());
    let said = compared(value.is_absent(), || value.encode(&mut writer));
    let is_same = read.is_some_and(|read| read == said)
        && said != Compared::Failed
        && out[start..middle] == out[middle..];
    out.truncate(start);
    is_same
}

/// The struct that a baggage string stands for, read in one pass and without a map.
///
/// # Errors
///
/// Every field that failed, with its key and the kind of fault; never a value. Members that are
/// no fields, and malformed ones, are no errors.
///
/// ```
/// use baggage_runtime::Baggage;
///
/// #[derive(Baggage)]
/// struct Request {
///     /// Numeric account id.
///     account: u64,
/// }
///
/// let request: Request = baggage_runtime::from_str("vendor=x,account=7")?;
/// assert_eq!(request.account, 7);
/// # Ok::<(), baggage_runtime::DecodeError>(())
/// ```
pub fn from_str<T: Baggage>(baggage: &str) -> Result<T, DecodeError> {
    decode_lines([baggage.as_bytes()])
}

/// The struct that several header lines stand for.
pub(crate) fn decode_lines<'a, T: Baggage>(
    lines: impl IntoIterator<Item = &'a [u8]>,
) -> Result<T, DecodeError> {
    Slots::with::<T, _>(|mut slots| {
        note_lines(&mut slots, lines, T::SCHEMA);
        decode(&slots)
    })
}

/// Notes the values that the lines have for the schema's fields. Not generic over the struct, so
/// that a program has this code once.
fn note_lines<'a>(
    slots: &mut Slots<'_, 'a>,
    lines: impl IntoIterator<Item = &'a [u8]>,
    schema: &Schema,
) {
    let find = |member: &[u8]| schema.find_member(member).map(|entry| (entry.hit(), entry.len()));
    read_known(lines, Limits::default(), find, |hit, value| slots.note(hit, value));
}

/// The baggage string that says what `value` says; empty when every field is absent.
///
/// # Errors
///
/// Every field that cannot be written: over a bound, out of range, NaN or an infinity, a control
/// character in text, a byte that a token does not have, a list of one empty text, a catch-all
/// variant.
///
/// ```
/// use baggage_runtime::Baggage;
///
/// #[derive(Baggage)]
/// struct Request {
///     /// Shown in the header of each page.
///     #[baggage(max_len = 32)]
///     greeting: String,
/// }
///
/// let request = Request { greeting: "Grüße aus Köln".to_owned() };
/// let baggage = baggage_runtime::to_string(&request)?;
/// assert_eq!(baggage, "greeting=Gr%C3%BC%C3%9Fe%20aus%20K%C3%B6ln");
/// # Ok::<(), baggage_runtime::EncodeError>(())
/// ```
pub fn to_string<T: Baggage>(value: &T) -> Result<String, EncodeError> {
    let mut text = Vec::new();
    encode_into(value, &mut text)?;
    Ok(into_string(text))
}

fn into_string(text: Vec<u8>) -> String {
    String::from_utf8(text).expect("every byte that is written is ASCII")
}

/// Appends the baggage string that says what `value` says to `out`, which is left as it was when
/// it fails. Nothing is allocated when `out` has room for
/// [`T::SCHEMA.max_encoded_len()`](Schema::max_encoded_len) more bytes.
///
/// # Errors
///
/// As [`to_string`].
pub fn encode_into<T: Baggage>(value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    Sink::text(value, out)
}

/// The struct that the current baggage stands for: that of the request which this thread or
/// future works on, see [`BaggageMap::current`].
///
/// To write one, [`put`](BaggageMap::put) it in an
/// [`update_current`](BaggageMap::update_current).
///
/// ```
/// use baggage_runtime::{Baggage, BaggageMap};
///
/// /// What every service knows of a request.
/// #[derive(Baggage)]
/// struct Retry {
///     /// How often this request was tried before.
///     attempt: u8,
/// }
///
/// fn retry() -> Result<(), Box<dyn std::error::Error>> {
///     let mut retry: Retry = baggage_runtime::current()?;
///     retry.attempt += 1;
///     BaggageMap::update_current(|map| map.put(&retry))?;
///     Ok(())
/// }
///
/// let _guard = BaggageMap::parse("vendor=x;p=1,attempt=1").attach();
/// retry()?;
/// assert_eq!(BaggageMap::current().to_string(), "vendor=x;p=1,attempt=2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Every field that failed. With nothing attached, as in a task that was spawned without
/// [`in_current_baggage`](crate::FutureExt::in_current_baggage), every required field is missing.
pub fn current<T: Baggage>() -> Result<T, DecodeError> {
    BaggageMap::current().decode()
}
