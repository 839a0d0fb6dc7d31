//! Every kind of value, to, from and through services in other languages.

use baggage_runtime::tower::BaggageLayer;
use serde_json::{Value, json};

use crate::kinds::{Kind, Probe, kinds};
use crate::process::{Language, Peer};
use crate::services::{Route, Server, back, front, send_lines};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Direction {
    /// A service in Rust writes it, the peer reads it through its SDK.
    To,
    /// … and passes it on, and another service in Rust reads it.
    Through,
    /// The peer writes it as its documentation does, a service in Rust reads it.
    From,
}

/// What a column of the table is about.
#[derive(Clone, Copy, Debug)]
struct Way {
    language: Language,
    direction: Direction,
    /// Whether the service behind is told that its callers write a space as `+`.
    plus_is_space: bool,
}

impl Way {
    const fn new(language: Language, direction: Direction) -> Way {
        Way { language, direction, plus_is_space: false }
    }

    const fn plus_is_space(self) -> Way {
        Way { plus_is_space: true, ..self }
    }

    fn title(self) -> String {
        let language = self.language;
        let way = match self.direction {
            Direction::To => format!("Rust → {language:?}"),
            Direction::Through => format!("Rust → {language:?} → Rust"),
            Direction::From => format!("{language:?} → Rust"),
        };
        if self.plus_is_space { format!("{way}, `plus_is_space`") } else { way }
    }

    /// What arrives where a value does not arrive as it is.
    ///
    /// All else is typed and equal at the other end.
    fn deviation(self, kind: &str) -> Option<Value> {
        use Direction::{From, Through, To};
        use Language::{Node, Python};
        Some(match (self.language, kind, self.direction) {
            // A peer splits at commas; what is escaped inside of an item stays so.
            (_, "escaped", To) => json!("a%2Cb,50%25"),
            // Python's SDK writes a space as `+`, which is a plus to everybody who goes by the
            // specification …
            (Python, "spaces", Through | From) if !self.plus_is_space => {
                json!({ "note": "two+words++twice" })
            }
            (Python, "edges", From) if !self.plus_is_space => json!({ "note": "+inside+" }),
            // … and it trims what it has decoded.
            (Python, "edges", To) => json!("inside"),
            (Python, "edges", Through) => json!({ "note": "inside" }),
            // Node's SDK does not read members without a value.
            (Node, "empty", To) => Value::Null,
            (Node, "empty", Through) => json!({}),
            _ => return None,
        })
    }
}

const WAYS: [Way; 8] = {
    use Direction::{From, Through, To};
    use Language::{Node, Python};
    [
        Way::new(Python, To),
        Way::new(Python, Through),
        Way::new(Python, Through).plus_is_space(),
        Way::new(Python, From),
        Way::new(Python, From).plus_is_space(),
        Way::new(Node, To),
        Way::new(Node, Through),
        Way::new(Node, From),
    ]
};

pub(crate) async fn values_arrive_typed() {
    let mut columns = Vec::new();
    for way in WAYS {
        let layer = BaggageLayer::internal();
        let layer = if way.plus_is_space { layer.plus_is_space() } else { layer };
        let back = Server::start(back(layer)).await;
        let peer = Peer::start(way.language);
        let route = Route { peer: peer.uri.clone(), back: back.uri.clone() };
        let front = Server::start(front(route)).await;
        let mut cells = Vec::new();
        for kind in kinds() {
            let arrived = match way.direction {
                Direction::To => read_by_peer(&front, &kind).await,
                Direction::Through => read_behind(&relayed(&front, &kind).await, &kind),
                Direction::From => read_behind(&started(&peer, &back, &kind).await, &kind),
            };
            assert_eq!(arrived, way.deviation(kind.name), "{way:?} {}", kind.name);
            cells.push(arrived.map_or("typed".to_owned(), |value| format!("`{value}`")));
        }
        columns.push((way.title(), cells));
    }
    print(&columns);
}

fn print(columns: &[(String, Vec<String>)]) {
    let row = |cells: Vec<&str>| println!("| {} |", cells.join(" | "));
    println!();
    row(["kind", "value"].into_iter().chain(columns.iter().map(|(title, _)| &**title)).collect());
    row(vec!["---"; 2 + columns.len()]);
    for (i, kind) in kinds().iter().enumerate() {
        let value = format!("`{}`", kind.expected["value"]);
        let cells = columns.iter().map(|(_, cells)| &*cells[i]);
        row([kind.name, &*value].into_iter().chain(cells).collect());
    }
}

/// What the peer says when the service in front has called it with a value of this kind.
async fn relayed(front: &Server, kind: &Kind) -> Value {
    let uri = format!("{}/relay/{}", front.uri, kind.name);
    send_lines("POST", &uri, &[], &Value::Null).await.json()
}

/// The text that the peer reads when it is not what it is to expect.
async fn read_by_peer(front: &Server, kind: &Kind) -> Option<Value> {
    let failures = relayed(front, kind).await["failures"].take();
    failures.as_array().expect("a list").first().map(|failure| failure["read"].clone())
}

/// What the peer says when it has called the service behind with its own value of this kind.
async fn started(peer: &Peer, back: &Server, kind: &Kind) -> Value {
    let order = json!({ "value": kind.name, "next": back.uri });
    send_lines("POST", &format!("{}/start", peer.uri), &[], &order).await.json()
}

/// What the service behind has read when that is not the value.
fn read_behind(answer: &Value, kind: &Kind) -> Option<Value> {
    let next = answer["next"].as_str().expect("what the service behind answered");
    let next: Value = serde_json::from_str(next).expect("JSON");
    let probe: Option<Probe> = serde_json::from_value(next["probe"].clone()).ok();
    (probe.as_ref() != Some(&kind.probe)).then(|| next["probe"].clone())
}
