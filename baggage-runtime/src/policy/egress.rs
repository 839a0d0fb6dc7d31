//! What may go out, and where to.

use core::str::FromStr;
use std::sync::Arc;

use super::host::Authority;
use super::pattern::{HostPattern, PatternError};
use crate::map::BaggageMap;
use crate::schema::{Field, Schema};

/// Which hosts get which baggage. What is not listed gets nothing.
///
/// ```
/// use baggage_runtime::{Baggage, BaggageMap, Egress};
///
/// /// What the shop knows of a request.
/// #[derive(Baggage)]
/// struct Request {
///     /// Numeric account id.
///     user_id: u64,
///     /// Language of pages and mails.
///     #[baggage(public, token, max_len = 16)]
///     locale: Option<String>,
/// }
///
/// let egress = Egress::none()
///     .internal(["*.svc.local", "10.0.0.0/8"])
///     .partner(["api.cardnet.example"], Request::SCHEMA);
///
/// let map = BaggageMap::parse("user_id=7,locale=de,vendor=x");
/// assert_eq!(egress.apply(&map, "payments.svc.local:8080"), map);
/// assert_eq!(egress.apply(&map, "api.cardnet.example").to_string(), "locale=de");
/// assert!(egress.apply(&map, "elsewhere.example").is_empty());
/// ```
///
/// # Patterns
///
/// | pattern | hosts |
/// |---|---|
/// | `payments.svc.local` | this name |
/// | `*.svc.local` | every name with one or more labels before `.svc.local`, not `svc.local` |
/// | `10.0.0.7`, `[fd00::7]` | this address |
/// | `10.0.0.0/8`, `fd00::/8` | the addresses of this network |
///
/// A port behind a name or an address, `payments.svc.local:8080`, makes it the only one; otherwise
/// all ports count. Names are not resolved: a name is never in a network.
///
/// Where several rules match, partners go before internal hosts, so that a partner below an
/// internal domain is a partner; of several partners the first counts.
///
/// A clone is one reference count.
#[derive(Clone, Debug, Default)]
pub struct Egress {
    rules: Arc<Rules>,
}

#[derive(Clone, Debug, Default)]
struct Rules {
    internal: Vec<HostPattern>,
    partners: Vec<(HostPattern, &'static Schema)>,
}

/// What a host may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing, and a header that is there already goes.
    Nothing,
    /// The `public` fields of this schema.
    Public(&'static Schema),
    /// Everything, foreign members too, byte for byte.
    Everything,
}

impl Egress {
    /// The policy that lets nothing out.
    #[inline]
    pub fn none() -> Egress {
        Egress::default()
    }

    /// Lets everything out to these hosts: our own services.
    ///
    /// # Panics
    ///
    /// When a pattern is none: a host that is silently missing here would be found in production.
    /// For patterns that come from a configuration see [`try_internal`](Egress::try_internal).
    #[must_use]
    #[track_caller]
    #[inline]
    pub fn internal<P: AsRef<str>>(self, hosts: impl IntoIterator<Item = P>) -> Egress {
        self.try_internal(hosts).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Lets everything out to these hosts, which come from a configuration.
    ///
    /// # Errors
    ///
    /// The first pattern that is none.
    #[inline]
    pub fn try_internal<P: AsRef<str>>(
        mut self,
        hosts: impl IntoIterator<Item = P>,
    ) -> Result<Egress, PatternError> {
        let rules = Arc::make_mut(&mut self.rules);
        for host in hosts {
            rules.internal.push(HostPattern::parse(host.as_ref())?);
        }
        Ok(self)
    }

    /// Lets the `public` fields of `schema` out to these hosts, and nothing else: third parties.
    ///
    /// # Panics
    ///
    /// When a pattern is none; see [`try_partner`](Egress::try_partner).
    #[must_use]
    #[track_caller]
    #[inline]
    pub fn partner<P: AsRef<str>>(
        self,
        hosts: impl IntoIterator<Item = P>,
        schema: &'static Schema,
    ) -> Egress {
        self.try_partner(hosts, schema).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Lets the `public` fields of `schema` out to these hosts, which come from a configuration.
    ///
    /// # Errors
    ///
    /// The first pattern that is none.
    #[inline]
    pub fn try_partner<P: AsRef<str>>(
        mut self,
        hosts: impl IntoIterator<Item = P>,
        schema: &'static Schema,
    ) -> Result<Egress, PatternError> {
        let rules = Arc::make_mut(&mut self.rules);
        for host in hosts {
            rules.partners.push((HostPattern::parse(host.as_ref())?, schema));
        }
        Ok(self)
    }

    /// What the host may get.
    #[inline]
    pub fn verdict(&self, destination: &Authority) -> Verdict {
        let Rules { internal, partners } = &*self.rules;
        if let Some((_, schema)) = partners.iter().find(|(host, _)| host.matches(destination)) {
            return Verdict::Public(schema);
        }
        if internal.iter().any(|host| host.matches(destination)) {
            return Verdict::Everything;
        }
        Verdict::Nothing
    }

    /// What of `map` may go to `destination`, a host with an optional port. Text that is no host
    /// gets nothing.
    #[inline]
    pub fn apply(&self, map: &BaggageMap, destination: &str) -> BaggageMap {
        match Authority::from_str(destination) {
            Ok(destination) => self.verdict(&destination).apply(map),
            Err(_) => Verdict::Nothing.apply(map),
        }
    }
}

impl Verdict {
    /// What of `map` may go.
    ///
    /// A `public` field goes as it stands, under its key or an alias, but without its properties:
    /// nobody declared those.
    #[inline]
    pub fn apply(self, map: &BaggageMap) -> BaggageMap {
        match self {
            Verdict::Nothing => BaggageMap::new(),
            Verdict::Public(schema) => {
                map.select(|key| schema.field(key).is_some_and(Field::is_public))
            }
            Verdict::Everything => map.clone(),
        }
    }
}
