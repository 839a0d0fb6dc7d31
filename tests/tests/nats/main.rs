//! Baggage in the headers of messages, through a real NATS server.

mod bad_input;
mod broker;
mod messages;
