//! OpenTelemetry's `Injector` and `Extractor`: whatever carrier an integration has.

use opentelemetry::propagation::{Extractor, Injector};

use super::BAGGAGE;
use crate::map::BaggageMap;

impl BaggageMap {
    /// The baggage in an OpenTelemetry carrier: all `baggage` lines that it shows, as one list in
    /// their order.
    ///
    /// Never fails, as [`parse_lines`](BaggageMap::parse_lines) does not. An extractor without a
    /// `get_all` of its own shows the first line only.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    /// use std::collections::HashMap;
    ///
    /// let carrier = HashMap::from([("baggage".to_owned(), "a=1,b=2".to_owned())]);
    /// assert_eq!(BaggageMap::from_extractor(&carrier).to_string(), "a=1,b=2");
    /// ```
    pub fn from_extractor(extractor: &dyn Extractor) -> BaggageMap {
        BaggageMap::parse_lines(extractor.get_all(BAGGAGE).unwrap_or_default())
    }

    /// Makes an OpenTelemetry carrier carry this baggage as `baggage`, in the place of what it has.
    ///
    /// An injector cannot remove anything: an empty map writes an empty text, so that stale baggage
    /// does not leave. The carrier says nothing of where it goes, so **no policy is applied**:
    /// everything in the map leaves.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    /// use std::collections::HashMap;
    ///
    /// let mut carrier = HashMap::new();
    /// BaggageMap::parse("a=1").to_injector(&mut carrier);
    /// assert_eq!(carrier["baggage"], "a=1");
    ///
    /// BaggageMap::new().to_injector(&mut carrier);
    /// assert_eq!(carrier["baggage"], "");
    /// ```
    pub fn to_injector(&self, injector: &mut dyn Injector) {
        injector.set(BAGGAGE, self.to_string());
    }
}
