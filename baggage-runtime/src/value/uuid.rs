//! `Uuid` in its hyphenated form.

use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;
use crate::schema::{ValueType, WireType};

#[diagnostic::do_not_recommend]
impl BaggageValue for Uuid {
    const TYPE: ValueType = ValueType::single(WireType::Uuid, Hyphenated::LENGTH as u32);

    fn decode(text: Text<'_>) -> Result<Uuid, ErrorKind> {
        text.with_str(|text| {
            // The crate also reads forms that no SDK writes: without hyphens, in braces, as a URN.
            if text.len() != Hyphenated::LENGTH {
                return Err(ErrorKind::Invalid);
            }
            Uuid::try_parse(text).map_err(|_| ErrorKind::Invalid)
        })
    }

    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        out.token(self.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}
