//! `Option<T>`: a key that may be absent.

use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;
use crate::schema::ValueType;

#[diagnostic::do_not_recommend]
impl<T: BaggageValue> BaggageValue for Option<T> {
    const TYPE: ValueType = T::TYPE.optional();

    fn decode(text: Text<'_>) -> Result<Option<T>, ErrorKind> {
        T::decode(text).map(Some)
    }

    #[inline]
    fn decode_into(text: Text<'_>, place: &mut Option<Option<T>>) -> Result<(), ErrorKind> {
        T::decode_into(text, place.insert(None))
    }

    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        match self {
            Some(value) => value.encode(out),
            None => Ok(()),
        }
    }

    fn absent() -> Option<Option<T>> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}
