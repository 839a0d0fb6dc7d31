//! Expressions in attributes: the value of `default`, the ends of `range`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, ExprLit, ExprUnary, Ident, Lit, Token, UnOp};

/// The tokens of an expression, or the token that cannot be part of one; `None` where there is none.
/// For the rest the compiler says what is wrong: a parser for all expressions would take as long to
/// build as the derives.
pub(crate) fn read(input: ParseStream<'_>) -> Result<TokenStream, Option<Span>> {
    let mut tokens = TokenStream::new();
    let mut stray = None;
    while !input.is_empty() && !input.peek(Token![,]) {
        let is_first = tokens.is_empty();
        let ahead = input.fork();
        // As a whole where it is simple: the commas of `Map::<u8, u8>::new()` end nothing.
        if let Ok(expr) = ahead.parse::<Expr>() {
            input.advance_to(&ahead);
            expr.to_tokens(&mut tokens);
            stray = None;
            // No expression goes on like this; a comma is missing.
            if is_first && (input.peek(Ident) || input.peek(Lit)) {
                break;
            }
            continue;
        }
        let token: TokenTree = input.parse().map_err(|_| None)?;
        let punct = if let TokenTree::Punct(punct) = &token { punct.as_char() } else { '?' };
        if punct == ';' || (is_first && "=+/%^>".contains(punct)) {
            return Err(Some(token.span()));
        }
        // Only these can be the last.
        stray = (!matches!(punct, '?' | '.')).then(|| token.span());
        token.to_tokens(&mut tokens);
    }
    if tokens.is_empty() || stray.is_some() { Err(stray) } else { Ok(tokens) }
}

/// A range of which at least one end is given.
pub(crate) struct Range {
    pub(crate) start: Option<Expr>,
    pub(crate) end: Option<Expr>,
    /// Whether the end is in it: `..=`.
    pub(crate) is_closed: bool,
}

impl Parse for Range {
    fn parse(input: ParseStream<'_>) -> syn::Result<Range> {
        let mut start = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![..]) {
            input.parse::<TokenTree>()?.to_tokens(&mut start);
        }
        let is_closed = input.peek(Token![..=]);
        if is_closed {
            input.parse::<Token![..=]>()?;
        } else {
            input.parse::<Token![..]>()?;
        }
        let end: TokenStream = input.parse()?;
        if is_closed && end.is_empty() {
            return Err(input.error("expected an end"));
        }
        Ok(Range { start: end_of_range(start)?, end: end_of_range(end)?, is_closed })
    }
}

fn end_of_range(tokens: TokenStream) -> syn::Result<Option<Expr>> {
    if tokens.is_empty() { Ok(None) } else { syn::parse2(tokens).map(Some) }
}

impl Range {
    /// Refuses a range without ends, and one that no number is in.
    pub(crate) fn check(&self, span: Span) -> syn::Result<()> {
        if self.start.is_none() && self.end.is_none() {
            return Err(Error::new(span, "a range without ends says nothing: give one, or both"));
        }
        if self.is_empty() {
            let message = "this range holds no number: put the smaller end first, and `..=` before \
                           an end that is in it";
            return Err(Error::new(span, message));
        }
        Ok(())
    }

    /// Whether both ends are whole numbers that leave nothing between them.
    fn is_empty(&self) -> bool {
        let whole = |end: &Option<Expr>| end.as_ref().and_then(whole_number);
        match (whole(&self.start), whole(&self.end)) {
            (Some(start), Some(end)) if self.is_closed => start > end,
            (Some(start), Some(end)) => start >= end,
            _ => false,
        }
    }
}

/// The number that `5` or `-5` stands for.
fn whole_number(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => whole_number(expr).map(|n| -n),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::ToTokens;
    use syn::parse::{ParseStream, Parser};

    use super::{Range, read};

    fn dense(tokens: impl ToTokens) -> String {
        tokens.into_token_stream().to_string().replace(' ', "")
    }

    /// The text that is read of an attribute's value, and what is left; without blanks.
    fn parts(text: &str) -> Option<(String, String)> {
        let parse = |input: ParseStream<'_>| {
            let expr = read(input);
            Ok((expr, input.parse::<TokenStream>()?))
        };
        let (expr, rest) = parse.parse_str(text).unwrap();
        expr.ok().map(|expr| (dense(expr), dense(rest)))
    }

    #[test]
    fn expressions_end_at_a_comma_of_the_attribute() {
        for text in [
            "3",
            "-1.5",
            "Tier::Free",
            "Map::<u8, u8>::new()",
            "<Tier as Known<u8, u8>>::usual()",
            "usual(1, 2).tier",
            "[0; 4]",
            "vec![1, 2]",
            "1 << 3 | 1",
            "if PRO { 1 } else { 2 }",
            "if PRO { usual } else { Map::<u8, u8>::new().len() }",
            "{ let usual = 1; usual }",
            "match TIER { Tier::Free => 1, _ => 2 }",
            "unsafe { usual() }",
            "|| 1",
            "..",
            "1..",
            "usual()?",
        ] {
            let expr = text.replace(' ', "");
            assert_eq!(parts(text), Some((expr.clone(), String::new())));
            assert_eq!(parts(&format!("{text}, token")), Some((expr, ",token".to_owned())));
        }
    }

    #[test]
    fn a_second_expression_is_not_read() {
        for (text, rest) in [("1 max_len = 3", "max_len=3"), ("Tier::Free \"x\"", "\"x\"")] {
            assert_eq!(parts(text).map(|(_, rest)| rest).as_deref(), Some(rest), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_an_expression_is_refused() {
        for text in ["", ", token", "1 +", "*", "= 1", "1; 2", ";", "+ 1", "1 &&", "if a =>"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn ranges_have_any_of_their_ends() {
        for (text, start, end, is_closed) in [
            ("1..=5", "1", "5", true),
            ("1..5", "1", "5", false),
            ("..5", "", "5", false),
            ("..=-5", "", "-5", true),
            ("LOW..", "LOW", "", false),
            ("-1.5..=low(2)", "-1.5", "low(2)", true),
            ("..", "", "", false),
        ] {
            let range: Range = syn::parse_str(text).unwrap();
            assert_eq!(
                (dense(range.start), dense(range.end)),
                (start.into(), end.into()),
                "{text}"
            );
            assert_eq!(range.is_closed, is_closed, "{text}");
        }
        for text in ["", "5", "1..=", "1..=5 6", "1 2..3"] {
            assert!(syn::parse_str::<Range>(text).is_err(), "{text}");
        }
    }
}
