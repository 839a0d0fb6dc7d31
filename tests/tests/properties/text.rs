//! Text with everything in it that has a meaning somewhere on its way.

use proptest::prelude::*;
use proptest::sample::select;

/// What separates, escapes or looks like it; and characters that are easily taken for others.
const PIECES: [&str; 36] = [
    ",",
    "|",
    ";",
    ":",
    " ",
    "%",
    "%2C",
    "%2c",
    "%25",
    "%7C",
    "%20",
    "%3B",
    "%3A",
    "%zz",
    "%C3",
    "=",
    "+",
    "\\",
    "\"",
    "a",
    "Z9",
    "-._~",
    "a,b",
    "é",
    "ß",
    "e\u{301}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{d7ff}",
    "🚀",
    "漢字",
];

/// Text that the wire has a form for: at most `max` bytes and no control character.
pub(crate) fn text(max: usize) -> impl Strategy<Value = String> + Clone {
    let piece = prop_oneof![
        2 => select(&PIECES[..]).prop_map(str::to_owned),
        3 => any::<char>().prop_map(String::from),
    ];
    prop_oneof![
        8 => prop::collection::vec(piece.clone(), 1..10).prop_map(|pieces| pieces.concat()),
        // As long as may be, and empty.
        1 => piece.prop_map(move |piece| piece.repeat(max)),
        1 => Just(String::new()),
    ]
    .prop_map(move |text| cut(&text.replace(|char: char| char.is_ascii_control(), ""), max))
}

/// The whole characters in the first `max` bytes of `text`.
pub(crate) fn cut(text: &str, max: usize) -> String {
    text.char_indices()
        .filter(|(start, char)| start + char.len_utf8() <= max)
        .map(|(_, char)| char)
        .collect()
}

/// Text that needs no escape, of at most `max` bytes.
pub(crate) fn token(max: usize) -> impl Strategy<Value = String> + Clone {
    let unreserved = "ABCXYZabcxyz0123456789-._~".chars().collect::<Vec<_>>();
    prop::collection::vec(select(unreserved), 0..=max).prop_map(|chars| chars.into_iter().collect())
}
