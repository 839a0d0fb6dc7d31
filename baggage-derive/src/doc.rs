//! Doc comments as the schema keeps them.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use crate::symbol::DOC;

/// The doc comment: one leading blank of each line is taken off, and what trails at the end.
pub(crate) fn from_attrs(attrs: &[Attribute]) -> String {
    let mut doc = String::new();
    for text in attrs.iter().filter_map(text) {
        for line in text.split('\n') {
            doc.push_str(line.strip_prefix(' ').unwrap_or(line));
            doc.push('\n');
        }
    }
    doc.truncate(doc.trim_end().len());
    doc
}

/// The text of `#[doc = "..."]`, which is what a doc comment becomes.
fn text(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(meta) if meta.path == DOC => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            // `include_str!` and the like are not expanded yet.
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::{DeriveInput, parse_quote};

    use super::from_attrs;

    #[test]
    fn lines_lose_one_blank_and_the_end_is_trimmed() {
        let input: DeriveInput = parse_quote! {
            /// First line.
            ///
            ///   Indented.
            #[must_use]
            #[doc(hidden)]
            #[doc = "no blank  "]
            ///
            struct S {}
        };
        assert_eq!(from_attrs(&input.attrs), "First line.\n\n  Indented.\nno blank");
    }

    #[test]
    fn no_comment_is_empty() {
        let input: DeriveInput = parse_quote!(
            #[doc = include_str!("x")]
            struct S {}
        );
        assert_eq!(from_attrs(&input.attrs), "");
    }
}
