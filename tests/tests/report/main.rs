//! The dependency report, from arguments to text and exit code.

mod allows;
mod cli;
mod derived;
mod evolution;
mod fleets;
mod formats;
mod hops;
mod manifests;
mod rules;
mod support;
mod table;
