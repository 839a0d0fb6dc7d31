//! The page, from the facts to the text.

use askama::Template;
use sha2::{Digest as _, Sha256};

use super::bars::{Bars, Row, bytes, total};
use super::callmap::{Call, CallMap, service_ranks};
use super::cards::{self, KeyCard, PartyCard};
use super::data;
use super::drawing::tenths;
use super::lineage::{Line, Lineage};
use super::people::{Group, OwnerRow, groups, owners};
use super::refs::{KeyRef, PartyRef};
use crate::report::finding::Plural;
use crate::report::format::facts::{Facts, Party};
use crate::report::format::{LEGEND, NO_PATHS, TRUST, View, mark, summary};
use crate::report::model::KeyId;
use crate::schema::Class;

const STYLE: &str = include_str!("../../../../templates/report/style.css");
const SCRIPT: &str = include_str!("../../../../templates/report/script.js");
/// Above so many services, the page keeps to what can be taken in: smaller boxes, a bar's segment
/// for each class, and lists of keys by service only when one is selected.
const MANY_SERVICES: usize = 60;
/// From so many hundredths of a hop on, its largest key is worth a line.
const LARGE_SHARE: usize = 10;
const CLASSES: [&str; 5] = [
    Class::Public.name(),
    Class::Internal.name(),
    Class::Confidential.name(),
    Class::Pii.name(),
    Class::Secret.name(),
];

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'v> {
    facts: &'v Facts<'v>,
    summary: String,
    failed: bool,
    pills: Vec<Pill>,
    keys: &'v [KeyRef<'v>],
    columns: Vec<PartyRef<'v>>,
    lineage: Lineage,
    map: Option<CallMap>,
    bars: Option<Bars<'v>>,
    soft_budget: usize,
    owners: Vec<OwnerRow>,
    groups: Vec<Group>,
    dense: bool,
    /// How many parties a list in a contract names.
    list_len: usize,
    key_cards: Vec<KeyCard<'v, 'v>>,
    party_cards: Vec<PartyCard<'v, 'v>>,
    data: String,
    script_hash: String,
    style_hash: String,
    classes: [&'static str; 5],
    legend: &'static str,
    no_paths: &'static str,
    trust: &'static str,
    style: &'static str,
    script: &'static str,
}

/// A count in the verdict bar.
struct Pill {
    level: &'static str,
    text: String,
    anchor: Option<&'static str>,
}

/// The whole page; ends with a line feed.
pub(in crate::report::format) fn html(view: &View<'_>) -> String {
    let report = view.report;
    let facts = Facts::of(report);
    let keys = KeyRef::all(&facts);
    let dense = facts.services.len() > MANY_SERVICES;
    let soft_budget = report.options.soft_budget;
    let counts = report.counts();
    let columns = facts.keys.iter().any(|key| key.client_sends).then_some(Party::Client);
    let columns = columns.into_iter().chain((0..facts.services.len()).map(Party::Service));
    let page = Page {
        facts: &facts,
        summary: summary(&report.model),
        failed: view.fails(),
        pills: vec![
            pill("error", Plural(counts.errors, "error").to_string(), counts.errors),
            pill("warning", Plural(counts.warnings, "warning").to_string(), counts.warnings),
            pill("note", Plural(counts.notes, "note").to_string(), counts.notes),
            pill("allowed", format!("{} allowed", counts.allowed), counts.allowed),
        ],
        keys: &keys,
        columns: columns.map(|party| PartyRef::of(&facts, party)).collect(),
        lineage: Lineage::of(&facts, &service_ranks(&facts), dense),
        map: CallMap::of(&facts),
        bars: Bars::of(&facts, soft_budget, dense),
        soft_budget,
        owners: owners(&facts),
        groups: groups(&facts, if dense { 2 } else { 9 }),
        dense,
        list_len: if dense { 5 } else { MANY_SERVICES },
        key_cards: cards::keys(&facts, &keys),
        party_cards: cards::parties(&facts, &keys, !dense),
        data: data::json(&facts, &keys, dense),
        script_hash: hash(SCRIPT),
        style_hash: hash(STYLE),
        classes: CLASSES,
        legend: LEGEND,
        no_paths: NO_PATHS,
        trust: TRUST,
        style: STYLE,
        script: SCRIPT,
    };
    page.render().expect("writing to a string cannot fail")
}

fn pill(level: &'static str, text: String, count: usize) -> Pill {
    Pill { level, text, anchor: (count > 0).then_some(level) }
}

/// What the page's policy lets run: this text and no other.
/// [CSP, hashes](https://www.w3.org/TR/CSP3/#grammardef-hash-source).
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// [RFC 4648, Base 64](https://www.rfc-editor.org/rfc/rfc4648#section-4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= group.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// What the template asks for.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a template passes references")]
impl<'v> Page<'v> {
    fn key(&self, id: &KeyId) -> &KeyRef<'v> {
        &self.keys[*id]
    }

    fn key_label(&self, id: &KeyId) -> String {
        let key = &self.keys[*id];
        let finding = key.worst.map(|worst| format!(", {worst}")).unwrap_or_default();
        format!("{}: {}, {}{finding}", key.name, key.bytes(), key.class.name())
    }

    /// As many as a list in a contract names.
    fn few<'p>(&self, parties: &'p [PartyRef<'v>]) -> &'p [PartyRef<'v>] {
        &parties[..parties.len().min(self.list_len)]
    }

    fn party(&self, party: &Party) -> PartyRef<'v> {
        PartyRef::of(self.facts, *party)
    }

    fn service(&self, id: &usize) -> PartyRef<'v> {
        PartyRef::of(self.facts, Party::Service(*id))
    }

    /// What a service sends, in the call map.
    fn sends(&self, party: &Party) -> String {
        let Party::Service(id) = party else { return self.party(party).short_sub() };
        let mut loads = self.facts.loads.iter().flatten().filter(|load| load.from == *id);
        loads.next().map(|load| format!("sends {}", bytes(load))).unwrap_or_default()
    }

    fn call_class(&self, call: &Call) -> &'static str {
        match call.row.and_then(|row| self.facts.loads.as_ref()?.get(row)) {
            None => " client",
            Some(load) if load.bytes > self.soft_budget => " over",
            Some(_) => "",
        }
    }

    /// The cells of the matrix.
    fn marks(&self, key: &usize) -> Vec<String> {
        let key = &self.facts.keys[*key];
        let client = self.columns.len() > self.facts.services.len();
        let client = client.then(|| if key.client_sends { "w" } else { "" }.to_owned());
        client.into_iter().chain(key.marks.iter().map(|it| mark(*it))).collect()
    }

    fn row_label(&self, row: &Row<'_>) -> String {
        if self.dense {
            return total(row.load);
        }
        let parts: Vec<&str> = row.segments.iter().map(|part| part.title.as_str()).collect();
        format!("{}: {}", total(row.load), parts.join("; "))
    }

    /// `user.email takes 773 B, 78 %; without a bound: exp.cohort`.
    fn row_most(&self, row: &Row<'_>) -> String {
        let name = |key: KeyId| self.keys[key].name;
        let largest = row.largest.filter(|(_, _, share)| (LARGE_SHARE..100).contains(share));
        let largest =
            largest.map(|(key, bytes, share)| format!("{} takes {bytes} B, {share} %", name(key)));
        let unbounded: Vec<&str> = row.load.unbounded().map(name).collect();
        let unbounded =
            (!unbounded.is_empty()).then(|| format!("without a bound: {}", unbounded.join(", ")));
        largest.into_iter().chain(unbounded).collect::<Vec<_>>().join("; ")
    }
}

impl Line {
    fn width(&self) -> String {
        tenths(self.stroke)
    }
}

impl Call {
    fn width(&self) -> String {
        tenths(self.stroke)
    }
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_specification() {
        let vectors =
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|it| base64(it.as_bytes()));
        assert_eq!(vectors, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }
}
