//! Services and fleets: who reads and writes which fields, and whom they call.
//!
//! A [`Service`] is a `const`, so that the linker cannot lose it, and a [`Fleet`] a plain list of
//! them, so that a service that is missing is missed.

use core::panic::Location;
use core::ptr;

#[cfg(feature = "report")]
use crate::report::Manifest;
use crate::schema::Schema;

/// The longest name of a service, in bytes.
const MAX_NAME_LEN: usize = 64;

/// A program that reads and writes fields, and whom it calls.
///
/// Everything is said in a `static` next to the program's own code; everything but the name is
/// optional.
///
/// ```
/// use baggage_runtime::{Allow, Baggage, Ingress, Service};
///
/// /// What payments needs to know of a request.
/// #[derive(Baggage)]
/// struct PaymentsIn {
///     /// Decides which card is charged.
///     user_id: u64,
/// }
///
/// /// What payments adds to a request.
/// #[derive(Baggage)]
/// struct PaymentsOut {
///     /// How often the charge was tried, for the fraud score.
///     attempt: u8,
/// }
///
/// static SERVICE: Service = Service::new("payments")
///     .doc("Charges cards through cardnet.")
///     .owner("team-pay")
///     .reads(&[PaymentsIn::SCHEMA])
///     .writes(&[PaymentsOut::SCHEMA])
///     .calls(&["fraud"])
///     .third_parties(&["cardnet"])
///     .ingress(Ingress::Internal)
///     .strips(&["cart_note"])
///     .reserved(&["cart_ref"])
///     .allow(&[Allow::new("flow/write-never-read", "attempt", "fraud starts to read it in May")]);
///
/// assert_eq!(SERVICE.name(), "payments");
/// assert_eq!(SERVICE.declared_calls(), ["fraud"]);
/// ```
///
/// A name that is no name stops the build:
///
/// ```compile_fail
/// use baggage_runtime::Service;
///
/// static SERVICE: Service = Service::new("payments service");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Service {
    name: &'static str,
    doc: &'static str,
    owner: Option<&'static str>,
    version: Option<&'static str>,
    reads: &'static [&'static Schema],
    writes: &'static [&'static Schema],
    calls: &'static [&'static str],
    third_parties: &'static [&'static str],
    ingress: Ingress,
    strips: &'static [&'static str],
    reserved: &'static [&'static str],
    allows: &'static [Allow],
    location: &'static Location<'static>,
}

/// Builder: each method says one thing more, all of them in `const`.
impl Service {
    /// A service of which nothing is known but its name and the place of this call.
    ///
    /// # Panics
    ///
    /// When the name is not 1 to 64 of `A-Z a-z 0-9 . _ -`; in a `static` that is an error of the
    /// build.
    #[must_use]
    #[track_caller]
    pub const fn new(name: &'static str) -> Service {
        check_name(name);
        Service {
            name,
            doc: "",
            owner: None,
            version: None,
            reads: &[],
            writes: &[],
            calls: &[],
            third_parties: &[],
            ingress: Ingress::Internal,
            strips: &[],
            reserved: &[],
            allows: &[],
            location: Location::caller(),
        }
    }

    /// Says in one sentence what the service does.
    #[must_use]
    pub const fn doc(self, doc: &'static str) -> Service {
        Service { doc, ..self }
    }

    /// Names the team that answers for the service, and for the fields it alone writes.
    #[must_use]
    pub const fn owner(self, owner: &'static str) -> Service {
        Service { owner: Some(owner), ..self }
    }

    /// Names the version; it is shown and never compared.
    #[must_use]
    pub const fn version(self, version: &'static str) -> Service {
        Service { version: Some(version), ..self }
    }

    /// Lists the structs the service decodes.
    #[must_use]
    pub const fn reads(self, reads: &'static [&'static Schema]) -> Service {
        Service { reads, ..self }
    }

    /// Lists the structs the service encodes.
    #[must_use]
    pub const fn writes(self, writes: &'static [&'static Schema]) -> Service {
        Service { writes, ..self }
    }

    /// Lists the services that requests of this one go to.
    ///
    /// # Panics
    ///
    /// When one of them is not a name; see [`Service::new`].
    #[must_use]
    #[track_caller]
    pub const fn calls(self, calls: &'static [&'static str]) -> Service {
        check_names(calls);
        Service { calls, ..self }
    }

    /// Lists who outside is called; only `public` fields reach them.
    ///
    /// # Panics
    ///
    /// When one of them is not a name; see [`Service::new`].
    #[must_use]
    #[track_caller]
    pub const fn third_parties(self, third_parties: &'static [&'static str]) -> Service {
        check_names(third_parties);
        Service { third_parties, ..self }
    }

    /// Says who may send requests; [`Ingress::Internal`] unless said otherwise.
    #[must_use]
    pub const fn ingress(self, ingress: Ingress) -> Service {
        Service { ingress, ..self }
    }

    /// Lists the keys that arrive here and go no further.
    #[must_use]
    pub const fn strips(self, strips: &'static [&'static str]) -> Service {
        Service { strips, ..self }
    }

    /// Lists the keys of former fields, which must not come back with another meaning.
    #[must_use]
    pub const fn reserved(self, reserved: &'static [&'static str]) -> Service {
        Service { reserved, ..self }
    }

    /// Lists the findings of the report that are known here and accepted.
    #[must_use]
    pub const fn allow(self, allows: &'static [Allow]) -> Service {
        Service { allows, ..self }
    }
}

/// What was declared.
impl Service {
    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What [`doc`](Service::doc) said; empty if nothing.
    pub const fn declared_doc(&self) -> &'static str {
        self.doc
    }

    /// What [`owner`](Service::owner) said.
    pub const fn declared_owner(&self) -> Option<&'static str> {
        self.owner
    }

    /// What [`version`](Service::version) said.
    pub const fn declared_version(&self) -> Option<&'static str> {
        self.version
    }

    /// What [`reads`](Service::reads) listed, in that order.
    pub const fn declared_reads(&self) -> &'static [&'static Schema] {
        self.reads
    }

    /// What [`writes`](Service::writes) listed, in that order.
    pub const fn declared_writes(&self) -> &'static [&'static Schema] {
        self.writes
    }

    /// What [`calls`](Service::calls) listed, in that order.
    pub const fn declared_calls(&self) -> &'static [&'static str] {
        self.calls
    }

    /// What [`third_parties`](Service::third_parties) listed, in that order.
    pub const fn declared_third_parties(&self) -> &'static [&'static str] {
        self.third_parties
    }

    /// What [`ingress`](Service::ingress) said.
    pub const fn declared_ingress(&self) -> Ingress {
        self.ingress
    }

    /// What [`strips`](Service::strips) listed, in that order.
    pub const fn declared_strips(&self) -> &'static [&'static str] {
        self.strips
    }

    /// What [`reserved`](Service::reserved) listed, in that order.
    pub const fn declared_reserved(&self) -> &'static [&'static str] {
        self.reserved
    }

    /// What [`allow`](Service::allow) listed, in that order.
    pub const fn declared_allows(&self) -> &'static [Allow] {
        self.allows
    }

    /// The place of [`Service::new`] in the source, with the path the compiler was given.
    pub const fn location(&self) -> &'static Location<'static> {
        self.location
    }
}

/// Who may send requests to a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "report", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "report", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Ingress {
    /// Our own services only.
    #[default]
    Internal,
    /// Anyone: of what arrives, only `from_client` fields count.
    Public,
}

impl Ingress {
    /// The name used in reports and manifests: `internal` or `public`.
    pub const fn name(self) -> &'static str {
        match self {
            Ingress::Internal => "internal",
            Ingress::Public => "public",
        }
    }
}

/// A finding of the report that a service knows of and accepts.
///
/// ```
/// use baggage_runtime::Allow;
///
/// const SHRINKS: Allow =
///     Allow::new("contract/multiple-writers", "deadline_ms", "each hop shrinks it on purpose");
///
/// assert_eq!(SHRINKS.reason(), "each hop shrinks it on purpose");
/// ```
///
/// Without a reason it does not compile:
///
/// ```compile_fail
/// use baggage_runtime::Allow;
///
/// const WHY: Allow = Allow::new("contract/multiple-writers", "deadline_ms", " ");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allow {
    rule: &'static str,
    key: &'static str,
    reason: &'static str,
}

impl Allow {
    /// Accepts what `rule` finds of `key`.
    ///
    /// # Panics
    ///
    /// When the reason is empty or blank; in a `static` that is an error of the build.
    #[must_use]
    #[track_caller]
    pub const fn new(rule: &'static str, key: &'static str, reason: &'static str) -> Allow {
        assert!(!reason.trim_ascii().is_empty(), "an `Allow` needs a reason");
        Allow { rule, key, reason }
    }

    /// The rule, `group/name`.
    pub const fn rule(&self) -> &'static str {
        self.rule
    }

    /// The key that the rule names.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// Why the finding is accepted; never blank.
    pub const fn reason(&self) -> &'static str {
        self.reason
    }
}

/// The services that run together.
///
/// ```
/// use baggage_runtime::{Fleet, Service};
///
/// static GATEWAY: Service = Service::new("gateway").calls(&["checkout"]);
/// static CHECKOUT: Service = Service::new("checkout");
///
/// let fleet = Fleet::new([&GATEWAY, &CHECKOUT]);
/// assert_eq!(fleet.services().len(), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    services: Vec<&'static Service>,
    schemas: Vec<&'static Schema>,
    #[cfg(feature = "report")]
    manifests: Vec<Manifest>,
}

impl Fleet {
    /// The fleet of these services; a service that is listed twice counts once.
    ///
    /// Takes an array, a `Vec` or any other iterator; a slice as `slice.iter().copied()`.
    pub fn new(services: impl IntoIterator<Item = &'static Service>) -> Fleet {
        let mut fleet = Fleet::default();
        for service in services {
            if !fleet.services.iter().any(|known| ptr::eq(*known, service)) {
                fleet.services.push(service);
            }
        }
        fleet
    }

    /// The fleet that the schema's own documentation describes: its services are those that
    /// `written_by` and `read_by` name. The smallest start.
    ///
    /// ```
    /// use baggage_runtime::{Baggage, Fleet};
    ///
    /// /// What the shop knows of a request.
    /// #[derive(Baggage)]
    /// struct Request {
    ///     /// Numeric account id.
    ///     #[baggage(written_by("gateway"), read_by("checkout", "payments"))]
    ///     user_id: u64,
    /// }
    ///
    /// let fleet = Fleet::from_schema(Request::SCHEMA);
    /// # assert_eq!(fleet.schemas().len(), 1);
    /// ```
    pub fn from_schema(schema: &'static Schema) -> Fleet {
        Fleet::default().with_schema(schema)
    }

    /// The fleet, and beside it the services that the schema's `written_by` and `read_by` name.
    ///
    /// Of a service that has a [`Service`] in the fleet, that declaration counts, and what the
    /// schema says of it is documentation.
    #[must_use]
    pub fn with_schema(mut self, schema: &'static Schema) -> Fleet {
        if !self.schemas.iter().any(|known| ptr::eq(*known, schema)) {
            self.schemas.push(schema);
        }
        self
    }

    /// The fleet, and beside it what a manifest declares: a service of another repository, or in
    /// another language.
    #[cfg(feature = "report")]
    #[must_use]
    pub fn with_manifest(mut self, manifest: Manifest) -> Fleet {
        self.manifests.push(manifest);
        self
    }

    /// The manifests, in the order given.
    #[cfg(feature = "report")]
    pub fn manifests(&self) -> &[Manifest] {
        &self.manifests
    }

    /// The services declared in Rust, in the order given.
    pub fn services(&self) -> &[&'static Service] {
        &self.services
    }

    /// The schemas whose documentation names services, in the order given.
    pub fn schemas(&self) -> &[&'static Schema] {
        &self.schemas
    }
}

#[track_caller]
const fn check_names(names: &[&str]) {
    let mut i = 0;
    while i < names.len() {
        check_name(names[i]);
        i += 1;
    }
}

/// Names end up in terminals, markup and annotations: nothing that could mean anything there.
#[track_caller]
const fn check_name(name: &str) {
    assert!(
        !name.is_empty() && name.len() <= MAX_NAME_LEN,
        "the name of a service has 1 to 64 characters"
    );
    let name = name.as_bytes();
    let mut i = 0;
    while i < name.len() {
        assert!(
            name[i].is_ascii_alphanumeric() || matches!(name[i], b'.' | b'_' | b'-'),
            "the name of a service consists of `A-Z a-z 0-9 . _ -`"
        );
        i += 1;
    }
}
