//! What may come in.

use crate::map::BaggageMap;
use crate::schema::{Field, MAX_FIELDS, Schema};

/// What a server takes of the baggage that a request brings.
///
/// Said where a service is built, never assumed: there is no default.
///
/// ```
/// use baggage_runtime::{Baggage, BaggageMap, IngressPolicy};
///
/// /// What the gateway takes from a client.
/// #[derive(Baggage)]
/// struct GatewayIn {
///     /// Language of pages and mails.
///     #[baggage(from_client, token, max_len = 16)]
///     locale: Option<String>,
///     /// Price plan; the session says it, not the client.
///     #[baggage(token, max_len = 8)]
///     user_tier: Option<String>,
/// }
///
/// let received = BaggageMap::parse("user_tier=pro,locale=de,vendor=x");
/// let public = IngressPolicy::public(GatewayIn::SCHEMA);
/// assert_eq!(public.admit(&received).to_string(), "locale=de");
/// assert_eq!(IngressPolicy::internal().admit(&received), received);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct IngressPolicy {
    /// The schema whose `from_client` fields come in; `None` where everything does.
    public: Option<&'static Schema>,
}

impl IngressPolicy {
    /// For services that only our own services reach: everything comes in.
    #[inline]
    pub const fn internal() -> IngressPolicy {
        IngressPolicy { public: None }
    }

    /// For services that anyone reaches: only the `from_client` fields of `schema` come in.
    ///
    /// Unknown members are dropped, and so are properties, which nobody declared. A field that is
    /// there twice, under its key or under aliases, is dropped: which one counts would depend on
    /// who reads it.
    #[inline]
    pub const fn public(schema: &'static Schema) -> IngressPolicy {
        IngressPolicy { public: Some(schema) }
    }

    /// Whether anyone may send requests.
    #[inline]
    pub const fn is_public(&self) -> bool {
        self.public.is_some()
    }

    /// What comes in of `received`.
    #[inline]
    pub fn admit(&self, received: &BaggageMap) -> BaggageMap {
        match self.public {
            Some(schema) => {
                let counts = Counts::new(schema, received);
                received.select(|key| counts.is_only_one(key) && is_from_client(schema, key))
            }
            None => received.clone(),
        }
    }

    /// What comes in of `received`, beside what this process has set before: a received value
    /// never replaces one of `local`.
    ///
    /// ```
    /// use baggage_runtime::{BaggageMap, IngressPolicy};
    ///
    /// let local = BaggageMap::parse("region=eu");
    /// let received = BaggageMap::parse("region=us,user_id=7");
    /// let map = IngressPolicy::internal().admit_beside(&local, &received);
    /// assert_eq!(map.to_string(), "region=eu,user_id=7");
    /// ```
    #[inline]
    pub fn admit_beside(&self, local: &BaggageMap, received: &BaggageMap) -> BaggageMap {
        let mut admitted = self.admit(received);
        if local.is_empty() {
            return admitted;
        }
        match self.public {
            Some(schema) => {
                let taken = Counts::new(schema, local);
                admitted.retain(|member| taken.is_none(member.key()));
            }
            None => admitted.retain(|member| !local.contains_key(member.key())),
        }
        local.followed_by(&admitted)
    }
}

#[inline]
fn is_from_client(schema: &Schema, key: &str) -> bool {
    schema.field(key).is_some_and(Field::is_from_client)
}

/// How often each field of a schema is in a map, under whichever of its names.
struct Counts {
    schema: &'static Schema,
    fields: [u16; MAX_FIELDS],
}

impl Counts {
    #[inline]
    fn new(schema: &'static Schema, map: &BaggageMap) -> Counts {
        let mut counts = Counts { schema, fields: [0; MAX_FIELDS] };
        for member in map {
            if let Some(hit) = schema.find(member.key().as_bytes()) {
                counts.fields[usize::from(hit.field)] += 1;
            }
        }
        counts
    }

    #[inline]
    fn of(&self, key: &str) -> u16 {
        let hit = self.schema.find(key.as_bytes());
        hit.map_or(0, |hit| self.fields[usize::from(hit.field)])
    }

    #[inline]
    fn is_only_one(&self, key: &str) -> bool {
        self.of(key) == 1
    }

    #[inline]
    fn is_none(&self, key: &str) -> bool {
        self.of(key) == 0
    }
}
