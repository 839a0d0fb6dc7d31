//! Field-less enums, as `#[derive(BaggageValue)]` reads them.

use super::Text;
use crate::error::ErrorKind;
use crate::schema::Variants;

/// The index of the variant that `text` names; `None` for the catch-all of an open enum.
///
/// # Errors
///
/// [`ErrorKind::UnknownVariant`] when the enum is closed and does not have the name.
#[doc(hidden)]
pub fn find_variant(text: Text<'_>, variants: &Variants) -> Result<Option<usize>, ErrorKind> {
    // Names have no byte that needs an escape.
    let raw = text.raw();
    let plain = variants.names().iter().position(|variant| variant.name().as_bytes() == raw);
    if plain.is_some() {
        return Ok(plain);
    }
    let found = text
        .with_str(|text| Ok(variants.names().iter().position(|variant| variant.is_named(text))))?;
    if found.is_none() && !variants.is_open() {
        return Err(ErrorKind::UnknownVariant);
    }
    Ok(found)
}
