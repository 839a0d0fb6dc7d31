//! Baggage in real servers and clients on the loopback interface.

mod bad_input;
mod body;
mod client;
mod clients;
mod crowd;
mod extract;
mod grpc;
mod leaks;
mod peer;
mod reqwest;
mod server;
mod servers;
mod tonic;
