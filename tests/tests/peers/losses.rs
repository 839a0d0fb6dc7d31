//! What services in other languages make of baggage that they only pass on.

use baggage_runtime::tower::BaggageLayer;
use serde_json::{Value, json};

use crate::process::{Language, Peer};
use crate::services::{Server, back, send_lines};

/// Lines that come in, and what leaves Python and Node; `None` for no header at all.
struct Case {
    name: &'static str,
    lines: Vec<String>,
    python: Option<String>,
    node: Option<String>,
}

impl Case {
    fn new<'a>(
        name: &'static str,
        lines: &[&str],
        python: impl Into<Option<&'a str>>,
        node: impl Into<Option<&'a str>>,
    ) -> Case {
        Case {
            name,
            lines: lines.iter().map(|&line| line.to_owned()).collect(),
            python: python.into().map(str::to_owned),
            node: node.into().map(str::to_owned),
        }
    }
}

/// `count` members of `len` bytes each, joined.
fn members(count: usize, len: usize) -> String {
    let member = |i| {
        let key = format!("k{i:03}=");
        format!("{key}{}", "x".repeat(len - key.len()))
    };
    (0..count).map(member).collect::<Vec<_>>().join(",")
}

fn cases() -> Vec<Case> {
    let long = format!("long={},a=1", "x".repeat(4092));
    // 8191 bytes, and one member more than that.
    let full = members(64, 127);
    let over = members(65, 127);
    let most = members(180, 8);
    let more = members(181, 8);
    vec![
        Case::new("plain", &["id=7,tier=pro"], "id=7,tier=pro", "id=7,tier=pro"),
        Case::new("property", &["id=7;ttl=30,a=1"], "id=7%3Bttl%3D30,a=1", "id=7;ttl=30,a=1"),
        Case::new("property without a value", &["id=7;p,a=1"], "id=7%3Bp,a=1", "id=7;p,a=1"),
        Case::new("duplicate", &["id=1,a=1,id=2"], "id=2,a=1", "id=2,a=1"),
        Case::new("two lines", &["id=1", "a=1"], "id=1", "id=1,a=1"),
        Case::new("empty value", &["id=,a=1"], "id=,a=1", "a=1"),
        Case::new("`+`", &["note=1+1"], "note=1+1", "note=1%2B1"),
        Case::new("`%2B`", &["note=1%2B1"], "note=1%2B1", "note=1%2B1"),
        Case::new("blank", &["note=a%20b"], "note=a+b", "note=a%20b"),
        Case::new("blanks at the ends", &["note=%20a%20"], "note=a", "note=%20a%20"),
        Case::new("`=` in a value", &["note=a=b"], "note=a%3Db", "note=a%3Db"),
        Case::new("`!'()*`", &["note=!'()*"], "note=%21%27%28%29%2A", "note=!'()*"),
        Case::new("`%` that escapes nothing", &["note=%zz,a=1"], "note=%25zz,a=1", "a=1"),
        Case::new("no UTF-8", &["note=%ff,a=1"], "note=%EF%BF%BD,a=1", "a=1"),
        Case::new("escape in a key", &["ro%6ce=x"], "role=x", "role=x"),
        Case::new("`__proto__`", &["__proto__=1,a=1"], "__proto__=1,a=1", "a=1"),
        Case::new("member outside the grammar", &["a b=1,a=1"], "a=1", "a%20b=1,a=1"),
        Case::new("member of 4097 bytes", &[&long], "a=1", "a=1"),
        Case::new("8191 bytes", &[&full], &*full, &*full),
        Case::new("8319 bytes", &[&over], None, &*full),
        Case::new("180 members", &[&most], &*most, &*most),
        Case::new("181 members", &[&more], &*most, &*most),
    ]
}

pub(crate) async fn are_as_documented() {
    let back = Server::start(back(BaggageLayer::internal())).await;
    let (python, node) = (Peer::start(Language::Python), Peer::start(Language::Node));
    println!("\n| | came in | Python passes on | Node passes on |\n|---|---|---|---|");
    for case in cases() {
        let by_python = passed_on(&python, &back, &case.lines).await;
        let by_node = passed_on(&node, &back, &case.lines).await;
        let came_in = case.lines.join(" | ").replace('|', "and");
        let cell = |out: &Option<String>| out.as_deref().map_or("nothing".to_owned(), brief);
        let (name, came_in) = (case.name, brief(&came_in));
        println!("| {name} | {came_in} | {} | {} |", cell(&by_python), cell(&by_node));
        assert_eq!(by_python, case.python, "Python, {name}");
        assert_eq!(by_node, case.node, "Node, {name}");
    }
}

fn brief(text: &str) -> String {
    match text.get(..48) {
        Some(start) => format!("`{start}…`, {} bytes", text.len()),
        None => format!("`{text}`"),
    }
}

/// The header that leaves the peer when these lines came in.
async fn passed_on(peer: &Peer, back: &Server, lines: &[String]) -> Option<String> {
    let order = json!({ "next": back.uri });
    let answer = send_lines("POST", &format!("{}/relay", peer.uri), lines, &order).await.json();
    let next = answer["next"].as_str().expect("what the service behind answered");
    let next: Value = serde_json::from_str(next).expect("JSON");
    let lines = next["lines"].as_array().expect("a list");
    assert!(lines.len() <= 1, "a peer writes one line");
    lines.first().map(|line| line.as_str().expect("text").to_owned())
}
