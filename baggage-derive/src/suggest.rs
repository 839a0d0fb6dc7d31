//! What to offer for a word that is not known.

use std::fmt::Write as _;

/// `` `a` `` or `` one of `a`, `b` ``.
pub(crate) fn one_of(words: &[&str]) -> String {
    let mut text = String::from(if words.len() == 1 { "" } else { "one of " });
    for (i, word) in words.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{comma}`{word}`");
    }
    text
}

/// `` ; did you mean `rename`? `` where one of `words` is near, nothing otherwise.
pub(crate) fn did_you_mean(word: &str, words: &[&str]) -> String {
    match nearest(word, words) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}

/// The word with the fewest edits, if that is at most one edit in three characters. Case is no
/// edit, nor is the rest of a word of which the beginning is given.
fn nearest<'a>(word: &str, words: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let most = (word.chars().count() / 3).max(1);
    words
        .iter()
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            let is_begun = word.len() > 2 && lower.starts_with(&word);
            let edits = if is_begun { 1 } else { distance(&word, &lower) };
            (edits, *candidate)
        })
        .filter(|(edits, _)| *edits <= most)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// How many characters to insert, remove, replace or swap with their neighbour to make `a` of `b`.
///
/// The [optimal string alignment
/// distance](https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let edits = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                let is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if is_swap { edits.min(rows[i - 2][j - 2] + 1) } else { edits }
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, distance, nearest, one_of};

    #[test]
    fn distance_counts_edits() {
        for (a, b, edits) in [
            ("", "", 0),
            ("", "abc", 3),
            ("rename", "rename", 0),
            ("renam", "rename", 1),
            ("renmae", "rename", 1),
            ("rename", "alias", 5),
            ("max_length", "max_len", 3),
            ("größe", "große", 1),
        ] {
            assert_eq!(distance(a, b), edits, "{a} {b}");
            assert_eq!(distance(b, a), edits, "{b} {a}");
        }
    }

    #[test]
    fn only_near_words_are_offered() {
        let words = ["rename", "alias", "max_len", "max_items"];
        assert_eq!(nearest("renmae", &words), Some("rename"));
        assert_eq!(nearest("max_length", &words), Some("max_len"));
        assert_eq!(nearest("RENAME", &words), Some("rename"));
        assert_eq!(nearest("max_i", &words), Some("max_items"));
        assert_eq!(nearest("x", &words), None);
        assert_eq!(nearest("validate", &words), None);
        assert_eq!(did_you_mean("validate", &words), "");
    }

    #[test]
    fn one_word_is_not_called_one_of() {
        assert_eq!(one_of(&["crate"]), "`crate`");
        assert_eq!(one_of(&["a", "b"]), "one of `a`, `b`");
    }
}
