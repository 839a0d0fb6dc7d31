//! How a field is read and written: as its type says, or as an attribute says instead.
//!
//! Generated code only; not part of the public interface.

use core::marker::PhantomData;

use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;

/// Reads and writes a field of type `T`.
#[doc(hidden)]
pub trait FieldCodec<T> {
    /// The value that `text` stands for.
    fn decode(text: Text<'_>) -> Result<T, ErrorKind>;

    /// Puts the value that `text` stands for in `place`, as [`BaggageValue::decode_into`] does.
    #[inline]
    fn decode_into(text: Text<'_>, place: &mut Option<T>) -> Result<(), ErrorKind> {
        *place = Some(Self::decode(text)?);
        Ok(())
    }

    /// Writes `value` as text.
    fn encode(value: &T, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind>;

    /// What an absent key stands for.
    fn absent() -> Option<T> {
        None
    }

    /// Whether `value` is written by leaving the key out.
    fn is_absent(_value: &T) -> bool {
        false
    }

    /// Whether `value` is a list without items.
    fn is_empty_list(_value: &T) -> bool {
        false
    }
}

/// As the type's own [`BaggageValue`] says.
pub(crate) struct Native;

impl<T: BaggageValue> FieldCodec<T> for Native {
    fn decode(text: Text<'_>) -> Result<T, ErrorKind> {
        T::decode(text)
    }

    #[inline]
    fn decode_into(text: Text<'_>, place: &mut Option<T>) -> Result<(), ErrorKind> {
        T::decode_into(text, place)
    }

    fn encode(value: &T, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        value.encode(out)
    }

    fn absent() -> Option<T> {
        T::absent()
    }

    fn is_absent(value: &T) -> bool {
        value.is_absent()
    }

    fn is_empty_list(value: &T) -> bool {
        value.is_empty_list()
    }
}

/// An `Option` of what `C` reads and writes.
#[doc(hidden)]
#[derive(Debug)]
pub struct Optional<C>(PhantomData<C>);

impl<T, C: FieldCodec<T>> FieldCodec<Option<T>> for Optional<C> {
    fn decode(text: Text<'_>) -> Result<Option<T>, ErrorKind> {
        C::decode(text).map(Some)
    }

    fn encode(value: &Option<T>, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        match value {
            Some(value) => C::encode(value, out),
            None => Ok(()),
        }
    }

    fn absent() -> Option<Option<T>> {
        Some(None)
    }

    fn is_absent(value: &Option<T>) -> bool {
        value.is_none()
    }
}
