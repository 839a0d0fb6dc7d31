//! Fleets to look at: small and clean, only documented, hostile, and large.

use baggage_runtime::__private::{FieldDef, SchemaDef};
use baggage_runtime::{Class, Field, Fleet, Ingress, Schema, Service, ValueType, WireType};

const U64: ValueType = ValueType::single(WireType::Unsigned(64), 20);
const TEXT: ValueType = ValueType::unbounded(WireType::String);

/// The fleets by name.
pub(crate) fn all() -> Vec<(&'static str, Fleet)> {
    vec![
        ("clean", clean()),
        ("documented", documented()),
        ("hostile", hostile()),
        ("large", large()),
    ]
}

fn field(key: &'static str, value_type: ValueType, line: u32, doc: &'static str) -> FieldDef {
    FieldDef { line, doc, ..FieldDef::new(key, key, value_type) }
}

fn text(key: &'static str, max_len: u32, line: u32, doc: &'static str) -> FieldDef {
    FieldDef { max_len: Some(max_len), ..field(key, TEXT, line, doc) }
}

fn token(key: &'static str, max_len: u32, line: u32, doc: &'static str) -> FieldDef {
    FieldDef { token: true, ..text(key, max_len, line, doc) }
}

fn maybe(field: &FieldDef) -> FieldDef {
    FieldDef { value_type: field.value_type.optional(), ..*field }
}

fn schema(name: &str, file: &str, fields: impl IntoIterator<Item = FieldDef>) -> &'static Schema {
    let fields: Vec<Field> = fields.into_iter().map(Field::new).collect();
    leak(Schema::new(SchemaDef {
        name: leak(name.to_owned()),
        crate_name: leak(format!("shop-{}", file.split('/').next().unwrap_or(file))),
        file: leak(format!("services/{file}.rs")),
        line: 6,
        doc: "",
        fields: fields.leak(),
        keys: &[],
        max_bytes: 8192,
        contract: None,
    }))
}

fn of(
    service: &str,
    role: &str,
    fields: impl IntoIterator<Item = FieldDef>,
) -> &'static [&'static Schema] {
    let file = format!("{service}/src/baggage");
    vec![schema(&format!("{service}{role}"), &file, fields)].leak()
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn fleet(services: impl IntoIterator<Item = Service>) -> Fleet {
    Fleet::new(services.into_iter().map(|service| -> &'static Service { leak(service) }))
}

fn clean() -> Fleet {
    let tenant = token("tenant.id", 32, 11, "Tenant the request belongs to.");
    let gateway = Service::new("gateway")
        .doc("The way in.")
        .owner("team-edge")
        .ingress(Ingress::Public)
        .writes(of("gateway", "Out", [tenant]))
        .calls(&["checkout"]);
    let checkout =
        Service::new("checkout").owner("team-cart").reads(of("checkout", "In", [tenant]));
    fleet([gateway, checkout])
}

/// What services do is only said by a schema: nobody declares calls.
fn documented() -> Fleet {
    let user = FieldDef {
        written_by: &["gateway"],
        read_by: &["checkout", "search"],
        class: Class::Pii,
        ..field("user_id", U64, 9, "Numeric account id, from the session token.")
    };
    let note = FieldDef {
        written_by: &["checkout"],
        ..maybe(&text("note", 40, 12, "Printed on the parcel.\n\nNobody has asked for it since."))
    };
    Fleet::from_schema(schema("RequestContext", "contract/src/lib", [user, note]))
}

/// What no derive and no manifest lets through, in every place where a name or a text can be.
fn hostile() -> Fleet {
    const NAMES: [&str; 8] = [
        "</script><script>window.hacked=1</script>",
        "<img src=x onerror=window.hacked=1>",
        "\"'><svg onload=window.hacked=1>",
        "a\"]; x -> y [label=\"hacked",
        "`*_[x](javascript:window.hacked=1)|",
        "k\n::error::hacked\r\u{1b}[31m\u{2028}\u{202e}",
        "end\nflowchart TD\nclick x call window.alert()",
        "]]>-->{{7*7}}%%{init:{}}%%;#quot;",
    ];
    let fields = NAMES.map(|name| FieldDef {
        doc: name,
        owner: Some(name),
        written_by: leak([name]),
        read_by: leak([name, "reader"]),
        since: Some(name),
        aliases: leak([name]),
        from_client: true,
        ..text(name, 9, 3, name)
    });
    let conflict =
        NAMES.map(|name| FieldDef { doc: "", read_by: leak([name]), ..field(name, U64, 4, "") });
    let gateway = Service::new("gateway")
        .doc(NAMES[0])
        .owner(NAMES[1])
        .version(NAMES[2])
        .ingress(Ingress::Public)
        .writes(of("gateway", NAMES[3], [token("fine", 8, 1, NAMES[4])]))
        .calls(&["legacy", "reader"])
        .third_parties(&["cardnet"]);
    let reader = Service::new("reader").reads(of("reader", NAMES[0], fields));
    fleet([gateway, reader])
        .with_schema(schema(NAMES[0], NAMES[1], fields))
        .with_schema(schema(NAMES[2], NAMES[2], conflict))
}

/// 200 services, 120 keys, about 600 hops and 1,200 findings; the same every time.
fn large() -> Fleet {
    const SERVICES: usize = 200;
    const KEYS: usize = 120;
    let mut random = Random(7);
    let names: Vec<&'static str> =
        (0..SERVICES).map(|id| leak(format!("service-{id:03}")).as_str()).collect();
    let keys: Vec<&'static str> =
        (0..KEYS).map(|id| leak(format!("area{}.key-{id:03}", id % 12)).as_str()).collect();
    let classes =
        [Class::Internal, Class::Internal, Class::Internal, Class::Confidential, Class::Pii];
    let services = (0..SERVICES).map(|id| {
        let key = |random: &mut Random, line: usize| {
            let key = random.below(KEYS);
            let class = classes[key % classes.len()];
            let doc = if random.below(8) == 0 { "" } else { "What it means, in one sentence." };
            let def = FieldDef { class, ..token(keys[key], 24, line as u32, doc) };
            if random.below(3) == 0 { maybe(&def) } else { def }
        };
        let fields = |random: &mut Random, len: usize| {
            let mut fields: Vec<FieldDef> = (0..len).map(|i| key(random, 10 + 3 * i)).collect();
            fields.sort_by_key(|field| field.key);
            fields.dedup_by_key(|field| field.key);
            fields
        };
        let reads = of(names[id], "In", fields(&mut random, 10));
        let writes = of(names[id], "Out", fields(&mut random, 2));
        let mut calls: Vec<&'static str> = (0..3)
            .filter(|_| id + 1 < SERVICES)
            .map(|_| names[id + 1 + random.below((SERVICES - id - 1).min(24))])
            .collect();
        calls.sort_unstable();
        calls.dedup();
        let ingress = if id < 3 { Ingress::Public } else { Ingress::Internal };
        Service::new(names[id])
            .doc("One of many.")
            .owner(leak(format!("team-{:02}", id % 23)))
            .ingress(ingress)
            .reads(reads)
            .writes(writes)
            .calls(calls.leak())
            .third_parties(if id % 40 == 7 { &["partner"] } else { &[] })
    });
    fleet(services)
}

/// Knuth's linear congruential generator: numbers that look mixed and are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}
