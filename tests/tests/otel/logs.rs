//! What is logged while the tests run: by the SDK, by integrations, by ours.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, Once};

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Sets up what a program with the SDK sets up: spans of `tracing` are spans of OpenTelemetry.
/// Events are kept.
pub(crate) fn set_up() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tracer = SdkTracerProvider::builder().build().tracer("shop");
        let spans = tracing_opentelemetry::layer().with_tracer(tracer);
        let subscriber = tracing_subscriber::registry().with(spans).with(Kept);
        tracing::subscriber::set_global_default(subscriber).expect("nobody else sets one");
    });
}

/// How many events so far have `text` in a field.
pub(crate) fn count(text: &str) -> usize {
    let logged = LOGGED.lock().expect("no test panics while it holds the lock");
    logged.iter().filter(|event| event.contains(text)).count()
}

struct Kept;

impl<S: Subscriber> Layer<S> for Kept {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        LOGGED.lock().expect("no test panics while it holds the lock").push(fields.0);
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").expect("text takes everything");
    }
}
