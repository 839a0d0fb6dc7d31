//! What a schema's fields have in some baggage, before anything of it is decoded.

use crate::codec::Baggage;
use crate::schema::{Hit, MAX_FIELDS};
use crate::wire::read::RawValue;

/// The raw value that a field has in some baggage, if it has one.
#[derive(Clone, Copy)]
pub(crate) struct Slot<'a> {
    value: Option<RawValue<'a>>,
    /// By which of the field's names it goes: 0 for the key, then the aliases.
    rank: u8,
}

impl<'a> Slot<'a> {
    const EMPTY: Slot<'static> = Slot { value: None, rank: u8::MAX };

    pub(crate) fn value(&self) -> Option<&RawValue<'a>> {
        self.value.as_ref()
    }

    /// Whether the value stands under an alias, not under the key.
    pub(crate) fn is_alias(&self) -> bool {
        self.rank > 0
    }
}

/// One slot a field.
pub(crate) struct Slots<'s, 'a>(&'s mut [Slot<'a>]);

impl<'a> Slots<'_, 'a> {
    /// What `run` makes of empty slots for the fields of `T`.
    ///
    /// Most structs have few fields, and for those emptying all slots would take longer than
    /// reading a field.
    #[inline]
    pub(crate) fn with<T: Baggage, R>(run: impl FnOnce(Slots<'_, 'a>) -> R) -> R {
        if const { T::SCHEMA.fields().len() <= 8 } {
            run(Slots(&mut [Slot::EMPTY; 8]))
        } else {
            run(Slots(&mut [Slot::EMPTY; MAX_FIELDS]))
        }
    }

    /// Notes a value: a better name wins, then the later of two members (R8).
    #[inline]
    pub(crate) fn note(&mut self, hit: Hit, value: RawValue<'a>) {
        let slot = &mut self.0[usize::from(hit.field)];
        if hit.rank <= slot.rank {
            *slot = Slot { value: Some(value), rank: hit.rank };
        }
    }

    pub(crate) fn as_slice(&self) -> &[Slot<'a>] {
        self.0
    }
}
