//! Baggage in real servers and clients on the loopback interface.

mod body;
mod client;
mod extract;
mod peer;
mod reqwest;
mod server;
