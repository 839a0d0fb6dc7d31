//! Lists: items of one type, joined by the field's separator.
//!
//! A list without items is the empty value; a value is never a list of one empty item.

use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;
use crate::schema::ValueType;

/// Calls `take` with each item of the list; refuses one item more than the bound before it is
/// read. Not generic over the items, so that a program has this code once.
pub(super) fn decode_items(
    text: Text<'_>,
    take: &mut dyn FnMut(Text<'_>) -> Result<(), ErrorKind>,
) -> Result<(), ErrorKind> {
    let rules = text.rules();
    let mut room = rules.max_items;
    for item in text.items() {
        room = room.checked_sub(1).ok_or(ErrorKind::TooManyItems)?;
        take(Text::new(&item, rules))?;
    }
    Ok(())
}

pub(super) fn encode_items<T: BaggageValue>(
    items: &[T],
    out: &mut ValueWriter<'_>,
) -> Result<(), ErrorKind> {
    if items.len() > out.rules().max_items as usize {
        return Err(ErrorKind::TooManyItems);
    }
    let start = out.len();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.separator();
        }
        item.encode(&mut out.item())?;
    }
    if items.len() == 1 && out.len() == start {
        return Err(ErrorKind::LoneEmptyItem);
    }
    Ok(())
}

#[diagnostic::do_not_recommend]
impl<T: BaggageValue> BaggageValue for Vec<T> {
    const TYPE: ValueType = ValueType::list(const { &T::TYPE.wire }, T::TYPE, None);

    fn decode(text: Text<'_>) -> Result<Vec<T>, ErrorKind> {
        let mut items = Vec::new();
        decode_items(text, &mut |item| {
            items.push(T::decode(item)?);
            Ok(())
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

/// A list of exactly `N` items.
#[diagnostic::do_not_recommend]
impl<T: BaggageValue, const N: usize> BaggageValue for [T; N] {
    const TYPE: ValueType = ValueType::list(const { &T::TYPE.wire }, T::TYPE, Some(N as u32));

    fn decode(text: Text<'_>) -> Result<[T; N], ErrorKind> {
        let mut items = [const { None }; N];
        let mut count = 0;
        decode_items(text, &mut |item| {
            let place = items.get_mut(count).ok_or(ErrorKind::TooManyItems)?;
            *place = Some(T::decode(item)?);
            count += 1;
            Ok(())
        })?;
        if count < N {
            return Err(ErrorKind::TooFewItems);
        }
        Ok(items.map(|item| item.expect("as many items were read as there are places")))
    }

    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        encode_items(self, out)
    }

    fn is_empty_list(&self) -> bool {
        N == 0
    }
}
