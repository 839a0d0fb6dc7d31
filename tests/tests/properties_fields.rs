//! What is written reads back as the same struct, however its fields are read: through other
//! types, under other keys, as parts of other structs.

#[path = "properties/check.rs"]
mod check;
#[path = "properties/text.rs"]
mod text;

use std::fmt;
use std::str::FromStr;

use baggage_runtime::{Baggage, BaggageMap, from_str, to_string};
use check::check;
use proptest::prelude::*;
use text::{cut, text, token};

/// Two texts with a slash between them, which has `Display` and `FromStr` and nothing else.
#[derive(Clone, Debug, PartialEq)]
struct Path {
    folder: String,
    file: String,
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.folder, self.file)
    }
}

impl FromStr for Path {
    type Err = ();

    fn from_str(text: &str) -> Result<Path, ()> {
        let (folder, file) = text.rsplit_once('/').ok_or(())?;
        Ok(Path { folder: folder.to_owned(), file: file.to_owned() })
    }
}

/// Text back to front.
mod reversed {
    use std::convert::Infallible;

    pub(super) fn encode(text: &str) -> String {
        text.chars().rev().collect()
    }

    #[expect(clippy::unnecessary_wraps, reason = "what `with` calls")]
    pub(super) fn decode(text: &str) -> Result<String, Infallible> {
        Ok(encode(text))
    }
}

/// A struct that others take in.
#[derive(Baggage, Clone, Debug, PartialEq)]
#[baggage(prefix = "part.", rename_all = "kebab-case")]
struct Part {
    #[baggage(max_len = 16, alias("label"))]
    first_name: Option<String>,
    #[baggage(range(-5..=5), default = 3)]
    small_number: i32,
}

#[derive(Baggage, Clone, Debug, PartialEq)]
#[baggage(max_bytes = 4096)]
struct Whole {
    #[baggage(display, max_len = 33)]
    path: Path,
    #[baggage(display, max_len = 33)]
    other: Option<Path>,
    #[baggage(with = reversed, max_len = 16)]
    mirror: String,
    #[baggage(flatten)]
    part: Part,
    #[baggage(rename = "Last-Key.9", token, max_len = 8, default_on_error)]
    last: String,
    #[baggage(skip)]
    local: u8,
}

fn path() -> impl Strategy<Value = Path> + Clone {
    (text(16), text(16))
        .prop_map(|(folder, file)| Path { folder, file: cut(&file.replace('/', ""), 16) })
}

fn whole() -> impl Strategy<Value = Whole> {
    let part = (prop::option::of(text(16)), -5..=5_i32)
        .prop_map(|(first_name, small_number)| Part { first_name, small_number });
    (path(), prop::option::of(path()), text(16), part, token(8)).prop_map(
        |(path, other, mirror, part, last)| Whole { path, other, mirror, part, last, local: 0 },
    )
}

#[test]
fn every_struct_of_fields_with_codecs_and_parts() {
    check(whole(), |whole, compared| {
        let written = to_string(&whole).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(written.len() <= Whole::SCHEMA.max_encoded_len());
        let read: Whole =
            from_str(&written).map_err(|error| TestCaseError::fail(error.to_string()))?;
        compared.mark();
        prop_assert_eq!(&read, &whole);

        let mut map = BaggageMap::parse("part.label=x,vendor=y;p,Last-Key.9=%20");
        map.put(&whole).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(map.decode::<Whole>().expect("just written"), whole);
        prop_assert!(!map.contains_key("part.label"));
        let again = map.to_string();
        map.put(&read).expect("it is there");
        prop_assert_eq!(map.to_string(), again);
        Ok(())
    });
}
