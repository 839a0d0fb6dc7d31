//! A small shop: five services, what each knows of a request, and whom it calls.
//!
//! ```text
//! client → gateway → checkout → payments → fraud → meter
//!                                  └─────→ cardnet (not ours)
//! ```
//!
//! [`request`] is what the services share: one contract, in real life a crate of its own. Each
//! other module is what a service keeps beside its own code: its views of the contract, and one
//! `static` that says what it reads, writes and calls. With the feature `shop`, `live` has the
//! services themselves: real servers, which the example of that name runs.

pub mod checkout;
pub mod fraud;
pub mod gateway;
#[cfg(feature = "shop")]
pub mod live;
pub mod meter;
pub mod payments;
pub mod request;

use baggage_runtime::Fleet;

/// The shop as it runs; nothing in it is worth a warning.
pub fn fleet() -> Fleet {
    Fleet::new([
        &gateway::SERVICE,
        &checkout::SERVICE,
        &payments::SERVICE,
        &fraud::SERVICE,
        &meter::SERVICE,
    ])
}

#[cfg(test)]
mod tests {
    use baggage_runtime::report::{self, Status};

    use super::{checkout, fraud, gateway, meter, payments};

    // `baggage/*.json` is what the services declare; `BAGGAGE_UPDATE=1 cargo test` writes it.
    baggage_runtime::manifest_test!(
        checkout::SERVICE,
        fraud::SERVICE,
        gateway::SERVICE,
        meter::SERVICE,
        payments::SERVICE,
    );

    fn check(args: &[&str]) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = [&["--deny", "warnings"], args].concat();
        let status = report::run(&super::fleet(), args, &mut out, &mut err);
        let text = [out, err].concat();
        assert_eq!(status, Status::Clean, "{}", String::from_utf8_lossy(&text));
    }

    #[test]
    fn shop_has_no_findings() {
        check(&[]);
    }

    #[test]
    fn service_in_another_language_joins() {
        check(&["--merge", concat!(env!("CARGO_MANIFEST_DIR"), "/shop/edge.json")]);
    }
}
