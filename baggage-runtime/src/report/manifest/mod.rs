//! What a service says of itself, apart from its program: `baggage-manifest/1`.
//!
//! Every declaration becomes a manifest before it is analysed, so that a fleet that is linked into
//! one program and a fleet that is merged from files give the same report, byte for byte.

mod check;
mod declare;
mod read;
mod valid;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::check::check_manifest;
pub(super) use self::declare::manifests;
pub use self::read::ManifestError;
pub(super) use self::read::{from_file, from_path};
use super::place::Place;
use crate::schema::Class;
use crate::service::{Ingress, Service};

/// The format of a manifest, and the only major version this program knows.
pub(super) const FORMAT: &str = "baggage-manifest/1";

/// What a service says of itself, as JSON that other repositories and other languages can read and
/// write: `baggage-manifest/1`.
///
/// A manifest is about one service, or about one struct that documents what services do.
///
/// ```
/// use baggage_runtime::report::{Manifest, Report};
/// use baggage_runtime::{Fleet, Service};
///
/// // A service in another language joins with a file that someone wrote.
/// let gateway = Manifest::from_json(
///     r#"{
///         "format": "baggage-manifest/1",
///         "service": "gateway",
///         "ingress": "public",
///         "calls": ["checkout"],
///         "fields": [{"key": "tenant", "wire": "token", "max_value_bytes": 24, "write": "always"}]
///     }"#,
/// )?;
/// static CHECKOUT: Service = Service::new("checkout");
///
/// let report = Report::new(&Fleet::new([&CHECKOUT]).with_manifest(gateway));
/// assert_eq!(report.findings()[1].rule(), "flow/write-never-read");
/// # Ok::<(), baggage_runtime::report::ManifestError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub(super) format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) contract: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) doc: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(default)]
    pub(super) ingress: Ingress,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) calls: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) third_parties: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) strips: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) reserved: BTreeSet<String>,
    #[serde(flatten)]
    pub(super) at: At,
    /// The file that was read.
    #[serde(skip)]
    pub(super) origin: At,
    #[serde(skip)]
    pub(super) replica: Replica,
    /// Sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) schemas: Vec<SchemaEntry>,
    /// Sorted by key, then by schema.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<FieldEntry>,
    /// Sorted by rule and key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) allow: Vec<AllowEntry>,
    /// What a newer tool says beside; kept, and not understood.
    #[serde(flatten)]
    pub(super) extra: BTreeMap<String, Value>,
}

/// Which of a service's replicas a declaration is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Replica {
    /// All replicas are the same.
    #[default]
    Any,
    /// One that a change has not reached yet.
    Old,
    /// One that it has.
    New,
}

/// A place in the source; annotations only, never compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct At {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) package: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u32>,
}

/// A struct that the service reads or writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SchemaEntry {
    pub(super) name: String,
    /// The most bytes it can take on the wire.
    pub(super) bytes: usize,
    /// The bytes it may take.
    pub(super) max_bytes: usize,
    #[serde(flatten)]
    pub(super) at: At,
}

/// One key of one struct.
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of a field")]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct FieldEntry {
    pub(super) key: String,
    /// The struct; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) schema: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) read: Option<Read>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) default: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) write: Option<Write>,
    /// For people; never compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rust: Option<String>,
    pub(super) wire: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) variants: Vec<String>,
    /// Names that are read as one of the variants, never written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) variant_aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) open: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) item_wire: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) separator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max_items: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) range: Option<String>,
    /// After percent-encoding; absent is unbounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max_value_bytes: Option<usize>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) from_client: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) public: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) class: Class,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) doc: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deprecated: Option<DeprecatedEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) metric: Option<Metric>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) allow_sensitive: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) written_by: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) read_by: BTreeSet<String>,
    #[serde(flatten)]
    pub(super) at: At,
    /// Where in the file that was read.
    #[serde(skip)]
    pub(super) origin: At,
    #[serde(flatten)]
    pub(super) extra: BTreeMap<String, Value>,
}

/// Whether the service can do without the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Read {
    Required,
    Optional,
}

/// Whether the service writes the key with every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Write {
    Always,
    Maybe,
}

/// That the field should no longer be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct DeprecatedEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) replaced_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<String>,
}

/// That the value becomes the label of a metric, and how many values there are at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Metric {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max_values: Option<u64>,
}

/// A finding that the service accepts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct AllowEntry {
    pub(super) rule: String,
    pub(super) key: String,
    pub(super) reason: String,
}

impl Manifest {
    /// The JSON Schema (draft 2020-12) that every manifest of this format conforms to: for editors,
    /// and for those who write one by hand.
    ///
    /// ```json
    #[doc = include_str!("../../../schemas/baggage-manifest-1.json")]
    /// ```
    pub const JSON_SCHEMA: &str = include_str!("../../../schemas/baggage-manifest-1.json");

    /// The manifest of a service, and of all the structs it reads and writes.
    pub fn of(service: &Service) -> Manifest {
        declare::of_service(service)
    }

    /// The service; `None` for a struct that documents what services do.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// The name of the service or the struct.
    pub(super) fn name(&self) -> &str {
        self.service.as_deref().or(self.contract.as_deref()).unwrap_or_default()
    }

    /// The name of the file it belongs into; no two manifests of a fleet have the same.
    pub(super) fn file_name(&self) -> String {
        match (&self.service, &self.contract) {
            (Some(service), _) => format!("{service}.json"),
            // No service has a name with `+`.
            (None, contract) => {
                let package = self.at.package.as_deref().unwrap_or_default();
                format!("contract+{package}+{}.json", contract.as_deref().unwrap_or_default())
            }
        }
    }
}

impl DeprecatedEntry {
    /// What it says, in words; empty when it says nothing more.
    pub(super) fn words(&self) -> String {
        let since = self.since.as_ref().map(|version| format!("since {version}"));
        let replaced_by = self.replaced_by.as_ref().map(|key| format!("use `{key}`"));
        let said = [since, replaced_by, self.note.clone()];
        said.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

impl From<&Place> for At {
    fn from(place: &Place) -> At {
        At {
            package: place.package().map(str::to_owned),
            file: Some(place.file().to_owned()),
            line: Some(place.line()),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
