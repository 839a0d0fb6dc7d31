//! Fleets in few words, and the command line as a function.

use std::fs;

use baggage_runtime::__private::{FieldDef, SchemaDef};
use baggage_runtime::report::{self, Manifest, Status};
use baggage_runtime::{Allow, Field, Fleet, Schema, Service, ValueType, WireType};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A `u64`: at most twenty digits.
pub(crate) const U64: ValueType = ValueType::single(WireType::Unsigned(64), 20);
/// Text that needs `max_len`.
pub(crate) const TEXT: ValueType = ValueType::unbounded(WireType::String);

/// A documented, required `u64`.
pub(crate) fn field(key: &'static str) -> FieldDef {
    FieldDef { doc: "What it means.", line: 7, ..FieldDef::new(key, key, U64) }
}

/// The same, read if present and maybe written.
pub(crate) fn optional(key: &'static str) -> FieldDef {
    FieldDef { value_type: U64.optional(), ..field(key) }
}

/// Text of at most `max_len` bytes.
pub(crate) fn text(key: &'static str, max_len: u32) -> FieldDef {
    FieldDef { value_type: TEXT, max_len: Some(max_len), ..field(key) }
}

/// A schema in `src/{name}.rs` of the package `shop`.
pub(crate) fn schema(
    name: &'static str,
    fields: impl IntoIterator<Item = FieldDef>,
) -> &'static Schema {
    let fields: Vec<Field> = fields.into_iter().map(Field::new).collect();
    leak(Schema::new(SchemaDef {
        name,
        crate_name: "shop",
        file: leak(format!("src/{name}.rs")),
        line: 1,
        doc: "",
        fields: fields.leak(),
        keys: &[],
        max_bytes: 1024,
        contract: None,
    }))
}

/// What `Service::reads` and `Service::writes` take.
pub(crate) fn of(
    name: &'static str,
    fields: impl IntoIterator<Item = FieldDef>,
) -> &'static [&'static Schema] {
    vec![schema(name, fields)].leak()
}

pub(crate) fn allow(
    rule: &'static str,
    key: &'static str,
    reason: &'static str,
) -> &'static [Allow] {
    vec![Allow::new(rule, key, reason)].leak()
}

pub(crate) fn fleet<const N: usize>(services: [Service; N]) -> Fleet {
    Fleet::new(services.map(|service| -> &'static Service { leak(service) }))
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// What a run of the command line left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) status: Status,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(fleet: &Fleet, args: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = report::run(fleet, args.iter().copied(), &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("reports are UTF-8");
    Run { status, out: text(out), err: text(err) }
}

/// The headlines of the findings, `error[group/rule]: …`.
pub(crate) fn headlines(fleet: &Fleet) -> Vec<String> {
    heads(&run(fleet, &[]))
}

/// A folder of files, for the time of a test.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(TempDir::new().expect("a temporary folder"))
    }

    /// A manifest a service, in files named after them.
    pub(crate) fn of(manifests: &[Value]) -> Folder {
        let folder = Folder::new();
        for manifest in manifests {
            let name = manifest["service"].as_str().expect("a service");
            folder.write(&format!("{name}.json"), &manifest.to_string());
        }
        folder
    }

    /// The manifests of services that are declared in Rust.
    pub(crate) fn of_services<const N: usize>(services: [Service; N]) -> Folder {
        let folder = Folder::new();
        for service in services {
            folder.write(&format!("{}.json", service.name()), &Manifest::of(&service).to_json());
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).expect("a file in a temporary folder");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).expect("a file in a temporary folder")
    }

    /// The names of the files, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a temporary folder");
        let mut names: Vec<String> =
            entries.flatten().map(|it| it.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub(crate) fn path(&self) -> String {
        self.0.path().to_str().expect("temporary folders have plain names").to_owned()
    }

    pub(crate) fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.path())
    }
}

/// The manifest of a service with these fields.
pub(crate) fn manifest(service: &str, fields: Value) -> Value {
    let head = json!({"format": "baggage-manifest/1", "service": service, "owner": "team"});
    with(head, "fields", fields)
}

/// The manifest with one member more.
pub(crate) fn with(mut manifest: Value, member: &str, value: Value) -> Value {
    manifest[member] = value;
    manifest
}

/// A run on manifests alone.
pub(crate) fn run_on(manifests: &[Value], args: &[&str]) -> Run {
    let folder = Folder::of(manifests);
    let path = folder.path();
    run(&Fleet::new([]), &[&["--merge", &path], args].concat())
}

/// The headlines of a run.
pub(crate) fn heads(run: &Run) -> Vec<String> {
    let levels = ["error[", "warning[", "note[", "allowed["];
    let is_headline = |line: &&str| levels.iter().any(|level| line.starts_with(level));
    run.out.lines().filter(is_headline).map(str::to_owned).collect()
}
