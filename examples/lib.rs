//! What the examples share.

pub mod shop;
