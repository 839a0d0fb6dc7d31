//! `ArrayString<N>` and `ArrayVec<T, N>`: inline, so that decoding needs no heap.

use arrayvec::{ArrayString, ArrayVec};

use super::list::{decode_items, encode_items};
use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;
use crate::schema::{ValueType, WireType};

#[diagnostic::do_not_recommend]
impl<const N: usize> BaggageValue for ArrayString<N> {
    const TYPE: ValueType = ValueType::single(WireType::String, N as u32);

    fn decode(text: Text<'_>) -> Result<ArrayString<N>, ErrorKind> {
        text.with_bounded_str(|text| ArrayString::from(text).map_err(|_| ErrorKind::TooLong))
    }

    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        out.text(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: BaggageValue, const N: usize> BaggageValue for ArrayVec<T, N> {
    const TYPE: ValueType = ValueType::list(const { &T::TYPE.wire }, T::TYPE, Some(N as u32));

    fn decode(text: Text<'_>) -> Result<ArrayVec<T, N>, ErrorKind> {
        let mut items = ArrayVec::new();
        decode_items(text, &mut |item| {
            items.try_push(T::decode(item)?).map_err(|_| ErrorKind::TooManyItems)
        })?;
        Ok(items)
    }

    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        encode_items(self, out)
    }

    fn is_empty_list(&self) -> bool {
        self.is_empty()
    }
}
