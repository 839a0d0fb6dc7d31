//! Names that say that a value should not travel in plain text.
//!
//! The table is the one that `#[derive(Baggage)]` checks keys against; manifests and other
//! languages have no compiler that does.

/// `class`, `severity`, `name` (its words joined by `_`) and `sources`, separated by tabs.
const TABLE: &str = include_str!("sensitive_names.tsv");

/// A name of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sensitive {
    pub(super) name: &'static str,
    /// Whether it needs a reason, or is only personal.
    pub(super) is_denied: bool,
}

/// The most serious sensitive name in `key`, and of those the longest. Names are found as whole
/// words, however the words are joined.
pub(super) fn find(key: &str) -> Option<Sensitive> {
    let words = words(key);
    names()
        .filter(|sensitive| is_among(sensitive.name, &words))
        .max_by_key(|sensitive| (sensitive.is_denied, sensitive.name.len()))
}

fn names() -> impl Iterator<Item = Sensitive> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let (_, severity, name) = (columns.next()?, columns.next()?, columns.next()?);
        Some(Sensitive { name, is_denied: severity == "deny" })
    })
}

/// Whether neighbouring words joined are the words of `name` joined.
fn is_among(name: &str, words: &[String]) -> bool {
    let joined = name.replace('_', "");
    (0..words.len()).any(|first| {
        let mut rest = joined.as_str();
        for word in &words[first..] {
            match rest.strip_prefix(word.as_str()) {
                Some("") => return true,
                Some(more) => rest = more,
                None => return false,
            }
        }
        false
    })
}

/// The words of a key, in lower case: split at whatever is no letter or digit, and in camel case.
fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let chars: Vec<char> = key.chars().collect();
    for (i, &ch) in chars.iter().enumerate() {
        let is_end = !ch.is_ascii_alphanumeric();
        let is_next_small = chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
        let is_start = ch.is_ascii_uppercase()
            && i > 0
            && (!chars[i - 1].is_ascii_uppercase() || is_next_small);
        if is_end || is_start {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !is_end) {
            word.push(ch.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{TABLE, find, names};

    #[test]
    fn table_is_that_of_the_derive() {
        let derive =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../baggage-derive/src/sensitive_names.tsv");
        // Of a published package, there is no other to compare with.
        if let Ok(table) = std::fs::read_to_string(derive) {
            assert!(table == TABLE, "copy {derive}");
        }
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(names().count(), lines);
    }

    #[test]
    fn names_are_whole_words_however_they_are_joined() {
        for key in ["session_id", "session.id", "sessionId", "sessionid", "shop.session-id.v2"] {
            assert_eq!(find(key).map(|found| found.is_denied), Some(true), "{key}");
        }
        assert_eq!(find("user_id").map(|found| found.is_denied), Some(false));
        for key in ["pipeline", "platform", "spanner", "side", "tokens", "key", "api"] {
            assert_eq!(find(key), None, "{key}");
        }
    }
}
