//! The report as one HTML page: no network, readable without script.
//!
//! The pages's text is in `templates/report`; here is what it shows. Everything is laid out
//! before the page is written, so it is the same on every machine, and the script only shows and
//! hides.

mod bars;
mod callmap;
mod cards;
mod column;
mod data;
mod drawing;
mod layers;
mod lineage;
mod page;
mod people;
mod refs;

pub(super) use self::page::html;
