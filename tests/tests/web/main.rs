//! Baggage in real servers and clients on the loopback interface.

mod body;
mod client;
mod extract;
mod grpc;
mod peer;
mod reqwest;
mod server;
mod tonic;
