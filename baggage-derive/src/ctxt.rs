//! Collects every error of one derive, so that one build shows them all.

use std::cell::RefCell;
use std::fmt::Display;
use std::thread;

use proc_macro2::Span;
use quote::ToTokens;
use syn::Error;

/// The errors found so far. [`check`](Ctxt::check) must be called before it is dropped.
pub(crate) struct Ctxt {
    /// `None` once the errors were taken.
    errors: RefCell<Option<Vec<Error>>>,
}

impl Ctxt {
    pub(crate) fn new() -> Ctxt {
        Ctxt { errors: RefCell::new(Some(Vec::new())) }
    }

    /// Notes an error that syn or a reader of attributes found.
    pub(crate) fn push(&self, error: Error) {
        self.errors.borrow_mut().as_mut().expect("errors are not taken yet").push(error);
    }

    /// Notes an error at one token.
    pub(crate) fn error_at(&self, span: Span, message: impl Display) {
        self.push(Error::new(span, message));
    }

    /// Notes an error that underlines everything in `tokens`.
    pub(crate) fn error_over(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(Error::new_spanned(tokens, message));
    }

    /// All errors as one, in the order in which they were found.
    pub(crate) fn check(self) -> syn::Result<()> {
        let errors = self.errors.borrow_mut().take().expect("errors are not taken yet");
        let Some(all) = errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        }) else {
            return Ok(());
        };
        Err(all)
    }
}

impl Drop for Ctxt {
    fn drop(&mut self) {
        let is_checked = self.errors.get_mut().is_none();
        assert!(is_checked || thread::panicking(), "the errors of a derive were not looked at");
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::Ctxt;

    #[test]
    fn no_error_is_ok() {
        assert!(Ctxt::new().check().is_ok());
    }

    #[test]
    fn every_error_is_kept_in_order() {
        let cx = Ctxt::new();
        cx.error_at(Span::call_site(), "first");
        cx.error_at(Span::call_site(), "second");
        let messages: Vec<_> =
            cx.check().unwrap_err().into_iter().map(|error| error.to_string()).collect();
        assert_eq!(messages, ["first", "second"]);
    }

    #[test]
    #[should_panic(expected = "not looked at")]
    fn unchecked_errors_panic() {
        drop(Ctxt::new());
    }
}
