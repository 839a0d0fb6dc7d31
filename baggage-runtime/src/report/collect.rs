//! From a fleet's declarations to the model.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::Paths;
use super::model::{
    Access, Allowed, Declaration, Key, Model, SchemaNode, ServiceId, ServiceNode, Size, Use,
    find_service,
};
use super::place::Place;
use crate::schema::{Deprecated, Field, Schema, WireType};
use crate::service::{Fleet, Service};

/// The model of a fleet.
pub(super) fn model(fleet: &Fleet) -> Model {
    let services: Vec<ServiceNode> = Services::of(fleet).0.into_values().collect();
    let keys: Vec<Key> = Keys::of(fleet, &services).0.into_values().collect();
    let schemas = schemas(fleet, &services);
    let paths = Paths::of(&services, &keys);
    Model { services, keys, schemas, paths }
}

/// The structs of the fleet, each once, with the services that declare it.
fn schemas(fleet: &Fleet, services: &[ServiceNode]) -> Vec<SchemaNode> {
    let mut found: BTreeMap<(&str, &str, &str, u32), SchemaNode> = BTreeMap::new();
    let mut add = |schema: &'static Schema, service: Option<ServiceId>| {
        let place = (schema.crate_name(), schema.name(), schema.file(), schema.line());
        found.entry(place).or_insert_with(|| schema_node(schema)).services.extend(service);
    };
    for service in fleet.services() {
        let id = find_service(services, service.name());
        for schema in service.declared_reads().iter().chain(service.declared_writes()) {
            add(schema, id);
        }
    }
    for schema in fleet.schemas() {
        add(schema, None);
    }
    found.into_values().collect()
}

fn schema_node(schema: &Schema) -> SchemaNode {
    SchemaNode {
        package: schema.crate_name().to_owned(),
        name: schema.name().to_owned(),
        place: Place::of_schema(schema),
        bytes: schema.max_encoded_len(),
        max_bytes: schema.max_bytes(),
        services: BTreeSet::new(),
    }
}

/// The services by name.
struct Services(BTreeMap<String, ServiceNode>);

impl Services {
    fn of(fleet: &Fleet) -> Services {
        let mut services = Services(BTreeMap::new());
        for service in fleet.services() {
            services.declare(service);
        }
        for field in fleet.schemas().iter().flat_map(|schema| schema.fields()) {
            for name in field.written_by().iter().chain(field.read_by()) {
                services.node(name);
            }
        }
        services
    }

    fn node(&mut self, name: &str) -> &mut ServiceNode {
        self.0
            .entry(name.to_owned())
            .or_insert_with(|| ServiceNode { name: name.to_owned(), ..ServiceNode::default() })
    }

    /// Adds a declaration. Where two share a name, `meta/duplicate-service` is an error whatever
    /// else the node says; it says the sum, or the first by place.
    fn declare(&mut self, service: &Service) {
        let place = Place::of_call(service.location());
        let node = self.node(service.name());
        let is_first = node.places.first().is_none_or(|first| place < *first);
        node.places.push(place);
        node.places.sort();
        if is_first {
            service.declared_doc().clone_into(&mut node.doc);
            node.owner = service.declared_owner().map(str::to_owned);
            node.version = service.declared_version().map(str::to_owned);
            node.ingress = service.declared_ingress();
        }
        node.calls.extend(owned(service.declared_calls()));
        node.third_parties.extend(owned(service.declared_third_parties()));
        node.strips.extend(owned(service.declared_strips()));
        node.reserved.extend(owned(service.declared_reserved()));
        node.allows.extend(service.declared_allows().iter().map(|allow| Allowed {
            rule: allow.rule().to_owned(),
            key: allow.key().to_owned(),
            reason: allow.reason().to_owned(),
        }));
    }
}

/// The keys by name.
struct Keys(BTreeMap<String, Key>);

impl Keys {
    fn of(fleet: &Fleet, services: &[ServiceNode]) -> Keys {
        let mut keys = Keys(BTreeMap::new());
        for service in fleet.services() {
            let Some(id) = find_service(services, service.name()) else {
                continue;
            };
            for schema in service.declared_reads() {
                keys.add_schema(schema, |field| vec![read(field, id)]);
            }
            for schema in service.declared_writes() {
                keys.add_schema(schema, |field| vec![write(field, id)]);
            }
        }
        for schema in fleet.schemas() {
            keys.add_schema(schema, |field| documented_uses(field, services));
        }
        keys.add_alias_reads();
        keys
    }

    fn add_schema(&mut self, schema: &Schema, uses: impl Fn(&Field) -> Vec<Use>) {
        for field in schema.fields() {
            let declaration = declaration(schema, field);
            self.0
                .entry(declaration.key.clone())
                .or_insert_with(|| Key {
                    name: declaration.key.clone(),
                    declarations: BTreeMap::new(),
                })
                .declarations
                .entry(declaration)
                .or_default()
                .extend(uses(field));
        }
    }

    /// Who reads a key also reads its aliases, where those are keys of the fleet. None of them is
    /// required by itself.
    fn add_alias_reads(&mut self) {
        let mut found: Vec<(String, Declaration, Use)> = Vec::new();
        for key in self.0.values() {
            for (declaration, used) in key.reads() {
                let read = Use { access: Access::Read { required: false }, ..used };
                let known = declaration.aliases.iter().filter(|alias| self.0.contains_key(*alias));
                found.extend(known.map(|alias| (alias.clone(), declaration.clone(), read)));
            }
        }
        for (alias, declaration, read) in found {
            if let Some(key) = self.0.get_mut(&alias) {
                key.declarations.entry(declaration).or_default().insert(read);
            }
        }
    }
}

/// What documentation says of services without a declaration; where there is one, it counts.
fn documented_uses(field: &Field, services: &[ServiceNode]) -> Vec<Use> {
    let undeclared = |name: &&'static str| {
        find_service(services, name).filter(|service| !services[*service].is_declared())
    };
    let writers = field.written_by().iter().filter_map(undeclared);
    let readers = field.read_by().iter().filter_map(undeclared);
    writers
        .map(|service| write(field, service))
        .chain(readers.map(|service| read(field, service)))
        .collect()
}

fn read(field: &Field, service: ServiceId) -> Use {
    Use { access: Access::Read { required: field.is_required() }, service }
}

fn write(field: &Field, service: ServiceId) -> Use {
    Use { access: Access::Write { always: field.is_always_written() }, service }
}

fn declaration(schema: &Schema, field: &Field) -> Declaration {
    Declaration {
        schema: schema.name().to_owned(),
        place: Place::of_field(schema, field),
        key: field.key().to_owned(),
        aliases: owned(field.aliases()).collect(),
        wire: field.wire_type().to_string(),
        shape: shape(field),
        size: field.max_encoded_len().map_or(Size::Unbounded, Size::AtMost),
        class: field.class(),
        owner: field.owner().map(str::to_owned),
        doc: field.doc().to_owned(),
        deprecated: field.deprecated().map(deprecation),
        allow_sensitive: field.allow_sensitive().map(str::to_owned),
        public: field.is_public(),
        from_client: field.is_from_client(),
        written_by: owned(field.written_by()).collect::<BTreeSet<_>>().into_iter().collect(),
    }
}

/// What a deprecation says, in words; empty when it says nothing more.
fn deprecation(deprecated: &Deprecated) -> String {
    let since = deprecated.since().map(|version| format!("since {version}"));
    let replaced_by = deprecated.replaced_by().map(|key| format!("use `{key}`"));
    let note = deprecated.note().map(str::to_owned);
    [since, replaced_by, note].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// What writers and readers must agree on. Which names an enum has is not part of it: an old and a
/// new reader may differ there, and only what a writer can send and a reader refuses is a fault.
fn shape(field: &Field) -> String {
    let wire = field.wire_type();
    if wire.is_list() {
        let separator = char::from(field.separator()).escape_default();
        return format!("list<{}> separated by `{separator}`", item_shape(wire.item()));
    }
    item_shape(&wire)
}

fn item_shape(wire: &WireType) -> String {
    match wire {
        WireType::Enum(_) => "enum".to_owned(),
        other => other.to_string(),
    }
}

fn owned(names: &[&str]) -> impl Iterator<Item = String> {
    names.iter().map(|name| (*name).to_owned())
}
