//! A small shop: four services, what each knows of a request, and whom it calls.
//!
//! ```text
//! client → gateway → checkout → payments → fraud
//!                                  └─────→ cardnet (not ours)
//! ```
//!
//! Each module is what a real service would keep beside its own code: the structs it reads and
//! writes, and one `static` that says so.

pub mod checkout;
pub mod fraud;
pub mod gateway;
pub mod payments;

use baggage_runtime::{BaggageValue, Fleet};

/// What a customer pays for.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq, Eq)]
#[baggage(rename_all = "kebab-case")]
pub enum Tier {
    /// Nothing.
    Free,
    /// Faster delivery.
    Pro,
    /// A tier that is newer than this program.
    #[baggage(other)]
    Unknown,
}

/// The shop as it runs; nothing in it is worth a warning.
pub fn fleet() -> Fleet {
    Fleet::new([&gateway::SERVICE, &checkout::SERVICE, &payments::SERVICE, &fraud::SERVICE])
}

#[cfg(test)]
mod tests {
    use baggage_runtime::report::{self, Status};

    #[test]
    fn shop_has_no_findings() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = report::run(&super::fleet(), ["--deny", "warnings"], &mut out, &mut err);
        assert_eq!(status, Status::Clean, "{}", String::from_utf8_lossy(&out));
    }
}
