//! The OpenTelemetry SDK: its propagator, and typed values parsed from its map of strings.

use arrayvec::ArrayString;
use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::baggage::{Baggage, BaggageExt};
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::{Context as OtelContext, KeyValue};
use opentelemetry_sdk::propagation::BaggagePropagator;

use crate::Context;

/// As the `opentelemetry-http` crate reads a header map.
struct Source<'a>(&'a HeaderMap);

impl Extractor for Source<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

/// As the `opentelemetry-http` crate writes one.
struct Target<'a>(&'a mut HeaderMap);

impl Injector for Target<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let Ok(name) = HeaderName::from_bytes(key.as_bytes())
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            self.0.insert(name, value);
        }
    }
}

pub fn extract(propagator: &BaggagePropagator, headers: &HeaderMap) -> OtelContext {
    propagator.extract_with_context(&OtelContext::new(), &Source(headers))
}

pub fn decode(propagator: &BaggagePropagator, headers: &HeaderMap) -> Context {
    read(&extract(propagator, headers))
}

pub fn read(context: &OtelContext) -> Context {
    let baggage = context.baggage();
    let text = |key: &str| baggage.get(key).map(|value| value.as_str());
    Context {
        user_id: text("user_id").and_then(|text| text.parse().ok()),
        user_tier: text("user_tier").and_then(|text| ArrayString::from(text).ok()),
        is_premium: text("is_premium").and_then(|text| text.parse().ok()),
        region: text("region").and_then(|text| ArrayString::from(text).ok()),
        features: text("features")
            .map(|text| text.split(',').filter_map(|item| ArrayString::from(item).ok()).collect()),
    }
}

pub fn inject(propagator: &BaggagePropagator, context: &OtelContext, headers: &mut HeaderMap) {
    propagator.inject_context(context, &mut Target(headers));
}

pub fn encode(propagator: &BaggagePropagator, value: &Context, headers: &mut HeaderMap) {
    let mut baggage = Baggage::new();
    if let Some(id) = value.user_id {
        baggage.insert("user_id", id.to_string());
    }
    if let Some(tier) = &value.user_tier {
        baggage.insert("user_tier", tier.to_string());
    }
    if let Some(is_premium) = value.is_premium {
        baggage.insert("is_premium", is_premium.to_string());
    }
    if let Some(region) = &value.region {
        baggage.insert("region", region.to_string());
    }
    if let Some(features) = &value.features {
        baggage.insert("features", features.join(","));
    }
    inject(propagator, &OtelContext::new().with_baggage(baggage), headers);
}

pub fn add(propagator: &BaggagePropagator, context: &OtelContext, headers: &mut HeaderMap) {
    let members = context.baggage().iter();
    let mut baggage: Baggage =
        members.map(|(key, (value, _))| KeyValue::new(key.clone(), value.clone())).collect();
    baggage.insert("attempt", "1");
    inject(propagator, &context.with_baggage(baggage), headers);
}
