//! Baggage in real servers and clients on the loopback interface.

mod client;
mod extract;
mod peer;
mod server;
