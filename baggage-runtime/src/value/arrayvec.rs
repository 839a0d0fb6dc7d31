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

    fn decode_into(text: Text<'_>, place: &mut Option<ArrayString<N>>) -> Result<(), ErrorKind> {
        let place = place.insert(ArrayString::new());
        text.with_bounded_str(|text| place.try_push_str(text).map_err(|_| ErrorKind::TooLong))
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
        push_items(text, &mut items)?;
        Ok(items)
    }

    fn decode_into(text: Text<'_>, place: &mut Option<ArrayVec<T, N>>) -> Result<(), ErrorKind> {
        push_items(text, place.insert(ArrayVec::new()))
    }

    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        encode_items(self, out)
    }

    fn is_empty_list(&self) -> bool {
        self.is_empty()
    }
}

fn push_items<T: BaggageValue, const N: usize>(
    text: Text<'_>,
    items: &mut ArrayVec<T, N>,
) -> Result<(), ErrorKind> {
    decode_items(text, &mut |item| {
        items.try_push(T::decode(item)?).map_err(|_| ErrorKind::TooManyItems)
    })
}
