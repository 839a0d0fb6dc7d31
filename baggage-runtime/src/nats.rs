//! NATS: baggage in the headers of messages, for clients of `async-nats`.
//!
//! ```
//! use async_nats::{Client, Subscriber};
//! use baggage_runtime::nats::{MessageExt as _, PropagateClient};
//! use baggage_runtime::{FutureExt as _, IngressPolicy, Verdict};
//! use futures::StreamExt as _;
//!
//! // Who publishes: in the baggage of the request at hand.
//! async fn place(client: Client) -> Result<(), async_nats::PublishError> {
//!     let orders = PropagateClient::new(client, Verdict::Everything);
//!     orders.publish("orders.placed", "1 book".into()).await
//! }
//!
//! // Who subscribes: each message is handled in its own baggage, here or in a task of its own.
//! async fn serve(mut messages: Subscriber) {
//!     while let Some(message) = messages.next().await {
//!         let baggage = message.baggage_map(IngressPolicy::internal());
//!         handle(message).in_baggage(baggage).await;
//!     }
//! }
//!
//! async fn handle(message: async_nats::Message) {
//!     let user_id = baggage_runtime::BaggageMap::current().get("user_id").map(|id| id.into_owned());
//!     println!("{user_id:?} orders {:?}", message.payload);
//! }
//! ```
//!
//! # Policy
//!
//! A broker hands a message on to whoever subscribes, now or later, so where it goes is no host that
//! a client could compare. Who publishes therefore says what its subscribers may get, for a subject
//! or for a whole broker: a [`Verdict`]. An [`Egress`] gives one for the broker's host where that
//! decides: `egress.verdict(&"nats.svc.local".parse()?)`.
//!
//! Who subscribes says whom it trusts to publish, as a server does: an [`IngressPolicy`].
//!
//! # Limits
//!
//! * Baggage counts as a part of the message: `async-nats` refuses to publish one that is larger
//!   with it than the server takes (1 MB unless configured).
//! * What `async-nats` does not parse never comes here. It connects anew when a header block is no
//!   UTF-8, which loses messages under way; and the task that reads for a client panics at a bare
//!   carriage return in a header, which ends its subscriptions. No baggage has either, but whoever
//!   may publish to a subject can do this to those who subscribe to it.
//!
//! [`Egress`]: crate::Egress

use async_nats::{
    Client, HeaderMap, HeaderName, HeaderValue, Message, PublishError, Request, RequestError,
    ToSubject,
};
use bytes::Bytes;

use crate::carrier::BAGGAGE;
use crate::map::BaggageMap;
use crate::policy::{IngressPolicy, Verdict};
use crate::service::Service;

impl BaggageMap {
    /// The baggage in the headers of a message: all values of `baggage`, as one list in their
    /// order. Names of NATS headers are told apart by case; all spellings of this one count, in
    /// the order of their bytes.
    ///
    /// Never fails, as [`parse_lines`](BaggageMap::parse_lines) does not.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    ///
    /// let mut headers = async_nats::HeaderMap::new();
    /// headers.append("baggage", "a=1");
    /// headers.append("baggage", "b=2");
    /// assert_eq!(BaggageMap::from_nats(&headers).to_string(), "a=1,b=2");
    /// ```
    pub fn from_nats(headers: &HeaderMap) -> BaggageMap {
        let named = headers.iter().filter(|(name, _)| is_baggage(name));
        let mut named: Vec<_> = named.collect();
        named.sort_unstable_by(|(a, _), (b, _)| str::cmp(a.as_ref(), b.as_ref()));
        BaggageMap::parse_lines(named.into_iter().flat_map(|(_, values)| values))
    }

    /// Makes `headers` carry this baggage: one `baggage` header, which replaces every one that is
    /// there; none when the map is empty.
    ///
    /// Headers say nothing of who gets them, so **no policy is applied**: everything in the map
    /// leaves. A [`PropagateClient`] applies one.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    ///
    /// let mut headers = async_nats::HeaderMap::new();
    /// BaggageMap::parse("a=1").to_nats(&mut headers);
    /// assert_eq!(headers.get("baggage").unwrap().as_str(), "a=1");
    ///
    /// BaggageMap::new().to_nats(&mut headers);
    /// assert!(headers.is_empty());
    /// ```
    pub fn to_nats(&self, headers: &mut HeaderMap) {
        if headers.iter().any(|(name, _)| is_baggage(name)) {
            *headers = others(headers);
        }
        if !self.is_empty() {
            headers.insert(BAGGAGE, self.to_string());
        }
    }
}

fn is_baggage(name: &HeaderName) -> bool {
    let name: &str = name.as_ref();
    name.eq_ignore_ascii_case(BAGGAGE)
}

/// The headers that are no baggage: a map of these headers removes nothing.
fn others(headers: &HeaderMap) -> HeaderMap {
    let mut others = HeaderMap::new();
    for (name, values) in headers.iter().filter(|(name, _)| !is_baggage(name)) {
        for value in values {
            others.append(name.clone(), HeaderValue::clone(value));
        }
    }
    others
}

/// The baggage of a message; implemented for [`async_nats::Message`], to which messages of
/// `JetStream` dereference.
pub trait MessageExt: sealed::Sealed {
    /// What `ingress` admits of the baggage that the message brings: to handle it
    /// [`in_baggage`](crate::FutureExt::in_baggage).
    fn baggage_map(&self, ingress: IngressPolicy) -> BaggageMap;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for async_nats::Message {}
}

impl MessageExt for Message {
    fn baggage_map(&self, ingress: IngressPolicy) -> BaggageMap {
        let received = self.headers.as_ref().map(BaggageMap::from_nats);
        ingress.admit(&received.unwrap_or_default())
    }
}

/// A client that sends the current baggage along with each message, as far as a verdict lets it
/// out to those who may subscribe.
///
/// A `baggage` header that is there already is replaced, and removed when nothing may go. A clone
/// is as cheap as one of the client; make one for each group of subjects that have the same
/// readers.
///
/// ```
/// use async_nats::Client;
/// use baggage_runtime::nats::PropagateClient;
/// use baggage_runtime::{Baggage, Verdict};
///
/// #[derive(Baggage)]
/// struct Shop {
///     /// Numeric account id.
///     user_id: u64,
///     /// Language of pages and mails.
///     #[baggage(public, token, max_len = 16)]
///     locale: Option<String>,
/// }
///
/// async fn place(client: Client) -> Result<(), async_nats::PublishError> {
///     let ours = PropagateClient::new(client.clone(), Verdict::Everything);
///     let carriers = PropagateClient::new(client, Verdict::Public(Shop::SCHEMA));
///     ours.publish("orders.placed", "1 book".into()).await?;
///     carriers.publish("parcels.announced", "1 parcel".into()).await
/// }
/// ```
#[derive(Clone, Debug)]
pub struct PropagateClient {
    client: Client,
    verdict: Verdict,
    merges_existing: bool,
    service: Option<&'static Service>,
}

impl PropagateClient {
    /// Sends what `verdict` lets out.
    pub fn new(client: Client, verdict: Verdict) -> PropagateClient {
        PropagateClient { client, verdict, merges_existing: false, service: None }
    }

    /// Keeps members that another library has written to the `baggage` header of a message; where
    /// both say something of a key, the current baggage counts. The verdict applies to all of them.
    #[must_use]
    pub fn merge_existing(self) -> PropagateClient {
        PropagateClient { merges_existing: true, ..self }
    }

    /// Names the service that runs here; what it [strips](Service::declared_strips) goes no
    /// further.
    #[must_use]
    pub fn service(self, service: &'static Service) -> PropagateClient {
        PropagateClient { service: Some(service), ..self }
    }

    /// The client inside, which sends no baggage.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// These headers with what may leave of the current baggage: for whatever else takes headers,
    /// `JetStream`'s `publish_with_headers` for example.
    pub fn headers(&self, mut headers: HeaderMap) -> HeaderMap {
        let mut map = BaggageMap::current();
        if self.merges_existing {
            let mut existing = BaggageMap::from_nats(&headers);
            existing.retain(|member| !map.contains_key(member.key()));
            map = map.followed_by(&existing);
        }
        if let Some(service) = self.service {
            let stripped = service.declared_strips();
            map.retain(|member| !stripped.contains(&member.key()));
        }
        self.verdict.apply(&map).to_nats(&mut headers);
        headers
    }

    /// Publishes a message, as [`Client::publish`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn publish<S: ToSubject>(
        &self,
        subject: S,
        payload: Bytes,
    ) -> Result<(), PublishError> {
        self.publish_with_headers(subject, HeaderMap::new(), payload).await
    }

    /// Publishes a message with further headers, as [`Client::publish_with_headers`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn publish_with_headers<S: ToSubject>(
        &self,
        subject: S,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<(), PublishError> {
        self.client.publish_with_headers(subject, self.headers(headers), payload).await
    }

    /// Publishes a message that says where to answer, as [`Client::publish_with_reply`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn publish_with_reply<S: ToSubject, R: ToSubject>(
        &self,
        subject: S,
        reply: R,
        payload: Bytes,
    ) -> Result<(), PublishError> {
        let headers = HeaderMap::new();
        self.publish_with_reply_and_headers(subject, reply, headers, payload).await
    }

    /// Publishes a message with further headers that says where to answer, as
    /// [`Client::publish_with_reply_and_headers`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn publish_with_reply_and_headers<S: ToSubject, R: ToSubject>(
        &self,
        subject: S,
        reply: R,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<(), PublishError> {
        let headers = self.headers(headers);
        self.client.publish_with_reply_and_headers(subject, reply, headers, payload).await
    }

    /// Sends a message and waits for the answer, as [`Client::request`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn request<S: ToSubject>(
        &self,
        subject: S,
        payload: Bytes,
    ) -> Result<Message, RequestError> {
        self.send_request(subject, Request::new().payload(payload)).await
    }

    /// Sends a message and waits for the answer, as [`Client::send_request`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn send_request<S: ToSubject>(
        &self,
        subject: S,
        mut request: Request,
    ) -> Result<Message, RequestError> {
        request.headers = Some(self.headers(request.headers.unwrap_or_default()));
        self.client.send_request(subject, request).await
    }
}
