//! The dependency report, from arguments to text and exit code.

mod allows;
mod analysis;
mod cli;
mod derived;
mod evolution;
mod fingerprints;
mod fleets;
mod formats;
mod formats_ci;
mod formats_graph;
mod formats_page;
mod hops;
mod manifests;
mod options;
mod rules;
mod support;
mod table;
