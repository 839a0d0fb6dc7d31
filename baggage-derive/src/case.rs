//! The cases of `rename_all`, with serde's names and results.

/// How `rename_all` spells names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    /// Each case under the name it has in the attribute.
    const NAMED: [(&'static str, Case); 8] = [
        ("lowercase", Case::Lower),
        ("UPPERCASE", Case::Upper),
        ("PascalCase", Case::Pascal),
        ("camelCase", Case::Camel),
        ("snake_case", Case::Snake),
        ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
        ("kebab-case", Case::Kebab),
        ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
    ];

    /// The names a user can choose from.
    pub(crate) fn names() -> [&'static str; 8] {
        Case::NAMED.map(|(name, _)| name)
    }

    pub(crate) fn from_name(name: &str) -> Option<Case> {
        Case::NAMED.iter().find(|(known, _)| *known == name).map(|(_, case)| *case)
    }

    /// The name of a field, which is written in `snake_case`.
    pub(crate) fn of_field(self, field: &str) -> String {
        match self {
            Case::Lower | Case::Snake => field.to_owned(),
            Case::Upper | Case::ScreamingSnake => field.to_ascii_uppercase(),
            Case::Pascal => field.split('_').map(capitalized).collect(),
            Case::Camel => uncapitalized(&Case::Pascal.of_field(field)),
            Case::Kebab => field.replace('_', "-"),
            Case::ScreamingKebab => Case::ScreamingSnake.of_field(field).replace('_', "-"),
        }
    }

    /// The name of a variant, which is written in `PascalCase`.
    pub(crate) fn of_variant(self, variant: &str) -> String {
        match self {
            Case::Lower => variant.to_ascii_lowercase(),
            Case::Upper => variant.to_ascii_uppercase(),
            Case::Pascal => variant.to_owned(),
            Case::Camel => uncapitalized(variant),
            Case::Snake => snake_from_pascal(variant),
            Case::ScreamingSnake => Case::Snake.of_variant(variant).to_ascii_uppercase(),
            Case::Kebab => Case::Snake.of_variant(variant).replace('_', "-"),
            Case::ScreamingKebab => Case::ScreamingSnake.of_variant(variant).replace('_', "-"),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn uncapitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

fn snake_from_pascal(word: &str) -> String {
    let mut snake = String::with_capacity(word.len() + 4);
    for (i, ch) in word.char_indices() {
        if i > 0 && ch.is_uppercase() {
            snake.push('_');
        }
        snake.push(ch.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::Case;

    /// The cases in the order of [`Case::NAMED`].
    fn all(rename: impl Fn(Case) -> String) -> [String; 8] {
        Case::names().map(|name| rename(Case::from_name(name).unwrap()))
    }

    /// serde's own table, so that a struct reads alike in JSON and in baggage.
    #[test]
    fn fields_are_renamed_as_serde_does() {
        let outcome = ["outcome", "OUTCOME", "Outcome", "outcome", "outcome", "OUTCOME"];
        let tasty = ["very_tasty", "VERY_TASTY", "VeryTasty", "veryTasty", "very_tasty"];
        assert_eq!(all(|case| case.of_field("outcome"))[..6], outcome);
        assert_eq!(all(|case| case.of_field("very_tasty"))[..5], tasty);
        assert_eq!(Case::Kebab.of_field("very_tasty"), "very-tasty");
        assert_eq!(Case::ScreamingKebab.of_field("very_tasty"), "VERY-TASTY");
        assert_eq!(Case::Camel.of_field("z42"), "z42");
    }

    #[test]
    fn variants_are_renamed_as_serde_does() {
        assert_eq!(
            all(|case| case.of_variant("VeryTasty")),
            [
                "verytasty",
                "VERYTASTY",
                "VeryTasty",
                "veryTasty",
                "very_tasty",
                "VERY_TASTY",
                "very-tasty",
                "VERY-TASTY",
            ],
        );
        assert_eq!(Case::Snake.of_variant("A"), "a");
        assert_eq!(Case::Kebab.of_variant("Z42"), "z42");
    }

    #[test]
    fn names_without_letters_do_not_panic() {
        for name in ["_", "__", "é", "_é"] {
            all(|case| case.of_field(name));
            all(|case| case.of_variant(name));
        }
    }

    #[test]
    fn unknown_cases_are_none() {
        assert_eq!(Case::from_name("Kebab-Case"), None);
    }
}
