//! Types and ranges as their author wrote them, and what their tokens tell.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

/// The text with the usual blanks: `Option<Vec<u8>>`, `&'static str`, `[u8; 4]`, `-1`.
///
/// Tokens know little of the blanks between them, so those are put back by rule.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    push(&mut text, tokens.into_token_stream());
    text
}

/// The type without the group in which a macro passes on what it was given as `$ty:ty`.
pub(crate) fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(group) = ty {
        ty = &group.elem;
    }
    ty
}

/// The `T` of an `Option<T>`, which is told by its name.
pub(crate) fn in_option(ty: &Type) -> Option<&Type> {
    let Type::Path(ty) = ungrouped(ty) else { return None };
    let last = ty.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) if last.ident == "Option" => Some(inner),
        _ => None,
    }
}

fn push(text: &mut String, tokens: TokenStream) {
    let mut is_joint = false;
    for token in tokens {
        if !is_joint && needs_blank(text, &token) {
            text.push(' ');
        }
        is_joint = matches!(&token, TokenTree::Punct(p) if p.spacing() == Spacing::Joint);
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                push(text, group.stream());
                text.push_str(close);
            }
            token => text.push_str(&token.to_string()),
        }
    }
}

/// Whether a blank stands between `text` and `next`: behind `,` and `;`, around `+`, `=` and
/// `->`, between two words, and before a slice that is referred to.
fn needs_blank(text: &str, next: &TokenTree) -> bool {
    let Some(last) = text.chars().next_back() else {
        return false;
    };
    let next = next.to_string();
    let is_spaced = |ch| matches!(ch, '+' | '=');
    let is_word = |ch: char| ch.is_alphanumeric() || ch == '_';
    let next = next.chars().next().unwrap_or(' ');
    matches!(last, ',' | ';')
        || is_spaced(last)
        || is_spaced(next)
        || (last == ')' && next == '-')
        || text.ends_with("->")
        || (is_word(last) && (is_word(next) || next == '\''))
        || (next == '['
            && (text.ends_with("mut") || text.trim_end_matches(is_word).ends_with('\'')))
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Delimiter, Group, TokenTree};
    use syn::{Type, parse_str, parse2};

    use super::{in_option, text};

    #[test]
    fn types_read_as_they_are_written() {
        for ty in [
            "u64",
            "Option<Vec<Box<str>>>",
            "std::net::IpAddr",
            "::core::num::NonZeroU8",
            "[u8; 4]",
            "(u8, u16)",
            "&'static str",
            "&'a mut T",
            "&'static [u8]",
            "&mut [u8; 4]",
            "Box<dyn Fn(u8) -> u8 + Send + 'static>",
            "HashMap<String, [u8; 2]>",
            "<T as Iterator>::Item",
            "ArrayVec<ArrayString<24>, 8>",
        ] {
            assert_eq!(text(parse_str::<Type>(ty).unwrap()), ty);
        }
    }

    #[test]
    fn options_are_told_by_their_name() {
        let inner = |ty| in_option(&parse_str(ty).unwrap()).map(text);
        assert_eq!(inner("Option<u8>").as_deref(), Some("u8"));
        assert_eq!(inner("::core::option::Option<Vec<u8>>").as_deref(), Some("Vec<u8>"));
        assert_eq!((inner("Vec<u8>"), inner("Option"), inner("(u8, u8)")), (None, None, None));
    }

    /// A type that a macro was given as `$ty:ty` comes in a group without delimiters.
    #[test]
    fn options_are_told_in_types_that_a_macro_was_given() {
        let option = parse_str("Option<u8>").unwrap();
        let group = Group::new(Delimiter::None, option);
        let ty = parse2(TokenTree::from(group).into()).unwrap();
        assert!(matches!(ty, Type::Group(_)));
        assert_eq!(in_option(&ty).map(text).as_deref(), Some("u8"));
    }
}
