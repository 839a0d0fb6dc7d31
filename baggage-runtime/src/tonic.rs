//! Services and clients of tonic.
//!
//! A server has a [`BaggageLayer`](crate::tower::BaggageLayer), as any other; a handler reads
//! structs from its request, and `?` answers with `INVALID_ARGUMENT` and every bad field in its
//! details. It writes structs for the calls that it makes; `?` answers with `INTERNAL` there:
//!
//! ```
//! use baggage_runtime::{Baggage, BaggageMap};
//! use baggage_runtime::tower::RequestExt as _;
//! use tonic::{Request, Response, Status};
//!
//! /// What payments needs to know of a request.
//! #[derive(Baggage)]
//! struct PaymentsIn {
//!     /// Whom to charge.
//!     user_id: u64,
//! }
//!
//! /// What payments adds for the services behind it.
//! #[derive(Baggage)]
//! struct PaymentsOut {
//!     /// Zero for the first.
//!     attempt: u8,
//! }
//!
//! async fn charge(request: Request<u32>) -> Result<Response<String>, Status> {
//!     let baggage: PaymentsIn = request.baggage()?;
//!     BaggageMap::update_current(|map| map.put(&PaymentsOut { attempt: 0 }))?;
//!     Ok(Response::new(format!("charged {}", baggage.user_id)))
//! }
//! ```
//!
//! ```text
//! Server::builder().layer(BaggageLayer::internal().service(&SERVICE)).add_service(payments)
//! ```
//!
//! A client has a [`PropagateLayer`](crate::tower::PropagateLayer) around its channel, which is
//! told where the channel leads, for requests of a channel do not say it:
//!
//! ```text
//! let channel = ServiceBuilder::new()
//!     .layer(PropagateLayer::new(egress).to("payments.svc.local"))
//!     .service(channel);
//! let client = PaymentsClient::new(channel);
//! ```
//!
//! or a [`PropagateInterceptor`].
//!
//! The stream of a response is polled after the handler returned, and that of a request by the
//! connection. One that reads or sends baggage takes it along:
//! [`StreamExt::in_current_baggage`](crate::StreamExt::in_current_baggage).

use http::Extensions;
use tonic::service::Interceptor;
use tonic::{Code, Request, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

use crate::error::{DecodeError, EncodeError, FieldError, MemberError};
use crate::outgoing::Outgoing;
use crate::policy::{Authority, AuthorityError, Egress, Verdict};
use crate::service::Service;
use crate::tower::{BagRejection, RequestExt};

impl<M> RequestExt for Request<M> {
    fn baggage_extensions(&self) -> &Extensions {
        self.extensions()
    }
}

/// `INVALID_ARGUMENT` for baggage that does not decode, with a `google.rpc.BadRequest` that has a
/// violation for each bad field: its key, what is wrong and what was expected, and as reason the
/// kind of fault (`NOT_A_NUMBER`). `INTERNAL` for faults of the server.
impl From<BagRejection> for Status {
    fn from(rejection: BagRejection) -> Status {
        match &rejection {
            BagRejection::Decode(error) => error.clone().into(),
            BagRejection::NoLayer | BagRejection::NotDeclared { .. } => {
                Status::internal(rejection.to_string())
            }
        }
    }
}

/// `INVALID_ARGUMENT`, with a `google.rpc.BadRequest` that has a violation for each bad field.
///
/// A status travels in headers, of which peers take about 8 KB. So of many bad fields the message
/// lists the first, and the details have only the keys and reasons of the last.
impl From<DecodeError> for Status {
    fn from(error: DecodeError) -> Status {
        let details = ErrorDetails::with_bad_request(violations(error.errors()));
        let message = message("decode", error.errors());
        Status::with_error_details(Code::InvalidArgument, message, details)
    }
}

/// `INTERNAL`: what a handler cannot write is a fault of the server. The message lists the bad
/// fields, of many the first, and repeats no value.
impl From<EncodeError> for Status {
    fn from(error: EncodeError) -> Status {
        Status::internal(match error.map_error() {
            Some(_) => error.to_string(),
            None => message("encode", error.errors()),
        })
    }
}

/// `INTERNAL`, as for a struct that cannot be written.
impl From<MemberError> for Status {
    fn from(error: MemberError) -> Status {
        EncodeError::from(error).into()
    }
}

/// The most bytes of a message; it goes twice, in text and in the details.
const MESSAGE_LEN: usize = 512;

/// The most bytes of violations. Their encoding takes a third more.
const VIOLATIONS_LEN: usize = 3584;

fn message(verb: &str, errors: &[FieldError]) -> String {
    let mut message = format!("baggage does not {verb}: ");
    for (position, error) in errors.iter().enumerate() {
        let (separator, others) = if position == 0 { ("", " bad fields") } else { ("; ", " more") };
        let text = format!("{separator}{error}");
        if message.len() + text.len() > MESSAGE_LEN {
            let rest = (errors.len() - position).to_string();
            message.extend([separator, &rest, others]);
            break;
        }
        message.push_str(&text);
    }
    message
}

/// As many as fit; of those, as many with descriptions as fit then.
fn violations(errors: &[FieldError]) -> Vec<FieldViolation> {
    let mut left = VIOLATIONS_LEN;
    let mut violations: Vec<_> = errors.iter().map(violation).collect();
    let fitting = violations.iter().take_while(|violation| take(&mut left, bare_len(violation)));
    violations.truncate(fitting.count());
    for violation in &mut violations {
        if !take(&mut left, violation.description.len()) {
            violation.description.clear();
        }
    }
    violations
}

/// Takes `len` from what is left, if there is as much.
fn take(left: &mut usize, len: usize) -> bool {
    let is_enough = len <= *left;
    if is_enough {
        *left -= len;
    }
    is_enough
}

/// At most so many bytes without a description, with tags and lengths.
fn bare_len(violation: &FieldViolation) -> usize {
    12 + violation.field.len() + violation.reason.len()
}

fn violation(error: &FieldError) -> FieldViolation {
    let description = format!("{}; expected {}", error.kind(), error.expected());
    let mut violation = FieldViolation::new(error.key(), description);
    violation.reason = error.kind().to_string().replace([' ', '-'], "_").to_ascii_uppercase();
    violation
}

/// Sends the current baggage along with each request of a client, as far as the egress policy lets
/// it out to one host.
///
/// An interceptor sees nothing of where a request goes, so it is told. The `baggage` entry of the
/// metadata is replaced, and removed when nothing may go.
///
/// ```
/// use baggage_runtime::{BaggageMap, Egress};
/// use baggage_runtime::tonic::PropagateInterceptor;
/// use tonic::Request;
/// use tonic::service::Interceptor as _;
///
/// let egress = Egress::none().internal(["*.svc.local"]);
/// let mut interceptor = PropagateInterceptor::new(egress, "payments.svc.local");
/// // PaymentsClient::with_interceptor(channel, interceptor)
///
/// let _guard = BaggageMap::parse("user_id=7").attach();
/// let request = interceptor.call(Request::new(()))?;
/// assert_eq!(request.metadata().get("baggage").unwrap(), "user_id=7");
/// # Ok::<(), tonic::Status>(())
/// ```
#[derive(Clone, Debug)]
pub struct PropagateInterceptor {
    outgoing: Outgoing,
    verdict: Verdict,
}

impl PropagateInterceptor {
    /// For a client whose channel leads to `host`, a host with an optional port.
    ///
    /// # Panics
    ///
    /// When `host` is none; see [`try_new`](PropagateInterceptor::try_new).
    #[must_use]
    #[track_caller]
    pub fn new(egress: Egress, host: &str) -> PropagateInterceptor {
        PropagateInterceptor::try_new(egress, host)
            .unwrap_or_else(|error| panic!("`{}`: {error}", host.escape_debug()))
    }

    /// For a client whose channel leads to `host`, which comes from a configuration.
    ///
    /// # Errors
    ///
    /// When `host` is no host with an optional port.
    pub fn try_new(egress: Egress, host: &str) -> Result<PropagateInterceptor, AuthorityError> {
        let verdict = egress.verdict(&host.parse::<Authority>()?);
        Ok(PropagateInterceptor { outgoing: Outgoing::new(egress), verdict })
    }

    /// Keeps members that another library has written to the `baggage` entry of the metadata;
    /// where both say something of a key, the current baggage counts. The policy applies to all of
    /// them.
    #[must_use]
    pub fn merge_existing(mut self) -> PropagateInterceptor {
        self.outgoing.merges_existing = true;
        self
    }

    /// Names the service that runs here; what it [strips](crate::Service::declared_strips) goes no
    /// further.
    #[must_use]
    pub fn service(mut self, service: &'static Service) -> PropagateInterceptor {
        self.outgoing.service = Some(service);
        self
    }
}

impl Interceptor for PropagateInterceptor {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        self.outgoing.inject(self.verdict, request.metadata_mut().as_mut());
        Ok(request)
    }
}
