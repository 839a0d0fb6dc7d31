//! From declarations in Rust to manifests.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AllowEntry, At, DeprecatedEntry, FORMAT, FieldEntry, Manifest, Read, SchemaEntry, Write,
};
use crate::report::place::Place;
use crate::schema::{Deprecated, Field, Schema, Variant, WireType};
use crate::service::{Fleet, Service};

/// What the fleet declares: its services, the structs that only document others, and manifests.
pub(in crate::report) fn manifests(fleet: &Fleet) -> Vec<Manifest> {
    let services = fleet.services().iter().map(|service| of_service(service));
    let contracts = fleet.schemas().iter().map(|schema| of_contract(schema));
    services.chain(contracts).chain(fleet.manifests().iter().cloned()).collect()
}

/// How a service uses a struct.
#[derive(Clone, Copy, Default)]
struct Uses {
    reads: bool,
    writes: bool,
}

pub(super) fn of_service(service: &Service) -> Manifest {
    let mut allow: Vec<AllowEntry> = service
        .declared_allows()
        .iter()
        .map(|allow| AllowEntry {
            rule: allow.rule().to_owned(),
            key: allow.key().to_owned(),
            reason: allow.reason().to_owned(),
        })
        .collect();
    allow.sort();
    allow.dedup();
    let structs = structs(service);
    Manifest {
        format: FORMAT.to_owned(),
        service: Some(service.name().to_owned()),
        version: service.declared_version().map(str::to_owned),
        doc: service.declared_doc().to_owned(),
        owner: service.declared_owner().map(str::to_owned),
        ingress: service.declared_ingress(),
        calls: owned(service.declared_calls()),
        third_parties: owned(service.declared_third_parties()),
        strips: owned(service.declared_strips()),
        reserved: owned(service.declared_reserved()),
        at: At::from(&Place::of_call(service.location())),
        schemas: structs.iter().map(|(name, schema, _)| of_schema(name, schema)).collect(),
        fields: fields(&structs),
        allow,
        ..Manifest::default()
    }
}

fn of_contract(schema: &'static Schema) -> Manifest {
    // Of whoever is documented to read or write it.
    let structs = [(schema.name().to_owned(), schema, Uses { reads: true, writes: true })];
    Manifest {
        format: FORMAT.to_owned(),
        contract: Some(schema.name().to_owned()),
        at: at(schema),
        schemas: vec![of_schema(schema.name(), schema)],
        fields: fields(&structs),
        ..Manifest::default()
    }
}

type Struct = (String, &'static Schema, Uses);

/// The service's structs by name, each once. Of two that share a name, the second gets a number.
fn structs(service: &Service) -> Vec<Struct> {
    let mut found: BTreeMap<(&str, &str, &str, u32), (&'static Schema, Uses)> = BTreeMap::new();
    let mut add = |schema: &'static Schema, add: fn(&mut Uses)| {
        let place = (schema.name(), schema.crate_name(), schema.file(), schema.line());
        add(&mut found.entry(place).or_insert((schema, Uses::default())).1);
    };
    for schema in service.declared_reads() {
        add(schema, |uses| uses.reads = true);
    }
    for schema in service.declared_writes() {
        add(schema, |uses| uses.writes = true);
    }
    let mut structs: Vec<Struct> = Vec::new();
    for (schema, uses) in found.into_values() {
        let twins = structs.iter().filter(|(_, other, _)| other.name() == schema.name()).count();
        let name = match twins {
            0 => schema.name().to_owned(),
            twins => format!("{}-{}", schema.name(), twins + 1),
        };
        structs.push((name, schema, uses));
    }
    structs
}

fn of_schema(name: &str, schema: &Schema) -> SchemaEntry {
    SchemaEntry {
        name: name.to_owned(),
        bytes: schema.max_encoded_len(),
        max_bytes: schema.max_bytes(),
        at: at(schema),
    }
}

fn at(schema: &Schema) -> At {
    Place::of_schema(schema).as_ref().map(At::from).unwrap_or_default()
}

fn fields(structs: &[Struct]) -> Vec<FieldEntry> {
    let mut fields: Vec<FieldEntry> = structs
        .iter()
        .flat_map(|(name, schema, uses)| {
            schema.fields().iter().map(move |field| of_field(name, schema, field, *uses))
        })
        .collect();
    fields.sort_by(|a, b| (&a.key, &a.schema).cmp(&(&b.key, &b.schema)));
    fields
}

fn of_field(name: &str, schema: &Schema, field: &Field, uses: Uses) -> FieldEntry {
    let read = if field.is_required() { Read::Required } else { Read::Optional };
    let write = if field.is_always_written() { Write::Always } else { Write::Maybe };
    let wire = field.wire_type();
    // A view says whom it is about where its contract does.
    let contract = schema.contract().and_then(|contract| contract.field(field.key()));
    let documented = |names: fn(&Field) -> &'static [&'static str]| {
        let own = names(field);
        owned(if own.is_empty() { contract.map_or(own, names) } else { own })
    };
    FieldEntry {
        key: field.key().to_owned(),
        schema: name.to_owned(),
        aliases: field.aliases().iter().map(|alias| (*alias).to_owned()).collect(),
        read: uses.reads.then_some(read),
        default: field.has_default(),
        write: uses.writes.then_some(write),
        rust: (!field.rust_type().is_empty()).then(|| field.rust_type().to_owned()),
        wire: if wire.is_list() { "list".to_owned() } else { wire_name(&wire) },
        variants: variants(&wire).map(|variant| variant.name().to_owned()).collect(),
        variant_aliases: variants(&wire)
            .flat_map(Variant::aliases)
            .map(|alias| (*alias).to_owned())
            .collect(),
        open: matches!(wire.item(), WireType::Enum(variants) if variants.is_open()),
        item_wire: wire.is_list().then(|| wire_name(wire.item())),
        separator: wire.is_list().then(|| char::from(field.separator()).to_string()),
        max_items: if wire.is_list() { field.max_items() } else { None },
        range: field.range().map(str::to_owned),
        max_value_bytes: field.max_value_len(),
        from_client: field.is_from_client(),
        public: field.is_public(),
        class: field.class(),
        doc: field.doc().to_owned(),
        owner: field.owner().map(str::to_owned),
        since: field.since().map(str::to_owned),
        deprecated: field.deprecated().map(deprecated),
        metric: None,
        allow_sensitive: field.allow_sensitive().map(str::to_owned),
        written_by: documented(Field::written_by),
        read_by: documented(Field::read_by),
        at: Place::of_field(schema, field).as_ref().map(At::from).unwrap_or_default(),
        origin: At::default(),
        extra: BTreeMap::new(),
    }
}

/// The wire type without what stands in fields of its own.
fn wire_name(wire: &WireType) -> String {
    match wire {
        WireType::Enum(_) => "enum".to_owned(),
        other => other.to_string(),
    }
}

fn variants(wire: &WireType) -> impl Iterator<Item = &'static Variant> {
    match wire.item() {
        WireType::Enum(variants) => variants.names().iter(),
        _ => [].iter(),
    }
}

fn deprecated(deprecated: &Deprecated) -> DeprecatedEntry {
    DeprecatedEntry {
        since: deprecated.since().map(str::to_owned),
        replaced_by: deprecated.replaced_by().map(str::to_owned),
        note: deprecated.note().map(str::to_owned),
    }
}

fn owned(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
