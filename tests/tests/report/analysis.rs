//! The analysis against all that can happen in small fleets, request by request.

use std::collections::{BTreeSet, VecDeque};

use baggage_runtime::Fleet;
use baggage_runtime::report::{Finding, Manifest, Report};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Folder, manifest, run, with};

const SERVICES: usize = 5;
const KEYS: usize = 3;

/// What one service does with one key.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Nothing,
    Strip,
    Maybe,
    Always,
    /// Writes with every request, and strips what came.
    Replace,
}

#[derive(Clone, Debug)]
struct Node {
    calls: BTreeSet<usize>,
    public: bool,
    deeds: [Deed; KEYS],
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => Just(Deed::Nothing),
        1 => Just(Deed::Strip),
        1 => Just(Deed::Maybe),
        2 => Just(Deed::Always),
        1 => Just(Deed::Replace),
    ]
}

/// Fleets in which the first service reaches all others, with whatever cycles there are beside.
fn fleets() -> impl Strategy<Value = Vec<Node>> {
    // Nobody calls the first, so that there is a way in.
    let calls = prop::collection::btree_set(1..SERVICES, 0..3);
    let node = (calls, prop::bool::weighted(0.1), [deed(), deed(), deed()]);
    let node = node.prop_map(|(calls, public, deeds)| Node { calls, public, deeds });
    let callers = prop::collection::vec(any::<prop::sample::Index>(), SERVICES - 1);
    (prop::collection::vec(node, SERVICES), callers).prop_map(|(mut nodes, callers)| {
        for (i, caller) in callers.into_iter().enumerate() {
            nodes[caller.index(i + 1)].calls.insert(i + 1);
        }
        nodes
    })
}

fn name(service: usize) -> String {
    format!("s{service}")
}

fn key(key: usize) -> String {
    format!("k{key}")
}

/// The last key may come from clients; all keys are required everywhere.
fn manifests(nodes: &[Node]) -> Vec<Value> {
    let manifest = |(service, node): (usize, &Node)| {
        let field = |(id, deed): (usize, &Deed)| {
            let field = json!({
                "key": key(id), "doc": "A key.", "wire": "u8", "max_value_bytes": 3,
                "read": "required", "from_client": id == KEYS - 1,
                "file": format!("src/{service}.rs"), "line": id
            });
            match deed {
                Deed::Maybe => with(field, "write", json!("maybe")),
                Deed::Always | Deed::Replace => with(field, "write", json!("always")),
                Deed::Nothing | Deed::Strip => field,
            }
        };
        let fields: Vec<Value> = node.deeds.iter().enumerate().map(field).collect();
        let strips = |id: &usize| matches!(node.deeds[*id], Deed::Strip | Deed::Replace);
        let strips: Vec<String> = (0..KEYS).filter(strips).map(key).collect();
        let calls: Vec<String> = node.calls.iter().map(|callee| name(*callee)).collect();
        let ingress = if node.public { "public" } else { "internal" };
        let manifest = with(manifest(&name(service), json!(fields)), "calls", json!(calls));
        with(with(manifest, "strips", json!(strips)), "ingress", json!(ingress))
    };
    nodes.iter().enumerate().map(manifest).collect()
}

/// The keys of a request on arrival, as bits.
type Keys = u8;

/// What a service may send when it gets these keys.
fn sent(node: &Node, arrived: Keys) -> Vec<Keys> {
    let mut sent = vec![0];
    for (id, deed) in node.deeds.iter().enumerate() {
        let bit = 1 << id;
        let options: &[Keys] = match deed {
            Deed::Nothing => &[arrived & bit],
            Deed::Strip => &[0],
            Deed::Maybe => &[arrived & bit, bit],
            Deed::Always | Deed::Replace => &[bit],
        };
        sent = sent.iter().flat_map(|keys| options.iter().map(move |it| keys | it)).collect();
    }
    sent
}

/// By service, all sets of keys that a request can have on arrival.
fn executions(nodes: &[Node]) -> Vec<BTreeSet<Keys>> {
    let is_called = |service: usize| {
        nodes.iter().enumerate().any(|(id, node)| id != service && node.calls.contains(&service))
    };
    let mut seen = vec![BTreeSet::new(); nodes.len()];
    let mut queue = VecDeque::new();
    for (service, node) in nodes.iter().enumerate() {
        if node.public {
            queue.extend([(service, 0), (service, 1 << (KEYS - 1))]);
        } else if !is_called(service) {
            queue.push_back((service, 0));
        }
    }
    while let Some((service, arrived)) = queue.pop_front() {
        if seen[service].insert(arrived) {
            for keys in sent(&nodes[service], arrived) {
                queue.extend(nodes[service].calls.iter().map(|callee| (*callee, keys)));
            }
        }
    }
    seen
}

fn names(keys: Keys) -> Vec<String> {
    (0..KEYS).filter(|id| keys & (1 << id) != 0).map(key).collect()
}

fn report(nodes: &[Node]) -> Report {
    let manifest = |it: &Value| Manifest::from_json(&it.to_string()).expect("a manifest");
    let manifests = manifests(nodes);
    let fleet = manifests.iter().map(manifest).fold(Fleet::default(), Fleet::with_manifest);
    Report::new(&fleet)
}

fn flows(nodes: &[Node]) -> Vec<Value> {
    let report: Value = serde_json::from_str(&report(nodes).to_json()).expect("JSON");
    report["flows"].as_array().expect("somebody declares calls").clone()
}

/// The service's ways that are said to miss a key, with the key.
fn missing(nodes: &[Node]) -> Vec<(usize, Vec<usize>)> {
    let mut found = Vec::new();
    let report = report(nodes);
    let findings = report.findings().iter().filter(|it| it.rule() == "flow/read-maybe-missing");
    for line in findings.map(Finding::message) {
        let key = line.split("requires `k").nth(1).and_then(|it| it.get(..1)).expect(line);
        let Some((_, way)) = line.split_once("the path ") else { continue };
        let way = way.split(" never").next().unwrap_or_default().split(" → ");
        let way = way.map(|name| name[1..].parse().expect("a service")).collect();
        found.push((key.parse().expect("a key"), way));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn may_and_must_are_what_can_happen_and_what_always_does(nodes in fleets()) {
        let has_calls = nodes.iter().any(|node| !node.calls.is_empty());
        prop_assume!(has_calls);
        let executions = executions(&nodes);
        for (flow, arrived) in flows(&nodes).iter().zip(&executions) {
            prop_assert!(!arrived.is_empty());
            let may = arrived.iter().fold(0, |all, keys| all | keys);
            let must = arrived.iter().fold(Keys::MAX, |all, keys| all & keys);
            prop_assert_eq!(&flow["may_in"], &json!(names(may)), "may: {}", flow);
            prop_assert_eq!(&flow["must_in"], &json!(names(must)), "must: {}", flow);
        }
    }

    #[test]
    fn ways_on_which_a_key_is_missing_are_ways_on_which_it_is_missing(nodes in fleets()) {
        for (key, way) in missing(&nodes) {
            for hop in way.windows(2) {
                prop_assert!(nodes[hop[0]].calls.contains(&hop[1]), "{:?}", way);
            }
            for (i, service) in way.iter().enumerate().take(way.len() - 1) {
                let deed = nodes[*service].deeds[key];
                let sets = matches!(deed, Deed::Always | Deed::Replace);
                prop_assert!(!sets, "{i} of {:?} sets k{key}", way);
            }
        }
    }
}

/// `a` calls `b`, of which only documentation knows; `c` reads what `a` writes.
#[test]
fn nothing_behind_a_service_without_calls_of_its_own_is_unreachable() {
    let k = json!({
        "key": "k", "doc": "A key.", "wire": "u8", "max_value_bytes": 3, "write": "always"
    });
    let a = with(manifest("a", json!([k])), "calls", json!(["b"]));
    let c = manifest(
        "c",
        json!([{"key": "k", "wire": "u8", "max_value_bytes": 3, "read": "required"}]),
    );
    let documented = json!({
        "format": "baggage-manifest/1", "contract": "Request",
        "fields": [{"key": "other", "doc": "Another.", "wire": "u8", "max_value_bytes": 3,
                    "written_by": ["b"], "read_by": ["b"]}]
    });
    let folder = Folder::of(&[a, c]);
    folder.write("contract.json", &documented.to_string());
    let run = run(&Fleet::new([]), &["--merge", &folder.path()]);
    assert!(!run.out.contains("flow/read-unreachable"), "{}", run.out);
}
