//! Structs to and from baggage strings: what generated code calls, and the functions around it.

use core::ops::Range;

use crate::error::{DecodeError, EncodeError, ErrorKind, FieldError};
use crate::map::BaggageMap;
use crate::schema::{Field, Hit, MAX_FIELDS, Schema};
use crate::value::{FieldCodec, Text, ValueWriter};
use crate::wire::read::read;
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

    /// Reads the fields; `None` when one failed, with the failure noted in `source`.
    #[doc(hidden)]
    fn decode_fields(source: &mut Source<'_, '_>) -> Option<Self>;

    /// Writes the fields.
    #[doc(hidden)]
    fn encode_fields(&self, sink: &mut Sink<'_>);
}

/// The raw values that a schema's fields have in some baggage, one slot a field.
pub(crate) struct Slots<'a> {
    values: [Option<&'a [u8]>; MAX_FIELDS],
    ranks: [u8; MAX_FIELDS],
}

impl<'a> Slots<'a> {
    pub(crate) fn new() -> Slots<'a> {
        Slots {
            values: [None; MAX_FIELDS],
            ranks: [u8::MAX; MAX_FIELDS],
        }
    }

    /// Notes a value: a better name wins, then the later of two members (R8).
    pub(crate) fn note(&mut self, hit: Hit, value: &'a [u8]) {
        let slot = usize::from(hit.field);
        if hit.rank <= self.ranks[slot] {
            self.values[slot] = Some(value);
            self.ranks[slot] = hit.rank;
        }
    }

    fn get(&self, slot: usize) -> Option<Received<'a>> {
        let raw = self.values[slot]?;
        Some(Received {
            raw,
            is_alias: self.ranks[slot] > 0,
        })
    }

    pub(crate) fn decode<T: Baggage>(&self) -> Result<Decoded<T>, DecodeError> {
        let mut source = Source {
            slots: &self.values,
            failed: Vec::new(),
            defaulted: Vec::new(),
        };
        match T::decode_fields(&mut source) {
            Some(value) if source.failed.is_empty() => Ok(Decoded {
                value,
                defaulted: source.defaulted,
            }),
            _ => Err(DecodeError::new(source.failed)),
        }
    }
}

/// The raw value that a field has in a map.
#[derive(Clone, Copy)]
struct Received<'a> {
    raw: &'a [u8],
    /// Whether it stands under an alias, not under the key.
    is_alias: bool,
}

/// A struct read from baggage, and the fields in it that a default replaced.
#[derive(Clone, Debug)]
pub struct Decoded<T> {
    /// The struct.
    pub value: T,
    /// The malformed fields that `default_on_error` replaced; to be counted.
    pub defaulted: Vec<FieldError>,
}

/// Where generated code reads fields from. Not part of the public interface.
#[doc(hidden)]
pub struct Source<'s, 'a> {
    slots: &'s [Option<&'a [u8]>],
    failed: Vec<FieldError>,
    defaulted: Vec<FieldError>,
}

impl Source<'_, '_> {
    /// The value of the field in `slot`, or `None` and a failure noted.
    pub fn field<T, C: FieldCodec<T>>(&mut self, slot: usize, field: &'static Field) -> Option<T> {
        let result = match self.slots[slot] {
            Some(raw) => C::decode(Text::value(raw, field.rules())),
            None => C::absent().ok_or(ErrorKind::Missing),
        };
        result.map_err(|kind| self.failed.push(FieldError::new(field, kind))).ok()
    }

    /// The value of the field in `slot`, `default` when it is absent or, where the field says so,
    /// malformed.
    pub fn field_or<T, C: FieldCodec<T>>(
        &mut self,
        slot: usize,
        field: &'static Field,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        let Some(raw) = self.slots[slot] else { return Some(default()) };
        match C::decode(Text::value(raw, field.rules())) {
            Ok(value) => Some(value),
            Err(kind) if field.is_default_on_error() => {
                self.defaulted.push(FieldError::new(field, kind));
                Some(default())
            }
            Err(kind) => {
                self.failed.push(FieldError::new(field, kind));
                None
            }
        }
    }

    /// The struct whose first field is in `slot`.
    pub fn flatten<T: Baggage>(&mut self, slot: usize) -> Option<T> {
        let slots = self.slots;
        self.slots = &slots[slot..];
        let value = T::decode_fields(self);
        self.slots = slots;
        value
    }
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
    Map {
        received: &'s Slots<'s>,
        changes: Vec<Change>,
    },
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
        let mut sink = Sink {
            target: Target::Text(start),
            out,
            failed: Vec::new(),
        };
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
        received: &Slots<'_>,
        encode: impl FnOnce(&mut Sink<'_>),
    ) -> Result<Vec<Change>, EncodeError> {
        let target = Target::Map {
            received,
            changes: Vec::new(),
        };
        let mut sink = Sink {
            out,
            target,
            failed: Vec::new(),
        };
        encode(&mut sink);
        match sink.target {
            Target::Map { changes, .. } if sink.failed.is_empty() => Ok(changes),
            _ => Err(EncodeError::fields(sink.failed)),
        }
    }

    /// Writes one field. Fields come in the order of their schema.
    pub fn field<T, C: FieldCodec<T>>(&mut self, field: &'static Field, value: &T) {
        let written = match self.target {
            Target::Text(start) => write_text::<T, C>(self.out, start, field, value),
            Target::Map {
                received,
                ref mut changes,
            } => {
                let received = received.get(changes.len());
                let change = change::<T, C>(self.out, received, field, value);
                changes.push(change.clone().unwrap_or(Change::Keep));
                change.map(drop)
            }
        };
        if let Err(kind) = written {
            self.failed.push(FieldError::new(field, kind));
        }
    }
}

/// Appends the field to the baggage string that starts at `start`; nothing when it fails.
fn write_text<T, C: FieldCodec<T>>(
    out: &mut Vec<u8>,
    start: usize,
    field: &Field,
    value: &T,
) -> Result<(), ErrorKind> {
    if is_left_out::<T, C>(field, value) {
        return Ok(());
    }
    let before = out.len();
    if before > start {
        out.push(b',');
    }
    let written = write_member::<T, C>(out, field, value);
    if written.is_err() {
        out.truncate(before);
    }
    written
}

fn write_member<T, C: FieldCodec<T>>(
    out: &mut Vec<u8>,
    field: &Field,
    value: &T,
) -> Result<(), ErrorKind> {
    out.extend_from_slice(field.key().as_bytes());
    out.push(b'=');
    C::encode(value, &mut ValueWriter::new(out, field.rules()))
}

/// What becomes of a field that says `value` where `received` is there. A value that stands under
/// an alias is written under the key, so that renaming a key ends some day.
fn change<T, C: FieldCodec<T>>(
    out: &mut Vec<u8>,
    received: Option<Received<'_>>,
    field: &Field,
    value: &T,
) -> Result<Change, ErrorKind> {
    if is_left_out::<T, C>(field, value) {
        return match received {
            Some(_) if field.is_write_once() => Err(ErrorKind::WriteOnce),
            _ => Ok(Change::Remove),
        };
    }
    let start = out.len();
    if let Err(kind) = write_member::<T, C>(out, field, value) {
        out.truncate(start);
        // The catch-all holds no name, so what it stands for can only be what was received.
        return match received {
            Some(_) if kind == ErrorKind::CatchAll => Ok(Change::Keep),
            _ => Err(kind),
        };
    }
    let end = out.len();
    if let Some(received) = received {
        let is_same = says_the_same::<T, C>(out, start + field.key().len() + 1, received.raw, field);
        if is_same && !received.is_alias {
            out.truncate(start);
            return Ok(Change::Keep);
        }
        if !is_same && field.is_write_once() {
            return Err(ErrorKind::WriteOnce);
        }
    }
    Ok(Change::Write(
        start..end,
        Shape::plain(field.key().len(), end - start),
    ))
}

/// Whether `received` decodes to the value that is written in `out` from `start`. Values are
/// compared by their written form, of which each value has one.
fn says_the_same<T, C: FieldCodec<T>>(
    out: &mut Vec<u8>,
    start: usize,
    received: &[u8],
    field: &Field,
) -> bool {
    if out[start..] == *received {
        return true;
    }
    let Ok(value) = C::decode(Text::value(received, field.rules())) else {
        return false;
    };
    let end = out.len();
    let written = C::encode(&value, &mut ValueWriter::new(out, field.rules()));
    let is_same = written.is_ok() && out[start..end] == out[end..];
    out.truncate(end);
    is_same
}

fn is_left_out<T, C: FieldCodec<T>>(field: &Field, value: &T) -> bool {
    C::is_absent(value) || (field.omits_empty_list() && C::is_empty_list(value))
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
    let mut slots = Slots::new();
    read(lines, Limits::default(), |member, _, shape| {
        if let Some(hit) = T::SCHEMA.find(shape.key(member)) {
            slots.note(hit, shape.value(member));
        }
    });
    slots.decode().map(|decoded| decoded.value)
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
/// # Errors
///
/// Every field that failed. With nothing attached, every required field is missing.
pub fn current<T: Baggage>() -> Result<T, DecodeError> {
    BaggageMap::current().decode()
}
