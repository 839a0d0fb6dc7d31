//! Who depends on which baggage field, and what does not fit together.
//!
//! ```text
//! cargo run --example dependency_report                      # a clean shop, exit code 0
//! cargo run --example dependency_report -- --demo-faults     # a faulty one, exit code 1
//! cargo run --example dependency_report -- --format markdown # json, sarif, …; see --help
//! cargo run --example dependency_report -- --emit html=baggage.html # a page for a browser
//! # How does the key come to the service, and where is it missing?
//! cargo run --example dependency_report -- --why cart_id --at fraud
//! # A service in Go joins with a manifest that someone wrote.
//! cargo run --example dependency_report -- --merge examples/shop/edge.json
//! # What would break if the faulty shop replaced the one whose manifests are committed?
//! cargo run --example dependency_report -- --demo-faults --against examples/baggage
//! ```
//!
//! The clean shop is in `examples/shop`: a file for each service, with the structs it reads and
//! writes and one `static` that lists them.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use baggage_examples::shop;
use baggage_runtime::report;

fn main() -> ExitCode {
    // The one argument that is not the report's own.
    let mut args: Vec<OsString> = env::args_os().skip(1).collect();
    let given = args.len();
    args.retain(|arg| arg != "--demo-faults");
    let wants_faults = args.len() < given;

    // A fleet is a plain list: a service that is missing here is missing in the report, and a
    // service that no longer exists does not compile.
    let fleet = if wants_faults { faulty::fleet() } else { shop::fleet() };

    // The report goes to stdout. The exit code is for CI: 0 clean, 1 findings, 2 not checked.
    report::main_with_args(fleet, args)
}

/// The same shop after a careless week. Each mistake compiles, because each service is right by
/// itself.
mod faulty {
    use baggage_runtime::{Allow, Baggage, BaggageValue, Fleet, Service};

    use super::shop::checkout::CheckoutIn;
    use super::shop::{gateway, payments};

    /// What checkout adds by now.
    #[derive(Baggage)]
    struct CheckoutOut {
        /// The cart that becomes an order, as a ULID.
        #[baggage(token, max_len = 26)]
        cart_id: String,
        // contract/type-conflict: payments and fraud still read cents as an integer.
        /// Sum of the cart in euros, with tax.
        cart_total: f64,
        // docs/undocumented-key: two slashes are no documentation.
        #[baggage(token, max_len = 12)]
        cohort: String,
        // flow/write-never-read: up to 56 bytes on every hop from here on, for no one.
        /// The voucher that was entered.
        #[baggage(max_len = 16)]
        voucher: Option<String>,
        // The same, but known and accepted; see `allow` below.
        /// Weight of the parcel.
        parcel_grams: u32,
    }

    /// What fraud would like to know by now.
    #[derive(Baggage)]
    struct FraudIn {
        /// High sums weigh more; in cents.
        cart_total: u64,
        // flow/read-maybe-missing: checkout calls fraud, too, and no charge was tried there.
        /// Many attempts weigh more.
        payment_attempt: u8,
        // contract/bound-exceeds-reader: checkout sends up to twelve bytes.
        /// Which variant of an experiment the score is for.
        #[baggage(token, max_len = 8)]
        cohort: Option<String>,
        // contract/enum-variant-unhandled: the gateway knows more plans than that.
        /// New customers are on the free plan.
        user_tier: Plan,
        // flow/read-without-producer: the service that wrote it was switched off.
        /// How much the device is trusted, from 0 to 100.
        device_score: u8,
    }

    #[derive(BaggageValue)]
    #[baggage(rename_all = "kebab-case")]
    enum Plan {
        Free,
    }

    static CHECKOUT: Service = Service::new("checkout")
        .owner("team-cart")
        .reads(&[CheckoutIn::SCHEMA])
        .writes(&[CheckoutOut::SCHEMA])
        .calls(&["payments", "fraud"])
        // An accepted finding needs a reason; without one this line does not compile.
        .allow(&[Allow::new("flow/write-never-read", "parcel_grams", "shipping starts in May")]);

    static FRAUD: Service = Service::new("fraud").owner("team-risk").reads(&[FraudIn::SCHEMA]);

    /// Two services as they were, and two with mistakes.
    pub(super) fn fleet() -> Fleet {
        Fleet::new([&gateway::SERVICE, &CHECKOUT, &payments::SERVICE, &FRAUD])
    }
}
