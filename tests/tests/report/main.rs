//! The dependency report, from arguments to text and exit code.

mod allows;
mod cli;
mod derived;
mod fleets;
mod formats;
mod hops;
mod rules;
mod support;
