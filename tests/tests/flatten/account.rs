//! A struct that another file flattens.

use baggage_runtime::Baggage;

/// The line of `account` below.
pub(crate) const ACCOUNT_LINE: u32 = line!() + 7;

/// Who asks.
#[derive(Baggage, Clone, Debug, PartialEq)]
pub(crate) struct Account {
    /// Numeric account id.
    #[baggage(written_by("gateway"))]
    pub(crate) account: u64,
}
