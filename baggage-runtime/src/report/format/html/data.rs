//! What the script needs to know, as JSON.

use serde::Serialize;

use super::refs::KeyRef;
use crate::report::format::facts::Facts;
use crate::report::model::KeyId;

/// Everything by number: the position in the tables of the page.
#[derive(Serialize)]
struct Data<'v> {
    /// By row of the bars: the keys it carries.
    loads: Vec<Vec<KeyId>>,
    /// Where the page does not list what arrives at each service and what it sends: the names of
    /// the lists, those of the keys, and by service what arrives for certain and what else may.
    #[serde(skip_serializing_if = "Option::is_none")]
    sets: Option<Sets<'v>>,
}

#[derive(Serialize)]
struct Sets<'v> {
    titles: [&'static str; 3],
    keys: Vec<&'v str>,
    arrives: Vec<[Vec<KeyId>; 2]>,
}

/// The three lists of keys of a service.
pub(super) const TITLES: [&str; 3] = ["Guaranteed on arrival", "Maybe on arrival", "Sends at most"];

/// The JSON, fit to stand in a `script` element: a `<` in it is an escape of JSON.
pub(super) fn json(facts: &Facts<'_>, keys: &[KeyRef<'_>], with_sets: bool) -> String {
    let data = Data {
        loads: facts
            .loads
            .iter()
            .flatten()
            .map(|load| load.members.iter().map(|(key, _)| *key).collect())
            .collect(),
        sets: with_sets.then(|| Sets {
            titles: TITLES,
            keys: keys.iter().map(|key| key.name).collect(),
            arrives: (0..facts.services.len()).map(|id| arrives(facts, id)).collect(),
        }),
    };
    let text = serde_json::to_string(&data);
    text.expect("structs of strings and numbers always have a form in JSON").replace('<', "\\u003c")
}

/// What arrives at a service for certain, and what else may.
fn arrives(facts: &Facts<'_>, service: usize) -> [Vec<KeyId>; 2] {
    let node = &facts.services[service];
    let must = |key: &&KeyId| node.must.binary_search(key).is_ok();
    [node.must.clone(), node.may.iter().filter(|key| !must(key)).copied().collect()]
}

/// What arrives at a service for certain, what else may, and what it sends at most.
pub(super) fn lists(facts: &Facts<'_>, service: usize) -> [Vec<KeyId>; 3] {
    let [must, maybe] = arrives(facts, service);
    [must, maybe, facts.services[service].sends.clone()]
}
