//! The dependency report, from arguments to text and exit code.

mod allows;
mod cli;
mod fleets;
mod formats;
mod hops;
mod rules;
mod support;
