//! From a fleet's manifests to the model.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::Flow;
use super::manifest::{At, FieldEntry, Manifest, Read, Replica, SchemaEntry, Write};
use super::model::{
    Access, Allowed, Declaration, Key, Model, SchemaNode, ServiceId, ServiceNode, Size, Use, Wire,
    find_service,
};
use super::place::Place;
use crate::service::Ingress;

/// The model of a fleet. The order of manifests does not matter.
pub(super) fn model(manifests: &[Manifest]) -> Model {
    let services = services(manifests);
    let keys = keys(manifests, &services);
    let schemas = schemas(manifests, &services);
    let flow = Flow::of(&services, &keys);
    Model { services, keys, schemas, flow }
}

/// The services by name: those that are declared, and those that documentation names.
fn services(manifests: &[Manifest]) -> Vec<ServiceNode> {
    let mut services: BTreeMap<&str, ServiceNode> = BTreeMap::new();
    for manifest in manifests {
        match &manifest.service {
            Some(name) => declare(node(&mut services, name), manifest),
            None => {
                for name in manifest.fields.iter().flat_map(documented) {
                    node(&mut services, name);
                }
            }
        }
    }
    services.into_values().collect()
}

fn documented(field: &FieldEntry) -> impl Iterator<Item = &String> {
    field.written_by.iter().chain(&field.read_by)
}

fn node<'s, 'm>(
    services: &'s mut BTreeMap<&'m str, ServiceNode>,
    name: &'m str,
) -> &'s mut ServiceNode {
    services
        .entry(name)
        .or_insert_with(|| ServiceNode { name: name.to_owned(), ..ServiceNode::default() })
}

/// Adds a declaration. Where two share a name, `meta/duplicate-service` is an error whatever else
/// the node says; it says the sum, or the first by place.
fn declare(node: &mut ServiceNode, manifest: &Manifest) {
    let place = manifest.at.place().or_else(|| manifest.origin.place());
    let is_first = node.declarations == 0 || place.as_ref() < node.places.first();
    // Replicas of one service are one declaration.
    node.declarations += usize::from(manifest.replica == Replica::Any || is_first);
    node.places.extend(place);
    node.places.sort();
    if is_first {
        node.doc.clone_from(&manifest.doc);
        node.owner.clone_from(&manifest.owner);
        node.version.clone_from(&manifest.version);
    }
    if manifest.ingress == Ingress::Public {
        node.ingress = Ingress::Public;
    }
    node.replicas.entry(manifest.replica).or_default().extend(manifest.strips.iter().cloned());
    node.calls.extend(manifest.calls.iter().cloned());
    node.third_parties.extend(manifest.third_parties.iter().cloned());
    node.strips.extend(manifest.strips.iter().cloned());
    node.reserved.extend(manifest.reserved.iter().cloned());
    node.allows.extend(manifest.allow.iter().map(|allow| Allowed {
        rule: allow.rule.clone(),
        key: allow.key.clone(),
        reason: allow.reason.clone(),
    }));
}

/// The structs of the fleet, each once, with the services that declare it.
fn schemas(manifests: &[Manifest], services: &[ServiceNode]) -> Vec<SchemaNode> {
    let mut found: BTreeMap<SchemaNode, BTreeSet<ServiceId>> = BTreeMap::new();
    for manifest in manifests {
        let service = manifest.service.as_deref().and_then(|name| find_service(services, name));
        for entry in &manifest.schemas {
            found.entry(schema_node(entry)).or_default().extend(service);
        }
    }
    let found = found.into_iter();
    found.map(|(schema, services)| SchemaNode { services, ..schema }).collect()
}

fn schema_node(entry: &SchemaEntry) -> SchemaNode {
    SchemaNode {
        package: entry.at.package.clone(),
        name: entry.name.clone(),
        place: entry.at.place(),
        bytes: entry.bytes,
        max_bytes: entry.max_bytes,
        services: BTreeSet::new(),
    }
}

type Keys = BTreeMap<String, BTreeMap<Declaration, BTreeSet<Use>>>;

/// The keys by name.
fn keys(manifests: &[Manifest], services: &[ServiceNode]) -> Vec<Key> {
    let mut keys = Keys::new();
    for manifest in manifests {
        let service = manifest.service.as_deref().and_then(|name| find_service(services, name));
        for field in &manifest.fields {
            let uses = match service {
                Some(service) => declared_uses(field, service),
                None => documented_uses(field, services),
            };
            let declarations = keys.entry(field.key.clone()).or_default();
            declarations.entry(declaration(field, manifest.replica)).or_default().extend(uses);
        }
    }
    add_alias_reads(&mut keys);
    let key = |(name, declarations)| {
        let mut key = Key { name, declarations, marks: BTreeMap::new() };
        key.mark_uses();
        key
    };
    keys.into_iter().map(key).collect()
}

/// Who reads a key also reads its aliases, where those are keys of the fleet. None of them is
/// required by itself.
fn add_alias_reads(keys: &mut Keys) {
    let mut found: Vec<(String, Declaration, Use)> = Vec::new();
    for declarations in keys.values() {
        for (declaration, uses) in declarations.iter().filter(|(it, _)| !it.aliases.is_empty()) {
            for used in uses.iter().filter(|used| matches!(used.access, Access::Read { .. })) {
                let read = Use { access: Access::Read { required: false }, ..*used };
                let known = declaration.aliases.iter().filter(|alias| keys.contains_key(*alias));
                found.extend(known.map(|alias| (alias.clone(), declaration.clone(), read)));
            }
        }
    }
    for (alias, declaration, read) in found {
        if let Some(declarations) = keys.get_mut(&alias) {
            declarations.entry(declaration).or_default().insert(read);
        }
    }
}

fn declared_uses(field: &FieldEntry, service: ServiceId) -> Vec<Use> {
    let read = field.read.map(|_| read(field, service));
    let write = field
        .write
        .map(|write| Use { access: Access::Write { always: write == Write::Always }, service });
    // A label is made of what arrives.
    let label = (field.read.is_none() && field.write.is_none() && field.metric.is_some())
        .then_some(Use { access: Access::Read { required: false }, service });
    read.into_iter().chain(write).chain(label).collect()
}

/// What documentation says of services without a declaration; where there is one, it counts.
fn documented_uses(field: &FieldEntry, services: &[ServiceNode]) -> Vec<Use> {
    let undeclared = |name: &String| {
        find_service(services, name).filter(|service| !services[*service].is_declared())
    };
    let writers = field.written_by.iter().filter_map(undeclared).map(|service| Use {
        access: Access::Write { always: field.write != Some(Write::Maybe) },
        service,
    });
    let readers = field.read_by.iter().filter_map(undeclared);
    writers.chain(readers.map(|service| read(field, service))).collect()
}

fn read(field: &FieldEntry, service: ServiceId) -> Use {
    let required = field.read != Some(Read::Optional) && !field.default;
    Use { access: Access::Read { required }, service }
}

fn declaration(field: &FieldEntry, replica: Replica) -> Declaration {
    Declaration {
        schema: field.schema.clone(),
        place: field.at.place().or_else(|| field.origin.place()),
        key: field.key.clone(),
        aliases: field.aliases.clone(),
        wire: wire(field),
        rust: field.rust.clone(),
        range: field.range.clone(),
        size: size(field),
        class: field.class,
        owner: field.owner.clone(),
        doc: field.doc.clone(),
        since: field.since.clone(),
        deprecated: field.deprecated.clone(),
        allow_sensitive: field.allow_sensitive.clone(),
        replica,
        metric: field.metric.clone(),
        public: field.public,
        from_client: field.from_client,
        written_by: field.written_by.iter().cloned().collect(),
        read_by: field.read_by.iter().cloned().collect(),
    }
}

/// Key, `=` and value.
fn size(field: &FieldEntry) -> Size {
    match field.max_value_bytes {
        Some(bytes) => Size::AtMost(bytes.saturating_add(field.key.len() + 1)),
        None => Size::Unbounded,
    }
}

/// What writers and readers must agree on is the shape. Which names an enum has is not part of it:
/// an old and a new reader may differ there, and only what a writer can send and a reader refuses
/// is a fault.
fn wire(field: &FieldEntry) -> Wire {
    let item = field.item_wire.as_ref();
    let base = item.unwrap_or(&field.wire);
    let named = if base == "enum" { variants(field) } else { base.clone() };
    let separator = field.separator.as_deref().unwrap_or(",").escape_default();
    Wire {
        name: if item.is_some() { format!("list<{named}>") } else { named },
        shape: match item {
            Some(item) => format!("list<{item}> separated by `{separator}`"),
            None => field.wire.clone(),
        },
        variants: field.variants.clone(),
        variant_aliases: field.variant_aliases.clone(),
        open: field.open,
    }
}

/// `enum[free|pro|…]`
fn variants(field: &FieldEntry) -> String {
    let more = if field.open { "|…" } else { "" };
    format!("enum[{}{more}]", field.variants.join("|"))
}

impl At {
    /// The place, if it is known.
    pub(super) fn place(&self) -> Option<Place> {
        let file = self.file.clone()?;
        Some(Place::new(self.package.clone(), file, self.line.unwrap_or(1)))
    }
}
