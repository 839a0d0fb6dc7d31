//! Baggage between services in Rust and services in other languages, and through a proxy.
//!
//! ```text
//! tests/peers/install.sh
//! cargo test -p baggage-tests --features web --test peers -- --ignored --nocapture
//! ```
//!
//! prints what arrives, by kind of value, language and direction, and what others lose. The page
//! `other_languages` of the documentation says the same.

mod interop;
mod kinds;
mod losses;
mod process;
mod proxy;
mod services;

#[tokio::test]
#[ignore = "needs Python and Node.js: run `tests/peers/install.sh`, then \
            `cargo test -p baggage-tests --features web --test peers -- --ignored`"]
async fn values_arrive_typed_to_from_and_through_other_languages() {
    interop::values_arrive_typed().await;
}

#[tokio::test]
#[ignore = "needs Python and Node.js: run `tests/peers/install.sh`, then \
            `cargo test -p baggage-tests --features web --test peers -- --ignored`"]
async fn other_languages_lose_what_is_documented_and_nothing_else() {
    losses::are_as_documented().await;
}

#[tokio::test]
#[ignore = "needs nginx, in the PATH or named by NGINX: install it, then \
            `cargo test -p baggage-tests --features web --test peers -- --ignored nginx`"]
async fn nginx_passes_what_its_header_buffers_hold() {
    proxy::passes_what_its_header_buffers_hold().await;
}
