//! Baggage beside OpenTelemetry: its contexts, its integrations, and the SDK's propagator.

mod context;
mod defects;
mod logs;
mod program;
mod propagator;
