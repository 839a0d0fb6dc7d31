//! Names that say that a value should not travel in plain text.
//!
//! The list is collected from what scrubbers and scanners of secrets look for; each name has its
//! sources beside it.

/// `class`, `severity`, `name` (its words joined by `_`) and `sources`, separated by tabs.
const TABLE: &str = include_str!("sensitive_names.tsv");

/// The classes of the table in words.
const CLASSES: [(&str, &str); 8] = [
    ("contact", "contact data"),
    ("credential", "a credential"),
    ("financial", "a number of a card or an account"),
    ("identifier", "a person's identifier"),
    ("location", "a person's location"),
    ("national_id", "an official identity number"),
    ("session", "a session's secret"),
    ("special_category", "specially protected personal data (GDPR, article 9)"),
];

/// A name of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sensitive {
    pub(crate) name: &'static str,
    /// What its class is, in words.
    pub(crate) what: &'static str,
    /// Whether it needs a reason, or is only personal.
    pub(crate) is_denied: bool,
}

/// The most serious sensitive name in `key`, and of those the longest.
///
/// Names are found as whole words, however the words are joined: `session_id` in `session.id`,
/// `sessionId` and `sessionid`, but not `sid` in `side`.
pub(crate) fn find(key: &str) -> Option<Sensitive> {
    let words = words(key);
    names()
        .filter(|sensitive| is_among(sensitive.name, &words))
        .max_by_key(|sensitive| (sensitive.is_denied, sensitive.name.len()))
}

fn names() -> impl Iterator<Item = Sensitive> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let (class, severity, name) = (columns.next()?, columns.next()?, columns.next()?);
        let (_, what) = CLASSES.iter().find(|(known, _)| *known == class)?;
        Some(Sensitive { name, what, is_denied: severity == "deny" })
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

/// The words of a key, in lower case: split at `.`, `_`, `-`, and in camel case.
fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let chars: Vec<char> = key.chars().collect();
    for (i, &ch) in chars.iter().enumerate() {
        let is_end = matches!(ch, '.' | '_' | '-');
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
    use super::{TABLE, find, names, words};

    #[test]
    fn every_line_of_the_table_is_understood() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(names().count(), lines);
        assert!(lines > 100);
    }

    #[test]
    fn words_are_split_at_punctuation_and_case() {
        for (key, expected) in [
            ("user_id", vec!["user", "id"]),
            ("home.region-code", vec!["home", "region", "code"]),
            ("userId", vec!["user", "id"]),
            ("AWSAccessKeyId", vec!["aws", "access", "key", "id"]),
            ("x__y.", vec!["x", "y"]),
            ("oauth2Scope", vec!["oauth2", "scope"]),
        ] {
            assert_eq!(words(key), expected, "{key}");
        }
    }

    #[test]
    fn names_are_found_however_their_words_are_joined() {
        for key in ["session_id", "session.id", "sessionId", "sessionid", "shop.session-id.v2"] {
            assert_eq!(find(key).map(|found| found.is_denied), Some(true), "{key}");
        }
        assert_eq!(find("passWord").map(|found| found.name), Some("password"));
        assert_eq!(find("x_api_key").map(|found| found.name), Some("x_api_key"));
    }

    #[test]
    fn parts_of_words_are_not_names() {
        for key in ["pipeline", "platform", "stacktrace", "sign_in", "spanner", "side", "tokens"] {
            assert_eq!(find(key), None, "{key}");
        }
    }

    #[test]
    fn words_that_are_sensitive_only_in_company_are_no_names() {
        for word in ["key", "identity", "nonce", "access", "api"] {
            assert_eq!(find(word), None, "{word}");
        }
    }

    #[test]
    fn a_denied_name_goes_before_a_personal_one() {
        assert_eq!(find("user_id").map(|found| found.is_denied), Some(false));
        assert_eq!(find("user_id.token").map(|found| found.name), Some("token"));
    }
}
