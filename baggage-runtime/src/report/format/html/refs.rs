//! How the page names and links keys and parties.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::drawing::cut;
use crate::report::finding::Severity;
use crate::report::format::bytes;
use crate::report::format::facts::{Facts, KeyFacts, Party};
use crate::report::model::KeyId;
use crate::schema::Class;

/// What has no meaning in the fragment of a URL.
const FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const SUB_CHARS: usize = 23;
const TYPE_CHARS: usize = 20;
const DOC_CHARS: usize = 160;

/// A key, as anything on the page shows it.
pub(super) struct KeyRef<'v> {
    /// The fragment that selects the key, `k=tenant.id`.
    pub(super) anchor: String,
    /// The same as the id of its card.
    pub(super) card: String,
    pub(super) name: &'v str,
    pub(super) class: Class,
    pub(super) worst: Option<Severity>,
    pub(super) doc: &'v [String],
    pub(super) wire: &'v str,
    facts: &'v KeyFacts,
}

impl<'v> KeyRef<'v> {
    pub(super) fn all(facts: &'v Facts<'_>) -> Vec<KeyRef<'v>> {
        facts.keys.iter().map(KeyRef::of).collect()
    }

    fn of(facts: &'v KeyFacts) -> KeyRef<'v> {
        KeyRef {
            anchor: fragment("k", &facts.name),
            card: format!("k={}", facts.name),
            name: &facts.name,
            class: facts.class,
            worst: facts.worst,
            doc: &facts.doc,
            wire: &facts.wire,
            facts,
        }
    }

    /// What it takes at most: `34 B`, `∞ B`, or that no one writes it.
    pub(super) fn bytes(&self) -> String {
        match self.facts.size {
            Some(size) => format!("{} B", bytes(Some(size))),
            None => "no writer".to_owned(),
        }
    }

    pub(super) fn owner(&self) -> &str {
        self.facts.owner.as_deref().unwrap_or("-")
    }

    pub(super) fn short_wire(&self) -> String {
        cut(self.wire, TYPE_CHARS)
    }

    /// The first paragraph.
    pub(super) fn short_doc(&self) -> String {
        self.doc.first().map(|paragraph| cut(paragraph, DOC_CHARS)).unwrap_or_default()
    }
}

/// A service, the client, or someone outside, as anything on the page shows them.
pub(super) struct PartyRef<'v> {
    pub(super) anchor: String,
    pub(super) card: String,
    /// How the script knows it: `s3`, `o0`, `c`.
    pub(super) token: String,
    pub(super) name: &'v str,
    /// The class in the style sheet.
    pub(super) kind: &'static str,
    /// The second line: the owner, or what it is.
    pub(super) sub: &'v str,
}

impl<'v> PartyRef<'v> {
    pub(super) fn of(facts: &'v Facts<'_>, party: Party) -> PartyRef<'v> {
        let name = facts.name(party);
        let (letter, kind, sub) = match party {
            Party::Service(id) => {
                ("s", "service", facts.services[id].owner.as_deref().unwrap_or_default())
            }
            Party::Client => ("c", "client", "outside, untrusted"),
            Party::Outside(id) if facts.outside[id].is_third_party => {
                ("o", "outside", "third party")
            }
            Party::Outside(_) => ("o", "outside", "not in the fleet"),
        };
        PartyRef {
            anchor: fragment(letter, name),
            card: format!("{letter}={name}"),
            token: party.token(),
            name,
            kind,
            sub,
        }
    }
}

impl PartyRef<'_> {
    /// The second line, cut to the width of a box.
    pub(super) fn short_sub(&self) -> String {
        cut(self.sub, SUB_CHARS)
    }
}

impl Party {
    /// A short name without blanks.
    pub(super) fn token(self) -> String {
        match self {
            Party::Service(id) => format!("s{id}"),
            Party::Outside(id) => format!("o{id}"),
            Party::Client => "c".to_owned(),
        }
    }
}

/// The tokens with a blank between them.
pub(super) fn tokens(parties: impl IntoIterator<Item = Party>) -> String {
    parties.into_iter().map(Party::token).collect::<Vec<_>>().join(" ")
}

fn fragment(letter: &str, name: &str) -> String {
    format!("{letter}={}", utf8_percent_encode(name, FRAGMENT))
}

/// What a key's number shows in a list of keys.
pub(super) fn pick<'k, 'v>(keys: &'k [KeyRef<'v>], ids: &[KeyId]) -> Vec<&'k KeyRef<'v>> {
    ids.iter().map(|id| &keys[*id]).collect()
}
